"""What a technician does from the phone that needs the board: pauses, hand-overs, paid work, parts."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.board import handing, special
from dispatch.kernel import clock, commands
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from field import access, cards, visits
from field.models import Visit
from field.visits import Said
from repairs import paid_work
from repairs.models import WorkOrder
from repairs.suspension_rules import KINDS

router = Router(tags=["field"])


class Said_(Schema):
    """`device_at` is kept beside the server's own time."""

    device_at: Instant | None = None


class PhonePause(Said_):
    reason: str = Field(max_length=40)
    note: str = Field("", max_length=300)
    resume_by: Instant


class PhoneHandingOver(Said_):
    to: Literal["utility", "customer"]
    utility: str = Field("", max_length=12)
    symptom: str = Field("", max_length=40)
    note: str = Field("", max_length=300)
    agreed_by: str = Field("", max_length=60)


class PhoneAgreement(Said_):
    amount_fen: int = Field(gt=0, le=100_000_000)
    agreed_name: str = Field(min_length=1, max_length=60)
    note: str = Field("", max_length=300)


class PartSaid(Schema):
    name: str = Field(min_length=1, max_length=80)
    quantity: Decimal = Field(gt=0, le=100_000, decimal_places=3, allow_inf_nan=False)
    unit: str = Field("", max_length=12)


class Parts(Said_):
    parts: list[PartSaid] = Field(min_length=1, max_length=50)


@router.post("/field/visits/{visit_id}/suspend", summary="A special situation: the order rests, the visit is over")
def suspend(request: HttpRequest, visit_id: int, payload: PhonePause) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> None:
        if payload.reason in KINDS and not KINDS[payload.reason].by_technician:
            raise Refusal("suspend.reason_unknown")
        said = {"device_at": clock.iso(payload.device_at)} if payload.device_at else {}
        special.suspend(tx, order, payload.reason, payload.note, payload.resume_by, said)

    return _on_visit(request, visit_id, "suspend", payload, work)


@router.post("/field/visits/{visit_id}/hand-over", summary="Hand the order over to another utility or to the customer")
def hand_over(request: HttpRequest, visit_id: int, payload: PhoneHandingOver) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> None:
        if payload.to == "customer":
            handing.to_customer(tx, order, payload.note, payload.agreed_by)
        else:
            handing.to_utility(tx, order, payload.utility, payload.symptom, payload.note)

    return _on_visit(request, visit_id, "hand-over", payload, work)


@router.post("/field/visits/{visit_id}/paid-work", summary="The customer agreed to pay, before the work began")
def agree_paid_work(request: HttpRequest, visit_id: int, payload: PhoneAgreement) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> None:
        paid_work.agree(tx, order, payload.amount_fen, payload.agreed_name, payload.note, payload.device_at)

    return _on_visit(request, visit_id, "paid-work", payload, work)


@router.post("/field/visits/{visit_id}/parts", summary="Parts that went into the repair")
def use_parts(request: HttpRequest, visit_id: int, payload: Parts) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> None:
        used = [paid_work.Part(part.name, part.quantity, part.unit) for part in payload.parts]
        paid_work.use_parts(tx, order, used, payload.device_at)

    return _on_visit(request, visit_id, "parts", payload, work)


def _on_visit(
    request: HttpRequest, visit_id: int, action: str, payload: Said_, work: Callable[[Tx, WorkOrder], None]
) -> dict[str, Any]:
    """One deed on the order of one's own live visit. What comes too late is kept, and answered as every late tap is."""
    actor = actor_of(request)
    body = payload.model_dump(mode="json")

    def run(tx: Tx) -> dict[str, Any]:
        visit = visits.locked(access.visit_for(actor, visit_id))
        if visit.ended_at is not None:
            return _late(tx, visit, action, payload.device_at, body)
        work(tx, visit.order)
        visits.tell_of_order(tx, visit.order)
        visit.refresh_from_db()
        return {"visit": cards.visit_card(Visit.objects.select_related("order__request").get(pk=visit.pk))}

    answer = commands.perform(actor, f"visit.{action}", run, key=key_of(request), body={"visit": visit_id, **body})
    if late := answer.get("late"):
        raise Refusal("visit.not_yours_anymore", **late)
    return answer


def _late(tx: Tx, visit: Visit, action: str, device_at: datetime | None, body: dict[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in body.items() if name != "device_at"}
    return visits.keep_late(tx, visit, action, Said(device_at=device_at, note=str(body.get("note", ""))), **said)
