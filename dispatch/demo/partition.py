"""Splits districts into station areas that share their borders exactly. Pure.

Cuts of all districts are noded together with all outlines into one net of lines; its faces are dealt out, and an area
is a union of faces. So neighbours have the very same vertices and there is neither gap nor overlap, which cutting
polygons one by one would not give.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, unary_union

GRID = 1e-6
"""The net's vertices stand on a grid of about 0.1 m, so that noding is exact."""

Seed = tuple[float, float]


def spread(region: BaseGeometry, seat: Seed, count: int, rng: np.random.Generator) -> list[Seed]:
    """`count` points in a region, denser near its seat; a few rounds of Lloyd's relaxation even them out."""
    if count == 1:
        point = Point(seat) if region.contains(Point(seat)) else region.representative_point()
        return [(point.x, point.y)]
    reach = np.sqrt(region.area / count) * 0.9
    points: list[Seed] = []
    while len(points) < count:
        lon, lat = rng.normal(seat, reach)
        if region.contains(Point(lon, lat)):
            points.append((float(lon), float(lat)))
    for _ in range(6):
        cells = [cell.intersection(region) for cell in cells_of(points, region)]
        points = [_inside(cell) for cell in cells]
    return points


def cells_of(points: Sequence[Seed], region: BaseGeometry) -> list[Polygon]:
    """The Voronoi cell of each point, in their order, reaching beyond the region."""
    cells = shapely.voronoi_polygons(MultiPoint(points), extend_to=region.envelope.buffer(1))
    tree = shapely.STRtree(list(cells.geoms))
    return [cells.geoms[int(tree.query(Point(point), predicate="intersects")[0])] for point in points]


def split(
    regions: Mapping[str, tuple[BaseGeometry, Sequence[Seed]]], hole: Polygon | None
) -> dict[str, list[MultiPolygon]]:
    """For each named region the areas of its seeds, in their order; `hole` belongs to nobody."""
    lines: list[BaseGeometry] = [region.boundary for region, _ in regions.values()]
    for region, seeds in regions.values():
        if len(seeds) > 1:
            edges = unary_union([cell.boundary for cell in cells_of(seeds, region)])
            lines.append(edges.intersection(region))
    if hole is not None:
        lines.append(hole.boundary)
    net = shapely.union_all(lines, grid_size=GRID)
    dealt: dict[tuple[str, int], list[Polygon]] = defaultdict(list)
    for face in polygonize(net):
        inside = face.representative_point()
        if hole is not None and hole.contains(inside):
            continue
        for name, (region, seeds) in regions.items():
            if region.contains(inside):
                nearest = min(
                    range(len(seeds)), key=lambda at: (seeds[at][0] - inside.x) ** 2 + (seeds[at][1] - inside.y) ** 2
                )
                dealt[name, nearest].append(face)
                break
    return {name: [_joined(dealt[name, place]) for place in range(len(seeds))] for name, (_, seeds) in regions.items()}


def _joined(faces: Sequence[Polygon]) -> MultiPolygon:
    whole = shapely.union_all(list(faces), grid_size=GRID)
    return MultiPolygon([part for part in shapely.get_parts(whole) if isinstance(part, Polygon)])


def _inside(cell: BaseGeometry) -> Seed:
    point = cell.centroid if cell.contains(cell.centroid) else cell.representative_point()
    return (point.x, point.y)
