"""What life does while a question stands: parts go in, pauses end, the station waits, phones come back too late."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from coverage.models import Reservation
from dispatch.board.models import Alarm, Offer
from dispatch.kernel import accounts, clock, commands, organisation, outbox, timers
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import User
from repairs import orders
from repairs.models import Clock, Suspension, Todo, Withdrawal, WorkOrder
from tests.commands.lakeside import last, told
from tests.http.test_returns_api import fresh
from tests.http.test_withdrawals_api import Town, code

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(frozen: object) -> Town:
    return Town()


def post(client: Any, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1{path}", body, content_type="application/json")


def pause(town: Town, order: WorkOrder, reason: str, hours: int = 3, by: Client | None = None) -> None:
    until = clock.iso(clock.now() + timedelta(hours=hours))
    body = {"version": fresh(order).version, "reason": reason, "note": "现场说明", "resume_by": until}
    answer = post(by or town.he, f"/board/orders/{order.pk}/suspend", body)
    assert answer.status_code == 200, answer.content


def read_all() -> None:
    while outbox.run_all():
        pass


def the_view(town: Town, order: WorkOrder) -> dict[str, Any]:
    rows = town.lin.get(f"/api/v1/board/orders/{order.pk}").json()["withdrawals"]
    return dict(rows[0])


def test_parts_used_while_the_question_stands_forbid_the_approval_not_the_refusal(town: Town) -> None:
    order, visit = town.on_the_way()
    town.ask(town.he, order)
    assert the_view(town, order)["late_work"] is False
    clock.advance(timedelta(minutes=1))
    town.town.tap(visit, "arrive")
    used = {"parts": [{"name": "熔断器", "quantity": 2, "unit": "只"}]}
    assert post(town.zhou, f"/field/visits/{visit.pk}/parts", used).status_code == 200
    assert the_view(town, order)["late_work"] is True, "whoever decides sees that somebody worked on"
    assert code(town.decide(town.lin, order, "approve")) == (409, "withdrawal.parts_used")
    assert fresh(order).state == "withdrawal_asked"
    assert Reservation.objects.filter(released_at=None).count() == 1, "nothing of the refused approval stays"
    assert town.decide(town.lin, order, "refuse").status_code == 200
    assert fresh(order).state == "arrived"
    assert code(town.ask(town.he, order, "customer_cancels")) == (409, "withdrawal.parts_used")


def test_the_stations_time_to_answer_rests_and_is_not_overdue_while_the_question_stands(town: Town) -> None:
    order = town.report(117.05)
    clock.advance(timedelta(seconds=60))
    town.ask(town.lin, order, "customer_cancels")
    clock.advance(timedelta(minutes=9))
    timers.sweep()
    answering = Clock.objects.get(order=order, kind="accept")
    assert (answering.breached_at, fresh(order).due_kind) == (None, "withdrawal")
    town.decide(town.ming, order, "refuse")
    answering.refresh_from_db()
    offer = Offer.objects.get(order=order, answered_at=None)
    assert answering.due_at == offer.accept_by == clock.now() + timedelta(minutes=2)
    assert answering.paused_s == 540
    body = {"version": fresh(order).version}
    assert post(town.he, f"/board/orders/{order.pk}/accept", body).status_code == 200


def test_who_had_no_time_left_gets_the_policys_least(town: Town) -> None:
    order = town.report(117.05)
    clock.advance(timedelta(seconds=175))
    town.ask(town.lin, order, "customer_cancels")
    clock.advance(timedelta(minutes=5))
    town.decide(town.ming, order, "refuse")
    offer = Offer.objects.get(order=order, answered_at=None)
    assert offer.accept_by == clock.now() + timedelta(seconds=60)
    assert Clock.objects.get(order=order, kind="accept").due_at == offer.accept_by
    clock.advance(timedelta(seconds=61))
    timers.sweep()
    assert fresh(order).state == "waiting"


def test_a_withdrawn_pause_is_over_and_the_order_can_live_and_rest_again(town: Town) -> None:
    order = town.accepted()
    pause(town, order, "no_access")
    town.ask(town.he, order)
    assert town.decide(town.lin, order, "approve").status_code == 200
    row = Suspension.objects.get(order=order)
    assert (row.resumed_at, row.resumed_name) == (clock.now(), "lin")
    assert not Clock.objects.filter(order=order, stopped_at=None).exists()
    assert not Todo.objects.filter(order=order, closed_at=None).exists()
    assert not Reservation.objects.filter(released_at=None).exists()
    with commands.begun(SYSTEM) as tx:
        locked = orders.locked([order.pk])[order.pk]
        orders.advance(tx, [orders.Change(locked, "reopen", orders.back_to_region(locked))])
    pause(town, order, "bad_weather", by=town.lin)
    assert [row.reason for row in Suspension.objects.filter(order=order, resumed_at=None)] == ["bad_weather"]


def test_a_refused_question_leaves_the_pause_with_its_reason(town: Town) -> None:
    order = town.accepted()
    pause(town, order, "no_access")
    town.ask(town.he, order)
    assert fresh(order).state_reason == "dead_number"
    town.decide(town.lin, order, "refuse")
    order = fresh(order)
    assert (order.state, order.state_before, order.state_reason) == ("suspended", "accepted", "no_access")
    body = {"version": order.version, "note": "物业已到"}
    assert post(town.he, f"/board/orders/{order.pk}/resume", body).status_code == 200
    assert fresh(order).state == "accepted"


def test_a_pause_that_would_have_ended_by_itself_meanwhile_ends_with_the_refusal(town: Town) -> None:
    order = town.accepted()
    pause(town, order, "reappointment", hours=1)
    clock.advance(timedelta(minutes=55))
    town.ask(town.he, order)
    clock.advance(timedelta(minutes=9))
    timers.sweep()
    assert fresh(order).state == "withdrawal_asked"
    town.decide(town.lin, order, "refuse")
    assert (fresh(order).state, fresh(order).state_reason) == ("accepted", "")
    assert not Todo.objects.filter(order=order, kind="resume", closed_at=None).exists()


def test_a_force_majeure_that_ended_meanwhile_holds_nobody_after_the_refusal(town: Town) -> None:
    order = town.accepted()
    until = clock.iso(clock.now() + timedelta(hours=8))
    event = {"node_id": town.town.city.pk, "utilities": [], "note": "台风", "resume_by": until, "dry_run": False}
    assert post(town.lin, "/board/force-majeure", event).json()["count"] == 1
    town.ask(town.he, order, "customer_cancels")
    event_id = Suspension.objects.get(order=order).event_id
    assert post(town.lin, f"/board/force-majeure/{event_id}/end", {"note": "台风已过"}).status_code == 200
    assert fresh(order).state == "withdrawal_asked"
    town.decide(town.lin, order, "refuse")
    assert fresh(order).state == "accepted"


def test_whoever_works_in_a_crew_of_the_asking_station_does_not_decide_either(town: Town) -> None:
    crew = organisation.add_node(town.town.node, "crew", "一班")
    accounts.grant(User.objects.get(username="lin"), Role.TECHNICIAN, crew)
    order = town.accepted()
    town.ask(town.he, order)
    assert code(town.decide(town.lin, order, "approve")) == (403, "withdrawal.region_decides")
    assert town.decide(town.ming, order, "approve").status_code == 200


def test_who_comes_second_hears_in_their_words_what_was_decided(town: Town) -> None:
    order = town.accepted()
    town.ask(town.he, order)
    town.decide(town.lin, order, "approve")
    second = town.decide(town.ming, order, "refuse")
    assert code(second) == (409, "withdrawal.decided")
    assert second.json()["facts"]["verdict_code"] == "approved"
    assert "同意" in second.content.decode()


def test_a_void_question_says_why_in_words(town: Town) -> None:
    order, visit = town.on_the_way()
    town.ask(town.he, order)
    for step in ("arrive", "repair"):
        town.town.tap(visit, step)
    view = the_view(town, order)
    assert (view["verdict"], view["decision_note"]) == ("void", "期间维修已完成")


def test_somebody_signed_in_who_uses_the_tracking_code_asks_as_the_customer(town: Town) -> None:
    order = town.accepted()
    path = f"/track/{order.request.tracking_code}/withdrawal"
    assert post(town.gao, path, {"reason": "customer_cancels"}).status_code == 200
    row = Withdrawal.objects.get(order=order)
    assert (row.asked_role, row.asked_name) == ("customer", "gao")


def test_nobody_decides_on_what_they_asked_with_the_tracking_code(town: Town) -> None:
    order = town.accepted()
    post(town.lin, f"/track/{order.request.tracking_code}/withdrawal", {"reason": "customer_cancels"})
    assert code(town.decide(town.lin, order, "approve")) == (403, "withdrawal.own_asking")


@pytest.mark.django_db(transaction=True)
def test_asked_from_a_phone_after_the_approval_it_is_kept_and_nobody_owes_a_look(town: Town) -> None:
    order, visit = town.on_the_way()
    town.ask(town.he, order)
    town.decide(town.lin, order, "approve")
    asking = {"reason": "not_our_asset", "note": "物业线路", "device_at": clock.iso(clock.now())}
    answer = post(town.zhou, f"/field/visits/{visit.pk}/ask-withdrawal", asking)
    assert code(answer) == (409, "visit.not_yours_anymore")
    assert last(f"order:{order.pk}", "visit.late_tap")["said"]["reason"] == "not_our_asset"
    read_all()
    assert not Todo.objects.filter(kind="late_work").exists()


@pytest.mark.django_db(transaction=True)
def test_a_visit_that_was_only_declined_too_late_is_no_work_to_look_at(town: Town) -> None:
    order = town.accepted()
    visit = town.town.give(order, town.town.zhou)
    town.town.give(fresh(order), town.town.wu)
    town.town.tap(visit, "decline")
    assert told(f"order:{order.pk}").count("visit.late_tap") == 1
    read_all()
    assert not Todo.objects.filter(kind="late_work").exists()


@pytest.mark.django_db(transaction=True)
def test_late_work_is_looked_at_once_above_the_station_and_shows_on_the_withdrawal(town: Town) -> None:
    order, visit = town.on_the_way()
    town.ask(town.he, order)
    town.decide(town.lin, order, "approve")
    path = f"/board/orders/{order.pk}/late-work"
    assert code(post(town.lin, path, {"note": "看过"})) == (409, "late_work.seen")
    for step in ("arrive", "repair", "report"):
        body = {"device_at": clock.iso(clock.now()), "cause": "ageing", "note": "已更换"}
        assert code(post(town.zhou, f"/field/visits/{visit.pk}/{step}", body)) == (409, "visit.not_yours_anymore")
    read_all()
    assert Todo.objects.filter(kind="late_work").count() == 1, "one look for all three taps"
    assert told(f"order:{order.pk}").count("visit.late_tap") == 3
    assert the_view(town, order)["late_work"] is True
    tang = town._client(town._person("tang", Role.DISPATCHER, town.town.node))
    assert code(post(tang, path, {"note": "看过"})) == (403, "withdrawal.region_decides")
    assert post(town.lin, path, {"note": "已与周强核对"}).status_code == 200
    assert code(post(town.ming, path, {"note": "看过"})) == (409, "late_work.seen")
    assert told(f"order:{order.pk}").count("order.late_work_seen") == 1


@pytest.mark.django_db(transaction=True)
def test_an_alarm_of_an_overdue_decision_names_who_is_called_and_is_seen_above_not_beside(town: Town) -> None:
    order = town.accepted()
    town.ask(town.he, order)
    clock.advance(timedelta(minutes=10, seconds=1))
    timers.sweep()
    read_all()
    alarm = Alarm.objects.get(order=order, kind="todo_overdue")
    assert (alarm.node, alarm.facts["todo"]) == (town.town.city, "withdrawal")
    assert "alarm.raised" in told(f"board:{town.town.city.pk}")
    assert "alarm.raised" not in told(f"board:{town.hill.pk}")


def test_the_children_of_a_withdrawn_order_are_orders_of_their_own_again(town: Town) -> None:
    parent, child = town.accepted(), town.report(117.05)
    body = {"version": fresh(child).version, "into": parent.pk, "note": "同一台区"}
    merged = post(town.lin, f"/board/orders/{child.pk}/merge", body)
    assert merged.status_code == 200, merged.content
    town.ask(town.he, parent)
    answer = town.decide(town.lin, parent, "approve")
    assert answer.status_code == 200
    parent, child = fresh(parent), fresh(child)
    assert (parent.state, parent.merged_children) == ("withdrawn", 0)
    assert (child.state, child.parent_id, child.station) == ("waiting", None, None)
    assert answer.json()["order"]["version"] == parent.version, "what the decider sees is the order as it is"
    assert {row.kind for row in child.clocks.filter(stopped_at=None)} >= {"issue", "arrival"}
