"""What a look at areas finds: each kind where it is, and nothing where all is well."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shapely

from coverage import measures
from coverage.analysis.given import Finding, Fix, Known, Limits, Region, Report, Site
from coverage.analysis.looking import look
from coverage.generations import PlanArea

POWER = frozenset({"electricity"})
CITY = Region(1, "/1/", shapely.box(113.0, 23.0, 113.2, 23.1))
WEST, EAST = shapely.box(113.0, 23.0, 113.1, 23.1), shapely.box(113.1, 23.0, 113.2, 23.1)


def area(station: int, shape: Any, utility: str = "", rank: int = 1) -> PlanArea:
    return PlanArea(0, station, utility, rank, "", shape)


def site(pk: int, lon: float, path: str = "/1/", serves: frozenset[str] = POWER, **more: Any) -> Site:
    return Site(pk, f"{path}{pk}/", lon, 23.05, serves, more.pop("receiver_id", pk), **more)


TWO = {11: site(11, 113.05), 12: site(12, 113.15)}


def seen(report: Report, code: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.code == code]


def codes(report: Report) -> list[str]:
    return sorted(finding.code for finding in report.findings)


def test_two_areas_that_share_a_border_and_fill_their_region_are_well() -> None:
    report = look([area(11, WEST), area(12, EAST)], TWO, [CITY])
    assert report.findings == ()
    [share] = report.shares
    assert (share.node_id, share.utility, round(share.share, 9)) == (1, "electricity", 1.0)


class TestOverlap:
    def test_it_is_found_once_with_its_ground(self) -> None:
        report = look([area(11, WEST), area(12, shapely.box(113.09, 23.0, 113.2, 23.1))], TWO, [CITY])
        [found] = report.findings
        assert (found.code, found.level, found.station_ids) == ("overlap", "warning", (11, 12))
        assert found.square_metres == pytest.approx(measures.square_km(shapely.box(113.09, 23, 113.1, 23.1)) * 1e6)
        assert found.fixes == (Fix("cut_overlap", 11), Fix("cut_overlap", 12))

    def test_a_further_rank_is_meant_to_overlap(self) -> None:
        report = look([area(11, WEST), area(12, EAST), area(12, CITY.geometry, rank=2)], TWO, [CITY])
        assert report.findings == ()

    def test_different_utilities_do_not_overlap(self) -> None:
        sites = {11: TWO[11], 12: site(12, 113.15, serves=frozenset({"water"}))}
        assert not seen(look([area(11, CITY.geometry), area(12, CITY.geometry)], sites, [CITY]), "overlap")

    def test_points_of_one_station_do_not_overlap_each_other(self) -> None:
        sites = {11: TWO[11], 12: site(12, 113.15, receiver_id=11)}
        assert not seen(look([area(11, CITY.geometry), area(12, EAST)], sites, [CITY]), "overlap")

    def test_what_is_shared_by_all_utilities_is_one_finding(self) -> None:
        both = frozenset({"electricity", "water"})
        sites = {pk: replace(one, serves=both) for pk, one in TWO.items()}
        [found] = look([area(11, WEST), area(12, CITY.geometry)], sites, [CITY]).findings
        assert (found.utility, found.facts["utilities"]) == ("", ["electricity", "water"])

    def test_a_strip_of_it_is_a_sliver(self) -> None:
        strip = shapely.box(113.0999, 23.0, 113.2, 23.1)
        [found] = look([area(11, WEST), area(12, strip)], TWO, [CITY]).findings
        assert (found.code, found.facts["of"]) == ("sliver", "overlap")
        assert found.facts["width_m"] == pytest.approx(10.2, abs=0.2)
        assert found.fixes == (Fix("snap", 11), Fix("snap", 12))
        wider = look([area(11, WEST), area(12, strip)], TWO, [CITY], limits=Limits(sliver_width_m=10))
        assert codes(wider) == ["overlap"]


class TestGap:
    def test_it_is_what_nobody_covers_of_a_region(self) -> None:
        report = look([area(11, WEST), area(12, shapely.box(113.12, 23.0, 113.2, 23.1))], TWO, [CITY])
        [found] = report.findings
        assert (found.code, found.node_id, found.station_ids) == ("gap", 1, (11, 12))
        assert shapely.equals(
            shapely.normalize(found.geometry), shapely.normalize(shapely.box(113.1, 23, 113.12, 23.1))
        )
        assert [fix.code for fix in found.fixes] == ["assign_gap", "assign_gap", "register_gap"]
        assert report.shares[0].share == pytest.approx(0.9, abs=1e-6)

    def test_a_station_of_a_further_rank_covers_too(self) -> None:
        report = look([area(11, WEST), area(11, CITY.geometry, rank=2)], TWO, [CITY])
        assert codes(report) == ["station_without_area"]

    def test_a_utility_that_nobody_serves_there_has_no_gap(self) -> None:
        sites = {11: TWO[11], 21: site(21, 114.0, "/2/", frozenset({"heating"}))}
        other = Region(2, "/2/", shapely.box(114.0, 23.0, 114.1, 23.1))
        report = look([area(11, CITY.geometry), area(21, other.geometry)], sites, [CITY, other])
        assert {(share.node_id, share.utility) for share in report.shares} == {(1, "electricity"), (2, "heating")}
        assert report.findings == ()

    def test_a_county_without_a_station_of_its_own_is_looked_at(self) -> None:
        counties = [Region(3, "/1/3/", WEST), Region(4, "/1/4/", EAST)]
        [found] = look([area(31, WEST)], {31: site(31, 113.05, "/1/3/")}, [CITY, *counties]).findings
        assert (found.code, found.node_id) == ("gap", 4)

    def test_a_gap_is_told_once_by_the_lowest_region_and_counted_in_all(self) -> None:
        counties = [Region(3, "/1/3/", WEST), Region(4, "/1/4/", EAST)]
        sites = {31: site(31, 113.05, "/1/3/"), 41: site(41, 113.15, "/1/4/")}
        report = look([area(31, WEST), area(41, shapely.box(113.1, 23, 113.2, 23.05))], sites, [CITY, *counties])
        assert [(found.code, found.node_id) for found in report.findings] == [("gap", 4)]
        assert {share.node_id: round(share.share, 3) for share in report.shares} == {1: 0.75, 3: 1.0, 4: 0.5}

    def test_it_is_offered_to_the_stations_of_its_own_region(self) -> None:
        counties = [Region(3, "/1/3/", WEST), Region(4, "/1/4/", EAST)]
        sites = {31: site(31, 113.05, "/1/3/"), 41: site(41, 113.15, "/1/4/")}
        report = look([area(31, WEST), area(41, shapely.box(113.12, 23, 113.2, 23.1))], sites, [CITY, *counties])
        assert seen(report, "gap")[0].fixes == (Fix("assign_gap", 41), Fix("register_gap"))

    def test_a_registered_one_is_known(self) -> None:
        areas = [area(11, WEST), area(12, shapely.box(113.12, 23.0, 113.2, 23.1))]
        lake = Known("", shapely.box(113.1, 23.0, 113.12, 23.1))
        [found] = look(areas, TWO, [CITY], [lake]).findings
        assert (found.code, found.level, found.facts["is_registered"]) == ("gap", "info", True)
        assert Fix("register_gap") not in found.fixes
        half = Known("electricity", shapely.box(113.1, 23.0, 113.11, 23.1))
        other = Known("water", lake.geometry)
        assert look(areas, TWO, [CITY], [half, other]).findings[0].level == "warning"

    def test_without_regions_what_areas_enclose_is_a_gap(self) -> None:
        island, lake = shapely.box(113.04, 23.04, 113.06, 23.06), shapely.box(113.02, 23.02, 113.08, 23.08)
        report = look([area(11, WEST.difference(lake)), area(12, island), area(12, EAST)], TWO)
        [found] = seen(report, "gap")
        assert shapely.equals(found.geometry, lake.difference(island))
        assert set(found.station_ids) == {11, 12}
        assert report.shares == ()

    def test_strips_between_two_stations_are_one_sliver(self) -> None:
        east = shapely.difference(
            EAST,
            shapely.MultiPolygon(
                [shapely.box(113.1, 23.01, 113.1001, 23.03), shapely.box(113.1, 23.05, 113.1001, 23.06)]
            ),
        )
        [found] = look([area(11, WEST), area(12, east)], TWO, [CITY]).findings
        assert (found.code, found.facts["of"], found.facts["pieces"]) == ("sliver", "gap", 2)
        assert found.station_ids == (11, 12)

    def test_less_than_a_square_metre_is_no_ground(self) -> None:
        east = shapely.box(113.1 + 1e-10, 23.0, 113.2, 23.1)
        assert look([area(11, WEST), area(12, east)], TWO, [CITY]).findings == ()


class TestParent:
    COUNTIES = (CITY, Region(3, "/1/3/", WEST), Region(4, "/1/4/", EAST))

    def test_ground_in_a_neighbouring_region_with_stations_is_outside(self) -> None:
        sites = {31: site(31, 113.05, "/1/3/"), 41: site(41, 113.15, "/1/4/")}
        report = look([area(31, shapely.box(113.0, 23.0, 113.12, 23.1)), area(41, EAST)], sites, self.COUNTIES)
        [found] = seen(report, "outside_parent")
        assert (found.station_ids, found.node_id) == ((31,), 3)
        assert shapely.equals(found.geometry, shapely.box(113.1, 23.0, 113.12, 23.1))

    def test_serving_a_neighbouring_region_that_has_no_station_is_not(self) -> None:
        assert look([area(31, CITY.geometry)], {31: site(31, 113.05, "/1/3/")}, self.COUNTIES).findings == ()

    def test_leaving_the_whole_is(self) -> None:
        wide = shapely.box(112.98, 23.0, 113.2, 23.1)
        [found] = look([area(31, wide)], {31: site(31, 113.05, "/1/3/")}, self.COUNTIES).findings
        assert found.square_metres == pytest.approx(measures.square_km(shapely.box(112.98, 23, 113, 23.1)) * 1e6)


class TestStation:
    def test_one_without_area_is_found_by_what_it_serves(self) -> None:
        sites = {11: site(11, 113.05, serves=frozenset({"electricity", "water"}))}
        [found] = look([area(11, CITY.geometry, "water")], sites, [CITY]).findings
        assert (found.code, found.facts) == ("station_without_area", {"utilities": ["electricity"]})

    def test_a_point_needs_none_of_its_own_and_counts_for_its_main_point(self) -> None:
        sites = {11: TWO[11], 12: site(12, 113.15, receiver_id=11)}
        assert look([area(12, CITY.geometry)], sites, [CITY]).findings == ()

    def test_one_that_is_closed_down_needs_none_but_may_keep_none(self) -> None:
        closed = {**TWO, 12: replace(TWO[12], is_active=False, off_duty="inactive")}
        assert look([area(11, CITY.geometry)], closed, [CITY]).findings == ()
        [found] = look([area(11, WEST), area(12, EAST)], closed, [CITY]).findings
        assert (found.code, found.station_ids, found.facts) == ("station_without_duty", (12,), {"reason": "inactive"})

    def test_one_beside_its_own_area_is_told_how_far(self) -> None:
        sites = {**TWO, 12: site(12, 113.09)}
        [found] = look([area(11, WEST), area(12, EAST)], sites, [CITY]).findings
        assert (found.code, found.level) == ("station_outside_area", "info")
        assert found.facts["distance_m"] == pytest.approx(1023, abs=3)

    def test_ends_that_are_too_far_by_distance_or_by_time_are_shown(self) -> None:
        areas = [area(11, CITY.geometry)]
        sites = {11: TWO[11]}
        assert look(areas, sites, [CITY], limits=Limits(far_m=17_000)).findings == ()
        [far] = look(areas, sites, [CITY], limits=Limits(far_m=10_000)).findings
        assert far.facts["distance_m"] == pytest.approx(16_320, abs=20)
        assert 0.2 < measures.square_km(far.geometry) / measures.square_km(CITY.geometry) < 0.4
        slow = Limits(far_m=17_000, far_s=1_000, seconds=lambda metres: metres / 10)
        [late] = look(areas, sites, [CITY], limits=slow).findings
        assert (late.facts["reach_m"], late.facts["limit_s"]) == (pytest.approx(10_000, abs=2), 1_000)


def test_a_ring_that_crosses_itself_is_an_error_and_does_not_hide_the_rest() -> None:
    bow = shapely.Polygon([(113.0, 23.0), (113.1, 23.1), (113.1, 23.0), (113.0, 23.1)])
    report = look([area(11, bow), area(12, EAST)], TWO, [CITY])
    assert (report.findings[0].code, report.findings[0].level) == ("self_intersection", "error")
    assert "gap" in codes(report)
