"""Merging below HTTP: what is sent twice, also while nothing was placed, and what follows a parent."""

from datetime import timedelta
from typing import Any

import pytest

from dispatch.board import engine
from dispatch.kernel import clock
from dispatch.kernel.actors import SYSTEM
from repairs import intake, similar
from repairs.models import WorkOrder
from tests.commands.lakeside import Lakeside

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(frozen: object) -> Lakeside:
    return Lakeside()


def sent(lat: float = 31.05, **more: Any) -> WorkOrder:
    """A report that waits for the engine, from the same caller and house unless said otherwise."""
    form = intake.IntakeForm(
        **{
            "utility": "electricity", "symptom": "no_power", "place": {"lon": 117.05, "lat": lat},
            "address": "湖滨路 8 号", "contact_phone": "13800001111", **more,
        }
    )  # fmt: skip
    return WorkOrder.objects.get(request__number=intake.take(SYSTEM, form)["number"])


def now(order: WorkOrder) -> WorkOrder:
    return WorkOrder.objects.get(pk=order.pk)


def test_reports_that_came_while_nothing_was_placed_do_not_stop_the_round(town: Lakeside) -> None:
    """The third was sent within the window of the second only, which is no order of its own any more."""
    first = sent()
    clock.advance(timedelta(minutes=20))
    second = sent()
    clock.advance(timedelta(minutes=20))
    third, fourth, other = sent(), sent(), sent(contact_phone="13900002222", lat=31.06)
    engine.place_waiting()
    assert (now(second).state, now(second).parent_id) == ("merged", first.pk)
    assert (now(fourth).state, now(fourth).parent_id) == ("merged", third.pk)
    assert [now(order).merged_children for order in (first, third)] == [1, 1]
    assert {now(order).state for order in (first, third, other)} == {"accepted"}, "the rest of the batch is placed"


def test_a_house_told_by_its_address_and_one_told_by_its_point_make_no_chain(town: Lakeside) -> None:
    first, second = sent(), sent(lat=31.0501)
    third = sent(lat=31.0501, address="湖滨路 8 号后院")
    engine.place_waiting()
    assert (now(second).parent_id, now(third).parent_id) == (first.pk, None)


def test_what_is_sent_again_after_the_repair_is_news_and_no_re_send(town: Lakeside) -> None:
    first = sent()
    engine.place_waiting()
    visit = town.give(now(first), town.zhou)
    for step in ("accept", "depart", "arrive", "repair"):
        town.tap(visit, step)
    again = sent()
    engine.place_waiting()
    assert now(again).state != "merged", "who reports it after the repair is still without"


def test_an_older_order_is_compared_with_those_of_its_own_time(town: Lakeside, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many came since, they do not crowd out the one next door."""
    monkeypatch.setattr(similar, "LOOKED_AT", 2)
    first, second = sent(), sent(contact_phone="13900002222")
    clock.advance(timedelta(hours=7))
    for place in range(3):
        sent(contact_phone=f"1370000000{place}")
    within = WorkOrder.objects.select_related("request")
    found = similar.find(within, similar.of_order(now(first)), "electricity", clock.now(), but=first.pk)
    assert [order.pk for order, _ in found] == [second.pk]


def test_the_same_caller_is_found_without_a_place(town: Lakeside) -> None:
    first = sent(place=None, address="山前村东头")
    sent(place=None, address="别处", contact_phone="13900002222")
    asked = sent(place=None, address="山前村口")
    within = WorkOrder.objects.select_related("request")
    found = similar.find(within, similar.of_order(now(asked)), "electricity", clock.now(), but=asked.pk)
    assert [order.pk for order, _ in found] == [first.pk]
