"""Opening hours in the place's own time, and rosters."""

from datetime import UTC, datetime, timedelta

import pytest

from coverage.duty import is_open, on_duty

SHANGHAI = "Asia/Shanghai"
WEEKDAYS = {day: [["08:00", "20:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
MONDAY = datetime(2026, 11, 22, 16, tzinfo=UTC)  # midnight in Shanghai


def local(hour: float) -> datetime:
    return MONDAY + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("hour", "open_"), [(7.99, False), (8, True), (19.99, True), (20, False), (24 * 5 + 10, False)]
)
def test_hours_are_local_and_end_before_their_end(hour: float, open_: bool) -> None:
    assert is_open(WEEKDAYS, local(hour), SHANGHAI) is open_


def test_the_same_instant_is_another_hour_elsewhere() -> None:
    assert is_open(WEEKDAYS, local(10), SHANGHAI)
    assert not is_open(WEEKDAYS, local(10), "America/New_York")


@pytest.mark.parametrize(("hour", "open_"), [(21.5, False), (22, True), (29.9, True), (30, False)])
def test_a_night_span_runs_past_midnight(hour: float, open_: bool) -> None:
    assert is_open({"mon": [["22:00", "06:00"]]}, local(hour), SHANGHAI) is open_


def test_a_day_may_end_at_midnight() -> None:
    assert is_open({"mon": [["08:00", "24:00"]]}, local(23.9), SHANGHAI)


def test_no_hours_is_round_the_clock() -> None:
    assert is_open(None, local(3), SHANGHAI)


def test_a_roster_decides_where_there_is_one() -> None:
    roster = [(local(8), local(16))]
    assert on_duty(roster, local(8)) and not on_duty(roster, local(16))
    assert on_duty([], local(3))
