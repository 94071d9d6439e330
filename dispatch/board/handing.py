"""Handing an order over: to another utility, where it becomes an order of its own, or to the customer, who agreed."""

from typing import Any

from dispatch.board import story, withdrawals
from dispatch.kernel import clock
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import catalogue, intake, orders, paid_work, todos
from repairs.models import HandOver, WorkOrder


def to_utility(tx: Tx, order: WorkOrder, utility: str, symptom: str, note: str) -> WorkOrder:
    """The fault is another utility's: it gets an order with the same place and contact. Gives the new order."""
    known = catalogue.SYMPTOMS.get(symptom)
    if known is None or known.utility != utility or utility == order.utility:
        raise Refusal("hand_over.utility_wrong")
    request = order.request
    form = intake.IntakeForm.model_validate(
        {
            "utility": utility,
            "symptom": symptom,
            "place": {"lon": order.lon, "lat": order.lat} if order.lon is not None else None,
            "address": request.address or request.number,
            "extent": request.extent,
            "channel": request.channel,
            "hazards": request.hazards,
            "contact_name": request.contact_name,
            "contact_phone": request.contact_phone,
            "description": request.description,
            "language": request.language,
            "scene": order.scene,
        }
    )
    (answer,) = intake.take_within(tx, [intake.Wanted(tx.actor, form)])
    if isinstance(answer, Refusal):
        raise answer
    new = WorkOrder.objects.select_related("request").get(request__number=answer["number"])
    _hand_over(tx, order, HandOver.To.UTILITY, note, new=new)
    facts = {"number": request.number, "utility": order.utility, "by": tx.actor.name}
    tx.record(f"order:{new.pk}", "order.handed_in", facts)
    return new


def to_customer(tx: Tx, order: WorkOrder, note: str, agreed_by: str) -> None:
    """What is broken is the customer's own, and they see to it themselves: somebody of them said so."""
    if len(agreed_by.strip()) < 1:
        raise Refusal("hand_over.agreement_needed")
    _hand_over(tx, order, HandOver.To.CUSTOMER, note, agreed_by=agreed_by)


def _hand_over(
    tx: Tx, order: WorkOrder, to: HandOver.To, note: str, *, agreed_by: str = "", new: WorkOrder | None = None
) -> None:
    if len(note.strip()) < 2:
        raise Refusal("suspend.note_needed")
    HandOver.objects.create(
        order=order,
        to=to,
        new_order=new,
        note=note[:300],
        agreed_by=agreed_by[:60],
        handed_by=tx.actor.key,
        handed_name=tx.actor.name[:80],
        handed_at=tx.at,
    )
    withdrawals.end_everything(tx, order, "handed_over")
    said = {"to": to.value, "note": note, "new_number": new.request.number if new else None}
    fields = {"state_reason": f"to_{to.value}", "assignee_id": None, "assignee_name": ""}
    orders.advance(tx, [orders.Change(order, "hand_over", fields, said)])
    todos.close_of_order(tx, order, "handed_over")


@story.section("hand_over")
def told(actor: Actor, order: WorkOrder) -> dict[str, Any] | None:
    """Where the order went, or where it came from."""
    went = order.hand_overs.select_related("new_order__request").order_by("-pk").first()
    came = HandOver.objects.select_related("order__request").filter(new_order=order).first()
    row = went or came
    if row is None:
        return None
    return {
        "to": row.to,
        "note": row.note,
        "agreed_by": row.agreed_by,
        "by": row.handed_name,
        "at": clock.iso(row.handed_at),
        "new_number": row.new_order.request.number if went and row.new_order else None,
        "from_number": None if went else row.order.request.number,
    }


@story.section("paid_work")
def told_paid(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """What the customer agreed to pay."""
    return [paid_work.paid_view(row) for row in order.paid_works.order_by("pk")]


@story.section("parts")
def told_parts(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """What went into the repair."""
    return [paid_work.part_view(row) for row in order.parts_used.order_by("pk")]
