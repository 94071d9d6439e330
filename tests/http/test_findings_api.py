"""Findings over HTTP: whose they are, how many requests lie there, and mending them into a draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import shapely

from coverage import index
from coverage.analysis import findings
from coverage.models import Area, HotlineArea, Territory
from dispatch.board import findings_api
from dispatch.kernel import clock, organisation
from dispatch.kernel.access_table import Role
from repairs.models import ServiceRequest
from tests.commands.test_plans import Shore
from tests.http.test_plans_api import drafted, person, send

pytestmark = pytest.mark.django_db(transaction=True)


class Bay(Shore):
    """Shore in a city of its own outline: 0.02° between the two areas belong to nobody."""

    def __init__(self) -> None:
        super().__init__()
        east = shapely.box(117.12, 31.0, 117.2, 31.1)
        Area.objects.filter(version=self.first, station=self.east).update(geometry=bytes(shapely.to_wkb(east)))
        outline = shapely.box(117.0, 31.0, 117.2, 31.1)
        Territory.objects.create(node=self.city, geometry=bytes(shapely.to_wkb(outline)), vertices=5)
        index.forget()


@pytest.fixture
def bay() -> Bay:
    findings._reports.clear()
    findings_api._counted.clear()
    return Bay()


def read(client: Any, **query: Any) -> dict[str, Any]:
    response = client.get("/api/v1/coverage/findings", query)
    assert response.status_code == 200, response.content
    return response.json()


def gap_of(answer: dict[str, Any]) -> dict[str, Any]:
    [gap] = [one for one in answer["findings"] if one["code"] == "gap"]
    return gap


def test_a_gap_is_told_with_its_ground_its_neighbours_and_its_requests(bay: Bay) -> None:
    for lon in (117.11, 117.119, 117.05):
        bay.order(lon=lon)
    ServiceRequest.objects.filter(lon=117.119).update(taken_at=clock.now() - timedelta(days=91))
    answer = read(person(Role.DISPATCHER, bay.city))
    gap = gap_of(answer)
    assert gap["requests_90d"] == 1
    assert gap["bbox"] == [117.1, 31.0, 117.12, 31.1]
    assert set(gap["station_ids"]) == {bay.station.pk, bay.east.pk}
    assert {fix["code"] for fix in gap["fixes"]} == {"assign_gap", "register_gap"}
    assert answer["stations"][str(bay.east.pk)]["name"] == "东岸供电所"
    [share] = answer["shares"]
    assert (share["node_id"], share["utility"], share["share"]) == (
        bay.city.pk,
        "electricity",
        pytest.approx(0.9, abs=1e-4),
    )
    population = {row["station_id"]: row["requests_90d"] for row in answer["population"]}
    assert population == {bay.station.pk: 1, bay.east.pk: 0}


def test_findings_are_kept_until_something_moves(bay: Bay) -> None:
    client = person(Role.DISPATCHER, bay.city)
    gap_of(read(client))
    first = findings.report_of(bay.first)
    assert findings.report_of(bay.first) is first
    HotlineArea.objects.create(
        kind="no_coverage",
        geometry=bytes(shapely.to_wkb(shapely.box(117.1, 31.0, 117.12, 31.1))),
        node=bay.city,
        name="水面",
        reason="湖面，无用户",
        phone="95598",
        starts_on=clock.now().date() - timedelta(days=2),
        made_by="admin",
    )
    gap = gap_of(read(client))
    assert (gap["level"], gap["facts"]["is_registered"]) == ("info", True)
    Territory.objects.update(geometry=bytes(shapely.to_wkb(shapely.box(117.0, 31.0, 117.1, 31.1))), revision=1)
    assert not [one for one in read(client)["findings"] if one["code"] == "gap"]


def test_a_fix_goes_into_a_draft_and_changes_nothing_that_is_in_effect(bay: Bay) -> None:
    client = person(Role.DISPATCHER, bay.city)
    gap = gap_of(read(client))
    ask = {"finding_key": gap["key"], "fix": "assign_gap", "station_id": bay.east.pk}
    shown = client.post("/api/v1/coverage/findings/preview", ask, content_type="application/json").json()
    [east] = shown["stations"]
    assert (east["station_id"], east["lost"], east["gained"]["type"]) == (bay.east.pk, None, "Polygon")
    assert east["after_km2"] > east["before_km2"]
    plan = drafted(client, bay)
    status, answer = send(client, "post", f"plans/{plan['id']}/fix", {**ask, "revision": 0})
    assert (status, answer["plan"]["touched"]) == (200, [bay.east.pk])
    assert not [one for one in read(client, plan=plan["id"])["findings"] if one["code"] == "gap"]
    assert gap_of(read(client))["key"] == gap["key"]
    revision = answer["plan"]["revision"]
    status, answer = send(client, "post", f"plans/{plan['id']}/fix", {**ask, "revision": revision})
    assert (status, answer["code"]) == (409, "finding.gone")
    status, answer = send(client, "post", f"plans/{plan['id']}/fix", {**ask, "revision": revision - 1})
    assert (status, answer["code"]) == (409, "plan.stale")


def test_a_plan_is_told_what_it_makes_wrong_and_not_what_was_wrong_elsewhere(bay: Bay) -> None:
    far = organisation.add_node(None, "city", "远方市", "Faraway")
    Territory.objects.create(node=far, geometry=bytes(shapely.to_wkb(shapely.box(118, 31, 118.1, 31.1))), vertices=5)
    plan = bay.plan(bay.station)
    bay.draw(plan, station=(117.0, 117.13))
    assert [(one["code"], one["station_ids"]) for one in findings.of_plan(plan)] == [
        ("overlap", [bay.station.pk, bay.east.pk])
    ]


def test_whose_findings_one_sees(bay: Bay) -> None:
    other = organisation.add_node(None, "city", "邻市", "Next door")
    assert read(person(Role.DISPATCHER, other))["findings"] == []
    assert read(person(Role.DISPATCHER, other))["shares"] == []
    mine = read(person(Role.COORDINATOR, bay.node))
    assert [one["code"] for one in mine["findings"]] == ["gap"]
    assert mine["shares"] == []
    assert [row["station_id"] for row in mine["population"]] == [bay.station.pk]
    stranger = person(Role.DISPATCHER, other)
    assert stranger.get("/api/v1/coverage/findings", {"node": bay.city.pk}).status_code == 404


def test_a_coordinator_mends_with_their_own_station_only(bay: Bay) -> None:
    coordinator = person(Role.COORDINATOR, bay.node)
    key = gap_of(read(coordinator))["key"]
    plan = drafted(coordinator, bay, bay.node)
    theirs = {"finding_key": key, "fix": "assign_gap", "station_id": bay.east.pk, "revision": 0}
    assert send(coordinator, "post", f"plans/{plan['id']}/fix", theirs)[0] == 404
    mine = {**theirs, "station_id": bay.station.pk}
    assert send(coordinator, "post", f"plans/{plan['id']}/fix", mine)[0] == 200
    auditor = person(Role.AUDITOR, bay.city)
    assert send(auditor, "post", "findings/preview", theirs)[0] == 403


def test_a_utility_is_asked_for(bay: Bay) -> None:
    client = person(Role.DISPATCHER, bay.city)
    assert read(client, utility="gas")["findings"] == []
    assert len(read(client, utility="electricity")["findings"]) == 1
