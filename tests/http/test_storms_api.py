"""Storm mode: one switch for a region, what changes while it is on, and back to normal with a report."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dispatch.board import engine, wall
from dispatch.kernel import clock, timers
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from repairs import intake, policies
from repairs.models import Policy, Todo, WorkOrder
from tests.commands.lakeside import last, told
from tests.commands.test_plans import Shore
from tests.http.test_plans_api import person

pytestmark = pytest.mark.django_db
API = "/api/v1/board/storms"


@pytest.fixture
def shore(frozen: object) -> Iterator[Shore]:
    policies.forget()
    wall.forget()
    yield Shore()
    # What was switched here is rolled back; no later test may still read it.
    policies.forget()


def post(client: Client, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
    answer = client.post(path, body or {}, content_type="application/json")
    return answer.status_code, answer.json()


def switch(client: Client, node_id: int, **said: Any) -> tuple[int, dict[str, Any]]:
    body = {
        "node_id": node_id,
        "name": "台风“摩羯”",
        "notice_zh": "台风期间先抢修危及人身安全的故障。",
        "notice_en": "During the typhoon, danger to life goes first.",
        "look_again_at": clock.iso(clock.now() + timedelta(hours=6)),
        **said,
    }
    return post(client, API, body)


def reported(lon: float = 117.05, symptom: str = "no_power", phone: str = "13800001111", **more: Any) -> WorkOrder:
    form = intake.IntakeForm(
        utility="electricity",
        symptom=symptom,
        place={"lon": lon, "lat": 31.05},
        address="湖滨路 8 号",
        contact_name="王女士",
        contact_phone=phone,
        **more,
    )
    return WorkOrder.objects.select_related("request").get(request__number=intake.take(SYSTEM, form)["number"])


class TestTheSwitch:
    def test_before_it_is_on_it_says_what_it_will_do(self, shore: Shore) -> None:
        shore.order()
        shown = person(Role.DISPATCHER, shore.city).get(f"{API}/preview?node={shore.city.pk}").json()
        batch = next(rule for rule in shown["rules"] if rule["code"] == "engine.batch")
        assert batch["value"] > batch["plain"]
        assert (shown["open_orders"], shown["stations"]) == (1, 2)

    def test_every_board_above_and_below_hears_it_begin_and_end(self, shore: Shore) -> None:
        liu = person(Role.DISPATCHER, shore.city)
        status, answer = switch(liu, shore.city.pk)
        assert status == 201
        for node in (shore.city, shore.node, shore.east.node):
            assert last(f"board:{node.pk}", "storm.began")["storm"]["name"] == "台风“摩羯”"
        state = liu.get(f"{API}?node={shore.node.pk}").json()
        assert [one["id"] for one in state["on"]] == [answer["storm"]["id"]], "below it, too"
        status, ended = post(liu, f"{API}/{answer['storm']['id']}/end")
        assert status == 200 and ended["storm"]["ended_at"]
        assert told(f"board:{shore.east.node.pk}").count("storm.ended") == 1
        assert liu.get(f"{API}?node={shore.city.pk}").json()["on"] == []

    def test_on_already_here_or_above_is_refused(self, shore: Shore) -> None:
        liu = person(Role.DISPATCHER, shore.city)
        switch(liu, shore.city.pk)
        assert switch(liu, shore.city.pk)[1]["code"] == "storm.on_already"
        assert switch(liu, shore.node.pk)[1]["code"] == "storm.on_already"

    @pytest.mark.parametrize("hours", [-1, 0, 25])
    def test_somebody_must_look_again_within_the_policys_hours(self, shore: Shore, hours: int) -> None:
        at = clock.iso(clock.now() + timedelta(hours=hours))
        status, answer = switch(person(Role.DISPATCHER, shore.city), shore.city.pk, look_again_at=at)
        assert (status, answer["code"]) == (422, "storm.look_again_wrong")

    def test_only_the_regions_dispatcher_switches_and_only_at_home(self, shore: Shore) -> None:
        assert switch(person(Role.COORDINATOR, shore.node), shore.node.pk)[0] == 403
        assert switch(person(Role.DISPATCHER, shore.node), shore.city.pk)[0] == 404
        storm = switch(person(Role.DISPATCHER, shore.city), shore.city.pk)[1]["storm"]
        assert post(person(Role.DISPATCHER, shore.node), f"{API}/{storm['id']}/end")[0] == 404
        assert post(person(Role.AGENT, shore.city), f"{API}/{storm['id']}/end")[0] == 403
        assert Client().get(f"{API}?node={shore.city.pk}").status_code == 401

    def test_the_question_whether_it_is_still_needed_is_asked_until_somebody_answers(self, shore: Shore) -> None:
        liu = person(Role.DISPATCHER, shore.city)
        storm = switch(liu, shore.city.pk)[1]["storm"]
        owed = Todo.objects.get(kind="storm", closed_at=None)
        assert clock.iso(owed.due_at) == storm["look_again_at"]
        clock.advance(timedelta(hours=7))
        timers.sweep()
        owed.refresh_from_db()
        assert owed.level > 0, "it climbs; nothing ends by itself"
        later = {
            "notice_zh": "仍在抢修。",
            "notice_en": "Repairs go on.",
            "look_again_at": clock.iso(clock.now() + timedelta(hours=3)),
        }
        status, answer = post(liu, f"{API}/{storm['id']}/change", later)
        assert (status, answer["storm"]["notice_en"]) == (200, "Repairs go on.")
        owed.refresh_from_db()
        assert owed.outcome == "looked"
        assert clock.iso(Todo.objects.get(kind="storm", closed_at=None).due_at) == later["look_again_at"]
        post(liu, f"{API}/{storm['id']}/end")
        assert not Todo.objects.filter(kind="storm", closed_at=None).exists()
        assert post(liu, f"{API}/{storm['id']}/end")[1]["code"] == "storm.over"
        assert post(liu, f"{API}/{storm['id']}/change", later)[1]["code"] == "storm.over"


class TestWhileItIsOn:
    def test_the_limits_of_a_storm_hold_and_then_no_more(self, shore: Shore) -> None:
        liu = person(Role.DISPATCHER, shore.city)
        order = shore.order()
        assert (engine.batch_size(), policies.seconds("urge.apart", order)) == (250, 600)
        storm = switch(liu, shore.city.pk)[1]["storm"]
        assert (engine.batch_size(), policies.seconds("urge.apart", order)) == (1000, 1800)
        post(liu, f"{API}/{storm['id']}/end")
        assert (engine.batch_size(), policies.seconds("urge.apart", order)) == (250, 600)

    def test_elsewhere_an_orders_limits_stay(self, shore: Shore) -> None:
        switch(person(Role.DISPATCHER, shore.city), shore.east.node_id)
        assert policies.seconds("urge.apart", shore.order()) == 600

    def test_public_promises_are_not_loosened(self, shore: Shore) -> None:
        before = policies.seconds("clock.arrival", shore.order())
        switch(person(Role.DISPATCHER, shore.city), shore.city.pk)
        assert policies.seconds("clock.arrival", shore.order()) == before
        assert not Policy.objects.filter(season="storm", code__startswith="clock.").exists()

    def test_customers_read_why_it_may_be_later(self, shore: Shore) -> None:
        switch(person(Role.DISPATCHER, shore.city), shore.city.pk)
        order = shore.order()
        page = Client().get(f"/track/{order.request.tracking_code}").content.decode()
        assert "台风期间先抢修危及人身安全的故障。" in page and "可能晚于这个时间" in page
        english = Client().get("/report/", headers={"accept-language": "en"}).content.decode()
        assert "During the typhoon, danger to life goes first." in english


class TestGroups:
    def test_calls_about_one_fault_are_suggested_as_one_and_merging_is_a_persons_step(self, shore: Shore) -> None:
        first = reported(117.0500)
        near = [reported(117.0500 + step / 10_000, phone=f"1380000222{step}") for step in (1, 2)]
        far = reported(117.0900, phone="13900000000")
        engine.place_waiting()
        liu = person(Role.DISPATCHER, shore.city)
        groups = liu.get(f"/api/v1/board/groups?node={shore.city.pk}").json()["groups"]
        assert [group["parent"]["id"] for group in groups] == [first.pk]
        assert {child["order"]["id"] for child in groups[0]["children"]} == {order.pk for order in near}
        assert all(child["reasons"] and child["score"] >= 0.5 for child in groups[0]["children"])
        assert far.pk not in {child["order"]["id"] for child in groups[0]["children"]}
        states = WorkOrder.objects.filter(pk__in=[order.pk for order in near]).values_list("state", flat=True)
        assert "merged" not in set(states)

    def test_life_safety_is_in_no_group(self, shore: Shore) -> None:
        for step in range(3):
            reported(117.0500 + step / 10_000, symptom="downed_line", phone=f"1380000333{step}")
        engine.place_waiting()
        liu = person(Role.DISPATCHER, shore.city)
        assert liu.get(f"/api/v1/board/groups?node={shore.city.pk}").json()["groups"] == []


class TestReport:
    def test_it_tells_what_was_done_and_is_kept(self, shore: Shore) -> None:
        liu = person(Role.DISPATCHER, shore.city)
        shore.order()
        clock.advance(timedelta(minutes=1))
        storm = switch(liu, shore.city.pk)[1]["storm"]
        done = shore.order()
        shore.order(lon=117.08)
        visit = shore.give(done, shore.zhou)
        for step, minutes in (("accept", 1), ("depart", 1), ("arrive", 20), ("repair", 30)):
            clock.advance(timedelta(minutes=minutes))
            shore.tap(visit, step)
        clock.advance(timedelta(hours=2))
        so_far = liu.get(f"{API}/{storm['id']}/report").json()["report"]
        figures = so_far["figures"]
        assert (figures["reports"], figures["restored"], figures["still_open"]) == (2, 1, 1), "not the one before"
        assert (figures["arrival_p50_min"], figures["restored_p50_min"]) == (22.0, 52.0)
        assert so_far["arrival_promises"] == {"kept": 1, "judged": 2}
        assert so_far["peak"]["reports"] == 2
        assert so_far["by_utility"] == [{"utility": "electricity", "reports": 2}]
        _, ended = post(liu, f"{API}/{storm['id']}/end")
        clock.advance(timedelta(hours=1))
        shore.order()
        kept = liu.get(f"{API}/{storm['id']}/report").json()["report"]
        assert kept == ended["report"] and kept["figures"]["reports"] == 2

    def test_it_is_no_business_of_other_regions(self, shore: Shore) -> None:
        storm = switch(person(Role.DISPATCHER, shore.city), shore.node.pk)[1]["storm"]
        beside = person(Role.DISPATCHER, shore.east.node)
        assert beside.get(f"{API}/{storm['id']}/report").status_code == 404
        assert beside.get(f"{API}?node={shore.east.node_id}").json()["on"] == []


class TestWall:
    def test_it_counts_what_comes_in_what_is_open_and_how_stations_bear_it(self, shore: Shore) -> None:
        shore.order()
        clock.advance(timedelta(minutes=50))
        danger = reported(117.06, symptom="downed_line")
        engine.place_waiting()
        shown = person(Role.DISPATCHER, shore.city).get(f"/api/v1/board/wall?node={shore.city.pk}").json()
        assert sum(span["reports"] for span in shown["flow"]) == 2
        assert (shown["open"]["all"], shown["open"]["life_safety"], shown["open"]["by_age"][:2]) == (2, 1, [1, 1])
        assert [row["number"] for row in shown["life_safety"]] == [danger.request.number]
        assert (shown["stations"][0]["id"], shown["stations"][0]["open"]) == (shore.station.pk, 2)
        assert shown["stations"][0]["on_shift"] == 4

    def test_of_another_region_nothing_is_counted(self, shore: Shore) -> None:
        shore.order()
        shown = person(Role.DISPATCHER, shore.east.node).get(f"/api/v1/board/wall?node={shore.east.node_id}").json()
        assert (shown["open"]["all"], sum(span["reports"] for span in shown["flow"])) == (0, 0)
        assert [row["id"] for row in shown["stations"]] == [shore.east.pk]
        assert (
            person(Role.DISPATCHER, shore.east.node).get(f"/api/v1/board/wall?node={shore.city.pk}").status_code == 404
        )
