"""How many of the given points lie in shapes: past requests in gaps, overlaps and areas. Pure.

Points are passed in as (lon, lat, utility), for what they are is known above coverage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from coverage.analysis.given import Drawn, Finding, Site
from coverage.analysis.ground import stands_for

Point = tuple[float, float, str]


@dataclass(frozen=True)
class Points:
    """Points of each utility, ready to be asked."""

    by_utility: Mapping[str, shapely.STRtree]

    @classmethod
    def of(cls, points: Sequence[Point]) -> "Points":
        by_utility: dict[str, list[tuple[float, float]]] = {}
        for lon, lat, utility in points:
            by_utility.setdefault(utility, []).append((lon, lat))
        return cls({utility: shapely.STRtree(shapely.points(xy)) for utility, xy in by_utility.items()})

    def within(self, shapes: NDArray[Any], utility: str) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Pairs of a shape's place and a point in it or on its border."""
        tree = self.by_utility.get(utility)
        if tree is None or not len(shapes):
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
        shapely.prepare(shapes)
        place, point = tree.query(shapes, predicate="intersects")
        return place, point


def in_findings(points: Points, findings: Sequence[Finding]) -> list[int | None]:
    """Past requests on the ground of each finding, for the utilities that it is of; None where it has no ground."""
    counts: list[int | None] = [None if one.square_metres is None else 0 for one in findings]
    for utility in points.by_utility:
        asked = [
            place
            for place, one in enumerate(findings)
            if counts[place] is not None
            and (one.utility == utility or (not one.utility and utility in one.facts.get("utilities", [utility])))
        ]
        shapes = np.array([findings[place].geometry for place in asked], dtype=object)
        found, _ = points.within(shapes, utility)
        for place, count in zip(asked, np.bincount(found, minlength=len(asked)).tolist(), strict=True):
            counts[place] = (counts[place] or 0) + count
    return counts


def of_stations(points: Points, areas: Sequence[Drawn], sites: Mapping[int, Site]) -> dict[tuple[int, str], int]:
    """Past requests in the first-rank areas of each station, for each utility that it serves."""
    found: dict[tuple[int, str], int] = {}
    first = [area for area in areas if area.rank == 1 and area.station_id in sites]
    for utility in sorted({name for site in sites.values() for name in site.serves}):
        mine = [area for area in first if stands_for(area, sites, utility)]
        place, point = points.within(np.array([area.geometry for area in mine], dtype=object), utility)
        station = np.array([area.station_id for area in mine], dtype=np.intp)
        # A point in two areas of a station is one request.
        served, count = np.unique(np.unique(np.stack([station[place], point]), axis=1)[0], return_counts=True)
        for station_id in station.tolist():
            found[station_id, utility] = 0
        found.update({(pk, utility): n for pk, n in zip(served.tolist(), count.tolist(), strict=True)})
    return found
