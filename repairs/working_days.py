"""Working days by China's official calendar, make-up days included; a limit of n of them ends with the n-th.

The State Council announces holidays, and the weekend days worked in exchange (调休), one year ahead; `chinesecalendar`
carries the announcements of 2004 to 2026. For a year that it does not know yet Monday to Friday are taken, and the
deadline says that it is provisional. An operator's rows (CalendarDay) go before both.

How it is counted (our reading of the Civil Code, art. 201 and 203; the rule documents only say "working days"): the day
on which it begins is not counted, whether worked or not; the limit ends at the end of the n-th working day, by the
clock of the place. It is given as that day's last second, so that whoever reads it reads the right date.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from chinese_calendar import constants

from repairs.models import CalendarDay

# Longest run of days off so far: the eight of National Day 2020, 2023 and 2025. Rows of an operator may be longer.
_SPARE_DAYS = 40
LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True)
class Deadline:
    """`is_provisional`: a day was counted whose year has not been announced, and no operator has said either."""

    at: datetime
    is_provisional: bool


@dataclass(frozen=True)
class Day:
    is_working: bool
    is_known: bool


@cache
def years() -> tuple[int, int]:
    """The first and the last year that the official calendar knows."""
    known = {day.year for day in constants.holidays}
    return min(known), max(known)


def official(day: date) -> Day:
    """What the announcements say of a date; beyond them Monday to Friday are worked."""
    first, last = years()
    if day in constants.holidays:
        return Day(is_working=False, is_known=True)
    return Day(day in constants.workdays or day.weekday() < 5, first <= day.year <= last)


def add_working_days(at: datetime, count: int, zone: str, marked: Mapping[date, bool] | None = None) -> Deadline:
    """The end of the `count`-th working day after the day of `at` in `zone`. `marked`: dates an operator settled. Pure.

    No working day at all: the end of the day itself.
    """
    place, day = ZoneInfo(zone), at.astimezone(ZoneInfo(zone)).date()
    settled, left, is_provisional = marked or {}, count, False
    while left > 0:
        day += timedelta(days=1)
        said = official(day) if day not in settled else Day(settled[day], is_known=True)
        left -= said.is_working
        is_provisional = is_provisional or not said.is_known
    return Deadline(datetime.combine(day, LAST_SECOND, place).astimezone(UTC), is_provisional)


def deadline(at: datetime, count: int, zone: str) -> Deadline:
    """The same with the operator's days."""
    first = at.astimezone(ZoneInfo(zone)).date()
    until = first + timedelta(days=2 * count + _SPARE_DAYS)
    marked = dict(CalendarDay.objects.filter(date__range=(first, until)).values_list("date", "is_working"))
    return add_working_days(at, count, zone, marked)


def days_like(today: date, count: int) -> list[date]:
    """The last `count` days of the same kind as `today`, oldest first; fewer where there are not so many.

    A usual day is like the same weekday; a holiday in the week like the last days off, a weekend day that is worked
    like the last working days. Looked for within twice `count` weeks.
    """
    past = [today - timedelta(days=back) for back in range(1, 14 * count + 1)]
    marked = dict(CalendarDay.objects.filter(date__range=(past[-1], today)).values_list("date", "is_working"))

    def is_working(day: date) -> bool:
        return marked[day] if day in marked else official(day).is_working

    works = is_working(today)
    is_usual = works == (today.weekday() < 5)
    alike = [day for day in past if is_working(day) == works and (day.weekday() == today.weekday() or not is_usual)]
    return sorted(alike[:count])
