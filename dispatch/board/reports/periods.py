"""The days that a report speaks of: whole days by the wall clock of the node's place."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch.kernel import clock
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node

DAYS = 30
LONGEST_DAYS = 800


@dataclass(frozen=True)
class Period:
    """From the first instant of `first` up to, and without, the first instant after `last`."""

    first: date
    last: date
    since: datetime
    until: datetime


def period_of(node: Node, first: date | None, last: date | None) -> Period:
    """The days from `first` to `last`, both included; the thirty days up to today where they are left out.

    Refuses days in the wrong order, and more than two years of them, with input.invalid.
    """
    zone = ZoneInfo(node.time_zone)
    last = last or clock.now().astimezone(zone).date()
    first = first or last - timedelta(days=DAYS - 1)
    if not timedelta(0) <= last - first <= timedelta(days=LONGEST_DAYS):
        raise Refusal("input.invalid", errors=[{"field": "from", "code": "period"}])
    since = datetime.combine(first, time(), zone)
    return Period(first, last, since, datetime.combine(last + timedelta(days=1), time(), zone))
