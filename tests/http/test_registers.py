"""Registered areas: whoever reports from there reads who takes calls, and the request is kept all the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from coverage import registers
from dispatch.board import engine
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.organisation import today_at
from repairs import intake
from repairs.models import WorkOrder
from tests.commands.test_plans import Shore, box
from tests.http.test_plans_api import person

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/hotline-register"


@pytest.fixture
def shore() -> Shore:
    return Shore()


def register(client: Client, shore: Shore, **said: Any) -> tuple[int, dict[str, Any]]:
    body = {"node_id": shore.city.pk, "name": "湖心岛", "reason": "无桥", "phone": "0371-66660000", **said}
    answer = client.post(URL, body, content_type="application/json")
    return answer.status_code, answer.json()


def reported(lon: float, symptom: str = "no_power") -> WorkOrder:
    form = intake.IntakeForm(
        utility="electricity",
        symptom=symptom,
        place={"lon": lon, "lat": 31.05},
        address="湖心岛 1 号",
        contact_name="王女士",
        contact_phone="13800001111",
    )
    number = intake.take(SYSTEM, form)["number"]
    engine.place_waiting()
    return WorkOrder.objects.select_related("request").get(request__number=number)


def test_a_customer_of_an_uncovered_place_reads_who_takes_calls_and_a_dispatcher_has_the_order(shore: Shore) -> None:
    liu = person(Role.DISPATCHER, shore.city)
    status, answer = register(liu, shore, kind="no_coverage", geometry=box(118.0, 118.2), utility="electricity")
    assert (status, answer["area"]["kind"]) == (201, "no_coverage")
    order = reported(118.1)
    assert order.state == "hand_queue", "taken, and put before a person"
    page = Client().get(f"/track/{order.request.tracking_code}").content.decode()
    assert "湖心岛" in page and "0371-66660000" in page
    story = liu.get(f"/api/v1/board/orders/{order.pk}").json()
    assert [one["phone"] for one in story["registers"]] == ["0371-66660000"]


def test_beside_the_outline_or_for_another_utility_or_day_nothing_is_said(shore: Shore) -> None:
    liu, today = person(Role.DISPATCHER, shore.city), today_at(shore.city)
    register(liu, shore, kind="no_coverage", geometry=box(118.0, 118.2), utility="gas")
    assert [row.name for row in registers.at(118.1, 31.05, "gas", today)] == ["湖心岛"]
    assert list(registers.at(118.1, 31.05, "electricity", today)) == []
    assert list(registers.at(118.3, 31.05, "gas", today)) == []
    assert list(registers.at(118.1, 31.05, "gas", today - timedelta(days=1))) == []


def test_an_entry_ends_on_its_day(shore: Shore) -> None:
    liu, today = person(Role.DISPATCHER, shore.city), today_at(shore.city)
    _, answer = register(liu, shore, kind="no_hotline", geometry=box(118.0, 118.2))
    ahead = today + timedelta(days=3)
    ended = liu.delete(f"{URL}/{answer['area']['id']}?on={ahead}")
    assert ended.json()["area"]["to"] == ahead.isoformat()
    assert list(registers.at(118.1, 31.05, "water", ahead - timedelta(days=1)))
    assert list(registers.at(118.1, 31.05, "water", ahead)) == []


def test_an_outline_that_cannot_be_used_is_refused(shore: Shore) -> None:
    status, answer = register(
        person(Role.DISPATCHER, shore.city), shore, geometry={"type": "Point", "coordinates": [1, 2]}
    )
    assert (status, answer["code"]) == (422, "area.invalid")


def test_the_register_is_printed_for_those_who_may_read_it(shore: Shore) -> None:
    liu = person(Role.DISPATCHER, shore.city)
    register(liu, shore, kind="no_hotline", station_id=shore.station.pk)
    page = f"/coverage/registers/{shore.city.pk}"
    assert Client().get(page).status_code == 302
    shown = liu.get(page).content.decode()
    assert "未开通热线地区备案表" in shown and "湖滨供电所" in shown and "0371-66660000" in shown
    assert person(Role.TECHNICIAN, shore.node).get(page).status_code in (403, 404)
