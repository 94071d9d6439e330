"""What the phones of giver and receiver show of an open offer."""

from typing import Any, TypedDict

from dispatch.kernel import clock
from field.handing_on.models import JobOffer
from field.models import Technician


class JobOfferCard(TypedDict):
    """An open offer, as both phones show it."""

    id: int
    visit_id: int
    order_id: int
    number: str
    symptom: str
    is_life_safety: bool
    address: str
    visit_state: str
    giver_id: int
    giver: str
    receiver_id: int
    receiver: str
    note: str
    offered_at: str | None


def select() -> Any:
    """Offers with all that a card needs."""
    return JobOffer.objects.select_related("visit__order__request", "giver", "receiver__station__node")


def open_cards(technician: Technician) -> list[JobOfferCard]:
    """What is offered to a technician, and then what they offer."""
    mine = select().filter(state=JobOffer.State.OPEN)
    rows = [*mine.filter(receiver=technician).order_by("pk"), *mine.filter(giver=technician).order_by("pk")]
    return [card(row) for row in rows]


def card(row: JobOffer) -> JobOfferCard:
    order = row.visit.order
    return {
        "id": row.pk,
        "visit_id": row.visit_id,
        "order_id": order.pk,
        "number": order.request.number,
        "symptom": order.symptom,
        "is_life_safety": order.is_life_safety,
        "address": order.address,
        "visit_state": row.visit.state,
        "giver_id": row.giver_id,
        "giver": row.giver.name,
        "receiver_id": row.receiver_id,
        "receiver": row.receiver.name,
        "note": row.note,
        "offered_at": clock.iso(row.offered_at),
    }
