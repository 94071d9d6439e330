"""When a technician is told by which way. Pure.

The live line comes first and needs nobody's help here. A phone that did not show it gets a push; whoever neither saw
nor was shown it gets a text message. Danger to life is pushed again and again until the person says that they have
seen it, then texted, and then the desk hears that nobody was reached.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

TEXTED = ("new", "withdrawn")
"""A change of a job that one has anyway, and a word of comfort, are worth no text message."""
MOST_FAILURES = 5


class Way(StrEnum):
    """In the order in which they are taken where several are due."""

    PUSH = "push"
    TEXT = "text"
    UNREACHED = "unreached"


class Limits(NamedTuple):
    """From the policies."""

    push_after: timedelta
    ring_every: timedelta
    ring_for: timedelta
    text_after: timedelta
    unreached_after: timedelta
    retry_after: timedelta


@dataclass(frozen=True)
class Facts:
    """What is known of one telling."""

    kind: str
    is_urgent: bool
    at: datetime
    can_push: bool = False
    can_text: bool = False
    is_void: bool = False
    pushed_at: datetime | None = None
    push_tried_at: datetime | None = None
    push_failures: int = 0
    received_at: datetime | None = None
    shown_at: datetime | None = None
    texted_at: datetime | None = None
    text_tried_at: datetime | None = None
    text_failures: int = 0
    seen_at: datetime | None = None
    unreached_at: datetime | None = None


def next_way(facts: Facts, limits: Limits) -> tuple[datetime, Way] | None:
    """When which way is to be taken; None when nothing is left to do."""
    if facts.is_void or facts.seen_at:
        return None
    if not facts.is_urgent and (facts.received_at or facts.shown_at):
        return None
    ways = [_push(facts, limits), _text(facts, limits), _unreached(facts, limits)]
    open_ = [(due, way) for due, way in zip(ways, Way, strict=True) if due is not None]
    return min(open_, key=lambda pair: pair[0], default=None)


def _push(facts: Facts, limits: Limits) -> datetime | None:
    if not facts.can_push or facts.push_failures >= MOST_FAILURES:
        return None
    after_failure = _again(facts.push_tried_at, facts.push_failures, limits)
    if not facts.is_urgent:
        return None if facts.pushed_at else max(facts.at + limits.push_after, after_failure or facts.at)
    due = max(facts.pushed_at + limits.ring_every if facts.pushed_at else facts.at, after_failure or facts.at)
    return due if facts.pushed_at is None or due < facts.at + limits.ring_for else None


def _text(facts: Facts, limits: Limits) -> datetime | None:
    if not facts.can_text or facts.texted_at or facts.kind not in TEXTED or facts.text_failures >= MOST_FAILURES:
        return None
    # A push that went out late, because we were away, gets its time too.
    since = facts.at if facts.is_urgent else max(facts.at, facts.pushed_at or facts.at)
    due = since + (limits.ring_for if facts.is_urgent else limits.text_after)
    return max(due, _again(facts.text_tried_at, facts.text_failures, limits) or due)


def _unreached(facts: Facts, limits: Limits) -> datetime | None:
    if not facts.is_urgent or facts.unreached_at or facts.kind != "new":
        return None
    return facts.at + limits.unreached_after


def _again(tried_at: datetime | None, failures: int, limits: Limits) -> datetime | None:
    if tried_at is None or not failures:
        return None
    return tried_at + limits.retry_after * 2 ** (failures - 1)
