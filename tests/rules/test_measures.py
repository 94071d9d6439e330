"""Areas on the ellipsoid: as a geodesic library measures them, and adding up."""

from __future__ import annotations

import pytest
import shapely
import shapely.ops
from geographiclib.geodesic import Geodesic

from coverage import measures


def by_geodesics(polygon: shapely.Polygon) -> float:
    """Edges cut so short that a geodesic and a line of the map are the same."""
    traced = Geodesic.WGS84.Polygon()
    for lon, lat in shapely.segmentize(polygon, polygon.length / 4000).exterior.coords[:-1]:
        traced.AddPoint(lat, lon)
    return abs(traced.Compute()[2]) / 1e6


@pytest.mark.parametrize(
    "polygon",
    [
        shapely.box(113.0, 22.0, 113.01, 22.01),
        shapely.box(100, 40, 101, 41),
        shapely.Point(0, 0).buffer(1),
        shapely.Point(120, -30).buffer(0.2),
        shapely.Polygon([(116, 39), (117, 39.5), (116.4, 41)]),
    ],
)
def test_areas_are_those_of_the_ellipsoid(polygon: shapely.Polygon) -> None:
    assert measures.square_km(polygon) == pytest.approx(by_geodesics(polygon), rel=1e-7)


def test_the_way_round_does_not_matter() -> None:
    there = shapely.Polygon([(113, 22), (113, 23), (114, 23)])
    assert measures.square_km(there) == pytest.approx(measures.square_km(shapely.reverse(there)))
    assert measures.square_km(there) > 0


def test_the_whole_earth_has_its_area() -> None:
    assert measures.square_km(shapely.box(-180, -90, 180, 90)) == pytest.approx(510_065_621.724, rel=1e-9)


def test_holes_are_taken_off_and_parts_added() -> None:
    whole, hole, far = (
        shapely.box(113, 22, 114, 23),
        shapely.box(113.2, 22.2, 113.4, 22.4),
        shapely.box(115, 22, 116, 23),
    )
    both = shapely.GeometryCollection(
        [shapely.MultiPolygon([whole.difference(hole), far]), shapely.LineString([(1, 1), (2, 2)])]
    )
    expected = 2 * measures.square_km(whole) - measures.square_km(hole)
    assert measures.square_km(both) == pytest.approx(expected, rel=1e-12)


def test_each_of_many_keeps_its_place() -> None:
    one, other = shapely.box(113, 22, 114, 23), shapely.box(113, 50, 114, 51)
    found = measures.square_metres_many([one, shapely.Point(1, 1), None, other, shapely.Polygon()])
    assert list(found) == pytest.approx(
        [measures.square_km(one) * 1e6, 0, 0, measures.square_km(other) * 1e6, 0], rel=1e-12
    )
    assert list(measures.square_metres_many([])) == []


def test_pieces_add_up_to_the_whole() -> None:
    whole = shapely.Polygon([(113, 22), (114.3, 22.1), (114, 23.2), (113.1, 22.9)])
    knife = shapely.LineString([(112.9, 22.7), (114.5, 22.4)])
    pieces = shapely.ops.split(whole, knife).geoms
    assert len(pieces) == 2
    assert sum(map(measures.square_km, pieces)) == pytest.approx(measures.square_km(whole), rel=1e-9)
