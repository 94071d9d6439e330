"""Which seasons a wall clock is in, and that their limits hold only then."""

from datetime import UTC, datetime

import pytest

from dispatch.kernel import clock
from repairs import policies
from tests.commands.test_policies import Case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reread() -> None:
    policies.forget()


@pytest.mark.parametrize(
    ("local", "seasons"),
    [
        (datetime(2026, 7, 1, 21, 59), set()),
        (datetime(2026, 7, 1, 22, 0), {"night"}),
        (datetime(2026, 7, 1, 5, 59), {"night"}),
        (datetime(2026, 7, 1, 6, 0), set()),
        (datetime(2026, 11, 14, 12, 0), set()),
        (datetime(2026, 11, 15, 12, 0), {"heat_start"}),
        (datetime(2026, 11, 24, 23, 0), {"heat_start", "night"}),
        (datetime(2026, 11, 25, 12, 0), set()),
        (datetime(2026, 1, 3, 12, 0), set()),
    ],
)
def test_the_seasons_of_a_wall_clock(local: datetime, seasons: set[str]) -> None:
    assert policies.seasons_at(local) == seasons


def minutes(case: Case) -> float:
    return policies.seconds("clock.arrival", case) / 60


def test_a_burst_by_night_allows_more_than_by_day_and_a_cold_room_more_in_the_first_days_of_heating() -> None:
    noon, night = datetime(2026, 1, 5, 4, 0, tzinfo=UTC), datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
    with clock.frozen(noon):
        assert minutes(Case("water", symptom="burst_main")) == 60
        assert minutes(Case("heating", symptom="low_temperature")) == 120
    with clock.frozen(night):
        assert minutes(Case("water", symptom="burst_main")) == 90
        assert minutes(Case("water", symptom="burst_main", is_life_safety=True)) == 60
        assert minutes(Case("electricity")) == 45
    with clock.frozen(datetime(2026, 11, 16, 4, 0, tzinfo=UTC)):
        assert minutes(Case("heating", symptom="low_temperature")) == 300
        assert minutes(Case("heating", symptom="heating_leak")) == 60
