"""Beside an order: notes and pictures for colleagues, other orders around it, and what its customer reads."""

from datetime import timedelta
from typing import Any

import pytest

from dispatch.board import notes
from dispatch.board.models import OrderNote
from dispatch.kernel import clock
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import Entry
from repairs.models import WorkOrder
from tests.commands.lakeside import Lakeside
from tests.http.test_board_api import Desk, code, he, li, person, stranger, town
from tests.rules.test_pictures import jpeg, segment

__all__ = ["he", "li", "stranger", "town"]
pytestmark = pytest.mark.django_db(transaction=True)


def note(desk: Desk, order: WorkOrder, text: str = "The gate is locked after six", key: str | None = None) -> Any:
    return desk.post(f"orders/{order.pk}/notes", {"text": text}, key)


def picture(desk: Desk, order: WorkOrder, body: bytes, caption: str = "") -> Any:
    path = f"/api/v1/board/orders/{order.pk}/pictures?caption={caption}"
    return desk.client.post(path, body, "image/jpeg")


def noted(desk: Desk, order: WorkOrder) -> list[dict[str, Any]]:
    return desk.get(f"board/orders/{order.pk}").json()["notes"]


class TestNotes:
    def test_a_note_is_read_by_colleagues_and_makes_nobodys_decision_stale(
        self, town: Lakeside, li: Desk, he: Desk
    ) -> None:
        order = town.order()
        assert note(he, order).status_code == 200
        [read] = noted(li, order)
        assert (read["text"], read["by"], read["picture"]) == ("The gate is locked after six", "何静", None)
        assert li.on(order, "queue", version=order.version, note="nobody is free").status_code == 200

    def test_the_log_says_that_something_was_noted_and_not_what(self, town: Lakeside, li: Desk) -> None:
        order = town.order()
        note(li, order, "ask for Mrs Wang")
        told = Entry.objects.filter(kind="order.noted").order_by("stream")
        assert [entry.stream for entry in told] == [
            f"board:{town.city.pk}",
            f"board:{town.node.pk}",
            f"order:{order.pk}",
        ]
        assert not any("Wang" in str(entry.data) for entry in told)

    def test_the_same_key_writes_once(self, town: Lakeside, li: Desk) -> None:
        order = town.order()
        assert note(li, order, key="k").json()["note"] == note(li, order, key="k").json()["note"]
        assert len(noted(li, order)) == 1

    def test_customers_read_no_notes(self, town: Lakeside, li: Desk) -> None:
        order = town.order()
        note(li, order, "unfriendly dog")
        page = li.client.get(f"/track/{order.request.tracking_code}")
        assert page.status_code == 200
        assert "unfriendly dog" not in page.content.decode()

    @pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
    def test_a_note_says_something(self, town: Lakeside, li: Desk, text: str) -> None:
        assert code(note(li, town.order(), text)) == (422, "input.invalid")

    def test_who_only_looks_writes_nothing(self, town: Lakeside, stranger: Desk) -> None:
        auditor = person("an", Role.AUDITOR, town.city)
        order = town.order()
        assert code(note(auditor, order)) == (403, "access.denied")
        assert code(note(stranger, order)) == (404, "not_found")
        assert not OrderNote.objects.exists()

    def test_there_is_an_end_to_it(self, town: Lakeside, li: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(notes, "MOST", 2)
        order = town.order()
        assert [note(li, order).status_code for _ in range(3)] == [200, 200, 409]


class TestPictures:
    def test_a_picture_comes_back_as_it_is_kept(self, town: Lakeside, li: Desk, he: Desk) -> None:
        order = town.order()
        answer = picture(he, order, jpeg(640, 480, segment(0xE1, b"Exif 31.05 N")), "the pole")
        assert answer.status_code == 200, answer.content
        [read] = noted(li, order)
        assert (read["text"], read["width"], read["height"]) == ("the pole", 640, 480)
        shown = li.client.get(read["picture"])
        assert (shown.status_code, shown["Content-Type"], shown.content) == (200, "image/jpeg", jpeg(640, 480))
        assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert shown["X-Content-Type-Options"] == "nosniff"

    def test_what_is_no_picture_is_not_kept(self, town: Lakeside, li: Desk) -> None:
        assert code(picture(li, town.order(), b"<html>")) == (422, "picture.unreadable")
        assert not OrderNote.objects.exists()

    def test_pictures_of_others_are_not_there(self, town: Lakeside, li: Desk, stranger: Desk) -> None:
        order = town.order()
        where = picture(li, order, jpeg()).json()["note"]["picture"]
        assert code(stranger.client.get(where)) == (404, "not_found")
        assert code(stranger.client.get("/api/v1/board/notes/999999/picture")) == (404, "not_found")
        words = note(li, order).json()["note"]["id"]
        assert code(li.client.get(f"/api/v1/board/notes/{words}/picture")) == (404, "not_found")


class TestAround:
    def test_open_orders_near_by_come_nearest_first(self, town: Lakeside, li: Desk) -> None:
        order = town.order()
        far, near = town.order(lon=117.054), town.order(lon=117.051)
        away = town.order(lon=117.06)
        told = li.get(f"board/orders/{order.pk}/around").json()
        assert [row["order"]["id"] for row in told["near"]] == [near.pk, far.pk]
        assert told["near"][0]["distance_m"] == pytest.approx(95, abs=2)
        wide = li.get(f"board/orders/{order.pk}/around?radius_m=2000").json()
        assert [row["order"]["id"] for row in wide["near"]] == [near.pk, far.pk, away.pk]

    def test_ended_ones_of_the_place_or_the_caller_are_its_history(self, town: Lakeside, li: Desk) -> None:
        here, elsewhere, neither, old = town.order(), town.order(lon=117.09), town.order(lon=117.09), town.order()
        neither.request.contact_phone = "13911112222"
        neither.request.save(update_fields=["contact_phone"])
        WorkOrder.objects.filter(pk__in=[here.pk, elsewhere.pk, neither.pk, old.pk]).update(state="closed")
        WorkOrder.objects.filter(pk=old.pk).update(opened_at=clock.now() - timedelta(days=91))
        order = town.order()
        before = li.get(f"board/orders/{order.pk}/around").json()["before"]
        assert {row["order"]["id"]: row["same_caller"] for row in before} == {here.pk: True, elsewhere.pk: True}
        assert li.get(f"board/orders/{order.pk}/around").json()["near"] == []

    def test_neither_shows_what_is_not_yours(self, town: Lakeside, li: Desk, he: Desk) -> None:
        order, other = town.order(), town.order()
        WorkOrder.objects.filter(pk=other.pk).update(node=town.city, station=None, state="hand_queue")
        assert he.get(f"board/orders/{order.pk}/around").json()["near"] == []
        assert [row["order"]["id"] for row in li.get(f"board/orders/{order.pk}/around").json()["near"]] == [other.pk]

    def test_an_order_without_a_place_has_only_its_callers_history(self, town: Lakeside, li: Desk) -> None:
        closed, order = town.order(), town.order()
        WorkOrder.objects.filter(pk=closed.pk).update(state="closed")
        WorkOrder.objects.filter(pk=order.pk).update(lon=None, lat=None)
        told = li.get(f"board/orders/{order.pk}/around").json()
        assert told["near"] == []
        assert [(row["order"]["id"], row["distance_m"]) for row in told["before"]] == [(closed.pk, None)]


class TestCustomerView:
    def test_it_says_what_the_customers_page_says_and_not_how_to_open_it(self, town: Lakeside, li: Desk) -> None:
        order = town.order()
        visit = town.give(order, town.zhou)
        town.tap(visit, "accept")
        town.tap(visit, "depart")
        headers = {"Accept-Language": "en"}
        answer = li.client.get(f"/api/v1/board/orders/{order.pk}/customer-view", headers=headers)
        page = li.client.get(f"/track/{order.request.tracking_code}", headers=headers).content.decode()
        view = answer.json()
        assert view["status"] in page
        assert view["promise"]["words"] in page
        assert view["station"] in page and view["technician"] == "周师傅"
        assert [step["words"] in page for step in view["steps"]] == [True] * len(view["steps"])
        assert [step["when"] for step in view["steps"]].count("now") == 1
        assert all(words in page for words in view["may"]) and view["may"]
        assert order.request.tracking_code not in answer.content.decode()

    def test_what_is_not_yours_is_not_there(self, town: Lakeside, stranger: Desk) -> None:
        order = town.order()
        for part in ("around", "customer-view"):
            assert code(stranger.get(f"board/orders/{order.pk}/{part}")) == (404, "not_found")
