"""The capacity desk over HTTP: the gauge, the forecast, the replay, and nothing of stations beside one's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from coverage.models import Absence, Capacity, CapacityDay, OverflowLink, Station
from dispatch.board import capacity_api, capacity_history, engine
from dispatch.kernel import clock, organisation
from dispatch.kernel.access_table import Role
from repairs import policies
from repairs.models import Policy, WorkOrder
from tests.commands.test_plans import Shore
from tests.http.test_plans_api import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("frozen")]
TODAY, WHAT_IF = "/api/v1/capacity/today", "/api/v1/capacity/what-if"


@pytest.fixture
def shore(frozen: Any) -> Shore:
    capacity_history.forget()
    return Shore()


def gauge(client: Client, **query: Any) -> dict[str, Any]:
    response = client.get(TODAY, query)
    assert response.status_code == 200, response.content
    return response.json()


def ask(client: Client, shore: Shore, *changes: dict[str, Any], **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"node_id": shore.city.pk, "days": 7, "changes": list(changes), **more}
    response = client.post(WHAT_IF, body, content_type="application/json")
    return response.status_code, response.json()


def slots(station: Station, limit: int) -> None:
    """Six slots of four hours a day, for work on the network."""
    Capacity.objects.bulk_create(
        Capacity(
            station=station,
            work_class="network",
            starts=f"{hour:02}:00",
            ends=f"{(hour + 4) % 24:02}:00",
            limit=limit,
        )
        for hour in range(0, 24, 4)
    )


def came(shore: Shore, count: int, **ago: float) -> None:
    """Orders of Lakeside that came, and ended two hours later, some time ago."""
    for _ in range(count):
        order = shore.order()
        at = clock.now() - timedelta(**ago)
        WorkOrder.objects.filter(pk=order.pk).update(
            opened_at=at, closed_at=at + timedelta(hours=2), state="closed", station=shore.station
        )


def test_the_gauge_says_what_is_taken_of_every_slot_of_today(shore: Shore) -> None:
    slots(shore.station, 3)
    CapacityDay.objects.create(
        station=shore.station, day=clock.now().date(), work_class="", percent=200, reason="help came", made_by="x"
    )
    Station.objects.filter(pk=shore.station.pk).update(open_ceiling=10, headroom_percent=20, open_orders=0)
    shore.order()
    WorkOrder.objects.update(state="waiting", station=None, offered_at=None, accepted_at=None)
    engine.place_waiting()
    answer = gauge(person(Role.DISPATCHER, shore.city))
    lake, east = answer["stations"]
    assert (lake["station_id"], east["station_id"]) == (shore.station.pk, shore.east.pk)
    assert (lake["open_orders"], lake["open_ceiling"], lake["open_kept"], lake["is_open"]) == (1, 10, 2, True)
    [network] = lake["classes"]
    assert [(slot["limit"], slot["kept"], slot["used"]) for slot in network["slots"]] == [
        (6, 2, 0),
        (6, 2, 0),
        (6, 2, 0),
        (6, 2, 1),
        (6, 2, 0),
        (6, 2, 0),
    ]
    assert east["classes"] == []
    assert answer["left_out"] == 0


def test_an_absent_station_says_until_when(shore: Shore) -> None:
    until = clock.now() + timedelta(hours=2)
    Absence.objects.create(
        station=shore.east, starts_at=clock.now(), ends_at=until, reason="power cut", made_by="x", made_at=clock.now()
    )
    stations = {row["station_id"]: row for row in gauge(person(Role.DISPATCHER, shore.city))["stations"]}
    assert stations[shore.east.pk]["absent_until"] == clock.iso(until)
    assert stations[shore.station.pk]["absent_until"] is None
    Absence.objects.update(called_off_at=clock.now())
    stations = {row["station_id"]: row for row in gauge(person(Role.DISPATCHER, shore.city))["stations"]}
    assert stations[shore.east.pk]["absent_until"] is None


def test_today_is_forecast_from_the_same_weekday_of_past_weeks(shore: Shore) -> None:
    came(shore, 4, weeks=1, hours=1)
    came(shore, 2, weeks=2, hours=-3)
    came(shore, 9, days=6)
    came(shore, 1, hours=2)
    forecast = gauge(person(Role.DISPATCHER, shore.city))["stations"][0]["forecast"]
    # Two a day come about eleven, half of an hour's spread after noon, and one at three; one came today.
    assert (forecast["days"], forecast["so_far"], forecast["is_too_little"]) == (2, 1, False)
    assert forecast["factor"] == pytest.approx(21 / 21.5, abs=0.01)
    assert forecast["expected_left"] == pytest.approx(21 / 21.5 * 1.5, abs=0.06)
    assert forecast["expected_today"] == pytest.approx(1 + 21 / 21.5 * 1.5, abs=0.06)
    assert forecast["by_hour"][10]["actual"] == 1
    assert forecast["by_hour"][11]["expected"] > forecast["by_hour"][15]["expected"] > 0
    assert forecast["full_at"] is None


def test_one_week_is_too_little_to_forecast_by(shore: Shore) -> None:
    came(shore, 4, weeks=1)
    forecast = gauge(person(Role.DISPATCHER, shore.city))["stations"][0]["forecast"]
    assert (forecast["days"], forecast["is_too_little"]) == (1, True)
    assert (forecast["expected_today"], forecast["expected_left"], forecast["full_at"]) == (None, None, None)
    assert {hour["expected"] for hour in forecast["by_hour"]} == {None}


def test_a_station_that_fills_up_says_when(shore: Shore) -> None:
    for weeks in (1, 2):
        came(shore, 6, weeks=weeks, hours=-2)
    slots(shore.station, 2)
    forecast = gauge(person(Role.DISPATCHER, shore.city))["stations"][0]["forecast"]
    assert forecast["full_of"] == "network"
    assert clock.iso(clock.now()) < forecast["full_at"] < clock.iso(clock.now() + timedelta(hours=4))


def test_a_coordinator_sees_the_own_station_only(shore: Shore) -> None:
    client = person(Role.COORDINATOR, shore.node)
    assert [row["station_id"] for row in gauge(client)["stations"]] == [shore.station.pk]
    assert client.get(TODAY, {"node": shore.east.pk}).status_code == 404
    assert client.get(TODAY, {"node": shore.city.pk}).status_code == 404
    stranger = organisation.add_node(None, "city", "别市")
    assert gauge(person(Role.DISPATCHER, stranger))["stations"] == []
    assert Client().get(TODAY).status_code == 401


def test_half_of_a_station_overflows_to_its_helper(shore: Shore) -> None:
    slots(shore.station, 4)
    slots(shore.east, 4)
    OverflowLink.objects.create(
        station=shore.station, helper=shore.east, starts_on=clock.now() - timedelta(days=30), made_by="x"
    )
    Station.objects.update(mutual_aid=False)
    came(shore, 4, days=2)
    status, answer = ask(person(Role.DISPATCHER, shore.city), shore, {"station_id": shore.station.pk, "percent": 0})
    assert status == 200, answer
    assert (answer["orders"], answer["moved"], answer["unplaced_before"], answer["unplaced_after"]) == (4, 4, 0, 0)
    [flow] = answer["flows"]
    assert (flow["from_station_id"], flow["to_station_id"], flow["count"]) == (shore.station.pk, shore.east.pk, 4)
    assert flow["by_class"] == {"network": 4}
    assert {row["station_id"]: (row["before"], row["after"]) for row in answer["stations"]} == {
        shore.station.pk: (4, 0),
        shore.east.pk: (0, 4),
    }
    assert (answer["truncated"], answer["left_out"]) == (None, 0)
    OverflowLink.objects.all().delete()
    _, answer = ask(person(Role.DISPATCHER, shore.city), shore, {"station_id": shore.station.pk, "closed": True})
    assert (answer["unplaced_before"], answer["unplaced_after"], answer["flows"][0]["to_station_id"]) == (0, 4, None)
    assert WorkOrder.objects.filter(station=shore.station, state="closed").count() == 4, "nothing was kept"


def test_a_coordinator_learns_how_many_go_outside_but_not_where(shore: Shore) -> None:
    slots(shore.station, 4)
    came(shore, 3, days=1)
    client = person(Role.COORDINATOR, shore.node)
    change = {"station_id": shore.station.pk, "closed": True}
    status, answer = ask(client, shore, change, node_id=shore.node.pk)
    assert status == 200, answer
    [flow] = answer["flows"]
    assert (flow["from_station_id"], flow["to_station_id"], flow["to_outside"], flow["count"]) == (
        shore.station.pk,
        None,
        True,
        3,
    )
    assert [row["station_id"] for row in answer["stations"]] == [shore.station.pk]
    assert str(shore.east.pk) not in str(answer["flows"])
    assert ask(client, shore, change)[0] == 404
    assert ask(client, shore, {"station_id": shore.east.pk, "closed": True}, node_id=shore.node.pk)[0] == 404
    assert ask(person(Role.AGENT, shore.city), shore, change)[0] == 403


def test_a_replay_is_bounded_and_says_so(shore: Shore) -> None:
    came(shore, 2, days=3)
    came(shore, 2, days=1)
    Policy.objects.filter(code="whatif.most_orders").update(value=2)
    policies.forget()
    change = {"station_id": shore.station.pk, "percent": 50}
    _, answer = ask(person(Role.DISPATCHER, shore.city), shore, change)
    assert (answer["orders"], answer["truncated"], answer["left_out"]) == (2, "orders", 2)
    assert answer["since"] > clock.iso(clock.now() - timedelta(days=2))
    Policy.objects.filter(code="whatif.longest").update(value=0)
    policies.forget()
    _, answer = ask(person(Role.ADMIN, shore.city), shore, change)
    assert (answer["orders"], answer["truncated"], answer["left_out"]) == (0, "time", 4)


def test_a_day_to_come_shows_the_slots_that_the_rules_will_make(shore: Shore) -> None:
    slots(shore.station, 3)
    tomorrow = clock.now() + timedelta(days=1)
    CapacityDay.objects.create(
        station=shore.station, day=tomorrow.date(), work_class="network", percent=50, reason="training", made_by="x"
    )
    client = person(Role.COORDINATOR, shore.node)
    path = f"/api/v1/capacity/stations/{shore.station.pk}/slots"
    [network] = client.get(path, {"day": tomorrow.date().isoformat()}).json()["classes"]
    assert [slot["limit"] for slot in network["slots"]] == [1] * 6
    assert network["slots"][0]["starts_at"] == "2026-01-05T16:00:00.000Z"
    assert client.get(path, {"day": "2030-01-01"}).status_code == 422
    east = f"/api/v1/capacity/stations/{shore.east.pk}/slots"
    assert client.get(east, {"day": "2026-01-06"}).status_code == 404


def test_helpers_are_asked_in_the_order_given(shore: Shore) -> None:
    links = [
        OverflowLink.objects.create(
            station=shore.station, helper=shore.east, place=place, starts_on=clock.now(), made_by="x"
        ).pk
        for place in (1, 2, 3)
    ]
    path = f"/api/v1/coverage/stations/{shore.station.pk}/overflow"

    def put(role: Role, wanted: list[int]) -> tuple[int, list[int]]:
        response = person(role, shore.city).put(path, {"links": wanted}, content_type="application/json")
        rows = OverflowLink.objects.order_by("place").values_list("pk", flat=True)
        return response.status_code, list(rows)

    turned = links[::-1]
    assert put(Role.DISPATCHER, turned) == (200, turned)
    assert put(Role.DISPATCHER, links[:2]) == (409, turned)
    assert put(Role.COORDINATOR, links) == (403, turned)


def test_one_replay_at_a_time(shore: Shore) -> None:
    client = person(Role.DISPATCHER, shore.city)
    change = {"station_id": shore.station.pk, "percent": 50}
    with capacity_api._replaying:
        status, answer = ask(client, shore, change)
    assert (status, answer["code"]) == (503, "busy")
    assert ask(client, shore, change)[0] == 200


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ({}, {}),
        ({"percent": 50, "closed": True}, {}),
        ({"percent": -1}, {}),
        ({"percent": 50}, {"days": 29}),
        ({"percent": 50}, {"days": 0}),
    ],
)
def test_what_cannot_be_meant_is_refused(shore: Shore, change: dict[str, Any], more: dict[str, Any]) -> None:
    client = person(Role.DISPATCHER, shore.city)
    assert ask(client, shore, {"station_id": shore.station.pk, **change}, **more)[0] == 422
    assert ask(client, shore, changes=[])[0] == 422
