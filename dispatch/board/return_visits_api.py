"""Return visits over HTTP: the due list, the calls and what came of them; the customer's own answer by their link."""

from collections.abc import Callable
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.board import return_visits as desk
from dispatch.board.access import node_for, return_visit_for
from dispatch.kernel import access, commands
from dispatch.kernel.commands import Tx
from dispatch.kernel.description import PUBLIC
from dispatch.kernel.web import Router, actor_of, key_of, origin_of
from repairs import cards, numbers, orders, return_visits
from repairs.api import count_anonymous, ticket_of
from repairs.models import Case, ReturnVisit, WorkOrder
from repairs.return_visits import Said

router = Router(tags=["return visits"])

PAGE = 200
State = Literal["due", "done", "unreachable", "follow_up", "all"]
_IN: dict[State, Q] = {
    "due": Q(state=ReturnVisit.State.DUE),
    "done": Q(state__in=(ReturnVisit.State.DONE, ReturnVisit.State.ANSWERED_BY_LINK)),
    "unreachable": Q(state=ReturnVisit.State.UNREACHABLE),
    "follow_up": Q(needs_follow_up=True),
    "all": Q(),
}
Work = Callable[[Tx, ReturnVisit, WorkOrder | None], None]


class CallMade(Schema):
    """What came of a call."""

    outcome: Literal["reached", "no_answer", "busy", "wrong_number"]
    note: str = Field("", max_length=300)


class VisitResult(Schema):
    """What the customer said: `satisfaction` 1 to 5, `answers` by question of the script."""

    solved: bool
    satisfaction: int = Field(ge=1, le=5)
    answers: dict[str, bool | int | str | None] = Field(default_factory=dict, max_length=20)
    note: str = Field("", max_length=500)


class CustomersFeedback(Schema):
    """What a customer says through their link."""

    solved: bool
    satisfaction: int = Field(ge=1, le=5)
    comment: str = Field("", max_length=500)


class FollowUpNoted(Schema):
    note: str = Field(min_length=2, max_length=300)


@router.get("/return-visits", summary="Visits at and below a node; due ones the most pressing first, others the newest")
def read_visits(
    request: HttpRequest,
    node: int,
    state: State = "due",
    kind: str = "",
    utility: str = "",
    q: str = "",
    limit: int = 50,
    after: int | None = None,
) -> dict[str, Any]:
    at = node_for(actor_of(request), node, "visit_back.read")
    found = desk.full().filter(_IN[state], node__path__startswith=at.path)
    for name, value in (("kind", kind), ("utility", utility)):
        if value:
            found = found.filter(**{f"{name}__in": value.split(",")})
    if q:
        number = numbers.parse(q)
        found = found.filter(number=number) if number else found.filter(_at_address(q[:60]))
    size = max(1, min(limit, PAGE))
    rows = list(_from(found, after, by_due=state == "due")[: size + 1])
    return {
        "visits": [{**desk.view(visit), "script": desk.script(visit)} for visit in rows[:size]],
        "after": rows[size - 1].pk if len(rows) > size else None,
    }


def _at_address(words: str) -> Q:
    return Q(order__address__icontains=words) | Q(case__address__icontains=words)


def _from(found: QuerySet[ReturnVisit], after: int | None, *, by_due: bool) -> QuerySet[ReturnVisit]:
    if not by_due:
        return (found if after is None else found.filter(pk__lt=after)).order_by("-pk")
    if after is not None:
        last = ReturnVisit.objects.filter(pk=after).values_list("due_at", flat=True).first()
        found = found.filter(Q(due_at__gt=last) | Q(due_at=last, pk__gt=after)) if last else found.none()
    return found.order_by("due_at", "pk")


@router.get("/return-visits/{visit_id}", summary="One visit with the script of its call")
def read_visit(request: HttpRequest, visit_id: int) -> dict[str, Any]:
    visit = return_visit_for(actor_of(request), visit_id, "visit_back.read")
    return {"visit": {**desk.view(visit), "script": desk.script(visit)}}


@router.post("/return-visits/{visit_id}/attempt", summary="A call was made; after enough in vain the visit ends")
def attempt(request: HttpRequest, visit_id: int, payload: CallMade) -> dict[str, Any]:
    def work(tx: Tx, visit: ReturnVisit, _: WorkOrder | None) -> None:
        return_visits.try_once(tx, visit, payload.outcome, payload.note)

    return _on_visit(request, visit_id, "attempt", payload, work)


@router.post("/return-visits/{visit_id}/result", summary="What the customer said, once; not solved takes it up again")
def result(request: HttpRequest, visit_id: int, payload: VisitResult) -> dict[str, Any]:
    said = Said(payload.solved, payload.satisfaction, payload.note, payload.answers)

    def work(tx: Tx, visit: ReturnVisit, order: WorkOrder | None) -> None:
        return_visits.give_result(tx, visit, order, said)

    return _on_visit(request, visit_id, "result", payload, work)


@router.post("/return-visits/{visit_id}/follow-up", summary="Somebody saw to a customer who was not content")
def follow_up(request: HttpRequest, visit_id: int, payload: FollowUpNoted) -> dict[str, Any]:
    def work(tx: Tx, visit: ReturnVisit, _: WorkOrder | None) -> None:
        return_visits.follow_up(tx, visit, payload.note)

    return _on_visit(request, visit_id, "follow_up", payload, work)


def _on_visit(request: HttpRequest, visit_id: int, name: str, payload: Schema, work: Work) -> dict[str, Any]:
    """One command on one visit; its order or case is locked first, as everywhere."""
    actor = actor_of(request)
    seen = return_visit_for(actor, visit_id, "visit_back.work")
    order_id, case_id = seen.order_id, seen.case_id

    def run(tx: Tx) -> dict[str, Any]:
        order = orders.locked([order_id])[order_id] if order_id else None
        if case_id is not None:
            Case.objects.select_for_update().get(pk=case_id)
        visit = ReturnVisit.objects.select_for_update().get(pk=visit_id)
        visit.order = order
        work(tx, visit, order)
        answer = {"visit": desk.view(desk.full().get(pk=visit_id))}
        return {**answer, "order": orders.card(order)} if order else answer

    body = {"visit": visit_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, f"visit_back.{name}", run, key=key_of(request), body=body)


@router.post("/track/{code}/feedback", openapi_extra=PUBLIC, summary="A customer says how it was, once a round")
def feedback(request: HttpRequest, code: str, payload: CustomersFeedback) -> dict[str, Any]:
    actor = actor_of(request)
    access.require(actor, "visit_back.answer")
    count_anonymous(origin_of(request))
    order_id = ticket_of(code).pk

    def work(tx: Tx) -> dict[str, Any]:
        order = orders.locked([order_id])[order_id]
        return_visits.answer_by_link(tx, order, Said(payload.solved, payload.satisfaction, payload.comment))
        return {"ticket": dict(cards.ticket(order))}

    body = {"order": order_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "visit_back.answer", work, key=key_of(request), body=body)
