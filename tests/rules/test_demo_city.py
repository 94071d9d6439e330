"""The demo city's ground: areas that share borders exactly, a hole, believable days, ways and people. No database."""

import itertools

import numpy as np
import pytest
import shapely
from shapely.geometry import Point, box

from coverage.analysis.given import Region, Site
from coverage.analysis.looking import look
from coverage.generations import PlanArea
from coverage.trade import SKILLS_OF, Utility
from dispatch.demo import city, crew, outlines, partition, paths, people, plan
from dispatch.demo.crew import Job, Member
from dispatch.demo.demand import CURVE, STORM_FACTOR, STORM_HOUR, SYMPTOMS, Demand, District
from repairs import catalogue, intake, report_checks
from repairs.report_checks import Written

SEED = 7


@pytest.fixture(scope="module")
def districts():
    return {outline.code: outline for outline in outlines.districts_of(plan.CITY_CODE)}


@pytest.fixture(scope="module")
def sites(districts):
    return list(city._sites(districts))


class TestAreas:
    def test_there_are_over_forty_stations_over_four_utilities(self, sites):
        assert len(sites) >= 40
        assert {site.utility for site in sites} == set(Utility)
        assert len({site.code for site in sites}) == len({site.name for site in sites}) == len(sites)

    @pytest.mark.parametrize("utility", list(Utility))
    def test_areas_of_a_utility_share_their_borders_exactly(self, sites, utility):
        own = [site.areas[0][1] for site in sites if site.utility is utility]
        assert all(area.is_valid for area in own)
        # Neither gaps nor overlaps between neighbours: every shared border has the same vertices on both sides.
        assert shapely.coverage_is_valid(own)

    def test_electricity_covers_the_whole_city_but_the_hole(self, sites, districts):
        covered = shapely.union_all([site.areas[0][1] for site in sites if site.utility is Utility.ELECTRICITY])
        whole = shapely.union_all([outline.shape for outline in districts.values()])
        assert covered.symmetric_difference(whole.difference(city.hole())).area < 1e-5

    def test_nobody_covers_the_hole(self, sites):
        middle = Point(plan.HOLE[:2])
        assert not any(area.intersects(middle) for site in sites for _, area in site.areas)

    def test_some_places_are_covered_twice(self, sites):
        belts = [site for site in sites if len(site.areas) == 2]
        assert len(belts) == len(plan.HELPERS)
        for site in belts:
            (_, own), (rank, belt) = site.areas
            assert rank == 2
            assert belt.is_valid
            assert belt.intersection(own).area < 1e-6
            neighbours = [other.areas[0][1] for other in sites if other.utility is site.utility and other is not site]
            assert sum(belt.intersection(area).area for area in neighbours) > 1e-4

    def test_a_look_at_it_finds_the_hole_and_what_utilities_leave_out(self, sites, districts):
        codes = sorted(districts)
        whole = shapely.union_all([districts[code].shape for code in codes])
        regions = [Region(1, "/1/", whole)]
        regions += [Region(number, f"/1/{number}/", districts[code].shape) for number, code in enumerate(codes, 2)]
        known = {
            pk: Site(
                pk, f"/1/{codes.index(site.district) + 2}/{pk}/", site.lon, site.lat, frozenset([site.utility]), pk
            )
            for pk, site in enumerate(sites, 100)
        }
        areas = [
            PlanArea(0, pk, site.utility.value, rank, "", shape)
            for pk, site in enumerate(sites, 100)
            for rank, shape in site.areas
        ]
        report = look(areas, known, regions)
        gaps = {(one.utility, one.node_id) for one in report.findings if one.code == "gap"}
        in_hole = {region.node_id for region in regions[1:] if region.geometry.contains(Point(plan.HOLE[:2]))}
        assert {("electricity", *in_hole), ("water", *in_hole)} <= gaps
        assert not [one for one in report.findings if one.code in ("outside_parent", "self_intersection")]
        covered = {share.utility: share.share for share in report.shares if share.node_id == 1}
        assert 0.98 < covered["electricity"] < 1
        assert covered["heating"] < 0.9

    def test_every_station_stands_in_its_own_area(self, sites):
        assert all(site.areas[0][1].contains(Point(site.lon, site.lat)) for site in sites)

    def test_the_origin_and_terms_are_said_in_both_languages_and_fit_the_row(self):
        for words in ("DataV", "高德", "仅供学习交流", "learning and exchange only", "生成", "generated"):
            assert words in outlines.ATTRIBUTION
        assert len(outlines.ATTRIBUTION) <= 400

    def test_a_split_of_two_squares_is_exact(self):
        regions = {
            "a": (box(0, 0, 1, 1), [(0.2, 0.3), (0.8, 0.6)]),
            "b": (box(1, 0, 2, 1), [(1.5, 0.5)]),
        }
        areas = list(itertools.chain.from_iterable(partition.split(regions, Point(1.5, 0.5).buffer(0.1)).values()))
        assert len(areas) == 3
        assert shapely.coverage_is_valid(areas)
        assert sum(area.area for area in areas) == pytest.approx(2 - Point(1.5, 0.5).buffer(0.1).area, rel=1e-4)


class TestPeople:
    def test_names_differ_and_are_given_in_both_scripts(self):
        found = list(itertools.islice(people.people(np.random.default_rng(SEED)), 336))
        assert len({person.zh for person in found}) == 336
        assert all(person.en.isascii() and " " in person.en for person in found)

    @pytest.mark.parametrize("utility", list(Utility))
    def test_every_station_has_each_skill_at_every_hour(self, utility):
        for hour in range(24):
            there = [
                place
                for place in range(city.TECHNICIANS_PER_STATION)
                if any(first <= at < last for at in (hour, hour + 24) for first, last in [people.shift_for(place)])
            ]
            skills = {skill for place in there for skill in people.skills_for(utility, place)}
            assert skills == set(SKILLS_OF[utility]), (hour, there)


class TestDemand:
    @pytest.fixture
    def demand(self, districts):
        made = [
            District(outline.name, outline.shape, outline.seat, code in plan.URBAN, plan.DISTRICTS[code][1])
            for code, outline in districts.items()
        ]
        return Demand(made, np.random.default_rng(SEED))

    def test_the_day_has_two_humps_and_a_quiet_night(self, demand):
        rates = [demand.rate(hour * 60, storm=False) for hour in range(24)]
        assert rates[9] > 3 * rates[3] and rates[19] > 3 * rates[3]
        assert min(rates[12:16]) < rates[9] and min(rates[12:16]) < rates[19]
        ordinary = [rate for hour, rate in enumerate(rates) if hour != STORM_HOUR]
        assert sum(ordinary) * 60 == pytest.approx(sum(CURVE) - CURVE[STORM_HOUR])
        assert rates[STORM_HOUR] > max(ordinary)

    def test_a_storm_multiplies_and_is_one_at_night_too(self, demand):
        assert demand.rate(600, True) == pytest.approx(STORM_FACTOR * demand.rate(600, False))
        assert demand.rate(180, True) >= STORM_FACTOR

    def test_every_request_is_one_that_the_intake_takes(self, demand, districts):
        for storm in (False, True):
            if storm:
                demand.begin_storm()
            for _ in range(150):
                form = intake.IntakeForm(**demand.draw(month=1, storm=storm))
                assert catalogue.SYMPTOMS[form.symptom].utility == form.utility
                point = Point(form.place.lon, form.place.lat)
                assert any(outline.shape.intersects(point) for outline in districts.values())

    def test_a_storm_gathers_at_its_spots(self, demand):
        demand.begin_storm()
        near = 0
        for _ in range(200):
            place = demand.draw(7, storm=True)["place"]
            near += any(paths.metres((place["lon"], place["lat"]), spot) < 6000 for spot in demand.spots)
        assert near > 100

    def test_symptoms_are_those_of_the_catalogue(self):
        for utility, weights in SYMPTOMS.items():
            assert all(catalogue.SYMPTOMS[symptom].utility == utility for symptom in weights)
        assert set(crew.CAUSES) <= set(catalogue.CAUSES)


class TestWays:
    A, B = (113.60, 34.75), (113.72, 34.80)

    def test_a_way_leads_from_one_end_to_the_other(self):
        way = paths.streets(self.A, self.B, np.random.default_rng(SEED))
        assert way.at(0)[0] == self.A
        assert way.at(way.length_m * 2)[0] == self.B
        straight = paths.metres(self.A, self.B)
        assert straight <= way.length_m <= straight * 1.5

    def test_one_moves_as_far_as_one_drives(self):
        way = paths.streets(self.A, self.B, np.random.default_rng(SEED))
        for metre in range(0, int(way.length_m) - 100, 500):
            assert paths.metres(way.at(metre)[0], way.at(metre + 100)[0]) <= 101

    def test_headings_go_round_from_north(self):
        assert paths.heading((0, 0), (0, 1)) == 0
        assert paths.heading((0, 0), (1, 0)) == pytest.approx(90)
        assert paths.heading((0, 0), (0, -1)) == pytest.approx(180)


class TestCrew:
    def test_a_visit_is_gone_through_in_turn_at_believable_times(self):
        rng = np.random.default_rng(3)
        member = Member(1, (113.60, 34.75))
        job = Job(9, "assigned", 1, (113.66, 34.77), "network")
        after = {
            "accept": "accepted",
            "depart": "departed",
            "arrive": "arrived",
            "repair": "repaired",
            "report": "reported",
        }
        stamps: dict[str, int] = {}
        for second in range(0, 6 * 3600, 5):
            for deed in member.step([job] if job.state != "reported" else [], 5, rng):
                stamps[deed.action] = second
                job.state = after.get(deed.action, job.state)
        assert [step for step in stamps if step in after] == list(after)
        assert stamps["contact"] <= stamps["depart"]
        assert 300 < stamps["arrive"] - stamps["depart"] < 3000
        assert 900 < stamps["repair"] - stamps["arrive"] < 12_000
        assert paths.metres(member.here, job.goal) < 1

    def test_one_thing_at_a_time_and_life_safety_first(self):
        rng = np.random.default_rng(3)
        member = Member(1, (113.60, 34.75))
        plain = Job(1, "accepted", 1, (113.61, 34.75), "network")
        fire = Job(2, "accepted", 2, (113.59, 34.75), "emergency", is_life_safety=True)
        deeds = [deed for _ in range(100) for deed in member.step([plain, fire], 5, rng)]
        assert {deed.visit_id for deed in deeds} == {2}

    def test_a_report_says_what_its_checks_ask_for(self):
        for cause in crew.CAUSES:
            job = Job(1, "repaired", 1, (113.61, 34.75), "network", cause=cause)
            member, deeds = Member(1, (113.60, 34.75)), []
            while not deeds:
                deeds = member.step([job], 60, np.random.default_rng(3))
            written = Written(
                cause_code=cause, ownership=deeds[0].ownership, result_code=deeds[0].result, handler="周强"
            )
            checks = report_checks.judge(written, report_checks.Seen("electricity"))
            assert set(report_checks.failed(checks, "error")) == {"required_fields"}, "only the stamps are missing"
            assert report_checks.failed(checks, "warning") == []

    def test_a_visit_taken_away_stops_the_drive(self):
        rng = np.random.default_rng(3)
        member = Member(1, (113.60, 34.75))
        member.step([Job(1, "departed", 1, (113.66, 34.77), "network")], 30, rng)
        assert member.is_moving
        member.step([], 5, rng)
        assert not member.is_moving
