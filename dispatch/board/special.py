"""Special situations on the board: people sent home, offers and capacity given back, and taken up again.

A pause of an accepted order keeps its capacity as long as the policy says (`suspend.keeps_capacity_for`); a longer one
gives it back, and going on takes it again, over the limits where they are reached: nobody who waited is sent away.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from coverage import capacity
from coverage.models import Reservation
from dispatch.board import alarms, offers, story, wanting
from dispatch.board.models import Offer
from dispatch.kernel import timers
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from field import visits
from repairs import orders, policies, suspensions, todos
from repairs.models import ForceMajeure, WorkOrder

OVER = "suspension.over"
_QUIET = ("hand_queue", "station_silent", "no_technician", "order_overdue")


def suspend(
    tx: Tx, order: WorkOrder, reason: str, note: str, resume_by: datetime, evidence: dict[str, Any] | None = None
) -> None:
    """Pause one locked order. Somebody owes it to go on by then; some reasons go on by themselves."""
    suspensions.judge(tx, order, reason, note, resume_by)
    rest(tx, [order], reason, note, resume_by, evidence)
    node = order.station.node if order.station else order.node
    role = "coordinator" if order.station else "dispatcher"
    facts = {"reason": reason}
    todos.open_(tx, suspensions.TODO, f"order:{order.pk}", node, role, resume_by, order=order, facts=facts)
    if policies.number(f"suspend.by_itself.{reason}", order, at=tx.at):
        timers.arm(OVER, str(order.pk), resume_by)


def rest(
    tx: Tx,
    paused: Sequence[WorkOrder],
    reason: str,
    note: str,
    resume_by: datetime,
    evidence: dict[str, Any] | None = None,
    event: ForceMajeure | None = None,
) -> None:
    """Pause locked orders in a few statements, whatever their number."""
    keeps = timedelta(seconds=policies.seconds("suspend.keeps_capacity_for", at=tx.at))
    offered = [order for order in paused if order.state == "offered"]
    freed = offered if resume_by - tx.at <= keeps else list(paused)
    suspensions.suspend_many(tx, paused, reason, note, resume_by, evidence, event)
    visits.end_many(tx, [order.pk for order in paused], "suspended")
    offers.end_many(tx, offered, Offer.Answer.TAKEN_BACK, "suspended")
    capacity.release_many(wanting.holder_of(order) for order in freed)
    alarms.clear(tx, [order.pk for order in paused], *_QUIET)


def resume(tx: Tx, paused: Sequence[WorkOrder], note: str) -> None:
    """Go on with locked orders; those back at a station hold its capacity again."""
    suspensions.resume_many(tx, paused, note)
    timers.cancel_many((OVER, str(order.pk)) for order in paused)
    back = {wanting.holder_of(order): order for order in paused if order.state == "accepted"}
    held = set(Reservation.objects.filter(holder__in=back, released_at=None).values_list("holder", flat=True))
    wants = [
        replace(wanting.want_of(order, order.station_id, tx.at), is_life_safety=True)
        for holder, order in back.items()
        if holder not in held and order.station_id is not None
    ]
    capacity.reserve_many(wants)


@timers.handler(OVER)
def over(tx: Tx, due: timers.Due) -> None:
    """A pause of the kind that ends by itself is over."""
    order = orders.locked([int(due.subject)]).get(int(due.subject))
    if order is not None and order.state == "suspended":
        resume(tx, [order], "")


def go_on_if_over(tx: Tx, order: WorkOrder) -> None:
    """A locked order is paused again after a question; what would have ended the pause meanwhile ends it now."""
    pause = order.suspensions.select_related("event").filter(resumed_at=None).first()
    if pause is None:
        return
    by_itself = policies.number(f"suspend.by_itself.{pause.reason}", order, at=tx.at)
    if (pause.event and pause.event.ended_at) or (by_itself and pause.resume_by <= tx.at):
        resume(tx, [order], "")


@story.section("suspensions")
def told(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """Every pause of the order, the newest first."""
    return [suspensions.view(row) for row in order.suspensions.order_by("-pk")]
