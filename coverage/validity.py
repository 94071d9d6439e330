"""Is an area valid, can it be mended, and would asking cost too much: counted before it is paid for.

Checking and mending cost by how often edges come near each other, not by their number: `make_valid` ran 51 s on 400
hostile points, a validity check 9 s on 20,000 edges that never touch, mending a run of 1,000 points along one line
13 s. So near pairs, crossings and contacts are counted first, in bites, and counting stops where the answer is known.
"""

from dataclasses import dataclass
from math import cos, isfinite, radians
from typing import Any

import numpy as np
import shapely

MAX_CROSSINGS = 200
SAMPLE = 500
# Pairs whose boxes meet: honest borders have about three for each edge, and rings few beside their own shell.
NEAR_EACH = 10
NEAR_SPARE = 200_000
# Pairs that touch beyond each edge's two neighbours, for a polygon that is to be mended.
CONTACTS = 1_000
CONTACTS_EACH = 4
BITE, LEAST_BITE = 200_000, 16
METRES_PER_DEGREE = 111_195.0


class Refused(Exception):
    """An area that cannot be used; `reason` is a code with its facts."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.reason = {"code": code, **facts}
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Checked:
    """A valid geometry, and what had to be mended."""

    geometry: Any
    repair: dict[str, Any] | None = None


def check(given: Any) -> Checked:
    """The geometry, mended where it must and safely can be; else Refused."""
    edges = edges_of(given)
    # A tangle shows itself in a sample, long before all its near pairs are worth counting.
    if len(edges) > SAMPLE and (sampled := crossings(edges[:: len(edges) // SAMPLE])) > MAX_CROSSINGS:
        raise Refused("too_tangled", crossings=sampled, limit=MAX_CROSSINGS)
    _affordable(given, edges)
    if given.is_valid:
        if square_metres(given) < 1:
            raise Refused("no_area")
        return Checked(given)
    if (counted := crossings(edges)) > MAX_CROSSINGS:
        raise Refused("too_tangled", crossings=counted, limit=MAX_CROSSINGS)
    lines = shapely.linestrings(edges)
    own = 3 * len(edges)
    most = own + CONTACTS + CONTACTS_EACH * len(edges)
    if (met := pairs(lines, lines, most, "intersects")) > most:
        raise Refused("too_intricate", pairs=met - own)
    mended = shapely.make_valid(given, method="structure", keep_collapsed=False)
    if mended.is_empty or square_metres(mended) < 1 or mended.geom_type not in ("Polygon", "MultiPolygon"):
        raise Refused("no_area")
    return Checked(mended, _repair(given, mended))


def _affordable(given: Any, edges: np.ndarray) -> None:
    both: tuple[Any, Any] = (_rings(given), shapely.linestrings(edges))
    for boxes in both:
        most = NEAR_SPARE + NEAR_EACH * len(boxes)
        if (near := pairs(boxes, boxes, most)) > most:
            raise Refused("too_intricate", pairs=near)


def _repair(given: Any, mended: Any) -> dict[str, Any]:
    before, after = abs(given.area), mended.area
    percent = (after - before) / before * 100 if before else 0.0
    return {
        "code": "mended_crossings",
        "why": shapely.is_valid_reason(given)[:80],
        "changed_m2": round((after - before) * _m2_per_degree2(mended)),
        "changed_percent": round(percent, 4) if isfinite(percent) else 0.0,
    }


def _rings(geometry: Any) -> Any:
    return shapely.get_rings(shapely.get_parts(geometry))


def edges_of(geometry: Any) -> np.ndarray:
    """All edges of all rings: n × 2 × 2."""
    xy, ring = shapely.get_coordinates(_rings(geometry), return_index=True)
    return np.stack([xy[:-1], xy[1:]], axis=1)[ring[:-1] == ring[1:]]


def crossings(edges: np.ndarray) -> int:
    """How often edges cross each other, counted only until past MAX_CROSSINGS."""
    lines = shapely.linestrings(edges)
    return pairs(lines, lines, 2 * MAX_CROSSINGS + 1, "crosses") // 2


def pairs(these: Any, those: Any, most: int, predicate: Any = None) -> int:
    """How many pairs of two sets meet (their boxes, or by `predicate`), counted only until past `most`."""
    tree = shapely.STRtree(those)
    bite = max(LEAST_BITE, BITE // max(len(those), 1))
    found = 0
    for start in range(0, len(these), bite):
        found += tree.query(these[start : start + bite], predicate=predicate).shape[1]
        if found > most:
            break
    return found


def _m2_per_degree2(geometry: Any) -> float:
    return METRES_PER_DEGREE**2 * cos(radians(geometry.centroid.y))


def square_metres(geometry: Any) -> float:
    """The area in m², by the scale at its centre: good to a per cent for anything a station covers."""
    return float(geometry.area * _m2_per_degree2(geometry)) if not geometry.is_empty else 0.0
