"""Past orders placed again: none is lost, more room never places fewer jobs of one size, and the shut get nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage import index
from coverage.capacity.overflow import Help
from coverage.capacity.slots import Source
from coverage.capacity.sources import Sources
from coverage.models import Station
from dispatch.board import capacity_replay
from dispatch.board.capacity_counters import Counters
from dispatch.board.capacity_replay import Day, Past, Placed, World

MONDAY = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)
WEST, EAST, FAR = 1, 2, 3
HOUR = timedelta(hours=1)
ROOMY = {WEST: 1000, EAST: 1000, FAR: 1000}


def post(pk: int, lon: float) -> index.Post:
    return index.Post(pk, f"/{pk}/", lon, 0.0, frozenset({"water"}), frozenset({"mains"}), False, True, None, "UTC")


def day(links: dict[int, list[Help]] | None = None) -> Day:
    """West covers the place, east as its second; far covers nothing and helps only by a link."""
    here = shapely.box(-1, -1, 1, 1)
    areas = [(1, WEST, "", 1, here), (2, EAST, "", 2, here)]
    posts = [post(WEST, 0.1), post(EAST, 0.2), post(FAR, 3.0)]
    return Day(index.build(1, (), posts, areas), links or {})


def counters(limits: dict[int, int], ceilings: dict[int, int], shares: dict[int, float] | None = None) -> Counters:
    """Each station begins `limit` jobs in every slot of four hours."""
    made = Sources()
    for pk, limit in limits.items():
        made.rules[pk, "network"] = [_rule(hour, limit) for hour in range(0, 24, 4)]
        made.of[pk, "network"] = Source("UTC")
    stations = {pk: Station(pk, open_ceiling=ceiling) for pk, ceiling in ceilings.items()}
    return Counters(stations, made, MONDAY, MONDAY + timedelta(days=3), shares or {})


def _rule(hour: int, limit: int) -> Any:
    return SimpleNamespace(
        weekday=None, starts=time(hour), ends=time((hour + 4) % 24), limit=limit, from_day="", to_day="",
        appointment_quota=0,
    )  # fmt: skip


def world(limits: dict[int, int], ceilings: dict[int, int] | None = None, **more: Any) -> World:
    return World(counters(limits, ceilings or ROOMY, more.pop("shares", None)), radius_km=1, **more)


def order(pk: int, hours: float = 8, lasts: float = 2, **more: Any) -> Past:
    at = MONDAY + hours * HOUR
    place = index.Want(0.0, 0.0, "water", "mains")
    return Past(pk, at, place, "network", at + lasts * HOUR, at + HOUR, **more)


def run(orders: list[Past], before: World, after: World, links: dict[int, list[Help]] | None = None) -> list[Placed]:
    known = day(links)
    return capacity_replay.replay(orders, lambda on: known, before, after, lambda: True)


jobs = st.lists(
    st.tuples(st.floats(0, 20), st.floats(0.1, 8), st.booleans(), st.integers(1, 3)), min_size=1, max_size=30
).map(lambda rows: sorted(rows))


@settings(max_examples=60, deadline=None)
@given(jobs, st.integers(0, 4), st.integers(0, 4), st.integers(0, 6), st.integers(0, 100))
def test_every_order_is_somewhere_or_nowhere_in_both_worlds(
    jobs: list[Any], west: int, east: int, ceiling: int, percent: int
) -> None:
    orders = [
        order(pk, hours, lasts, is_life_safety=danger, weight=weight)
        for pk, (hours, lasts, danger, weight) in enumerate(jobs)
    ]
    limits, ceilings = {WEST: west, EAST: east, FAR: 1}, {WEST: ceiling, EAST: ceiling, FAR: 9}
    before, after = world(limits, ceilings), world(limits, ceilings, shares={WEST: percent / 100})
    placed = run(orders, before, after)
    assert [one.order.id for one in placed] == [one.id for one in orders]
    stays = sum(one.before == one.after for one in placed)
    assert stays + sum(flow.count for flow in capacity_replay.flows(placed)) == len(orders)
    for one in placed:
        assert not one.order.is_life_safety or (one.before == WEST and one.after == WEST)
    for side in (before, after):
        assert all(load.used <= load.limit for load in side.counters.loads.values())


@settings(max_examples=80, deadline=None)
@given(jobs, st.integers(0, 3), st.integers(0, 3), st.integers(100, 400), st.sampled_from([WEST, EAST]))
def test_more_room_never_places_fewer_jobs_of_one_size(
    jobs: list[Any], west: int, east: int, percent: int, who: int
) -> None:
    orders = [order(pk, hours, lasts) for pk, (hours, lasts, _, _) in enumerate(jobs)]
    limits = {WEST: west, EAST: east}
    placed = run(orders, world(limits), world(limits, shares={who: percent / 100}))
    assert sum(one.after is not None for one in placed) >= sum(one.before is not None for one in placed)


def test_half_of_a_station_goes_to_the_next_by_rank_and_what_is_left_to_nobody() -> None:
    orders = [order(pk) for pk in range(6)]
    limits = {WEST: 4, EAST: 1}
    placed = run(orders, world(limits), world(limits, shares={WEST: 0.5}))
    assert [one.before for one in placed] == [WEST, WEST, WEST, WEST, EAST, None]
    assert [one.after for one in placed] == [WEST, WEST, EAST, None, None, None]
    assert [(flow.from_station_id, flow.to_station_id, flow.count) for flow in capacity_replay.flows(placed)] == [
        (WEST, None, 1),
        (WEST, EAST, 1),
        (EAST, None, 1),
    ]


def test_a_chain_of_overflow_is_asked_before_nobody() -> None:
    links = {WEST: [Help(WEST, FAR, "overflow", "", "")]}
    placed = run([order(1), order(2)], world({WEST: 1, EAST: 0, FAR: 5}), world({WEST: 0, EAST: 0, FAR: 5}), links)
    assert [(one.before, one.after) for one in placed] == [(WEST, FAR), (FAR, FAR)]
    assert [one.covering for one in placed] == [WEST, WEST]


def test_a_shut_station_gets_not_even_life_safety() -> None:
    after = world({WEST: 9, EAST: 0}, closed=frozenset({WEST}), shares={WEST: 0.0})
    [placed] = run([order(1, is_life_safety=True)], world({WEST: 9, EAST: 0}), after)
    assert (placed.before, placed.after) == (WEST, EAST)


def test_a_place_under_the_ceiling_is_free_again_when_the_order_has_ended() -> None:
    one = {WEST: 1, EAST: 0, FAR: 0}
    orders = [order(1, hours=8, lasts=2), order(2, hours=9), order(3, hours=10)]
    placed = run(orders, world({WEST: 9, EAST: 9}, one), world({WEST: 9, EAST: 9}, one, shares={WEST: 0.5}))
    assert [found.before for found in placed] == [WEST, None, WEST]
    assert [found.after for found in placed] == [None, None, None]


def test_what_stood_before_takes_its_place() -> None:
    before = world({WEST: 9, EAST: 9}, {WEST: 1, EAST: 1, FAR: 1})
    before.counters.stand(WEST, MONDAY + 9 * HOUR)
    placed = run([order(1, hours=8), order(2, hours=9)], before, world({WEST: 9}))
    assert [found.before for found in placed] == [EAST, WEST]


def test_the_latest_slot_in_time_is_taken_first() -> None:
    before = world({WEST: 1, EAST: 9})
    late = [order(pk, hours=3.5) for pk in (1, 2, 3)]
    assert [one.before for one in run(late, before, world({WEST: 1, EAST: 9}))] == [WEST, WEST, EAST]
    assert sorted(key[2].hour for key, load in before.counters.loads.items() if load.used and key[0] == WEST) == [0, 4]


def test_a_replay_that_may_not_go_on_compares_what_it_saw() -> None:
    turns = iter([True, True, False])
    known = day()
    limits = {WEST: 1, EAST: 1}
    placed = capacity_replay.replay(
        [order(pk) for pk in range(5)], lambda on: known, world(limits), world(limits), lambda: next(turns)
    )
    assert [one.order.id for one in placed] == [0, 1]


def test_each_day_is_asked_with_its_own_duty() -> None:
    asked: list[date] = []
    known = day()

    def day_of(on: date) -> Day:
        asked.append(on)
        return known

    capacity_replay.replay([order(1, 8), order(2, 30)], day_of, world({WEST: 1}), world({WEST: 1}), lambda: True)
    assert asked == [MONDAY.date(), MONDAY.date() + timedelta(days=1)]
