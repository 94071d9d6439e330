"""Who is visited back, how often one calls, and what is asked."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from coverage.trade import Utility
from dispatch.kernel import texts
from dispatch.kernel.errors import Refusal
from repairs import numbers
from repairs import return_visit_rules as rules
from repairs.models import ReturnVisit

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
NUMBERS = [numbers.number(date(2026, 1, 5), serial) for serial in range(4000)]


def why(number: str = NUMBERS[0], round_: int = 0, **more: bool | float) -> rules.Why | None:
    given = {"is_gas_leak": False, "is_life_safety": False, "percent": 30, **more}
    return rules.why_asked(number, round_, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("symptom", "hazards"), [("smell_of_gas", []), ("gas_pipe_damaged", []), ("no_power", ["gas_smell"])]
)
def test_every_report_of_escaping_gas_is_followed_up_even_where_nothing_is_sampled(
    symptom: str, hazards: list[str]
) -> None:
    assert rules.is_gas_leak(symptom, hazards)
    assert all(why(number, is_gas_leak=True, percent=0) == rules.Why("gas_leak") for number in NUMBERS[:200])


def test_a_gas_meter_is_no_leak() -> None:
    assert not rules.is_gas_leak("gas_meter", ["flooding"])


def test_life_safety_and_what_was_taken_up_again_are_always_asked_about() -> None:
    assert why(is_life_safety=True, percent=0) == rules.Why("life_safety")
    assert why(round_=1, percent=0) == rules.Why("reopened")


@pytest.mark.parametrize("percent", [0, 1, 30, 65, 100])
def test_the_share_that_is_drawn_is_near_the_policys(percent: int) -> None:
    drawn = sum(why(number, percent=percent) is not None for number in NUMBERS)
    assert abs(drawn / len(NUMBERS) - percent / 100) < 0.03
    assert percent not in (0, 100) or drawn == len(NUMBERS) * percent // 100


def test_the_draw_follows_from_the_number_and_says_what_it_was() -> None:
    assert [why(number) for number in NUMBERS] == [why(number) for number in NUMBERS]
    for number in NUMBERS[:300]:
        found, draw = why(number), rules.draw_of(number, 0)
        assert found == (rules.Why("drawn", 30, draw) if draw < 30 else None)


def test_consecutive_numbers_are_drawn_apart() -> None:
    """A station that knows its last order was asked about knows nothing of the next."""
    drawn = [why(number) is not None for number in NUMBERS]
    after = [later for earlier, later in itertools.pairwise(drawn) if earlier]
    assert abs(sum(after) / len(after) - 0.3) < 0.05


@pytest.mark.parametrize(
    ("minutes", "count"), [([], 0), ([0], 1), ([0, 5, 10], 1), ([0, 30], 2), ([0, 29, 31], 2), ([60, 0, 30], 3)]
)
def test_calls_soon_after_one_that_counts_do_not_count(minutes: list[int], count: int) -> None:
    calls = [NOON + timedelta(minutes=m) for m in minutes]
    assert rules.counted(calls, timedelta(minutes=30)) == count


@pytest.mark.parametrize("kind", ReturnVisit.Kind.values)
@pytest.mark.parametrize("utility", [*Utility, ""])
def test_every_script_greets_asks_whether_it_is_solved_and_has_words_for_all(kind: str, utility: str) -> None:
    script = rules.script(kind, utility)
    keys = [question.key for question in script]
    assert keys[0] == "greeting" and {"solved", "attitude", "satisfaction", "anything_else"} <= set(keys)
    assert len(keys) == len(set(keys))
    assert ("safe_now" in keys) == (kind == "gas_leak")
    assert "safe_now" not in keys or keys.index("safe_now") < keys.index("solved"), "safety comes first"
    assert all(texts.knows(f"visit_script.{key}") for key in keys)


def test_answers_fit_their_questions() -> None:
    script = rules.script("gas_leak", "gas")
    given = {"safe_now": True, "attitude": 4, "anything_else": "谢谢", "on_time": None}
    assert rules.check_answers(script, given) == {"safe_now": True, "attitude": 4, "anything_else": "谢谢"}


@pytest.mark.parametrize(
    "answers",
    [
        {"safe_now": "yes"},
        {"attitude": 6},
        {"attitude": True},
        {"anything_else": "长" * 301},
        {"steady_power": True},
        {"greeting": "hello"},
        {"shoe_size": 43},
    ],
)
def test_an_answer_that_was_not_asked_for_or_does_not_fit_is_refused(answers: dict[str, object]) -> None:
    with pytest.raises(Refusal) as refused:
        rules.check_answers(rules.script("gas_leak", "gas"), answers)
    assert refused.value.code == "visit_back.answer_wrong"
