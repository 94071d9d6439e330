"""Withdrawal: asked by those who know, decided above the station, never by silence; work done meanwhile is kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from coverage.models import Reservation
from dispatch.board import engine
from dispatch.board.models import Alarm, Offer
from dispatch.kernel import accounts, clock, outbox, timers
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from field.models import Visit
from repairs import policies
from repairs.models import Todo, Withdrawal, WorkOrder
from tests.commands.lakeside import told
from tests.http.test_exhibits_api import PHOTO, Camera
from tests.http.test_returns_api import Border, fresh

pytestmark = pytest.mark.django_db


class Town(Border):
    """Two dispatchers of the city decide; He coordinates Lakeside; Zhou drives."""

    def __init__(self) -> None:
        super().__init__()
        self.ming = self._client(self._person("ming", Role.DISPATCHER, self.town.city))
        self.zhou = self._client(self.town.zhou.user)

    def accepted(self) -> WorkOrder:
        order = self.report(117.05)
        body = {"version": order.version}
        self.he.post(f"/api/v1/board/orders/{order.pk}/accept", body, content_type="application/json")
        return fresh(order)

    def on_the_way(self) -> tuple[WorkOrder, Visit]:
        order = self.accepted()
        visit = self.town.give(order, self.town.zhou)
        for step in ("accept", "depart"):
            self.town.tap(visit, step)
        return fresh(order), visit

    def ask(self, client: Client, order: WorkOrder, reason: str = "dead_number", note: str = "三次均为空号") -> Any:
        body = {"version": fresh(order).version, "reason": reason, "note": note}
        return client.post(f"/api/v1/board/orders/{order.pk}/withdrawal", body, content_type="application/json")

    def decide(self, client: Client, order: WorkOrder, verdict: str, note: str = "已核实") -> Any:
        row = Withdrawal.objects.filter(order=order).latest("pk")
        body = {"verdict": verdict, "note": note}
        return client.post(f"/api/v1/board/withdrawals/{row.pk}/decide", body, content_type="application/json")


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


@pytest.fixture
def town(frozen: object) -> Town:
    return Town()


def test_asked_at_the_station_and_approved_above_it_the_order_ends_and_everybody_hears(town: Town) -> None:
    order, visit = town.on_the_way()
    assert town.ask(town.he, order).status_code == 200
    todo = Todo.objects.get(kind="withdrawal")
    assert (todo.node, todo.role) == (town.town.city, "dispatcher")
    assert todo.due_at == clock.now() + timedelta(minutes=10)
    listed = town.lin.get(f"/api/v1/board/withdrawals?node={town.town.city.pk}").json()["withdrawals"]
    assert [(row["state_before"], row["may_decide"]) for row in listed] == [("departed", True)]
    answer = town.decide(town.lin, order, "approve")
    assert answer.status_code == 200, answer.content
    order = fresh(order)
    assert (order.state, order.state_reason, order.assignee_id, order.due_at) == (
        "withdrawn",
        "dead_number",
        None,
        None,
    )
    assert not Reservation.objects.filter(released_at=None).exists(), "capacity comes back"
    visit.refresh_from_db()
    assert (visit.state, visit.end_reason) == ("cancelled", "withdrawn")
    assert told(f"crew:{town.town.zhou.pk}")[-2:] == ["visit.cancelled", "technician.changed"]
    assert told(f"board:{town.town.city.pk}").count("order.withdrawn") == 1
    ticket = Client().get(f"/api/v1/track/{order.request.tracking_code}").json()
    assert (ticket["state_key"], ticket["state_reason"]) == ("withdrawn", "dead_number")
    todo.refresh_from_db()
    assert todo.outcome == "approved"


@pytest.mark.parametrize("state", ["waiting", "offered", "accepted", "departed", "arrived"])
def test_refused_it_returns_to_the_state_it_had(town: Town, state: str) -> None:
    order = town.report(117.05) if state in ("offered",) else town.on_the_way()[0]
    if state == "waiting":
        order = town.report(117.05)
        town.give_back(town.he, order, "no_crew")
    elif state == "accepted":
        order = town.accepted()
    elif state == "arrived":
        town.town.tap(Visit.objects.get(order=order), "arrive")
    assert fresh(order).state == state
    due = {row.kind: row.due_at for row in order.clocks.filter(stopped_at=None)}
    assert town.ask(town.lin, order, "customer_cancels").status_code == 200
    assert town.decide(town.ming, order, "refuse").status_code == 200
    order = fresh(order)
    assert (order.state, order.state_before, order.state_reason) == (state, "", "")
    assert {row.kind: row.due_at for row in order.clocks.filter(stopped_at=None)} == due, "the clocks run on"


def test_a_refused_question_gives_the_station_the_time_it_had_left_to_answer(town: Town) -> None:
    order = town.report(117.05)
    clock.advance(timedelta(seconds=60))
    town.ask(town.lin, order, "customer_cancels")
    clock.advance(timedelta(minutes=9))
    timers.sweep()
    assert fresh(order).state == "withdrawal_asked", "the offer does not lapse while the question stands"
    town.decide(town.ming, order, "refuse")
    offer = Offer.objects.get(order=order, answered_at=None)
    assert offer.accept_by == clock.now() + timedelta(minutes=2)
    clock.advance(timedelta(minutes=2, seconds=1))
    timers.sweep()
    assert fresh(order).state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_silence_climbs_and_never_approves(town: Town) -> None:
    order = town.accepted()
    town.ask(town.he, order)
    clock.advance(timedelta(hours=5))
    timers.sweep()
    while outbox.run_all():
        pass
    order = fresh(order)
    assert order.state == "withdrawal_asked"
    assert Alarm.objects.filter(order=order, kind="todo_overdue", cleared_at=None).exists()
    town.decide(town.lin, order, "refuse")
    while outbox.run_all():
        pass
    assert not Alarm.objects.filter(order=order, kind="todo_overdue", cleared_at=None).exists()


@pytest.mark.parametrize(
    ("reason", "note", "refusal"),
    [
        ("boredom", "没意思", (422, "withdrawal.reason_unknown")),
        ("duplicate", "同楼已报", (409, "withdrawal.merge_instead")),
        ("outside_coverage", "不在范围", (409, "withdrawal.redispatch_instead")),
        ("dead_number", " ", (422, "withdrawal.note_needed")),
    ],
)
def test_what_is_no_reason_is_refused_with_the_way_that_is(
    town: Town, reason: str, note: str, refusal: tuple[int, str]
) -> None:
    assert code(town.ask(town.he, town.accepted(), reason, note)) == refusal


def test_life_safety_and_work_that_is_done_are_not_withdrawn(town: Town) -> None:
    form = {"utility": "electricity", "symptom": "downed_line", "place": {"lon": 117.05, "lat": 31.05}}
    number = Client().post("/api/v1/requests", form, content_type="application/json").json()["number"]
    engine.place_waiting()
    gone = WorkOrder.objects.get(request__number=number)
    assert code(town.ask(town.he, gone)) == (409, "order.life_safety_stays")
    order, visit = town.on_the_way()
    for step in ("arrive", "repair"):
        town.town.tap(visit, step)
    assert code(town.ask(town.he, order)) == (409, "withdrawal.work_done")


def test_the_same_reason_is_not_asked_twice_another_may_be(town: Town) -> None:
    order = town.accepted()
    town.ask(town.he, order)
    town.decide(town.lin, order, "refuse")
    assert code(town.ask(town.he, order)) == (409, "withdrawal.asked_before")
    assert town.ask(town.he, order, "customer_cancels").status_code == 200


def test_neither_the_asker_nor_the_station_decides(town: Town) -> None:
    order = town.accepted()
    town.ask(town.lin, order)
    assert code(town.decide(town.lin, order, "approve")) == (403, "withdrawal.own_asking")
    assert town.decide(town.he, order, "approve").status_code == 403
    accounts.grant(town.town.he, Role.DISPATCHER, town.town.node)
    assert code(town.decide(town.he, order, "approve")) == (403, "withdrawal.region_decides")
    accounts.grant(town.town.he, Role.DISPATCHER, town.town.city)
    assert code(town.decide(town.he, order, "approve")) == (403, "withdrawal.region_decides"), "of the asking station"
    assert town.decide(town.gao, order, "approve").status_code == 403
    assert fresh(order).state == "withdrawal_asked"
    assert town.decide(town.ming, order, "approve").status_code == 200
    assert code(town.decide(town.ming, order, "refuse")) == (409, "withdrawal.decided")


def test_a_neighbour_neither_asks_nor_sees(town: Town) -> None:
    order = town.accepted()
    assert town.ask(town.gao, order).status_code == 404
    town.ask(town.he, order)
    assert town.gao.get(f"/api/v1/board/withdrawals?node={town.hill.pk}").json() == {"withdrawals": []}
    assert town.gao.get(f"/api/v1/board/withdrawals?node={town.town.city.pk}").status_code == 404
    (own,) = town.he.get(f"/api/v1/board/withdrawals?node={town.town.node.pk}").json()["withdrawals"]
    assert (own["may_decide"], own["why_not"]) == (False, "withdrawal.region_decides")


def test_a_repair_finished_beneath_the_question_makes_it_void(town: Town) -> None:
    order, visit = town.on_the_way()
    town.ask(town.he, order, "customer_cancels")
    for step in ("arrive", "repair"):
        town.town.tap(visit, step)
    order = fresh(order)
    row = Withdrawal.objects.get(order=order)
    assert (order.state, row.verdict, row.decision_note) == ("repaired", "void", "work_done")
    assert Todo.objects.get(kind="withdrawal").outcome == "void"
    assert code(town.decide(town.lin, order, "approve")) == (409, "withdrawal.decided")


@pytest.mark.django_db(transaction=True)
def test_work_done_offline_after_the_approval_is_kept_and_put_before_a_person(town: Town) -> None:
    order, visit = town.on_the_way()
    town.ask(town.he, order, "customer_cancels")
    town.decide(town.lin, order, "approve")
    body = {"device_at": clock.iso(clock.now()), "cause": "ageing", "note": "已更换熔断器"}
    answer = town.zhou.post(f"/api/v1/field/visits/{visit.pk}/arrive", body, content_type="application/json")
    assert code(answer) == (409, "visit.not_yours_anymore")
    assert "visit.late_tap" in told(f"order:{order.pk}")
    while outbox.run_all():
        pass
    todo = Todo.objects.get(kind="late_work", order=order)
    assert (todo.node, todo.facts["technician"], todo.closed_at) == (town.town.city, "周强", None)
    path = f"/api/v1/board/orders/{order.pk}/late-work"
    assert town.he.post(path, {"note": "看过"}, content_type="application/json").status_code == 403
    assert town.lin.post(path, {"note": "已与周强核对"}, content_type="application/json").status_code == 200
    todo.refresh_from_db()
    assert todo.outcome == "taken_over"


@pytest.mark.django_db(transaction=True)
def test_a_photo_taken_before_the_phone_heard_of_the_withdrawal_is_kept_and_put_before_a_person(town: Town) -> None:
    order, visit = town.on_the_way()
    town.ask(town.he, order, "customer_cancels")
    town.decide(town.lin, order, "approve")
    phone = Camera(town.town.zhou)
    answer = phone.announce(visit, purpose="hazard")
    assert answer.json()["exhibit"]["is_late"], answer.json()
    assert phone.put(answer.json()["exhibit"]["id"], PHOTO).json()["exhibit"]["state"] == "whole"
    while outbox.run_all():
        pass
    assert Todo.objects.get(kind="late_work", order=order).facts["action"] == "exhibits"
    (row,) = town.lin.get(f"/api/v1/board/orders/{order.pk}").json()["exhibits"]
    assert (row["is_late"], row["state"], row["purpose"]) == (True, "whole", "hazard")


def test_a_technician_asks_from_the_phone_and_works_on(town: Town) -> None:
    order, visit = town.on_the_way()
    body = {"reason": "not_our_asset", "note": "物业线路", "device_at": clock.iso(clock.now())}
    answer = town.zhou.post(f"/api/v1/field/visits/{visit.pk}/ask-withdrawal", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert Withdrawal.objects.get(order=order).asked_role == "technician"
    town.town.tap(visit, "arrive")
    assert (fresh(order).state, fresh(order).state_before) == ("withdrawal_asked", "arrived")
    again = town.zhou.post(f"/api/v1/field/visits/{visit.pk}/ask-withdrawal", body, content_type="application/json")
    assert code(again) == (409, "order.step_not_open")
    other = town._client(town.town.wu.user)
    assert (
        other.post(f"/api/v1/field/visits/{visit.pk}/ask-withdrawal", body, content_type="application/json").status_code
        == 404
    )


def test_a_customer_calls_it_off_by_the_tracking_code_alone(town: Town) -> None:
    order = town.accepted()
    path = f"/api/v1/track/{order.request.tracking_code}/withdrawal"
    assert Client().post("/api/v1/track/ABCDEF/withdrawal", {}, content_type="application/json").status_code == 404
    wrong = Client().post(path, {"reason": "not_our_asset"}, content_type="application/json")
    assert wrong.status_code == 422
    answer = Client().post(path, {"reason": "customer_cancels"}, content_type="application/json")
    assert answer.json()["ticket"]["state_key"] == "waiting_for_dispatcher"
    row = Withdrawal.objects.get(order=order)
    assert (row.asked_role, row.region) == ("customer", town.town.city)


def test_an_old_sight_of_the_order_is_told_first(town: Town) -> None:
    order = town.accepted()
    body = {"version": order.version - 1, "reason": "customer_cancels", "note": "用户来电"}
    answer = town.he.post(f"/api/v1/board/orders/{order.pk}/withdrawal", body, content_type="application/json")
    assert code(answer) == (409, "command.stale")


def test_the_rate_is_told_per_station_and_reason(town: Town) -> None:
    for verdict in ("approve", "refuse", "approve"):
        order = town.accepted()
        town.ask(town.he, order, "customer_cancels")
        town.decide(town.lin, order, verdict)
    (row,) = town.lin.get(f"/api/v1/reports/withdrawals?node={town.town.city.pk}").json()["rows"]
    counted = {name: row[name] for name in ("station_name", "reason", "asked", "approved", "refused", "orders", "rate")}
    assert counted == {
        "station_name": "湖滨供电所", "reason": "customer_cancels",
        "asked": 3, "approved": 2, "refused": 1, "orders": 3, "rate": 0.6667,
    }  # fmt: skip


def test_an_agent_asks_for_a_customer_who_calls(town: Town) -> None:
    agent = User.objects.create(username="fang")
    accounts.grant(agent, Role.AGENT, town.town.city)
    order = town.accepted()
    assert town.ask(town._client(agent), order, "customer_cancels", "来电取消").status_code == 200
    policies.forget()
    assert Withdrawal.objects.get(order=order).asked_role == "agent"
