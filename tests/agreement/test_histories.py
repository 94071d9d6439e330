"""Random histories of all roles, old sights, repeated keys and offline batches: every promise holds after each step.

`PAIDAN_HISTORIES` sets how many; the run that `make test` makes is short.
"""

import os
from collections import Counter
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from coverage import index
from dispatch.kernel import clock
from repairs import policies
from tests.agreement.histories import Life, Region, broken
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3600)]

HISTORIES = int(os.environ.get("PAIDAN_HISTORIES", "40"))
STEPS = 40
# What must have succeeded at least once in all histories together: else the test would prove nothing about it.
LIVED = ("report", "accept", "return", "assign", "tap depart", "tap arrive", "withdrawal", "decide", "suspend", "urge")
# Rare in one history, so asked of long runs only, where it cannot be missing by chance.
LIVED_IN_LONG_RUNS = (
    "station order", "tap repair", "tap report", "resume", "merge", "promises", "contacts", "review", "hand-over",
    "offer", "queue",
)  # fmt: skip
LONG_RUN = 100


class _Over(Exception):
    """The history is over; what it left is rolled back."""


def test_every_promise_holds_after_each_step_of_every_history() -> None:
    answered: Counter[tuple[str, int]] = Counter()

    @settings(
        max_examples=HISTORIES,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(chance=st.randoms(use_true_random=True), steps=st.just(STEPS))
    def live(chance: Random, steps: int) -> None:
        policies.forget()
        try:
            with clock.frozen(NOON), transaction.atomic():
                region = Region()
                life = Life(region, chance, answered)
                for _ in range(steps):
                    life.step()
                    assert broken(region) == []
                raise _Over
        except _Over:
            index.forget()

    live()
    required = LIVED + (LIVED_IN_LONG_RUNS if HISTORIES >= LONG_RUN else ())
    never = [deed for deed in required if not answered[deed, 2]]
    assert never == [], f"never succeeded: {never}; {dict(answered)}"
