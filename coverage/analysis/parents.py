"""Areas that leave the region of their station. Pure.

A station may well serve a neighbouring region that has no station of its own for the utility; what it then has there is
not outside. Only the first rank counts: helping out is meant to pass borders.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import shapely

from coverage.analysis import ground
from coverage.analysis.gaps import top_of
from coverage.analysis.given import Finding, Limits, Region, Site
from coverage.analysis.ground import Layer


def outside_parent(
    layer: Layer, sites: Mapping[int, Site], regions: Sequence[Region], limits: Limits
) -> Iterator[Finding]:
    """A finding for each station with ground outside its region that is wider than a sliver."""
    shapely.prepare([region.geometry for region in regions])
    by_parent: dict[int, list[int]] = {}
    for place, area in enumerate(layer.areas):
        parent = parent_of(sites[area.station_id].path, regions)
        if parent is not None and area.rank == 1:
            by_parent.setdefault(parent, []).append(place)
    for parent, places in sorted(by_parent.items()):
        region = regions[parent]
        shapes = layer.shapes[places]
        leaving = np.array(places)[~shapely.covers(region.geometry, shapes)]
        if not len(leaving):
            continue
        rest = shapely.difference(layer.shapes[leaving], region.geometry)
        for other in unserved(layer, sites, region, regions):
            rest = shapely.difference(rest, other.geometry)
        pieces = ground.pieces(rest)
        wide = pieces.width_m >= limits.sliver_width_m
        by_station: dict[int, list[int]] = {}
        for place in np.flatnonzero(wide).tolist():
            by_station.setdefault(layer.areas[leaving[pieces.whose[place]]].station_id, []).append(place)
        for station_id, found in sorted(by_station.items()):
            yield Finding(
                key=f"outside_parent:{layer.name}:{station_id}",
                code="outside_parent",
                level="warning",
                utility=layer.utility,
                station_ids=(station_id,),
                node_id=region.node_id,
                geometry=shapely.union_all(pieces.shapes[found]),
                square_metres=float(pieces.square_metres[found].sum()),
                facts=layer.facts,
            )


def parent_of(path: str, regions: Sequence[Region]) -> int | None:
    """The place of the lowest region at or above a path."""
    above = [place for place, region in enumerate(regions) if path.startswith(region.path)]
    return max(above, key=lambda place: len(regions[place].path), default=None)


def unserved(layer: Layer, sites: Mapping[int, Site], region: Region, regions: Sequence[Region]) -> Iterator[Region]:
    """Regions of the same whole, beside this one, that have no station of their own for the layer's utilities."""
    top, wanted = top_of(region.path, regions), set(layer.utilities)
    served = [site.path for site in sites.values() if site.serves & wanted]
    for other in regions:
        is_beside = not region.path.startswith(other.path) and not other.path.startswith(region.path)
        if is_beside and other.path.startswith(top) and not any(path.startswith(other.path) for path in served):
            yield other
