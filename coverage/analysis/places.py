"""Stations against their own areas: without one, without duty, outside of it, or too far from its ends. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from math import cos, radians
from typing import Any

import numpy as np
import shapely

from coverage import measures, validity
from coverage.analysis.given import Drawn, Finding, Limits, Site
from coverage.measures import Floats

CIRCLE_POINTS = 64
NEAREST_M = 10.0
EARTH_M = 6_371_008.8


def stations(areas: Sequence[Drawn], sites: Mapping[int, Site], limits: Limits) -> Iterator[Finding]:
    """What is wrong with single stations."""
    drawn: dict[int, set[str]] = {}
    for area in areas:
        site = sites[area.station_id]
        drawn.setdefault(site.receiver_id, set()).update({area.utility} & site.serves if area.utility else site.serves)
    for site in sites.values():
        missing = sorted(site.serves - drawn.get(site.id, set()))
        if site.is_active and site.receiver_id == site.id and missing:
            yield _of_station(site, "station_without_area", {"utilities": missing})
        if site.off_duty and site.id in {area.station_id for area in areas}:
            yield _of_station(site, "station_without_duty", {"reason": site.off_duty})
    ordered = sorted((area for area in areas if area.rank == 1), key=lambda area: (area.station_id, area.utility))
    for (station_id, utility), group in groupby(ordered, key=lambda area: (area.station_id, area.utility)):
        shape = [area.geometry for area in group]
        yield from _distance(sites[station_id], utility, shape, limits)


def _of_station(site: Site, code: str, facts: dict[str, Any]) -> Finding:
    return Finding(f"{code}:{site.id}", code, "warning", station_ids=(site.id,), facts=facts)


def _distance(site: Site, utility: str, shapes: Sequence[shapely.Geometry], limits: Limits) -> Iterator[Finding]:
    point = shapely.Point(site.lon, site.lat)
    if not shapely.intersects(shapes, point).any():
        ways = shapely.get_coordinates(shapely.shortest_line(shapes, point))[::2]
        metres = float(metres_to(site, ways).min())
        if metres > NEAREST_M:
            facts = {"distance_m": round(metres)}
            yield _of_place(site, utility, "station_outside_area", "info", point, None, facts)
    # The farthest point of an area is a corner of it.
    furthest = float(metres_to(site, shapely.get_coordinates(shapes)).max())
    travel_s = limits.seconds(furthest) if limits.seconds else None
    if furthest > limits.far_m or (travel_s is not None and travel_s > limits.far_s):
        reach = reach_m(limits)
        beyond = shapely.difference(shapely.union_all(shapes), circle(site, reach))
        far: dict[str, Any] = {
            "distance_m": round(furthest),
            "limit_m": round(limits.far_m),
            "travel_s": None if travel_s is None else round(travel_s),
            "limit_s": None if travel_s is None else round(limits.far_s),
            "reach_m": round(reach),
        }
        square_metres = measures.square_km(beyond) * measures.KM2
        yield _of_place(site, utility, "far_from_station", "warning", beyond, square_metres, far)


def _of_place(
    site: Site, utility: str, code: str, level: str, shape: Any, square_metres: float | None, facts: dict[str, Any]
) -> Finding:
    key = f"{code}:{utility}:{site.id}"
    return Finding(key, code, level, utility, (site.id,), None, shape, square_metres, facts)


def metres_to(site: Site, lon_lat: Floats) -> Floats:
    """Metres along the great circle from a station to each of n × (lon, lat)."""
    lon, lat = np.radians(lon_lat).T
    at_lon, at_lat = radians(site.lon), radians(site.lat)
    half = np.sin((lat - at_lat) / 2) ** 2 + np.cos(lat) * cos(at_lat) * np.sin((lon - at_lon) / 2) ** 2
    metres: Floats = 2 * EARTH_M * np.arcsin(np.sqrt(half))
    return metres


def reach_m(limits: Limits) -> float:
    """How far a station may be from what it covers: by distance, and by the time on the way (an isochrone)."""
    if limits.seconds is None or limits.seconds(limits.far_m) <= limits.far_s:
        return limits.far_m
    near, far = 0.0, limits.far_m
    while far - near > 1:
        middle = (near + far) / 2
        near, far = (middle, far) if limits.seconds(middle) <= limits.far_s else (near, middle)
    return near


def circle(site: Site, metres: float) -> shapely.Polygon:
    """The points within metres of a station, good to a per cent for what a station reaches."""
    turn = np.linspace(0, 2 * np.pi, CIRCLE_POINTS, endpoint=False)
    high = metres / validity.METRES_PER_DEGREE
    wide = high / max(cos(radians(site.lat)), 0.01)
    return shapely.Polygon(np.column_stack([site.lon + wide * np.cos(turn), site.lat + high * np.sin(turn)]))
