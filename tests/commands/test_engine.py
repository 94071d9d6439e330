"""The main job: taken in, matched, offered, accepted, given to a technician; refused, full, life safety, by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
import shapely

from coverage import index
from coverage.models import Area, CoverageVersion, Station
from dispatch.board import alarms, engine, offers, returns, snapshot
from dispatch.board.models import Alarm, Decision, Offer
from dispatch.kernel import clock, commands, organisation, timers
from dispatch.kernel.actors import SYSTEM, Actor
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from repairs import intake, orders
from repairs.models import WorkOrder
from tests.commands.lakeside import told

pytestmark = pytest.mark.django_db(transaction=True)


class Town:
    """Two neighbouring stations of Lakeside, sharing the border at 117.10, and a point that nobody covers."""

    def __init__(self) -> None:
        self.root = organisation.add_node(None, "city", "湖滨市", "Lakeside")
        version = CoverageVersion.objects.create(state="active", created_at=clock.now())
        self.west = self.station("west", 117.05, shapely.box(117.0, 31.0, 117.1, 31.1), version)
        self.east = self.station("east", 117.15, shapely.box(117.1, 31.0, 117.2, 31.1), version)
        index.forget()

    def station(self, code: str, lon: float, area: shapely.Polygon, version: CoverageVersion) -> Station:
        node = organisation.add_node(self.root, "station", code, code)
        station = Station.objects.create(
            node=node,
            code=code,
            utilities=["electricity", "gas"],
            skills=["lv_service", "hv_line", "gas_leak"],
            lon=lon,
            lat=31.05,
        )
        Area.objects.create(version=version, station=station, geometry=shapely.to_wkb(area), vertices=5)
        return station

    def report(self, lon: float = 117.05, lat: float = 31.05, symptom: str = "no_power", **more: object) -> WorkOrder:
        utility = "gas" if "gas" in symptom else "electricity"
        form = intake.IntakeForm(utility=utility, symptom=symptom, place={"lon": lon, "lat": lat}, **more)
        answer = intake.take(SYSTEM, form)
        return WorkOrder.objects.get(request__number=answer["number"])

    def run(self) -> None:
        while engine.step():
            pass


@pytest.fixture
def town() -> Town:
    return Town()


def fresh(order: WorkOrder) -> WorkOrder:
    return WorkOrder.objects.select_related("node", "station").get(pk=order.pk)


def limit(station: Station, ceiling: int, **more: object) -> None:
    Station.objects.filter(pk=station.pk).update(open_ceiling=ceiling, **more)


def on(order: WorkOrder, work: object) -> None:
    with commands.begun(SYSTEM) as tx:
        work(tx, orders.locked([order.pk])[order.pk])  # type: ignore[operator]


def test_a_report_is_offered_to_the_station_that_covers_its_place(town: Town) -> None:
    order = town.report(lon=117.15)
    town.run()
    order = fresh(order)
    assert (order.state, order.station, order.node) == ("offered", town.east, town.east.node)
    decision = Decision.objects.get(order=order)
    assert decision.outcome == "offered"
    assert decision.candidates["rows"][0]["station_id"] == town.east.pk
    assert Station.objects.get(pk=town.east.pk).open_orders == 1


def test_a_full_station_passes_it_on_to_mutual_aid_and_says_why(town: Town) -> None:
    limit(town.west, 0)
    order = town.report(lon=117.05)
    town.run()
    assert fresh(order).station == town.east
    rows = {row["station_id"]: row for row in Decision.objects.get(order=order).candidates["rows"]}
    assert {"code": "ceiling"} in rows[town.west.pk]["reasons"]
    assert rows[town.east.pk]["way"] == "mutual_aid"


def test_with_nobody_left_it_waits_for_a_hand_with_an_alarm(town: Town) -> None:
    limit(town.west, 0)
    limit(town.east, 0)
    order = town.report()
    town.run()
    assert fresh(order).state == "hand_queue"
    assert Alarm.objects.get(order=order).kind == "hand_queue"
    assert Station.objects.get(pk=town.west.pk).open_orders == 0


def test_life_safety_goes_past_the_ceiling_and_is_counted_apart(town: Town) -> None:
    limit(town.west, 0)
    order = town.report(symptom="smell_of_gas")
    town.run()
    assert fresh(order).station == town.west
    west = Station.objects.get(pk=town.west.pk)
    assert (west.open_orders, west.open_over) == (0, 1)
    assert Offer.objects.get(order=order).over_capacity
    assert Alarm.objects.get(order=order, kind="life_safety").needs == 2


def test_life_safety_needs_two_people_and_climbs_when_they_do_not_answer(town: Town) -> None:
    order = town.report(symptom="smell_of_gas")
    town.run()
    alarm = Alarm.objects.get(order=order)
    mei, jun = (Actor("user", pk, name) for pk, name in ((1, "梅"), (2, "军")))
    with commands.begun(mei) as tx:
        alarms.acknowledge(tx, alarm)
    with pytest.raises(Refusal, match="already_seen"), commands.begun(mei) as tx:
        alarms.acknowledge(tx, Alarm.objects.get(pk=alarm.pk))
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        assert timers.sweep() >= 1
    escalated = Alarm.objects.get(pk=alarm.pk)
    assert escalated.escalated_at is not None
    with commands.begun(jun) as tx:
        alarms.acknowledge(tx, escalated)
    assert Alarm.objects.get(pk=alarm.pk).cleared_at is not None


def test_an_offer_nobody_answers_lapses_to_the_next_candidate_and_gives_capacity_back(town: Town) -> None:
    order = town.report()
    town.run()
    with clock.frozen(clock.now() + timedelta(minutes=4)):
        timers.sweep()
        town.run()
    assert fresh(order).station == town.east
    assert [offer.answer for offer in Offer.objects.filter(order=order).order_by("pk")] == ["lapsed", ""]
    assert Station.objects.get(pk=town.west.pk).open_orders == 0


def test_a_station_returns_it_once_and_the_second_return_needs_a_dispatcher(town: Town) -> None:
    order = town.report()
    town.run()
    on(order, lambda tx, o: returns.give_back(tx, o, "no_crew", ""))
    town.run()
    assert fresh(order).station == town.east
    on(order, lambda tx, o: returns.give_back(tx, o, "outside_area", ""))
    town.run()
    assert fresh(order).state == "hand_queue"
    assert Alarm.objects.filter(order=order, kind="hand_queue", cleared_at=None).exists()


def test_a_dispatcher_sends_it_by_hand_over_capacity_and_the_alarm_goes(town: Town) -> None:
    limit(town.west, 0)
    limit(town.east, 0)
    order = town.report()
    town.run()
    on(
        order,
        lambda tx, o: offers.by_hand(tx, o, Station.objects.select_related("node").get(pk=town.east.pk), reason="邻近"),
    )
    assert (fresh(order).state, fresh(order).station) == ("offered", town.east)
    assert not Alarm.objects.filter(order=order, kind="hand_queue", cleared_at=None).exists()
    assert Station.objects.get(pk=town.east.pk).open_over == 1


def test_a_place_without_a_point_waits_for_a_hand(town: Town) -> None:
    answer = intake.take(SYSTEM, intake.IntakeForm(utility="electricity", symptom="no_power", address="湖滨路 8 号"))
    town.run()
    order = WorkOrder.objects.get(request__number=answer["number"])
    assert order.state == "hand_queue"
    assert Decision.objects.get(order=order).candidates["facts"] == ["no_place"]


def test_a_stale_writer_hears_who_was_first(town: Town) -> None:
    order = town.report()
    town.run()
    with pytest.raises(Refusal) as refused:
        on(order, lambda tx, o: offers.accept(tx, o, version=1))
    assert refused.value.code == "command.stale"
    assert refused.value.facts["version"] == fresh(order).version


def test_an_automatic_station_takes_a_storm_in_one_round(town: Town) -> None:
    limit(town.west, 500, auto_accept=True)
    made = intake.take_many(
        [
            intake.Wanted(
                SYSTEM,
                intake.IntakeForm(utility="electricity", symptom="no_power", place={"lon": 117.05, "lat": 31.05}),
            )
            for _ in range(60)
        ]
    )
    assert len({answer["number"] for answer in made}) == 60
    town.run()
    assert WorkOrder.objects.filter(state="accepted", station=town.west).count() == 60
    assert Station.objects.get(pk=town.west.pk).open_orders == 60
    assert Node.objects.filter(parent=town.root).count() == 2


def test_a_station_without_capacity_is_one_alarm_until_it_has_room_again(town: Town) -> None:
    limit(town.west, 0)
    town.report(lon=117.05)
    town.report(lon=117.051)
    town.run()
    alarm = Alarm.objects.get(kind="capacity_gone", cleared_at=None)
    assert (alarm.station, alarm.severity) == (town.west, "high")
    limit(town.west, 5)
    town.report(lon=117.05)
    town.run()
    alarm.refresh_from_db()
    assert alarm.cleared_at is not None


def test_a_high_alarm_that_nobody_sees_climbs_to_the_root_and_rests_there_still_seen_where_it_began(town: Town) -> None:
    limit(town.west, 0)
    town.report(lon=117.05)
    town.run()
    alarm = Alarm.objects.select_related("node").get(kind="capacity_gone")
    assert alarm.node == town.west.node
    at = clock.now()
    for step in range(1, 6):
        with clock.frozen(at + timedelta(minutes=16 * step)):
            timers.sweep()
    alarm.refresh_from_db()
    assert alarm.node.parent is None and alarm.escalated_at is not None
    assert told(f"board:{town.west.node_id}").count("alarm.escalated") == len(town.west.node.ancestor_ids) - 1
    _, state = snapshot.board_state(town.west.node)
    assert [one["kind"] for one in state["alarms"] if one["kind"] == "capacity_gone"] == ["capacity_gone"]
