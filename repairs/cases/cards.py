"""What others see of a case: the desk's card and view, and the customer's ticket.

Each is a projection for its audience: a card of a secret case says that it exists and how far it is, and no more; the
ticket has nothing that was said inside the house.
"""

from typing import Any, TypedDict

from dispatch.kernel import clock
from dispatch.kernel.actors import Actor
from repairs import cards as order_cards
from repairs.cases import access, lifecycle
from repairs.cases.turns import turn_of
from repairs.models import Case, CaseClock, CaseNote


class CaseCard(TypedDict):
    """A case in a list. `due_*` is its nearest running clock; `turn` the role that must act next."""

    id: int
    number: str
    business_type: str
    utility: str
    subject: str
    state: str
    grade: str
    node_id: int
    node_name: str
    node_name_en: str
    owner_id: int | None
    owner_name: str
    first_asked_id: int | None
    first_asked_name: str
    turn: str | None
    rounds: int
    due_at: str | None
    due_kind: str | None
    is_late: bool
    is_confidential: bool
    taken_at: str | None
    updated_at: str | None
    version: int


class CaseStep(TypedDict):
    key: str
    at: str


class CaseTicket(TypedDict):
    """What the customer sees behind the tracking code. `papers` are the codes of those still missing, `promised` is
    what the customer may count on until `promised_at`: contact, begin or answer."""

    kind: str
    number: str
    business_type: str
    utility: str
    state_key: str
    opened_at: str | None
    steps: list[CaseStep]
    promised_at: str | None
    promised: str
    answer: str
    papers: list[str]
    rounds: int
    updated_at: str | None
    version: int


# What of the record the customer may follow, and as what. What the unit contests stays inside the house.
_TOLD = {
    "take_in": "taken", "route": "routed", "take": "in_hand", "ask_papers": "awaiting_papers", "answer": "answered",
    "feed_back": "fed_back", "handle_again": "handled_again", "decide_contest.unfounded": "answered",
}  # fmt: skip
# Limits that the customer may count on.
PROMISED = ("reply", "answer", "settle", "measures", "contact", "begin")


def card(case: Case, at: Any) -> CaseCard:
    """The card of a case whose nodes and people are loaded with it; `at`: now."""
    unit = "" if case.owner_node_id == case.node_id else case.owner_node.kind
    turn = turn_of(case.business_type, case.state, unit)
    return {
        "id": case.pk,
        "number": case.number,
        "business_type": case.business_type,
        "utility": case.utility,
        "subject": "" if case.is_confidential else case.subject,
        "state": case.state,
        "grade": case.grade,
        "node_id": case.owner_node_id,
        "node_name": case.owner_node.name,
        "node_name_en": case.owner_node.name_en or case.owner_node.name,
        "owner_id": case.owner_id,
        "owner_name": str(case.owner or ""),
        "first_asked_id": case.first_asked_id,
        "first_asked_name": str(case.first_asked or ""),
        "turn": turn.role.value if turn else None,
        "rounds": case.rounds,
        "due_at": clock.iso(case.due_at),
        "due_kind": case.due_kind or None,
        "is_late": case.due_at is not None and case.due_at < at,
        "is_confidential": case.is_confidential,
        "taken_at": clock.iso(case.taken_at),
        "updated_at": clock.iso(case.updated_at),
        "version": case.version,
    }


def view(actor: Actor, case: Case, at: Any) -> dict[str, Any]:
    """The whole case for whoever may open it; its contact masked until a recorded reveal."""
    readers = case.readers.filter(ended_at=None).select_related("user") if case.is_confidential else []
    related = case.related_order
    return {
        "case": {
            **card(case, at),
            "subject": case.subject,
            "content": case.content,
            "fields": case.fields,
            "is_anonymous": case.is_anonymous,
            "contact_name": order_cards.masked_name(case.contact_name),
            "contact_phone": order_cards.masked_phone(case.contact_phone),
            "address": case.address,
            "channel": case.channel,
            "language": case.language,
            "related": {"order_id": related.pk, "number": related.request.number} if related else None,
            "answer": case.answer,
            "papers": case.papers,
            "concerned_node_id": case.concerned_node_id,
            "concerned_node_name": case.concerned_node.name if case.concerned_node else "",
            "readers": [{"id": row.user_id, "name": str(row.user), "named_by": row.named_by} for row in readers],
            "stamps": {
                name: clock.iso(getattr(case, name))
                for name in (
                    "taken_at", "routed_at", "begun_at", "contacted_at", "answered_at", "fed_back_at", "closed_at"
                )
            },
        },
        "notes": [note_view(row) for row in case.notes.order_by("pk")],
        "allowed": access.allowed(actor, case),
        "grades": list(lifecycle.GRADES.get(case.business_type, ())),
        "limits": [limit_view(row) for row in case.clocks.select_related("policy").order_by("started_at", "pk")],
    }  # fmt: skip


def note_view(row: CaseNote) -> dict[str, Any]:
    """A line of the record."""
    return {
        "id": row.pk,
        "round": row.round,
        "kind": row.kind,
        "text": row.text,
        "facts": row.facts,
        "at": clock.iso(row.at),
        "by_name": row.by_name,
    }


def limit_view(row: CaseClock) -> dict[str, Any]:
    """A clock with the policy it came from."""
    return {
        "kind": row.kind,
        "started_at": clock.iso(row.started_at),
        "due_at": clock.iso(row.due_at),
        "stopped_at": clock.iso(row.stopped_at),
        "breached_at": clock.iso(row.breached_at),
        "is_provisional": row.is_provisional,
        "policy": {
            "code": row.policy.code,
            "value": float(row.policy.value),
            "unit": row.policy.unit,
            "citation": row.policy.citation,
            "mark": row.policy.mark,
            "verified": row.policy.is_verified,
        },
    }


def ticket(case: Case) -> CaseTicket:
    """The customer's view: how far it is and what came of it, in codes of `case_ticket`."""
    steps: list[CaseStep] = []
    for kind, facts, at in case.notes.order_by("pk").values_list("kind", "facts", "at"):
        key = _TOLD.get(f"{kind}.{facts['when']}" if facts.get("when") else kind)
        if key and (not steps or steps[-1]["key"] != key):
            steps.append({"key": key, "at": clock.iso(at) or ""})
    if case.closed_at is not None:
        steps.append({"key": "closed", "at": clock.iso(case.closed_at) or ""})
    promised = case.clocks.filter(stopped_at=None, kind__in=PROMISED).order_by("due_at").first()
    return {
        "kind": "case",
        "number": case.number,
        "business_type": case.business_type,
        "utility": case.utility,
        "state_key": case.state,
        "opened_at": clock.iso(case.taken_at),
        "steps": steps,
        "promised_at": clock.iso(promised.due_at) if promised else None,
        "promised": "" if promised is None else promised.kind if promised.kind in ("contact", "begin") else "answer",
        "answer": case.answer if case.state in ("answered", "fed_back", "closed") else "",
        "papers": case.papers if case.state == "awaiting_papers" else [],
        "rounds": case.rounds,
        "updated_at": clock.iso(case.updated_at),
        "version": case.version,
    }
