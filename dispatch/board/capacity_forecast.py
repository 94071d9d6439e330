"""What today will bring to a station, out of the last days of its kind and of what has come so far. Pure.

The curve is the mean of those days, hour by hour, smoothed a little: four Mondays say little of one hour and much of a
day. Today is that curve times one factor, learned as today goes on: the usual day weighs as much as `prior` requests
(a gamma prior on a Poisson rate), so that three requests before breakfast do not make a storm and thirty do. Where
there are too few days the answer is that there is too little to go by, and no figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

HOURS = 24
Curve = Sequence[float]
"""One figure per hour of the local day."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Policies: how many days must be known, how many requests the usual day weighs, how far today may differ."""

    least_days: int
    prior: float
    most_factor: float


@dataclass(frozen=True, slots=True)
class Room:
    """What of a class can still be begun within one slot: hours of today as fractions, from `begins` to `ends`."""

    work_class: str
    begins: float
    ends: float
    free: int


@dataclass(frozen=True, slots=True)
class Usual:
    """A station's usual day: how many days it is made of, what comes by hour and class, what ends by hour."""

    days: int
    comes: Mapping[str, Curve]
    ends: Curve

    @property
    def curve(self) -> list[float]:
        return [sum(of[hour] for of in self.comes.values()) for hour in range(HOURS)]


@dataclass(frozen=True, slots=True)
class Forecast:
    """`expected` by hour is the usual curve times today's factor; `full_at` is an hour of the day, a fraction."""

    days: int
    actual: Sequence[int]
    factor: float | None = None
    expected: Sequence[float] = field(default=())
    expected_left: float | None = None
    full_at: float | None = None
    full_of: str = ""

    @property
    def so_far(self) -> int:
        return sum(self.actual)

    @property
    def expected_today(self) -> float | None:
        return None if self.expected_left is None else self.so_far + self.expected_left


def usual(days: Sequence[Mapping[str, Curve]], ended: Sequence[Curve]) -> Usual:
    """The mean of the days (class → counts by hour) and of what ended on them."""
    classes = sorted({name for day in days for name in day})
    comes = {name: smooth(_mean([day.get(name, [0.0] * HOURS) for day in days])) for name in classes}
    return Usual(len(days), comes, smooth(_mean(ended)))


def smooth(curve: Curve) -> list[float]:
    """A quarter from each neighbour; what would fall off the ends of the day stays, so that the sum is the same."""
    last = len(curve) - 1
    return [(curve[max(hour - 1, 0)] + 2 * curve[hour] + curve[min(hour + 1, last)]) / 4 for hour in range(len(curve))]


def factor_of(so_far: float, expected: float, limits: Limits) -> float:
    """How today differs from the usual day, between 1/most and most; nearer 1 the less has been seen."""
    found = (limits.prior + so_far) / (limits.prior + expected)
    return min(limits.most_factor, max(1 / limits.most_factor, found))


def look(
    known: Usual, actual: Sequence[int], hour: float, open_now: int, ceiling: int, rooms: Sequence[Room], limits: Limits
) -> Forecast:
    """The forecast at `hour` (14.5 is half past two) with `actual` requests by hour of today so far."""
    if known.days < limits.least_days:
        return Forecast(known.days, actual)
    curve = known.curve
    factor = factor_of(sum(actual), between(curve, 0, hour), limits)
    full_at, full_of = _full(known, factor, hour, open_now, ceiling, rooms)
    return Forecast(
        days=known.days,
        actual=actual,
        factor=factor,
        expected=[factor * value for value in curve],
        expected_left=factor * between(curve, hour, HOURS),
        full_at=full_at,
        full_of=full_of,
    )


def between(curve: Curve, first: float, last: float) -> float:
    """What the curve holds from one hour of the day to another, fractions of an hour included."""
    return sum(curve[hour] * max(0.0, min(last, hour + 1) - max(first, hour)) for hour in range(len(curve)))


def _full(
    known: Usual, factor: float, now: float, open_now: int, ceiling: int, rooms: Sequence[Room]
) -> tuple[float | None, str]:
    """When the station would be full, and of what: 'ceiling', or the class whose slot is used up first.

    What ends is not scaled: more work does not bring more people. Of what is open nothing ends that is not there.
    """
    if open_now >= ceiling:
        return now, "ceiling"
    found: list[tuple[float, str]] = []
    standing, at = float(open_now), now
    curve = known.curve
    while at < HOURS:
        hour = int(at)
        grows = factor * curve[hour] - known.ends[hour]
        span = hour + 1 - at
        if grows > 0 and standing + grows * span >= ceiling:
            found.append((at + (ceiling - standing) / grows, "ceiling"))
            break
        standing, at = max(0.0, standing + grows * span), hour + 1
    for room in rooms:
        comes = [factor * value for value in known.comes.get(room.work_class, ())]
        if comes and (when := _used_up(comes, max(now, room.begins), room.ends, room.free)) is not None:
            found.append((when, room.work_class))
    return min(found, default=(None, ""))


def _used_up(comes: Curve, at: float, until: float, free: int) -> float | None:
    """When `free` places are gone between two hours; None where they last."""
    left = float(free)
    while at < min(until, HOURS):
        hour = int(at)
        end = min(hour + 1, until)
        if comes[hour] > 0 and comes[hour] * (end - at) >= left:
            return at + left / comes[hour]
        left -= comes[hour] * (end - at)
        at = end
    return None


def _mean(days: Sequence[Curve]) -> list[float]:
    return [sum(day[hour] for day in days) / len(days) if days else 0.0 for hour in range(HOURS)]
