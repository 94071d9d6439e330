"""Deciding on a withdrawal: what an approval takes back, what a refusal gives back.

Locks go order → visit → technicians → station, as everywhere; a technician's tap and the decision wait for each other,
and a tap that comes too late is kept (`visit.late_tap`) and put before a person.
"""

from datetime import timedelta
from typing import Any

from coverage import capacity
from dispatch.board import alarms, offers, story
from dispatch.board.models import Offer
from dispatch.kernel import clock, timers
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from field import visits
from repairs import policies, todos, withdrawals
from repairs.models import Withdrawal, WorkOrder

LATE_WORK = "late_work"


def decide(tx: Tx, row: Withdrawal, order: WorkOrder, *, approve: bool, note: str) -> None:
    """The region's answer on a locked order. Refuses as `withdrawals.why_not` says, and where it was decided before."""
    if row.verdict:
        raise Refusal("withdrawal.decided", name=row.decided_name, verdict=row.verdict)
    if refusal := withdrawals.why_not(tx.actor, row):
        raise refusal
    if approve:
        end_everything(tx, order, "withdrawn")
        withdrawals.approve(tx, row, order, note)
        todos.close_of_order(tx, order, "withdrawn")
    else:
        withdrawals.refuse(tx, row, order, note)
        if order.state == "offered":
            _offer_goes_on(tx, order, row)


def end_everything(tx: Tx, order: WorkOrder, why: str) -> None:
    """Nobody works on a locked order any more: its visit and offer end, its capacity is free, its alarms are over."""
    visits.end_for(tx, order, reason=why)
    offers.give_back(tx, order, Offer.Answer.TAKEN_BACK, why, "")
    capacity.release(offers.holder_of(order))
    alarms.clear_all(tx, order)


def _offer_goes_on(tx: Tx, order: WorkOrder, row: Withdrawal) -> None:
    """The station gets the time back that it had left when somebody asked; a policy's least at any rate."""
    offer = Offer.objects.filter(order=order, answered_at=None, accept_by__isnull=False).first()
    if offer is None or offer.accept_by is None:
        return
    least = timedelta(seconds=policies.seconds("offer.least_after_question", order, at=tx.at))
    offer.accept_by = tx.at + max(offer.accept_by - row.asked_at, least)
    offer.save(update_fields=["accept_by"])
    timers.arm(offers.LAPSE, str(order.pk), offer.accept_by, {"station": offer.station_id})


def late_work_seen(tx: Tx, order: WorkOrder, note: str) -> None:
    """A person has looked at the work that came in after the order was gone."""
    todos.close(tx, LATE_WORK, f"order:{order.pk}", "seen")
    tx.record(f"order:{order.pk}", "order.late_work_seen", {"by": tx.actor.name, "note": note[:300]})


def view(actor: Actor, row: Withdrawal) -> dict[str, Any]:
    """A withdrawal as desks show it, for the one who asks. Order and station must be loaded with it."""
    refusal = None if row.verdict else withdrawals.why_not(actor, row)
    return {
        "id": row.pk,
        "order_id": row.order_id,
        "number": row.order.request.number,
        "order_state": row.order.state,
        "state_before": row.order.state_before.partition(">")[0] if not row.verdict else "",
        "utility": row.order.utility,
        "symptom": row.order.symptom,
        "address": row.order.address,
        "reason": row.reason,
        "note": row.note,
        "evidence": row.evidence,
        "asked_by": row.asked_name,
        "asked_role": row.asked_role,
        "asked_at": clock.iso(row.asked_at),
        "station_id": row.station_id,
        "station_name": row.station.node.name if row.station else "",
        "station_name_en": (row.station.node.name_en or row.station.node.name) if row.station else "",
        "decide_by": clock.iso(row.decide_by),
        "verdict": row.verdict,
        "decided_by": row.decided_name,
        "decided_at": clock.iso(row.decided_at),
        "decision_note": row.decision_note,
        "may_decide": not row.verdict and refusal is None,
        "why_not": refusal.code if refusal else "",
        "version": row.order.version,
    }


@story.section("withdrawals")
def told(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """Every asking to withdraw the order, the newest first."""
    return [view(actor, row) for row in full().filter(order=order).order_by("-pk")]


def full() -> Any:
    """Withdrawals with what their view needs."""
    return Withdrawal.objects.select_related("order__request", "order__node", "station__node", "region")
