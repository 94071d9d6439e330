"""Looks at the queue under names: kept, replaced, dropped, and nobody else's business."""

from typing import Any

import pytest

from dispatch.board.models import QueueView
from dispatch.kernel.access_table import Role
from tests.commands.lakeside import Lakeside
from tests.http.test_board_api import Desk, li, person, town

__all__ = ["li", "town"]
pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/api/v1/board/queue-views"
GAS_LATE = {"group": "act", "utility": "gas", "clock": "overdue", "sort": "age", "by": "station"}


def keep(desk: Desk, name: str, settings: dict[str, Any]) -> Any:
    return desk.client.put(PATH, {"name": name, "settings": settings}, "application/json")


def names(desk: Desk) -> list[str]:
    return [view["name"] for view in desk.get("board/queue-views").json()["views"]]


def test_a_view_is_kept_and_read_again(li: Desk) -> None:
    assert keep(li, "  Gas, late ", GAS_LATE).status_code == 200
    (view,) = li.get("board/queue-views").json()["views"]
    assert view["name"] == "Gas, late"
    assert view["settings"] == {"station_id": None, "state": None, "text": "", **GAS_LATE}


def test_a_view_of_the_same_name_takes_its_place(li: Desk) -> None:
    keep(li, "Mine", GAS_LATE)
    keep(li, "Mine", {"group": "held"})
    (view,) = li.get("board/queue-views").json()["views"]
    assert view["settings"]["group"] == "held"
    assert view["settings"]["utility"] is None


def test_a_view_is_dropped_once(li: Desk) -> None:
    keep(li, "Mine", GAS_LATE)
    gone = QueueView.objects.get().pk
    assert li.client.delete(f"{PATH}/{gone}").json() == {"views": [], "heads": {}}
    assert li.client.delete(f"{PATH}/{gone}").status_code == 404


def test_views_are_their_owners_alone(town: Lakeside, li: Desk) -> None:
    mo = person("mo", Role.DISPATCHER, town.city)
    keep(li, "Mine", GAS_LATE)
    assert names(mo) == []
    assert mo.client.delete(f"{PATH}/{QueueView.objects.get().pk}").status_code == 404
    assert names(li) == ["Mine"]


def test_no_more_than_thirty_are_kept(li: Desk) -> None:
    user = QueueView.objects.model._meta.get_field("user").related_model.objects.get(username="li")
    QueueView.objects.bulk_create(
        QueueView(user=user, name=f"View {number}", saved_at="2026-01-05T04:00:00Z") for number in range(30)
    )
    refused = keep(li, "One more", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "queue_view.too_many")
    assert keep(li, "View 7", {}).status_code == 200


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        (" ", {}),
        ("", {}),
        ("x" * 41, {}),
        ("a", {"by": "moon"}),
        ("a", {"station_id": 10**30}),
        ("a", {"text": "x" * 61}),
    ],
    ids=["blank", "empty", "long", "grouping", "station", "text"],
)
def test_what_no_queue_can_show_is_not_kept(li: Desk, name: str, settings: dict[str, Any]) -> None:
    assert keep(li, name, settings).status_code == 422
    assert names(li) == []


def test_whoever_has_no_desk_keeps_none(town: Lakeside) -> None:
    technician = Desk(town.zhou.user)
    assert technician.get("board/queue-views").status_code == 403
    assert keep(technician, "Mine", {}).status_code == 403
