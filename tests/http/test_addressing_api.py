"""Deciding between pin and address over HTTP: who may, what the panel shows, and what a stale screen hears."""

from typing import Any

import pytest
from django.test import Client

from coverage import index
from dispatch.board import engine
from dispatch.kernel import accounts, organisation, outbox
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import Node, User
from repairs.models import WorkOrder
from tests.commands.test_addressing import IN_JINSHUI, IN_ZHONGYUAN, Zhengzhou

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> Zhengzhou:
    return Zhengzhou()


@pytest.fixture
def order(city: Zhengzhou) -> WorkOrder:
    order = city.report("郑州市中原区建设路18号", IN_JINSHUI)
    engine.place_waiting()
    while outbox.run("board.addresses"):
        pass
    index.forget()
    return WorkOrder.objects.get(pk=order.pk)


def client_of(username: str, role: Role, node: Node) -> Client:
    user, _ = User.objects.get_or_create(username=username)
    accounts.grant(user, role, node)
    client = Client()
    client.force_login(user)
    return client


def decide(client: Client, order: WorkOrder, **body: Any) -> Any:
    given = {"version": order.version, **body}
    return client.post(f"/api/v1/board/orders/{order.pk}/address", given, content_type="application/json")


def address_of(client: Client, order: WorkOrder) -> dict[str, Any]:
    return client.get(f"/api/v1/board/orders/{order.pk}").json()["address"]


def test_the_panel_shows_the_conflict_and_the_agent_decides_it(city: Zhengzhou, order: WorkOrder) -> None:
    agent = client_of("an", Role.AGENT, city.city)
    shown = address_of(agent, order)
    assert shown["parts"]["district"] == "中原区"
    conflict = shown["conflict"]
    assert (conflict["code"], conflict["pin_node"]["name"], conflict["may_decide"]) == ("other_place", "金水区", True)
    place = {"lon": IN_ZHONGYUAN[0], "lat": IN_ZHONGYUAN[1]}
    answer = decide(agent, order, decision="corrected", place=place, rematch=True, note="客户在中原区")
    assert answer.status_code == 200
    assert (answer.json()["rematched"], answer.json()["order"]["state"]) == (True, "waiting")
    engine.place_waiting()
    assert WorkOrder.objects.get(pk=order.pk).station == city.west
    after = address_of(agent, order)["conflict"]
    assert (after["decision"], after["note"], after["may_decide"]) == ("corrected", "客户在中原区", False)
    assert after["before"]["lon"] == IN_JINSHUI[0]


def test_a_place_in_another_datum_is_kept_in_wgs84(city: Zhengzhou, order: WorkOrder) -> None:
    agent = client_of("an", Role.AGENT, city.city)
    place = {"lon": 113.05, "lat": 34.05, "datum": "GCJ-02"}
    assert decide(agent, order, decision="corrected", place=place).status_code == 200
    moved = WorkOrder.objects.get(pk=order.pk)
    assert moved.lon is not None
    assert 0.003 < 113.05 - moved.lon < 0.01, "the shift of GCJ-02 there, east"


def test_a_stale_screen_hears_who_was_faster(city: Zhengzhou, order: WorkOrder) -> None:
    agent = client_of("an", Role.AGENT, city.city)
    assert decide(agent, order, decision="pin_right").status_code == 200
    late = decide(agent, order, decision="address_right")
    assert (late.status_code, late.json()["code"]) == (409, "command.stale")
    fresh = WorkOrder.objects.get(pk=order.pk)
    again = decide(agent, fresh, decision="address_right")
    assert (again.status_code, again.json()["code"]) == (409, "address.nothing_to_decide")


def test_who_only_reads_and_who_is_elsewhere_do_not_decide(city: Zhengzhou, order: WorkOrder) -> None:
    auditor = client_of("auditor", Role.AUDITOR, city.city)
    assert address_of(auditor, order)["conflict"]["may_decide"] is False
    assert decide(auditor, order, decision="pin_right").status_code == 403
    elsewhere = organisation.add_node(None, "city", "洛阳市")
    stranger = client_of("luo", Role.DISPATCHER, elsewhere)
    assert decide(stranger, order, decision="pin_right").status_code == 404
    assert decide(Client(), order, decision="pin_right").status_code == 401


@pytest.mark.parametrize(
    "body", [{"decision": "guess"}, {}, {"decision": "corrected", "place": {"lon": 500, "lat": 0}}, {"decision": None}]
)
def test_what_is_no_decision_is_refused(city: Zhengzhou, order: WorkOrder, body: dict[str, Any]) -> None:
    assert decide(client_of("an", Role.AGENT, city.city), order, **body).status_code == 422
