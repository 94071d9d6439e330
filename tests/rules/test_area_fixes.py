"""Mending what a look found: the finding goes, and nothing else is made worse, for whatever areas."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coverage import measures
from coverage.analysis import fixing
from coverage.analysis.fixing import CannotMend
from coverage.analysis.given import Fix, Limits, Report
from coverage.analysis.looking import look
from coverage.generations import PlanArea
from tests.rules.test_area_findings import CITY, EAST, TWO, WEST, area, site

NOISE_M2 = 1.0


def mended(areas: list[Any], report: Report, sites: Any, key: str, fix: Fix, limits: Limits) -> list[PlanArea]:
    finding = next(one for one in report.findings if one.key == key)
    changed = fixing.mend(finding, fix, areas, sites, limits)
    rows = [row for drawn in changed.values() for row in drawn]
    kept = [one for one in areas if one.station_id not in changed]
    assert changed.keys() <= set(finding.station_ids)
    return [*kept, *(PlanArea(0, row.station_id, row.utility, row.rank, row.name, row.geometry) for row in rows)]


def ground(areas: list[Any]) -> Any:
    return shapely.union_all([one.geometry for one in areas])


def twice(areas: list[Any]) -> Any:
    """What more than one station covers."""
    shapes = [ground([one for one in areas if one.station_id == pk]) for pk in sorted({a.station_id for a in areas})]
    shared = [shapely.intersection(a, b) for place, a in enumerate(shapes) for b in shapes[:place]]
    return shapely.union_all(shared) if shared else shapely.Polygon()


def square_metres(shape: Any) -> float:
    return measures.square_km(shape) * 1e6


def slivers_m2(report: Report) -> float:
    return sum(one.square_metres or 0 for one in report.findings if one.code == "sliver")


@st.composite
def towns(draw: st.DrawFn) -> list[PlanArea]:
    """Stations around random points share a region by nearness; then some are moved, grown, cut or holed."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = draw(st.integers(2, 7))
    seeds = np.column_stack([rng.uniform(113.0, 113.2, count), rng.uniform(23.0, 23.1, count)])
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=CITY.geometry))
    shapes = [shapely.intersection(cell, CITY.geometry) for cell in cells]
    areas = []
    for number, shape in enumerate(shapes, 11):
        match draw(st.sampled_from(["as is", "as is", "grown", "shrunk", "hair", "holed", "moved"])):
            case "grown":
                shape = shapely.intersection(
                    shape.buffer(draw(st.sampled_from([1e-4, 3e-3])), quad_segs=3), CITY.geometry
                )
            case "shrunk":
                shape = shape.buffer(-2e-3, quad_segs=2)
            case "hair":
                shape = shapely.intersection(shape, shape.buffer(-5e-5, join_style="mitre"))
            case "holed":
                shape = shapely.difference(shape, shapely.point_on_surface(shape).buffer(1.5e-3, quad_segs=2))
            case "moved":
                shape = shapely.intersection(
                    shapely.transform(shape, lambda xy: xy + rng.uniform(-2e-3, 2e-3, 2)), CITY.geometry
                )
        if square_metres(shape) > 100 and shape.is_valid:
            areas.append(area(number, shape))
    return areas


@given(areas=towns(), choice=st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_mend_makes_anything_worse(areas: list[PlanArea], choice: Any) -> None:
    limits = Limits()
    sites = {one.station_id: site(one.station_id, 113.1) for one in areas}
    for _ in range(3):
        report = look(areas, sites, [CITY], limits=limits)
        offered = [(one.key, fix) for one in report.findings for fix in one.fixes if fix.station_id is not None]
        if not offered:
            return
        key, fix = choice.choice(offered)
        try:
            after = mended(areas, report, sites, key, fix, limits)
        except CannotMend as refused:
            assert refused.code == "finding.would_empty"
            return
        again = look(after, sites, [CITY], limits=limits)
        assert all(shapely.is_valid(one.geometry) for one in after)
        assert key not in {one.key for one in again.findings}
        assert square_metres(shapely.difference(ground(areas), ground(after))) < NOISE_M2, "a gap arose"
        assert square_metres(shapely.difference(twice(after), twice(areas))) < NOISE_M2, "an overlap arose"
        assert slivers_m2(again) <= slivers_m2(report) + NOISE_M2, "a sliver arose"
        areas = after


@given(areas=towns())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mending_one_after_the_other_ends_with_nothing_to_mend(areas: list[PlanArea]) -> None:
    limits = Limits()
    sites = {one.station_id: site(one.station_id, 113.1) for one in areas}
    for _ in range(60):
        report = look(areas, sites, [CITY], limits=limits)
        offered = [(one.key, fix) for one in report.findings for fix in one.fixes if fix.station_id is not None]
        for key, fix in offered:
            try:
                areas = mended(areas, report, sites, key, fix, limits)
                break
            except CannotMend:
                continue
        else:
            break
    assert not offered or {one.code for one in report.findings} <= {"overlap", "sliver", "station_outside_area"}
    covered = {share.share for share in report.shares}
    assert all(share == pytest.approx(1.0, abs=1e-6) for share in covered)


def only(areas: list[PlanArea], sites: Any = TWO) -> tuple[Report, str]:
    report = look(areas, sites, [CITY])
    return report, report.findings[0].key


def test_an_assigned_gap_joins_the_area_beside_it() -> None:
    areas = [area(11, WEST), area(12, shapely.box(113.12, 23.0, 113.2, 23.1))]
    report, key = only(areas)
    after = mended(areas, report, TWO, key, Fix("assign_gap", 11), Limits())
    assert look(after, TWO, [CITY]).findings == ()
    [mine] = [one for one in after if one.station_id == 11]
    assert shapely.equals(mine.geometry, shapely.box(113.0, 23.0, 113.12, 23.1))


def test_a_cut_is_in_favour_of_the_one_who_keeps() -> None:
    areas = [area(11, WEST), area(12, shapely.box(113.08, 23.0, 113.2, 23.1))]
    report, key = only(areas)
    for keeper, border in ((11, 113.1), (12, 113.08)):
        after = mended(areas, report, TWO, key, Fix("cut_overlap", keeper), Limits())
        assert look(after, TWO, [CITY]).findings == ()
        [west] = [one.geometry for one in after if one.station_id == 11]
        assert shapely.bounds(west)[2] == border


def test_a_strip_that_a_cut_leaves_over_goes_to_the_one_who_keeps() -> None:
    keeper = shapely.box(113.05, 23.0, 113.1999, 23.1)
    areas = [area(11, keeper), area(12, CITY.geometry)]
    report, key = only(areas)
    after = mended(areas, report, TWO, key, Fix("cut_overlap", 11), Limits())
    assert look(after, {**TWO, 11: site(11, 113.15), 12: site(12, 113.02)}, [CITY]).findings == ()
    [east] = [one.geometry for one in after if one.station_id == 11]
    assert shapely.bounds(east)[2] == 113.2


def test_a_cut_that_leaves_nothing_is_refused() -> None:
    areas = [area(11, CITY.geometry), area(12, EAST)]
    report, key = only(areas)
    with pytest.raises(CannotMend) as refused:
        mended(areas, report, TWO, key, Fix("cut_overlap", 11), Limits())
    assert refused.value.code == "finding.would_empty"


def test_snapping_a_strip_leaves_a_wide_overlap_to_be_decided() -> None:
    comb = shapely.union_all(
        [EAST, shapely.box(113.09, 23.0, 113.1, 23.02), shapely.box(113.0999, 23.05, 113.1, 23.09)]
    )
    areas = [area(11, WEST), area(12, comb)]
    report = look(areas, TWO, [CITY])
    assert [one.code for one in report.findings] == ["overlap", "sliver"]
    after = mended(areas, report, TWO, report.findings[1].key, Fix("snap", 11), Limits())
    assert [one.code for one in look(after, TWO, [CITY]).findings] == ["overlap"]


def test_what_is_right_for_another_utility_stays_as_it_is() -> None:
    both = frozenset({"electricity", "water"})
    sites = {11: replace(TWO[11], serves=both), 12: TWO[12]}
    areas = [area(11, CITY.geometry), area(12, EAST)]
    report, key = only(areas, sites)
    assert report.findings[0].utility == "electricity"
    after = mended(areas, report, sites, key, Fix("cut_overlap", 12), Limits())
    drawn = {one.utility: one.geometry for one in after if one.station_id == 11}
    assert shapely.equals(drawn["water"], CITY.geometry)
    assert shapely.equals(drawn["electricity"], WEST)
    assert look(after, sites, [CITY]).findings == ()


def test_a_gap_of_one_utility_is_not_given_for_another() -> None:
    both = frozenset({"electricity", "water"})
    sites = {11: replace(TWO[11], serves=both), 12: site(12, 113.15, serves=frozenset({"water"}))}
    areas = [area(11, WEST), area(12, EAST)]
    report, key = only(areas, sites)
    assert (report.findings[0].code, report.findings[0].utility) == ("gap", "electricity")
    after = mended(areas, report, sites, key, Fix("assign_gap", 11), Limits())
    assert look(after, sites, [CITY]).findings == ()


def test_a_fix_that_is_not_offered_is_refused() -> None:
    areas = [area(11, WEST)]
    report, key = only(areas, {11: TWO[11]})
    for fix in (Fix("assign_gap", 12), Fix("cut_overlap", 11), Fix("register_gap")):
        with pytest.raises(CannotMend):
            mended(areas, report, {11: TWO[11]}, key, fix, Limits())
