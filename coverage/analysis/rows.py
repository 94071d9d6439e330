"""What an analysis is given, out of the database: stations, regions, the register."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from django.db.models import Q

from coverage.analysis.given import Known, Region, Site
from coverage.models import DutyShift, HotlineArea, Station, Territory

# As far as matching asks rosters.
ROSTER_REACH = timedelta(days=2)


def sites(now: datetime) -> dict[int, Site]:
    """All stations; one that another receives for has that one's utilities and duty."""
    near = DutyShift.objects.filter(ends_at__gt=now - ROSTER_REACH, starts_at__lt=now + ROSTER_REACH)
    last = dict(near.order_by("ends_at").values_list("station_id", "ends_at"))
    rows = {row.pk: row for row in Station.objects.select_related("node").order_by("pk")}
    found = {}
    for pk, row in rows.items():
        receiver = rows[row.main_point_id or pk]
        found[pk] = Site(
            id=pk,
            path=row.node.path,
            lon=row.lon,
            lat=row.lat,
            serves=frozenset(receiver.utilities),
            receiver_id=receiver.pk,
            is_active=receiver.is_active,
            off_duty=_off_duty(receiver, last.get(receiver.pk), now),
        )
    return found


def _off_duty(station: Station, roster_ends: datetime | None, now: datetime) -> str:
    if not station.is_active:
        return "inactive"
    if station.hours is not None and not any(station.hours.values()):
        return "never_open"
    return "roster_ended" if roster_ends is not None and roster_ends <= now else ""


def regions() -> list[Region]:
    """The territories of the tree."""
    rows = Territory.objects.filter(node__is_active=True).order_by("node__path")
    return [
        Region(pk, path, shapely.from_wkb(bytes(wkb)))
        for pk, path, wkb in rows.values_list("pk", "node__path", "geometry")
    ]


def regions_stamp() -> list[Any]:
    return list(Territory.objects.order_by("pk").values_list("pk", "revision"))


def known(now: datetime) -> dict[int, Known]:
    """What the register says today of areas without coverage, by entry."""
    rows = HotlineArea.objects.filter(kind=HotlineArea.Kind.NO_COVERAGE, geometry__isnull=False).order_by("pk")
    found = {}
    # The day on which an entry ends is the first that it no longer speaks of.
    for row in rows.filter(Q(ends_on=None) | Q(ends_on__gte=now.date())).select_related("node"):
        today = now.astimezone(ZoneInfo(row.node.time_zone)).date()
        if row.starts_on <= today and (row.ends_on is None or today < row.ends_on) and row.geometry is not None:
            found[row.pk] = Known(row.utility, shapely.from_wkb(bytes(row.geometry)))
    return found
