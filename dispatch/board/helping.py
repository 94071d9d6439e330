"""Who helps where the covering stations have no room: chains of overflow, then agreements, then the nearest able.

Chains and agreements are the first covering station's own, with dates; the nearest are those that help anybody.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from coverage import index
from coverage.capacity import overflow
from coverage.models import Station
from dispatch.board import wanting
from dispatch.board.matching import Case
from repairs import policies
from repairs.models import WorkOrder

REASONS = {"overflow": "overflow_of", "mutual_aid": "aid_agreement"}


def add(left: Sequence[WorkOrder], cases: dict[int, Case], snapshot: index.Snapshot, at: datetime) -> None:
    """Put the helpers of orders that nobody had room for behind the stations that were tried; one query."""
    firsts = {order.pk: first for order in left if (first := cases[order.pk].first_covering()) is not None}
    zones = {snapshot.posts[pk].zone for pk in firsts.values()}
    # Links begin and end with the station's day; helpers of one zone are read together.
    links: dict[int, list[overflow.Help]] = {}
    for zone in zones:
        of_zone = {pk for pk in firsts.values() if snapshot.posts[pk].zone == zone}
        links |= overflow.chains(of_zone, at.astimezone(ZoneInfo(zone)).date())
    names = {
        pk: {"station_id": pk, "station": name, "station_en": name_en or name}
        for pk, name, name_en in Station.objects.filter(pk__in=links).values_list("pk", "node__name", "node__name_en")
    }
    for order in left:
        first = firsts.get(order.pk)
        helpers = links.get(first, []) if first is not None else []
        radius = float(policies.number("match.mutual_aid_radius_km", order=order))
        behind(cases[order.pk], wanting.place_of(order), order.work_class, helpers, snapshot, at, radius, names)


def behind(
    case: Case,
    want: index.Want,
    work_class: str,
    helpers: Sequence[overflow.Help],
    snapshot: index.Snapshot,
    at: datetime,
    radius_km: float,
    names: Mapping[int, dict[str, Any]] | None = None,
) -> None:
    """Put the helpers of one case behind what was tried: the first covering station's own, then the nearest. Pure."""
    for helped in helpers:
        if helped.fits(want.utility, work_class):
            reason = {"code": REASONS[helped.kind], **(names or {}).get(helped.station_id, {})}
            case.add(helped.kind, index.judged(snapshot, [helped.helper_id], want, at, reason))
    case.add("mutual_aid", index.nearest_able(snapshot, want, at, radius_km=radius_km))
