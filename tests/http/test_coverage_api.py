"""Coverage over HTTP: nobody sees beside their node, nothing is taken over by the wrong hands."""

from __future__ import annotations

import json
from typing import Any

import pytest
import shapely
from django.test import Client

from coverage import datums, index
from coverage.models import Area, CoverageVersion, Station
from dispatch.kernel import accounts, clock, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import Node, User

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/v1/coverage"


class Province:
    """Two cities with a station each; whoever belongs to one must not see the other."""

    def __init__(self) -> None:
        self.version = CoverageVersion.objects.create(state="active", created_at=clock.now())
        root = organisation.add_node(None, "province", "湖滨省")
        self.lake, self.hill = (organisation.add_node(root, "city", name) for name in ("湖市", "山市"))
        self.lake_station = self._station("lake", self.lake, 113.0)
        self.hill_station = self._station("hill", self.hill, 114.0)
        index.forget()

    def _station(self, code: str, city: Node, west: float) -> Station:
        node = organisation.add_node(city, "station", code, code)
        station = Station.objects.create(
            node=node, code=code, utilities=["water"], skills=["mains"], lon=west + 0.05, lat=23.05
        )
        area = shapely.box(west, 23.0, west + 0.1, 23.1)
        Area.objects.create(version=self.version, station=station, geometry=shapely.to_wkb(area), vertices=5)
        return station

    def person(self, role: Role, node: Node) -> Client:
        user = User.objects.create(username=f"{role}{node.pk}")
        accounts.grant(user, role, node)
        client = Client()
        client.force_login(user)
        return client


@pytest.fixture
def province() -> Province:
    return Province()


def areas_of(client: Client) -> list[str]:
    return [feature["properties"]["name"] for feature in client.get(f"{API}/areas").json()["features"]]


def test_a_city_sees_its_own_areas_stations_and_nodes_only(province: Province) -> None:
    lake = province.person(Role.DISPATCHER, province.lake)
    assert areas_of(lake) == ["lake"]
    assert [station["code"] for station in lake.get(f"{API}/stations").json()] == ["lake"]
    assert {node["name"] for node in lake.get(f"{API}/nodes").json()} == {"湖市", "lake"}
    assert lake.get(f"{API}/stations/{province.hill_station.pk}/capacity").status_code == 404


def test_a_stranger_is_asked_to_log_in() -> None:
    for path in ("areas", "stations", "nodes", "candidates?lon=1&lat=1&utility=water"):
        response = Client().get(f"{API}/{path}")
        assert (response.status_code, response.json()["code"]) == (401, "access.login_required")


def test_unchanged_areas_are_not_sent_again(province: Province) -> None:
    lake = province.person(Role.DISPATCHER, province.lake)
    tag = lake.get(f"{API}/areas")["ETag"]
    assert lake.get(f"{API}/areas", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("datum", ["WGS-84", "GCJ-02", "bd09"])
def test_candidates_are_the_same_in_every_datum(province: Province, datum: str) -> None:
    lake = province.person(Role.DISPATCHER, province.lake)
    lon, lat = datums.from_wgs84(113.0002, 23.0002, datums.Datum.parse(datum))
    answer = lake.get(f"{API}/candidates", {"lon": lon, "lat": lat, "datum": datum, "utility": "water"}).json()
    assert [one["station_id"] for one in answer["candidates"]] == [province.lake_station.pk]


def test_imports_need_an_administrator_of_the_place(province: Province) -> None:
    ring = [[113.0, 23.0], [113.2, 23.0], [113.2, 23.1], [113.0, 23.0]]
    feature = {
        "type": "Feature",
        "properties": {"name": "hill"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    body: dict[str, Any] = {"content_type": "application/json", "data": json.dumps(feature)}
    url = f"{API}/imports?datum=WGS-84&commit=true"
    assert province.person(Role.DISPATCHER, province.hill).post(url, **body).status_code == 403
    assert province.person(Role.ADMIN, province.lake).post(url, **body).status_code == 403
    answer = province.person(Role.ADMIN, province.hill).post(url, **body)
    assert (answer.status_code, answer.json()["committed"]) == (200, True)
    assert CoverageVersion.objects.filter(state="active").count() == 1


def test_capacity_is_set_by_channel_management_and_overlapping_slots_are_refused(province: Province) -> None:
    lake = province.person(Role.ADMIN, province.lake)
    url = f"{API}/stations/{province.lake_station.pk}/capacity"
    day = {"work_class": "network", "starts": "08:00", "ends": "20:00", "limit": 5}
    night = {"work_class": "network", "starts": "20:00", "ends": "08:00", "limit": 2}
    answer = lake.put(url, json.dumps({"open_ceiling": 7, "slots": [day, night]}), content_type="application/json")
    assert (answer.status_code, answer.json()["station"]["open_ceiling"]) == (200, 7)
    assert len(lake.get(url).json()["slots"]) == 2
    dispatcher = province.person(Role.DISPATCHER, province.lake)
    asked = dispatcher.put(url, json.dumps({"open_ceiling": 7, "slots": []}), content_type="application/json")
    assert (asked.status_code, asked.json()["code"]) == (403, "access.denied"), "others apply for a change"
    late = {**day, "starts": "12:00"}
    refused = lake.put(url, json.dumps({"open_ceiling": 7, "slots": [day, late]}), content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "capacity.slots_overlap")
