"""Ground of a region that nobody covers, and how much of it is covered. Pure.

A utility is looked for in a region where a station of the same whole (the topmost region above) serves it: where
nobody has heating, its absence is no gap. Stations above which no region is drawn are looked at for holes between them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from coverage import measures
from coverage.analysis import ground
from coverage.analysis.given import LEAST_M2, NARROW_M, Finding, Fix, Known, Limits, Region, Share, Site
from coverage.analysis.ground import Layer

MOST_BESIDE = 4


@dataclass(frozen=True)
class Bare:
    """The uncovered ground of a region; `own` is the part that is in no region below it."""

    region: Region
    own: shapely.Geometry
    whole: shapely.Geometry


def bare(layer: Layer, sites: Mapping[int, Site], regions: Sequence[Region]) -> list[Bare]:
    """The uncovered ground of each region in which the layer's utilities are looked for, deepest regions first."""
    wanted = set(layer.utilities)
    served = [site.path for site in sites.values() if site.serves & wanted and site.is_active]
    looked_at = [region for region in regions if any(path.startswith(top_of(region.path, regions)) for path in served)]
    found: dict[int, Bare] = {}
    for region in sorted(looked_at, key=lambda region: (-region.path.count("/"), region.node_id)):
        below = [other for other in looked_at if other is not region and other.path.startswith(region.path)]
        direct = [one for one in below if not any(one is not o and one.path.startswith(o.path) for o in below)]
        rest = region.geometry
        if direct:
            rest = shapely.difference(rest, shapely.union_all([one.geometry for one in direct]))
        own = uncovered(layer, rest)
        parts = [own, *(shapely.intersection(found[one.node_id].whole, region.geometry) for one in direct)]
        found[region.node_id] = Bare(region, own, shapely.union_all(parts) if direct else own)
    return list(found.values())


def top_of(path: str, regions: Sequence[Region]) -> str:
    """The path of the topmost region at or above a path; the path itself where there is none."""
    return min((r.path for r in regions if path.startswith(r.path)), key=len, default=path)


def uncovered(layer: Layer, shape: shapely.Geometry) -> shapely.Geometry:
    """What of a shape no area of the layer covers, in whatever rank."""
    near = np.sort(layer.tree.query(shape, predicate="intersects"))
    return shapely.difference(shape, shapely.union_all(layer.shapes[near])) if len(near) else shape


def shares(layer: Layer, found: Sequence[Bare]) -> Iterator[Share]:
    for one in found:
        whole = measures.square_km(one.region.geometry)
        covered = max(0.0, whole - measures.square_km(one.whole))
        for utility in layer.utilities:
            yield Share(one.region.node_id, utility, covered, whole)


def holes(layer: Layer, sites: Mapping[int, Site], regions: Sequence[Region]) -> Iterator[tuple[str, shapely.Geometry]]:
    """What areas without a region above them enclose, for each root of the tree."""
    by_root: dict[str, list[int]] = {}
    for place, area in enumerate(layer.areas):
        path = sites[area.station_id].path
        if not any(path.startswith(region.path) for region in regions):
            by_root.setdefault(f"/{path.split('/')[1]}/", []).append(place)
    for root, places in sorted(by_root.items()):
        parts = shapely.get_parts(shapely.union_all(layer.shapes[places]))
        rings = [ring for part in parts for ring in part.interiors]
        if not rings:
            continue
        inner = shapely.polygons(rings)
        # An island in a hole is another part.
        hole, island = shapely.STRtree(parts).query(inner, predicate="contains")
        for place in set(hole.tolist()):
            inner[place] = shapely.difference(inner[place], shapely.union_all(parts[island[hole == place]]))
        enclosed: Any = shapely.MultiPolygon(list(shapely.get_parts(inner)))
        others = len(places) < len(layer.areas)
        yield root, uncovered(layer, enclosed) if others else enclosed


def gaps(
    layer: Layer,
    node_path: str,
    own: shapely.Geometry,
    sites: Mapping[int, Site],
    known: Sequence[Known],
    limits: Limits,
) -> Iterator[Finding]:
    """A finding for each piece of a region's bare ground; slivers by the stations that they lie between.

    It is offered to the region's own stations beside it, and to others only where there are none.
    """
    node_id = int(node_path.strip("/").split("/")[-1])
    pieces = ground.pieces([own])
    order = np.argsort(-pieces.square_metres, kind="stable")
    shapes, metres, width = pieces.shapes[order], pieces.square_metres[order], pieces.width_m[order]
    beside = [
        list(dict.fromkeys(layer.areas[area].station_id for area in areas if layer.areas[area].rank == 1))
        for areas in ground.beside(layer, shapes)
    ]
    thin: dict[tuple[int, ...], list[int]] = {}
    for place, stations in enumerate(beside):
        if width[place] < limits.sliver_width_m:
            thin.setdefault(tuple(sorted(stations[:2])), []).append(place)
            continue
        shape, near = shapes[place], tuple(stations[:MOST_BESIDE])
        takers = at_home(near, sites, node_path)
        is_known = is_registered(layer, shape, known)
        yield Finding(
            key=f"gap:{layer.name}:{node_id}:{ground.spot(shape)}",
            code="gap",
            level="info" if is_known else "warning",
            utility=layer.utility,
            station_ids=near,
            node_id=node_id,
            geometry=shape,
            square_metres=float(metres[place]),
            facts={**layer.facts, "is_registered": is_known},
            fixes=(*(Fix("assign_gap", pk) for pk in takers), *(() if is_known else (Fix("register_gap"),))),
        )
    for pair, places in thin.items():
        yield Finding(
            key=f"sliver:{layer.name}:gap:{node_id}:{'-'.join(map(str, pair))}",
            code="sliver",
            level="info" if width[places].max() < NARROW_M else "warning",
            utility=layer.utility,
            station_ids=pair,
            node_id=node_id,
            geometry=ground.joined(shapes[places]),
            square_metres=float(metres[places].sum()),
            facts={**layer.facts, "of": "gap", "pieces": len(places), "width_m": round(float(width[places].max()), 1)},
            fixes=tuple(Fix("snap", pk) for pk in at_home(pair, sites, node_path)),
        )


def at_home(stations: tuple[int, ...], sites: Mapping[int, Site], path: str) -> tuple[int, ...]:
    return tuple(pk for pk in stations if sites[pk].path.startswith(path)) or stations


def is_registered(layer: Layer, shape: shapely.Geometry, known: Sequence[Known]) -> bool:
    """Whether the register knows of the whole piece, for all of the layer's utilities."""
    for utility in layer.utilities:
        there = [one.geometry for one in known if one.utility in ("", utility)]
        rest = shapely.difference(shape, shapely.union_all(there)) if there else shape
        if measures.square_km(rest) * measures.KM2 >= max(LEAST_M2, measures.square_km(shape) * 1e4):
            return False
    return True
