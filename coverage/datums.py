"""WGS-84, GCJ-02 and BD-09, both ways. Inside the product everything is WGS-84; datums meet it at import and display.

The forward formulas are the published ones (constants as in eviltransform), written once for a point (`math`) and for
a polygon's vertices (`numpy`), so that both are moved by the same function. The usual inverse is a single step, up to
metres off, which near a border of two stations is enough to pick the wrong one; ours repeats the step until it stands
still, below 1e-9 degrees.
"""

import math
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

import numpy as np
import shapely

Point = tuple[float, float]
# A coordinate or an array of them; and the module that can reckon with it.
Number = Any
Forward = Callable[[Number, Number, Any], tuple[Number, Number]]


class Datum(StrEnum):
    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"

    @classmethod
    def parse(cls, text: str) -> "Datum":
        """Any usual spelling ('gcj02', 'GCJ-02'); ValueError for others."""
        plain = text.strip().lower().replace("-", "").replace("_", "")
        for datum in cls:
            if datum.value.lower().replace("-", "") == plain:
                return datum
        raise ValueError(text)


TOLERANCE = 1e-11
STEPS = 12

AXIS_M = 6378245.0
ECCENTRICITY2 = 0.00669342162296594
BD_TURN = math.pi * 3000 / 180
# Beyond this box GCJ-02 is WGS-84.
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271


def to_wgs84(lon: float, lat: float, datum: str = Datum.WGS84) -> Point:
    """A point given in `datum` as WGS-84 (degrees)."""
    return _back(lon, lat, datum, math)


def from_wgs84(lon: float, lat: float, datum: str) -> Point:
    """A WGS-84 point in `datum` (degrees)."""
    return _FORWARD[Datum(datum)](lon, lat, math)


def convert_many(points: Sequence[Point], source: str, target: str = Datum.WGS84) -> list[Point]:
    """Points from one datum to another, all at once."""
    if not points:
        return []
    lon, lat = np.array(points, dtype=float).T
    there = _FORWARD[Datum(target)](*_back(lon, lat, source, np), np)
    return list(zip(there[0].tolist(), there[1].tolist(), strict=True))


def geometry_to_wgs84(geometry: shapely.Geometry, datum: str) -> shapely.Geometry:
    """A polygon by the same function as a point, all vertices at once."""
    if datum == Datum.WGS84:
        return geometry
    return shapely.transform(geometry, lambda xy: np.column_stack(_back(xy[:, 0], xy[:, 1], datum, np)))


def geometry_from_wgs84(geometry: shapely.Geometry, datum: str) -> shapely.Geometry:
    """A WGS-84 polygon in `datum`, all vertices at once."""
    if datum == Datum.WGS84:
        return geometry
    forward = _FORWARD[Datum(datum)]
    return shapely.transform(geometry, lambda xy: np.column_stack(forward(xy[:, 0], xy[:, 1], np)))


def _same(lon: Number, lat: Number, m: Any) -> tuple[Number, Number]:
    return lon, lat


def _gcj02(lon: Number, lat: Number, m: Any) -> tuple[Number, Number]:
    is_inside = (lon > WEST) & (lon < EAST) & (lat > SOUTH) & (lat < NORTH)
    x, y = lon - 105.0, lat - 35.0
    ripple = (20 * m.sin(6 * x * m.pi) + 20 * m.sin(2 * x * m.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * m.sqrt(m.fabs(x)) + ripple
    north += (20 * m.sin(y * m.pi) + 40 * m.sin(y / 3 * m.pi)) * 2 / 3
    north += (160 * m.sin(y / 12 * m.pi) + 320 * m.sin(y * m.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * m.sqrt(m.fabs(x)) + ripple
    east += (20 * m.sin(x * m.pi) + 40 * m.sin(x / 3 * m.pi)) * 2 / 3
    east += (150 * m.sin(x / 12 * m.pi) + 300 * m.sin(x / 30 * m.pi)) * 2 / 3
    bend = 1 - ECCENTRICITY2 * m.sin(lat / 180 * m.pi) ** 2
    # Outside the box a latitude of 90° would divide by nothing.
    across = AXIS_M / m.sqrt(bend) * (m.cos(lat / 180 * m.pi) * is_inside + (1 - is_inside)) * m.pi
    along = AXIS_M * (1 - ECCENTRICITY2) / (bend * m.sqrt(bend)) * m.pi
    return lon + is_inside * (east * 180 / across), lat + is_inside * (north * 180 / along)


def _bd09(lon: Number, lat: Number, m: Any) -> tuple[Number, Number]:
    x, y = _gcj02(lon, lat, m)
    reach = m.sqrt(x * x + y * y) + 0.00002 * m.sin(y * BD_TURN)
    angle = _angle(y, x, m) + 0.000003 * m.cos(x * BD_TURN)
    return reach * m.cos(angle) + 0.0065, reach * m.sin(angle) + 0.006


def _angle(y: Number, x: Number, m: Any) -> Number:
    return math.atan2(y, x) if m is math else np.arctan2(y, x)


_FORWARD: dict[Datum, Forward] = {Datum.WGS84: _same, Datum.GCJ02: _gcj02, Datum.BD09: _bd09}


def _back(lon: Number, lat: Number, datum: str, m: Any) -> tuple[Number, Number]:
    """What the forward formula takes to (lon, lat): each step takes away what the guess is off by."""
    if datum == Datum.WGS84:
        return lon, lat
    forward, x, y = _FORWARD[Datum(datum)], lon, lat
    for _ in range(STEPS):
        there = forward(x, y, m)
        off_x, off_y = lon - there[0], lat - there[1]
        x, y = x + off_x, y + off_y
        off = m.fabs(off_x) + m.fabs(off_y)
        if (off if m is math else off.max(initial=0)) < TOLERANCE:
            break
    return x, y
