"""Whether an arrival may be believed: bad reception is no lie, and a doubt says why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from field.arrival_rules import FROZEN_FIXES, ArrivalLimits, Tap, judge
from field.movement import Fix

PLACE = (117.05, 31.05)
AT = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
LIMITS = ArrivalLimits(
    max_distance_m=500, max_accuracy_m=1000, max_fix_age_s=300, known_within_s=1800, max_speed_ms=200 / 3.6, hints_at=2
)


def fix(north_m: float = 30.0, accuracy_m: float | None = 15.0, ago_s: float = 5) -> Fix:
    return Fix(PLACE[0], PLACE[1] + north_m / 110_900, AT - timedelta(seconds=ago_s), accuracy_m)


def codes(tap: Tap, last: Fix | None = None, limits: ArrivalLimits = LIMITS) -> list[str]:
    return [doubt["code"] for doubt in judge(tap, PLACE, last, limits).doubts]


@pytest.mark.parametrize(
    ("north_m", "accuracy_m", "doubts"),
    [(480, 10, []), (530, 10, ["far"]), (900, 600, []), (1200, 600, ["far"]), (530, None, ["far"])],
)
def test_far_is_what_is_beyond_the_limit_with_the_inaccuracy_granted(north_m, accuracy_m, doubts):
    assert codes(Tap(AT, fix(north_m, accuracy_m))) == doubts


def test_the_distance_is_told_as_measured():
    judged = judge(Tap(AT, fix(2000)), PLACE, None, LIMITS)
    assert judged.distance_m == pytest.approx(2000, abs=10)
    assert judged.doubts[0]["metres"] == judged.distance_m


@pytest.mark.parametrize(
    ("said", "code"),
    [(None, "no_fix"), (fix(4000, accuracy_m=3000), "rough_fix"), (fix(4000, ago_s=900), "old_fix")],
    ids=["none", "rough", "old"],
)
def test_in_the_cellar_the_last_sight_of_the_technician_speaks_for_the_arrival(said, code):
    tap = Tap(AT, said)
    seen_outside, seen_elsewhere = fix(60, ago_s=1000), fix(9000, ago_s=1000)
    assert codes(tap) == [code]
    assert codes(tap, seen_outside) == []
    assert codes(tap, seen_elsewhere) == [code]
    assert codes(tap, fix(60, ago_s=3600)) == [code], "an hour ago says nothing of now"


def test_nobody_comes_from_ten_kilometres_away_in_a_minute():
    assert codes(Tap(AT, fix()), fix(10_000, ago_s=65)) == ["too_fast"]
    assert codes(Tap(AT, fix()), fix(10_000, ago_s=900)) == []


def test_one_hint_is_noted_and_two_make_a_doubt():
    exact = Tap(AT, Fix(*PLACE, AT, 12))
    assert judge(exact, PLACE, None, LIMITS).hints == ["exact_place"]
    assert codes(exact) == []
    pretended = replace(exact, fix=Fix(*PLACE, AT, 0), same_fixes=FROZEN_FIXES)
    assert judge(pretended, PLACE, None, LIMITS).hints == ["exact_place", "accuracy_zero", "frozen"]
    assert codes(pretended) == ["mock_hints"]
    assert codes(exact, limits=replace(LIMITS, hints_at=1)) == ["mock_hints"]
    assert codes(pretended, limits=replace(LIMITS, hints_at=4)) == []
