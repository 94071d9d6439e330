"""Areas out of GeoJSON (RFC 7946): bounded, checked, repaired where that is safe, refused with a reason where not.

Everything that could be made expensive by a hostile file is bounded before it is done: size and depth by the web
adapter, vertices here, and the repair of crossing rings by a count of the crossings (an unbounded `make_valid` was
measured at 51 s on 400 points). What was repaired is reported with the area it changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import cos, isfinite, radians
from typing import Any

import numpy as np
import shapely

from coverage import datums

MAX_FEATURES = 5_000
MAX_VERTICES = 200_000
MAX_CROSSINGS = 200
SAMPLE = 500
METRES_PER_DEGREE = 111_195.0


@dataclass
class Found:
    """One feature: its geometry in WGS-84 or None where refused, with what was repaired or refused, as codes."""

    place: int
    properties: dict[str, Any]
    geometry: Any = None
    repairs: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[dict[str, Any]] = field(default_factory=list)

    @property
    def status(self) -> str:
        return "refused" if self.geometry is None else "repaired" if self.repairs else "accepted"


class _Refused(Exception):
    def __init__(self, code: str, **facts: Any) -> None:
        self.reason = {"code": code, **facts}
        super().__init__(code)


def read(document: Any, datum: str) -> list[Found]:
    """Each feature of a FeatureCollection, a Feature or a bare geometry given in `datum`; whatever is inside."""
    found = []
    for place, (properties, geometry) in enumerate(_features(document)):
        one = Found(place, properties)
        found.append(one)
        if place >= MAX_FEATURES:
            one.refusals.append({"code": "too_many_features", "limit": MAX_FEATURES})
            break
        try:
            one.geometry = _geometry(geometry, one, datum)
        except _Refused as refused:
            one.refusals.append(refused.reason)
    return found


def _features(document: Any) -> Iterator[tuple[dict[str, Any], Any]]:
    if not isinstance(document, dict):
        yield {}, None
        return
    kind = document.get("type")
    features = document.get("features")
    if kind == "FeatureCollection":
        for feature in features if isinstance(features, list) else [None]:
            yield from _features(feature if isinstance(feature, dict) else {"type": "Feature"})
    elif kind == "Feature":
        properties = document.get("properties")
        yield properties if isinstance(properties, dict) else {}, document.get("geometry")
    else:
        yield {}, document


def _geometry(value: Any, one: Found, datum: str) -> Any:
    polygons = [_polygon(rings, one) for rings in _parts(value)]
    if not polygons:
        raise _Refused("empty")
    given = polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
    given = _valid(given, one)
    return datums.geometry_to_wgs84(given, datum)


def _parts(value: Any) -> list[list[Any]]:
    """The polygons of a geometry, each a list of rings of positions; all counted before anything is built."""
    if not isinstance(value, dict):
        raise _Refused("no_geometry")
    kind, coordinates = value.get("type"), value.get("coordinates")
    if kind == "GeometryCollection":
        members = value.get("geometries")
        parts = [part for member in (members if isinstance(members, list) else []) for part in _parts(member)]
    elif kind == "Polygon" and isinstance(coordinates, list):
        parts = [coordinates]
    elif kind == "MultiPolygon" and isinstance(coordinates, list):
        parts = coordinates
    else:
        raise _Refused("not_a_polygon", kind=str(kind)[:40])
    if not all(isinstance(part, list) and all(isinstance(ring, list) for ring in part) for part in parts):
        raise _Refused("malformed")
    vertices = sum(len(ring) for part in parts for ring in part)
    if vertices > MAX_VERTICES:
        raise _Refused("too_many_vertices", vertices=vertices, limit=MAX_VERTICES)
    return [part for part in parts if part]


def _polygon(rings: list[Any], one: Found) -> shapely.Polygon:
    shells = [_ring(ring, one) for ring in rings]
    return shapely.Polygon(shells[0], shells[1:])


def _ring(ring: list[Any], one: Found) -> np.ndarray:
    try:
        xy = np.array([(position[0], position[1]) for position in ring], dtype=float)
    except (TypeError, ValueError, IndexError, KeyError, OverflowError):
        raise _Refused("malformed") from None
    if len(xy) < 3:
        raise _Refused("ring_too_short", points=len(xy))
    if not np.isfinite(xy).all():
        raise _Refused("not_finite")
    if (np.abs(xy[:, 1]) > 90).any():
        swapped = (np.abs(xy[:, 0]) <= 90).all() and (np.abs(xy[:, 1]) <= 180).all()
        raise _Refused("axes_swapped" if swapped else "off_the_map")
    if (np.abs(xy[:, 0]) > 180).any():
        raise _Refused("off_the_map")
    if np.ptp(xy[:, 0]) > 180:
        raise _Refused("crosses_antimeridian")
    if not np.array_equal(xy[0], xy[-1]):
        xy = np.vstack([xy, xy[:1]])
        one.repairs.append({"code": "closed_ring"})
    kept = np.r_[True, np.any(xy[1:] != xy[:-1], axis=1)]
    if not kept.all():
        xy = xy[kept]
        one.repairs.append({"code": "dropped_duplicates", "points": int((~kept).sum())})
    if len(xy) < 4:
        raise _Refused("ring_too_short", points=len(xy))
    return xy


def _valid(given: Any, one: Found) -> Any:
    pairs = _segments(given)
    # A hostile tangle shows itself in a sample, long before its validity or all its crossings are worth asking for.
    if len(pairs) > SAMPLE and (sampled := count_crossings(pairs[:: len(pairs) // SAMPLE])) > MAX_CROSSINGS:
        raise _Refused("too_tangled", crossings=sampled, limit=MAX_CROSSINGS)
    if given.is_valid:
        if square_metres(given) < 1:
            raise _Refused("no_area")
        return given
    crossings = count_crossings(pairs)
    if crossings > MAX_CROSSINGS:
        raise _Refused("too_tangled", crossings=crossings, limit=MAX_CROSSINGS)
    mended = shapely.make_valid(given, method="structure", keep_collapsed=False)
    if mended.is_empty or square_metres(mended) < 1 or mended.geom_type not in ("Polygon", "MultiPolygon"):
        raise _Refused("no_area")
    before, after = abs(given.area), mended.area
    percent = round((after - before) / before * 100, 4) if before else 0.0
    one.repairs.append(
        {
            "code": "mended_crossings",
            "why": shapely.is_valid_reason(given)[:80],
            "changed_m2": round((after - before) * _m2_per_degree2(mended)),
            "changed_percent": percent if isfinite(percent) else 0.0,
        }
    )
    return mended


def _segments(geometry: Any) -> np.ndarray:
    segments = []
    for part in shapely.get_parts(geometry):
        for ring in (part.exterior, *part.interiors):
            xy = shapely.get_coordinates(ring)
            segments.append(np.stack([xy[:-1], xy[1:]], axis=1))
    return np.concatenate(segments)


def count_crossings(pairs: np.ndarray) -> int:
    """How often segments (n × 2 × 2) cross each other, counted only until past MAX_CROSSINGS."""
    lines: Any = shapely.linestrings(pairs)
    tree = shapely.STRtree(lines)
    # Small bites: one bite of a tangle is all that is ever paid for.
    chunk = max(1, 400_000 // max(len(lines), 1))
    crossings = 0
    for start in range(0, len(lines), chunk):
        crossings += tree.query(lines[start : start + chunk], predicate="crosses").shape[1]
        if crossings // 2 > MAX_CROSSINGS:
            break
    return crossings // 2


def _m2_per_degree2(geometry: Any) -> float:
    return METRES_PER_DEGREE**2 * cos(radians(geometry.centroid.y))


def square_metres(geometry: Any) -> float:
    """The area in m², by the scale at its centre: good to a per cent for anything a station covers."""
    return float(geometry.area * _m2_per_degree2(geometry)) if not geometry.is_empty else 0.0
