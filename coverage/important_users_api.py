"""The register of important users (重要用户): who goes before others, where they are, what number they call from."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from coverage import important_users
from coverage.models import ImportantUser
from coverage.trade import Utility
from dispatch.kernel import access, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from dispatch.kernel.organisation import today_at
from dispatch.kernel.web import Router, actor_of, key_of

router = Router(tags=["coverage"])

WIDEST_M = 2_000


class ImportantEntry(Schema):
    """Somebody who goes first; `lon`, `lat` in WGS-84, `radius_m` in metres, no `utility` for all of them."""

    node_id: int
    name: str = Field(min_length=2, max_length=80)
    kind: ImportantUser.Kind
    grade: ImportantUser.Grade = ImportantUser.Grade.SECOND
    utility: Utility | None = None
    lon: float = Field(ge=-180, le=180, allow_inf_nan=False)
    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)
    radius_m: int = Field(100, ge=5, le=WIDEST_M)
    phone: str = Field("", max_length=30, pattern=r"^[0-9+\- ()转x]*$")
    note: str = Field("", max_length=300)
    starts_on: date | None = None
    ends_on: date | None = None


@router.get("/important-users", summary="Important users at and below a node")
def read_important_users(request: HttpRequest, node: int) -> dict[str, Any]:
    at = _node(actor_of(request), node, "important_user.read")
    rows = ImportantUser.objects.select_related("node").filter(node__path__startswith=at.path)
    return {"important_users": [view(row) for row in rows.order_by("node__path", "name", "pk")]}


@router.post("/important-users", response={201: dict[str, Any]}, summary="Register an important user")
def add_important_user(request: HttpRequest, payload: ImportantEntry) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    node = _node(actor, payload.node_id, "important_user.edit")

    def work(tx: Tx) -> dict[str, Any]:
        starts = payload.starts_on or today_at(node)
        if payload.ends_on is not None and payload.ends_on < starts:
            raise Refusal("input.invalid", errors=[{"field": "ends_on", "code": "period"}])
        row = ImportantUser.objects.create(
            node=node,
            name=payload.name,
            kind=payload.kind.value,
            grade=payload.grade.value,
            utility=payload.utility.value if payload.utility else "",
            lon=payload.lon,
            lat=payload.lat,
            radius_m=payload.radius_m,
            phone=payload.phone.replace(" ", ""),
            note=payload.note,
            starts_on=starts,
            ends_on=payload.ends_on,
            made_by=tx.actor.name[:80],
        )
        tx.record("important_users", "important_user.registered", {"important_user": view(row)})
        important_users.forget()
        return {"important_user": view(row)}

    body = payload.model_dump(mode="json")
    return 201, commands.perform(actor, "important_user.add", work, key=key_of(request), body=body)


@router.delete("/important-users/{user_id}", summary="The entry no longer holds, from today on")
def end_important_user(request: HttpRequest, user_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "important_user.edit")

    def work(tx: Tx) -> dict[str, Any]:
        rows = ImportantUser.objects.select_for_update(of=("self",)).select_related("node")
        row = rows.filter(pk=user_id).first()
        if row is None or not access.allows(actor, "important_user.edit", row.node.path):
            raise Refusal("not_found")
        row.ends_on = max(row.starts_on, today_at(row.node))
        row.save(update_fields=["ends_on"])
        tx.record("important_users", "important_user.ended", {"important_user": view(row)})
        important_users.forget()
        return {"important_user": view(row)}

    return commands.perform(actor, "important_user.end", work, key=key_of(request), body={"user": user_id})


def view(row: ImportantUser) -> dict[str, Any]:
    """An entry as pages show it; `is_in_force` by today's date at its place."""
    today = today_at(row.node)
    return {
        "id": row.pk,
        "node_id": row.node_id,
        "node_name": row.node.name,
        "node_name_en": row.node.name_en or row.node.name,
        "name": row.name,
        "kind": row.kind,
        "grade": row.grade,
        "utility": row.utility or None,
        "lon": row.lon,
        "lat": row.lat,
        "radius_m": row.radius_m,
        "phone": row.phone,
        "note": row.note,
        "from": row.starts_on.isoformat(),
        "to": row.ends_on.isoformat() if row.ends_on else None,
        "is_in_force": row.starts_on <= today and (row.ends_on is None or row.ends_on > today),
        "made_by": row.made_by,
    }


def _node(actor: Actor, node_id: int, action: str) -> Node:
    node = Node.objects.filter(pk=node_id, is_active=True).first()
    if node is None or not access.allows(actor, action, node.path):
        access.require_anywhere(actor, action)
        raise Refusal("not_found")
    return node
