"""Visits: given, taken step by step, declined, taken away; a late tap is kept."""

from datetime import timedelta

import pytest

from dispatch.kernel import actors, clock, commands
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Entry
from field import cards, picking, visits
from field.models import Technician, Visit
from field.movement import Fix
from repairs import orders
from repairs.models import WorkOrder
from tests.commands.lakeside import Lakeside, last, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(frozen) -> Lakeside:
    return Lakeside()


class TestGiving:
    def test_the_technician_gets_the_visit_with_all_that_is_needed(self, town):
        order = town.order()
        visit = town.give(order, town.zhou)
        card = last(f"crew:{town.zhou.pk}", "visit.assigned")["visit"]
        assert (card["id"], card["state"], card["allowed"]) == (visit.pk, "assigned", ["accept", "decline"])
        assert (card["address"], card["contact_phone"]) == ("湖滨路 8 号", "13800001111")
        assert visit.planned_arrival_at == clock.now() + timedelta(seconds=600)
        order.refresh_from_db()
        assert (order.state, order.assignee_id, order.assignee_name) == ("assigned", town.zhou.pk, "周强")

    def test_boards_above_the_station_see_the_load(self, town):
        order = town.order()
        town.give(order, town.zhou)
        for node in (town.city, town.node):
            card = last(f"board:{node.pk}", "technician.changed")["technician"]
            assert (card["state"], card["open_visits"], card["visit_order_id"]) == ("busy", 1, order.pk)

    def test_given_to_somebody_else_the_first_one_is_told(self, town):
        order = town.order()
        first = town.give(order, town.zhou)
        second = town.give(order, town.wu)
        first.refresh_from_db()
        assert (first.state, first.end_reason) == ("cancelled", "reassigned")
        assert last(f"crew:{town.zhou.pk}", "visit.cancelled")["visit"]["id"] == first.pk
        assert Visit.objects.filter(order=order, ended_at=None).get() == second
        assert Technician.objects.get(pk=town.zhou.pk).state == "available"
        order.refresh_from_db()
        assert (order.state, order.assignee_id) == ("assigned", town.wu.pk)

    def test_an_older_version_of_the_order_is_refused(self, town):
        order = town.order()
        with pytest.raises(Refusal) as refusal:
            town.give(order, town.zhou, version=order.version - 1)
        assert refusal.value.code == "command.stale"
        assert not Visit.objects.exists()

    def test_what_has_begun_is_not_given_away(self, town):
        order = town.order()
        visit = town.give(order, town.zhou)
        for action in ("accept", "depart", "arrive"):
            town.tap(visit, action)
        with pytest.raises(Refusal) as refusal:
            town.give(order, town.wu)
        assert refusal.value.code == "order.step_not_open"

    def test_visits_stand_in_line_and_life_safety_stands_first(self, town):
        one = town.give(town.order(), town.zhou)
        two = town.give(town.order(), town.zhou)
        fire = town.give(town.order("smoke_or_fire"), town.zhou)
        line = Visit.objects.filter(technician=town.zhou).order_by("sequence").values_list("pk", flat=True)
        assert list(line) == [fire.pk, one.pk, two.pk]
        assert cards.current_orders([town.zhou.pk]) == {town.zhou.pk: fire.order_id}

    def test_a_batch_goes_to_several_in_one_command(self, town):
        given = [town.order() for _ in range(4)]
        with commands.begun(SYSTEM) as tx:
            locked = orders.locked([order.pk for order in given])
            picks = picking.pick_many(tx, list(locked.values()))
            visits.give_many(tx, [(locked[pk], pick.technician, pick.explanation) for pk, pick in picks.items()])
        takers = list(Visit.objects.order_by("order").values_list("technician_id", flat=True))
        assert sorted(takers[:3]) == sorted([town.zhou.pk, town.wu.pk, town.sun.pk])
        assert set(WorkOrder.objects.values_list("state", flat=True)) == {"assigned"}
        rows = picks[given[0].pk].rows
        assert {row["technician_id"]: row["ok"] for row in rows}[town.feng.pk] is False
        assert rows[0]["chosen"] and not rows[1]["chosen"]


class TestSteps:
    def test_a_visit_from_beginning_to_end(self, town):
        order = town.order()
        visit = town.give(order, town.zhou)
        for action, state in [
            ("accept", "assigned"),
            ("depart", "departed"),
            ("arrive", "arrived"),
            ("repair", "repaired"),
            ("report", "reported"),
        ]:
            clock.advance(timedelta(minutes=5))
            town.tap(visit, action)
            order.refresh_from_db()
            assert order.state == state, action
        visit.refresh_from_db()
        assert visit.ended_at == visit.reported_at == clock.now()
        assert order.cause == visit.cause == "ageing"
        stamps = [visit.accepted_at, visit.departed_at, visit.arrived_at, visit.repaired_at, visit.reported_at]
        assert stamps == sorted(stamps)
        zhou = Technician.objects.get(pk=town.zhou.pk)
        assert (zhou.state, zhou.open_visits) == ("available", 0)
        steps = [kind for kind in told(f"crew:{town.zhou.pk}") if kind.startswith("visit.")]
        assert steps == [
            "visit.assigned",
            "visit.accepted",
            "visit.departed",
            "visit.arrived",
            "visit.repaired",
            "visit.reported",
        ]

    def test_the_devices_time_and_place_stand_beside_the_servers(self, town):
        visit = town.give(town.order(), town.zhou)
        town.tap(visit, "accept")
        device_at = clock.now() - timedelta(minutes=40)
        town.tap(visit, "arrive", device_at=device_at, fix=Fix(117.051, 31.049, device_at, 15))
        visit.refresh_from_db()
        assert visit.arrived_at == clock.now()
        assert visit.device_times["arrive"] == {
            "at": clock.iso(device_at),
            "lon": 117.051,
            "lat": 31.049,
            "accuracy_m": 15,
        }
        assert last(f"order:{visit.order_id}", "visit.arrived")["device"]["at"] == clock.iso(device_at)

    def test_a_step_out_of_turn_is_refused_and_changes_nothing(self, town):
        visit = town.give(town.order(), town.zhou)
        with pytest.raises(Refusal) as refusal:
            town.tap(visit, "repair")
        assert refusal.value.code == "visit.step_not_open"
        assert refusal.value.facts["allowed"] == ["accept", "decline"]
        visit.refresh_from_db()
        assert (visit.state, visit.version) == ("assigned", 1)

    def test_a_stale_version_says_who_and_when(self, town):
        visit = town.give(town.order(), town.zhou)
        town.tap(visit, "accept", version=1)
        with pytest.raises(Refusal) as refusal:
            town.tap(visit, "depart", version=1)
        assert refusal.value.code == "command.stale"
        assert refusal.value.facts["changed_by"] == "周强"

    @pytest.mark.parametrize("cause", ["", "gremlins"])
    def test_repaired_needs_a_known_cause(self, town, cause):
        visit = town.give(town.order(), town.zhou)
        town.tap(visit, "accept")
        town.tap(visit, "arrive")
        with pytest.raises(Refusal) as refusal:
            town.tap(visit, "repair", cause=cause)
        assert refusal.value.code == "visit.cause_needed"

    def test_a_declined_order_waits_for_another_one(self, town):
        order = town.order()
        visit = town.give(order, town.zhou)
        town.tap(visit, "decline", reason="vehicle")
        order.refresh_from_db()
        visit.refresh_from_db()
        assert (order.state, order.assignee_id, visit.state, visit.end_reason) == (
            "accepted",
            None,
            "declined",
            "vehicle",
        )
        with commands.begun(SYSTEM) as tx:
            pick = picking.pick_many(tx, [orders.locked([order.pk])[order.pk]])[order.pk]
        assert pick.technician not in (None, town.zhou)
        zhou = next(row for row in pick.rows if row["technician_id"] == town.zhou.pk)
        assert "declined_before" in {reason["code"] for reason in zhou["reasons"]}

    def test_declining_needs_a_reason(self, town):
        visit = town.give(town.order(), town.zhou)
        with pytest.raises(Refusal) as refusal:
            town.tap(visit, "decline", reason="")
        assert refusal.value.code == "visit.reason_needed"


class TestTakenAway:
    def test_a_tap_after_reassignment_is_answered_and_kept(self, town):
        order = town.order()
        visit = town.give(order, town.zhou)
        town.tap(visit, "accept")
        town.give(order, town.wu, by=actors.of_user(town.he))
        answer = town.tap(visit, "arrive", note="到了，门锁着")
        assert answer["late"]["who"] == "何静"
        assert answer["late"]["reason"] == "reassigned"
        kept = last(f"order:{order.pk}", "visit.late_tap")
        assert (kept["action"], kept["said"]["note"], kept["technician_id"]) == ("arrive", "到了，门锁着", town.zhou.pk)
        order.refresh_from_db()
        assert (order.state, order.assignee_id) == ("assigned", town.wu.pk)

    def test_an_order_that_moves_away_takes_its_visit_along(self, town):
        order = town.order()
        visit = town.give(order, town.zhou)
        with commands.begun(SYSTEM) as tx:
            visits.end_for(tx, orders.locked([order.pk])[order.pk], "moved_to_other_station")
        visit.refresh_from_db()
        assert (visit.state, visit.end_reason) == ("cancelled", "moved_to_other_station")
        assert Technician.objects.get(pk=town.zhou.pk).open_visits == 0

    def test_ending_what_nobody_has_is_harmless(self, town):
        order = town.order()
        before = Entry.objects.count()
        with commands.begun(SYSTEM) as tx:
            assert visits.end_for(tx, orders.locked([order.pk])[order.pk], "withdrawn") is None
        assert Entry.objects.count() == before


class TestFreed:
    @pytest.mark.parametrize("way", ["report", "decline"])
    def test_whoever_is_free_again_lets_the_waiting_orders_be_looked_at_at_once(
        self, town, way, django_capture_on_commit_callbacks
    ):
        waiting = town.order()
        WorkOrder.objects.filter(pk=waiting.pk).update(claim_after=clock.now() + timedelta(minutes=1))
        visit = town.give(town.order(), town.zhou)
        with django_capture_on_commit_callbacks(execute=True):
            for action in ("accept", "arrive", "repair") if way == "report" else ():
                town.tap(visit, action)
        assert WorkOrder.objects.get(pk=waiting.pk).claim_after > clock.now()
        with django_capture_on_commit_callbacks(execute=True):
            town.tap(visit, way)
        assert WorkOrder.objects.get(pk=waiting.pk).claim_after == clock.now()


class TestRanking:
    def test_the_console_sees_everybody_with_reasons(self, town):
        order = town.order()
        town.give(town.order(), town.zhou)
        rows = picking.rank_for(order)
        by_id = {row["technician_id"]: row for row in rows}
        assert len(rows) == 5
        assert rows[0]["ok"] and rows[0]["reasons"][0]["code"] == "nearest_idle"
        assert by_id[town.qian.pk]["on_shift"] is False
        assert {"code": "lacks_skill", "skill": "lv_service"} in by_id[town.feng.pk]["reasons"]
        assert by_id[town.zhou.pk]["open_visits"] == 1

    def test_an_order_of_no_station_has_no_candidates(self, town):
        order = town.order()
        order.station = None
        assert picking.rank_for(order) == []
