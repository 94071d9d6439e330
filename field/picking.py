"""Picks technicians out of the rows: loads people, loads and limits, and lets `ranking` judge.

The database is read once for a whole micro-batch, however many orders and stations it holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from dispatch.kernel import clock
from dispatch.kernel.commands import Tx
from field import lifecycle, ranking, travel
from field.models import Technician, Visit
from field.ranking import Candidate, Job, Limits, Person
from repairs import policies
from repairs.models import WorkOrder


@dataclass(frozen=True)
class Pick:
    """The choice for one order: who, or None; `rows` explain everybody, `explanation` goes with the visit."""

    technician: Technician | None
    rows: list[dict[str, Any]]
    explanation: dict[str, Any]


def rank_for(order: WorkOrder) -> list[dict[str, Any]]:
    """The technicians of the order's station, best first, each with distance, travel time and reasons."""
    return rank_of(order, [] if order.station_id is None else [order.station_id])


def rank_of(order: WorkOrder, station_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The technicians of these stations for the order, as `rank_for` gives them."""
    at = clock.now()
    people = [person for crew in _people(station_ids).values() for person in crew]
    job = _jobs([order])[0]
    # Whoever has the order now is judged as if it were not in their load already.
    holder = Visit.objects.filter(order=order, ended_at=None).values_list("technician_id", flat=True).first()
    for person in people:
        if person.technician_id == holder:
            person.open_visits -= 1
    ranked = ranking.rank(job, people, _limits(at), _source(order, at), at)
    return [candidate.row() for candidate in ranked]


@dataclass(frozen=True)
class Judged:
    """One person for one order: the codes that speak for and against, the way, and what comes before it in seconds."""

    reasons: list[dict[str, Any]]
    distance_m: float | None
    travel_s: float | None
    waits_s: float


def judge(order: WorkOrder, technician: Technician, at: datetime) -> Judged:
    """What the ranking says of one technician, of whatever station, for one order."""
    people = _people([technician.station_id])[technician.station_id]
    person = next(one for one in people if one.technician_id == technician.pk)
    if Visit.objects.filter(order=order, ended_at=None, technician=technician).exists():
        person.open_visits -= 1
    found = ranking.rank(_jobs([order])[0], [person], _limits(at), _source(order, at), at)[0]
    # Of one person alone it says nothing that they are the nearest.
    reasons = [reason for reason in found.reasons if reason["code"] not in ("nearest_idle", "soonest_there")]
    return Judged(reasons, found.distance_m, found.travel_s, max(0.0, found.cost_s - (found.travel_s or 0.0)))


def pick_many(tx: Tx, orders: Sequence[WorkOrder]) -> dict[int, Pick]:
    """A technician for each locked order, in the order given; who gets one carries it for the next."""
    by_station: dict[int, list[WorkOrder]] = defaultdict(list)
    for order in orders:
        if order.station_id is not None:
            by_station[order.station_id].append(order)
    people, limits = _people(by_station), _limits(tx.at)
    jobs = {job.order_id: job for job in _jobs(orders)}
    ranked: dict[int, list[Candidate]] = {order.pk: [] for order in orders}
    for station_id, theirs in by_station.items():
        ranked |= ranking.choose(
            [jobs[order.pk] for order in theirs], people[station_id], limits, _source(theirs[0], tx.at), tx.at
        )
    chosen = {pk: rows[0].person.technician_id for pk, rows in ranked.items() if rows and rows[0].is_able}
    technicians = Technician.objects.select_related("station__node").in_bulk(set(chosen.values()))
    return {pk: _pick(rows, technicians.get(chosen.get(pk, 0))) for pk, rows in ranked.items()}


def _pick(candidates: list[Candidate], technician: Technician | None) -> Pick:
    rows = [candidate.row() for candidate in candidates]
    if technician is None:
        return Pick(None, rows, {})
    rows[0]["chosen"] = True
    return Pick(technician, rows, rows[0])


def _jobs(orders: Sequence[WorkOrder]) -> list[Job]:
    declined: dict[int, set[int]] = defaultdict(set)
    past = Visit.objects.filter(order__in=[order.pk for order in orders], state=lifecycle.VisitState.DECLINED)
    for order_id, technician_id in past.values_list("order_id", "technician_id"):
        declined[order_id].add(technician_id)
    # Whoever a person took off the order is not preferred for it.
    there = Visit.objects.filter(
        order__in=[order.pk for order in orders], arrived_at__isnull=False, ended_at__isnull=False
    )
    known = dict(there.exclude(end_reason="reassigned").order_by("arrived_at").values_list("order_id", "technician_id"))
    return [
        Job(
            order.pk,
            order.lon,
            order.lat,
            order.skill,
            order.is_life_safety,
            frozenset(declined[order.pk]),
            known.get(order.pk),
        )
        for order in orders
    ]


def _people(station_ids: Iterable[int]) -> dict[int, list[Person]]:
    """Everybody of the stations and of the points they receive for, with their load.

    Without a position they are reckoned at their station.
    """
    begun: dict[int, int] = defaultdict(int)
    ids = list(station_ids)
    crew = Technician.objects.filter(Q(station__in=ids) | Q(station__main_point__in=ids))
    for technician_id in Visit.objects.filter(
        technician__in=crew, ended_at=None, state__in=list(lifecycle.BEGUN)
    ).values_list("technician_id", flat=True):
        begun[technician_id] += 1
    people: dict[int, list[Person]] = {station_id: [] for station_id in ids}
    for each in crew.select_related("station", "position").order_by("pk"):
        position = getattr(each, "position", None)
        received_at = each.station_id if each.station_id in people else each.station.main_point_id
        people[received_at or each.station_id].append(
            Person(
                technician_id=each.pk,
                name=each.name,
                name_en=each.name_en,
                skills=frozenset(each.skills),
                state=each.state,
                lon=position.lon if position else each.station.lon,
                lat=position.lat if position else each.station.lat,
                open_visits=each.open_visits,
                begun_visits=begun[each.pk],
                shift_ends_at=each.shift_ends_at,
                position_at=position.at if position else None,
            )
        )
    return people


def _limits(at: datetime) -> Limits:
    return Limits(
        per_visit_s=policies.seconds("pick.per_open_visit", at=at),
        busy_penalty_s=policies.seconds("pick.busy_penalty", at=at),
        shift_margin_s=policies.seconds("pick.shift_margin", at=at),
        max_open=int(policies.number("pick.max_open_visits", at=at)),
        stale_position_s=policies.seconds("position.stale_after", at=at),
        known_worth_s=policies.seconds("pick.known_worth", at=at),
    )


def _source(order: WorkOrder, at: datetime) -> travel.TravelTimes:
    """The travel times of the hour band where the order is."""
    return source_at(at, order.node.time_zone)


def source_at(at: datetime, zone: str) -> travel.TravelTimes:
    """The travel times of the hour band of `at` by the clock of `zone`."""
    band = travel.band(at.astimezone(ZoneInfo(zone)).hour)
    return travel.source_for(
        travel.Terms(
            base_s=policies.seconds(f"travel.base.{band}", at=at),
            per_km_s=policies.seconds(f"travel.per_km.{band}", at=at),
            per_root_km_s=policies.seconds(f"travel.per_root_km.{band}", at=at),
            detour=policies.number("travel.detour", at=at),
        )
    )
