"""Offers to stations: made with capacity held, accepted by the station, lapsed by the clock, or queued for a person.

An offer that ends without acceptance gives its capacity back in the same transaction and sends the order on to the
next candidate. A station with automatic acceptance answers in the transaction of the offer.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from coverage import capacity
from coverage.models import Station
from dispatch.board import alarms
from dispatch.board.models import Decision, Offer
from dispatch.board.wanting import holder_of, want_of
from dispatch.kernel import texts, timers
from dispatch.kernel.commands import Tx
from field import visits
from repairs import orders, policies, todos
from repairs.models import WorkOrder

LAPSE = "offer.lapse"


def make_many(tx: Tx, placed: Sequence[tuple[WorkOrder, Station, str]], over: Mapping[int, bool]) -> None:
    """Offer locked orders to stations whose capacity is already reserved for them: (order, station, way)."""
    if not placed:
        return
    made, deadlines = [], []
    for order, station, way in placed:
        accept_by = None
        if not station.auto_accept:
            seconds = policies.seconds("offer.accept_within", order=order, at=tx.at)
            accept_by = tx.at + timedelta(seconds=seconds)
            deadlines.append((LAPSE, str(order.pk), accept_by, {"station": station.pk}))
        made.append(
            Offer(
                order=order,
                station=station,
                way=way,
                made_at=tx.at,
                accept_by=accept_by,
                over_capacity=over.get(order.pk, False),
                answered_at=None if accept_by else tx.at,
                answer="" if accept_by else Offer.Answer.ACCEPTED,
            )
        )
    Offer.objects.bulk_create(made)
    timers.arm_many(deadlines)
    orders.offer_many(tx, [(offer.order, offer.station, offer.accept_by) for offer in made])


def accept(tx: Tx, order: WorkOrder, version: int | None = None) -> None:
    """The station takes the order."""
    end(tx, order, Offer.Answer.ACCEPTED)
    orders.accept(tx, order, version=version)


@timers.handler(LAPSE)
def lapse(tx: Tx, due: timers.Due) -> None:
    """The station did not answer in time: the next candidate's turn, and somebody is told."""
    order = orders.locked([int(due.subject)])[int(due.subject)]
    if order.state != "offered" or order.station_id != due.data.get("station"):
        return
    station = order.station
    if station is None:
        return
    orders.lapse(tx, order)
    give_back(tx, order, Offer.Answer.LAPSED, "", "")
    alarms.raise_(
        tx, "station_silent", station.node, order=order, station=station, facts={"station": station.node.name}
    )


def take_back(tx: Tx, order: WorkOrder, reason: str) -> None:
    """A dispatcher moves the order elsewhere: the open offer ends and the capacity is given back."""
    give_back(tx, order, Offer.Answer.TAKEN_BACK, "by_hand", reason)


def by_hand(tx: Tx, order: WorkOrder, station: Station, *, reason: str, version: int | None = None) -> None:
    """A dispatcher sends the order to a station: it holds over capacity and is kept with its reason.

    After as many returns as put an order before a dispatcher, that decision binds: the station cannot return it.
    """
    orders.check_version(tx, order, version)
    if order.state != "waiting":
        take_back(tx, order, reason)
    visits.end_for(tx, order, reason="moved_to_other_station")
    outcome = capacity.reserve_over(want_of(order, station.pk, tx.at))
    Decision.objects.create(
        order=order,
        kind=Decision.Kind.STATION,
        outcome="offered",
        station=station,
        candidates={"facts": [reason], "rows": [], "by_hand": True},
        actor=tx.actor.key,
        at=tx.at,
    )
    make_many(tx, [(order, station, Offer.Way.BY_HAND)], {order.pk: outcome.over})
    if order.returns >= policies.number("offer.returns_before_dispatcher", at=tx.at):
        Offer.objects.filter(pk=Offer.objects.filter(order=order).latest("pk").pk).update(is_binding=True)
    todos.close(tx, "returned_twice", f"order:{order.pk}", "offered")
    alarms.clear(tx, [order.pk], "hand_queue", "station_silent")


def queue_for_hand(tx: Tx, order: WorkOrder, *, why: str) -> None:
    """Nobody can take it by itself: a dispatcher's decision is needed, and an alarm says so."""
    orders.queue_for_hand(tx, order, reason=why)
    key = f"reason.{why}"
    alarms.raise_(
        tx, "hand_queue", order.node, order=order, facts={"why": why, "why_key": key if texts.knows(key) else ""}
    )


def end(tx: Tx, order: WorkOrder, answer: Offer.Answer, reason: str = "", note: str = "", evidence: Any = None) -> None:
    """The open offer of a locked order ends with `answer`; its capacity stays held."""
    end_many(tx, [order], answer, reason, note, evidence)


def end_many(
    tx: Tx, ended: Sequence[WorkOrder], answer: Offer.Answer, reason: str = "", note: str = "", evidence: Any = None
) -> None:
    """The same for many locked orders in two statements."""
    Offer.objects.filter(order__in=ended, answered_at=None).update(
        answered_at=tx.at, answer=answer, reason=reason, note=note[:300], evidence=evidence or {}
    )
    timers.cancel_many((LAPSE, str(order.pk)) for order in ended)


def give_back(
    tx: Tx, order: WorkOrder, answer: Offer.Answer, reason: str, note: str, evidence: dict[str, Any] | None = None
) -> None:
    """The open offer ends with `answer`, and the capacity held for it is free again."""
    end(tx, order, answer, reason, note, evidence)
    capacity.release(holder_of(order))
