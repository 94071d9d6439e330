"""Reshaping loses no ground and leaves no sliver."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage import measures, shaping

WEST, SOUTH = 113.6, 34.7


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """In thousandths of a degree from a corner of the town: about 100 m each."""
    return shapely.box(WEST + west / 1e3, SOUTH + south / 1e3, WEST + east / 1e3, SOUTH + north / 1e3)


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(WEST + x / 1e3, SOUTH + y / 1e3) for x, y in points])


def km2(*shapes: shapely.Geometry) -> float:
    return sum(measures.square_km(shape) for shape in shapes)


TOWN = box(0, 0, 40, 40)


class TestSplit:
    def test_the_parts_are_the_whole_and_share_only_their_border(self) -> None:
        parts = shaping.split(TOWN, line((-5, 13), (20, 18), (45, 10)))
        assert len(parts) == 2
        assert km2(*parts) == pytest.approx(km2(TOWN), rel=1e-9)
        assert km2(shapely.intersection(*parts)) == pytest.approx(0, abs=1e-9)

    def test_an_exclave_that_the_line_does_not_cross_goes_with_the_largest(self) -> None:
        whole = shapely.MultiPolygon([TOWN, box(60, 0, 62, 2)])
        largest, smallest = shaping.split(whole, line((-5, 10), (45, 10)))
        assert (len(shapely.get_parts(largest)), len(shapely.get_parts(smallest))) == (2, 1)
        assert km2(largest, smallest) == pytest.approx(km2(whole), rel=1e-9)

    @pytest.mark.parametrize("cut", [line((50, 0), (60, 9)), line((10, 10), (20, 20)), line((-5, 20), (20, 20))])
    def test_a_line_that_does_not_go_through_is_refused(self, cut: shapely.LineString) -> None:
        with pytest.raises(shaping.CannotShape, match="not_split"):
            shaping.split(TOWN, cut)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.floats(1, 39), st.floats(1, 39)), min_size=0, max_size=6), st.floats(1, 39))
    def test_no_line_loses_ground(self, bends: list[tuple[float, float]], y: float) -> None:
        cut = line((-5, y), *bends, (45, y))
        if not cut.is_simple:
            return
        try:
            parts = shaping.split(TOWN, cut)
        except shaping.CannotShape:
            return
        assert all(part.is_valid for part in parts)
        assert km2(*parts) == pytest.approx(km2(TOWN), rel=1e-6)


class TestMergeAndHoles:
    def test_neighbours_become_one_without_a_seam(self) -> None:
        merged = shaping.merge(box(0, 0, 20, 40), [box(20, 0, 40, 40)])
        assert merged.geom_type == "Polygon" and len(merged.interiors) == 0
        assert km2(merged) == pytest.approx(km2(TOWN), rel=1e-9)

    def test_what_does_not_touch_is_an_exclave(self) -> None:
        assert len(shapely.get_parts(shaping.merge(TOWN, [box(60, 0, 62, 2)]))) == 2

    def test_a_hole_is_cut_and_filled_again(self) -> None:
        holed = shaping.subtract(TOWN, [box(10, 10, 20, 20)])
        assert len(holed.interiors) == 1
        inside = shapely.Point(WEST + 0.015, SOUTH + 0.015)
        assert km2(shaping.fill_holes(holed, inside)) == pytest.approx(km2(TOWN), rel=1e-9)
        with pytest.raises(shaping.CannotShape, match="no_hole"):
            shaping.fill_holes(holed, shapely.Point(WEST + 0.03, SOUTH + 0.03))

    def test_taking_everything_is_refused(self) -> None:
        with pytest.raises(shaping.CannotShape, match="nothing_left"):
            shaping.subtract(box(10, 10, 20, 20), [TOWN])


class TestSnap:
    EAST = box(40, 0, 80, 40)

    @pytest.mark.parametrize("off", [-0.15, -0.05, 0.05, 0.15])
    def test_a_border_drawn_beside_the_neighbours_becomes_the_neighbours(self, off: float) -> None:
        drawn = box(0, 0, 40 + off, 40)
        snapped = shaping.snap(drawn, [self.EAST], tolerance_m=20)
        assert km2(shapely.intersection(snapped, self.EAST)) == pytest.approx(0, abs=1e-9)
        between = shapely.difference(TOWN, snapped)
        assert km2(between) == pytest.approx(0, abs=1e-6), "no strip of nobody is left"

    def test_what_is_further_off_than_the_tolerance_is_left_alone(self) -> None:
        for east in (38.0, 43.0):
            drawn = box(0, 0, east, 40)
            assert km2(shaping.snap(drawn, [self.EAST], tolerance_m=20)) == pytest.approx(km2(drawn), rel=1e-6)

    def test_without_neighbours_nothing_moves(self) -> None:
        assert shaping.snap(TOWN, [], 20) == TOWN

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.floats(-0.12, 0.12), min_size=3, max_size=9))
    def test_however_crooked_no_sliver_is_left(self, offs: list[float]) -> None:
        step = 40 / (len(offs) - 1)
        border = [(40 + off, place * step) for place, off in enumerate(offs)]
        corners = [(0, 0), *border, (0, 40)]
        drawn = shapely.Polygon([(WEST + x / 1e3, SOUTH + y / 1e3) for x, y in corners])
        snapped = shaping.snap(drawn, [self.EAST], tolerance_m=30)
        assert snapped.is_valid
        assert km2(shapely.intersection(snapped, self.EAST)) == pytest.approx(0, abs=1e-9)
        assert km2(shapely.difference(TOWN, snapped)) < 3e-4


def test_simplifying_keeps_the_border_with_the_neighbour() -> None:
    wavy = [(40 + (0.05 if place % 2 else 0), place) for place in range(41)]
    shape = shapely.Polygon([(WEST + x / 1e3, SOUTH + y / 1e3) for x, y in [(0, 0), *wavy, (0, 40)]])
    east = shapely.difference(box(30, 0, 80, 40), shape)
    simple = shaping.simplify(shape, 20, [east])
    assert km2(shapely.intersection(simple, east)) == pytest.approx(0, abs=1e-9)
    assert shapely.get_num_coordinates(shaping.simplify(shape, 20, [])) < 10
