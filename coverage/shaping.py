"""Reshaping areas by rules that a hand cannot keep: borders that are the neighbour's, cuts that lose nothing. Pure.

All geometries are WGS-84. What comes out is valid, without crumbs and hairs; ground is neither lost nor won but by what
the operation says.
"""

from collections.abc import Sequence
from math import cos, radians

import shapely
from shapely import ops

from coverage import measures
from coverage.analysis.fixing import difference, tidy, union
from coverage.validity import METRES_PER_DEGREE


class CannotShape(Exception):
    """The code says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def split(shape: shapely.Geometry, line: shapely.Geometry) -> list[shapely.Geometry]:
    """The parts that a line cuts an area into, largest first; exclaves that it does not cross go with the largest."""
    cut: list[shapely.Geometry] = []
    whole: list[shapely.Geometry] = []
    for part in shapely.get_parts(shape):
        pieces = list(ops.split(part, line).geoms) if shapely.intersects(part, line) else [part]
        (cut if len(pieces) > 1 else whole).extend(pieces)
    parts = sorted((tidy(piece) for piece in cut), key=measures.square_km, reverse=True)
    parts = [part for part in parts if not shapely.is_empty(part)]
    if len(parts) < 2:
        raise CannotShape("not_split")
    if whole:
        parts[0] = tidy(shapely.union_all([parts[0], *whole]))
    return parts


def merge(shape: shapely.Geometry, others: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """One area of all, along whose former borders nothing is left."""
    for other in others:
        shape = union(shape, other)
    return shape


def subtract(shape: shapely.Geometry, others: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """What is left without the others' ground: also how a hole is cut."""
    for other in others:
        shape = difference(shape, other)
    if shapely.is_empty(shape):
        raise CannotShape("nothing_left")
    return shape


def fill_holes(shape: shapely.Geometry, at: shapely.Geometry | None = None) -> shapely.Geometry:
    """Without its holes, or without the one that has the point."""
    filled, found = [], False
    for part in shapely.get_parts(shape):
        kept = []
        for ring in part.interiors:
            if at is None or shapely.intersects(shapely.Polygon(ring), at):
                found = True
            else:
                kept.append(ring)
        filled.append(shapely.Polygon(part.exterior, kept))
    if not found:
        raise CannotShape("no_hole")
    return tidy(shapely.union_all(filled))


def simplify(shape: shapely.Geometry, tolerance_m: float, neighbours: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """With fewer corners, none further off than the tolerance; borders shared with neighbours stay theirs."""
    simple = tidy(shapely.simplify(shape, tolerance_m / METRES_PER_DEGREE, preserve_topology=True))
    return snap(simple, neighbours, 2 * tolerance_m) if neighbours else simple


def snap(shape: shapely.Geometry, neighbours: Sequence[shapely.Geometry], tolerance_m: float) -> shapely.Geometry:
    """The area with its neighbours' border where it runs within the tolerance of it: no gap and no overlap is left.

    Overlaps and gaps wider than the tolerance are meant, or somebody's to decide, and stay.
    """
    others = shapely.union_all(list(neighbours))
    if shapely.is_empty(others):
        return shape
    for strip in _thin(shapely.intersection(shape, others), tolerance_m):
        shape = difference(shape, strip)
    for gap in _gaps(shape, others, tolerance_m):
        shape = union(shape, gap)
    shape = difference(shape, others) if not _deep(shape, others, tolerance_m) else shape
    if shapely.is_empty(shape):
        raise CannotShape("nothing_left")
    return shape


def _gaps(shape: shapely.Geometry, others: shapely.Geometry, tolerance_m: float) -> list[shapely.Geometry]:
    """Strips of nobody between the two, no wider than the tolerance."""
    both = shapely.union(shape, others)
    near = shapely.intersection(both, _wider(shape, 4 * tolerance_m))
    closed = _wider(_wider(near, tolerance_m / 2), -tolerance_m / 2)
    found = []
    for piece in shapely.get_parts(shapely.difference(closed, both)):
        is_between = all(
            shapely.length(shapely.intersection(shapely.boundary(piece), shapely.boundary(side))) > 0
            for side in (shape, others)
        )
        if piece.geom_type == "Polygon" and is_between:
            found.append(piece)
    return found


def _thin(shared: shapely.Geometry, tolerance_m: float) -> list[shapely.Geometry]:
    """Parts of shared ground in which no circle of the tolerance fits."""
    return [
        part
        for part in shapely.get_parts(shared)
        if part.geom_type == "Polygon" and shapely.is_empty(_wider(part, -tolerance_m / 2))
    ]


def _deep(shape: shapely.Geometry, others: shapely.Geometry, tolerance_m: float) -> bool:
    return not shapely.is_empty(_wider(shapely.intersection(shape, others), -tolerance_m / 2))


def _wider(shape: shapely.Geometry, metres: float) -> shapely.Geometry:
    """The shape grown (or shrunk) by metres, on a plane that is true to scale at its middle."""
    if shapely.is_empty(shape):
        return shape
    _, south, _, north = shapely.bounds(shape)
    squeeze = cos(radians((south + north) / 2))
    flat = shapely.transform(shape, lambda xy: xy * [squeeze, 1.0])
    grown = shapely.buffer(flat, metres / METRES_PER_DEGREE, quad_segs=2, join_style="mitre", mitre_limit=2.0)
    return shapely.transform(grown, lambda xy: xy / [squeeze, 1.0])
