"""Cases over HTTP: forms for everybody, intake for everybody, and the desks' work on what came in."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from ninja import Field, Query, Schema

from dispatch.kernel import access, audit, clock, commands
from dispatch.kernel.commands import Tx
from dispatch.kernel.description import PUBLIC
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import AuditRecord, Node, User
from dispatch.kernel.web import Router, actor_of, key_of, language_of, origin_of
from repairs import numbers
from repairs.api import count_anonymous
from repairs.cases import cards, doing, limits, taking
from repairs.cases.access import case_for, cases_for
from repairs.cases.forms import CaseForm
from repairs.models import Todo

router = Router(tags=["cases"])

PAGE = 200
OPENED = "case.opened"


class CaseTaken(Schema):
    """`papers_missing`: codes of what an application still lacks; all of it, at once."""

    number: str
    tracking_code: str
    track_url: str
    papers_missing: list[str]


class Wanted(Schema):
    """Which cases: at and below a node, of a type, in a state ('open' for all living), mine, late, or by number."""

    node: int | None = None
    type: str = Field("", max_length=300)
    state: str = Field("", max_length=200)
    mine: bool = False
    overdue: bool = False
    q: str = Field("", max_length=60)
    limit: int = 50
    after: int | None = None


class CaseReveal(Schema):
    reason: str = Field(min_length=2, max_length=200)


@router.get("/cases/forms", openapi_extra=PUBLIC, summary="What each business type asks for, and its limits")
def read_forms(request: HttpRequest) -> list[dict[str, Any]]:
    access.require(actor_of(request), "catalogue.read")
    return limits.forms_as_json()


@router.post("/cases", response={201: CaseTaken}, openapi_extra=PUBLIC, summary="Ask, complain, suggest, report, apply")
def make_case(request: HttpRequest, payload: CaseForm) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    access.require_anywhere(actor, "case.make")
    if actor.kind == "customer":
        count_anonymous(origin_of(request))
        payload.language, payload.channel = language_of(request), "web"
    return 201, taking.take(actor, payload, key_of(request))


@router.get("/cases", summary="Cases that you may see, the most pressing first while they live")
def list_cases(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    actor = actor_of(request)
    found = cases_for(actor)
    if wanted.node is not None:
        node = Node.objects.filter(pk=wanted.node, is_active=True).first()
        if node is None or not access.allows(actor, "case.read", node.path):
            raise Refusal("not_found")
        found = found.filter(owner_node__path__startswith=node.path)
    if wanted.type:
        found = found.filter(business_type__in=wanted.type.split(","))
    if wanted.state == "open":
        found = found.exclude(state="closed")
    elif wanted.state:
        found = found.filter(state__in=wanted.state.split(","))
    if wanted.mine:
        found = found.filter(Q(owner=_user_id(actor)) | Q(first_asked=_user_id(actor)) | Q(pk__in=_called_for(actor)))
    if wanted.overdue:
        found = found.filter(due_at__lt=clock.now())
    if wanted.q:
        number = numbers.parse(wanted.q)
        # What somebody wrote in secret is found by nobody's search.
        words = Q(is_confidential=False, subject__icontains=wanted.q)
        found = found.filter(Q(number=number) if number else words)
    if wanted.after is not None:
        found = found.filter(pk__lt=wanted.after)
    size = max(1, min(wanted.limit, PAGE))
    rows = list(found.order_by("-pk")[: size + 1])
    at = clock.now()
    return {
        "cases": [cards.card(case, at) for case in rows[:size]],
        "after": rows[size - 1].pk if len(rows) > size else None,
    }


def _user_id(actor: Any) -> int:
    return int(actor.id) if actor.kind == "user" else 0


def _called_for(actor: Any) -> list[int]:
    """Cases whose next step is the actor's: by name, or by a role that they hold where it is owed."""
    owed = Todo.objects.filter(kind="case", closed_at=None)
    own = Q(owner=_user_id(actor)) | Q(called=_user_id(actor))
    for held in actor.grants:
        own |= Q(owner=None, role=held.role, node__path__startswith=held.path)
    return [int(subject.partition(":")[2]) for subject in owed.filter(own).values_list("subject", flat=True)]


@router.get("/cases/openings", summary="Who opened which report of wrongdoing, and when; never what it says")
def read_openings(request: HttpRequest, limit: int = 100, after: int | None = None) -> dict[str, Any]:
    paths = access.require_anywhere(actor_of(request), "case.see_openings")
    trail = AuditRecord.objects.filter(action__in=(OPENED, "case.contact_revealed")).order_by("-pk")
    if after is not None:
        trail = trail.filter(pk__lt=after)
    # Secret cases hang at the root of their tree, so an auditor of the root sees all openings or none.
    roots = {node.pk for node in Node.objects.filter(parent=None, path__in=paths)}
    rows = [row for row in trail[: max(1, min(limit, PAGE))] if row.facts.get("root") in roots]
    names = {f"user:{user.pk}": str(user) for user in User.objects.filter(pk__in=_ids(rows))}
    return {
        "openings": [
            {
                "id": row.pk,
                "number": row.facts.get("number", ""),
                "at": clock.iso(row.at),
                "by": names.get(row.actor, row.actor),
                "what": row.action,
            }
            for row in rows
        ]
    }


def _ids(rows: list[AuditRecord]) -> list[int]:
    return [int(row.actor.partition(":")[2]) for row in rows if row.actor.startswith("user:")]


@router.get("/cases/{case_id}", summary="One case with its record and limits; opening a secret one is recorded")
def read_case(request: HttpRequest, case_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    # In one transaction: nothing of a secret case is shown without the record that it was.
    with transaction.atomic():
        case = case_for(actor, case_id)
        if case.is_confidential:
            audit.record(actor, OPENED, f"case:{case.pk}", {"number": case.number, "root": case.node_id})
        return cards.view(actor, case, clock.now())


@router.post("/cases/{case_id}/reveal", summary="Read the contact unmasked; who and why goes on the audit trail")
def reveal(request: HttpRequest, case_id: int, payload: CaseReveal) -> dict[str, Any]:
    actor = actor_of(request)
    case = case_for(actor, case_id)
    is_own = actor.kind == "user" and case.first_asked_id == actor.id
    if not (case.is_confidential or is_own):
        access.require(actor, "contact.reveal", case.owner_node.path)

    def work(tx: Tx) -> dict[str, Any]:
        facts = {"reason": payload.reason, "number": case.number, "root": case.node_id}
        action = "case.contact_revealed" if case.is_confidential else "contact.reveal"
        audit.record(actor, action, f"case:{case.pk}", facts)
        tx.record(f"case:{case.pk}", "contact.revealed", {"by": actor.name})
        return {"contact_name": case.contact_name, "contact_phone": case.contact_phone}

    # No key: a receipt would keep the contact where nobody's opening of it is recorded.
    return commands.perform(actor, "contact.reveal", work)


@router.post("/cases/{case_id}/route", summary="To the responsible unit")
def route(request: HttpRequest, case_id: int, payload: doing.Route) -> dict[str, Any]:
    return doing.on_case(request, case_id, "route", payload)


@router.post("/cases/{case_id}/take", summary="Work on it from now on")
def take(request: HttpRequest, case_id: int, payload: doing.CaseVersioned) -> dict[str, Any]:
    return doing.on_case(request, case_id, "take", payload)


@router.post("/cases/{case_id}/grade", summary="How grave or how difficult it is; its limits follow")
def grade(request: HttpRequest, case_id: int, payload: doing.Grading) -> dict[str, Any]:
    return doing.on_case(request, case_id, "grade", payload)


@router.post("/cases/{case_id}/contact", summary="A try to reach the customer")
def contact(request: HttpRequest, case_id: int, payload: doing.Contact) -> dict[str, Any]:
    return doing.on_case(request, case_id, "contact", payload)


@router.post("/cases/{case_id}/ask_papers", summary="Say, once, all papers that an application lacks")
def ask_papers(request: HttpRequest, case_id: int, payload: doing.Papers) -> dict[str, Any]:
    return doing.on_case(request, case_id, "ask_papers", payload)


@router.post("/cases/{case_id}/complete", summary="All papers are there")
def complete(request: HttpRequest, case_id: int, payload: doing.CaseNoted) -> dict[str, Any]:
    return doing.on_case(request, case_id, "complete", payload)


@router.post("/cases/{case_id}/answer", summary="The answer, measures or thanks that the customer reads")
def answer(request: HttpRequest, case_id: int, payload: doing.CaseSaid) -> dict[str, Any]:
    return doing.on_case(request, case_id, "answer", payload)


@router.post("/cases/{case_id}/contest", summary="The unit says that a complaint is unfounded")
def contest(request: HttpRequest, case_id: int, payload: doing.Contest) -> dict[str, Any]:
    return doing.on_case(request, case_id, "contest", payload)


@router.post("/cases/{case_id}/decide_contest", summary="The department that owns the business decides, finally")
def decide_contest(request: HttpRequest, case_id: int, payload: doing.ContestDecision) -> dict[str, Any]:
    return doing.on_case(
        request, case_id, "decide_contest", payload, when="founded" if payload.founded else "unfounded"
    )


@router.post("/cases/{case_id}/feed_back", summary="The customer was told the result")
def feed_back(request: HttpRequest, case_id: int, payload: doing.CaseNoted) -> dict[str, Any]:
    return doing.on_case(request, case_id, "feed_back", payload)


@router.post("/cases/{case_id}/close", summary="Visited back, or no longer to be reached")
def close(request: HttpRequest, case_id: int, payload: doing.CaseNoted) -> dict[str, Any]:
    return doing.on_case(request, case_id, "close", payload)


@router.post("/cases/{case_id}/handle_again", summary="Not satisfied: another round, one level up")
def handle_again(request: HttpRequest, case_id: int, payload: doing.Reason) -> dict[str, Any]:
    return doing.on_case(request, case_id, "handle_again", payload)


@router.post("/cases/{case_id}/note", summary="Something to remember")
def note(request: HttpRequest, case_id: int, payload: doing.CaseSaid) -> dict[str, Any]:
    return doing.on_case(request, case_id, "note", payload)


@router.post("/cases/{case_id}/name_reader", summary="Somebody else may open a secret case")
def name_reader(request: HttpRequest, case_id: int, payload: doing.Reader) -> dict[str, Any]:
    return doing.on_case(request, case_id, "name_reader", payload)


@router.post("/cases/{case_id}/name_unit", summary="The unit that a report of wrongdoing is about; it cannot open it")
def name_unit(request: HttpRequest, case_id: int, payload: doing.Unit) -> dict[str, Any]:
    return doing.on_case(request, case_id, "name_unit", payload)
