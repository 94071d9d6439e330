"""Special situations: an order rests with a reason and an end, its clocks as the policy says, and goes on."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from coverage.models import Reservation
from dispatch.board import engine
from dispatch.board.models import Offer
from dispatch.kernel import clock, commands, timers
from dispatch.kernel.actors import SYSTEM
from field import cards, picking
from field.models import Visit
from repairs import contacts, orders
from repairs.models import Clock, PaidWork, PartUsed, Suspension, Todo, WorkOrder
from tests.commands.lakeside import last, told
from tests.http.test_returns_api import fresh
from tests.http.test_withdrawals_api import Town, code

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(frozen: object) -> Town:
    return Town()


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1{path}", body, content_type="application/json")


def pause(client: Client, order: WorkOrder, reason: str = "no_access", hours: float = 1, **more: Any) -> Any:
    body = {
        "version": fresh(order).version, "reason": reason, "note": "门锁着，物业在找钥匙",
        "resume_by": clock.iso(clock.now() + timedelta(hours=hours)), **more,
    }  # fmt: skip
    return post(client, f"/board/orders/{order.pk}/suspend", body)


def go_on(client: Client, order: WorkOrder) -> Any:
    return post(client, f"/board/orders/{order.pk}/resume", {"version": fresh(order).version, "note": "已开门"})


def arrival(order: WorkOrder) -> Clock:
    return order.clocks.get(kind="arrival")


class TestPausing:
    def test_a_paused_order_sends_its_technician_home_and_tells_the_customer_until_when(self, town: Town) -> None:
        order, visit = town.on_the_way()
        until = clock.iso(clock.now() + timedelta(hours=1))
        assert pause(town.he, order).status_code == 200
        order = fresh(order)
        assert (order.state, order.state_reason, order.assignee_id, order.due_kind) == (
            "suspended",
            "no_access",
            None,
            "resume",
        )
        visit.refresh_from_db()
        assert (visit.state, visit.end_reason) == ("cancelled", "suspended")
        ticket = Client().get(f"/api/v1/track/{order.request.tracking_code}").json()
        assert (ticket["state_key"], ticket["state_reason"], ticket["resume_by"]) == ("suspended", "no_access", until)
        todo = Todo.objects.get(kind="resume", order=order)
        assert (todo.node, todo.role, clock.iso(todo.due_at)) == (town.town.node, "coordinator", until)
        assert go_on(town.he, order).status_code == 200
        order = fresh(order)
        assert (order.state, order.state_reason, order.departed_at) == ("accepted", "", None)
        todo.refresh_from_db()
        assert todo.outcome == "resumed"

    def test_what_the_policy_holds_rests_and_goes_on_with_the_time_it_had_left(self, town: Town) -> None:
        order = town.accepted()
        due = arrival(order).due_at
        clock.advance(timedelta(minutes=30))
        pause(town.he, order, "no_access", hours=5)
        clock.advance(timedelta(hours=2))
        timers.sweep()
        row = arrival(order)
        assert (row.breached_at, row.due_at) == (None, due), "it rests: nothing is warned of and nothing breached"
        go_on(town.he, order)
        row = arrival(order)
        assert (row.due_at, row.paused_s, row.paused_at) == (due + timedelta(hours=2), 7200.0, None)
        assert fresh(order).due_at == row.due_at
        clock.advance(timedelta(minutes=12))
        timers.sweep()
        assert fresh(order).warned == 90, "42 of 45 minutes have gone, the pause not counted"
        clock.advance(timedelta(minutes=4))
        timers.sweep()
        assert arrival(order).breached_at is not None

    def test_what_the_policy_does_not_hold_runs_on(self, town: Town) -> None:
        order = town.accepted()
        pause(town.he, order, "traffic", hours=1)
        clock.advance(timedelta(minutes=46))
        timers.sweep()
        assert arrival(order).breached_at is not None
        assert not Suspension.objects.get(order=order).stops_clock

    @pytest.mark.parametrize(("hours", "is_held"), [(1, True), (5, False)])
    def test_a_short_pause_keeps_its_capacity_a_long_one_gives_it_back_and_takes_it_again(
        self, town: Town, hours: float, is_held: bool
    ) -> None:
        order = town.accepted()
        pause(town.he, order, hours=hours)
        held = Reservation.objects.filter(holder=f"order:{order.pk}", released_at=None)
        assert held.exists() is is_held
        go_on(town.he, order)
        assert held.count() == 1

    def test_an_offer_is_taken_back_and_the_order_matched_again_afterwards(self, town: Town) -> None:
        order = town.report(117.05)
        pause(town.lin, order, "bad_weather")
        assert Offer.objects.get(order=order).answer == "taken_back"
        assert not Reservation.objects.filter(released_at=None).exists()
        clock.advance(timedelta(minutes=10))
        timers.sweep()
        assert fresh(order).state == "suspended", "the offer's own limit is gone with it"
        go_on(town.lin, order)
        assert (fresh(order).state, fresh(order).due_kind) == ("waiting", "issue")
        engine.place_waiting()
        assert fresh(order).state == "offered"

    def test_what_was_agreed_for_a_time_goes_on_by_itself_then(self, town: Town) -> None:
        order = town.accepted()
        pause(town.he, order, "reappointment", hours=3)
        clock.advance(timedelta(hours=3, seconds=1))
        timers.sweep()
        assert fresh(order).state == "accepted"
        assert Suspension.objects.get(order=order).resumed_name == "派单 Paidan"

    def test_whoever_was_there_goes_again_unless_a_person_took_them_off(self, town: Town) -> None:
        order = town.accepted()
        visit = town.town.give(order, town.town.wu)
        for step in ("accept", "depart", "arrive"):
            town.town.tap(visit, step)
        pause(town.he, order, "second_visit", hours=3)
        clock.advance(timedelta(hours=3, seconds=1))
        timers.sweep()
        first = picking.rank_for(fresh(order))[0]
        assert (first["technician_id"], first["reasons"][0]["code"]) == (town.town.wu.pk, "was_there_before")
        Visit.objects.filter(pk=visit.pk).update(end_reason="reassigned")
        assert picking.rank_for(fresh(order))[0]["reasons"][0]["code"] == "nearest_idle"

    def test_a_pause_that_nobody_ends_gets_louder_and_stays(self, town: Town) -> None:
        order = town.accepted()
        pause(town.he, order, "no_access", hours=1)
        clock.advance(timedelta(hours=4))
        timers.sweep()
        assert fresh(order).state == "suspended"
        assert {"order.breached", "todo.escalated"} <= set(told(f"order:{order.pk}"))

    def test_unreachable_needs_its_tries_on_record(self, town: Town) -> None:
        order = town.accepted()

        def tried(*outcomes: str) -> None:
            for outcome in outcomes:
                with commands.begun(SYSTEM) as tx:
                    contacts.log(tx, orders.locked([order.pk])[order.pk], outcome)

        def refused() -> dict[str, int]:
            answer = pause(town.he, order, "customer_unreachable")
            assert code(answer) == (422, "suspend.attempts_needed")
            facts: dict[str, int] = answer.json()["facts"]
            return facts

        assert refused() == {"made": 0, "needed": 3}
        tried("no_answer", "busy", "no_answer", "reached", "no_answer", "busy")
        assert refused() == {"made": 2, "needed": 3}, "they were spoken to in between"
        tried("dead_number")
        assert pause(town.he, order, "customer_unreachable").status_code == 200
        clock.advance(timedelta(minutes=30))
        go_on(town.he, order)
        assert refused() == {"made": 0, "needed": 3}, "what it rested for is used up"

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"reason": "lunch"}, (422, "suspend.reason_unknown")),
            ({"note": " "}, (422, "suspend.note_needed")),
            ({"resume_by": "2020-01-01T00:00:00Z"}, (422, "suspend.not_in_the_past")),
            ({"resume_by": "2027-01-01T00:00:00Z"}, (422, "suspend.too_long")),
            ({"resume_by": "2026-01-05T05:00:00"}, (422, "input.invalid")),
        ],
    )
    def test_what_is_no_special_situation_is_refused(self, town: Town, change: Any, refusal: Any) -> None:
        order = town.accepted()
        assert code(pause(town.he, order, **change)) == refusal
        assert fresh(order).state == "accepted"

    def test_life_safety_never_rests_and_a_neighbour_pauses_nothing(self, town: Town) -> None:
        form = {"utility": "electricity", "symptom": "downed_line", "place": {"lon": 117.05, "lat": 31.05}}
        number = post(Client(), "/requests", form).json()["number"]
        engine.place_waiting()
        assert code(pause(town.he, WorkOrder.objects.get(request__number=number))) == (409, "order.life_safety_stays")
        assert pause(town.gao, town.accepted()).status_code == 404

    def test_a_withdrawal_refused_while_it_rested_leaves_it_resting_for_its_own_reason(self, town: Town) -> None:
        order = town.accepted()
        pause(town.he, order, "no_access")
        town.ask(town.he, order, "customer_cancels")
        town.decide(town.lin, order, "refuse")
        assert (fresh(order).state, fresh(order).state_reason) == ("suspended", "no_access")
        go_on(town.he, order)
        assert fresh(order).state == "accepted"


class TestForceMajeure:
    def body(self, town: Town, **more: Any) -> dict[str, Any]:
        until = clock.iso(clock.now() + timedelta(hours=6))
        return {"node_id": town.town.city.pk, "note": "台风登陆", "resume_by": until, **more}

    def test_a_storm_stops_what_it_may_and_says_what_goes_on(self, town: Town) -> None:
        waiting, (driving, _), (there, visit) = town.report(117.05), town.on_the_way(), town.on_the_way()
        town.town.tap(visit, "arrive")
        form = {"utility": "electricity", "symptom": "downed_line", "place": {"lon": 117.05, "lat": 31.05}}
        post(Client(), "/requests", form)
        engine.place_waiting()
        shown = post(town.lin, "/board/force-majeure", self.body(town, dry_run=True)).json()
        assert shown["count"] == 2
        assert sorted(row["why"] for row in shown["left_out"]) == ["life_safety", "on_site"]
        assert fresh(waiting).state == "offered", "asking changes nothing"
        done = post(town.lin, "/board/force-majeure", self.body(town)).json()
        assert {fresh(order).state for order in (waiting, driving)} == {"suspended"}
        assert fresh(there).state == "arrived"
        (event,) = town.lin.get(f"/api/v1/board/force-majeure?node={town.town.city.pk}").json()["events"]
        assert (event["orders"], event["held"], event["ended_at"]) == (2, 2, None)
        ended = post(town.lin, f"/board/force-majeure/{done['event']['id']}/end", {"note": "台风过境"})
        assert ended.json()["count"] == 2
        assert (fresh(waiting).state, fresh(driving).state) == ("waiting", "accepted")
        again = post(town.lin, f"/board/force-majeure/{done['event']['id']}/end", {})
        assert code(again) == (409, "suspend.event_over")

    def test_an_area_that_is_drawn_stops_only_what_lies_in_it(self, town: Town) -> None:
        near, far = town.report(117.05), town.report(117.15)
        box = [[117.0, 31.0], [117.1, 31.0], [117.1, 31.1], [117.0, 31.1], [117.0, 31.0]]
        area = {"type": "Polygon", "coordinates": [box]}
        assert post(town.lin, "/board/force-majeure", self.body(town, area=area)).json()["count"] == 1
        assert (fresh(near).state, fresh(far).state) == ("suspended", "offered")

    @pytest.mark.parametrize("area", [{}, {"type": "Point", "coordinates": [117, 31]}, {"type": "Polygon"}])
    def test_what_is_no_area_is_refused(self, town: Town, area: dict[str, Any]) -> None:
        assert code(post(town.lin, "/board/force-majeure", self.body(town, area=area))) == (422, "suspend.area_wrong")

    def test_three_hundred_orders_stop_and_go_on_in_a_bounded_number_of_statements(
        self, town: Town, django_assert_max_num_queries: Any
    ) -> None:
        crew = (town.town.zhou, town.town.wu, town.town.sun)
        for place in range(270):
            order = town.town.order(lon=117.01 + place * 0.0002)
            if place % 2:
                town.town.give(order, crew[place % 3])
        for place in range(30):
            town.report(117.01 + place * 0.0002)
        assert Offer.objects.filter(answered_at=None).count() == 30
        with django_assert_max_num_queries(60):
            done = post(town.lin, "/board/force-majeure", self.body(town)).json()
        assert done["count"] == WorkOrder.objects.filter(state="suspended").count() == 300
        assert not Visit.objects.filter(ended_at=None).exists()
        with django_assert_max_num_queries(60):
            ended = post(town.lin, f"/board/force-majeure/{done['event']['id']}/end", {"note": "过境"})
        assert ended.json()["count"] == 300
        assert sorted(set(WorkOrder.objects.values_list("state", flat=True))) == ["accepted", "waiting"]

    def test_only_a_dispatcher_declares_it_and_only_for_their_own_part(self, town: Town) -> None:
        assert post(town.he, "/board/force-majeure", self.body(town)).status_code == 403
        assert post(town.zhou, "/board/force-majeure", self.body(town)).status_code == 403


class TestHandingOver:
    def body(self, order: WorkOrder, **more: Any) -> dict[str, Any]:
        return {"version": fresh(order).version, "note": "水管爆裂，非供电设施", **more}

    def test_another_utility_gets_an_order_of_its_own_and_the_customer_its_number(self, town: Town) -> None:
        order, visit = town.on_the_way()
        answer = post(
            town.he,
            f"/board/orders/{order.pk}/hand-over",
            self.body(order, to="utility", utility="water", symptom="burst_main"),
        )
        assert answer.status_code == 200, answer.content
        new = WorkOrder.objects.select_related("request").get(request__number=answer.json()["new_number"])
        assert (new.utility, new.lon, new.state, new.request.contact_phone) == (
            "water",
            order.lon,
            "waiting",
            order.request.contact_phone,
        )
        order = fresh(order)
        visit.refresh_from_db()
        assert (order.state, order.due_at, visit.end_reason) == ("handed_over", None, "handed_over")
        assert not Reservation.objects.filter(holder=f"order:{order.pk}", released_at=None).exists()
        ticket = Client().get(f"/api/v1/track/{order.request.tracking_code}").json()
        assert (ticket["state_reason"], ticket["new_number"], ticket["new_code"]) == (
            "to_utility",
            new.request.number,
            new.request.tracking_code,
        )
        story = town.lin.get(f"/api/v1/board/orders/{new.pk}").json()
        assert story["hand_over"]["from_number"] == order.request.number

    def test_the_customer_takes_over_only_when_somebody_of_them_agreed(self, town: Town) -> None:
        order = town.accepted()
        path = f"/board/orders/{order.pk}/hand-over"
        assert code(post(town.he, path, self.body(order, to="customer"))) == (422, "hand_over.agreement_needed")
        assert post(town.he, path, self.body(order, to="customer", agreed_by="王女士")).status_code == 200
        assert fresh(order).state == "handed_over"

    @pytest.mark.parametrize(("utility", "symptom"), [("electricity", "no_power"), ("water", "no_power"), ("", "")])
    def test_the_other_utility_must_be_another_and_know_the_symptom(
        self, town: Town, utility: str, symptom: str
    ) -> None:
        order = town.accepted()
        answer = post(
            town.he,
            f"/board/orders/{order.pk}/hand-over",
            self.body(order, to="utility", utility=utility, symptom=symptom),
        )
        assert code(answer) == (422, "hand_over.utility_wrong")
        assert WorkOrder.objects.count() == 1


class TestFromThePhone:
    def said(self, **more: Any) -> dict[str, Any]:
        return {"device_at": clock.iso(clock.now() - timedelta(minutes=2)), **more}

    def test_a_technician_pauses_from_the_cellar(self, town: Town) -> None:
        order, visit = town.on_the_way()
        until = clock.iso(clock.now() + timedelta(hours=2))
        body = self.said(reason="parts_awaited", note="缺 100A 熔断器", resume_by=until)
        answer = post(town.zhou, f"/field/visits/{visit.pk}/suspend", body)
        assert (answer.status_code, answer.json()["visit"]["end_reason"]) == (200, "suspended")
        row = Suspension.objects.get(order=order)
        assert (row.suspended_name, row.evidence["device_at"]) == ("周强", body["device_at"])

    def test_force_majeure_is_not_a_technicians_to_declare(self, town: Town) -> None:
        _, visit = town.on_the_way()
        until = clock.iso(clock.now() + timedelta(hours=2))
        body = self.said(reason="force_majeure", note="台风", resume_by=until)
        assert code(post(town.zhou, f"/field/visits/{visit.pk}/suspend", body)) == (422, "suspend.reason_unknown")

    def test_what_is_said_of_a_visit_that_is_gone_is_kept(self, town: Town) -> None:
        order, visit = town.on_the_way()
        pause(town.he, order)
        body = self.said(parts=[{"name": "熔断器", "quantity": 2, "unit": "只"}])
        assert code(post(town.zhou, f"/field/visits/{visit.pk}/parts", body)) == (409, "visit.not_yours_anymore")
        assert "visit.late_tap" in told(f"order:{order.pk}")

    def test_parts_and_paid_work_are_kept_and_parts_forbid_a_withdrawal(self, town: Town) -> None:
        order, visit = town.on_the_way()
        body = self.said(amount_fen=12_000, agreed_name="王女士")
        assert post(town.zhou, f"/field/visits/{visit.pk}/paid-work", body).status_code == 200
        town.town.tap(visit, "arrive")
        body = self.said(parts=[{"name": "熔断器", "quantity": 2, "unit": "只"}])
        assert post(town.zhou, f"/field/visits/{visit.pk}/parts", body).status_code == 200
        assert (PaidWork.objects.get().amount_fen, PartUsed.objects.get().name) == (12_000, "熔断器")
        assert code(town.ask(town.he, order)) == (409, "withdrawal.parts_used")
        town.town.tap(Visit.objects.get(pk=visit.pk), "repair")
        late = post(town.zhou, f"/field/visits/{visit.pk}/paid-work", self.said(amount_fen=1, agreed_name="王"))
        assert code(late) == (409, "paid_work.too_late")

    def test_the_work_is_told_of_while_somebody_asks_to_withdraw_it(self, town: Town) -> None:
        order, visit = town.on_the_way()
        assert town.ask(town.he, order).status_code == 200
        body = self.said(amount_fen=12_000, agreed_name="王女士")
        assert post(town.zhou, f"/field/visits/{visit.pk}/paid-work", body).status_code == 200
        asked = fresh(order)
        assert (asked.state, PaidWork.objects.get().order_id) == ("withdrawal_asked", order.pk)
        card = last(f"crew:{visit.technician_id}", "visit.changed")["visit"]
        assert (asked.due_kind, card["due_at"]) == ("withdrawal", clock.iso(order.due_at)), "deciding is not their time"
        town.decide(town.lin, order, "approve")
        late = post(town.he, f"/board/orders/{order.pk}/paid-work", {"version": fresh(order).version, **body})
        assert code(late) == (409, "paid_work.too_late")

    def test_the_phone_shows_what_was_said_of_its_visit_whoever_said_it(self, town: Town) -> None:
        order, visit = town.on_the_way()

        def shown() -> tuple[bool, int, list[Any]]:
            card = last(f"crew:{visit.technician_id}", "visit.changed")["visit"]
            assert cards.crew_state(visit.technician)["visits"] == [card], "the stream says what a fresh look says"
            return card["is_withdrawal_asked"], card["paid_fen"], card["parts"]

        post(town.zhou, f"/field/visits/{visit.pk}/paid-work", self.said(amount_fen=12_000, agreed_name="王女士"))
        assert shown() == (False, 12_000, [])
        body = {"version": fresh(order).version, "amount_fen": 500, "agreed_name": "王女士"}
        assert post(town.he, f"/board/orders/{order.pk}/paid-work", body).status_code == 200
        assert shown() == (False, 12_500, [])
        town.ask(town.he, order, "customer_cancels")
        assert shown() == (True, 12_500, [])
        town.decide(town.lin, order, "refuse")
        assert shown() == (False, 12_500, [])
        code_ = order.request.tracking_code
        post(Client(), f"/track/{code_}/withdrawal", {"reason": "solved_by_phone"})
        assert shown() == (True, 12_500, [])
        town.decide(town.lin, order, "refuse")
        town.town.tap(visit, "arrive")
        post(town.zhou, f"/field/visits/{visit.pk}/parts", self.said(parts=[{"name": "熔断器", "quantity": 1.5}]))
        assert shown() == (False, 12_500, [{"name": "熔断器", "quantity": 1.5, "unit": ""}])

    def test_anothers_visit_is_not_there(self, town: Town) -> None:
        _, visit = town.on_the_way()
        other = town._client(town.town.wu.user)
        body = self.said(parts=[{"name": "熔断器", "quantity": 1}])
        assert post(other, f"/field/visits/{visit.pk}/parts", body).status_code == 404
