"""Contacts, promises and corrections of milestones over HTTP."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field

from dispatch.board import access as board_access
from dispatch.board import reviewing
from dispatch.board.doing import Versioned, on_order
from dispatch.kernel import access
from dispatch.kernel.actors import Actor
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.web import Router, actor_of
from field import visits
from repairs import contacts, corrections, milestones, promises
from repairs.models import Correction, WorkOrder

router = Router(tags=["board"])

LISTED = 500


class ContactTried(Versioned):
    outcome: contacts.Outcome
    note: str = Field("", max_length=300)
    device_at: Instant | None = None


class TimePromised(Versioned):
    """`reason` is needed from the second promise on."""

    at: Instant
    reason: promises.Reason = ""
    note: str = Field("", max_length=300)


class CorrectionAsked(Versioned):
    milestone: Literal["released", "contacted", "promised", "departed", "arrived", "repaired"]
    becomes: Instant
    reason: str = Field(min_length=2, max_length=300)


class CorrectionDecided(Versioned):
    verdict: Literal["approve", "refuse"]
    note: str = Field("", max_length=300)


@router.post("/board/orders/{order_id}/contacts", summary="Say how a try to reach the customer went")
def log_contact(request: HttpRequest, order_id: int, payload: ContactTried) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> dict[str, Any]:
        row = contacts.log(tx, order, payload.outcome, payload.note, payload.device_at)
        visits.tell_of_order(tx, order)
        return {"contact": contacts.view(row)}

    return on_order(request, order_id, "contact", payload, work)


@router.post("/board/orders/{order_id}/promises", summary="Promise the customer a time, at most three times")
def promise(request: HttpRequest, order_id: int, payload: TimePromised) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> dict[str, Any]:
        row = promises.promise(tx, order, payload.at, payload.reason, payload.note)
        visits.tell_of_order(tx, order)
        return {"promise": promises.view(row, order.arrived_at, tx.at)}

    return on_order(request, order_id, "promise", payload, work)


@router.post("/board/orders/{order_id}/corrections", summary="Say that a milestone was at another time")
def ask_correction(request: HttpRequest, order_id: int, payload: CorrectionAsked) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> dict[str, Any]:
        row = corrections.ask(tx, order, payload.milestone, payload.becomes, payload.reason)
        return {"correction": view(tx.actor, order, row)}

    return on_order(request, order_id, "ask_correction", payload, work)


@router.get("/board/corrections", summary="Corrections of milestones at and below a node, the oldest question first")
def read_corrections(
    request: HttpRequest, node: int, state: Literal["open", "decided", "all"] = "open"
) -> dict[str, Any]:
    actor = actor_of(request)
    within = board_access.node_for(actor, node, "order.read")
    found = Correction.objects.filter(order__node__path__startswith=within.path)
    if state != "all":
        found = found.filter(verdict="") if state == "open" else found.exclude(verdict="")
    rows = found.select_related("order__request", "order__node", "order__station__node").order_by("asked_at", "pk")
    shown = list(rows[:LISTED])
    now = milestones.effective_many({row.order_id: row.order for row in shown}.values())
    return {"corrections": [view(actor, row.order, row, now[row.order_id]) for row in shown]}


@router.post("/board/corrections/{correction_id}/decide", summary="Approve or refuse a correction of a milestone")
def decide_correction(request: HttpRequest, correction_id: int, payload: CorrectionDecided) -> dict[str, Any]:
    asked = board_access.correction_for(actor_of(request), correction_id)

    def work(tx: Tx, order: WorkOrder) -> dict[str, Any]:
        row = Correction.objects.select_for_update().get(pk=correction_id)
        corrections.decide(tx, order, row, payload.verdict, payload.note)
        return {"correction": view(tx.actor, order, row)}

    return on_order(request, asked.order_id, "decide_correction", payload, work)


def view(actor: Actor, order: WorkOrder, row: Correction, now: milestones.Effective | None = None) -> dict[str, Any]:
    """A correction with its order, what it would put the wrong way round, and whether the actor decides it."""
    now = now or milestones.effective(order)
    why_not = ""
    if not row.verdict:
        if not access.allows(actor, "order.decide_correction", order.node.path):
            why_not = "access.denied"
        elif row.asked_by == actor.key:
            why_not = "correction.by_another"
    return {
        **corrections.view(row),
        "number": order.request.number,
        "order_state": order.state,
        "station_id": order.station_id,
        "station_name": order.station.node.name if order.station else "",
        "findings": [] if row.verdict else reviewing.findings_view(corrections.breaks(now, row)),
        "may_decide": not row.verdict and not why_not,
        "why_not": why_not,
    }
