"""Ground that two stations have in the same rank: the first of them is then a matter of distance. Pure.

A further rank is there to overlap the first: its stations help out. Among themselves helpers may, so that is only said.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import shapely

from coverage.analysis import ground
from coverage.analysis.given import NARROW_M, Finding, Fix, Limits, Site
from coverage.analysis.ground import Layer


def overlaps(layer: Layer, sites: Mapping[int, Site], limits: Limits) -> Iterator[Finding]:
    """A finding for each pair of stations, and one more for the slivers between them."""
    left, right = layer.tree.query(layer.shapes, predicate="intersects")
    once = left < right
    rank = np.array([area.rank for area in layer.areas])
    receiver = np.array([sites[area.station_id].receiver_id for area in layer.areas])
    once &= (rank[left] == rank[right]) & (receiver[left] != receiver[right])
    left, right = left[once], right[once]
    shared = shapely.intersection(layer.shapes[left], layer.shapes[right])
    # Neighbours share lines: a thousand of them cost more to take apart than to pass by.
    real = shapely.area(shared) > 0
    left, right = left[real], right[real]
    pieces = ground.pieces(shared[real])
    grouped: dict[tuple[int, int, int, bool], list[int]] = {}
    for place, pair in enumerate(pieces.whose.tolist()):
        one, other = (layer.areas[side[pair]].station_id for side in (left, right))
        is_thin = bool(pieces.width_m[place] < limits.sliver_width_m)
        grouped.setdefault((min(one, other), max(one, other), int(rank[left[pair]]), is_thin), []).append(place)
    for (one, other, shared_rank, is_thin), places in grouped.items():
        width_m = float(pieces.width_m[places].max())
        is_minor = shared_rank > 1 or width_m < NARROW_M
        code, fix = ("sliver", "snap") if is_thin else ("overlap", "cut_overlap")
        more = {"of": "overlap", "width_m": round(width_m, 1)} if is_thin else {}
        yield Finding(
            key=f"{code}:{layer.name}:{'overlap:' if is_thin else ''}{one}-{other}:{shared_rank}",
            code=code,
            level="info" if is_minor else "warning",
            utility=layer.utility,
            station_ids=(one, other),
            geometry=ground.joined(pieces.shapes[places]),
            square_metres=float(pieces.square_metres[places].sum()),
            facts={**layer.facts, **more, "pieces": len(places), "rank": shared_rank},
            fixes=(Fix(fix, one), Fix(fix, other)),
        )
