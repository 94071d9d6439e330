"""What would happen if stations had less, or more: the orders of the past days, placed again. Nothing is kept.

Orders of the whole part of the tree around the asked node are replayed, because neighbours share what is left; what is
told is only what concerns stations of the asked node, and others are "outside". The newest orders are taken where there
are too many, and a replay that takes too long stops and says from when to when it came.
"""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Min, Q

from coverage import index
from coverage.capacity import overflow, sources
from coverage.models import Station
from coverage.trade import WorkClass
from dispatch.board import capacity_replay, wanting
from dispatch.board.capacity_counters import Counters
from dispatch.board.capacity_replay import Day, Past, Placed, World
from dispatch.kernel import clock
from dispatch.kernel.models import Node
from repairs import policies
from repairs.models import Clock, WorkOrder

SLOTS_AHEAD = timedelta(days=3)
FIELDS = (
    "utility", "business_type", "symptom", "work_class", "skill", "priority", "is_life_safety", "scene",
    "opened_at", "closed_at", "lon", "lat", "appointed_from", "appointed_to",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A station with `percent` of its capacity, or shut."""

    station_id: int
    percent: int = 100
    is_closed: bool = False


@dataclass
class Span:
    """From when to when orders were replayed, and why not more: 'orders' or 'time'."""

    since: datetime
    until: datetime
    cut: str = ""
    left_out: int = 0


def look(node: Node, days: int, changes: Sequence[Change]) -> dict[str, Any]:
    """The answer: {orders, moved, unplaced_before, unplaced_after, flows, stations, span, assumptions facts}."""
    now = clock.now()
    around = node.parent if node.kind == Node.Kind.STATION and node.parent is not None else node
    span = Span(now - timedelta(days=days), now)
    orders = _orders(around, span, now)
    worlds = _worlds(changes, orders, span, now)
    _standing(around, span, worlds, now)
    ends = time.monotonic() + policies.seconds("whatif.longest", at=now)
    placed = capacity_replay.replay(
        orders, partial(_day, _Kept()), worlds[0], worlds[1], lambda: time.monotonic() < ends
    )
    if len(placed) < len(orders):
        span.cut, span.until = "time", placed[-1].order.at if placed else span.since
        span.left_out += len(orders) - len(placed)
    return _answer(node, placed, span)


@dataclass
class _Kept:
    """What days of the replay share, read once."""

    stations: list[int] = field(default_factory=list)
    current: index.Snapshot | None = None
    day: tuple[date, Day] | None = None


def _day(kept: _Kept, on: date) -> Day:
    """Areas as they are now, stations as they are now with that day's rosters, and the links that held then."""
    if kept.day is None or kept.day[0] != on:
        if kept.current is None:
            kept.current = index.current()
            kept.stations = list(kept.current.posts)
        noon = datetime.combine(on, time_of_day(12), ZoneInfo("UTC"))
        posts = {post.id: post for post in index.posts(noon)}
        snapshot = capacity_replay.on_day(kept.current, posts)
        kept.day = on, Day(snapshot, overflow.chains(kept.stations, on))
    return kept.day[1]


def _orders(around: Node, span: Span, now: datetime) -> list[Past]:
    most = int(policies.number("whatif.most_orders", at=now))
    rows = WorkOrder.objects.filter(
        node__path__startswith=around.path, opened_at__gte=span.since, opened_at__lt=span.until, lon__isnull=False
    ).filter(Q(parent=None))
    count = rows.count()
    found = list(rows.only(*FIELDS, "node_id").order_by("-opened_at", "-pk")[:most])
    found.reverse()
    if count > most:
        span.cut, span.left_out, span.since = "orders", count - most, found[0].opened_at
    arrive_by = _deadlines(span)
    paths = dict(Node.objects.filter(path__startswith=around.path).values_list("pk", "path"))
    emergency = policies.number("capacity.headroom_priority", at=now)
    return [_past(order, paths[order.node_id], arrive_by.get(order.pk), emergency, now) for order in found]


def _deadlines(span: Span) -> dict[int, datetime]:
    """The first arrival limit of each order that came in the span."""
    rows = Clock.objects.filter(kind="arrival", order__opened_at__gte=span.since, order__opened_at__lt=span.until)
    return dict(rows.values_list("order").annotate(first=Min("due_at")).values_list("order", "first"))


def _past(order: WorkOrder, path: str, arrive_by: datetime | None, emergency: float, now: datetime) -> Past:
    is_ahead = order.appointed_from is not None and order.appointed_from > order.opened_at
    return Past(
        id=order.pk,
        at=order.opened_at,
        place=wanting.place_of(order),
        work_class=order.work_class,
        ended_at=order.closed_at or now,
        deadline=order.appointed_to if is_ahead else arrive_by,
        weight=wanting.weight_of(order, now),
        is_life_safety=order.is_life_safety,
        is_emergency=order.priority <= emergency,
        slot_at=order.appointed_from if is_ahead else None,
        path=path,
    )


def _worlds(changes: Sequence[Change], orders: Sequence[Past], span: Span, now: datetime) -> tuple[World, World]:
    stations = {station.pk: station for station in Station.objects.select_related("node").order_by("pk")}
    last = span.until + SLOTS_AHEAD
    made = sources.read(stations.values(), [work_class.value for work_class in WorkClass], span.since, last)
    shares = {change.station_id: 0.0 if change.is_closed else change.percent / 100 for change in changes}
    closed = frozenset(change.station_id for change in changes if change.is_closed)
    radius = policies.number("match.mutual_aid_radius_km", at=now)
    release = timedelta(seconds=policies.seconds("capacity.quota_release", at=now))
    return (
        World(Counters(stations, made, span.since, last), radius, release),
        World(Counters(stations, made, span.since, last, shares), radius, release, closed),
    )


def _standing(around: Node, span: Span, worlds: Sequence[World], now: datetime) -> None:
    """What was open already when the span began stands at its station in both worlds."""
    rows = WorkOrder.objects.filter(
        node__path__startswith=around.path, opened_at__lt=span.since, station__isnull=False
    ).filter(Q(closed_at=None) | Q(closed_at__gt=span.since))
    for station_id, closed_at in rows.order_by("pk").values_list("station_id", "closed_at"):
        for world in worlds:
            world.counters.stand(station_id or 0, closed_at or now)


def _answer(node: Node, placed: Sequence[Placed], span: Span) -> dict[str, Any]:
    mine = {
        pk: (name, name_en or name)
        for pk, name, name_en in Station.objects.filter(node__path__startswith=node.path).values_list(
            "pk", F("node__name"), F("node__name_en")
        )
    }
    told = [one for one in placed if _concerns(one, mine, node.path)]
    before, after = Counter(one.before for one in told), Counter(one.after for one in told)
    touched = sorted((pk for pk in mine if before[pk] or after[pk]), key=lambda pk: (-abs(after[pk] - before[pk]), pk))
    return {
        "orders": len(told),
        "moved": sum(one.before != one.after for one in told),
        "unplaced_before": before[None],
        "unplaced_after": after[None],
        "flows": list(_flows(told, mine)),
        "stations": [
            {
                "station_id": pk,
                "name": mine[pk][0],
                "name_en": mine[pk][1],
                "before": before[pk],
                "after": after[pk],
            }
            for pk in touched
        ],
        "since": clock.iso(span.since),
        "until": clock.iso(span.until),
        "truncated": span.cut or None,
        "left_out": span.left_out,
    }


def _concerns(one: Placed, mine: Mapping[int, Any], path: str) -> bool:
    if one.before is None and one.after is None:
        return one.covering in mine if one.covering is not None else one.order.path.startswith(path)
    return one.before in mine or one.after in mine


def _flows(told: Sequence[Placed], mine: Mapping[int, Any]) -> Iterator[dict[str, Any]]:
    """Flows by stations of the node; all others are one "outside", so that nobody reads beside their own."""
    joined: dict[tuple[Any, ...], Counter[str]] = {}
    for flow in capacity_replay.flows(told):
        ends = [(pk if pk in mine else None, pk is not None and pk not in mine) for pk in _ends(flow)]
        joined.setdefault((*ends[0], *ends[1]), Counter()).update(flow.by_class)
    for (source, from_outside, goal, to_outside), by_class in sorted(
        joined.items(), key=lambda item: (-item[1].total(), str(item[0]))
    ):
        yield {
            "from_station_id": source,
            "from_outside": from_outside,
            "to_station_id": goal,
            "to_outside": to_outside,
            "count": by_class.total(),
            "by_class": dict(sorted(by_class.items())),
        }


def _ends(flow: capacity_replay.Flow) -> tuple[int | None, int | None]:
    return flow.from_station_id, flow.to_station_id
