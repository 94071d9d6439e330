"""Reshaping over HTTP: an editor sends shapes and gets shapes; nothing is kept."""

from typing import Annotated, Any, Literal

import orjson
import shapely
from django.http import HttpRequest
from ninja import Field, Schema

from coverage import geojson, measures, shaping
from dispatch.kernel import access
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of

router = Router(tags=["coverage plans"])
MOST_VERTICES = 100_000
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class Shaping(Schema):
    """`geometry` and what else the operation takes: others (`others`), a line of (lon, lat), a tolerance in metres.

    split needs `line`; merge, subtract and exclave need `others`; snap and simplify look at `neighbours`; fill_holes
    takes the hole that has `line`'s first point, or all.
    """

    op: Literal["split", "merge", "subtract", "exclave", "snap", "simplify", "fill_holes", "clean"]
    geometry: dict[str, Any]
    others: list[dict[str, Any]] = Field([], max_length=50)
    neighbours: list[dict[str, Any]] = Field([], max_length=200)
    line: list[tuple[Longitude, Latitude]] = Field([], max_length=1_000)
    tolerance_m: float = Field(20, gt=0, le=1_000)


@router.post("/coverage/shape", summary="Reshape an area: split, merge, snap to neighbours, simplify, holes, exclaves")
def shape(request: HttpRequest, payload: Shaping) -> dict[str, Any]:
    access.require_anywhere(actor_of(request), "coverage.draft")
    given = _read(payload.geometry)
    others = [_read(one) for one in payload.others]
    neighbours = [_read(one) for one in payload.neighbours]
    if sum(int(shapely.get_num_coordinates(one)) for one in (given, *others, *neighbours)) > MOST_VERTICES:
        raise Refusal("shape.too_many_vertices", limit=MOST_VERTICES)
    try:
        made = _made(payload, given, others, neighbours)
    except shaping.CannotShape as cannot:
        raise _REFUSALS[cannot.code]() from None
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise Refusal("shape.failed") from error
    before, after = measures.square_km(given), sum(measures.square_km(one) for one in made)
    return {
        "geometries": [orjson.loads(shapely.to_geojson(one)) for one in made],
        "vertices": sum(int(shapely.get_num_coordinates(one)) for one in made),
        "changed_m2": round((after - before) * 1e6),
    }


def _made(
    payload: Shaping, given: shapely.Geometry, others: list[shapely.Geometry], neighbours: list[shapely.Geometry]
) -> list[shapely.Geometry]:
    match payload.op:
        case "split":
            return shaping.split(given, _line(payload))
        case "merge" | "exclave":
            return [shaping.merge(given, _some(others))]
        case "subtract":
            return [shaping.subtract(given, _some(others))]
        case "snap":
            return [shaping.snap(given, neighbours, payload.tolerance_m)]
        case "simplify":
            return [shaping.simplify(given, payload.tolerance_m, neighbours)]
        case "fill_holes":
            return [shaping.fill_holes(given, shapely.Point(payload.line[0]) if payload.line else None)]
        case "clean":
            return [given]


def _line(payload: Shaping) -> shapely.Geometry:
    if len(payload.line) < 2:
        raise Refusal("shape.needs_line")
    return shapely.LineString(payload.line)


def _some(others: list[shapely.Geometry]) -> list[shapely.Geometry]:
    if not others:
        raise Refusal("shape.needs_others")
    return others


def _read(document: dict[str, Any]) -> shapely.Geometry:
    found = geojson.read(document, "WGS-84")
    if len(found) != 1 or found[0].geometry is None:
        raise Refusal("area.invalid", refusals=found[0].refusals if found else [])
    return found[0].geometry


_REFUSALS = {
    "not_split": lambda: Refusal("shape.not_split"),
    "nothing_left": lambda: Refusal("shape.nothing_left"),
    "no_hole": lambda: Refusal("shape.no_hole"),
}
