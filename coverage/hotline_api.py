"""The register of areas without the hotline (未开通地区备案表): why, since when, and who takes calls there."""

from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

import orjson
import shapely
from django.http import HttpRequest
from ninja import Field, Schema

from coverage import geojson
from coverage.models import HotlineArea, Station
from coverage.trade import Utility
from dispatch.kernel import access, clock, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from dispatch.kernel.web import Router, actor_of, key_of

router = Router(tags=["coverage"])


class Entry(Schema):
    """An area without the hotline; `station_id` takes its calls, and makes the orders itself."""

    node_id: int
    kind: Literal["no_hotline", "no_coverage"] = "no_hotline"
    utility: Utility | None = None
    geometry: dict[str, Any] | None = None
    station_id: int | None = None
    name: str = Field(min_length=1, max_length=80)
    reason: str = Field(min_length=2, max_length=200)
    phone: str = Field(min_length=3, max_length=30, pattern=r"^[0-9+\- ()转x]+$")
    starts_on: date | None = None
    ends_on: date | None = None


@router.get("/hotline-register", summary="Areas without the hotline at and below a node")
def read_register(request: HttpRequest, node: int) -> dict[str, Any]:
    at = _node(actor_of(request), node, "hotline_register.read")
    rows = HotlineArea.objects.select_related("node", "station__node").filter(node__path__startswith=at.path)
    return {"areas": [view(row) for row in rows.order_by("node__path", "name")]}


@router.post("/hotline-register", response={201: dict[str, Any]}, summary="Register an area without the hotline")
def register(request: HttpRequest, payload: Entry) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    node = _node(actor, payload.node_id, "hotline_register.edit")

    def work(tx: Tx) -> dict[str, Any]:
        station = None
        if payload.station_id is not None:
            below = Station.objects.select_related("node").filter(node__path__startswith=node.path)
            station = below.filter(pk=payload.station_id).first()
            if station is None:
                raise Refusal("not_found")
        starts = payload.starts_on or _today(node)
        if payload.ends_on is not None and payload.ends_on < starts:
            raise Refusal("input.invalid", errors=[{"field": "ends_on", "code": "period"}])
        row = HotlineArea.objects.create(
            node=node,
            kind=payload.kind,
            utility=payload.utility.value if payload.utility else "",
            geometry=_outline(payload.geometry),
            station=station,
            name=payload.name,
            reason=payload.reason,
            phone=payload.phone,
            starts_on=starts,
            ends_on=payload.ends_on,
            made_by=tx.actor.name[:80],
        )
        tx.record("hotline_register", "hotline_area.registered", {"area": view(row)})
        return {"area": view(row)}

    body = payload.model_dump(mode="json")
    return 201, commands.perform(actor, "hotline_register.add", work, key=key_of(request), body=body)


@router.delete("/hotline-register/{area_id}", summary="The entry no longer holds, from today or a day ahead on")
def end(request: HttpRequest, area_id: int, on: date | None = None) -> dict[str, Any]:
    """`on`: the first day on which it no longer holds; today where left out."""
    actor = actor_of(request)
    access.require_anywhere(actor, "hotline_register.edit")

    def work(tx: Tx) -> dict[str, Any]:
        rows = HotlineArea.objects.select_for_update(of=("self",)).select_related("node", "station__node")
        row = rows.filter(pk=area_id).first()
        if row is None or not access.allows(actor, "hotline_register.edit", row.node.path):
            raise Refusal("not_found")
        row.ends_on = max(row.starts_on, on or _today(row.node))
        row.save(update_fields=["ends_on"])
        tx.record("hotline_register", "hotline_area.ended", {"area": view(row)})
        return {"area": view(row)}

    return commands.perform(actor, "hotline_register.end", work, key=key_of(request), body={"area": area_id, "on": on})


def view(row: HotlineArea) -> dict[str, Any]:
    """An entry as pages show it."""
    station = row.station
    shape = shapely.from_wkb(bytes(row.geometry)) if row.geometry else None
    return {
        "id": row.pk,
        "kind": row.kind,
        "utility": row.utility or None,
        "geometry": None if shape is None else orjson.loads(shapely.to_geojson(shape)),
        "node_id": row.node_id,
        "node_name": row.node.name,
        "node_name_en": row.node.name_en or row.node.name,
        "station_id": row.station_id,
        "station_name": station.node.name if station else "",
        "name": row.name,
        "reason": row.reason,
        "phone": row.phone,
        "from": row.starts_on.isoformat(),
        "to": row.ends_on.isoformat() if row.ends_on else None,
        "made_by": row.made_by,
    }


def _outline(document: dict[str, Any] | None) -> bytes | None:
    if document is None:
        return None
    [found, *_] = geojson.read(document, "WGS-84")
    if found.geometry is None:
        raise Refusal("area.invalid", refusals=found.refusals)
    return bytes(shapely.to_wkb(found.geometry))


def _today(node: Node) -> date:
    """The day by the place's calendar."""
    return clock.now().astimezone(ZoneInfo(node.time_zone)).date()


def _node(actor: Actor, node_id: int, action: str) -> Node:
    node = Node.objects.filter(pk=node_id, is_active=True).first()
    if node is None or not access.allows(actor, action, node.path):
        access.require_anywhere(actor, action)
        raise Refusal("not_found")
    return node
