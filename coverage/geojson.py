"""Areas out of GeoJSON (RFC 7946): bounded, checked, repaired where that is safe, refused with a reason where not.

Everything that could be made expensive by a hostile file is bounded before it is done: size and depth by the web
adapter, features and vertices here, checking and mending in `validity`. What was repaired is reported with the area it
changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from coverage import datums, validity
from coverage.validity import Refused

MAX_FEATURES = 5_000
MAX_VERTICES = 200_000
MAX_VERTICES_IN_ALL = 2_000_000
# Each of these has cost the most that one feature may; a file with more of them is not worth the rest.
COSTLY = ("too_tangled", "too_intricate")
MAX_COSTLY = 20


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


def read(document: Any, datum: str) -> list[Found]:
    """Each feature of a FeatureCollection, a Feature or a bare geometry given in `datum`; whatever is inside."""
    found: list[Found] = []
    vertices = costly = 0
    for place, (properties, geometry) in enumerate(_features(document)):
        one = Found(place, properties)
        found.append(one)
        if place >= MAX_FEATURES:
            one.refusals.append({"code": "too_many_features", "limit": MAX_FEATURES})
            break
        if costly >= MAX_COSTLY:
            one.refusals.append({"code": "not_looked_at", "limit": MAX_COSTLY})
            continue
        try:
            parts = _parts(geometry)
            vertices += sum(len(ring) for part in parts for ring in part)
            if vertices > MAX_VERTICES_IN_ALL:
                raise Refused("too_many_vertices", vertices=vertices, limit=MAX_VERTICES_IN_ALL)
            one.geometry = _geometry(parts, one, datum)
        except Refused as refused:
            one.refusals.append(refused.reason)
            costly += refused.reason["code"] in COSTLY
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


def _geometry(parts: list[list[Any]], one: Found, datum: str) -> Any:
    polygons = _distinct([_polygon(rings, one) for rings in parts], one)
    if not polygons:
        raise Refused("empty")
    checked = validity.check(polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons))
    if checked.repair is not None:
        one.repairs.append(checked.repair)
    return datums.geometry_to_wgs84(checked.geometry, datum)


def _distinct(polygons: list[shapely.Polygon], one: Found) -> list[shapely.Polygon]:
    kept = list({polygon.wkb: polygon for polygon in polygons}.values())
    if len(kept) < len(polygons):
        one.repairs.append({"code": "dropped_same_parts", "parts": len(polygons) - len(kept)})
    return kept


def _parts(value: Any) -> list[list[Any]]:
    """The polygons of a geometry, each a list of rings of positions; all counted before anything is built."""
    if not isinstance(value, dict):
        raise Refused("no_geometry")
    kind, coordinates = value.get("type"), value.get("coordinates")
    if kind == "GeometryCollection":
        members = value.get("geometries")
        parts = [part for member in (members if isinstance(members, list) else []) for part in _parts(member)]
    elif kind == "Polygon" and isinstance(coordinates, list):
        parts = [coordinates]
    elif kind == "MultiPolygon" and isinstance(coordinates, list):
        parts = coordinates
    else:
        raise Refused("not_a_polygon", kind=str(kind)[:40])
    if not all(isinstance(part, list) and all(isinstance(ring, list) for ring in part) for part in parts):
        raise Refused("malformed")
    vertices = sum(len(ring) for part in parts for ring in part)
    if vertices > MAX_VERTICES:
        raise Refused("too_many_vertices", vertices=vertices, limit=MAX_VERTICES)
    return [part for part in parts if part]


def _polygon(rings: list[Any], one: Found) -> shapely.Polygon:
    shells = [_ring(ring, one) for ring in rings]
    return shapely.Polygon(shells[0], shells[1:])


def _ring(ring: list[Any], one: Found) -> np.ndarray:
    try:
        xy = np.array([(position[0], position[1]) for position in ring], dtype=float)
    except (TypeError, ValueError, IndexError, KeyError, OverflowError):
        raise Refused("malformed") from None
    if len(xy) < 3:
        raise Refused("ring_too_short", points=len(xy))
    if not np.isfinite(xy).all():
        raise Refused("not_finite")
    if (np.abs(xy[:, 1]) > 90).any():
        swapped = (np.abs(xy[:, 0]) <= 90).all() and (np.abs(xy[:, 1]) <= 180).all()
        raise Refused("axes_swapped" if swapped else "off_the_map")
    if (np.abs(xy[:, 0]) > 180).any():
        raise Refused("off_the_map")
    if np.ptp(xy[:, 0]) > 180:
        raise Refused("crosses_antimeridian")
    if not np.array_equal(xy[0], xy[-1]):
        xy = np.vstack([xy, xy[:1]])
        one.repairs.append({"code": "closed_ring"})
    kept = np.r_[True, np.any(xy[1:] != xy[:-1], axis=1)]
    if not kept.all():
        xy = xy[kept]
        one.repairs.append({"code": "dropped_duplicates", "points": int((~kept).sum())})
    if len(xy) < 4:
        raise Refused("ring_too_short", points=len(xy))
    return xy
