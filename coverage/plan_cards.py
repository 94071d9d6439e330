"""What pages show of a plan and of its areas."""

from collections.abc import Sequence
from typing import Any, TypedDict

import orjson
import shapely

from coverage import generations, plans
from coverage.generations import PlanArea, State
from coverage.models import CoverageVersion, Station
from dispatch.kernel import access, clock
from dispatch.kernel.actors import Actor


class PlanCard(TypedDict):
    """A plan in a list. `is_stale`: the areas below it moved after it was drawn."""

    id: int
    name: str
    note: str
    state: str
    node_id: int | None
    node_name: str
    node_name_en: str
    base_id: int | None
    touched: list[int]
    revision: int
    created_at: str | None
    made_by: str
    checked_at: str | None
    findings_count: dict[str, int]
    approved_at: str | None
    approved_by: str
    takes_effect_at: str | None
    activated_at: str | None
    archived_at: str | None
    open_orders: str
    is_stale: bool


def plan_card(plan: CoverageVersion) -> PlanCard:
    """The card of a plan whose node is loaded with it."""
    levels = [str(finding.get("level")) for finding in plan.findings]
    waits = plan.state in (*plans.OPEN, State.APPROVED)
    return {
        "id": plan.pk,
        "name": plan.name,
        "note": plan.note,
        "state": plan.state,
        "node_id": plan.node_id,
        "node_name": plan.node.name if plan.node else "",
        "node_name_en": (plan.node.name_en or plan.node.name) if plan.node else "",
        "base_id": plan.base_id,
        "touched": plan.touched,
        "revision": plan.revision,
        "created_at": clock.iso(plan.created_at),
        "made_by": plan.by_name or plan.by,
        "checked_at": clock.iso(plan.checked_at),
        "findings_count": {level: levels.count(level) for level in ("error", "warning", "info")},
        "approved_at": clock.iso(plan.approved_at),
        "approved_by": plan.approved_name or plan.approved_by,
        "takes_effect_at": clock.iso(plan.takes_effect_at),
        "activated_at": clock.iso(plan.activated_at),
        "archived_at": clock.iso(plan.archived_at),
        "open_orders": plan.open_orders,
        "is_stale": waits and bool(generations.moved_since_base(plan)),
    }


def allowed(actor: Actor, plan: CoverageVersion) -> list[str]:
    """What the actor may do with the plan as it stands."""
    if plan.node is None:
        return []
    path, may = plan.node.path, []
    if plan.state in plans.OPEN and access.allows(actor, "coverage.draft", path):
        may += ["edit", "check", "discard"]
    if access.allows(actor, "coverage.approve", path):
        may += ["approve"] if plan.state == State.CHECKED else []
        may += ["call_off"] if plan.state == State.APPROVED else []
    return may


def features(areas: Sequence[PlanArea], *, simplify_degrees: float = 0.0) -> list[dict[str, Any]]:
    """Areas as GeoJSON features with what a map needs to know of each; rounded to 1e-6 degrees, about 0.1 m."""
    stations = Station.objects.select_related("node").in_bulk({area.station_id for area in areas})
    found = []
    for area in areas:
        station = stations[area.station_id]
        serves = [area.utility] if area.utility else station.utilities
        geometry = area.geometry
        if simplify_degrees:
            geometry = shapely.simplify(geometry, simplify_degrees, preserve_topology=True)
        found.append(
            {
                "type": "Feature",
                "id": area.area_id,
                "properties": {
                    "area_id": area.area_id,
                    "station_id": area.station_id,
                    "utility": serves[0],
                    "utilities": serves,
                    "own_utility": area.utility,
                    "rank": area.rank,
                    "area_name": area.name,
                    "name": station.node.name,
                    "name_en": station.node.name_en or station.node.name,
                    "vertices": int(shapely.get_num_coordinates(area.geometry)),
                },
                "geometry": orjson.loads(shapely.to_geojson(shapely.set_precision(geometry, 1e-6))),
            }
        )
    return found


def own_features(plan: CoverageVersion) -> list[dict[str, Any]]:
    """The plan's own areas, unrounded: what an editor edits and sends back must not move by itself."""
    own = [area for area in generations.composed(plan) if area.station_id in plan.touched]
    shaped = features(own)
    for feature, area in zip(shaped, own, strict=True):
        feature["geometry"] = orjson.loads(shapely.to_geojson(area.geometry))
    return shaped
