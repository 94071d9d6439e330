"""WGS-84, GCJ-02 and BD-09, both ways. Inside the product everything is WGS-84; datums meet it at import and display.

The forward formulas are the library's. Its inverse is a single step (up to metres off), which near a border of two
stations is enough to pick the wrong one, so ours repeats the step until it stands still: below 1e-9 degrees.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import shapely
from GeoToolCN import coords

Point = tuple[float, float]


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


TOLERANCE = 1e-10
STEPS = 12


def to_wgs84(lon: float, lat: float, datum: str = Datum.WGS84) -> Point:
    """A point given in `datum` as WGS-84 (degrees)."""
    if datum == Datum.WGS84:
        return lon, lat
    if datum == Datum.GCJ02:
        return _gcj02_to_wgs84(lon, lat)
    return _gcj02_to_wgs84(*_bd09_to_gcj02(lon, lat))


def from_wgs84(lon: float, lat: float, datum: str) -> Point:
    """A WGS-84 point in `datum` (degrees)."""
    if datum == Datum.WGS84:
        return lon, lat
    if datum == Datum.GCJ02:
        return coords.wgs84_to_gcj02(lon, lat)
    return coords.gcj02_to_bd09(*coords.wgs84_to_gcj02(lon, lat))


def convert_many(points: Sequence[Point], source: str, target: str = Datum.WGS84) -> list[Point]:
    """Points from one datum to another."""
    return [from_wgs84(*to_wgs84(lon, lat, source), target) for lon, lat in points]


def geometry_to_wgs84(geometry: shapely.Geometry, datum: str) -> shapely.Geometry:
    """A polygon by the same function as a point, vertex by vertex."""
    if datum == Datum.WGS84:
        return geometry
    return shapely.transform(geometry, lambda xy: np.array([to_wgs84(x, y, datum) for x, y in xy]).reshape(-1, 2))


def _gcj02_to_wgs84(lon: float, lat: float) -> Point:
    guess = coords.gcj02_to_wgs84(lon, lat)
    for _ in range(STEPS):
        there = coords.wgs84_to_gcj02(*guess)
        off_lon, off_lat = lon - there[0], lat - there[1]
        guess = (guess[0] + off_lon, guess[1] + off_lat)
        if abs(off_lon) < TOLERANCE and abs(off_lat) < TOLERANCE:
            break
    return guess


def _bd09_to_gcj02(lon: float, lat: float) -> Point:
    guess = coords.bd09_to_gcj02(lon, lat)
    for _ in range(STEPS):
        there = coords.gcj02_to_bd09(*guess)
        off_lon, off_lat = lon - there[0], lat - there[1]
        guess = (guess[0] + off_lon, guess[1] + off_lat)
        if abs(off_lon) < TOLERANCE and abs(off_lat) < TOLERANCE:
            break
    return guess
