"""Plans over HTTP: whose they are, what a stale editor hears, and what a past moment shows to whom."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from coverage import generations
from coverage.models import CoverageVersion
from dispatch.kernel import accounts, clock, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import Node, User
from tests.commands.test_plans import Shore, box

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/v1/coverage"


@pytest.fixture
def shore() -> Shore:
    return Shore()


def person(role: Role, node: Node) -> Client:
    user = User.objects.create(username=f"{role}{node.pk}{User.objects.count()}", display_name=f"{role}")
    accounts.grant(user, role, node)
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
    given = json.dumps(body or {})
    response = getattr(client, method)(f"{API}/{path}", given, content_type="application/json")
    return response.status_code, response.json()


def drafted(client: Client, shore: Shore, node: Node | None = None) -> dict[str, Any]:
    status, answer = send(client, "post", "plans", {"node_id": (node or shore.city).pk, "name": "东移"})
    assert status == 201, answer
    return answer["plan"]


def test_a_plan_goes_from_draft_to_effect(shore: Shore) -> None:
    dispatcher, admin = person(Role.DISPATCHER, shore.city), person(Role.ADMIN, shore.city)
    plan = drafted(dispatcher, shore)
    stations = [shore.station.pk, shore.east.pk]
    status, answer = send(dispatcher, "post", f"plans/{plan['id']}/stations", {"revision": 0, "station_ids": stations})
    assert (status, answer["plan"]["touched"]) == (200, sorted(stations))
    assert {feature["properties"]["station_id"] for feature in answer["areas"]["features"]} == set(stations)
    drawn = {
        str(shore.station.pk): [{"geometry": box(117.0, 117.05)}],
        str(shore.east.pk): [{"geometry": box(117.05, 117.2), "utility": "electricity", "rank": 2}],
    }
    status, answer = send(dispatcher, "put", f"plans/{plan['id']}/areas", {"revision": 1, "stations": drawn})
    assert (status, answer["plan"]["revision"]) == (200, 2)
    status, answer = send(dispatcher, "post", f"plans/{plan['id']}/check", {"revision": 2})
    assert (status, answer["plan"]["state"]) == (200, "checked")
    assert answer["allowed"] == ["edit", "check", "discard"]
    assert send(dispatcher, "post", f"plans/{plan['id']}/approve", {"revision": 2})[0] == 403
    status, answer = send(admin, "post", f"plans/{plan['id']}/approve", {"revision": 2})
    assert (status, answer["plan"]["state"], answer["allowed"]) == (200, "approved", ["call_off"])
    shore.take_effect()
    shown = dispatcher.get(f"{API}/areas").json()
    assert shown["coverage_version"] == plan["id"]
    assert {feature["properties"]["rank"] for feature in shown["features"]} == {1, 2}


def test_an_editor_that_saw_another_plan_is_told_and_changes_nothing(shore: Shore) -> None:
    dispatcher = person(Role.DISPATCHER, shore.city)
    plan = drafted(dispatcher, shore)
    assert (
        send(dispatcher, "post", f"plans/{plan['id']}/stations", {"revision": 0, "station_ids": [shore.east.pk]})[0]
        == 200
    )
    status, answer = send(
        dispatcher, "put", f"plans/{plan['id']}/stations/{shore.east.pk}/areas", {"revision": 0, "areas": []}
    )
    assert (status, answer["code"], answer["facts"]) == (409, "plan.stale", {"revision": 1})
    assert len(dispatcher.get(f"{API}/plans/{plan['id']}").json()["areas"]["features"]) == 1


def test_a_shape_that_cannot_be_used_says_what_is_wrong_with_it(shore: Shore) -> None:
    dispatcher = person(Role.DISPATCHER, shore.city)
    plan = drafted(dispatcher, shore)
    bad = {"type": "Polygon", "coordinates": [[[31.0, 117.0], [31.1, 117.0], [31.1, 117.1], [31.0, 117.0]]]}
    status, answer = send(
        dispatcher,
        "put",
        f"plans/{plan['id']}/stations/{shore.east.pk}/areas",
        {"revision": 0, "areas": [{"geometry": bad}]},
    )
    assert (status, answer["code"]) == (422, "area.invalid")
    assert answer["facts"]["refusals"][0]["code"] == "axes_swapped"


def test_a_station_drafts_its_own_areas_and_cannot_take_up_its_neighbours(shore: Shore) -> None:
    he, region = person(Role.COORDINATOR, shore.node), person(Role.DISPATCHER, shore.city)
    plan = drafted(he, shore, shore.node)
    path = f"plans/{plan['id']}/stations"
    assert send(he, "post", path, {"revision": 0, "station_ids": [shore.east.pk]})[0] == 404
    assert send(he, "post", path, {"revision": 0, "station_ids": [shore.station.pk]})[0] == 200
    assert send(he, "post", "plans", {"node_id": shore.city.pk, "name": "x"})[0] == 404
    # The region may bring the neighbour in; then the plan is the region's.
    status, answer = send(region, "post", path, {"revision": 1, "station_ids": [shore.east.pk]})
    assert (status, answer["plan"]["node_id"]) == (200, shore.city.pk)
    assert he.get(f"{API}/plans/{plan['id']}").status_code == 404


def test_a_plan_beside_ones_own_part_of_the_tree_does_not_exist(shore: Shore) -> None:
    other = organisation.add_node(None, "city", "山市")
    stranger = person(Role.ADMIN, other)
    plan = drafted(person(Role.DISPATCHER, shore.city), shore)
    for method, path in (
        ("get", ""),
        ("get", "/moves"),
        ("post", "/check"),
        ("post", "/approve"),
        ("post", "/call-off"),
        ("post", "/discard"),
        ("post", "/rebase"),
    ):
        url = f"{API}/plans/{plan['id']}{path}"
        answer = stranger.get(url) if method == "get" else stranger.post(url, '{"revision":0}', "application/json")
        assert answer.status_code == 404, path
    assert stranger.get(f"{API}/areas?version={plan['id']}").status_code == 404
    assert stranger.get(f"{API}/plans").json()["plans"][0]["id"] == shore.first.pk  # type: ignore[union-attr]
    assert stranger.get(f"{API}/areas?version={shore.first.pk}").json()["features"] == []  # type: ignore[union-attr]


def test_a_plan_is_shown_laid_over_what_is_in_effect(shore: Shore) -> None:
    plan = shore.plan(shore.east)
    shore.draw(plan, east=(117.1, 117.4))
    features = person(Role.DISPATCHER, shore.city).get(f"{API}/areas?version={plan.pk}").json()["features"]
    widths = {one["properties"]["station_id"]: max(x for x, _ in one["geometry"]["coordinates"][0]) for one in features}
    assert widths == {shore.station.pk: 117.1, shore.east.pk: 117.4}


def test_who_covered_a_point_then_is_answered_by_the_plan_of_that_time(shore: Shore) -> None:
    he = person(Role.DISPATCHER, shore.city)
    then = clock.iso(clock.now())
    shore.approve(shore.border_moves_to(117.05))
    shore.take_effect()
    past = he.get(f"{API}/at", {"lon": 117.07, "lat": 31.05, "utility": "electricity", "at": then}).json()
    now = he.get(f"{API}/at", {"lon": 117.07, "lat": 31.05, "utility": "electricity"}).json()
    assert [one["station_id"] for one in past["candidates"]] == [shore.station.pk]
    assert [one["station_id"] for one in now["candidates"]] == [shore.east.pk]
    assert (past["version"]["id"], now["version"]["id"]) == (shore.first.pk, generations.active().pk)  # type: ignore[union-attr]
    assert now["areas"][0]["geometry"]["type"] == "Polygon"
    early = he.get(f"{API}/at", {"lon": 117.07, "lat": 31.05, "utility": "electricity", "at": "1999-01-01T00:00Z"})
    assert early.json()["version"] is None


def test_the_moved_orders_of_a_plan_are_those_of_ones_scope(shore: Shore) -> None:
    order = shore.order(lon=117.07)
    plan = shore.border_moves_to(117.05)
    answer = person(Role.DISPATCHER, shore.city).get(f"{API}/plans/{plan.pk}/moves").json()
    assert answer["count"] == answer["may_move"] == 1
    assert answer["orders"][0]["order_id"] == order.pk
    assert answer["orders"][0]["to_station_id"] == shore.east.pk


def test_a_discarded_plan_stays_to_be_looked_at_and_is_not_edited(shore: Shore) -> None:
    dispatcher = person(Role.DISPATCHER, shore.city)
    plan = drafted(dispatcher, shore)
    assert send(dispatcher, "post", f"plans/{plan['id']}/discard", {"revision": 0})[1]["plan"]["state"] == "discarded"
    status, answer = send(dispatcher, "post", f"plans/{plan['id']}/check", {"revision": 0})
    assert (status, answer["code"]) == (409, "plan.not_open")
    assert CoverageVersion.objects.filter(pk=plan["id"]).exists()


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ([[117.0, 31.05], [117.0, 31.05]], 422),
        ([[1e308, 31.0], [117.2, 31.0]], 422),
        ([[117.05, 30.9], [117.05, 31.2]], 200),
        ([[117.05, 31.05]], 422),
    ],
)
def test_a_line_that_cuts_nothing_is_refused_in_words(shore: Shore, line: list[list[float]], status: int) -> None:
    body = {"op": "split", "geometry": box(117.0, 117.1), "line": line}
    answered, answer = send(person(Role.DISPATCHER, shore.city), "post", "shape", body)
    assert answered == status, answer
    assert status == 200 or answer["code"] in {"shape.not_split", "shape.failed", "shape.needs_line", "input.invalid"}
