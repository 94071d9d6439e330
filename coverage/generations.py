"""Generations of areas: what is active, what a plan would make of it, what was active at an instant, and becoming it.

A plan holds the areas of the stations that it took up; laid over the active generation it is what would be in effect.
Becoming active is one transaction under a lock that deciding shares (`index.deciding`), so that no request is matched
half by the old areas and half by the new.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import shapely
from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from coverage import index
from coverage.models import Area, CoverageVersion
from dispatch.kernel import clock
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node

State = CoverageVersion.State
LIVED = (State.ACTIVE, State.ARCHIVED)
KEPT_SNAPSHOTS = 4
SOON = timedelta(seconds=1)
"""After which something looks again for a version that is about to take effect."""


@dataclass(frozen=True, slots=True)
class PlanArea:
    """An area as a generation has it; `utility` '' stands for all that its station serves."""

    area_id: int
    station_id: int
    utility: str
    rank: int
    name: str
    geometry: shapely.Geometry


def active() -> CoverageVersion | None:
    """The generation that decides now; None before the first."""
    return CoverageVersion.objects.filter(state=State.ACTIVE).first()


def at(instant: datetime) -> CoverageVersion | None:
    """The generation that decided at `instant`; None before the first."""
    rows = CoverageVersion.objects.filter(state__in=LIVED).annotate(began=Coalesce("activated_at", "created_at"))
    found = rows.filter(began__lte=instant).filter(Q(archived_at=None) | Q(archived_at__gt=instant))
    return found.order_by("-began", "-pk").first()


def composed(version: CoverageVersion) -> list[PlanArea]:
    """The areas that are, were or would be in effect with `version`, by id: a plan's laid over the active ones."""
    return [
        PlanArea(pk, station_id, utility, rank, name, shapely.from_wkb(bytes(wkb)))
        for pk, station_id, utility, rank, name, wkb in _rows(version).values_list(
            "pk", "station_id", "utility", "rank", "name", "geometry"
        )
    ]


def _rows(version: CoverageVersion) -> Any:
    own = Q(version=version)
    if version.state not in LIVED:
        base = active()
        own |= Q(version=base) & ~Q(station__in=version.touched) if base else Q(pk=None)
    return Area.objects.filter(own).order_by("pk")


_snapshots: OrderedDict[tuple[Any, ...], index.Snapshot] = OrderedDict()


def snapshot_of(version: CoverageVersion, near: datetime | None = None) -> index.Snapshot:
    """The index of any generation or plan with the stations as they are now; rosters around `near` (default now)."""
    instant = near or clock.now()
    key = (version.pk, version.state, version.revision, index.stamp(), instant.replace(minute=0, second=0))
    if key not in _snapshots:
        areas = [(a.area_id, a.station_id, a.utility, a.rank, a.geometry) for a in composed(version)]
        _snapshots[key] = index.build(version.pk, key, index.posts(instant), areas)
        while len(_snapshots) > KEPT_SNAPSHOTS:
            _snapshots.popitem(last=False)
    return _snapshots[key]


def moved_since_base(version: CoverageVersion) -> list[int]:
    """Stations of a plan whose areas became others after the plan was drawn: its makers did not see that."""
    now = active()
    if version.state in LIVED or now is None or version.base_id == now.pk:
        return []
    then = set(_as_drawn(version.base_id, version.touched))
    return sorted({row[0] for row in then ^ set(_as_drawn(now.pk, version.touched))})


def differ(one: CoverageVersion, other: CoverageVersion | None, stations: list[int]) -> bool:
    """Whether these stations have other areas in the one generation than in the other."""
    return other is None or set(_as_drawn(one.pk, stations)) != set(_as_drawn(other.pk, stations))


def _as_drawn(version_id: int | None, stations: list[int]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT station_id, utility, rank, md5(geometry) FROM coverage_area"
            " WHERE version_id = %s AND station_id = ANY(%s)",
            [version_id, stations],
        )
        yield from cursor.fetchall()


def lock() -> None:
    """One generation becomes active at a time: the second waits for the first, and both for those that decide."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [index.ACTIVATION])


def activate(tx: Tx, version: CoverageVersion) -> None:
    """Make a plan the active generation: the areas of all stations that it did not take up are carried over.

    Refuses with plan.moved_meanwhile where another generation has changed the areas of its stations since.
    """
    lock()
    if moved := moved_since_base(version):
        raise Refusal("plan.moved_meanwhile", stations=moved)
    before = active()
    if before is not None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO coverage_area (version_id, station_id, utility, rank, name, geometry, vertices, source)"
                " SELECT %s, station_id, utility, rank, name, geometry, vertices, source FROM coverage_area"
                " WHERE version_id = %s AND NOT station_id = ANY(%s) ORDER BY id",
                [version.pk, before.pk, version.touched],
            )
    CoverageVersion.objects.filter(state=State.ACTIVE).update(state=State.ARCHIVED, archived_at=tx.at)
    version.state, version.activated_at = State.ACTIVE, tx.at
    version.revision = F("revision") + 1
    version.save(update_fields=["state", "activated_at", "revision"])
    version.refresh_from_db(fields=["revision"])
    everywhere = [
        f"board:{pk}" for pk in Node.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)
    ]
    tx.record_all(everywhere, "coverage.activated", {"coverage_version": version.pk})
    index.forget()
