"""Special situations: which reasons there are, what each needs, and that every one has its policies and its words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dispatch.kernel import texts
from dispatch.kernel.errors import Refusal
from repairs import suspension_rules
from repairs.policy_seed import SEED
from repairs.suspension_rules import KINDS

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def verdict(reason: str = "no_access", **more: Any) -> str:
    """The refusal's code, '' where the pause may be made."""
    said: dict[str, Any] = {"note": "门锁着", "resume_by": NOON + HOUR, "longest": 24 * HOUR}
    facts: dict[str, Any] = {"now": NOON, "failed_attempts": 0, "needed_attempts": 3, **said, **more}
    note, resume_by = facts.pop("note"), facts.pop("resume_by")
    try:
        suspension_rules.judge(reason, note, resume_by, **facts)
    except Refusal as refusal:
        return refusal.code
    return ""


def test_the_reasons_are_those_of_the_trade() -> None:
    assert set(KINDS) == {
        "customer_unreachable", "no_access", "bad_weather", "traffic", "unsafe_site", "parts_awaited", "third_party",
        "second_visit", "reappointment", "force_majeure",
    }  # fmt: skip


@pytest.mark.parametrize("reason", KINDS)
def test_every_reason_has_its_policies_and_words_for_the_house_and_for_the_customer(reason: str) -> None:
    seeded = {seed.code for seed in SEED}
    assert {f"suspend.{limit}.{reason}" for limit in ("stops_clock", "longest", "by_itself")} <= seeded
    assert texts.knows(f"suspend_reason.{reason}")
    assert texts.knows(f"ticket_reason.{reason}")


@pytest.mark.parametrize("reason", KINDS)
@pytest.mark.parametrize("tries", [0, 2, 3, 4])
def test_only_unreachable_needs_tries_on_record(reason: str, tries: int) -> None:
    short = reason == "customer_unreachable" and tries < 3
    assert verdict(reason, failed_attempts=tries) == ("suspend.attempts_needed" if short else "")


@pytest.mark.parametrize("reason", KINDS)
@pytest.mark.parametrize(("note", "is_enough"), [("", False), (" 锁 ", False), ("锁着", True)])
def test_every_reason_needs_a_word_about_the_situation(reason: str, note: str, is_enough: bool) -> None:
    assert (verdict(reason, note=note, failed_attempts=3) == "") is is_enough


@pytest.mark.parametrize(
    ("after", "code"),
    [
        (timedelta(0), "suspend.not_in_the_past"),
        (timedelta(seconds=1), ""),
        (24 * HOUR, ""),
        (24 * HOUR + timedelta(seconds=1), "suspend.too_long"),
    ],
)
def test_a_pause_ends_after_now_and_within_what_the_policy_allows(after: timedelta, code: str) -> None:
    assert verdict(resume_by=NOON + after) == code


def test_what_is_no_reason_is_refused_before_anything_else() -> None:
    assert verdict("lunch", note="", resume_by=NOON - HOUR) == "suspend.reason_unknown"


def test_technicians_say_everything_but_force_majeure() -> None:
    assert [kind.code for kind in KINDS.values() if not kind.by_technician] == ["force_majeure"]
