"""Reliability indices as IEEE 1366 defines them. Pure.

A customer out for more than five minutes is a sustained interruption; every step of a restoration counts the customers
that it brought back. An outage of several days belongs to the day it began.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log
from statistics import fmean, stdev

BETAS = 2.5
"""T_MED = exp(α + 2.5 β)."""


@dataclass(frozen=True, slots=True)
class Step:
    """So many customers of one outage were without for so many minutes; `day` is the one on which it began."""

    outage_id: int
    day: date
    minutes: float
    customers: int


@dataclass(frozen=True)
class Indices:
    """`saidi` and `caidi` in minutes. What has no denominator is None: nothing is known, which is not zero."""

    interruptions: int
    customers: int
    customer_minutes: float
    saifi: float | None
    saidi: float | None
    caidi: float | None
    asai: float | None


def sustained(steps: Iterable[Step], longer_than_min: float) -> list[Step]:
    """The steps that count; momentary ones do not, also when another step of the same outage does."""
    return [step for step in steps if step.minutes > longer_than_min]


def indices(steps: Collection[Step], served: float | None, period_minutes: float) -> Indices:
    """SAIFI = ΣN/N_T, SAIDI = ΣrN/N_T, CAIDI = SAIDI/SAIFI, ASAI = 1 − SAIDI/T."""
    customers = sum(step.customers for step in steps)
    minutes = sum(step.customers * step.minutes for step in steps)
    saidi = minutes / served if served else None
    return Indices(
        interruptions=len({step.outage_id for step in steps}),
        customers=customers,
        customer_minutes=minutes,
        saifi=customers / served if served else None,
        saidi=saidi,
        caidi=minutes / customers if customers else None,
        asai=1 - saidi / period_minutes if saidi is not None and period_minutes > 0 else None,
    )


def daily_saidi(steps: Iterable[Step], served_on: Callable[[date], float | None]) -> dict[date, float]:
    """SAIDI of each day on which something began, by the customers served that day; days without a figure left out."""
    minutes: dict[date, float] = defaultdict(float)
    for step in steps:
        minutes[step.day] += step.customers * step.minutes
    found = {}
    for day, sum_of_day in minutes.items():
        if served := served_on(day):
            found[day] = sum_of_day / served
    return found


def threshold(daily: Sequence[float], least_days: int) -> float | None:
    """T_MED from the days before: mean and sample deviation of ln(SAIDI), zero days dropped.

    None with fewer than `least_days` days (and never fewer than two): then no day is called a major one.
    """
    logs = [log(value) for value in daily if value > 0]
    if len(logs) < max(2, least_days):
        return None
    return exp(fmean(logs) + BETAS * stdev(logs))


def major_days(daily: dict[date, float], limit: float) -> frozenset[date]:
    """Days whose SAIDI exceeds T_MED."""
    return frozenset(day for day, saidi in daily.items() if saidi > limit)
