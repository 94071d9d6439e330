"""The slots that a station's rules make: by weekday and season, on exception days, by rules or by who is on duty. Pure.

Of a class's rules for a day those of a season stand before those of the whole year, all together; within them a rule
for the weekday takes the place of one for all days that starts at the same time. An exception day takes its per cent of
every limit. Where crews are the source, a rule only says from when to when, and the people on duty say how much.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil, floor
from typing import Protocol
from zoneinfo import ZoneInfo


class Rule(Protocol):
    """A capacity rule: local times of the station, `ends` 00:00 is the end of the day."""

    weekday: int | None
    starts: time
    ends: time
    limit: int
    from_day: str
    to_day: str
    appointment_quota: int


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot of one day. Of `limit`, `kept` is for emergencies only and `quota` is set aside for appointments."""

    starts_at: datetime
    ends_at: datetime
    limit: int
    kept: int = 0
    quota: int = 0


@dataclass(frozen=True)
class Source:
    """What a station's slots depend on beside its rules, for one class.

    `percents`: of exception days, the class's own before those for all. `roster` (start, end, people) is asked where
    `jobs_per_person` is given, which is where crews are the source.
    """

    zone: str
    headroom_percent: int = 0
    percents: Mapping[date, int] = field(default_factory=dict)
    jobs_per_person: float | None = None
    roster: Sequence[tuple[datetime, datetime, int]] = ()


def slots_between(rules: Iterable[Rule], source: Source, at: datetime, until: datetime) -> list[Slot]:
    """The slots in [at, until], latest first."""
    tz = ZoneInfo(source.zone)
    rules = list(rules)
    found: dict[datetime, Slot] = {}
    day = at.astimezone(tz).date() - timedelta(days=1)
    while day <= until.astimezone(tz).date():
        for rule in rules_of(rules, day):
            starts = datetime.combine(day, rule.starts, tz)
            ends = datetime.combine(day if rule.ends > rule.starts else day + timedelta(days=1), rule.ends, tz)
            if ends > at and starts <= until:
                found[starts] = _slot(rule, source, day, starts, ends)
        day += timedelta(days=1)
    return sorted(found.values(), key=lambda slot: slot.starts_at, reverse=True)


def rules_of(rules: Sequence[Rule], day: date) -> list[Rule]:
    """The rules that hold on a day, by their start."""
    open_then = [rule for rule in rules if rule.weekday in (None, day.weekday()) and is_in_season(rule, day)]
    seasonal = [rule for rule in open_then if rule.from_day]
    chosen: dict[time, Rule] = {}
    for rule in sorted(seasonal or open_then, key=lambda rule: rule.weekday is not None):
        chosen[rule.starts] = rule
    return [chosen[starts] for starts in sorted(chosen)]


def is_in_season(rule: Rule, day: date) -> bool:
    """Whether a rule's season has the day; a season that ends before it begins passes the new year."""
    if not rule.from_day:
        return True
    today = f"{day:%m-%d}"
    if rule.from_day <= rule.to_day:
        return rule.from_day <= today <= rule.to_day
    return today >= rule.from_day or today <= rule.to_day


def _slot(rule: Rule, source: Source, day: date, starts: datetime, ends: datetime) -> Slot:
    percent = source.percents.get(day, 100)
    most = rule.limit if source.jobs_per_person is None else by_crews(source, starts, ends)
    limit = floor(most * percent / 100)
    kept = headroom_of(limit, source.headroom_percent)
    return Slot(starts, ends, limit, kept, min(floor(rule.appointment_quota * percent / 100), limit - kept))


def by_crews(source: Source, starts: datetime, ends: datetime) -> int:
    """How many jobs the people on duty can do in a slot; somebody there for half of it counts half."""
    there = sum(
        people * max(timedelta(0), min(ends, until) - max(starts, since)) / (ends - starts)
        for since, until, people in source.roster
    )
    # A third of a person and two thirds are one, whatever the sum of their fractions looks like.
    return floor(round(there * (source.jobs_per_person or 0), 6))


def headroom_of(limit: int, percent: int) -> int:
    """What only emergencies may use of a limit: rounded up, so that a small one keeps something."""
    return min(limit, ceil(limit * percent / 100))
