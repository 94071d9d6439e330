"""Areas on the ellipsoid, in one place: km² and m² of WGS-84 geometries. Pure.

Edges are straight in longitude and latitude, as matching takes them. What lies between an edge and the equator is the
integral of the authalic function over the longitude; Simpson's rule of three points is good to 1e-7 for edges of a
degree, so that parts of a region add up to the region.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

AXIS_M = 6_378_137.0
ECCENTRICITY = 0.0818191908426215
KM2 = 1e6

Floats = NDArray[np.float64]


def square_km(geometry: Any) -> float:
    """The area of a polygon or of several, in km²; lines, points and None have none."""
    return float(square_metres_many([geometry])[0]) / KM2


def square_metres_many(geometries: Sequence[Any]) -> Floats:
    """The areas of geometries in m², all at once, in their order."""
    parts, whose = shapely.get_parts(np.asarray(geometries, dtype=object), return_index=True)
    # What overlay leaves may be a collection with multipolygons in it.
    inner, outer = shapely.get_parts(parts, return_index=True)
    rings, part = shapely.get_rings(inner, return_index=True)
    whose = whose[outer]
    if not len(rings):
        return np.zeros(len(geometries))
    areas = np.abs(_of_rings(rings))
    # The first ring of a polygon is its shell, the others are holes.
    areas[np.r_[False, part[1:] == part[:-1]]] *= -1
    return np.bincount(whose[part], areas, minlength=len(geometries)).astype(np.float64)


def _of_rings(rings: Any) -> Floats:
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    lon, lat = np.radians(xy).T
    height = _authalic(lat)
    middle = _authalic((lat[1:] + lat[:-1]) / 2)
    below = (lon[1:] - lon[:-1]) * (height[1:] + 4 * middle + height[:-1]) / 6
    within = ring[1:] == ring[:-1]
    return np.bincount(ring[1:][within], below[within], minlength=len(rings)) * AXIS_M**2 / 2


def _authalic(lat: Floats) -> Floats:
    """What lies below a latitude, in halves of the axis squared, per radian of longitude."""
    es = ECCENTRICITY * np.sin(lat)
    value: Floats = (1 - ECCENTRICITY**2) * (np.sin(lat) / (1 - es**2) + np.arctanh(es) / ECCENTRICITY)
    return value
