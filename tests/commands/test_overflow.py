"""Where overflow goes: the covering stations, the chain by its places, agreements in force, then the nearest able."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coverage import index
from coverage.models import OverflowLink, Station
from dispatch.board import engine
from dispatch.board.models import Decision, Offer
from dispatch.kernel import clock, timers
from repairs.models import WorkOrder
from tests.commands.test_engine import Town, fresh, limit

pytestmark = pytest.mark.django_db(transaction=True)
NINE = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NINE.date()


class Coast(Town):
    """Town with a northern and a southern station; the western one is full. East is nearer to it than they are."""

    def __init__(self) -> None:
        super().__init__()
        version = self.west.areas.get().version
        self.north = self.station("north", 117.35, shapely.box(117.3, 31.0, 117.4, 31.1), version)
        self.south = self.station("south", 117.45, shapely.box(117.4, 31.0, 117.5, 31.1), version)
        limit(self.west, 0)

    def link(self, helper: Station, place: int = 1, kind: str = "overflow", **more: Any) -> OverflowLink:
        given = {"starts_on": TODAY, "made_by": "梅", **more}
        return OverflowLink.objects.create(station=self.west, helper=helper, kind=kind, place=place, **given)

    def placed(self, **more: Any) -> WorkOrder:
        order = self.report(lon=117.05, **more)
        self.run()
        return fresh(order)

    def rows(self, order: WorkOrder) -> dict[int, dict[str, Any]]:
        return {row["station_id"]: row for row in Decision.objects.get(order=order).candidates["rows"]}


@pytest.fixture
def town():
    with clock.frozen(NINE):
        yield Coast()


def codes(row: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in row["reasons"]]


def test_without_links_the_nearest_able_helps(town: Coast) -> None:
    order = town.placed()
    assert order.station == town.east
    assert Offer.objects.get(order=order).way == "mutual_aid"


def test_the_chain_comes_before_who_is_nearest_and_says_whose_overflow_it_is(town: Coast) -> None:
    town.link(town.north)
    order = town.placed()
    assert order.station == town.north
    assert Offer.objects.get(order=order).way == "overflow"
    row = town.rows(order)[town.north.pk]
    assert row["reasons"][0] == {
        "code": "overflow_of",
        "station_id": town.west.pk,
        "station": "west",
        "station_en": "west",
    }
    assert "better_ranked" in codes(town.rows(order)[town.east.pk])


def test_the_chain_is_asked_by_its_places_and_then_agreements_and_then_the_nearest(town: Coast) -> None:
    town.link(town.east, kind="mutual_aid")
    town.link(town.south, place=2)
    town.link(town.north, place=1)
    for expected in (town.north, town.south, town.east):
        order = town.placed()
        assert order.station == expected
        limit(expected, 0)
    assert codes(town.rows(order)[town.north.pk]) == ["overflow_of", "ceiling"]
    assert "aid_agreement" in codes(town.rows(order)[town.east.pk])
    assert town.placed().state == "hand_queue"


def test_links_hold_by_their_dates_by_utility_and_by_class(town: Coast) -> None:
    for more in (
        {"starts_on": TODAY + timedelta(days=1)},
        {"starts_on": date(2026, 2, 1), "ends_on": TODAY - timedelta(days=1)},
        {"utility": "gas"},
        {"work_class": "quality"},
    ):
        town.link(town.north, **more)
    assert town.placed().station == town.east
    town.link(town.north, starts_on=date(2026, 2, 1), ends_on=TODAY, utility="electricity", work_class="network")
    assert town.placed().station == town.north


def test_the_day_is_that_of_the_station(town: Coast) -> None:
    town.link(town.north, starts_on=date(2026, 2, 1), ends_on=TODAY)
    with clock.frozen(NINE.replace(hour=23, minute=59)):
        assert town.placed().station == town.north
    with clock.frozen(NINE.replace(hour=0, minute=1) + timedelta(days=1)):
        assert town.placed().station == town.east


def test_a_helper_that_is_not_able_is_passed_over_with_its_reason(town: Coast) -> None:
    town.link(town.north)
    Station.objects.filter(pk=town.north.pk).update(skills=[], revision=9)
    index.forget()
    order = town.placed()
    assert order.station == town.east
    row = town.rows(order)[town.north.pk]
    assert row["ok"] is False and codes(row)[0] == "overflow_of" and len(codes(row)) > 1


def test_a_station_that_returned_it_is_not_asked_as_helper(town: Coast) -> None:
    town.link(town.north)
    order = town.report(lon=117.05)
    town.run()
    with clock.frozen(NINE + timedelta(minutes=4)):
        timers.sweep()
        town.run()
    assert fresh(order).station == town.east


def test_life_safety_stays_with_the_covering_station(town: Coast) -> None:
    town.link(town.north)
    assert town.placed(symptom="downed_line").station == town.west


def test_chains_cost_a_few_statements_however_many_overflow(town: Coast) -> None:
    def statements(count: int) -> int:
        for _ in range(count):
            town.report(lon=117.05)
        with CaptureQueriesContext(connection) as asked:
            engine.place_waiting()
        return len(asked)

    town.link(town.north)
    town.link(town.south, place=2)
    statements(1)
    one, many = statements(1), statements(25)
    assert many <= one + 2, "the number of statements does not grow with the orders"
    assert Offer.objects.filter(way="overflow").count() == 27
    OverflowLink.objects.all().delete()
    assert one - statements(1) <= 2, "two statements more where there are links"
