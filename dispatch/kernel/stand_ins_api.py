"""Stand-ins over HTTP: who covers whom, named and ended within the editor's part of the tree."""

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from dispatch.kernel import access, clock, commands, stand_ins
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import Actor
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Grant, Node, StandIn, User
from dispatch.kernel.web import Router, actor_of, key_of

router = Router(tags=["stand-ins"])


class Appointment(Schema):
    """Who covers whose role, where, from when (now, where left out) until when (until ended)."""

    principal_id: int
    deputy_id: int
    node_id: int
    role: Role
    starts_at: Instant | None = None
    ends_at: Instant | None = None


@router.get("/stand-ins", summary="Who stands in for whom at and below a node, now and later")
def read_stand_ins(request: HttpRequest, node: int) -> dict[str, Any]:
    at = _node(actor_of(request), node, "stand_in.read")
    now = clock.now()
    rows = StandIn.objects.select_related("principal", "deputy", "node").filter(node__path__startswith=at.path)
    rows = rows.exclude(ends_at__lte=now).order_by("starts_at", "pk")
    effective = set(stand_ins.in_effect(now).values_list("pk", flat=True))
    return {"stand_ins": [view(row, row.pk in effective) for row in rows]}


@router.get("/stand-ins/people", summary="Who holds a role that can be covered, at and below a node or above it")
def read_people(request: HttpRequest, node: int) -> dict[str, Any]:
    at = _node(actor_of(request), node, "stand_in.read")
    grants = Grant.objects.filter(
        node__path__startswith=at.path, role__in=stand_ins.COVERABLE, user__is_active=True
    ).select_related("user", "node")
    people: dict[int, dict[str, Any]] = {}
    for grant in grants.order_by("user_id", "role"):
        person = people.setdefault(grant.user_id, {"id": grant.user_id, "name": str(grant.user), "roles": []})
        person["roles"].append({"role": grant.role, "node_id": grant.node_id, "node_name": grant.node.name})
    return {"people": list(people.values())}


@router.post("/stand-ins", response={201: dict[str, Any]}, summary="Name a stand-in")
def appoint(request: HttpRequest, payload: Appointment) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    node = _node(actor, payload.node_id, "stand_in.edit")

    def work(tx: Tx) -> dict[str, Any]:
        row = stand_ins.appoint(
            tx,
            _person(payload.principal_id, node),
            _person(payload.deputy_id, node),
            payload.role,
            node,
            payload.starts_at or tx.at,
            payload.ends_at,
        )
        return {"stand_in": view(row, row.starts_at <= tx.at)}

    body = payload.model_dump(mode="json")
    return 201, commands.perform(actor, "stand_in.appoint", work, key=key_of(request), body=body)


@router.delete("/stand-ins/{stand_in_id}", summary="End it now")
def end(request: HttpRequest, stand_in_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "stand_in.edit")

    def work(tx: Tx) -> dict[str, Any]:
        rows = StandIn.objects.select_for_update(of=("self",)).select_related("principal", "deputy", "node")
        row = rows.filter(pk=stand_in_id).first()
        if row is None or not access.allows(actor, "stand_in.edit", row.node.path):
            raise Refusal("not_found")
        if row.ends_at is None or row.ends_at > tx.at:
            stand_ins.end(tx, row)
        return {"stand_in": view(row, False)}

    return commands.perform(actor, "stand_in.end", work, key=key_of(request), body={"stand_in": stand_in_id})


def view(row: StandIn, is_in_effect: bool) -> dict[str, Any]:
    """A row as pages show it."""
    return {
        "id": row.pk,
        "principal": {"id": row.principal_id, "name": str(row.principal)},
        "deputy": {"id": row.deputy_id, "name": str(row.deputy)},
        "role": row.role,
        "node_id": row.node_id,
        "node_name": row.node.name,
        "node_name_en": row.node.name_en or row.node.name,
        "starts_at": clock.iso(row.starts_at),
        "ends_at": clock.iso(row.ends_at),
        "is_in_effect": is_in_effect,
        "made_by": row.made_by,
    }


def _node(actor: Actor, node_id: int, action: str) -> Node:
    node = Node.objects.filter(pk=node_id, is_active=True).first()
    if node is None or not access.allows(actor, action, node.path):
        access.require_anywhere(actor, action)
        raise Refusal("not_found")
    return node


def _person(user_id: int, node: Node) -> User:
    """Somebody who works in the same tree; a name from elsewhere is none."""
    root = f"/{node.path.strip('/').split('/')[0]}/"
    user = User.objects.filter(pk=user_id, is_active=True, grants__node__path__startswith=root).distinct().first()
    if user is None:
        raise Refusal("not_found")
    return user
