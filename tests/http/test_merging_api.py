"""One fault, many reports: merged by a person, kept apart in what was promised, taken up again when still out."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from coverage.models import Reservation
from dispatch.board import engine
from dispatch.board.models import Alarm
from dispatch.kernel import clock, outbox
from field.models import Visit
from repairs.models import Clock, Todo, WorkOrder
from tests.commands.lakeside import told
from tests.http.test_returns_api import fresh
from tests.http.test_special_api import post
from tests.http.test_withdrawals_api import Town, code

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(frozen: object) -> Town:
    return Town()


def merge(client: Client, child: WorkOrder, into: WorkOrder) -> Any:
    body = {"version": fresh(child).version, "into": into.pk, "note": "同一台区"}
    return post(client, f"/board/orders/{child.pk}/merge", body)


def finish(town: Town, visit: Visit) -> None:
    for step in ("arrive", "repair", "report"):
        town.town.tap(Visit.objects.get(pk=visit.pk), step)


def close(town: Town, order: WorkOrder) -> Any:
    return post(town.lin, f"/board/orders/{order.pk}/close", {"version": fresh(order).version})


class TestMerging:
    def test_a_child_gives_back_what_it_held_and_keeps_its_own_promise(self, town: Town) -> None:
        parent, child = town.accepted(), town.accepted()
        visit = town.town.give(child, town.town.zhou)
        due = child.clocks.get(kind="arrival", stopped_at=None).due_at
        assert merge(town.lin, child, parent).status_code == 200
        child, parent = fresh(child), fresh(parent)
        assert (child.state, child.parent_id, parent.merged_children) == ("merged", parent.pk, 1)
        visit.refresh_from_db()
        assert visit.end_reason == "merged"
        assert not Reservation.objects.filter(holder=f"order:{child.pk}", released_at=None).exists()
        assert child.clocks.get(kind="arrival", stopped_at=None).due_at == due
        card = town.lin.get(f"/api/v1/board/orders/{parent.pk}").json()
        assert card["order"]["reports"] == 2
        assert [one["id"] for one in card["children"]] == [child.pk]

    def test_what_the_parents_technician_does_is_true_of_its_children(self, town: Town) -> None:
        (parent, visit), child = town.on_the_way(), town.accepted()
        merge(town.lin, child, parent)
        clock.advance(timedelta(minutes=10))
        finish(town, visit)
        child = fresh(child)
        assert (child.arrived_at, child.repaired_at) == (clock.now(), clock.now())
        assert not Clock.objects.filter(order=child, stopped_at=None).exists()
        ticket = Client().get(f"/api/v1/track/{child.request.tracking_code}").json()
        assert (ticket["state_key"], ticket["is_merged"]) == ("repaired", True)
        assert close(town, parent).status_code == 200, close(town, parent).content
        child = fresh(child)
        assert (child.state, child.closed_at) == ("merged", clock.now())
        assert told(f"order:{child.pk}")[-3:].count("order.child_closed") == 1

    def test_a_child_still_out_after_the_repair_becomes_its_own_order_again(self, town: Town) -> None:
        (parent, visit), child = town.on_the_way(), town.accepted()
        merge(town.lin, child, parent)
        path = f"/track/{child.request.tracking_code}/still-out"
        assert code(post(Client(), path, {})) == (409, "merge.not_restored_yet")
        finish(town, visit)
        assert post(Client(), path, {"note": "还是没电"}).status_code == 200
        child = fresh(child)
        assert (child.state, child.parent_id, child.station, child.priority) == ("waiting", None, None, 2)
        assert {row.kind for row in child.clocks.filter(stopped_at=None)} == {"issue", "arrival"}
        assert fresh(parent).merged_children == 0
        engine.place_waiting()
        assert fresh(child).state == "offered"

    def test_a_child_is_taken_up_again_as_long_as_any_order_and_no_longer(self, town: Town) -> None:
        (parent, visit), child = town.on_the_way(), town.accepted()
        merge(town.lin, child, parent)
        finish(town, visit)
        close(town, parent)
        clock.advance(timedelta(days=31))
        path = f"/track/{child.request.tracking_code}/still-out"
        assert code(post(Client(), path, {})) == (409, "reopen.too_late")
        body = {"version": fresh(child).version, "reason": "not_solved"}
        assert code(post(town.lin, f"/board/orders/{child.pk}/reopen", body)) == (409, "reopen.too_late")
        clock.advance(timedelta(days=-2))
        assert post(Client(), path, {}).status_code == 200

    def test_whoever_joins_late_finds_what_has_happened(self, town: Town) -> None:
        (parent, visit), child = town.on_the_way(), town.accepted()
        town.town.tap(visit, "arrive")
        merge(town.lin, child, parent)
        assert fresh(child).arrived_at == clock.now()
        assert {row.kind for row in child.clocks.filter(stopped_at=None)} == {"restore"}

    def test_a_parent_that_is_withdrawn_lets_its_children_go(self, town: Town) -> None:
        parent, child = town.accepted(), town.accepted()
        merge(town.lin, child, parent)
        town.ask(town.he, parent, "customer_cancels")
        town.decide(town.lin, parent, "approve")
        assert (fresh(parent).state, fresh(child).state, fresh(child).parent_id) == ("withdrawn", "waiting", None)

    def test_a_parent_opened_again_leaves_those_alone_that_were_closed_with_it(self, town: Town) -> None:
        (parent, visit), child = town.on_the_way(), town.accepted()
        merge(town.lin, child, parent)
        finish(town, visit)
        close(town, parent)
        before = fresh(child)
        body = {"version": fresh(parent).version, "reason": "came_back", "note": ""}
        assert post(town.lin, f"/board/orders/{parent.pk}/reopen", body).status_code == 200
        engine.place_waiting()
        post(town.he, f"/board/orders/{parent.pk}/accept", {"version": fresh(parent).version})
        again = town.town.give(fresh(parent), town.town.zhou)
        for step in ("accept", "depart", "arrive"):
            town.town.tap(again, step)
        assert not Clock.objects.filter(order=child, stopped_at=None).exists()
        town.ask(town.he, parent, "customer_cancels")
        assert town.decide(town.lin, parent, "approve").status_code == 200
        assert (fresh(parent).state, fresh(child).state) == ("withdrawn", "merged")
        assert fresh(child).version == before.version

    def test_a_parent_takes_its_children_along_and_a_child_points_to_its_parent(self, town: Town) -> None:
        first, second, third, fourth = (town.accepted() for _ in range(4))
        merge(town.lin, second, first)
        merge(town.lin, fourth, second)
        assert fresh(fourth).parent_id == first.pk, "merging into a child goes to its parent"
        merge(town.lin, first, third)
        assert {fresh(order).parent_id for order in (first, second, fourth)} == {third.pk}
        assert (fresh(third).merged_children, fresh(first).merged_children) == (3, 0)

    def test_what_is_not_one_fault_is_refused(self, town: Town) -> None:
        order, (done, visit) = town.accepted(), town.on_the_way()
        assert code(merge(town.lin, order, order)) == (409, "merge.same_order")
        finish(town, visit)
        assert code(merge(town.lin, order, done)) == (409, "merge.parent_over")
        form = {"utility": "electricity", "symptom": "downed_line", "place": {"lon": 117.05, "lat": 31.05}}
        number = post(Client(), "/requests", form).json()["number"]
        engine.place_waiting()
        danger = WorkOrder.objects.get(request__number=number)
        assert code(merge(town.lin, danger, order)) == (409, "order.life_safety_stays")
        assert merge(town.lin, order, danger).status_code == 200, "a report may join what is dangerous"

    def test_a_coordinator_merges_nothing_and_a_neighbour_finds_nothing(self, town: Town) -> None:
        first, second = town.accepted(), town.accepted()
        assert merge(town.he, first, second).status_code == 403
        assert merge(town.gao, first, second).status_code == 404

    def test_two_into_one_another_leaves_one_of_them(self, town: Town) -> None:
        first, second = town.accepted(), town.accepted()
        assert merge(town.lin, first, second).status_code == 200
        assert code(merge(town.ming, second, first)) == (409, "merge.same_order")

    def test_a_dispatcher_takes_it_apart_again(self, town: Town) -> None:
        parent, child = town.accepted(), town.accepted()
        merge(town.lin, child, parent)
        body = {"version": fresh(child).version, "note": "不是同一故障"}
        assert post(town.lin, f"/board/orders/{child.pk}/unmerge", body).status_code == 200
        assert fresh(child).state == "waiting"


class TestSuggesting:
    def test_a_report_next_door_is_suggested_with_its_reasons(self, town: Town) -> None:
        first, second, far = town.report(117.05), town.report(117.0502), town.report(117.09)
        rows = town.lin.get(f"/api/v1/board/orders/{second.pk}/similar").json()["similar"]
        assert [row["order"]["id"] for row in rows] == [first.pk]
        assert rows[0]["may_merge"] and rows[0]["score"] > 0.7
        assert {"distance", "symptom", "time"} <= {reason["code"] for reason in rows[0]["reasons"]}
        assert town.gao.get(f"/api/v1/board/orders/{far.pk}/similar").status_code == 404

    def test_what_is_sent_twice_by_the_same_caller_is_merged_by_itself(self, town: Town) -> None:
        def send(phone: str = "13800001111", **more: Any) -> WorkOrder:
            form = {
                "utility": "electricity", "symptom": "no_power", "place": {"lon": 117.05, "lat": 31.05},
                "address": "湖滨路 8 号", "contact_phone": phone, **more,
            }  # fmt: skip
            number = post(Client(), "/requests", form).json()["number"]
            engine.place_waiting()
            return fresh(WorkOrder.objects.get(request__number=number))

        first = send()
        assert [send().state for _ in range(2)] == ["merged", "merged"]
        assert fresh(first).merged_children == 2
        assert send("13800002222").state == "offered", "somebody else's is a person's to decide"
        assert send(symptom="low_voltage").state == "offered"
        clock.advance(timedelta(minutes=40))
        assert send().state == "offered", "too long ago"
        assert [send(symptom="downed_line").state for _ in range(2)] == ["offered", "offered"]


class TestUrging:
    def test_it_is_counted_apart_in_time_and_the_third_one_climbs(self, town: Town) -> None:
        order = town.accepted()
        path = f"/track/{order.request.tracking_code}/urge"
        assert post(Client(), path, {}).json()["ticket"]["urges"] == 1
        soon = post(Client(), path, {})
        assert (code(soon), soon["Retry-After"]) == ((409, "urge.too_soon"), "600")
        for urges in (2, 3):
            clock.advance(timedelta(minutes=10))
            answer = post(town.lin, f"/board/orders/{order.pk}/urge", {"note": "用户再次来电"})
            assert answer.json()["order"]["urges"] == urges
        todo = Todo.objects.get(kind="urged")
        assert (todo.node, todo.role) == (town.town.city, "dispatcher")
        assert Alarm.objects.filter(kind="urged", order=order).exists()

    def test_whoever_confirms_the_alarm_has_taken_the_urging_up(self, town: Town) -> None:
        order = town.accepted()
        for _ in range(3):
            post(town.lin, f"/board/orders/{order.pk}/urge", {})
            clock.advance(timedelta(minutes=10))
        alarm = Alarm.objects.get(kind="urged", order=order)
        assert post(town.lin, f"/board/alarms/{alarm.pk}/acknowledge", {}).status_code == 200
        assert Todo.objects.get(kind="urged").outcome == "seen"

    def test_urging_a_merged_order_urges_its_parent(self, town: Town) -> None:
        parent, child = town.accepted(), town.accepted()
        merge(town.lin, child, parent)
        post(Client(), f"/track/{child.request.tracking_code}/urge", {})
        assert (fresh(parent).urges, fresh(child).urges) == (1, 0)
        assert parent.urged.get().via_id == child.pk

    @pytest.mark.django_db(transaction=True)
    def test_with_the_repair_nobody_is_called_about_the_urging_any_more(self, town: Town) -> None:
        order, visit = town.on_the_way()
        for _ in range(3):
            post(town.lin, f"/board/orders/{order.pk}/urge", {})
            clock.advance(timedelta(minutes=10))
        town.town.tap(visit, "arrive")
        assert Todo.objects.filter(kind="urged", closed_at=None).exists(), "on site is not yet repaired"
        town.town.tap(visit, "repair")
        assert Todo.objects.get(kind="urged").outcome == "repaired"
        while outbox.run_all():
            pass
        assert not Alarm.objects.filter(kind="urged", cleared_at=None).exists()

    def test_there_is_nothing_to_hurry_when_the_work_is_done(self, town: Town) -> None:
        order, visit = town.on_the_way()
        finish(town, visit)
        assert code(post(town.lin, f"/board/orders/{order.pk}/urge", {})) == (409, "urge.over")
        assert post(town.zhou, f"/board/orders/{order.pk}/urge", {}).status_code == 403


class TestReopening:
    def test_an_order_begins_anew_in_its_region(self, town: Town) -> None:
        order, visit = town.on_the_way()
        finish(town, visit)
        close(town, order)
        body = {"version": fresh(order).version, "reason": "came_back", "note": "又跳闸"}
        assert post(town.lin, f"/board/orders/{order.pk}/reopen", body).status_code == 200
        order = fresh(order)
        assert (order.state, order.node, order.station, order.reopens) == ("waiting", town.town.city, None, 1)
        assert (order.released_at, order.arrived_at, order.closed_at, order.promises) == (None, None, None, 0)
        assert {row.kind for row in order.clocks.filter(stopped_at=None)} == {"issue", "arrival"}
        engine.place_waiting()
        assert fresh(order).station == town.town.station

    def test_a_withdrawal_by_mistake_is_undone(self, town: Town) -> None:
        order = town.accepted()
        town.ask(town.he, order, "customer_cancels")
        town.decide(town.lin, order, "approve")
        body = {"version": fresh(order).version, "reason": "ended_by_mistake", "note": ""}
        assert post(town.lin, f"/board/orders/{order.pk}/reopen", body).status_code == 200
        assert (fresh(order).state, fresh(order).state_reason) == ("waiting", "")

    def test_too_long_ago_or_still_alive_is_refused(self, town: Town) -> None:
        order, visit = town.on_the_way()
        body = {"version": fresh(order).version, "reason": "came_back"}
        assert code(post(town.lin, f"/board/orders/{order.pk}/reopen", body)) == (409, "order.step_not_open")
        finish(town, visit)
        close(town, order)
        clock.advance(timedelta(days=31))
        body = {"version": fresh(order).version, "reason": "came_back"}
        assert code(post(town.lin, f"/board/orders/{order.pk}/reopen", body)) == (409, "reopen.too_late")
        wrong = {**body, "reason": "whim"}
        assert code(post(town.lin, f"/board/orders/{order.pk}/reopen", wrong)) == (422, "reopen.reason_unknown")
        assert post(town.he, f"/board/orders/{order.pk}/reopen", body).status_code == 403
