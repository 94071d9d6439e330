"""What a station's rules make of a day, against a slow reading of the same words; and what could not be meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import ceil, floor
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage.capacity import slots
from dispatch.kernel.errors import Refusal

ZONE = "Asia/Shanghai"
TZ = ZoneInfo(ZONE)
PLAIN = slots.Source(zone=ZONE)


@dataclass(frozen=True)
class Rule:
    starts: time
    ends: time
    limit: int = 4
    weekday: int | None = None
    from_day: str = ""
    to_day: str = ""
    appointment_quota: int = 0


def at(day: date, hour: int = 0) -> datetime:
    return datetime.combine(day, time(hour), TZ)


def on(day: date, rules: list[Rule], source: slots.Source = PLAIN) -> dict[int, slots.Slot]:
    """The slots that begin on a day, by their hour."""
    found = slots.slots_between(rules, source, at(day), at(day, 23))
    return {slot.starts_at.hour: slot for slot in found if slot.starts_at.date() == day}


MONDAY = date(2026, 3, 2)
MORNING, EVENING, NIGHT = Rule(time(8), time(12)), Rule(time(16), time(0), 2), Rule(time(20), time(6), 1)


class TestADay:
    def test_slots_come_latest_first_and_only_those_not_over(self) -> None:
        found = slots.slots_between([MORNING, EVENING], PLAIN, at(MONDAY, 12), at(MONDAY + timedelta(days=1), 8))
        assert [slot.starts_at for slot in found] == [at(MONDAY + timedelta(days=1), 8), at(MONDAY, 16)]

    def test_a_night_belongs_to_the_day_on_which_it_begins(self) -> None:
        [running] = slots.slots_between([NIGHT], PLAIN, at(MONDAY, 3), at(MONDAY, 4))
        assert (running.starts_at, running.ends_at) == (at(MONDAY - timedelta(days=1), 20), at(MONDAY, 6))

    def test_a_weekday_stands_before_all_days_and_other_starts_stay(self) -> None:
        rules = [MORNING, EVENING, replace(MORNING, weekday=0, limit=9)]
        assert {hour: slot.limit for hour, slot in on(MONDAY, rules).items()} == {8: 9, 16: 2}
        assert on(MONDAY + timedelta(days=1), rules)[8].limit == 4

    def test_a_season_stands_before_the_whole_year_with_all_its_slots(self) -> None:
        rules = [MORNING, EVENING, replace(MORNING, limit=7, from_day="11-15", to_day="03-15")]
        assert {hour: slot.limit for hour, slot in on(MONDAY, rules).items()} == {8: 7}
        assert {hour: slot.limit for hour, slot in on(date(2026, 7, 1), rules).items()} == {8: 4, 16: 2}

    @pytest.mark.parametrize(
        ("day", "within"),
        [("2026-11-14", False), ("2026-11-15", True), ("2026-12-31", True), ("2027-01-01", True),
         ("2027-03-15", True), ("2027-03-16", False), ("2028-02-29", True)],
    )  # fmt: skip
    def test_a_season_may_pass_the_new_year(self, day: str, within: bool) -> None:
        winter = replace(MORNING, from_day="11-15", to_day="03-15")
        assert bool(on(date.fromisoformat(day), [winter])) is within

    def test_an_exception_day_takes_its_share_of_limit_headroom_and_quota(self) -> None:
        source = slots.Source(zone=ZONE, headroom_percent=20, percents={MONDAY: 50})
        rules = [replace(MORNING, limit=11, appointment_quota=6)]
        assert (on(MONDAY, rules, source)[8].limit, on(MONDAY, rules, source)[8].kept) == (5, 1)
        assert on(MONDAY, rules, source)[8].quota == 3
        assert on(MONDAY + timedelta(days=1), rules, source)[8].limit == 11
        closed = slots.Source(zone=ZONE, percents={MONDAY: 0})
        assert on(MONDAY, rules, closed)[8].limit == 0

    def test_a_small_slot_keeps_something_and_the_quota_never_what_is_kept(self) -> None:
        source = slots.Source(zone=ZONE, headroom_percent=10)
        slot = on(MONDAY, [replace(MORNING, limit=3, appointment_quota=3)], source)[8]
        assert (slot.limit, slot.kept, slot.quota) == (3, 1, 2)


class TestCrews:
    def source(self, *shifts: tuple[int, int, int]) -> slots.Source:
        roster = [(at(MONDAY, start), at(MONDAY, end), people) for start, end, people in shifts]
        return slots.Source(zone=ZONE, jobs_per_person=1.5, roster=roster)

    def test_the_people_on_duty_say_how_much(self) -> None:
        assert on(MONDAY, [MORNING], self.source((6, 18, 4)))[8].limit == 6
        assert on(MONDAY, [MORNING], self.source((6, 18, 4), (8, 12, 2)))[8].limit == 9

    def test_who_is_there_for_half_of_it_counts_half(self) -> None:
        assert on(MONDAY, [MORNING], self.source((10, 18, 4)))[8].limit == 3

    def test_nobody_on_duty_is_no_capacity(self) -> None:
        assert on(MONDAY, [MORNING], self.source((13, 18, 4)))[8].limit == 0


class TestJudged:
    def refused(self, *rules: Rule) -> str:
        with pytest.raises(Refusal) as refused:
            slots.judge(list(rules))
        return refused.value.code

    def test_what_can_be_meant_passes(self) -> None:
        winter = replace(MORNING, from_day="11-15", to_day="03-15")
        summer = replace(MORNING, from_day="06-01", to_day="08-31")
        slots.judge([MORNING, EVENING, replace(MORNING, weekday=0), winter, replace(winter, weekday=5), summer])
        slots.judge([Rule(time(8), time(20)), Rule(time(20), time(8))])
        slots.judge([Rule(time(0), time(0))])

    def test_half_a_season_or_a_day_that_no_calendar_has(self) -> None:
        assert self.refused(replace(MORNING, from_day="11-15")) == "capacity.season_unclear"
        assert self.refused(replace(MORNING, from_day="02-30", to_day="03-01")) == "capacity.season_unclear"

    def test_two_seasons_that_share_a_day(self) -> None:
        winter = replace(MORNING, from_day="11-15", to_day="03-15")
        assert self.refused(winter, replace(EVENING, from_day="03-15", to_day="04-15")) == "capacity.seasons_overlap"

    def test_slots_that_share_time(self) -> None:
        assert self.refused(MORNING, Rule(time(11), time(13))) == "capacity.slots_overlap"
        assert self.refused(MORNING, MORNING) == "capacity.slots_overlap"
        # On Mondays only, where the weekday's own slot meets one of all days.
        assert self.refused(MORNING, Rule(time(10), time(14), weekday=0)) == "capacity.slots_overlap"
        # The night of Sunday ends in the morning of Monday.
        night = replace(NIGHT, weekday=6)
        assert self.refused(night, Rule(time(5), time(7), weekday=0)) == "capacity.slots_overlap"


HOURS = st.integers(0, 23)
DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))
SEASONS = st.sampled_from([("", ""), ("", ""), ("11-15", "03-15"), ("06-01", "08-31")])


@st.composite
def rule(draw: st.DrawFn) -> Rule:
    season, starts = draw(SEASONS), draw(HOURS)
    return Rule(
        starts=time(starts),
        ends=time((starts + draw(st.integers(1, 6))) % 24),
        limit=draw(st.integers(0, 30)),
        weekday=draw(st.none() | st.integers(0, 6)),
        from_day=season[0],
        to_day=season[1],
        appointment_quota=draw(st.integers(0, 10)),
    )


def _season_has(one: Rule, day: date) -> bool:
    """By counting days, not by comparing words."""
    if not one.from_day:
        return True
    for year in (day.year - 1, day.year):
        first = date(year, int(one.from_day[:2]), int(one.from_day[3:]))
        last = date(year, int(one.to_day[:2]), int(one.to_day[3:]))
        if last < first:
            last = last.replace(year=year + 1)
        if first <= day <= last:
            return True
    return False


def slow_reading(rules: list[Rule], source: slots.Source, day: date) -> dict[datetime, tuple[datetime, int, int, int]]:
    """The slots that begin on a day, hour by hour from the words of the documentation."""
    found = {}
    held = [one for one in rules if _season_has(one, day) and one.weekday in (None, day.weekday())]
    if any(one.from_day for one in held):
        held = [one for one in held if one.from_day]
    for hour in range(24):
        here = [one for one in held if one.starts.hour == hour]
        own = [one for one in here if one.weekday is not None]
        for one in (own or here)[:1]:
            hours = (one.ends.hour - hour) % 24 or 24
            limit = floor(one.limit * source.percents.get(day, 100) / 100)
            kept = min(limit, ceil(limit * source.headroom_percent / 100))
            quota = min(floor(one.appointment_quota * source.percents.get(day, 100) / 100), limit - kept)
            found[at(day, hour)] = (at(day, hour) + timedelta(hours=hours), limit, kept, quota)
    return found


@settings(max_examples=300, deadline=None)
@given(
    rules=st.lists(rule(), max_size=12),
    first=DAYS,
    ahead=st.integers(0, 9),
    headroom=st.integers(0, 100),
    percents=st.dictionaries(st.integers(0, 9), st.integers(0, 300)),
    zone=st.sampled_from(["Asia/Shanghai", "Asia/Kolkata", "Pacific/Kiritimati", "Etc/GMT+11", "UTC"]),
)
def test_slots_are_those_of_a_slow_reading(
    rules: list[Rule], first: date, ahead: int, headroom: int, percents: dict[int, int], zone: str
) -> None:
    """Whatever could be meant, in zones without summer time, over new years, leap days and exception days."""
    try:
        slots.judge(rules)
    except Refusal:
        return
    source = slots.Source(
        zone=zone, headroom_percent=headroom, percents={first + timedelta(days=day): n for day, n in percents.items()}
    )
    tz = ZoneInfo(zone)
    since = datetime.combine(first, time(0), tz)
    until = datetime.combine(first + timedelta(days=ahead), time(23, 59), tz)
    found = slots.slots_between(rules, source, since, until)
    assert found == sorted(found, key=lambda slot: slot.starts_at, reverse=True)
    expected = {}
    for place in range(-1, ahead + 1):
        for starts, (ends, *rest) in slow_reading(rules, source, first + timedelta(days=place)).items():
            if ends.replace(tzinfo=tz) > since:
                expected[starts.replace(tzinfo=tz)] = (ends.replace(tzinfo=tz), *rest)
    assert {slot.starts_at: (slot.ends_at, slot.limit, slot.kept, slot.quota) for slot in found} == expected
    assert all(0 <= slot.kept <= slot.limit and 0 <= slot.quota <= slot.limit - slot.kept for slot in found)
    in_order = sorted(found, key=lambda slot: slot.starts_at)
    if all(not one.from_day for one in rules):
        assert all(one.ends_at <= other.starts_at for one, other in pairwise(in_order)), "no time twice"
