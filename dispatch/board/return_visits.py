"""Return visits as the quality desk sees them: masked contact, script in both languages, attempts, what came of it."""

from typing import Any

from django.db.models import QuerySet

from dispatch.board import story
from dispatch.kernel import access, clock, texts
from dispatch.kernel.actors import Actor
from repairs import cards, policies, return_visit_rules, return_visits
from repairs.models import Case, ReturnVisit, ReturnVisitAttempt, ServiceRequest, WorkOrder
from repairs.return_visit_rules import Question


def full() -> QuerySet[ReturnVisit]:
    """Visits with what their view needs."""
    return ReturnVisit.objects.select_related(
        "order__request", "order__node", "node", "station__node"
    ).prefetch_related("attempts")


def view(visit: ReturnVisit) -> dict[str, Any]:
    """One visit. The contact is masked; `reveal` of its order or case opens it and says so on the audit trail."""
    order, station = visit.order, visit.station
    asked = _asked(visit)
    attempts = sorted(visit.attempts.all(), key=lambda one: (one.at, one.pk))
    allowed = int(policies.number("visit_back.attempts", order))
    return {
        "id": visit.pk,
        "order_id": visit.order_id,
        "case_id": visit.case_id,
        "number": visit.number,
        "utility": visit.utility,
        "business_type": visit.business_type,
        "symptom": order.symptom if order else "",
        "order_state": order.state if order else "",
        "address": asked.address,
        "round": visit.round,
        "kind": visit.kind,
        "why": {"code": visit.why_sampled, "percent": visit.percent, "draw": visit.draw},
        "node_id": visit.node_id,
        "station_id": visit.station_id,
        "station_name": station.node.name if station else "",
        "station_name_en": (station.node.name_en or station.node.name) if station else "",
        "opened_at": clock.iso(visit.opened_at),
        "due_at": clock.iso(visit.due_at),
        "is_overdue": visit.state == ReturnVisit.State.DUE and visit.due_at < clock.now(),
        "state": visit.state,
        "attempts": [attempt(one) for one in attempts],
        "tries_left": max(0, allowed - return_visits.tries(visit, attempts)),
        "solved": visit.solved,
        "satisfaction": visit.satisfaction,
        "answers": visit.answers,
        "comment": visit.comment,
        "needs_follow_up": visit.needs_follow_up,
        "done_by": visit.done_name,
        "done_at": clock.iso(visit.done_at),
        "contact_name": cards.masked_name(asked.contact_name),
        "contact_phone": cards.masked_phone(asked.contact_phone),
        "language": asked.language,
    }


def _asked(visit: ReturnVisit) -> ServiceRequest | Case:
    """What the customer said at first, with how to reach them."""
    if visit.order is not None:
        return visit.order.request
    if visit.case is None:
        raise LookupError(f"{visit} is of nothing")
    return visit.case


def attempt(row: ReturnVisitAttempt) -> dict[str, Any]:
    """A call, with who made it."""
    return {"at": clock.iso(row.at), "by": row.by_name, "outcome": row.outcome, "note": row.note}


def script(visit: ReturnVisit) -> list[dict[str, str]]:
    """What to say and to ask, in both languages, with how each is answered."""
    return [_line(visit, question) for question in return_visit_rules.script(visit.kind, visit.utility)]


def _line(visit: ReturnVisit, question: Question) -> dict[str, str]:
    topic = f"symptom.{visit.order.symptom}" if visit.order else f"business_type.{visit.business_type}"
    said: dict[str, str] = {
        language: texts.say(
            f"visit_script.{question.key}", language, topic=texts.say(topic, language), number=visit.number
        )
        for language in texts.LANGUAGES
    }
    return {"key": question.key, "answer": question.answer, **said}


@story.section("return_visits")
def told(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """Every visit of the order, the newest first, for those who may read them: no crew reads its own marks here."""
    if not access.allows(actor, "visit_back.read", order.node.path):
        return []
    return [view(visit) for visit in full().filter(order=order).order_by("-pk")]
