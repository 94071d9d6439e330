"""When a technician is told by which way, second by second."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field.telling.rules import Facts, Limits, Way, next_way

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
LIMITS = Limits(*(timedelta(seconds=s) for s in (5, 15, 60, 90, 120, 10)))


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def job(**more: object) -> Facts:
    return replace(Facts("new", False, NOON, can_push=True, can_text=True), **more)  # type: ignore[arg-type]


def ways(facts: Facts, until: float, takes: bool = True) -> list[tuple[str, float]]:
    """All that is done until then, where each push and message is taken or none."""
    done: list[tuple[str, float]] = []
    while (due := next_way(facts, LIMITS)) and due[0] <= after(until):
        at, way = due
        done.append((way.value, (at - NOON).total_seconds()))
        if way == Way.UNREACHED:
            facts = replace(facts, unreached_at=at)
        elif way == Way.PUSH:
            facts = replace(facts, push_tried_at=at, push_failures=0 if takes else facts.push_failures + 1)
            facts = replace(facts, pushed_at=at if takes else facts.pushed_at)
        else:
            facts = replace(facts, text_tried_at=at, text_failures=0 if takes else facts.text_failures + 1)
            facts = replace(facts, texted_at=at if takes else None)
    return done


def test_a_job_that_nobody_saw_is_pushed_once_and_then_texted() -> None:
    assert ways(job(), 3600) == [("push", 5), ("text", 95)]


@pytest.mark.parametrize("proof", ["received_at", "shown_at", "seen_at"])
def test_what_was_shown_or_seen_needs_nothing_more(proof: str) -> None:
    assert next_way(job(**{proof: after(2)}), LIMITS) is None


def test_danger_rings_until_the_person_has_seen_it_then_it_is_texted_and_the_desk_hears() -> None:
    danger = job(is_urgent=True)
    pushes = [("push", at) for at in (0, 15, 30, 45)]
    assert ways(danger, 3600) == [*pushes, ("text", 60), ("unreached", 120)]
    # A page that shows it in a pocket is no person who has seen it.
    assert ways(replace(danger, received_at=after(1), shown_at=after(1)), 3600) == ways(danger, 3600)
    assert next_way(replace(danger, seen_at=after(20)), LIMITS) is None


def test_without_phone_and_gateway_the_desk_still_hears_of_danger_and_of_nothing_else() -> None:
    nothing = {"can_push": False, "can_text": False}
    assert ways(job(is_urgent=True, **nothing), 3600) == [("unreached", 120)]
    assert ways(job(**nothing), 3600) == []


@pytest.mark.parametrize(("kind", "texted"), [("new", True), ("withdrawn", True), ("changed", False), ("help", False)])
def test_only_what_changes_where_somebody_goes_is_worth_a_message(kind: str, texted: bool) -> None:
    assert [way for way, _ in ways(job(kind=kind), 3600)] == ["push", *(["text"] if texted else [])]


def test_a_job_that_is_gone_is_not_told_any_more() -> None:
    assert next_way(job(is_void=True, is_urgent=True), LIMITS) is None


def test_what_is_not_taken_is_tried_again_ever_later_and_then_left() -> None:
    tried = ways(job(), 100_000, takes=False)
    assert [at for way, at in tried if way == "push"] == [5, 15, 35, 75, 155]
    assert [at for way, at in tried if way == "text"] == [90, 100, 120, 160, 240]


def test_a_message_gives_a_late_push_its_time() -> None:
    assert next_way(job(pushed_at=after(1000)), LIMITS) == (after(1090), Way.TEXT)


@given(urgent=st.booleans(), push=st.booleans(), text=st.booleans(), takes=st.booleans())
def test_it_always_comes_to_an_end(urgent: bool, push: bool, text: bool, takes: bool) -> None:
    assert len(ways(job(is_urgent=urgent, can_push=push, can_text=text), 1e6, takes)) <= 2 * 5 + 2
