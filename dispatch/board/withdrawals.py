"""Deciding on a withdrawal: what an approval takes back, what a refusal gives back.

Locks go order → visit → technicians → station, as everywhere; a technician's tap and the decision wait for each other,
and a tap that comes too late is kept (`visit.late_tap`) and put before a person.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from dispatch.board import alarms, offers, special, story
from dispatch.board.models import Offer
from dispatch.kernel import clock, texts, timers
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from field import visits
from repairs import todos, withdrawals
from repairs.models import Todo, Withdrawal, WorkOrder

LATE_WORK = "late_work"


def ask(
    tx: Tx,
    order: WorkOrder,
    reason: str,
    note: str,
    evidence: dict[str, Any] | None = None,
    *,
    by_code: bool = False,
) -> Withdrawal:
    """As `withdrawals.ask`; whoever is on the way sees that the question stands."""
    row = withdrawals.ask(tx, order, reason, note, evidence, by_code=by_code)
    visits.tell_of_order(tx, order)
    return row


def decide(tx: Tx, row: Withdrawal, order: WorkOrder, *, approve: bool, note: str) -> None:
    """The region's answer on a locked order. Refuses as `withdrawals.why_not` says, and where it was decided before."""
    if row.verdict:
        raise withdrawals.decided_already(tx.actor, row)
    if refusal := withdrawals.why_not(tx.actor, row):
        raise refusal
    if approve:
        end_everything(tx, order, "withdrawn")
        withdrawals.approve(tx, row, order, note)
        todos.close_of_order(tx, order, "withdrawn")
    else:
        withdrawals.refuse(tx, row, order, note)
        visits.tell_of_order(tx, order)
        if order.state == "offered":
            _offer_goes_on(tx, order, row)
        elif order.state == "suspended":
            special.go_on_if_over(tx, order)


def end_everything(tx: Tx, order: WorkOrder, why: str) -> None:
    """Nobody works on a locked order any more: its visit and offer end, its capacity is free, its alarms are over."""
    visits.end_for(tx, order, reason=why)
    offers.give_back(tx, order, Offer.Answer.TAKEN_BACK, why, "")
    alarms.clear_all(tx, order)


def _offer_goes_on(tx: Tx, order: WorkOrder, row: Withdrawal) -> None:
    """The station gets the time back that it had left when somebody asked; a policy's least at any rate."""
    offer = Offer.objects.filter(order=order, answered_at=None, accept_by__isnull=False).first()
    if offer is None or offer.accept_by is None:
        return
    offer.accept_by = tx.at + max(offer.accept_by - row.asked_at, withdrawals.least_to_answer(tx, order))
    offer.save(update_fields=["accept_by"])
    timers.arm(offers.LAPSE, str(order.pk), offer.accept_by, {"station": offer.station_id})


def view(actor: Actor, row: Any) -> dict[str, Any]:
    """A withdrawal, as `full` gives it, as desks show it to `actor`."""
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
        "decision_note": _note_of(actor, row),
        "late_work": bool(row.late_work),
        "may_decide": not row.verdict and refusal is None,
        "why_not": refusal.code if refusal else "",
        "version": row.order.version,
    }


@story.section("withdrawals")
def told(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """Every asking to withdraw the order, the newest first."""
    return [view(actor, row) for row in full().filter(order=order).order_by("-pk")]


def full() -> Any:
    """Withdrawals with what their view needs; `late_work`: somebody worked on after it was asked, or decided."""
    owed = Todo.objects.filter(kind=LATE_WORK, order=OuterRef("order"), opened_at__gte=OuterRef("decided_at"))
    asked = F("asked_at")
    worked = Q(order__departed_at__gt=asked) | Q(order__arrived_at__gt=asked)
    found = Withdrawal.objects.select_related("order__request", "order__node", "station__node", "region")
    return found.annotate(late_work=Exists(owed) | (Q(verdict="") & worked))


def _note_of(actor: Actor, row: Withdrawal) -> str:
    """The house's own note is a code; a person's is their words."""
    key = f"withdrawal_void.{row.decision_note}"
    if row.verdict == Withdrawal.Verdict.VOID and texts.knows(key):
        return texts.say(key, actor.language)
    return row.decision_note
