"""Whether a position makes sense. Pure.

A position is nonsense outside the earth, at (0, 0), from the future beyond the clocks' skew, from long ago, or where
nobody could be so soon after the last one. The inaccuracy of both fixes is granted before a speed is called impossible,
so that a phone between tall buildings is not taken for a liar.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from field.travel import geodesic_m


@dataclass(frozen=True, slots=True)
class Fix:
    """One reading of the phone: WGS-84 degrees, metres, degrees clockwise from north."""

    lon: float
    lat: float
    at: datetime
    accuracy_m: float | None = None
    heading: float | None = None


@dataclass(frozen=True)
class Limits:
    """From policy rows."""

    max_ahead: timedelta
    max_age: timedelta
    max_speed_ms: float


def judge(
    fixes: Sequence[Fix], last: Fix | None, now: datetime, limits: Limits
) -> tuple[list[Fix], list[tuple[int, str]]]:
    """(those that make sense, [(place in the batch, code of what is wrong)]). Fixes are judged in the order of time."""
    good: list[Fix] = []
    bad: list[tuple[int, str]] = []
    for place, fix in sorted(enumerate(fixes), key=lambda pair: pair[1].at):
        code = fault(fix, now, limits)
        if code is None and last is not None and fix.at > last.at and is_leap(last, fix, limits.max_speed_ms):
            code = "too_fast"
        if code is None:
            good.append(fix)
            last = fix if last is None or fix.at >= last.at else last
        else:
            bad.append((place, code))
    return good, sorted(bad)


def fault(fix: Fix, now: datetime, limits: Limits) -> str | None:
    """What is wrong with one fix by itself."""
    numbers = [fix.lon, fix.lat, *(value for value in (fix.accuracy_m, fix.heading) if value is not None)]
    if not all(math.isfinite(value) for value in numbers):
        return "not_a_number"
    if not (-180 <= fix.lon <= 180 and -90 <= fix.lat <= 90) or (fix.lon == 0 and fix.lat == 0):
        return "not_on_earth"
    if fix.accuracy_m is not None and fix.accuracy_m < 0:
        return "accuracy_negative"
    if fix.at > now + limits.max_ahead:
        return "in_the_future"
    if fix.at < now - limits.max_age:
        return "too_old"
    return None


def is_leap(last: Fix, fix: Fix, max_speed_ms: float) -> bool:
    """Whether nobody gets from `last` to `fix` in the time between."""
    seconds = (fix.at - last.at).total_seconds()
    granted = (last.accuracy_m or 0.0) + (fix.accuracy_m or 0.0) + 50.0
    return geodesic_m((last.lon, last.lat), (fix.lon, fix.lat)) - granted > max_speed_ms * seconds
