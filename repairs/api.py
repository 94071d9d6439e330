"""Requests, tickets and orders over HTTP."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from coverage.addresses import looking
from dispatch.kernel import access, accounts, audit, commands, texts
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.description import PUBLIC
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of, language_of, origin_of
from repairs import cards, catalogue, intake, lane, numbers, policies
from repairs.access import order_for, orders_for
from repairs.cases import cards as case_cards
from repairs.models import Case, WorkOrder

router = Router(tags=["repairs"])

PAGE = 200


class Taken(Schema):
    """The answer to a request: its public number and the code that opens its page.

    `address` (to desks only): its parts, what else it may mean, and whether the pin contradicts it, so that the agent
    can ask while the caller is on the line.
    """

    number: str
    tracking_code: str
    state_key: str
    is_life_safety: bool
    safety: list[str]
    track_url: str
    address: dict[str, Any] | None = None


class Reveal(Schema):
    reason: str = Field(min_length=2, max_length=200)


@router.get("/catalogue", openapi_extra=PUBLIC, summary="Utilities, symptoms, hazards and their words")
def read_catalogue(request: HttpRequest) -> dict[str, Any]:
    access.require(actor_of(request), "catalogue.read")
    return catalogue.as_json()


@router.post(
    "/requests",
    response={201: Taken},
    openapi_extra=PUBLIC,
    summary="Report a fault; durable before it is answered",
)
def make_request(request: HttpRequest, payload: intake.IntakeForm) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    access.require_anywhere(actor, "request.make")
    refuse_other_business(payload.business_type, language_of(request))
    if actor.kind == "customer":
        lives = catalogue.is_life_safety(catalogue.SYMPTOMS[payload.symptom], payload.hazards)
        count_anonymous(origin_of(request), is_life_safety=lives)
        payload.language = language_of(request)
    return 201, lane.take(actor, payload, key_of(request), _looked_at(actor, payload))


def _looked_at(actor: Actor, form: intake.IntakeForm) -> dict[str, Any] | None:
    """The address as a person at a desk should see it; nobody waits for it who does not talk to the caller."""
    if actor.kind != "user" or not form.address:
        return None
    return looking.look(form.address, *intake.point_of(form)).view()


def refuse_other_business(business_type: str, language: str) -> None:
    """A request is about a fault; the other nine business types are cases and have forms of their own."""
    if business_type != "fault_repair":
        said = {"code": "ask_as_case", "message": texts.say("field.ask_as_case", language)}
        raise Refusal("input.invalid", errors=[{"field": "business_type", **said}])


def count_anonymous(origin: str, *, is_life_safety: bool = False) -> None:
    """Count a request of somebody without an account; refuse past the policy's number with request.too_many.

    Life safety is counted apart: a neighbourhood behind one address that reports no power must not use up the turn of
    the one among them who smells gas.
    """
    kind = "anonymous_life_safety" if is_life_safety else "anonymous"
    limit = int(policies.number(f"intake.{kind}_per_window"))
    window = timedelta(seconds=policies.seconds("intake.anonymous_window"))
    try:
        accounts.count_attempt(f"request:{kind}:{origin}", limit, window)
    except Refusal as refusal:
        raise Refusal("request.too_many", retry_after=refusal.retry_after) from refusal


def ticket_of(code: str) -> WorkOrder:
    """The order behind a tracking code, or request.code_unknown."""
    order = (
        WorkOrder.objects.select_related("request", "station__node", "node")
        .filter(request__tracking_code=code.strip().upper()[:40])
        .first()
    )
    if order is None:
        raise Refusal("request.code_unknown")
    return order


def case_of(code: str) -> Case | None:
    """The case behind a tracking code, if it is one of a case."""
    return Case.objects.select_related("node").filter(tracking_code=code.strip().upper()[:40]).first()


@router.get("/track/{code}", openapi_extra=PUBLIC, summary="What a customer sees of a request, by its tracking code")
def track(request: HttpRequest, code: str) -> dict[str, Any]:
    access.require(actor_of(request), "ticket.follow")
    case = case_of(code)
    return dict(cards.ticket(ticket_of(code)) if case is None else case_cards.ticket(case))


@router.get("/orders", summary="Orders within your scope, newest first; `after` continues behind that id")
def list_orders(
    request: HttpRequest,
    state: str = "",
    station: int | None = None,
    utility: str = "",
    q: str = "",
    limit: int = 50,
    after: int | None = None,
) -> dict[str, Any]:
    found = orders_for(actor_of(request))
    if state:
        found = found.filter(state__in=state.split(","))
    if station is not None:
        found = found.filter(station=station)
    if utility:
        found = found.filter(utility__in=utility.split(","))
    if q:
        number = numbers.parse(q)
        found = found.filter(request__number=number) if number else found.filter(address__icontains=q[:60])
    if after is not None:
        found = found.filter(pk__lt=after)
    size = max(1, min(limit, PAGE))
    rows = list(found.order_by("-pk")[: size + 1])
    return {
        "orders": [cards.order_card(order) for order in rows[:size]],
        "after": rows[size - 1].pk if len(rows) > size else None,
    }


@router.post("/orders/{order_id}/reveal", summary="Read the contact unmasked; who and why goes on the audit trail")
def reveal(request: HttpRequest, order_id: int, payload: Reveal) -> dict[str, Any]:
    actor = actor_of(request)
    order = order_for(actor, order_id)
    access.require(actor, "contact.reveal", order.node.path)
    # No key: a receipt would keep the answer, and with it the contact, where nobody's opening of it is recorded.
    return commands.perform(actor, "contact.reveal", lambda tx: read_unmasked(tx, actor, order, payload.reason))


def read_unmasked(tx: Tx, actor: Actor, order: WorkOrder, reason: str) -> dict[str, Any]:
    """The contact as it was given, with its audit record in the same transaction."""
    audit.record(actor, "contact.reveal", f"order:{order.pk}", {"reason": reason})
    tx.record(f"order:{order.pk}", "contact.revealed", {"by": actor.name, "reason": reason})
    return {"contact_name": order.request.contact_name, "contact_phone": order.request.contact_phone}
