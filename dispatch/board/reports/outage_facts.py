"""Outages as the indices read them: steps with their minutes, customers served, and which days were major ones."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Min

from dispatch.board.reports import ieee1366
from dispatch.board.reports.asked import Asked
from dispatch.board.reports.ieee1366 import Step
from dispatch.board.reports.served import Served
from repairs import policies
from repairs.models import CustomersServed, Outage

DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True)
class Facts:
    """What is known of one node and utility up to the end of a period, and five years back.

    `since` is the day of the first outage that was ever entered, None where none was: before it nothing is known.
    """

    asked: Asked
    utility: str
    since: date | None
    steps: list[Step]
    served: Served
    history: timedelta

    @cached_property
    def in_period(self) -> list[Step]:
        """Sustained steps of outages that began in the period."""
        return [step for step in self.steps if step.day >= self.asked.period.first]

    @cached_property
    def limit(self) -> float | None:
        """T_MED from the days before the period; None where they are too few."""
        before = [step for step in self.steps if step.day < self.asked.period.first]
        daily = ieee1366.daily_saidi(before, self.served.on)
        return ieee1366.threshold(list(daily.values()), int(policies.number("reliability.least_days")))

    @cached_property
    def major(self) -> frozenset[date]:
        """The period's major event days."""
        if self.limit is None:
            return frozenset()
        return ieee1366.major_days(ieee1366.daily_saidi(self.in_period, self.served.on), self.limit)


def read(asked: Asked) -> Facts:
    """The facts of the utility asked for; electricity where none is."""
    utility = asked.utility or "electricity"
    history = timedelta(days=DAYS_OF_A_YEAR * policies.number("reliability.history"))
    zone = ZoneInfo(asked.node.time_zone)
    outages = Outage.objects.filter(node__path__startswith=asked.node.path, utility=utility, void_at=None)
    if asked.station is not None:
        outages = outages.filter(node=asked.station)
    first = outages.filter(began_at__lt=asked.period.until).aggregate(first=Min("began_at"))["first"]
    found = outages.filter(began_at__gte=asked.period.since - history, began_at__lt=asked.period.until)
    steps = [
        step for outage in found.prefetch_related("steps").order_by("pk") for step in _steps(outage, zone, asked.now)
    ]
    over = policies.seconds("reliability.sustained_over") / 60
    said = CustomersServed.objects.filter(node__path__startswith=asked.node.path, utility=utility)
    path = asked.node.path
    if asked.station is not None:
        said = said.filter(node=asked.station)
        path = said.values_list("node__path", flat=True).first() or path
    rows = said.order_by("pk").values_list("node__path", "from_day", "customers")
    return Facts(
        asked=asked,
        utility=utility,
        since=None if first is None else first.astimezone(zone).date(),
        steps=ieee1366.sustained(steps, over),
        served=Served(path, rows),
        history=history,
    )


def _steps(outage: Outage, zone: ZoneInfo, now: datetime) -> list[Step]:
    """Those that are back, and those that are still out, until now."""
    day = outage.began_at.astimezone(zone).date()
    back: dict[datetime, int] = defaultdict(int)
    for step in outage.steps.all():
        back[step.restored_at] += step.customers
    left = outage.customers - sum(back.values())
    if left > 0:
        back[max(now, outage.began_at)] += left
    return [
        Step(outage.pk, day, (at - outage.began_at).total_seconds() / 60, customers)
        for at, customers in sorted(back.items())
    ]
