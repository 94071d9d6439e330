"""The most specific policy row in effect wins; the seed carries DOMAIN's figures."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest

from dispatch.kernel import clock
from repairs import policies
from repairs.models import Policy

pytestmark = pytest.mark.django_db


@dataclass
class Case:
    utility: str
    business_type: str = "fault_repair"
    symptom: str = "other"
    is_life_safety: bool = False
    scene: str = "city"


@pytest.fixture(autouse=True)
def _reread(frozen: object) -> None:
    policies.forget()


@pytest.mark.parametrize(
    ("case", "minutes"),
    [
        (Case("electricity"), 45),
        (Case("electricity", scene="rural"), 90),
        (Case("electricity", scene="remote"), 120),
        (Case("water"), 60),
        (Case("gas", is_life_safety=True), 30),
        (Case("gas", is_life_safety=True, scene="rural"), 60),
        (Case("gas"), 240),
        (Case("heating"), 120),
        (Case("heating", symptom="heating_leak"), 60),
        (Case("water", symptom="bad_water"), 120),
        (Case("water", symptom="low_pressure"), 240),
        (Case("water", symptom="water_meter"), 3 * 24 * 60),
        (Case("water", symptom="low_pressure", is_life_safety=True), 60),
    ],
)
def test_arrival_limits_are_the_trades(case: Case, minutes: float) -> None:
    row = policies.find("clock.arrival", case)
    assert policies.span(row) == timedelta(minutes=minutes)
    assert row.citation and row.mark


@pytest.mark.parametrize("code", ["clock.issue", "clock.accept", "offer.accept_within", "clock.arrival"])
@pytest.mark.parametrize("utility", ["electricity", "water", "gas", "heating"])
def test_nothing_gives_life_safety_more_time_than_the_rest(code: str, utility: str) -> None:
    for scene in ("city", "rural", "remote"):
        lives, rest = (Case(utility, is_life_safety=lives, scene=scene) for lives in (True, False))
        assert policies.seconds(code, lives) <= policies.seconds(code, rest), scene


def test_a_later_row_takes_over_at_its_time_and_the_past_keeps_its_own() -> None:
    change = clock.now() + timedelta(days=1)
    old = policies.find("clock.arrival", Case("electricity"))
    Policy.objects.create(
        code="clock.arrival", utility="electricity", scene="city", value=Decimal(30), unit="min",
        effective_from=change, citation="订正", mark="S",
    )  # fmt: skip
    policies.forget()
    assert policies.find("clock.arrival", Case("electricity")) == old
    assert policies.find("clock.arrival", Case("electricity"), at=change).value == 30


def test_a_row_that_ended_holds_no_more() -> None:
    row = policies.find("clock.issue", Case("electricity"))
    Policy.objects.filter(pk=row.pk).update(effective_to=clock.now())
    policies.forget()
    assert policies.find("clock.issue", Case("electricity")).utility == ""


def test_seeding_again_keeps_an_operators_edit() -> None:
    Policy.objects.filter(code="alarm.acknowledge_within").update(value=Decimal(90))
    policies.load_seed()
    assert policies.seconds("alarm.acknowledge_within") == 90


def test_no_row_at_all_is_a_broken_installation() -> None:
    with pytest.raises(LookupError, match=r"clock\.tea"):
        policies.find("clock.tea")


def test_warnings_come_at_half_three_quarters_nine_tenths_and_the_end() -> None:
    assert policies.thresholds() == (50, 75, 90, 100)
