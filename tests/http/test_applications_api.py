"""Change applications and absences over HTTP: whose turn it is, who sees what, and the form to print."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from coverage import plans
from dispatch.board.changes import applications
from dispatch.kernel import clock, commands, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from tests.commands.test_plans import Shore
from tests.http.test_plans_api import person, send

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/v1/coverage"


@pytest.fixture
def shore() -> Shore:
    return Shore()


def asked(shore: Shore, client: Client, **more: Any) -> tuple[int, dict[str, Any]]:
    plan = shore.border_moves_to(117.05)
    with commands.begun(SYSTEM) as tx:
        plans.check(tx, plan)
    wanted = applications.earliest(shore.city, clock.now()) + timedelta(hours=1)
    body = {"node_id": shore.city.pk, "plan_id": plan.pk, "reason": "新小区", "wanted_at": clock.iso(wanted), **more}
    return send(client, "post", "applications", body)


def test_three_people_take_it_from_asking_to_approval_and_each_sees_their_own_buttons(shore: Shore) -> None:
    chief, region = person(Role.COORDINATOR, shore.city), person(Role.DISPATCHER, shore.city)
    channel = person(Role.ADMIN, shore.city)
    status, answer = asked(shore, chief)
    assert status == 201, answer
    url = f"applications/{answer['application']['id']}"
    allowed = {
        name: client.get(f"{API}/{url}").json()["application"]["allowed"]
        for name, client in (("chief", chief), ("region", region), ("channel", channel))
    }
    assert allowed == {"chief": ["withdraw"], "region": ["agree", "refuse"], "channel": []}
    assert send(channel, "post", f"{url}/approve", {"version": 1})[0] == 409
    status, answer = send(region, "post", f"{url}/agree", {"version": 1, "note": "可以"})
    assert (status, answer["application"]["state"]) == (200, "agreed")
    assert send(channel, "post", f"{url}/approve", {"version": 1})[1]["code"] == "application.stale"
    status, answer = send(channel, "post", f"{url}/approve", {"version": 2, "open_orders": "rematch"})
    assert (status, answer["application"]["state"]) == (200, "approved")
    assert [step["verdict"] for step in answer["steps"]] == ["submitted", "agreed", "approved"]
    assert {one["properties"]["kind"] for one in answer["difference"]["features"]} == {"gained", "lost"}
    assert channel.get(f"{API}/plans/{answer['application']['plan_id']}").json()["plan"]["open_orders"] == "rematch"


def test_a_touched_station_sees_its_own_part_and_says_that_it_has_read_it(shore: Shore) -> None:
    _, answer = asked(shore, person(Role.COORDINATOR, shore.city))
    east = person(Role.COORDINATOR, shore.east.node)
    url = f"applications/{answer['application']['id']}"
    view = east.get(f"{API}/{url}").json()
    assert [one["station_id"] for one in view["impact"]["stations"]] == [shore.east.pk]
    assert {one["properties"]["station_id"] for one in view["difference"]["features"]} == {shore.east.pk}
    assert [one["id"] for one in east.get(f"{API}/applications?node={shore.east.node_id}").json()["applications"]]
    assert send(east, "post", f"{url}/seen")[1]["seen"] == [shore.east.pk]
    assert send(east, "post", f"{url}/agree", {"version": 1})[0] == 403


def test_beside_the_tree_there_is_no_application(shore: Shore) -> None:
    _, answer = asked(shore, person(Role.COORDINATOR, shore.city))
    stranger = person(Role.ADMIN, organisation.add_node(None, "city", "山市"))
    url = f"applications/{answer['application']['id']}"
    assert stranger.get(f"{API}/{url}").status_code == 404
    assert send(stranger, "post", f"{url}/refuse", {"version": 1, "note": "不行"})[0] == 404
    assert stranger.get(f"/coverage/applications/{answer['application']['id']}/form").status_code == 404


def test_capacity_is_asked_for_beside_what_holds(shore: Shore) -> None:
    he = person(Role.COORDINATOR, shore.node)
    wanted = clock.iso(applications.earliest(shore.node, clock.now()) + timedelta(hours=1))
    slot = {"work_class": "premises", "starts": "08:00", "ends": "12:00", "limit": 9}
    body = {
        "node_id": shore.node.pk,
        "station_id": shore.station.pk,
        "capacity": {"open_ceiling": 80, "slots": [slot], "headroom_percent": 10},
        "reason": "新增两人",
        "wanted_at": wanted,
    }
    status, answer = send(he, "post", "applications", body)
    assert status == 201, answer
    view = he.get(f"{API}/applications/{answer['application']['id']}").json()
    assert (view["present"]["open_ceiling"], view["capacity"]["open_ceiling"]) == (60, 80)
    overlapping = {
        **body,
        "capacity": {"open_ceiling": 80, "slots": [slot, {**slot, "starts": "10:00", "ends": "14:00"}]},
    }
    assert send(he, "post", "applications", overlapping)[1]["code"] == "capacity.slots_overlap"


def test_the_form_shows_present_and_proposed_and_asks_for_a_log_in(shore: Shore) -> None:
    chief = person(Role.COORDINATOR, shore.city)
    _, answer = asked(shore, chief, contact="何静 13800001111")
    page = f"/coverage/applications/{answer['application']['id']}/form"
    assert Client().get(page).status_code == 302
    shown = chief.get(page).content.decode()
    assert "渠道产能及覆盖区域变更申请表" in shown and "何静 13800001111" in shown
    assert shown.count('<path class="before"') == shown.count('<path class="after"') == 2 and "东岸供电所" in shown


def test_a_station_is_away_by_its_own_clerk_and_not_by_the_neighbours(shore: Shore) -> None:
    he, east = person(Role.COORDINATOR, shore.node), person(Role.COORDINATOR, shore.east.node)
    until = clock.iso(clock.now() + timedelta(hours=3))
    body = {"station_id": shore.station.pk, "ends_at": until, "reason": "停电"}
    assert send(east, "post", "absences", body)[0] == 404
    status, answer = send(he, "post", "absences", body)
    assert status == 201, answer
    assert he.get(f"{API}/stations").json()[0]["is_open"] is False
    assert he.get(f"{API}/absences?node={shore.node.pk}").json()["absences"][0]["reason"] == "停电"
    assert send(east, "post", f"absences/{answer['absence']['id']}/call-off")[0] == 404
    assert send(he, "post", f"absences/{answer['absence']['id']}/call-off")[0] == 200
    assert he.get(f"{API}/stations").json()[0]["is_open"] is True
    assert send(he, "post", "absences", {**body, "ends_at": clock.iso(clock.now() + timedelta(hours=30))})[0] == 409
