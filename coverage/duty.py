"""Is a station open, is it on duty? Pure: opening hours are local times of the station's zone."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = Mapping[str, Sequence[Sequence[str]]]


def is_open(hours: Hours | None, at: datetime, zone: str) -> bool:
    """Whether `hours` hold at `at`; None is round the clock. A span that ends before it starts passes midnight."""
    if hours is None:
        return True
    local = at.astimezone(ZoneInfo(zone))
    now, day = local.time(), local.weekday()
    for begins, ends in hours.get(DAYS[day], ()):
        start, end = _time(begins), _time(ends)
        if start < end:
            if start <= now < end:
                return True
        elif now >= start:
            return True
    for begins, ends in hours.get(DAYS[day - 1], ()):
        start, end = _time(begins), _time(ends)
        if start >= end and now < end:
            return True
    return False


def _time(text: str) -> time:
    return time(0) if text == "24:00" else time.fromisoformat(text)


def on_duty(shifts: Sequence[tuple[datetime, datetime]], at: datetime) -> bool:
    """Whether one of the roster's spans holds at `at`; a station without a roster near `at` is not asked."""
    return not shifts or any(start <= at < end for start, end in shifts)
