"""A fault that came back: the same place, within the days, after the repair."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatch.board.reports.came_back import Fault, came_back

NOON = datetime(2026, 1, 5, 4, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
WITHIN, RADIUS = 30 * DAY, 30.0
METRE = 1 / 111_195


def first(**more: object) -> Fault:
    said = {"order_id": 1, "utility": "water", "opened_at": NOON - DAY, "repaired_at": NOON, "address": "湖滨路 8 号"}
    return Fault(**{**said, **more})  # type: ignore[arg-type]


def again(after: timedelta, **more: object) -> Fault:
    said = {"order_id": 2, "utility": "water", "opened_at": NOON + after, "repaired_at": None, "address": "湖滨路 8 号"}
    return Fault(**{**said, **more})  # type: ignore[arg-type]


def found(*faults: Fault) -> dict[int, int]:
    return came_back(faults, WITHIN, RADIUS)


@pytest.mark.parametrize(
    ("after", "is_repeat"),
    [(-SECOND, False), (timedelta(0), True), (DAY, True), (30 * DAY, True), (30 * DAY + SECOND, False)],
    ids=["before the repair", "at the repair", "a day later", "exactly thirty days", "a second too late"],
)
def test_the_days_begin_with_the_repair(after: timedelta, is_repeat: bool) -> None:
    assert found(first(), again(after)) == ({2: 1} if is_repeat else {})


def test_what_is_not_repaired_yet_cannot_come_back() -> None:
    assert found(first(repaired_at=None), again(DAY)) == {}


def test_another_utility_at_the_same_door_is_another_fault() -> None:
    assert found(first(), again(DAY, utility="gas")) == {}


def test_no_address_is_no_place() -> None:
    assert found(first(address=""), again(DAY, address="")) == {}


@pytest.mark.parametrize(
    ("east", "is_repeat"), [(29, True), (31, False), (-29, True), (-31, False)], ids=lambda value: str(value)
)
@pytest.mark.parametrize("lat", [0.0, 31.05, 53.5, -31.05], ids=lambda value: str(value))
def test_points_within_the_radius_are_one_place_wherever_on_earth(lat: float, east: int, is_repeat: bool) -> None:
    from math import cos, radians

    lon = 117.05 + east * METRE / cos(radians(lat))
    faults = (first(address="a", lon=117.05, lat=lat), again(DAY, address="b", lon=lon, lat=lat))
    assert found(*faults) == ({2: 1} if is_repeat else {})


@pytest.mark.parametrize(("north", "is_repeat"), [(29, True), (31, False), (-29, True)], ids=lambda value: str(value))
def test_north_counts_as_east(north: int, is_repeat: bool) -> None:
    faults = (first(address="", lon=117.05, lat=31.05), again(DAY, address="", lon=117.05, lat=31.05 + north * METRE))
    assert found(*faults) == ({2: 1} if is_repeat else {})


def test_the_latest_repair_is_the_one_that_did_not_hold() -> None:
    second = again(2 * DAY, repaired_at=NOON + 3 * DAY)
    third = again(9 * DAY, order_id=3)
    assert found(third, first(), second) == {2: 1, 3: 2}
