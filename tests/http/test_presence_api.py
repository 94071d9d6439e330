"""Who is at an order: said again and again, heard by those who are there too, and gone when it is not said."""

from datetime import timedelta
from typing import Any

import pytest

from dispatch.board import presence
from dispatch.board.models import Attendance
from dispatch.kernel import clock
from repairs.models import WorkOrder
from tests.commands.lakeside import Lakeside
from tests.http.test_board_api import Desk, code, he, li, stranger, town

__all__ = ["he", "li", "stranger", "town"]
pytestmark = pytest.mark.django_db(transaction=True)


def say(desk: Desk, order: WorkOrder, doing: str = "looking", about: str = "") -> Any:
    return desk.client.put(
        f"/api/v1/board/orders/{order.pk}/presence", {"doing": doing, "about": about}, "application/json"
    )


def there(answer: Any) -> list[tuple[str, str, str]]:
    assert answer.status_code == 200, answer.content
    return [(each["name"], each["doing"], each["about"]) for each in answer.json()["people"]]


def test_whoever_comes_second_hears_who_was_there_first(town: Lakeside, li: Desk, he: Desk) -> None:
    order = town.order()
    assert there(say(li, order)) == [("Li", "looking", "")]
    with clock.frozen(clock.now() + timedelta(seconds=5)):
        assert there(say(he, order, "deciding", "assign")) == [
            ("Li", "looking", ""),
            (town.he.display_name or town.he.username, "deciding", "assign"),
        ]


def test_saying_it_again_keeps_since_when(town: Lakeside, li: Desk) -> None:
    order = town.order()
    began = clock.now()
    say(li, order)
    with clock.frozen(began + timedelta(seconds=20)):
        [again] = say(li, order).json()["people"]
        assert (again["since"], again["seen_at"]) == (clock.iso(began), clock.iso(clock.now()))
        [other] = say(li, order, "deciding", "offer").json()["people"]
        assert other["since"] == clock.iso(clock.now())


def test_whoever_leaves_or_falls_silent_is_there_no_longer(town: Lakeside, li: Desk, he: Desk) -> None:
    order = town.order()
    say(he, order)
    assert len(there(say(li, order))) == 2
    assert there(say(he, order, "gone")) == [("Li", "looking", "")]
    with clock.frozen(clock.now() + presence.LASTS):
        assert there(say(he, order)) == [(town.he.display_name or town.he.username, "looking", "")]


def test_one_order_does_not_know_of_another(town: Lakeside, li: Desk, he: Desk) -> None:
    one, other = town.order(), town.order()
    say(li, one)
    assert len(there(say(he, other))) == 1


def test_being_there_changes_nothing_about_the_order(town: Lakeside, li: Desk) -> None:
    order = town.order()
    before = order.version
    say(li, order, "deciding", "close")
    order.refresh_from_db()
    assert order.version == before
    assert li.on(order, "queue", version=before, note="nobody is free").status_code == 200


def test_what_was_said_hours_ago_is_forgotten(town: Lakeside, li: Desk) -> None:
    one, other = town.order(), town.order()
    say(li, one)
    with clock.frozen(clock.now() + timedelta(hours=2)):
        say(li, other)
    assert list(Attendance.objects.values_list("order_id", flat=True)) == [other.pk]


def test_an_order_of_others_is_not_there(town: Lakeside, stranger: Desk) -> None:
    assert code(say(stranger, town.order())) == (404, "not_found")
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("body", [{"doing": "sleeping"}, {"doing": "looking", "about": "<b>"}, {}])
def test_only_known_words_are_taken(town: Lakeside, li: Desk, body: dict[str, str]) -> None:
    order = town.order()
    answer = li.client.put(f"/api/v1/board/orders/{order.pk}/presence", body, "application/json")
    assert code(answer) == (422, "input.invalid")


def test_the_feed_gives_the_order_with_its_place_in_the_tree(town: Lakeside, li: Desk) -> None:
    order = town.order()
    say(li, order, "deciding", "assign")
    [each] = presence.changed_since(clock.now() - timedelta(seconds=1))
    assert (each.id[0], each.path, each.item()["about"]) == (order.pk, order.node.path, "assign")
    assert presence.changed_since(clock.now() + timedelta(seconds=10)) == []
