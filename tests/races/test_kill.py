"""Server and PostgreSQL killed at random under load: what was acknowledged exists exactly once afterwards."""

import random

import pytest

from tests.bench import kill
from tests.bench.house import House


@pytest.mark.timeout(300)
def test_three_kills_lose_nothing_and_double_nothing():
    seed = random.randrange(10**6)
    with House("killtest") as house:
        found = kill.trial(house, 3, random.Random(seed))
    assert found["acknowledged"] > 0, found
    wrong = {name: value for name, value in found.items() if name in GOALS and value}
    assert not wrong, (f"seed {seed}", found)


GOALS = ("lost", "doubled", "renumbered", "unplaced", "streams_with_holes", "wrong_counters")
