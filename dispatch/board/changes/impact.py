"""What a plan moves: ground in km², and past requests that would have gone to another station. Nothing is kept here."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
import shapely

from coverage import generations, index, measures
from coverage.analysis.fixing import difference
from coverage.models import CoverageVersion, Station
from dispatch.board.changes import moves
from repairs import policies
from repairs.models import WorkOrder

MOST_REQUESTS = 100_000


@dataclass(frozen=True, slots=True)
class Ground:
    """A station's ground in its first rank before and after."""

    before: shapely.Geometry
    after: shapely.Geometry


def base_of(plan: CoverageVersion) -> CoverageVersion | None:
    """What the plan is laid beside: the generation that it took the place of, else the active one."""
    if plan.state in generations.LIVED and plan.activated_at is not None:
        return CoverageVersion.objects.filter(archived_at=plan.activated_at).order_by("-pk").first()
    return generations.active()


def grounds(plan: CoverageVersion) -> dict[int, Ground]:
    """The ground of each station that the plan touches."""
    before, after = _first_rank(base_of(plan), plan.touched), _first_rank(plan, plan.touched)
    empty = shapely.Polygon()
    return {pk: Ground(before.get(pk, empty), after.get(pk, empty)) for pk in plan.touched}


def _first_rank(version: CoverageVersion | None, stations: list[int]) -> dict[int, shapely.Geometry]:
    if version is None:
        return {}
    shapes: dict[int, list[shapely.Geometry]] = {}
    for area in generations.composed(version):
        if area.station_id in stations and area.rank == 1:
            shapes.setdefault(area.station_id, []).append(area.geometry)
    return {pk: shapely.union_all(found) for pk, found in shapes.items()}


def reckon(plan: CoverageVersion, at: datetime) -> dict[str, Any]:
    """The figures of a plan's effect, as the application keeps them; the newest requests where there are too many."""
    days = int(policies.number("coverage.impact_days", at=at))
    rows = WorkOrder.objects.filter(opened_at__gte=at - timedelta(days=days), lon__isnull=False)
    found = list(rows.order_by("-opened_at").values_list("lon", "lat", "utility")[:MOST_REQUESTS])
    wants = [index.Want(lon or 0.0, lat or 0.0, utility) for lon, lat, utility in found]
    before, after = moves.firsts(base_of(plan), wants), moves.firsts(plan, wants)
    then, now = Counter(before), Counter(after)
    flows = Counter((old, new) for old, new in zip(before, after, strict=True) if old != new)
    named = _named({*plan.touched, *(pk for pair in flows for pk in pair if pk is not None)})
    shapes = grounds(plan)
    return {
        "days": days,
        "requests": len(found),
        "is_cut_short": len(found) == MOST_REQUESTS,
        "moved_requests": sum(flows.values()),
        "flows": [
            {"from_station_id": old, "to_station_id": new, "count": count, "from": named.get(old), "to": named.get(new)}
            for (old, new), count in flows.most_common(50)
        ],
        "stations": [
            {
                "station_id": pk,
                "name": named[pk],
                "before_km2": round(measures.square_km(shapes[pk].before), 3),
                "after_km2": round(measures.square_km(shapes[pk].after), 3),
                "gained_km2": round(measures.square_km(difference(shapes[pk].after, shapes[pk].before)), 3),
                "lost_km2": round(measures.square_km(difference(shapes[pk].before, shapes[pk].after)), 3),
                "requests_before": then[pk],
                "requests_after": now[pk],
            }
            for pk in plan.touched
        ],
    }


def picture(plan: CoverageVersion, seen: set[int]) -> dict[str, Any]:
    """Ground gained and lost by the stations that the reader may see, as GeoJSON with `kind` and `station_id`."""
    features = []
    for pk, ground in grounds(plan).items():
        if pk not in seen:
            continue
        for kind, shape in (
            ("gained", difference(ground.after, ground.before)),
            ("lost", difference(ground.before, ground.after)),
        ):
            if not shapely.is_empty(shape):
                features.append(
                    {
                        "type": "Feature",
                        "properties": {"kind": kind, "station_id": pk},
                        "geometry": orjson.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-6))),
                    }
                )
    return {"type": "FeatureCollection", "features": features}


def _named(stations: set[int]) -> dict[int | None, dict[str, str]]:
    rows = Station.objects.filter(pk__in=stations).values_list("pk", "node__name", "node__name_en")
    return {pk: {"name": name, "name_en": name_en or name} for pk, name, name_en in rows}
