"""Outages and customers served over HTTP: entered at a desk, counted by the reliability report."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import AwareDatetime, Field

from dispatch.board.access import node_for
from dispatch.kernel import access, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from repairs import outages
from repairs.access import orders_for
from repairs.models import CustomersServed, Outage, WorkOrder

router = Router(tags=["reports"])

MOST = 100
Utility = Literal["electricity", "water", "gas", "heating"]
Count = Annotated[int, Field(ge=1, le=2_000_000_000)]
Id = Annotated[int, Field(ge=1, lt=2**63)]
Instant = Annotated[AwareDatetime, Field(ge=datetime.fromisoformat("1990-01-01T00:00:00Z"))]


class OutageSaid(Schema):
    """`order_number`: of the order that repaired it, if there was one."""

    node: Id
    utility: Utility = "electricity"
    began_at: Instant
    customers: Count
    order_number: str = Field("", max_length=13)
    is_planned: bool = False
    note: str = Field("", max_length=300)


class OutageBack(Schema):
    restored_at: Instant
    customers: Count


class OutageVoid(Schema):
    reason: str = Field(min_length=2, max_length=300)


class ServedSaid(Schema):
    node: Id
    utility: Utility = "electricity"
    from_day: date = Field(ge=date(1990, 1, 1), le=date(2100, 1, 1))
    customers: int = Field(ge=0, le=2_000_000_000)


@router.get("/outages", response=dict[str, Any], summary="Outages entered at and below a node, the newest first")
def read_outages(request: HttpRequest, node: int) -> dict[str, Any]:
    actor = actor_of(request)
    top = node_for(actor, node, "report.read")
    rows = Outage.objects.filter(node__path__startswith=top.path).select_related("node", "order__request")
    served = CustomersServed.objects.filter(node__path__startswith=top.path).select_related("node")
    return {
        "may_edit": access.allows(actor, "outage.edit", top.path),
        "may_say_served": access.allows(actor, "served.edit", top.path),
        "outages": [outages.view(row) for row in rows.prefetch_related("steps").order_by("-began_at", "-pk")[:MOST]],
        "served": [outages.served_view(row) for row in served.order_by("node__path", "utility", "-from_day")[:MOST]],
    }


@router.post("/outages", summary="Enter an outage: where, since when, how many customers")
def note_outage(request: HttpRequest, payload: OutageSaid) -> dict[str, Any]:
    actor = actor_of(request)
    node = node_for(actor, payload.node, "outage.edit")

    def work(tx: Tx) -> dict[str, Any]:
        order = _order_of(actor, payload.order_number, payload.utility)
        row = outages.note(
            tx,
            node,
            payload.utility,
            payload.began_at,
            payload.customers,
            order=order,
            is_planned=payload.is_planned,
            words=payload.note,
        )
        return {"outage": outages.view(row)}

    return commands.perform(actor, "outage.note", work, key=key_of(request), body=payload.model_dump(mode="json"))


@router.post("/outages/{outage_id}/restorations", summary="So many customers of an outage have their supply back")
def restore_outage(request: HttpRequest, outage_id: int, payload: OutageBack) -> dict[str, Any]:
    actor = actor_of(request)

    def work(tx: Tx) -> dict[str, Any]:
        outage = _locked(actor, outage_id)
        outages.restore(tx, outage, payload.restored_at, payload.customers)
        return {"outage": outages.view(outage)}

    body = {"outage": outage_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "outage.restore", work, key=key_of(request), body=body)


@router.post("/outages/{outage_id}/void", summary="An outage was entered wrongly: it counts no longer")
def void_outage(request: HttpRequest, outage_id: int, payload: OutageVoid) -> dict[str, Any]:
    actor = actor_of(request)

    def work(tx: Tx) -> dict[str, Any]:
        outage = _locked(actor, outage_id)
        outages.make_void(tx, outage, payload.reason)
        return {"outage": outages.view(outage)}

    body = {"outage": outage_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "outage.void", work, key=key_of(request), body=body)


@router.post("/customers-served", summary="How many customers a node supplies, from a day on")
def say_served(request: HttpRequest, payload: ServedSaid) -> dict[str, Any]:
    actor = actor_of(request)
    node = node_for(actor, payload.node, "served.edit")

    def work(tx: Tx) -> dict[str, Any]:
        row = outages.serve(tx, node, payload.utility, payload.from_day, payload.customers)
        return {"served": outages.served_view(row)}

    return commands.perform(actor, "served.say", work, key=key_of(request), body=payload.model_dump(mode="json"))


def _locked(actor: Actor, outage_id: int) -> Outage:
    """The outage, locked, where the actor may edit; what is not theirs is not found."""
    paths = access.require_anywhere(actor, "outage.edit")
    if not 0 < outage_id < 2**63:
        raise Refusal("not_found")
    found = Outage.objects.select_for_update(of=("self",)).select_related("node").filter(pk=outage_id).first()
    if found is None or not found.node.path.startswith(tuple(paths)):
        raise Refusal("not_found")
    return found


def _order_of(actor: Actor, number: str, utility: str) -> WorkOrder | None:
    if not number:
        return None
    found = orders_for(actor).filter(request__number=number, utility=utility).first()
    if found is None:
        raise Refusal("outage.order_elsewhere")
    return found
