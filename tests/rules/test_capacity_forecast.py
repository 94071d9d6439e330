"""Today's forecast: the usual day times what today has shown, and when the station would be full."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.board import capacity_forecast as forecast
from dispatch.board.capacity_forecast import HOURS, Forecast, Limits, Room, Usual

LIMITS = Limits(least_days=2, prior=20, most_factor=4)
NOTHING = [0.0] * HOURS
counts = st.lists(st.integers(0, 60), min_size=HOURS, max_size=HOURS)
days = st.lists(st.dictionaries(st.sampled_from(["network", "premises"]), counts), min_size=2, max_size=6)


def steady(per_hour: float, ends: float = 0, known: int = 4) -> Usual:
    return Usual(known, {"network": [per_hour] * HOURS}, [ends] * HOURS)


def seen(known: Usual, hour: float, times: float) -> list[int]:
    """A day that has brought `times` the usual so far."""
    return [round(times * known.curve[at]) if at < hour else 0 for at in range(HOURS)]


def look(known: Usual, hour: float = 12, times: float = 1, **more: object) -> Forecast:
    given: dict[str, object] = {"open_now": 0, "ceiling": 10_000, "rooms": (), **more}
    return forecast.look(known, seen(known, hour, times), hour, limits=LIMITS, **given)  # type: ignore[arg-type]


@given(days)
def test_the_usual_day_brings_as_much_as_its_days_on_average(days: list[dict[str, list[int]]]) -> None:
    known = forecast.usual(days, [NOTHING] * len(days))
    assert sum(known.curve) == pytest.approx(sum(sum(of) for day in days for of in day.values()) / len(days))


def test_an_ordinary_day_ends_as_usual() -> None:
    found = look(steady(10))
    assert (found.factor, found.so_far) == (1.0, 120)
    assert found.expected_today == pytest.approx(240)


def test_few_requests_move_the_forecast_little_and_many_move_it_much() -> None:
    early, late = look(steady(10), hour=1, times=3), look(steady(10), hour=12, times=3)
    assert early.factor == pytest.approx(50 / 30)
    assert late.factor == pytest.approx(380 / 140)


def test_a_storm_is_believed_up_to_a_bound() -> None:
    assert look(steady(100), times=50).factor == 4
    assert forecast.factor_of(0, 10_000, LIMITS) == 0.25


@given(counts, st.integers(0, 500), st.integers(0, 500), st.floats(0, 24))
def test_more_so_far_never_forecasts_less(curve: list[int], some: int, more: int, hour: float) -> None:
    expected = forecast.between(curve, 0, hour)
    assert forecast.factor_of(some, expected, LIMITS) <= forecast.factor_of(some + more, expected, LIMITS)


@given(counts, st.floats(0, 24), st.floats(0, 24))
def test_parts_of_a_day_make_the_whole(curve: list[int], one: float, other: float) -> None:
    first, last = sorted((one, other))
    parts = (forecast.between(curve, a, b) for a, b in ((0, first), (first, last), (last, 24)))
    assert sum(parts) == pytest.approx(sum(curve))


def test_too_few_days_give_no_figure() -> None:
    found = look(steady(10, known=1))
    assert (found.factor, found.expected_today, found.expected_left, found.full_at) == (None, None, None, None)
    assert found.so_far == 120


def test_a_station_is_full_when_what_comes_outruns_what_ends() -> None:
    found = look(steady(10, ends=4), open_now=30, ceiling=60)
    assert (found.full_at, found.full_of) == (pytest.approx(17), "ceiling")
    assert look(steady(10, ends=10), open_now=30, ceiling=60).full_at is None


def test_a_full_station_is_full_now() -> None:
    assert look(steady(10), hour=9.5, open_now=60, ceiling=60).full_at == 9.5


def test_a_slot_that_is_used_up_first_is_named() -> None:
    rooms = [Room("network", 12, 14, free=30), Room("network", 14, 16, free=5), Room("quality", 12, 14, free=0)]
    found = look(steady(10), open_now=0, ceiling=1000, rooms=rooms)
    assert (found.full_at, found.full_of) == (pytest.approx(14.5), "network")


def test_nothing_of_a_class_that_never_comes_is_no_trouble() -> None:
    assert look(steady(10), rooms=[Room("quality", 12, 14, free=0)]).full_at is None
