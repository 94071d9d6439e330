"""Special situations over HTTP, at desks: pauses, force majeure, hand-overs, paid work."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.board import force_majeure, handing, special
from dispatch.board.access import node_for
from dispatch.board.doing import Versioned, Work, on_order
from dispatch.kernel import access, commands
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from field import visits
from repairs import orders, paid_work, suspensions
from repairs.models import ForceMajeure, WorkOrder

router = Router(tags=["special situations"])

Name = Literal["electricity", "water", "gas", "heating"]


class Pause(Versioned):
    """Why an order rests, and until when at the latest."""

    reason: str = Field(max_length=40)
    note: str = Field("", max_length=300)
    resume_by: Instant
    evidence: dict[str, str] = Field(default_factory=dict, max_length=10)


class GoingOn(Versioned):
    note: str = Field("", max_length=300)


class Event(Schema):
    """Whom it stops: everything at and below `node_id`, inside `area` where one is drawn (GeoJSON, WGS-84)."""

    node_id: int
    area: dict[str, Any] | None = None
    utilities: list[Name] = Field(default_factory=list, max_length=4)
    note: str = Field("", max_length=300)
    resume_by: Instant
    dry_run: bool = False


class HandingOver(Versioned):
    to: Literal["utility", "customer"]
    utility: str = Field("", max_length=12)
    symptom: str = Field("", max_length=40)
    note: str = Field("", max_length=300)
    agreed_by: str = Field("", max_length=60)


class Agreement(Versioned):
    """`amount_fen` in hundredths of a yuan."""

    amount_fen: int = Field(gt=0, le=100_000_000)
    agreed_name: str = Field(min_length=1, max_length=60)
    note: str = Field("", max_length=300)


@router.post("/board/orders/{order_id}/suspend", summary="Pause an order for a special situation")
def suspend(request: HttpRequest, order_id: int, payload: Pause) -> dict[str, Any]:
    return on_order(request, order_id, "suspend", payload, pausing(payload))


def pausing(payload: Pause) -> Work:
    """What a pause does to the locked order."""

    def work(tx: Tx, order: WorkOrder) -> None:
        special.suspend(tx, order, payload.reason, payload.note, payload.resume_by, payload.evidence)

    return work


@router.post("/board/orders/{order_id}/resume", summary="Go on with a paused order")
def resume(request: HttpRequest, order_id: int, payload: GoingOn) -> dict[str, Any]:
    return on_order(request, order_id, "resume", payload, going_on(payload))


def going_on(payload: GoingOn) -> Work:
    """What going on does to the locked order."""
    return lambda tx, order: special.resume(tx, [order], payload.note)


@router.post("/board/orders/{order_id}/hand-over", summary="Hand an order over to another utility or to the customer")
def hand_over(request: HttpRequest, order_id: int, payload: HandingOver) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> dict[str, Any] | None:
        if payload.to == "customer":
            handing.to_customer(tx, order, payload.note, payload.agreed_by)
            return None
        new = handing.to_utility(tx, order, payload.utility, payload.symptom, payload.note)
        return {"new_number": new.request.number, "new_order_id": new.pk}

    return on_order(request, order_id, "hand_over", payload, work)


@router.post("/board/orders/{order_id}/paid-work", summary="The customer agreed to pay, before the work began")
def agree_paid_work(request: HttpRequest, order_id: int, payload: Agreement) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> None:
        paid_work.agree(tx, order, payload.amount_fen, payload.agreed_name, payload.note)
        visits.tell_of_order(tx, order)

    return on_order(request, order_id, "agree_paid_work", payload, work)


@router.get("/board/force-majeure", summary="Events at and below a node, the newest first")
def read_events(request: HttpRequest, node: int) -> dict[str, Any]:
    at = node_for(actor_of(request), node)
    rows = ForceMajeure.objects.select_related("node").filter(node__path__startswith=at.path).order_by("-pk")[:100]
    return {"events": [suspensions.event_view(row) for row in rows]}


@router.post("/board/force-majeure", summary="Stop the orders of an area at once; `dry_run` only says which")
def declare(request: HttpRequest, payload: Event) -> dict[str, Any]:
    actor = actor_of(request)
    node = node_for(actor, payload.node_id, "order.force_majeure")
    area = force_majeure.area_of(payload.area)
    if payload.dry_run:
        return _stopped(force_majeure.touched(node, list(payload.utilities), area))

    def work(tx: Tx) -> dict[str, Any]:
        event, stopped = force_majeure.declare(tx, node, list(payload.utilities), area, payload.note, payload.resume_by)
        return {**_stopped(stopped), "event": suspensions.event_view(event)}

    body = payload.model_dump(mode="json")
    return commands.perform(actor, "order.force_majeure", work, key=key_of(request), body=body)


@router.post("/board/force-majeure/{event_id}/end", summary="Go on with everything that the event still holds")
def end(request: HttpRequest, event_id: int, payload: GoingOn) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "order.force_majeure")

    def work(tx: Tx) -> dict[str, Any]:
        event = ForceMajeure.objects.select_for_update(of=("self",)).select_related("node").filter(pk=event_id).first()
        if event is None or not access.allows(actor, "order.force_majeure", event.node.path):
            raise Refusal("not_found")
        going = force_majeure.end(tx, event, payload.note)
        return {"count": len(going), "event": suspensions.event_view(event)}

    body = {"event": event_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "order.force_majeure", work, key=key_of(request), body=body)


def _stopped(stopped: force_majeure.Stopped) -> dict[str, Any]:
    return {
        "count": len(stopped.orders),
        "orders": [orders.card(order) for order in stopped.orders[: force_majeure.SHOWN]],
        "left_out": stopped.left_out[: force_majeure.SHOWN],
    }
