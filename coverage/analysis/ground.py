"""Pieces of ground: which areas lie together for a utility, what is thin, and who lies beside a piece. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from coverage import measures, validity
from coverage.analysis.given import LEAST_M2, Drawn, Site
from coverage.measures import Floats
from coverage.trade import Utility

# About a centimetre: borders that overlay has computed are the same within it.
BESIDE_DEGREES = 1e-7
PROBES = 48
# A tenth of a millimetre.
HAIR_DEGREES = 1e-9


@dataclass(frozen=True)
class Layer:
    """The areas that stand for the same utilities."""

    utilities: tuple[str, ...]
    areas: tuple[Drawn, ...]
    shapes: NDArray[Any]
    tree: shapely.STRtree

    @property
    def utility(self) -> str:
        return self.utilities[0] if len(self.utilities) == 1 else ""

    @property
    def name(self) -> str:
        return "+".join(self.utilities)

    @property
    def facts(self) -> dict[str, Any]:
        return {} if self.utility else {"utilities": list(self.utilities)}


def layers(areas: Sequence[Drawn], sites: Mapping[int, Site]) -> list[Layer]:
    """One for each utility; those that the very same areas stand for are one. Areas must be valid."""
    named: dict[tuple[int, ...], list[str]] = {}
    for utility in Utility:
        members = tuple(place for place, area in enumerate(areas) if stands_for(area, sites, utility.value))
        if members:
            named.setdefault(members, []).append(utility.value)
    return [layer_of(tuple(utilities), [areas[place] for place in members]) for members, utilities in named.items()]


def stands_for(area: Drawn, sites: Mapping[int, Site], utility: str) -> bool:
    """Whether matching takes the area for a utility."""
    return area.utility in ("", utility) and utility in sites[area.station_id].serves


def layer_of(utilities: tuple[str, ...], areas: Sequence[Drawn]) -> Layer:
    shapes = np.array([area.geometry for area in areas], dtype=object)
    shapely.prepare(shapes)
    return Layer(utilities, tuple(areas), shapes, shapely.STRtree(shapes))


@dataclass(frozen=True)
class Pieces:
    """Polygons with their m² and their width in metres (twice the area by the perimeter: that of a long strip)."""

    shapes: NDArray[Any]
    whose: NDArray[np.intp]
    square_metres: Floats
    width_m: Floats


def pieces(geometries: Any) -> Pieces:
    """The polygons in geometries that are any ground; `whose` is the place of the geometry that each is part of."""
    parts, whose = shapely.get_parts(np.asarray(geometries, dtype=object), return_index=True)
    inner, outer = shapely.get_parts(parts, return_index=True)
    whose = whose[outer]
    polygons = shapely.get_type_id(inner) == shapely.GeometryType.POLYGON
    inner, whose = inner[polygons], whose[polygons]
    metres = measures.square_metres_many(inner)
    ground = metres >= LEAST_M2
    inner, whose, metres = inner[ground], whose[ground], metres[ground]
    # Borders that are the same but for the last digit leave hairs, kilometres long and of no width.
    around = perimeters_m(shapely.set_precision(inner, HAIR_DEGREES))
    return Pieces(inner, whose, metres, np.where(around > 0, 2 * metres / np.maximum(around, 1e-9), 0.0))


def perimeters_m(polygons: Any) -> Floats:
    """The lengths of all rings together, by the scale at each vertex: good to a per cent."""
    rings, whose = shapely.get_rings(polygons, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    step = np.diff(xy, axis=0)
    step[:, 0] *= np.cos(np.radians(xy[:-1, 1]))
    length = np.hypot(step[:, 0], step[:, 1]) * validity.METRES_PER_DEGREE
    within = ring[1:] == ring[:-1]
    by_ring = np.bincount(ring[1:][within], length[within], minlength=len(rings))
    return np.bincount(whose, by_ring, minlength=len(polygons)).astype(np.float64)


def beside(layer: Layer, shapes: Any) -> list[list[int]]:
    """For each polygon the places of the areas along its border, the one with the most of it first.

    A border is probed at the middles of some of its edges, each for its length.
    """
    found: list[dict[int, float]] = [{} for _ in shapes]
    probes: list[Floats] = []
    weights: list[Floats] = []
    whose: list[int] = []
    for place, shape in enumerate(shapes):
        edges = validity.edges_of(shape)
        edges = edges[:: max(1, len(edges) // PROBES)]
        probes.append(edges.mean(axis=1))
        weights.append(np.hypot(*(edges[:, 1] - edges[:, 0]).T))
        whose += [place] * len(edges)
    if not whose:
        return []
    weight = np.concatenate(weights)
    points = shapely.points(np.concatenate(probes))
    for probe, area in layer.tree.query(points, predicate="dwithin", distance=BESIDE_DEGREES).T.tolist():
        lengths = found[whose[probe]]
        lengths[area] = lengths.get(area, 0.0) + float(weight[probe])
    return [sorted(lengths, key=lambda area: (-lengths[area], area)) for lengths in found]


def joined(shapes: Any) -> shapely.Geometry:
    """Polygons that share no ground as one geometry."""
    return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)


def spot(shape: shapely.Geometry) -> str:
    """Where a shape is, to tell it from others: a point of it within about 10 m."""
    point = shapely.point_on_surface(shape)
    return f"{shapely.get_x(point):.4f},{shapely.get_y(point):.4f}"
