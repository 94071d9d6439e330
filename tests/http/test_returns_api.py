"""A station returns an order before accepting it: once, with grounds, and not against a dispatcher's decision."""

from datetime import timedelta
from typing import Any

import pytest
import shapely
from django.test import Client

from coverage import index
from coverage.models import Area, CoverageVersion, Reservation, Station
from dispatch.board import engine
from dispatch.board.models import Offer
from dispatch.kernel import accounts, clock, organisation, timers
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import User
from repairs import intake, policies
from repairs.models import Todo, WorkOrder
from tests.commands.lakeside import Lakeside, told

pytestmark = pytest.mark.django_db


class Border:
    """Lakeside and Hill share the border at 117.10; both answer offers by hand."""

    def __init__(self) -> None:
        policies.forget()
        self.town = Lakeside()
        Station.objects.update(auto_accept=False)
        self.hill = Station.objects.create(
            node=organisation.add_node(self.town.city, "station", "山前供电所", "Hill Power"), code="E02",
            utilities=["electricity"], skills=["lv_service", "hv_line"], lon=117.15, lat=31.05,
        )  # fmt: skip
        version = CoverageVersion.objects.get(state="active")
        area = shapely.box(117.1, 31.0, 117.2, 31.1)
        Area.objects.create(version=version, station=self.hill, geometry=shapely.to_wkb(area), vertices=5)
        index.forget()
        self.he = self._client(self.town.he)
        self.gao = self._client(self._person("gao", Role.COORDINATOR, self.hill.node))
        self.lin = self._client(self._person("lin", Role.DISPATCHER, self.town.city))

    def _person(self, name: str, role: Role, node: Any) -> User:
        user = User.objects.create(username=name, display_name=name)
        accounts.grant(user, role, node)
        return user

    def _client(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def report(self, lon: float = 117.1005) -> WorkOrder:
        form = intake.IntakeForm(utility="electricity", symptom="no_power", place={"lon": lon, "lat": 31.05})
        number = intake.take(SYSTEM, form)["number"]
        engine.place_waiting()
        return fresh(WorkOrder.objects.get(request__number=number))

    def give_back(self, client: Client, order: WorkOrder, reason: str = "outside_area", note: str = "") -> Any:
        body = {"version": fresh(order).version, "reason": reason, "note": note}
        return client.post(f"/api/v1/board/orders/{order.pk}/return", body, content_type="application/json")

    def offer(self, order: WorkOrder, station: Station) -> Any:
        body = {"version": fresh(order).version, "station_id": station.pk, "reason": "就近"}
        return self.lin.post(f"/api/v1/board/orders/{order.pk}/offer", body, content_type="application/json")


def fresh(order: WorkOrder) -> WorkOrder:
    return WorkOrder.objects.select_related("station", "node").get(pk=order.pk)


@pytest.fixture
def border(frozen: object) -> Border:
    return Border()


def test_outside_our_area_comes_with_the_area_as_it_was_and_the_side_of_its_border(border: Border) -> None:
    order = border.report()
    assert order.station == border.hill
    arrive_by = arrival(order)
    assert border.give_back(border.gao, order).status_code == 200
    order = fresh(order)
    assert (order.state, order.node, order.returns) == ("waiting", border.town.city, 1)
    assert arrival(order) == arrive_by, "the clock runs on"
    (row,) = border.lin.get(f"/api/v1/board/orders/{order.pk}/returns").json()["returns"]
    evidence = row["evidence"]
    assert (row["reason"], row["station_name"], evidence["inside"]) == ("outside_area", "山前供电所", True)
    assert 40 < evidence["distance_m"] < 60, "half a thousandth of a degree at 31° N"
    assert evidence["coverage_version"] == CoverageVersion.objects.get(state="active").pk
    assert evidence["area"]["geometry"]["type"] == "Polygon" and evidence["point"] == [117.1005, 31.05]
    assert not Reservation.objects.filter(released_at=None).exists()


def arrival(order: WorkOrder) -> Any:
    return order.clocks.get(kind="arrival", stopped_at=None).due_at


@pytest.mark.parametrize(
    ("reason", "note", "code"),
    [
        ("", "", "reason.required"),
        ("laziness", "", "reason.required"),
        ("duplicate", "", "return.evidence_needed"),
        ("no_equipment", " ", "return.evidence_needed"),
        ("other", "x", "return.evidence_needed"),
    ],
)
def test_a_return_without_its_grounds_is_refused(border: Border, reason: str, note: str, code: str) -> None:
    order = border.report()
    answer = border.give_back(border.gao, order, reason, note)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert fresh(order).state == "offered"


def test_the_second_return_goes_to_the_region_whose_decision_binds(border: Border) -> None:
    order = border.report(117.1)
    first = border.he if order.station == border.town.station else border.gao
    second, second_station = (border.gao, border.hill) if first is border.he else (border.he, border.town.station)
    assert border.give_back(first, order, "no_crew").status_code == 200
    engine.place_waiting()
    assert fresh(order).station == second_station, "who returned it is not asked again"
    assert border.give_back(second, order, "no_crew").status_code == 200
    order = fresh(order)
    todo = Todo.objects.get(kind="returned_twice")
    assert (order.state, todo.node, todo.role, todo.closed_at) == ("hand_queue", border.town.city, "dispatcher", None)
    assert border.offer(order, second_station).status_code == 200
    todo.refresh_from_db()
    assert todo.outcome == "offered"
    answer = border.give_back(second, order, "no_crew")
    assert (answer.status_code, answer.json()["code"]) == (409, "return.binding")
    assert Offer.objects.get(order=order, answered_at=None).is_binding


def test_a_decision_nobody_makes_climbs_and_never_makes_itself(border: Border) -> None:
    order = border.report(117.1)
    for client in (border.gao, border.he) if order.station == border.hill else (border.he, border.gao):
        border.give_back(client, order, "no_crew")
        engine.place_waiting()
    clock.advance(timedelta(hours=3))
    timers.sweep()
    assert fresh(order).state == "hand_queue"
    assert "todo.escalated" in told(f"board:{border.town.city.pk}")


def test_an_offer_by_hand_before_any_return_may_be_returned(border: Border) -> None:
    order = border.report()
    assert border.offer(order, border.town.station).status_code == 200
    assert border.give_back(border.he, order, "no_crew").status_code == 200


def test_a_neighbour_returns_nothing_and_a_dispatcher_neither(border: Border) -> None:
    order = border.report()
    assert border.give_back(border.he, order).status_code == 404
    assert border.give_back(border.lin, order).status_code == 403
    assert border.he.get(f"/api/v1/board/orders/{order.pk}/returns").status_code == 404


def test_returns_are_counted_per_station_and_reason_with_the_repeated_ones(border: Border) -> None:
    for _ in range(2):
        border.give_back(border.gao, border.report())
    order = border.report(117.1)
    for client in (border.gao, border.he) if order.station == border.hill else (border.he, border.gao):
        border.give_back(client, order, "no_crew")
        engine.place_waiting()
    rows = border.lin.get(f"/api/v1/reports/returns?node={border.town.city.pk}").json()["rows"]
    counted = {(row["station_name"], row["reason"]): (row["count"], row["repeated"]) for row in rows}
    assert counted["山前供电所", "outside_area"] == (2, 0)
    assert sorted(value for (_, reason), value in counted.items() if reason == "no_crew") == [(1, 0), (1, 1)]
    file = border.lin.get(f"/api/v1/reports/returns?node={border.town.city.pk}&format=csv").content.decode()
    assert "山前供电所,不在本站服务区,2,0" in file
