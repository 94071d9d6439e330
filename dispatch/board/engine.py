"""The dispatcher's mind at work: claims what waits, matches, reserves, offers; then finds technicians.

A round is one transaction: claimed orders are locked with SKIP LOCKED, most urgent first, so several engines share the
work. One order when it is quiet, hundreds in a storm; the number of statements does not grow with the orders. What
cannot be placed goes to the hand queue with an alarm: never lost, never silent.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from coverage import capacity, index
from coverage.models import Station
from dispatch.board import alarms, helping, merging, offers, technicians, wanting
from dispatch.board.addressing import routing
from dispatch.board.appointments import agreeing
from dispatch.board.matching import Case, Try, consider
from dispatch.board.models import Decision, Offer
from dispatch.kernel import commands
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.commands import Tx
from repairs import policies, storm_state
from repairs.models import Clock, WorkOrder

log = logging.getLogger(__name__)

_CLAIM = """
SELECT id FROM repairs_workorder
WHERE state = %s AND claim_after <= %s {more}
ORDER BY priority, opened_at LIMIT %s FOR UPDATE SKIP LOCKED
"""
# Stations that assign by themselves; and nobody is sent long before a window that was agreed.
_TO_ASSIGN = (
    "AND station_id IN (SELECT node_id FROM coverage_station WHERE auto_assign)"
    " AND (appointed_from IS NULL OR appointed_from <= %s)"
)

ASSIGN_IN_A_STORM = 40


def step() -> int:
    """One round of placing and one of assigning. Gives how many orders moved; 0 when there is nothing to do.

    While placing fills its batches a storm is on: then only a bite is assigned per round, so that neither starves.
    """
    size = batch_size()
    placed = place_waiting(size)
    return placed + assign_accepted(ASSIGN_IN_A_STORM if placed >= size else size)


def batch_size() -> int:
    """How many orders a round takes: more where storm mode is on anywhere, as one engine works for the whole house."""
    return int(policies.number("engine.batch", seasons=storm_state.anywhere()))


def claim(tx: Tx, state: str, limit: int, more: str = "", params: Sequence[datetime] = ()) -> list[WorkOrder]:
    """Lock up to `limit` orders in `state` that nobody else has claimed, most urgent first."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(more=more), [state, tx.at, *params, limit])
        ids = [row[0] for row in cursor.fetchall()]
    found = WorkOrder.objects.select_related("request", "node", "station__node").in_bulk(ids)
    return [found[pk] for pk in ids]


def place_waiting(limit: int | None = None) -> int:
    """Place what waits for a station. Gives how many orders were decided."""
    size = limit or batch_size()
    decided = 0

    def work(tx: Tx) -> None:
        nonlocal decided
        waiting = claim(tx, "waiting", size)
        decided = len(waiting)
        if waiting:
            place(tx, waiting)

    # Rounds of reserving lock stations one after the other, so two engines may meet head on: then one tries again.
    commands.perform(SYSTEM, "engine.place", work)
    return decided


def place(tx: Tx, waiting: Sequence[WorkOrder]) -> None:
    """Decide a station for each locked order: reserve and offer, or queue for a person."""
    if twins := merging.resent(tx, waiting):
        waiting = [order for order in waiting if order.pk not in twins]
    snapshot = index.deciding()
    cases = _cases(tx, waiting, snapshot)
    won = _reserve(tx, waiting, cases)
    left = [order for order in waiting if order.pk not in won and order.lon is not None]
    if left:
        helping.add(left, cases, snapshot, tx.at)
        won |= _reserve(tx, left, cases)
    stations = Station.objects.select_related("node").in_bulk({attempt.station_id for attempt, _ in won.values()})
    for pk, (attempt, over) in won.items():
        cases[pk].chosen(attempt.station_id, over)
    _keep(tx, waiting, cases, won, snapshot.version)
    offers.make_many(
        tx,
        [(order, stations[won[order.pk][0].station_id], won[order.pk][0].way) for order in waiting if order.pk in won],
        {pk: over for pk, (_, over) in won.items()},
    )
    agreeing.follow(
        tx, {order.pk: order.station_id for order in waiting if order.pk in won and order.appointed_from is not None}
    )
    _tell_of_capacity(tx, cases, won)
    for order in waiting:
        if order.pk not in won:
            offers.queue_for_hand(tx, order, why=(cases[order.pk].facts or ["full"])[0])
        if order.is_life_safety:
            alarms.raise_(tx, "life_safety", order.node, order=order, facts={"symptom": order.symptom})


def _cases(tx: Tx, waiting: Sequence[WorkOrder], snapshot: index.Snapshot) -> dict[int, Case]:
    """The case of each order, from coverage and from what happened to the order before."""
    past: dict[tuple[int, str], set[int]] = defaultdict(set)
    again = [order.pk for order in waiting if order.attempts]
    if again:
        for order_id, answer, station_id in Offer.objects.filter(
            order__in=again, answered_at__isnull=False
        ).values_list("order_id", "answer", "station_id"):
            past[order_id, answer].add(station_id)
    located = [order for order in waiting if order.lon is not None]
    found = index.candidates_many(snapshot, [wanting.place_of(order) for order in located], tx.at)
    cases = {
        order.pk: consider(
            order.pk,
            covering,
            is_life_safety=order.is_life_safety,
            returned=frozenset(past[order.pk, "returned"]),
            lapsed=frozenset(past[order.pk, "lapsed"]),
        )
        for order, covering in zip(located, found, strict=True)
    }
    pinless = [order for order in waiting if order.lon is None]
    return cases | routing.cases(pinless, snapshot, past, tx.at) if pinless else cases


def _reserve(tx: Tx, waiting: Sequence[WorkOrder], cases: dict[int, Case]) -> dict[int, tuple[Try, bool]]:
    """Try stations round by round until each order has one or no tries are left: order id → (try, over capacity).

    A round reserves the next try of every order still without one in a few statements; the database says who was too
    late, so the loads need no estimate here and other engines may work beside this one.
    """
    won: dict[int, tuple[Try, bool]] = {}
    open_orders = [order for order in waiting if cases[order.pk].tries]
    arrive_by = dict(
        Clock.objects.filter(
            order__in=[order.pk for order in open_orders], kind="arrival", stopped_at=None
        ).values_list("order_id", "due_at")
    )
    while open_orders:
        trying = {order.pk: cases[order.pk].tries.pop(0) for order in open_orders}
        outcomes = capacity.reserve_many(
            [
                wanting.want_of(order, trying[order.pk].station_id, tx.at, arrive_by.get(order.pk))
                for order in open_orders
            ]
        )
        for order in open_orders:
            outcome = outcomes[wanting.holder_of(order)]
            if outcome.granted:
                won[order.pk] = (trying[order.pk], outcome.over)
            else:
                cases[order.pk].refused(trying[order.pk].station_id, outcome.reason)
        open_orders = [order for order in open_orders if order.pk not in won and cases[order.pk].tries]
    return won


def _tell_of_capacity(tx: Tx, cases: dict[int, Case], won: dict[int, tuple[Try, bool]]) -> None:
    """A station that had no room for what it covers is an alarm, one whatever the orders, until it has room again."""
    full = {station_id for case in cases.values() for station_id in case.full_covering()}
    room = {attempt.station_id for attempt, over in won.values() if not over} - full
    alarms.clear_of_stations(tx, set(room), "capacity_gone")
    for station in Station.objects.select_related("node").filter(pk__in=full).order_by("pk"):
        alarms.raise_(tx, "capacity_gone", station.node, station=station, facts={"station": station.node.name})


def _keep(
    tx: Tx, waiting: Sequence[WorkOrder], cases: dict[int, Case], won: dict[int, tuple[Try, bool]], version: int
) -> None:
    Decision.objects.bulk_create(
        Decision(
            order=order,
            kind=Decision.Kind.STATION,
            outcome="offered" if order.pk in won else "hand_queue",
            station_id=won[order.pk][0].station_id if order.pk in won else None,
            coverage_version=version,
            candidates={"facts": cases[order.pk].facts, "rows": cases[order.pk].explanation()},
            actor=tx.actor.key,
            at=tx.at,
        )
        for order in waiting
    )


def assign_accepted(limit: int | None = None) -> int:
    """Find technicians for accepted orders of stations that assign by themselves. Gives how many were looked at."""
    size = limit or batch_size()
    with commands.begun(SYSTEM) as tx:
        nears = tx.at + timedelta(seconds=policies.seconds("appointment.assign_ahead", at=tx.at))
        accepted = claim(tx, "accepted", size, more=_TO_ASSIGN, params=[nears])
        if accepted:
            technicians.assign_by_itself(tx, accepted)
    return len(accepted)
