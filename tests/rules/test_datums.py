"""Datums both ways, points and polygons by one function."""

import numpy as np
import pytest
import shapely
from GeoToolCN import coords
from hypothesis import given
from hypothesis import strategies as st

from coverage import datums
from coverage.datums import Datum

lons = st.floats(75, 134)
lats = st.floats(18, 53)
OTHERS = [Datum.GCJ02, Datum.BD09]


@pytest.mark.parametrize("datum", OTHERS)
@given(lon=lons, lat=lats)
def test_there_and_back_is_the_same_point_to_a_centimetre(datum: Datum, lon: float, lat: float) -> None:
    back = datums.to_wgs84(*datums.from_wgs84(lon, lat, datum), datum)
    assert back == pytest.approx((lon, lat), abs=1e-8)


@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90))
def test_forward_agrees_with_the_library(lon: float, lat: float) -> None:
    assert datums.from_wgs84(lon, lat, Datum.GCJ02) == pytest.approx(coords.wgs84_to_gcj02(lon, lat), abs=1e-12)
    assert datums.from_wgs84(lon, lat, Datum.BD09) == pytest.approx(coords.wgs84_to_bd09(lon, lat), abs=1e-12)


@pytest.mark.parametrize("datum", OTHERS)
@given(points=st.lists(st.tuples(lons, lats), max_size=20))
def test_many_at_once_are_moved_as_each_alone(datum: Datum, points: list[tuple[float, float]]) -> None:
    there = datums.convert_many(points, Datum.WGS84, datum)
    assert np.allclose(there, [datums.from_wgs84(*point, datum) for point in points], rtol=0, atol=1e-11)
    back = datums.convert_many(there, datum)
    assert np.allclose(back, [datums.to_wgs84(*point, datum) for point in there], rtol=0, atol=1e-11)


def test_the_gcj_shift_is_hundreds_of_metres_in_shenzhen_and_none_in_boston() -> None:
    lon, _ = datums.from_wgs84(114.05, 22.54, Datum.GCJ02)
    assert 300 < abs(lon - 114.05) * 102_800 < 700
    assert datums.from_wgs84(-71.06, 42.36, Datum.GCJ02) == (-71.06, 42.36)


@pytest.mark.parametrize("datum", OTHERS)
def test_a_polygon_is_converted_vertex_by_vertex_holes_included(datum: Datum) -> None:
    shell = [(113.7, 22.9), (113.9, 22.9), (113.9, 23.1), (113.7, 23.1)]
    hole = [(113.78, 22.98), (113.82, 22.98), (113.8, 23.02)]
    given_there = shapely.Polygon(
        datums.convert_many(shell, Datum.WGS84, datum), [datums.convert_many(hole, Datum.WGS84, datum)]
    )
    back = datums.geometry_to_wgs84(given_there, datum)
    assert np.abs(shapely.get_coordinates(back) - shapely.get_coordinates(shapely.Polygon(shell, [hole]))).max() < 1e-8


@pytest.mark.parametrize(("text", "datum"), [("gcj02", Datum.GCJ02), ("GCJ-02", Datum.GCJ02), ("wgs_84", Datum.WGS84)])
def test_usual_spellings_are_understood(text: str, datum: Datum) -> None:
    assert Datum.parse(text) is datum


def test_an_unknown_datum_is_refused() -> None:
    with pytest.raises(ValueError, match="CGCS"):
        Datum.parse("CGCS2000")
