"""A station makes its own order: similar ones first, then at once on everybody's boards."""

from typing import Any

import pytest
from django.test import Client

from dispatch.board import engine
from dispatch.board.models import Alarm, Offer
from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from repairs.models import WorkOrder
from tests.commands.lakeside import told
from tests.http.test_special_api import post
from tests.http.test_withdrawals_api import Town, code

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(frozen: object) -> Town:
    return Town()


def form(lon: float = 117.05, **more: Any) -> dict[str, Any]:
    return {
        "utility": "electricity", "symptom": "no_power", "place": {"lon": lon, "lat": 31.05},
        "address": "湖滨路 8 号", "contact_name": "王女士", "contact_phone": "13800001111", **more,
    }  # fmt: skip


def make(town: Town, client: Client, lon: float = 117.05, look: bool = True, kind: str = "walk_in", **more: Any) -> Any:
    body = {"kind": kind, "form": form(lon, **more), "not_a_duplicate": look}
    return post(client, f"/board/stations/{town.town.station.pk}/orders", body)


def test_it_is_the_stations_own_at_once_and_the_centre_sees_it(town: Town) -> None:
    made = make(town, town.he, look=False)
    assert made.status_code == 201, made.content
    card = made.json()["order"]
    assert (card["state"], card["station_id"], card["made_by_station"]) == ("accepted", town.town.station.pk, True)
    assert made.json()["warnings"] == [] and not made.json()["normal_way"]
    assert "order.accepted" in told(f"board:{town.town.city.pk}")
    order = WorkOrder.objects.select_related("request").get(pk=card["id"])
    assert (order.request.channel, order.request.taken_by) == ("station", f"user:{town.town.he.pk}")
    assert Offer.objects.get(order=order).way == "station"
    engine.place_waiting()
    order.refresh_from_db()
    assert order.state == "accepted", "the engine has nothing to decide"


def test_similar_orders_are_shown_before_it_is_saved(town: Town) -> None:
    first = town.accepted()
    shown = post(town.he, "/board/similar", form()).json()["similar"]
    assert [row["order"]["id"] for row in shown] == [first.pk]
    refused = make(town, town.he, look=False)
    assert code(refused) == (409, "station_order.similar_found")
    assert refused.json()["facts"]["similar"][0]["order"]["id"] == first.pk
    assert WorkOrder.objects.count() == 1
    assert make(town, town.he).status_code == 201


def test_the_same_key_makes_it_once(town: Town) -> None:
    body = {"kind": "phone", "form": form(), "not_a_duplicate": True}
    path = f"/api/v1/board/stations/{town.town.station.pk}/orders"
    answers = [
        town.he.post(path, body, content_type="application/json", headers={"Idempotency-Key": "k1"}) for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert WorkOrder.objects.count() == 1


def test_outside_its_area_it_is_allowed_and_said(town: Town) -> None:
    made = make(town, town.he, lon=117.15, kind="patrol").json()
    assert made["warnings"] == ["outside_area"]
    assert "order.outside_area" in told(f"order:{made['order']['id']}")


def test_danger_raises_its_alarm_here_too(town: Town) -> None:
    made = make(town, town.he, symptom="downed_line").json()
    assert Alarm.objects.filter(kind="life_safety", order=made["order"]["id"]).exists()


def test_a_neighbour_and_an_agent_make_none_here_and_a_utility_must_be_served(town: Town) -> None:
    assert make(town, town.gao).status_code == 404
    agent = User.objects.create(username="fang")
    accounts.grant(agent, Role.AGENT, town.town.city)
    assert make(town, town._client(agent)).status_code == 403
    assert code(make(town, town.he, utility="gas", symptom="no_gas")) == (422, "offer.not_serving")


class TestRegister:
    def entry(self, town: Town, **more: Any) -> dict[str, Any]:
        return {
            "node_id": town.town.city.pk, "station_id": town.town.station.pk, "name": "湖心岛",
            "reason": "尚未开通 95598", "phone": "0371-12345678", **more,
        }  # fmt: skip

    def test_where_the_hotline_does_not_reach_it_is_the_normal_way(self, town: Town) -> None:
        area = post(town.lin, "/hotline-register", self.entry(town)).json()["area"]
        assert make(town, town.he).json()["normal_way"]
        make(town, town.he, lon=117.02)
        town.accepted()
        rows = town.lin.get(f"/api/v1/reports/station-made?node={town.town.city.pk}").json()["rows"]
        assert [(row["orders"], row["made_by_station"], row["normal_way"]) for row in rows] == [(3, 2, True)]
        (listed,) = town.he.get(f"/api/v1/hotline-register?node={town.town.node.pk}").json()["areas"] or [None]
        assert listed is None, "what the city registered is the city's to show"
        assert len(town.lin.get(f"/api/v1/hotline-register?node={town.town.city.pk}").json()["areas"]) == 1
        assert town.lin.delete(f"/api/v1/hotline-register/{area['id']}").json()["area"]["to"] is not None

    def test_what_is_no_entry_is_refused_and_a_station_registers_nothing(self, town: Town) -> None:
        for wrong in ({"phone": "call me"}, {"reason": ""}, {"starts_on": "2026-02-01", "ends_on": "2026-01-01"}):
            assert code(post(town.lin, "/hotline-register", self.entry(town, **wrong))) == (422, "input.invalid")
        assert post(town.he, "/hotline-register", self.entry(town)).status_code == 403
        assert town.he.delete("/api/v1/hotline-register/1").status_code == 403
