"""Capacity between processes: what a log of every change says, lived through again, is never over at any instant."""

import random
from datetime import UTC, datetime

import pytest

from tests.bench import reserving
from tests.bench.house import House


@pytest.mark.timeout(300)
def test_processes_that_hold_and_give_back_are_never_over_at_any_instant_of_the_log():
    seed = random.randrange(10**6)
    with House("handstest") as house:
        found = reserving.trial(house, hands=4, wants=250, seed=seed)
    assert not found["wrong"], (f"seed {seed}", found["wrong"][:5])
    assert found["full_at_times"] > 0 and found["refused"] > 0, "the ceilings must have been reached"
    assert found["granted"] > 250 and found["released"] > 100, "places must have been handed on"
    assert found["deadlocks"] == 0, "everybody locks in one order"


def test_the_reading_of_the_log_sees_who_is_over():
    def wrong(*rows: tuple[str, int, int, bool]) -> list[str]:
        at = datetime(2026, 3, 2, tzinfo=UTC)
        book = reserving.Book({1: (4, 1)}, {7: (3, 1, 0, at)})
        for pk, (holder, weight, sign, over) in enumerate(rows):
            book.live((pk, holder, 1, 7, weight, sign, over, False, False, at))
        return book.wrong

    assert not wrong(("p1", 1, 1, False), ("p2", 1, 1, False), ("e3", 1, 1, False), ("l4", 1, 1, True))
    assert wrong(("p1", 2, 1, False), ("p2", 1, 1, False)), "into what is kept"
    assert wrong(("p1", 2, 1, False), ("e2", 2, 1, False)), "past the limit"
    assert wrong(("p1", 1, 1, True)), "over without life safety"
    assert not wrong(("p1", 2, 1, False), ("p1", 2, -1, False), ("p2", 2, 1, False))
