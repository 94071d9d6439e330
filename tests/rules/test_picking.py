"""Who goes: the ranking of technicians, travel times, and which positions make sense."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from field import movement, ranking, travel
from field.movement import Fix
from field.ranking import Job, Limits, Person

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
TERMS = travel.Terms(base_s=120, per_km_s=100, per_root_km_s=60, detour=1.3)
SOURCE = travel.FromTerms(TERMS)
LIMITS = Limits(
    per_visit_s=2400, busy_penalty_s=600, shift_margin_s=1800, max_open=3, stale_position_s=600, known_worth_s=1200
)
SQUARE = (117.230, 31.820)


def person(number: int, east_km: float = 1.0, **more: object) -> Person:
    facts: dict = {
        "technician_id": number,
        "name": f"T{number}",
        "skills": frozenset({"hv_line", "lv_service"}),
        "state": "available",
        "lon": SQUARE[0] + east_km / 94.7,
        "lat": SQUARE[1],
        "shift_ends_at": NOON + timedelta(hours=6),
        "position_at": NOON,
    }
    return Person(**{**facts, **more})


def job(**more: object) -> Job:
    facts: dict = {"order_id": 1, "lon": SQUARE[0], "lat": SQUARE[1], "skill": "lv_service"}
    return Job(**{**facts, **more})


def rank(the_job: Job, *people: Person):
    return ranking.rank(the_job, people, LIMITS, SOURCE, NOON)


def codes(candidate: ranking.Candidate) -> set[str]:
    return {reason["code"] for reason in candidate.reasons}


class TestRanking:
    def test_the_nearest_idle_one_goes(self):
        first, second = rank(job(), person(1, 5.0), person(2, 1.0))
        assert (first.person.technician_id, second.person.technician_id) == (2, 1)
        assert first.reasons[0] == {"code": "nearest_idle"}
        assert first.distance_m == pytest.approx(1000, rel=0.01)

    def test_an_idle_one_further_away_goes_before_a_busy_one_next_door(self):
        first, _ = rank(job(), person(1, 0.1, state="busy", open_visits=1), person(2, 8.0))
        assert first.person.technician_id == 2

    def test_a_busy_one_next_door_goes_before_an_idle_one_very_far_away(self):
        first, _ = rank(job(), person(1, 0.1, state="busy", open_visits=1), person(2, 60.0))
        assert (first.person.technician_id, first.reasons[0]["code"]) == (1, "soonest_there")

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"skills": frozenset({"metering"})}, "lacks_skill"),
            ({"state": "off"}, "off_shift"),
            ({"state": "break"}, "on_break"),
            ({"open_visits": 3}, "fully_loaded"),
            ({"shift_ends_at": NOON + timedelta(minutes=20)}, "shift_ends_soon"),
        ],
    )
    def test_who_cannot_go_is_last_and_says_why(self, facts, code):
        first, last = rank(job(), person(1, 0.5, **facts), person(2, 30.0))
        assert (first.is_able, last.is_able) == (True, False)
        assert code in codes(last)
        assert not last.row()["ok"]

    def test_who_declined_the_order_is_not_asked_again(self):
        assert "declined_before" in codes(rank(job(declined_by=frozenset({1})), person(1))[0])

    def test_who_was_there_before_goes_again_and_it_is_said(self):
        first, _ = rank(job(known_to=1), person(1, 6.0), person(2, 1.0))
        assert (first.person.technician_id, first.reasons[0]) == (1, {"code": "was_there_before"})

    def test_who_was_there_before_is_not_waited_for_longer_than_that_is_worth(self):
        first, second = rank(job(known_to=1), person(1, 0.1, state="busy", open_visits=1), person(2, 1.0))
        assert (first.person.technician_id, first.reasons[0]["code"]) == (2, "nearest_idle")
        assert "was_there_before" in codes(second)

    def test_danger_to_life_waits_for_nobody_who_was_there_before(self):
        first, _ = rank(job(known_to=1, is_life_safety=True), person(1, 6.0), person(2, 1.0))
        assert first.person.technician_id == 2

    def test_the_way_counts_against_the_end_of_the_shift(self):
        ends = NOON + timedelta(minutes=40)
        near, far = rank(job(), person(1, 1.0, shift_ends_at=ends), person(2, 20.0, shift_ends_at=ends))
        assert (near.is_able, far.is_able) == (True, False)

    def test_life_safety_goes_in_front_of_what_has_not_begun(self):
        near = person(1, 0.5, state="busy", open_visits=3, begun_visits=0)
        first, _ = rank(job(is_life_safety=True), near, person(2, 6.0))
        assert first.person.technician_id == 1
        assert {"code": "goes_first", "waiting": 3} in first.reasons

    def test_life_safety_waits_for_begun_work_and_so_takes_somebody_else(self):
        first, _ = rank(
            job(is_life_safety=True), person(1, 0.5, state="busy", open_visits=1, begun_visits=1), person(2, 6.0)
        )
        assert first.person.technician_id == 2

    @pytest.mark.parametrize("facts", [{"skills": frozenset({"metering"})}, {"state": "off"}, {"state": "break"}])
    def test_life_safety_does_not_go_past_skill_or_absence(self, facts):
        assert not rank(job(is_life_safety=True), person(1, **facts))[0].is_able

    def test_without_a_place_the_load_decides(self):
        first, _ = rank(job(lon=None, lat=None), person(1, 0.1, state="busy", open_visits=2), person(2, 50.0))
        assert (first.person.technician_id, first.distance_m, first.row()["travel_s"]) == (2, None, None)

    def test_equals_are_ranked_by_id_so_that_a_run_can_be_repeated(self):
        people = [person(number) for number in (3, 1, 2)]
        assert [candidate.person.technician_id for candidate in rank(job(), *people)] == [1, 2, 3]

    def test_old_positions_and_missing_ones_are_remarked_and_refuse_nobody(self):
        old, missing = rank(
            job(), person(1, position_at=NOON - timedelta(minutes=30)), person(2, 3.0, position_at=None)
        )
        assert {"code": "position_old", "minutes": 30} in old.reasons
        assert "position_of_station" in codes(missing)
        assert old.is_able and missing.is_able

    def test_nobody_there_gives_nobody(self):
        assert rank(job()) == []


class TestMicroBatches:
    def test_three_jobs_at_one_place_go_to_three_people(self):
        ranked = ranking.choose(
            [job(order_id=number) for number in (1, 2, 3)],
            [person(1, 1.0), person(2, 2.0), person(3, 3.0)],
            LIMITS,
            SOURCE,
            NOON,
        )
        assert [rows[0].person.technician_id for rows in ranked.values()] == [1, 2, 3]

    def test_nobody_gets_more_than_the_limit(self):
        ranked = ranking.choose([job(order_id=number) for number in range(1, 6)], [person(1)], LIMITS, SOURCE, NOON)
        assert [rows[0].is_able for rows in ranked.values()] == [True, True, True, False, False]

    def test_the_first_job_is_served_first(self):
        ranked = ranking.choose(
            [job(order_id=9), job(order_id=4)], [person(1, 1.0), person(2, 5.0)], LIMITS, SOURCE, NOON
        )
        assert ranked[9][0].person.technician_id == 1


class TestTravel:
    def test_great_circle_and_geodesic_agree_within_half_a_percent(self):
        goal = (117.9, 31.2)
        origins = np.array([SQUARE, (116.9, 32.3), (117.23, 31.0)])
        exact = [travel.geodesic_m((lon, lat), goal) for lon, lat in origins]
        assert travel.great_circle_m(origins, goal) == pytest.approx(exact, rel=0.005)

    def test_a_degree_of_latitude_is_what_the_ellipsoid_says(self):
        assert travel.geodesic_m((0.0, 0.0), (0.0, 1.0)) == pytest.approx(110_574.4, abs=1)

    def test_the_time_is_the_three_terms_over_the_detour(self):
        assert TERMS.seconds(np.array([10_000.0]))[0] == pytest.approx(120 + 100 * 13 + 60 * 13**0.5)

    def test_a_routing_server_takes_the_place_of_the_built_in_source(self):
        class Router:
            def seconds(self, origins, goal, straight_m, at):
                return np.arange(len(origins), 0, -1) * 60.0

        travel.use(Router())
        try:
            source = travel.source_for(TERMS)
            first = ranking.rank(job(), [person(1, 0.1), person(2, 50.0)], LIMITS, source, NOON)[0]
            assert (first.person.technician_id, first.travel_s) == (2, 60.0)
        finally:
            travel.use(None)
        assert isinstance(travel.source_for(TERMS), travel.FromTerms)

    @pytest.mark.parametrize(
        ("hour", "band"),
        [(0, "night"), (5, "night"), (6, "day"), (8, "peak"), (12, "day"), (18, "peak"), (22, "night")],
    )
    def test_hours_have_their_band(self, hour, band):
        assert travel.band(hour) == band


class TestPositions:
    LIMITS = movement.Limits(timedelta(seconds=120), timedelta(hours=12), 45.0)

    def judge(self, *fixes: Fix, last: Fix | None = None):
        return movement.judge(fixes, last, NOON, self.LIMITS)

    def test_a_plain_position_is_good(self):
        fix = Fix(*SQUARE, at=NOON, accuracy_m=12)
        assert self.judge(fix) == ([fix], [])

    @pytest.mark.parametrize(
        ("fix", "code"),
        [
            (Fix(181.0, 31.0, NOON), "not_on_earth"),
            (Fix(117.0, -91.0, NOON), "not_on_earth"),
            (Fix(0.0, 0.0, NOON), "not_on_earth"),
            (Fix(float("nan"), 31.0, NOON), "not_a_number"),
            (Fix(117.0, float("inf"), NOON), "not_a_number"),
            (Fix(117.0, 31.0, NOON, accuracy_m=-1), "accuracy_negative"),
            (Fix(117.0, 31.0, NOON + timedelta(minutes=3)), "in_the_future"),
            (Fix(117.0, 31.0, NOON - timedelta(hours=13)), "too_old"),
        ],
    )
    def test_nonsense_is_named_and_spoils_nothing_else(self, fix, code):
        fine = Fix(*SQUARE, at=NOON - timedelta(seconds=1))
        assert self.judge(fix, fine) == ([fine], [(0, code)])

    def test_a_clock_a_little_ahead_is_granted(self):
        assert self.judge(Fix(*SQUARE, at=NOON + timedelta(seconds=100)))[1] == []

    def test_nobody_flies(self):
        last = Fix(*SQUARE, at=NOON - timedelta(seconds=60))
        assert self.judge(Fix(SQUARE[0] + 0.1, SQUARE[1], NOON), last=last)[1] == [(0, "too_fast")]
        assert self.judge(Fix(SQUARE[0] + 0.02, SQUARE[1], NOON), last=last)[1] == []

    def test_a_bad_fix_between_tall_buildings_is_no_lie(self):
        last = Fix(*SQUARE, at=NOON - timedelta(seconds=5), accuracy_m=900)
        assert self.judge(Fix(SQUARE[0] + 0.009, SQUARE[1], NOON, accuracy_m=20), last=last)[1] == []

    def test_a_batch_out_of_order_is_judged_in_the_order_of_time(self):
        fixes = [
            Fix(SQUARE[0] + step * 0.001, SQUARE[1], NOON - timedelta(seconds=60 - step * 10)) for step in range(6)
        ]
        good, bad = self.judge(*reversed(fixes))
        assert (good, bad) == (fixes, [])
