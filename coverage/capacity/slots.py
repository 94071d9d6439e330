"""The slots that a station's rules make: by weekday and season, on exception days, by rules or by who is on duty. Pure.

A slot that ends before it begins passes midnight and belongs to the day on which it begins. Of a class's rules for a
day those of a season stand before those of the whole year, all together; within them a rule for the weekday takes the
place of one for all days that starts at the same time. An exception day takes its per cent of every limit. Where crews
are the source, a rule only says from when to when, and the people on duty say how much. Of a limit the headroom is kept
free: its last places are for emergencies, whoever took those before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil, floor
from typing import Protocol
from zoneinfo import ZoneInfo

from dispatch.kernel.errors import Refusal

# A leap year's days, as seasons write them.
CALENDAR = {f"{day:%m-%d}": day for day in (date(2024, 1, 1) + timedelta(days=place) for place in range(366))}
WHOLE_YEAR = ("", "")


class Rule(Protocol):
    """A capacity rule: local times of the station, `ends` 00:00 is the end of the day."""

    @property
    def weekday(self) -> int | None: ...
    @property
    def starts(self) -> time: ...
    @property
    def ends(self) -> time: ...
    @property
    def limit(self) -> int: ...
    @property
    def from_day(self) -> str: ...
    @property
    def to_day(self) -> str: ...
    @property
    def appointment_quota(self) -> int: ...


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
    return _of_weekday([rule for rule in open_then if rule.from_day] or open_then, day.weekday())


def _of_weekday(rules: Iterable[Rule], weekday: int) -> list[Rule]:
    """Of rules of one season those for a weekday, by their start: its own before those for all days."""
    chosen: dict[time, Rule] = {}
    for rule in sorted(rules, key=lambda rule: rule.weekday is not None):
        if rule.weekday in (None, weekday):
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


def judge(rules: Sequence[Rule]) -> None:
    """Refuse rules of one class that could not be meant together.

    With capacity.season_unclear (one day without the other, or none of the calendar), .slots_overlap
    (slots of one day, or of a night and the morning after, share time), capacity.seasons_overlap (a day is in two).
    """
    seasons: dict[tuple[str, str], list[Rule]] = {}
    for rule in rules:
        seasons.setdefault((rule.from_day, rule.to_day), []).append(rule)
    for season, of_season in seasons.items():
        if season != WHOLE_YEAR and not set(season) <= CALENDAR.keys():
            raise Refusal("capacity.season_unclear")
        if len({(rule.weekday, rule.starts) for rule in of_season}) < len(of_season) or _shares_time(of_season):
            raise Refusal("capacity.slots_overlap")
    a_rule_each = [of_season[0] for season, of_season in seasons.items() if season != WHOLE_YEAR]
    if any(sum(is_in_season(rule, day) for rule in a_rule_each) > 1 for day in CALENDAR.values()):
        raise Refusal("capacity.seasons_overlap")


def _shares_time(rules: Sequence[Rule]) -> bool:
    end = timedelta(0)
    # A Monday again at the end: the night of Sunday ends in its morning.
    for place in range(8):
        for rule in _of_weekday(rules, place % 7):
            if _at(place, rule.starts) < end:
                return True
            end = _at(place + (rule.ends <= rule.starts), rule.ends)
    return False


def _at(day: int, local: time) -> timedelta:
    return timedelta(days=day, hours=local.hour, minutes=local.minute, seconds=local.second)


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
