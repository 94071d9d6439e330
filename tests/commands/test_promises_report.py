"""The two promises of the trade: each order's own limit, and the average of a period."""

from datetime import date, timedelta
from typing import Any

import pytest

from dispatch.board.reports import catalogue, counting
from dispatch.board.reports.asked import Asked
from dispatch.board.reports.periods import period_of
from dispatch.kernel import clock, commands
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.errors import Refusal
from repairs import orders, policies, promises
from repairs.models import Correction, WorkOrder
from tests.commands.lakeside import Lakeside

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(frozen: object) -> Lakeside:
    policies.forget()
    return Lakeside()


def arrive_after(town: Lakeside, minutes: int) -> None:
    order = town.order()
    visit = town.give(order, town.zhou)
    town.tap(visit, "accept")
    clock.advance(timedelta(minutes=minutes))
    town.tap(visit, "arrive")


def promised(town: Lakeside, by: str, first: date | None = None, last: date | None = None) -> list[dict[str, Any]]:
    asked = Asked(town.city, period_of(town.city, first, last), clock.now(), by)
    return counting.table(catalogue.named("promises"), asked)[0]


def arrivals(town: Lakeside, by: str) -> dict[str, Any]:
    rows = promised(town, by)
    return next(row for row in rows if row["kind"] == "arrival")


def test_one_order_may_be_late_while_the_average_is_kept(town: Lakeside) -> None:
    for minutes in (20, 30, 60):
        arrive_after(town, minutes)
    row = arrivals(town, "utility")
    assert (row["count"], row["kept"], row["share"]) == (3, 2, 0.6667)
    assert (row["average_min"], row["limit_min"], row["average_kept"]) == (36.67, 45, True)
    arrive_after(town, 120)
    assert arrivals(town, "utility")["average_kept"] is False


def test_what_still_runs_is_not_judged_until_its_limit_has_passed(town: Lakeside) -> None:
    town.order()
    row = arrivals(town, "station")
    assert (row["station_name"], row["count"], row["running"], row["share"], row["average_min"]) == (
        "湖滨供电所",
        0,
        1,
        None,
        None,
    )
    clock.advance(timedelta(minutes=46))
    row = arrivals(town, "station")
    assert (row["count"], row["kept"], row["running"], row["share"]) == (1, 0, 0, 0)


def test_an_approved_correction_is_when_it_happened(town: Lakeside) -> None:
    arrive_after(town, 60)
    assert arrivals(town, "utility")["kept"] == 0
    order = WorkOrder.objects.get()
    asked = {"order": order, "milestone": "arrived", "was": order.arrived_at, "reason": "信号差", "asked_by": "a"}
    asked |= {"asked_name": "a", "asked_at": clock.now(), "becomes": order.arrived_at - timedelta(minutes=20)}
    row = Correction.objects.create(**asked)
    assert arrivals(town, "utility")["kept"] == 0, "an open one says nothing yet"
    Correction.objects.filter(pk=row.pk).update(verdict="approved", decided_by="b", decided_at=clock.now())
    found = arrivals(town, "utility")
    assert (found["kept"], found["average_min"]) == (1, 40)


def test_a_time_moved_before_it_came_is_not_judged_and_one_moved_too_late_was_broken(town: Lakeside) -> None:
    order = town.order()

    def promise(minutes: int) -> None:
        with commands.begun(SYSTEM) as tx:
            at = tx.at + timedelta(minutes=minutes)
            promises.promise(tx, orders.locked([order.pk])[order.pk], at, "weather")

    def judged() -> tuple[int, int]:
        rows = promised(town, "utility")
        return next(((row["count"], row["kept"]) for row in rows if row["kind"] == "promise"), (0, 0))

    promise(30)
    clock.advance(timedelta(minutes=10))
    promise(30)
    assert judged() == (0, 0)
    clock.advance(timedelta(minutes=40))
    promise(30)
    assert judged() == (1, 0)


def test_days_are_those_of_the_place_and_in_their_order(town: Lakeside) -> None:
    period = period_of(town.city, date(2026, 1, 5), date(2026, 1, 5))
    assert (period.since.isoformat(), period.until.isoformat()) == (
        "2026-01-05T00:00:00+08:00",
        "2026-01-06T00:00:00+08:00",
    )
    for first, last in ((date(2026, 1, 6), date(2026, 1, 5)), (date(2000, 1, 1), date(2026, 1, 5))):
        with pytest.raises(Refusal):
            period_of(town.city, first, last)
    assert promised(town, "utility", date(2025, 1, 1), date(2025, 1, 1)) == []
