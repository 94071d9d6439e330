"""The reliability indices against examples worked out by hand."""

from datetime import date
from math import exp, log, sqrt

import pytest

from dispatch.board.reports import ieee1366
from dispatch.board.reports.ieee1366 import Step
from dispatch.board.reports.served import Served

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
# 2,000 customers. Outage 1: 200 out for 8 h 35; outage 2: 600 out for 3 h; outage 3: 25 back after 20 min, 75 after 90.
STEPS = [Step(1, MONDAY, 515, 200), Step(2, TUESDAY, 180, 600), Step(3, TUESDAY, 20, 25), Step(3, TUESDAY, 90, 75)]


def test_a_system_with_step_restoration() -> None:
    found = ieee1366.indices(STEPS, 2000, 30 * 1440)
    assert (found.interruptions, found.customers) == (3, 900)
    # 200 × 515 + 600 × 180 + 25 × 20 + 75 × 90 = 103,000 + 108,000 + 500 + 6,750
    assert found.customer_minutes == 218_250
    assert found.saifi == pytest.approx(0.45)
    assert found.saidi == pytest.approx(109.125)
    assert found.caidi == pytest.approx(242.5)
    assert found.caidi == pytest.approx(found.saidi / found.saifi)
    assert found.asai == pytest.approx(1 - 109.125 / 43_200)


def test_without_customers_served_nothing_is_said_rather_than_zero() -> None:
    for served in (None, 0):
        found = ieee1366.indices(STEPS, served, 1440)
        assert (found.saifi, found.saidi, found.asai) == (None, None, None)
        assert found.caidi == pytest.approx(242.5), "how long it was out needs no customers served"


def test_a_period_without_an_outage_is_zero_and_has_no_average() -> None:
    found = ieee1366.indices([], 2000, 1440)
    assert (found.saifi, found.saidi, found.caidi, found.asai) == (0, 0, None, 1)


@pytest.mark.parametrize(("minutes", "counts"), [(4.99, False), (5, False), (5.01, True)])
def test_an_interruption_is_sustained_when_it_lasts_longer_than_five_minutes(minutes: float, counts: bool) -> None:
    assert bool(ieee1366.sustained([Step(1, MONDAY, minutes, 10)], 5)) is counts


def test_of_an_outage_only_the_steps_that_lasted_count() -> None:
    kept = ieee1366.sustained([Step(1, MONDAY, 2, 900), Step(1, MONDAY, 60, 100)], 5)
    assert [step.customers for step in kept] == [100]


def test_an_outage_of_days_belongs_to_the_day_it_began() -> None:
    daily = ieee1366.daily_saidi([Step(1, MONDAY, 3 * 1440, 100), Step(2, WEDNESDAY, 60, 10)], lambda day: 1000)
    assert daily == {MONDAY: pytest.approx(432), WEDNESDAY: pytest.approx(0.6)}


def test_each_day_is_held_against_the_customers_served_that_day() -> None:
    steps = [Step(1, MONDAY, 60, 100), Step(2, TUESDAY, 60, 100)]
    assert ieee1366.daily_saidi(steps, lambda day: {MONDAY: 1000, TUESDAY: 2000}[day]) == {MONDAY: 6, TUESDAY: 3}
    assert ieee1366.daily_saidi(steps, lambda day: None) == {}


def test_the_threshold_is_two_and_a_half_betas_above_the_mean_of_logarithms() -> None:
    # ln of these is 0, 1 and 2: α = 1, and β of a sample of three is 1.
    daily = [1.0, exp(1), exp(2)]
    assert ieee1366.threshold(daily, 3) == pytest.approx(exp(1 + 2.5 * 1))
    # Of 1 and 4: α = ln 2, β = √2 · ln 2; the deviation of the population would give half as much.
    assert ieee1366.threshold([1.0, 4.0], 2) == pytest.approx(exp(log(2) + 2.5 * sqrt(2) * log(2)))


def test_days_without_interruption_are_dropped_from_the_history() -> None:
    daily = [1.0, exp(1), exp(2)]
    assert ieee1366.threshold([*daily, 0.0, 0.0, 0.0], 3) == pytest.approx(ieee1366.threshold(daily, 3))


@pytest.mark.parametrize("daily", [[], [2.0], [2.0, 3.0], [0.0] * 10])
def test_too_little_history_judges_no_day(daily: list[float]) -> None:
    assert ieee1366.threshold(daily, 3) is None


def test_one_day_is_no_history_whatever_the_policy_says() -> None:
    assert ieee1366.threshold([2.0], 0) is None


def test_a_day_at_the_threshold_is_an_ordinary_one() -> None:
    assert ieee1366.major_days({MONDAY: 10.0, TUESDAY: 10.01}, 10.0) == {TUESDAY}


class TestServed:
    """Customers of a tree: /1/ above /1/2/ and /1/3/, with /1/3/4/ below the latter."""

    def test_what_is_said_of_a_node_counts_for_all_of_it(self) -> None:
        served = Served("/1/", [("/1/", MONDAY, 500), ("/1/2/", MONDAY, 90)])
        assert served.on(MONDAY) == 500

    def test_what_is_said_below_is_added_up_at_any_depth(self) -> None:
        served = Served("/1/", [("/1/2/", MONDAY, 90), ("/1/3/4/", MONDAY, 10), ("/1/3/", TUESDAY, 300)])
        assert (served.on(MONDAY), served.on(TUESDAY)) == (100, 390)

    def test_before_anything_was_said_nothing_is_known(self) -> None:
        served = Served("/1/", [("/1/", TUESDAY, 500)])
        assert served.on(MONDAY) is None
        assert served.mean(MONDAY, MONDAY) is None

    def test_the_mean_is_over_the_days(self) -> None:
        served = Served("/1/", [("/1/", MONDAY, 100), ("/1/", WEDNESDAY, 400)])
        assert served.mean(MONDAY, WEDNESDAY) == pytest.approx((100 + 100 + 400) / 3)
        assert served.mean(WEDNESDAY, WEDNESDAY) == 400
