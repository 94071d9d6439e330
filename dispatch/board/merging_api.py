"""Merging, un-merging, urging and re-opening over HTTP."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.board import alarms, merging
from dispatch.board.doing import Run, Versioned, on_order
from dispatch.kernel import access, clock, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.description import PUBLIC
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of, origin_of
from repairs import cards, orders, reopening, urging
from repairs import merging as joining
from repairs.access import order_for
from repairs.api import count_anonymous, ticket_of
from repairs.models import WorkOrder

router = Router(tags=["merging"])


class Merge(Versioned):
    into: int
    note: str = Field("", max_length=300)


class OrderNoted(Versioned):
    note: str = Field("", max_length=300)


class Reopening(Versioned):
    reason: str = Field(max_length=40)
    note: str = Field("", max_length=300)


class UrgeSaid(Schema):
    note: str = Field("", max_length=300)


@router.get("/board/orders/{order_id}/similar", summary="Orders that may be the same fault, and why")
def read_similar(request: HttpRequest, order_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    return {"similar": merging.alike(actor, order_for(actor, order_id), clock.now())}


@router.post("/board/orders/{order_id}/merge", summary="Put the order under another one of the same fault")
def merge(request: HttpRequest, order_id: int, payload: Merge) -> dict[str, Any]:
    actor = actor_of(request)
    body = {"order": order_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "order.merge", joining_of(actor, order_id, payload), key=key_of(request), body=body)


def joining_of(actor: Actor, order_id: int, payload: Merge) -> Run:
    """The body of a merge, to be performed or rehearsed."""

    def work(tx: Tx) -> dict[str, Any]:
        child, into = merging.pair(actor, order_id, payload.into)
        for order in (child, into):
            access.require(actor, "order.merge", order.node.path)
        orders.check_version(tx, child, payload.version)
        merging.merge(tx, child, into, payload.note)
        return {"order": orders.card(child), "into": orders.card(into)}

    return work


@router.post("/board/orders/{order_id}/unmerge", summary="Make a merged order its own again")
def unmerge(request: HttpRequest, order_id: int, payload: OrderNoted) -> dict[str, Any]:
    return on_order(
        request, order_id, "unmerge", payload, lambda tx, order: joining.part(tx, order, payload.note, "by_hand")
    )


@router.post("/board/orders/{order_id}/reopen", summary="Open an ended order again")
def reopen(request: HttpRequest, order_id: int, payload: Reopening) -> dict[str, Any]:
    return on_order(
        request,
        order_id,
        "reopen",
        payload,
        lambda tx, order: reopening.reopen(tx, order, payload.reason, payload.note),
    )


@router.post("/board/orders/{order_id}/urge", summary="Somebody asks again; the third time it climbs")
def urge(request: HttpRequest, order_id: int, payload: UrgeSaid) -> dict[str, Any]:
    actor = actor_of(request)
    body = {"order": order_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "order.urge", urging_of(actor, order_id, payload), key=key_of(request), body=body)


def urging_of(actor: Actor, order_id: int, payload: UrgeSaid) -> Run:
    """The body of an urging at a desk, to be performed or rehearsed."""

    def work(tx: Tx) -> dict[str, Any]:
        order = order_for(actor, order_id)
        access.require(actor, "order.urge", order.node.path)
        return {"order": orders.card(urge_within(tx, order, payload.note))}

    return work


@router.post("/track/{code}/urge", openapi_extra=PUBLIC, summary="A customer asks again about their request")
def urge_as_customer(request: HttpRequest, code: str, payload: UrgeSaid) -> dict[str, Any]:
    actor = actor_of(request)
    access.require(actor, "ticket.follow")
    if actor.kind == "customer":
        count_anonymous(origin_of(request))
    found = ticket_of(code)

    def work(tx: Tx) -> dict[str, Any]:
        urge_within(tx, found, payload.note)
        return {"ticket": dict(cards.ticket(orders.locked([found.pk])[found.pk]))}

    body = {"order": found.pk, **payload.model_dump(mode="json")}
    return commands.perform(actor, "order.urge", work, key=key_of(request), body=body)


@router.post(
    "/track/{code}/still-out", openapi_extra=PUBLIC, summary="A merged request is still without after the repair"
)
def still_out(request: HttpRequest, code: str, payload: UrgeSaid) -> dict[str, Any]:
    actor = actor_of(request)
    access.require(actor, "ticket.follow")
    if actor.kind == "customer":
        count_anonymous(origin_of(request))
    found = ticket_of(code)

    def work(tx: Tx) -> dict[str, Any]:
        return {"ticket": dict(cards.ticket(part_as_customer(tx, found.pk, payload.note)))}

    body = {"order": found.pk, **payload.model_dump(mode="json")}
    return commands.perform(actor, "order.unmerge", work, key=key_of(request), body=body)


def part_as_customer(tx: Tx, order_id: int, note: str) -> WorkOrder:
    """A customer's merged request becomes its own order again, once the fault is repaired, and not for ever."""
    order = orders.locked([order_id])[order_id]
    if order.state == "merged" and order.repaired_at is None:
        raise Refusal("merge.not_restored_yet")
    reopening.check_in_time(tx, order)
    joining.part(tx, order, note, "still_out")
    return order


def urge_within(tx: Tx, order: WorkOrder, note: str) -> WorkOrder:
    """Urge the order that is worked on, and raise the alarm where it climbs."""
    subject = urging.subject_of(order)
    locked = orders.locked([subject])[subject]
    if urging.urge(tx, locked, note, via=order if order.pk != subject else None):
        facts = {"urges": locked.urges}
        alarms.raise_(tx, "urged", orders.region_of(locked), order=locked, facts=facts)
    return locked
