"""Doubtful arrivals over HTTP: listed with their evidence, confirmed or rejected with a reason."""

from typing import Any, Literal

from django.db.models import Prefetch
from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.board import exhibits
from dispatch.board.access import node_for
from dispatch.kernel import access, clock, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from field import arrivals
from field.models import ArrivalDoubt, Exhibit
from repairs.models import Todo

router = Router(tags=["board"])

LISTED = 200
ACTION = "arrival.judge"


class ArrivalDecision(Schema):
    """`reason` is one of those that fit the verdict; "other" wants words."""

    verdict: Literal["confirmed", "rejected"]
    reason: str = Field(max_length=40)
    note: str = Field("", max_length=300)


@router.get("/board/arrivals", summary="Doubtful arrivals at and below a node: open ones the oldest first")
def read_arrivals(request: HttpRequest, node: int, state: Literal["open", "decided"] = "open") -> dict[str, Any]:
    actor = actor_of(request)
    at = node_for(actor, node, ACTION)
    found = _full().filter(visit__order__node__path__startswith=at.path)
    found = found.filter(verdict="").order_by("noted_at", "pk") if state == "open" else _decided(found)
    rows = list(found[:LISTED])
    subjects = [arrivals.subject_of(row) for row in rows]
    due = Todo.objects.filter(kind=arrivals.TODO, subject__in=subjects, closed_at=None)
    by = dict(due.values_list("subject", "due_at"))
    return {
        "arrivals": [{**view(actor, row), "due_at": clock.iso(by.get(arrivals.subject_of(row)))} for row in rows],
        "reasons": arrivals.REASONS,
    }


@router.post("/board/arrivals/{arrival_id}/decide", summary="Confirm or reject a doubtful arrival, with a reason")
def decide(request: HttpRequest, arrival_id: int, payload: ArrivalDecision) -> dict[str, Any]:
    actor = actor_of(request)
    paths = access.require_anywhere(actor, ACTION)

    def work(tx: Tx) -> dict[str, Any]:
        row = _full().select_for_update(of=("self",)).filter(pk=arrival_id).first()
        if row is None or not any(row.visit.order.node.path.startswith(path) for path in paths):
            raise Refusal("not_found")
        arrivals.decide(tx, row, payload.verdict, payload.reason, payload.note)
        return {"arrival": view(actor, row)}

    body = {"arrival": arrival_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, ACTION, work, key=key_of(request), body=body)


def view(actor: Actor, row: ArrivalDoubt) -> dict[str, Any]:
    """A doubt with its evidence, as desks show it to `actor`."""
    visit, order = row.visit, row.visit.order
    return {
        "id": row.pk,
        "order_id": order.pk,
        "number": order.request.number,
        "symptom": order.symptom,
        "address": order.address,
        "technician": visit.technician.name,
        "arrived_at": clock.iso(visit.arrived_at),
        "noted_at": clock.iso(row.noted_at),
        "codes": row.codes,
        "evidence": row.evidence,
        "photos": [exhibits.view(each, order, actor.language) for each in _photos(row)],
        "verdict": row.verdict,
        "reason": row.reason,
        "note": row.note,
        "decided_by": row.decided_name,
        "decided_at": clock.iso(row.decided_at),
        "may_decide": not row.verdict and actor.id != visit.technician_id,
    }


def _photos(row: ArrivalDoubt) -> list[Exhibit]:
    """The visit's photos, those of the place first."""
    taken = [each for each in row.visit.exhibits.all() if each.kind == "photo"]
    return sorted(taken, key=lambda each: (each.purpose != "place", each.taken_at or each.announced_at, each.pk))


def _full() -> Any:
    rows = ArrivalDoubt.objects.select_related("visit__order__request", "visit__order__node", "visit__technician")
    # Never the bytes themselves: a list of photos is megabytes.
    seen = Exhibit.objects.select_related("visit__technician").defer("content")
    return rows.prefetch_related(Prefetch("visit__exhibits", queryset=seen))


def _decided(found: Any) -> Any:
    return found.exclude(verdict="").order_by("-decided_at", "-pk")
