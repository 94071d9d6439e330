"""The verbs of work orders. Whoever calls has checked access; each verb goes lock → lifecycle table → rows → facts.

Every verb has one body, `advance`, that moves any number of orders in a few statements, because a storm moves hundreds
at once. What is told: the order's own log gets the facts and who did it; the boards of the order's node and of
every node above get its new card; the customer's ticket stream gets the ticket.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Literal

from django.db import connection, transaction

from coverage.models import Station
from dispatch.kernel import clock, doorbell, events, texts
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from dispatch.kernel.organisation import board_streams
from repairs import cards, clocks, lifecycle
from repairs.models import Clock, WorkOrder

card = cards.order_card


@dataclass
class Change:
    """One order's step, with what else changes on the row and what the log says of it."""

    order: WorkOrder
    action: str
    fields: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    # Deadlines that somebody set (a resume-by, a promise), by the clock's kind; other clocks go by policy.
    until: dict[str, datetime] = field(default_factory=dict)
    # A pause may hold the order's clocks, and going on lets them go.
    clocks: Literal["", "pause", "go_on"] = ""


def locked(ids: Iterable[int]) -> dict[int, WorkOrder]:
    """Orders by id, locked in the order of their ids, with what cards and tickets need.

    Locked first and read afterwards: whoever waits for a lock on a join gets the new order with the old node's row
    (PostgreSQL rechecks only what is locked), so an order that moved to another node meanwhile would be missing.
    """
    wanted = list(ids)
    held = WorkOrder.objects.select_for_update().filter(pk__in=wanted).order_by("pk").values_list("pk", flat=True)
    whole = WorkOrder.objects.select_related("request", "node", "station__node__parent")
    rows = whole.filter(pk__in=list(held)).order_by("pk")
    return {order.pk: order for order in rows}


def check_version(tx: Tx, order: WorkOrder, version: int | None) -> None:
    """Refuse with command.stale when somebody changed the order after the caller looked."""
    if version is not None and version != order.version:
        raise Refusal(
            "command.stale",
            version=order.version,
            state=texts.say(f"state.{order.state}", tx.actor.language),
            state_code=order.state,
            changed_by=order.changed_by,
            changed_at=clock.iso(order.updated_at),
        )


def advance(tx: Tx, changes: Sequence[Change]) -> None:
    """Move locked orders along the table, save them, run their clocks and tell everyone. An order may come twice."""
    stops: list[tuple[int, str]] = []
    starts: dict[tuple[int, str], clocks.Start] = {}
    left: list[tuple[WorkOrder, list[str]]] = []
    said: list[tuple[WorkOrder, str, dict[str, Any]]] = []
    orders: dict[int, WorkOrder] = {}
    for change in changes:
        order = orders.setdefault(change.order.pk, change.order)
        moved = lifecycle.move(
            change.action, order.state, state_before=order.state_before, is_life_safety=order.is_life_safety
        )
        before = order.node
        _change(tx, order, moved, change.fields)
        if order.node_id != before.pk:
            gone = [name for name in board_streams(before.path) if name not in board_streams(order.node.path)]
            left.append((order, gone))
        for kind in moved.step.stops:
            stops.append((order.pk, kind))
            starts.pop((order.pk, kind), None)
        for kind in moved.starts:
            starts[order.pk, kind] = clocks.Start(order, kind, change.until.get(kind))
        said.append((order, f"order.{moved.step.event}", {"state": order.state, **change.facts}))
    clocks.hold(tx, [change.order.pk for change in changes if change.clocks == "pause"])
    clocks.let_go(tx, [change.order.pk for change in changes if change.clocks == "go_on"])
    clocks.apply(tx, list(orders.values()), stops, starts.values())
    save_many(list(orders.values()))
    for order, kind, facts in said:
        tx.record(f"order:{order.pk}", kind, {**facts, "by": tx.actor.name})
    for order, streams in left:
        tx.record_all(streams, "order.left", {"order_id": order.pk})
    last = {order.pk: kind for order, kind, _ in said}
    for pk, order in orders.items():
        tell(tx, order, last[pk])
    _bring_along(tx, changes)


def _bring_along(tx: Tx, changes: Sequence[Change]) -> None:
    """What a step means for merged children, and for what people owed about an order that is over."""
    from repairs import merging, todos

    for change in changes:
        order = change.order
        if order.merged_children and change.action in (*merging.FOLLOWED, *merging.RELEASING):
            merging.follow(tx, order, change.action)
        if order.state in lifecycle.ENDED and change.action != "close":
            todos.close_of_order(tx, order, order.state)
        elif change.action == "close":
            todos.close_of_order(tx, order, "closed", *todos.OF_LIVING)
        elif change.action == "repair" and order.urges:
            todos.close_of_order(tx, order, "repaired", "urged")


def tell(tx: Tx, order: WorkOrder, kind: str) -> None:
    """The order's new card on its boards and its new ticket to the customer."""
    tx.record_all(board_streams(order.node.path), kind, {"order": dict(card(order))})
    tx.record(f"ticket:{order.request.tracking_code}", "ticket.updated", {"ticket": dict(cards.ticket(order))})


def _change(tx: Tx, order: WorkOrder, moved: lifecycle.Moved, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(order, name, value)
    order.state, order.state_before = moved.state, moved.state_before
    for name in moved.undone:
        setattr(order, name, None)
    if moved.step.stamp:
        setattr(order, moved.step.stamp, tx.at)
    order.version += 1
    order.changed_by = tx.actor.name[:80]
    order.updated_at = tx.at


_SAVED: tuple[tuple[str, str], ...] = (
    ("state", "text"),
    ("state_before", "text"),
    ("node_id", "bigint"),
    ("station_id", "bigint"),
    ("version", "int"),
    ("changed_by", "text"),
    *(
        (name, "timestamptz")
        for name in (
            "offered_at",
            "accepted_at",
            "assigned_at",
            "departed_at",
            "arrived_at",
            "repaired_at",
            "reported_at",
            "closed_at",
            "updated_at",
            "claim_after",
            "due_at",
            "due_started_at",
        )
    ),
    ("due_kind", "text"),
    ("warned", "smallint"),
    ("returns", "smallint"),
    ("attempts", "smallint"),
    ("assignee_id", "bigint"),
    ("assignee_name", "text"),
    ("cause", "text"),
    ("result_note", "text"),
    ("state_reason", "text"),
    ("released_at", "timestamptz"),
    ("contacted_at", "timestamptz"),
    ("promised_at", "timestamptz"),
    ("appointed_from", "timestamptz"),
    ("appointed_to", "timestamptz"),
    ("promises", "smallint"),
    ("urges", "smallint"),
    ("reopens", "smallint"),
    ("merged_children", "smallint"),
    ("priority", "smallint"),
    ("parent_id", "bigint"),
)
_SAVE = (
    "UPDATE repairs_workorder o SET "
    + ", ".join(f"{name} = g.{name}" for name, _ in _SAVED)
    + " FROM json_to_recordset(%s::json) AS g(id bigint, "
    + ", ".join(f"{name} {kind}" for name, kind in _SAVED)
    + ") WHERE o.id = g.id"
)


def save_many(orders: Sequence[WorkOrder]) -> None:
    """Write what steps may change of locked orders, in one statement."""
    if orders:
        rows = [{"id": order.pk} | {name: getattr(order, name) for name, _ in _SAVED} for order in orders]
        with connection.cursor() as cursor:
            cursor.execute(_SAVE, [events.encode(rows)])


def touch(tx: Tx, order: WorkOrder, kind: str, facts: dict[str, Any]) -> None:
    """A locked order changed without a step of its life: save it, say so on its log, its boards and the ticket."""
    order.version += 1
    order.changed_by, order.updated_at = tx.actor.name[:80], tx.at
    save_many([order])
    tx.record(f"order:{order.pk}", kind, {**facts, "by": tx.actor.name})
    tell(tx, order, kind)


def tell_of_deadlines(tx: Tx, passed: Sequence[tuple[WorkOrder, Clock, int]]) -> None:
    """A clock of each locked order passed a per cent of its time: say so on the log and the boards."""
    orders = {order.pk: order for order, _, _ in passed}
    clocks.refresh(list(orders.values()))
    save_many(list(orders.values()))
    for order, row, percent in passed:
        kind = "order.breached" if row.breached_at is not None else "order.due_warned"
        facts = {"clock": row.kind, "percent": percent, "due_at": clock.iso(row.due_at)}
        tx.record(f"order:{order.pk}", kind, {**facts, "by": tx.actor.name})
        tx.record_all(board_streams(order.node.path), kind, {"order": dict(card(order))})


def offer_many(tx: Tx, offered: Sequence[tuple[WorkOrder, Station, datetime | None]]) -> None:
    """Offer locked orders to stations; without a deadline the station takes it in the same breath."""
    changes = []
    for order, station, accept_by in offered:
        moved = {"station": station, "node": station.node, "attempts": order.attempts + 1}
        moved |= {"assignee_id": None, "assignee_name": "", "released_at": order.released_at or tx.at}
        names = {"station": station.node.name, "station_en": station.node.name_en, "station_id": station.pk}
        changes.append(Change(order, "offer", moved, {**names, "accept_by": clock.iso(accept_by)}))
        if accept_by is None:
            changes.append(Change(order, "accept", facts={**names, "automatic": True}))
    advance(tx, changes)


def accept(tx: Tx, order: WorkOrder, version: int | None = None) -> None:
    """The station takes the order."""
    check_version(tx, order, version)
    advance(tx, [Change(order, "accept", facts=_station(order))])


def return_(tx: Tx, order: WorkOrder, reason: str, version: int | None = None) -> None:
    """The station gives it back before accepting it."""
    check_version(tx, order, version)
    facts = {**_station(order), "reason": reason}
    fields = {**back_to_region(order), "returns": order.returns + 1, "claim_after": tx.at}
    advance(tx, [Change(order, "return", fields, facts)])


def lapse(tx: Tx, order: WorkOrder) -> None:
    """The station did not answer in time."""
    advance(tx, [Change(order, "lapse", {**back_to_region(order), "claim_after": tx.at}, _station(order))])


def rematch(tx: Tx, order: WorkOrder, reason: str) -> None:
    """Its station may be another one by now: it is matched anew."""
    cleared = {**back_to_region(order), "assignee_id": None, "assignee_name": "", "claim_after": tx.at}
    advance(tx, [Change(order, "rematch", cleared, {**_station(order), "reason": reason})])


def queue_for_hand(tx: Tx, order: WorkOrder, reason: str) -> None:
    """A dispatcher must decide."""
    fields = {**back_to_region(order), "assignee_id": None, "assignee_name": ""}
    advance(tx, [Change(order, "queue_for_hand", fields, {"reason": reason})])


def assign_many(tx: Tx, assigned: Sequence[tuple[WorkOrder, int, str]]) -> None:
    """Locked orders go to people: (order, the assignee's id, their name)."""
    advance(
        tx,
        [
            Change(
                order,
                "assign",
                {"assignee_id": pk, "assignee_name": name},
                {"technician_id": pk, "technician": name},
            )
            for order, pk, name in assigned
        ],
    )


def unassign(tx: Tx, order: WorkOrder, reason: str) -> None:
    """Nobody goes any more; the station must choose again."""
    cleared = {"assignee_id": None, "assignee_name": "", "claim_after": tx.at}
    advance(tx, [Change(order, "unassign", cleared, {"reason": reason, "technician": order.assignee_name})])


def hands_free(station_id: int) -> None:
    """Somebody at the station can take more: its orders without a technician are looked at again after this commit.

    Only a hint, outside the transaction and past locked rows; without it they are tried when their wait is over.
    """
    # A hint that fails must not answer an error for what was committed.
    transaction.on_commit(partial(_try_again, station_id), robust=True)


def _try_again(station_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE repairs_workorder SET claim_after = %s WHERE id IN (SELECT id FROM repairs_workorder"
            " WHERE station_id = %s AND state = 'accepted' AND claim_after > %s FOR UPDATE SKIP LOCKED)",
            [clock.now(), station_id, clock.now()],
        )
        waiting = cursor.rowcount
    if waiting:
        doorbell.knock("engine")


def depart(tx: Tx, order: WorkOrder) -> None:
    """The technician is on the way."""
    advance(tx, [Change(order, "depart", facts=_who(order))])


def arrive(tx: Tx, order: WorkOrder) -> None:
    """The technician is on site."""
    advance(tx, [Change(order, "arrive", facts=_who(order))])


def repair(tx: Tx, order: WorkOrder, cause: str, note: str = "") -> None:
    """It works again."""
    fields = {"cause": cause[:40], "result_note": note[:1000]}
    advance(tx, [Change(order, "repair", fields, {**_who(order), "cause": cause, "note": note[:1000]})])
    if order.state == "withdrawal_asked":
        from repairs import withdrawals

        withdrawals.void(tx, order, "work_done")


def report_back(tx: Tx, order: WorkOrder, note: str = "", facts: dict[str, Any] | None = None) -> None:
    """The technician has reported back (回单)."""
    fields = {"result_note": (note or order.result_note)[:1000], "state_reason": ""}
    advance(tx, [Change(order, "report_back", fields, {**_who(order), **(facts or {})})])


def reject_report(tx: Tx, order: WorkOrder, reason: str, note: str) -> None:
    """The reviewer sends the report back to whoever wrote it; the order says why until somebody reports again."""
    said = {**_who(order), "reason": reason, "note": note}
    advance(tx, [Change(order, "reject_report", {"state_reason": reason}, said)])


def close(tx: Tx, order: WorkOrder, version: int | None = None) -> None:
    """Reviewed and archived."""
    from repairs import return_visits

    check_version(tx, order, version)
    advance(tx, [Change(order, "close")])
    return_visits.open_for(tx, [order])


def region_of(order: WorkOrder) -> Node:
    """Who decides about the order: the node above its station, or the order's own where no station has it."""
    return order.node if order.station is None else order.station.node.parent or order.station.node


def back_to_region(order: WorkOrder) -> dict[str, Any]:
    """Fields: the station has the order no longer, nor sight of it; whoever stands above the station has."""
    return {} if order.station is None else {"station": None, "node": region_of(order)}


def _station(order: WorkOrder) -> dict[str, Any]:
    station = order.station
    return (
        {}
        if station is None
        else {"station": station.node.name, "station_en": station.node.name_en, "station_id": station.pk}
    )


def _who(order: WorkOrder) -> dict[str, Any]:
    return {"technician_id": order.assignee_id, "technician": order.assignee_name}
