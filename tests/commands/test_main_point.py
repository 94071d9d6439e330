"""A station of several points receives at its main point only; the crews of all its points may go."""

import pytest
import shapely

from coverage import index
from coverage.models import Area, CoverageVersion, Station
from dispatch.board import engine, technicians
from dispatch.board.models import Decision
from dispatch.kernel import clock, organisation
from dispatch.kernel.actors import SYSTEM
from field.models import Technician
from repairs import intake
from repairs.models import WorkOrder
from tests.commands.lakeside import Lakeside

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Lakeside:
    return Lakeside()


@pytest.fixture
def point(town: Lakeside) -> Station:
    """A point across the lake with an area and a technician of its own; Lakeside Power receives for it."""
    node = organisation.add_node(town.node, "station", "湖东点", "East point")
    point = Station.objects.create(
        node=node, code="E01-2", utilities=["electricity"], skills=town.station.skills, lon=117.25, lat=31.05,
        main_point=town.station,
    )  # fmt: skip
    area = shapely.box(117.2, 31.0, 117.3, 31.1)
    version = CoverageVersion.objects.get(state="active")
    Area.objects.create(version=version, station=point, geometry=shapely.to_wkb(area), vertices=5)
    Technician.objects.filter(pk=town.wu.pk).update(station=point)
    index.forget()
    return point


def report(lon: float) -> WorkOrder:
    form = intake.IntakeForm(utility="electricity", symptom="no_power", place={"lon": lon, "lat": 31.05})
    number = intake.take(SYSTEM, form)["number"]
    engine.place_waiting()
    return WorkOrder.objects.select_related("station", "node").get(request__number=number)


def test_the_main_point_receives_and_the_decision_says_why(town: Lakeside, point: Station) -> None:
    order = report(117.25)
    assert (order.state, order.station, order.node) == ("accepted", town.station, town.node)
    (row,) = Decision.objects.get(order=order).candidates["rows"]
    assert {"code": "main_point", "point_id": point.pk} in row["reasons"]
    town.station.refresh_from_db()
    point.refresh_from_db()
    assert (town.station.open_orders, point.open_orders) == (1, 0), "capacity is counted where it is received"


def test_an_area_of_its_own_says_nothing_of_points(town: Lakeside, point: Station) -> None:
    (row,) = Decision.objects.get(order=report(117.05)).candidates["rows"]
    assert "main_point" not in {reason["code"] for reason in row["reasons"]}


def test_the_crews_of_all_points_may_go(town: Lakeside, point: Station) -> None:
    names = {row["name"] for row in technicians.ranked(report(117.25))}
    assert {"吴敏", "周强"} <= names


def test_a_point_is_not_asked_for_mutual_aid(town: Lakeside, point: Station) -> None:
    snapshot = index.current()
    aid = index.nearest_able(snapshot, index.Want(117.4, 31.05, "electricity"), clock.now(), radius_km=100)
    assert [one.station_id for one in aid] == [town.station.pk]
