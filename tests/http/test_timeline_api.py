"""Technicians against time: what was, what is likely, and what giving an order to somebody would mean."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dispatch.board.models import Decision
from dispatch.kernel import clock
from dispatch.kernel.access_table import Role
from field.models import Shift, Visit
from repairs.models import WorkOrder
from tests.commands.test_plans import Shore
from tests.http.test_plans_api import person

pytestmark = pytest.mark.django_db
API = "/api/v1/board/timeline"


@pytest.fixture
def shore(frozen: object) -> Shore:
    return Shore()


def line(shore: Shore, **asked: Any) -> dict[str, Any]:
    shown = person(Role.DISPATCHER, shore.city).get(API, {"node": shore.city.pk, **asked})
    assert shown.status_code == 200, shown.content
    return shown.json()


def check(client: Client, order: WorkOrder, technician_id: int) -> dict[str, Any]:
    answer = client.get(f"{API}/check", {"order": order.pk, "technician": technician_id})
    return answer.json()


def codes(checked: dict[str, Any]) -> dict[str, str]:
    return {one["code"]: one["level"] for one in checked["findings"]}


class TestLines:
    def test_visits_follow_one_another_with_their_ways(self, shore: Shore) -> None:
        first, second = shore.give(shore.order(), shore.zhou), shore.give(shore.order(lon=117.06), shore.zhou)
        shown = {row["id"]: row for row in line(shore)["visits"]}
        assert shown[first.pk]["travel_from"] == clock.iso(clock.now())
        assert shown[first.pk]["travel_to"] == clock.iso(clock.now() + timedelta(seconds=600))
        assert shown[second.pk]["travel_from"] == shown[first.pk]["work_to"], "after the one before"
        assert all(row["is_estimated"] for row in shown.values())

    def test_what_was_stamped_is_shown_as_it_was(self, shore: Shore) -> None:
        visit = shore.give(shore.order(), shore.zhou)
        stamps = {}
        for step, minutes in (("accept", 1), ("depart", 2), ("arrive", 15), ("repair", 40)):
            clock.advance(timedelta(minutes=minutes))
            shore.tap(visit, step)
            stamps[step] = clock.iso(clock.now())
        row = next(row for row in line(shore)["visits"] if row["id"] == visit.pk)
        assert (row["travel_from"], row["travel_to"], row["work_to"]) == (
            stamps["depart"],
            stamps["arrive"],
            stamps["repair"],
        )
        assert not row["is_estimated"]

    def test_who_is_late_on_the_way_is_not_there_in_the_past(self, shore: Shore) -> None:
        visit = shore.give(shore.order(), shore.zhou)
        for step in ("accept", "depart"):
            shore.tap(visit, step)
        clock.advance(timedelta(hours=2))
        row = next(row for row in line(shore)["visits"] if row["id"] == visit.pk)
        assert row["travel_to"] == clock.iso(clock.now())
        assert row["work_to"] > row["travel_to"]

    def test_an_agreed_window_is_waited_for(self, shore: Shore) -> None:
        order = shore.order()
        opens = clock.now() + timedelta(hours=3)
        WorkOrder.objects.filter(pk=order.pk).update(appointed_from=opens, appointed_to=opens + timedelta(hours=2))
        visit = shore.give(WorkOrder.objects.get(pk=order.pk), shore.zhou)
        row = next(row for row in line(shore)["visits"] if row["id"] == visit.pk)
        assert row["travel_to"] == clock.iso(opens)

    def test_begun_work_stands_before_what_waits(self, shore: Shore) -> None:
        waiting, begun = shore.give(shore.order(), shore.zhou), shore.give(shore.order(lon=117.06), shore.zhou)
        for step in ("accept", "depart"):
            shore.tap(begun, step)
        shown = {row["id"]: row for row in line(shore)["visits"]}
        assert shown[waiting.pk]["travel_from"] == shown[begun.pk]["work_to"]

    def test_shifts_are_shown_as_planned_or_as_they_were(self, shore: Shore) -> None:
        Shift.objects.create(
            technician=shore.qian,
            starts_at=clock.now() + timedelta(hours=1),
            ends_at=clock.now() + timedelta(hours=9),
        )
        shifts = {row["id"]: row["shifts"] for row in line(shore)["technicians"]}
        assert [one["has_begun"] for one in shifts[shore.qian.pk]] == [False]
        assert [one["has_begun"] for one in shifts[shore.zhou.pk]] == [True]

    def test_nothing_of_other_stations_is_shown(self, shore: Shore) -> None:
        shore.give(shore.order(), shore.zhou)
        eastern = person(Role.DISPATCHER, shore.east.node)
        shown = eastern.get(API, {"node": shore.east.node_id}).json()
        assert (shown["technicians"], shown["visits"]) == ([], [])
        assert eastern.get(API, {"node": shore.city.pk}).status_code == 404
        assert person(Role.AGENT, shore.city).get(API, {"node": shore.city.pk}).status_code == 403

    def test_a_span_of_days_or_backwards_is_refused(self, shore: Shore) -> None:
        liu = person(Role.DISPATCHER, shore.city)
        now = clock.now()
        for since, until in ((now, now - timedelta(hours=1)), (now, now + timedelta(days=3))):
            asked = {"node": shore.city.pk, "since": clock.iso(since), "until": clock.iso(until)}
            assert liu.get(API, asked).status_code == 422


class TestCheck:
    def test_somebody_free_and_near_is_in_time(self, shore: Shore) -> None:
        checked = check(person(Role.DISPATCHER, shore.city), shore.order(), shore.zhou.pk)
        assert (checked["needs_reason"], checked["moves_from"]) == (False, None)
        assert codes(checked)["arrival_kept"] == "fine"
        assert checked["arrives_at"] >= clock.iso(clock.now())

    def test_skill_and_shift_are_conflicts(self, shore: Shore) -> None:
        liu, order = person(Role.DISPATCHER, shore.city), shore.order()
        assert codes(check(liu, order, shore.feng.pk))["lacks_skill"] == "conflict"
        off = check(liu, order, shore.qian.pk)
        assert (codes(off)["off_shift"], off["needs_reason"]) == ("conflict", True)

    def test_who_would_be_late_is_said_by_how_much(self, shore: Shore) -> None:
        order = shore.order()
        clock.advance(timedelta(minutes=44))
        for place in (117.06, 117.07):
            shore.give(shore.order(lon=place), shore.zhou)
        late = next(
            one
            for one in check(person(Role.DISPATCHER, shore.city), order, shore.zhou.pk)["findings"]
            if one["code"] == "arrival_late"
        )
        assert late["level"] == "warn" and late["minutes"] > 30

    def test_another_stations_technician_needs_a_reason_and_the_refusal_agrees(self, shore: Shore) -> None:
        liu, order = person(Role.DISPATCHER, shore.city), shore.order()
        shore.zhou.station = shore.east
        shore.zhou.save()
        checked = check(liu, order, shore.zhou.pk)
        assert (codes(checked)["other_station"], checked["needs_reason"]) == ("conflict", True)
        path = f"/api/v1/board/orders/{order.pk}/assign"
        body = {"technician_id": shore.zhou.pk, "version": WorkOrder.objects.get(pk=order.pk).version}
        refused = liu.post(path, body, content_type="application/json")
        assert refused.json()["code"] == "assign.other_station"
        done = liu.post(path, {**body, "override_reason": "东岸离得更近"}, content_type="application/json")
        assert done.status_code == 200, done.content
        kept = Decision.objects.filter(order=order, kind="technician").latest("pk")
        assert kept.candidates["facts"] == ["东岸离得更近"], "the reason is kept with the decision"

    def test_whose_it_is_now_is_said(self, shore: Shore) -> None:
        order = shore.order()
        shore.give(order, shore.zhou)
        liu = person(Role.DISPATCHER, shore.city)
        assert check(liu, order, shore.wu.pk)["moves_from"] == "周强"
        again = check(liu, order, shore.zhou.pk)
        assert again["is_same"] and "has_open_visits" not in codes(again), "not counted against themselves"

    def test_overlapping_windows_are_said(self, shore: Shore) -> None:
        opens = clock.now() + timedelta(hours=3)
        window = {"appointed_from": opens, "appointed_to": opens + timedelta(hours=2)}
        first, second = shore.order(), shore.order(lon=117.06)
        WorkOrder.objects.update(**window)
        shore.give(WorkOrder.objects.get(pk=first.pk), shore.zhou)
        checked = check(person(Role.DISPATCHER, shore.city), second, shore.zhou.pk)
        assert codes(checked)["windows_clash"] == "warn"
        assert codes(checked)["window_kept"] == "fine"

    def test_five_are_suggested_at_most_and_for_an_order_without_a_station_from_the_nearest(self, shore: Shore) -> None:
        liu = person(Role.DISPATCHER, shore.city)

        def suggested(order: WorkOrder, client: Client = liu) -> list[str]:
            answer = client.get(f"{API}/suggestions", {"order": order.pk}).json()
            return [row["name"] for row in answer["suggestions"] if row["ok"]]

        assert set(suggested(shore.order())) == {"周强", "吴敏", "孙磊"}
        form = {"utility": "electricity", "symptom": "no_power", "place": {"lon": 117.18, "lat": 31.05}}
        number = Client().post("/api/v1/requests", form, content_type="application/json").json()["number"]
        waiting = WorkOrder.objects.get(request__number=number)
        assert waiting.station_id is None
        assert set(suggested(waiting)) == {"周强", "吴敏", "孙磊"}, "nobody is nearer who could"
        shore.wu.station = shore.east
        shore.wu.save()
        assert suggested(waiting)[0] == "吴敏", "of the nearer station"
        eastern = person(Role.DISPATCHER, shore.east.node)
        assert eastern.get(f"{API}/suggestions", {"order": waiting.pk}).status_code == 404

    def test_a_check_writes_nothing_and_is_for_those_who_assign(self, shore: Shore) -> None:
        order = shore.order()
        assert check(person(Role.AGENT, shore.city), order, shore.zhou.pk)["status"] == 403
        assert check(person(Role.DISPATCHER, shore.east.node), order, shore.zhou.pk)["status"] == 404
        check(person(Role.DISPATCHER, shore.city), order, shore.zhou.pk)
        assert not Visit.objects.exists() and not Decision.objects.filter(kind="technician").exists()
