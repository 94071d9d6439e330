"""Outlines of regions over HTTP: read where one sees coverage, drawn by the administrator."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from coverage import territories
from coverage.datums import Datum
from coverage.models import Territory
from dispatch.kernel import access, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from dispatch.kernel.web import Router, actor_of, key_of

router = Router(tags=["coverage"])


class Outline(Schema):
    """GeoJSON Polygon or MultiPolygon in `datum`; null takes the outline away. `source`: where it is from."""

    geometry: dict[str, Any] | None
    datum: Datum = Datum.WGS84
    source: str = Field("", max_length=200)


@router.get("/coverage/nodes/{node_id}/territory", summary="The outline of a region; null where none is drawn")
def read_territory(request: HttpRequest, node_id: int) -> dict[str, Any]:
    node = _node(actor_of(request), node_id, "coverage.read")
    return {"territory": territories.view(Territory.objects.filter(node=node).first(), node)}


@router.put("/coverage/nodes/{node_id}/territory", summary="Draw the outline of a region anew, or take it away")
def put_territory(request: HttpRequest, node_id: int, payload: Outline) -> dict[str, Any]:
    actor = actor_of(request)
    node = _node(actor, node_id, "territory.edit")

    def work(tx: Tx) -> dict[str, Any]:
        if payload.geometry is None:
            territories.remove(tx, node)
            return {"territory": territories.view(None, node)}
        row = territories.put(tx, node, payload.geometry, payload.datum.value, payload.source)
        return {"territory": territories.view(row, node)}

    body = {**payload.model_dump(mode="json"), "node": node_id}
    return commands.perform(actor, "territory.put", work, key=key_of(request), body=body)


def _node(actor: Actor, node_id: int, action: str) -> Node:
    node = Node.objects.filter(pk=node_id, is_active=True).first()
    if node is None or not access.allows(actor, "coverage.read", node.path):
        access.require_anywhere(actor, "coverage.read")
        raise Refusal("not_found")
    access.require(actor, action, node.path)
    return node
