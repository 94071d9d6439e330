"""What the map asks for: the last hours as they were, whose way is where, and where something is."""

from datetime import timedelta
from typing import Any

import pytest

from dispatch.kernel import clock
from repairs.models import ServiceRequest
from tests.commands.lakeside import HOUR, Lakeside
from tests.http.test_board_api import Desk, code, he, li, stranger, town

__all__ = ["he", "li", "stranger", "town"]

pytestmark = pytest.mark.django_db(transaction=True)


def history(desk: Desk, node: int, hours: int = 24) -> dict[str, Any]:
    return desk.get(f"board/{node}/history?hours={hours}").json()


def states(told: dict[str, Any], order_id: int) -> list[str]:
    place = [row[0] for row in told["orders"]].index(order_id)
    return [state for at, _, state, _ in told["steps"] if at == place]


class TestHistory:
    def test_every_state_of_the_time_is_told_and_the_last_before_it(self, town: Lakeside, li: Desk) -> None:
        order = town.order()
        visit = town.give(order, town.zhou)
        began = clock.now()
        with clock.frozen(began + 3 * HOUR):
            town.tap(visit, "accept")
            town.tap(visit, "depart")
            told = history(li, town.city.pk, hours=1)
        assert states(told, order.pk) == ["assigned", "departed"]
        [row] = told["orders"]
        assert (row[0], row[6:8]) == (order.pk, [117.05, 31.05])
        assert told["since"] == int((began + 2 * HOUR).timestamp())
        assert told["is_cut"] is False

    def test_what_ended_before_the_time_is_not_told(self, town: Lakeside, li: Desk) -> None:
        order = town.order()
        order.state, order.updated_at = "closed", clock.now() - timedelta(hours=5)
        order.save(update_fields=["state", "updated_at"])
        assert history(li, town.city.pk, hours=2)["orders"] == []
        assert [row[0] for row in history(li, town.city.pk, hours=8)["orders"]] == [order.pk]

    def test_deadlines_are_told_with_when_they_stopped(self, town: Lakeside, li: Desk) -> None:
        order = town.order()
        told = history(li, town.city.pk)
        running = [(due, stopped) for place, _, due, stopped in told["clocks"] if told["orders"][place][0] == order.pk]
        assert running
        assert all(due > int(clock.now().timestamp()) for due, _ in running)
        assert any(stopped is None for _, stopped in running)

    def test_another_city_sees_nothing_of_it(self, town: Lakeside, stranger: Desk) -> None:
        town.order()
        assert code(stranger.get(f"board/{town.city.pk}/history")) == (404, "not_found")
        assert code(stranger.get(f"board/{town.city.pk}/find?q=E01")) == (404, "not_found")
        assert code(stranger.get(f"board/technicians/{town.zhou.pk}/way")) == (404, "not_found")

    @pytest.mark.parametrize("hours", ["0", "25", "many"])
    def test_hours_are_bounded(self, town: Lakeside, li: Desk, hours: str) -> None:
        assert code(li.get(f"board/{town.city.pk}/history?hours={hours}")) == (422, "input.invalid")


class TestFind:
    def find(self, desk: Desk, node: int, text: str) -> dict[str, Any]:
        answer = desk.client.get(f"/api/v1/board/{node}/find", {"q": text})
        assert answer.status_code == 200, answer.content
        return answer.json()

    def test_an_order_is_found_by_number_address_caller_and_end_of_the_phone(self, town: Lakeside, li: Desk) -> None:
        order = town.order()
        number = order.request.number
        spaced = f"{number[:6]} {number[6:9]} {number[9:]}"
        for text in (number, spaced, number[-4:], "湖滨路", "王女士", "1111", "138 0000 1111"):
            found = self.find(li, town.city.pk, text)["orders"]
            assert [row["id"] for row in found] == [order.pk], text
        assert "1380000" not in str(found)
        assert found[0]["caller"].startswith("王")

    def test_three_digits_of_a_phone_and_a_part_of_a_name_find_nobody(self, town: Lakeside, li: Desk) -> None:
        town.order()
        ServiceRequest.objects.update(number="2600000000000")
        assert self.find(li, town.city.pk, "111")["orders"] == []
        assert self.find(li, town.city.pk, "女士")["orders"] == []
        assert self.find(li, town.city.pk, "湖") == {"orders": [], "technicians": [], "stations": []}

    def test_people_and_stations_are_found_by_name(self, town: Lakeside, li: Desk) -> None:
        found = self.find(li, town.city.pk, "周强")
        assert [row["id"] for row in found["technicians"]] == [town.zhou.pk]
        assert [row["id"] for row in self.find(li, town.city.pk, "lakeside")["stations"]] == [town.station.pk]

    def test_an_old_order_is_found_by_its_whole_number_only(self, town: Lakeside, li: Desk) -> None:
        order = town.order()
        order.opened_at = clock.now() - timedelta(days=90)
        order.save(update_fields=["opened_at"])
        assert self.find(li, town.city.pk, "湖滨路")["orders"] == []
        assert [row["id"] for row in self.find(li, town.city.pk, order.request.number)["orders"]] == [order.pk]


class TestWay:
    def test_the_way_goes_from_what_was_done_through_what_is_ahead(self, town: Lakeside, li: Desk) -> None:
        first, second = town.order(), town.order(lon=117.06)
        visit = town.give(first, town.zhou)
        for action in ("accept", "depart", "arrive"):
            town.tap(visit, action)
        town.give(second, town.zhou)
        way = li.get(f"board/technicians/{town.zhou.pk}/way").json()
        assert [stop["order_id"] for stop in way["done"]] == [first.pk]
        assert [stop["order_id"] for stop in way["ahead"]] == [second.pk]
        assert way["technician"]["id"] == town.zhou.pk
        assert way["ahead"][0]["planned_arrival_at"] is not None

    def test_a_coordinator_of_the_station_sees_the_own_people(self, town: Lakeside, he: Desk) -> None:
        assert he.get(f"board/technicians/{town.zhou.pk}/way").status_code == 200
        assert code(he.get("board/technicians/999999/way")) == (404, "not_found")
