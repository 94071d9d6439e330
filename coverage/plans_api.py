"""Plans of areas over HTTP: drawn and checked within one's part of the tree; who covered a point, and when."""

from datetime import datetime
from typing import Any

import orjson
import shapely
from django.db.models import Q
from django.http import HttpRequest
from ninja import Field, Schema

from coverage import generations, index, plan_cards, plans
from coverage.models import CoverageVersion, Station
from coverage.trade import Utility
from dispatch.kernel import access, clock, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from dispatch.kernel.web import Router, actor_of, key_of

router = Router(tags=["coverage plans"])
MOST_PLANS = 200


class NewPlan(Schema):
    """A draft for the stations at and below a node."""

    node_id: int
    name: str = Field(min_length=1, max_length=120)
    note: str = Field("", max_length=200)


class Edit(Schema):
    """`revision`: the one that the person saw."""

    revision: int


class TakeUp(Edit):
    station_ids: list[int] = Field(min_length=1, max_length=200)


class Drawn(Schema):
    """An area: GeoJSON Polygon or MultiPolygon, WGS-84; `utility` '' is all that its station serves."""

    geometry: dict[str, Any]
    utility: Utility | None = None
    rank: int = Field(1, ge=1, le=99)
    name: str = Field("", max_length=120)
    source: dict[str, Any] = {}


class StationAreas(Edit):
    areas: list[Drawn]


class ManyAreas(Edit):
    stations: dict[int, list[Drawn]] = Field(max_length=200)


@router.get("/coverage/plans", summary="Plans and generations of areas at and below a node, newest first")
def read_plans(request: HttpRequest, node: int | None = None, state: str = "") -> dict[str, Any]:
    actor = actor_of(request)
    prefixes = access.require_anywhere(actor, "coverage.read")
    if node is not None:
        prefixes = [_node(actor, node, "coverage.read").path]
    # What is or was in effect concerns everybody.
    mine = Q(state__in=generations.LIVED)
    for prefix in prefixes:
        mine |= Q(node__path__startswith=prefix)
    rows = CoverageVersion.objects.select_related("node").filter(mine).order_by("-pk")
    if state:
        rows = rows.filter(state__in=state.split(","))
    return {"plans": [plan_cards.plan_card(plan) for plan in rows[:MOST_PLANS]]}


@router.post("/coverage/plans", response={201: dict[str, Any]}, summary="Begin a draft")
def make_plan(request: HttpRequest, payload: NewPlan) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    node = _node(actor, payload.node_id, "coverage.draft")

    def work(tx: Tx) -> dict[str, Any]:
        return {"plan": plan_cards.plan_card(plans.make(tx, node, payload.name, payload.note))}

    body = payload.model_dump(mode="json")
    return 201, commands.perform(actor, "plan.make", work, key=key_of(request), body=body)


@router.get("/coverage/plans/{plan_id}", summary="A plan with the areas that it changes and what its check found")
def read_plan(request: HttpRequest, plan_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    return view(actor, plans.plan_for(actor, plan_id))


@router.post("/coverage/plans/{plan_id}/stations", summary="Take up stations: their active areas, to be edited")
def take_up(request: HttpRequest, plan_id: int, payload: TakeUp) -> dict[str, Any]:
    def work(tx: Tx, plan: CoverageVersion) -> None:
        stations = [station_for(tx.actor, pk, "coverage.draft") for pk in payload.station_ids]
        for station in stations:
            plans.spread_to(plan, station)
        plans.take_up(tx, plan, stations)

    return _on_plan(request, plan_id, "plan.take_up", payload, work)


@router.delete("/coverage/plans/{plan_id}/stations/{station_id}", summary="Leave a station's areas as they are")
def give_back(request: HttpRequest, plan_id: int, station_id: int, revision: int) -> dict[str, Any]:
    def work(tx: Tx, plan: CoverageVersion) -> None:
        if station_id not in plan.touched:
            raise Refusal("not_found")
        plans.give_back(tx, plan, station_id)

    return _on_plan(request, plan_id, f"plan.give_back.{station_id}", Edit(revision=revision), work)


@router.put("/coverage/plans/{plan_id}/stations/{station_id}/areas", summary="Draw a station's areas anew")
def put_station(request: HttpRequest, plan_id: int, station_id: int, payload: StationAreas) -> dict[str, Any]:
    return _put(request, plan_id, payload, {station_id: payload.areas})


@router.put("/coverage/plans/{plan_id}/areas", summary="Draw the areas of several stations anew, all or none")
def put_many(request: HttpRequest, plan_id: int, payload: ManyAreas) -> dict[str, Any]:
    return _put(request, plan_id, payload, payload.stations)


def _put(request: HttpRequest, plan_id: int, payload: Edit, drawn: dict[int, list[Drawn]]) -> dict[str, Any]:
    def work(tx: Tx, plan: CoverageVersion) -> None:
        for pk in drawn:
            plans.spread_to(plan, station_for(tx.actor, pk, "coverage.draft"))
        plans.put_areas(tx, plan, {pk: [_draft(one) for one in areas] for pk, areas in drawn.items()})

    return _on_plan(request, plan_id, "plan.put_areas", payload, work)


def _draft(drawn: Drawn) -> plans.AreaDraft:
    utility = drawn.utility.value if drawn.utility else ""
    return plans.AreaDraft(drawn.geometry, utility, drawn.rank, drawn.name, drawn.source)


@router.post("/coverage/plans/{plan_id}/rebase", summary="The areas below moved; the draft is meant as it is")
def rebase(request: HttpRequest, plan_id: int, payload: Edit) -> dict[str, Any]:
    return _on_plan(request, plan_id, "plan.rebase", payload, plans.rebase)


@router.post("/coverage/plans/{plan_id}/check", summary="Look for what is wrong with the plan")
def check(request: HttpRequest, plan_id: int, payload: Edit) -> dict[str, Any]:
    return _on_plan(request, plan_id, "plan.check", payload, plans.check)


@router.post("/coverage/plans/{plan_id}/discard", summary="Give a plan up")
def discard(request: HttpRequest, plan_id: int, payload: Edit) -> dict[str, Any]:
    return _on_plan(request, plan_id, "plan.discard", payload, plans.discard)


def _on_plan(request: HttpRequest, plan_id: int, name: str, payload: Edit, work: Any) -> dict[str, Any]:
    """One edit of an open plan: locked, as the person saw it, answered with what it is now."""
    actor = actor_of(request)
    plans.plan_for(actor, plan_id, "coverage.draft")

    def locked(tx: Tx) -> dict[str, Any]:
        plan = plans.plan_for(actor, plan_id, "coverage.draft", lock=True)
        plans.open_for_edit(plan, payload.revision)
        work(tx, plan)
        return view(actor, plan)

    body = {**payload.model_dump(mode="json"), "plan": plan_id}
    return commands.perform(actor, name, locked, key=key_of(request), body=body)


@router.get("/coverage/at", summary="Who covered a point at an instant, and by which plan; stations as they are now")
def covered_at(
    request: HttpRequest, lon: float, lat: float, utility: Utility, at: Instant | None = None
) -> dict[str, Any]:
    prefixes = access.require_anywhere(actor_of(request), "coverage.read")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Refusal("input.invalid", errors=[{"field": "lon", "code": "off_the_map"}])
    instant: datetime = at or clock.now()
    version = generations.at(instant)
    if version is None:
        return {"version": None, "at": clock.iso(instant), "candidates": [], "areas": []}
    point = shapely.Point(lon, lat)
    snapshot = generations.snapshot_of(version, instant)
    seen = {
        pk: name
        for pk, name, path in Station.objects.values_list("pk", "node__name", "node__path")
        if any(path.startswith(prefix) for prefix in prefixes)
    }
    there = set(snapshot.tree.query(point, predicate="intersects").tolist())
    return {
        "version": plan_cards.plan_card(version),
        "at": clock.iso(instant),
        "candidates": [
            {
                "station_id": one.station_id,
                "name": seen[one.station_id],
                "rank": one.rank,
                "distance_m": None if one.distance_m is None else round(one.distance_m),
                "able": one.able,
                "reasons": list(one.reasons),
            }
            for one in index.candidates(snapshot, index.Want(lon, lat, utility.value), instant)
            if one.station_id in seen
        ],
        "areas": [
            {
                "area_id": snapshot.area_ids[place],
                "station_id": snapshot.area_point[place],
                "utility": snapshot.area_utility[place],
                "rank": snapshot.area_rank[place],
                "geometry": orjson.loads(shapely.to_geojson(snapshot.tree.geometries[place])),
            }
            for place in sorted(there)
            if snapshot.area_point[place] in seen and snapshot.area_utility[place] in ("", utility.value)
        ],
    }


def view(actor: Actor, plan: CoverageVersion) -> dict[str, Any]:
    """A plan as the editor opens it."""
    # A whole generation is for the map (`/coverage/areas?version=`); a plan's own areas are for the editor.
    shaped = [] if plan.state in generations.LIVED else plan_cards.own_features(plan)
    return {
        "plan": plan_cards.plan_card(plan),
        "areas": {"type": "FeatureCollection", "features": shaped},
        "findings": plan.findings,
        "allowed": plan_cards.allowed(actor, plan),
    }


def station_for(actor: Actor, station_id: int, action: str) -> Station:
    """The station, or not_found where it is not the actor's to see."""
    station = Station.objects.select_related("node").filter(pk=station_id).first()
    if station is None or not access.allows(actor, action, station.node.path):
        raise Refusal("not_found")
    return station


def _node(actor: Actor, node_id: int, action: str) -> Node:
    node = Node.objects.filter(pk=node_id, is_active=True).first()
    if node is None or not access.allows(actor, action, node.path):
        access.require_anywhere(actor, action)
        raise Refusal("not_found")
    return node
