"""Withdrawals over HTTP: asked at desks and by customers, decided above the station."""

from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.board import late_work
from dispatch.board import withdrawals as deciding
from dispatch.board.access import node_for
from dispatch.board.doing import Versioned, Work, on_order
from dispatch.kernel import access, commands
from dispatch.kernel.commands import Tx
from dispatch.kernel.description import PUBLIC
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of, origin_of
from repairs import cards, orders
from repairs.access import order_for
from repairs.api import count_anonymous, ticket_of
from repairs.models import Withdrawal, WorkOrder

router = Router(tags=["withdrawals"])

LISTED = 300


class WithdrawalAsking(Versioned):
    """Why an order should be withdrawn; `evidence` is whatever supports it, by name."""

    reason: str = Field(max_length=40)
    note: str = Field("", max_length=300)
    evidence: dict[str, str] = Field(default_factory=dict, max_length=10)


class WithdrawalDecision(Versioned):
    verdict: Literal["approve", "refuse"]
    note: str = Field("", max_length=300)


class CustomersAsking(Schema):
    reason: Literal["customer_cancels", "solved_by_phone"] = "customer_cancels"
    note: str = Field("", max_length=300)


class LateWorkDecision(Versioned):
    verdict: Literal["taken_over", "dismissed"] = "taken_over"
    note: str = Field(min_length=2, max_length=300)


@router.post("/board/orders/{order_id}/withdrawal", summary="Ask to withdraw an order; the region decides")
def ask(request: HttpRequest, order_id: int, payload: WithdrawalAsking) -> dict[str, Any]:
    return on_order(request, order_id, "ask_withdrawal", payload, asking(payload))


def asking(payload: WithdrawalAsking) -> Work:
    """What asking to withdraw it does to the locked order."""

    def work(tx: Tx, order: WorkOrder) -> dict[str, Any]:
        row = deciding.ask(tx, order, payload.reason, payload.note, payload.evidence)
        return {"withdrawal": deciding.view(tx.actor, deciding.full().get(pk=row.pk))}

    return work


@router.get("/board/withdrawals", summary="What was asked to be withdrawn at and below a node; the most pressing first")
def read_withdrawals(
    request: HttpRequest, node: int, state: Literal["open", "decided", "all"] = "open"
) -> dict[str, Any]:
    actor = actor_of(request)
    at = node_for(actor, node)
    here = Q(station__node__path__startswith=at.path) | Q(region__path__startswith=at.path)
    found = deciding.full().filter(here)
    if state == "open":
        found = found.filter(verdict="").order_by("decide_by", "pk")
    else:
        found = (found.exclude(verdict="") if state == "decided" else found).order_by("-pk")
    return {"withdrawals": [deciding.view(actor, row) for row in found[:LISTED]]}


@router.post(
    "/board/withdrawals/{withdrawal_id}/decide", summary="Approve or refuse; never the asker, never the station"
)
def decide(request: HttpRequest, withdrawal_id: int, payload: WithdrawalDecision) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "order.approve_withdrawal")
    needed = "order.approve_withdrawal" if payload.verdict == "approve" else "order.refuse_withdrawal"
    access.require_anywhere(actor, needed)

    def work(tx: Tx) -> dict[str, Any]:
        found = deciding.full().filter(pk=withdrawal_id).first()
        if found is None or not access.allows(actor, "board.watch", found.order.node.path):
            raise Refusal("not_found")
        order = orders.locked([found.order_id])[found.order_id]
        orders.check_version(tx, order, payload.version)
        row = Withdrawal.objects.select_for_update().get(pk=withdrawal_id)
        deciding.decide(tx, row, order, approve=payload.verdict == "approve", note=payload.note)
        return {
            "order": orders.card(order),
            "withdrawal": deciding.view(actor, deciding.full().get(pk=withdrawal_id)),
        }

    body = {"withdrawal": withdrawal_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "withdrawal.decide", work, key=key_of(request), body=body)


@router.post("/track/{code}/withdrawal", openapi_extra=PUBLIC, summary="A customer asks to call their request off")
def ask_as_customer(request: HttpRequest, code: str, payload: CustomersAsking) -> dict[str, Any]:
    actor = actor_of(request)
    access.require(actor, "ticket.follow")
    if actor.kind == "customer":
        count_anonymous(origin_of(request))
    order_id = ticket_of(code).pk

    def work(tx: Tx) -> dict[str, Any]:
        order = orders.locked([order_id])[order_id]
        deciding.ask(tx, order, payload.reason, payload.note, by_code=True)
        return {"ticket": dict(cards.ticket(order))}

    body = {"order": order_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "order.ask_withdrawal", work, key=key_of(request), body=body)


@router.get("/board/orders/{order_id}/late-work", summary="What phones told of after their job was gone")
def read_late_work(request: HttpRequest, order_id: int) -> dict[str, Any]:
    order = order_for(actor_of(request), order_id)
    return {"taps": late_work.taps_of(order), "exhibits": late_work.exhibits_of(order)}


@router.post(
    "/board/orders/{order_id}/late-work", summary="Take over work done after the order was gone, or dismiss it"
)
def decide_late_work(request: HttpRequest, order_id: int, payload: LateWorkDecision) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> None:
        late_work.decide(tx, order, payload.verdict, payload.note)

    return on_order(request, order_id, "see_late_work", payload, work, needs="order.approve_withdrawal")
