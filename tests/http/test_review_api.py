"""Reports and milestones over HTTP: written, checked, reviewed by somebody else, sent back; scopes and refusals."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from coverage import capacity
from coverage.models import Reservation
from dispatch.kernel import accounts, clock, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import Node, User
from field.models import Technician, Visit
from field.movement import Fix
from repairs import policies
from repairs.models import Clock, ContactAttempt, Correction, PaidWork, Promise, Report, Todo, WorkOrder
from tests.commands.lakeside import Lakeside, last, told

pytestmark = pytest.mark.django_db(transaction=True)

JSON = "application/json"


class Desk:
    """Somebody's browser."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}")

    def post(self, path: str, **body: Any) -> Any:
        return self.client.post(f"/api/v1/{path}", body, JSON)

    def on(self, order: WorkOrder, action: str, **body: Any) -> Any:
        return self.post(f"board/orders/{order.pk}/{action}", **body)

    def put(self, order: WorkOrder, **body: Any) -> Any:
        return self.client.put(f"/api/v1/board/orders/{order.pk}/report", body, JSON)


@pytest.fixture
def town(frozen) -> Lakeside:
    policies.forget()
    return Lakeside()


def person(username: str, role: Role, node: Node) -> Desk:
    user = User.objects.create(username=username, display_name=username.title())
    accounts.grant(user, role, node)
    return Desk(user)


@pytest.fixture
def li(town) -> Desk:
    """The city's reviewer."""
    return person("li", Role.REVIEWER, town.city)


@pytest.fixture
def he(town) -> Desk:
    """The station's coordinator."""
    return Desk(town.he)


@pytest.fixture
def stranger(town) -> Desk:
    far = organisation.add_node(None, "city", "远山市", "Faraway")
    return person("mo", Role.REVIEWER, far)


def code(answer: Any) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json", answer.content
    return answer.status_code, answer.json()["code"]


def reported(town: Lakeside, **said: Any) -> WorkOrder:
    """Worked on by Zhou in steps of ten minutes and reported back by phone."""
    order = town.order()
    visit = town.give(order, town.zhou)
    phone = Desk(town.zhou.user)
    town.tap(visit, "accept")
    for step in ("depart", "arrive", "repair"):
        clock.advance(timedelta(minutes=10))
        town.tap(visit, step, fix=Fix(117.05, 31.05, clock.now(), 10.0))
    clock.advance(timedelta(minutes=5))
    answer = phone.post(f"field/visits/{visit.pk}/report", **said)
    assert answer.status_code == 200, answer.content
    order.refresh_from_db()
    return order


def running(order: WorkOrder) -> set[str]:
    return set(Clock.objects.filter(order=order, stopped_at=None).values_list("kind", flat=True))


class TestReport:
    def test_a_plain_tap_carries_all_that_is_required(self, town, he):
        order = reported(town)
        answer = he.get(f"board/orders/{order.pk}/report").json()
        report = answer["report"]
        assert (report["cause_code"], report["cause_group"], report["result_code"]) == (
            "ageing",
            "equipment",
            "repaired",
        )
        assert (report["ownership"], report["handler"], report["written_by"]) == ("utility", "周强", "周强")
        assert report["departed_at"] == clock.iso(order.departed_at)
        assert report["restored_at"] == clock.iso(order.repaired_at)
        assert [check["code"] for check in answer["checks"] if not check["ok"]] == []
        assert answer["required"] == [
            "departed_at",
            "arrived_at",
            "cause_code",
            "restored_at",
            "handler",
            "result_code",
        ]
        assert {"code": "tree", "group": "outside", "zh": "树障", "en": "Tree contact"} in answer["cause_codes"]
        todo = Todo.objects.get(kind="review", order=order)
        assert (todo.role, todo.node, todo.due_at) == (
            "reviewer",
            town.city,
            Clock.objects.get(order=order, kind="review").due_at,
        )

    def test_the_phone_says_more_and_a_cause_of_another_utility_is_refused(self, town):
        order = reported(town, cause_code="cable_fault", ownership="third_party", result_code="temporary_repair")
        row = Report.objects.get(order=order)
        assert (row.cause_code, row.ownership, row.result_code) == ("cable_fault", "third_party", "temporary_repair")
        assert order.cause == "cable_fault"
        with pytest.raises(AssertionError, match=r"report\.cause_unknown"):
            reported(town, cause_code="hose_aged")

    def test_the_coordinator_amends_and_each_writing_stays(self, town, he):
        order = reported(town)
        answer = he.put(order, cause_code="tree", result_note="树枝压线，已清理", version=order.version)
        assert answer.status_code == 200
        assert answer.json()["report"]["cause_code"] == "tree"
        assert [row.cause_code for row in Report.objects.filter(order=order).order_by("pk")] == ["ageing", "tree"]
        assert answer.json()["order"]["version"] == order.version + 1
        assert told(f"order:{order.pk}")[-1] == "order.report_written"

    def test_what_is_no_report_is_refused(self, town, he, stranger):
        order = reported(town)
        assert code(he.put(order, cause_code="gremlins")) == (422, "report.cause_unknown")
        assert code(he.put(order, ownership="nobody")) == (422, "input.invalid")
        later = clock.iso(clock.now() + timedelta(minutes=1))
        assert code(he.put(order, restored_at=later)) == (422, "report.time_to_come")
        assert code(he.put(order, restored_at="2026-03-02T10:00:00")) == (422, "input.invalid")
        assert code(he.put(order, version=order.version - 1)) == (409, "command.stale")
        assert code(stranger.put(order, cause_code="tree")) == (404, "not_found")
        assert code(stranger.get(f"board/orders/{order.pk}/report")) == (404, "not_found")
        assert Report.objects.filter(order=order).count() == 1

    def test_before_the_repair_there_is_nothing_to_write(self, town, he):
        order = town.order()
        assert code(he.put(order, cause_code="tree")) == (409, "order.step_not_open")
        assert he.get(f"board/orders/{order.pk}/report").json()["report"] is None


class TestReview:
    def test_approved_the_order_closes_and_its_capacity_comes_back(self, town, li):
        order = reported(town)
        with transaction.atomic():
            capacity.reserve_over(capacity.Want(f"order:{order.pk}", town.station.pk, order.work_class, clock.now()))
        answer = li.on(order, "review", verdict="approve", version=order.version)
        assert (answer.status_code, answer.json()["order"]["state"]) == (200, "closed")
        row = Report.objects.get(order=order)
        assert (row.verdict, row.reviewed_name, row.reviewed_at) == ("approved", "Li", clock.now())
        assert Todo.objects.get(kind="review", order=order).outcome == "approved"
        assert running(order) == set()
        assert Reservation.objects.get(holder=f"order:{order.pk}").released_at is not None

    def test_sent_back_the_technician_has_the_visit_again_and_is_told_why(self, town, li):
        order = reported(town)
        answer = li.on(order, "review", verdict="reject", reason="cause_unclear", note="哪一段老化？")
        assert (answer.status_code, answer.json()["order"]["state"]) == (200, "repaired")
        visit = Visit.objects.get(order=order)
        assert (visit.state, visit.ended_at, visit.reported_at) == ("repaired", None, None)
        card = last(f"crew:{town.zhou.pk}", "visit.report_rejected")["visit"]
        assert (card["rejected_reason"], card["rejected_note"], card["allowed"]) == (
            "cause_unclear",
            "哪一段老化？",
            ["report"],
        )
        assert card["sent_back"]["cause_code"] == "ageing"
        assert Technician.objects.get(pk=town.zhou.pk).open_visits == 1
        assert "report_back" in running(order) and "review" not in running(order)
        assert Todo.objects.get(kind="review", order=order).outcome == "rejected"
        assert Report.objects.get(order=order).review_reason == "cause_unclear"

    def test_the_second_report_closes_the_loop(self, town, li):
        order = reported(town)
        li.on(order, "review", verdict="reject", reason="cause_unclear", note="哪一段老化？")
        visit = Visit.objects.get(order=order)
        phone = Desk(town.zhou.user)
        done = phone.post(f"field/visits/{visit.pk}/report", cause_code="cable_fault", result_note="入户电缆")
        assert done.json()["visit"]["rejected_reason"] == ""
        assert li.on(order, "review", verdict="approve").json()["order"]["state"] == "closed"
        assert [(row.cause_code, row.verdict) for row in Report.objects.filter(order=order).order_by("pk")] == [
            ("ageing", "rejected"),
            ("cable_fault", "approved"),
        ]
        assert Technician.objects.get(pk=town.zhou.pk).open_visits == 0

    def test_a_technician_who_went_home_finds_it_at_the_next_login(self, town, li):
        order = reported(town)
        town.shift(town.zhou, "end")
        li.on(order, "review", verdict="reject", reason="times_wrong", note="到场时间不对")
        assert Technician.objects.get(pk=town.zhou.pk).state == "off"
        (visit,) = Desk(town.zhou.user).get("field/me").json()["state"]["visits"]
        assert (visit["order_id"], visit["rejected_reason"]) == (order.pk, "times_wrong")
        answer = Desk(town.zhou.user).post(f"field/visits/{visit['id']}/report")
        assert answer.json()["visit"]["state"] == "reported"

    def test_what_a_reviewer_is_refused(self, town, li, he, stranger):
        order = reported(town)
        assert code(li.on(order, "review", verdict="reject", reason="cause_unclear")) == (422, "review.reason_needed")
        assert code(li.on(order, "review", verdict="reject", reason="mood", note="不好")) == (
            422,
            "review.reason_needed",
        )
        assert code(li.on(order, "review", verdict="perhaps")) == (422, "input.invalid")
        assert code(li.on(order, "review", verdict="approve", version=1)) == (409, "command.stale")
        assert code(he.on(order, "review", verdict="approve")) == (403, "access.denied")
        assert code(stranger.on(order, "review", verdict="approve")) == (404, "not_found")
        order.refresh_from_db()
        assert order.state == "reported"
        li.on(order, "review", verdict="approve")
        assert code(li.on(order, "review", verdict="approve")) == (409, "order.step_not_open")

    def test_whoever_wrote_it_does_not_review_it(self, town):
        order = reported(town)
        both = User.objects.create(username="both", display_name="Both")
        accounts.grant(both, Role.COORDINATOR, town.node)
        accounts.grant(both, Role.REVIEWER, town.city)
        desk = Desk(both)
        assert desk.put(order, cause_code="tree").status_code == 200
        for answer in (
            desk.on(order, "review", verdict="approve"),
            desk.on(order, "review", verdict="reject", reason="other", note="我自己写的"),
            desk.on(order, "close"),
        ):
            assert code(answer) == (403, "review.by_another")

    def test_errors_block_also_the_short_way_and_warnings_want_a_note(self, town, li, he):
        order = reported(town, ownership="customer")
        answer = li.on(order, "review", verdict="approve", note="看过了")
        assert code(answer) == (409, "review.errors")
        assert answer.json()["facts"]["codes"] == ["customer_work_agreed"]
        assert code(li.on(order, "close")) == (409, "review.errors")
        PaidWork.objects.create(
            order=order, amount_fen=5000, agreed_name="王女士", by="user:1", by_name="周强", at=clock.now()
        )
        he.put(order, result_note="施工挖断")
        answer = li.on(order, "review", verdict="approve")
        assert code(answer) == (422, "review.note_needed")
        assert answer.json()["facts"]["codes"] == ["cause_fits_text"]
        assert li.on(order, "review", verdict="approve", note="已电话核实").json()["order"]["state"] == "closed"
        assert Report.objects.filter(order=order).order_by("-pk")[0].review_note == "已电话核实"

    def test_closed_without_remarks_as_before(self, town, li):
        order = reported(town)
        assert li.on(order, "close", version=order.version).json()["order"]["state"] == "closed"
        assert Report.objects.get(order=order).verdict == "approved"

    def test_an_arrival_tapped_far_away_is_pointed_out(self, town, li):
        order = reported(town)
        visit = Visit.objects.get(order=order)
        visit.device_times["arrive"] |= {"lon": 117.06}
        visit.save()
        checks = li.get(f"board/orders/{order.pk}/report").json()["checks"]
        (far,) = [check for check in checks if not check["ok"]]
        assert (far["code"], far["level"]) == ("arrived_at_place", "warning")
        assert 900 < far["facts"]["metres"] < 1000


class TestMilestones:
    def test_contact_and_promise_at_the_desk(self, town, he):
        order = town.order()
        answer = he.on(order, "contacts", outcome="reached", note="下午在家", version=order.version)
        assert (answer.status_code, answer.json()["contact"]["outcome"]) == (200, "reached")
        at = clock.iso(clock.now() + timedelta(hours=1))
        answer = he.on(order, "promises", at=at, version=answer.json()["order"]["version"])
        assert (answer.json()["promise"]["code"], answer.json()["order"]["promised_at"]) == ("T3-1", at)
        story = he.get(f"board/orders/{order.pk}").json()
        assert [row["outcome"] for row in story["contacts"]] == ["reached"]
        assert [(row["code"], row["keeping"]) for row in story["promises"]] == [("T3-1", "open")]
        by_code = {row["code"]: row for row in story["milestones"]}
        assert by_code["T2"]["by"] == "何静" and by_code["T2"]["at"] == clock.iso(clock.now())
        assert by_code["T3"]["at"] == at and by_code["T4"]["at"] is None

    def test_what_is_refused_at_the_desk(self, town, he, stranger):
        order = town.order()
        at = clock.iso(clock.now() + timedelta(hours=1))
        assert code(he.on(order, "contacts", outcome="shouted")) == (422, "input.invalid")
        assert code(he.on(order, "promises", at="tomorrow")) == (422, "input.invalid")
        assert code(he.on(order, "promises", at="2026-03-02T10:00:00")) == (422, "input.invalid")
        assert code(he.on(order, "promises", at="0001-01-01T00:00:00+14:00")) == (422, "input.invalid")
        assert code(he.on(order, "promises", at=at, version=order.version - 1)) == (409, "command.stale")
        assert code(stranger.on(order, "promises", at=at)) == (404, "not_found")
        quality = person("qi", Role.QUALITY, town.city)
        assert code(quality.on(order, "promises", at=at)) == (403, "access.denied")
        for place in range(3):
            moved = clock.iso(clock.now() + timedelta(hours=1, minutes=place))
            assert he.on(order, "promises", at=moved, reason="weather").status_code == 200
        assert code(he.on(order, "promises", at=at, reason="weather")) == (409, "promise.no_fourth")
        assert Promise.objects.count() == 3 and not ContactAttempt.objects.exists()

    def test_from_the_phone_once_whatever_the_repeats(self, town):
        order = town.order()
        visit = town.give(order, town.zhou)
        phone = Client()
        phone.force_login(town.zhou.user)
        sent = clock.iso(clock.now() + timedelta(seconds=7))
        for _ in range(2):
            answer = phone.post(
                f"/api/v1/field/visits/{visit.pk}/contact",
                {"outcome": "no_answer", "device_at": sent},
                JSON,
                headers={"Idempotency-Key": "tap-1", "Device-Time": sent},
            )
            assert answer.status_code == 200, answer.content
        assert ContactAttempt.objects.filter(order=order).count() == 1
        town.give(order, town.wu)
        late = phone.post(f"/api/v1/field/visits/{visit.pk}/promise", {"at": sent}, JSON)
        assert code(late) == (409, "visit.not_yours_anymore")
        other = Desk(town.sun.user).post(f"field/visits/{visit.pk}/contact", outcome="reached")
        assert code(other) == (404, "not_found")

    def test_a_tap_keeps_how_far_the_phones_clock_was_off(self, town):
        visit = town.give(town.order(), town.zhou)
        phone = Client()
        phone.force_login(town.zhou.user)
        for header, kept in ((clock.iso(clock.now() + timedelta(minutes=3)), 180.0), ("yesterday", None)):
            step = "accept" if kept else "depart"
            body = {"device_at": clock.iso(clock.now() - timedelta(hours=1))}
            phone.post(f"/api/v1/field/visits/{visit.pk}/{step}", body, JSON, headers={"Device-Time": header})
            visit.refresh_from_db()
            assert visit.device_times[step].get("skew_s") == kept

    def test_a_correction_is_asked_listed_and_decided(self, town, he, li, stranger):
        order = reported(town)
        said = clock.iso(order.arrived_at - timedelta(minutes=2))
        asked = he.on(order, "corrections", milestone="arrived", becomes=said, reason="信号差，晚点了")
        assert asked.status_code == 200, asked.content
        row = asked.json()["correction"]
        assert (row["may_decide"], row["why_not"], row["findings"]) == (False, "access.denied", [])
        listed = li.get(f"board/corrections?node={town.city.pk}").json()["corrections"]
        assert [(one["id"], one["may_decide"], one["number"]) for one in listed] == [
            (row["id"], True, order.request.number)
        ]
        path = f"board/corrections/{row['id']}/decide"
        assert code(he.post(path, verdict="approve")) == (403, "access.denied")
        assert code(stranger.post(path, verdict="approve")) == (404, "not_found")
        assert code(li.post("board/corrections/987654321/decide", verdict="approve")) == (404, "not_found")
        assert code(stranger.get(f"board/corrections?node={town.city.pk}")) == (404, "not_found")
        done = li.post(path, verdict="approve", note="已核对")
        assert (done.status_code, done.json()["correction"]["verdict"]) == (200, "approved")
        assert code(li.post(path, verdict="refuse")) == (409, "correction.decided_already")
        story = he.get(f"board/orders/{order.pk}").json()
        (arrived,) = [one for one in story["milestones"] if one["code"] == "arrived"]
        assert (arrived["at"], arrived["corrected"], arrived["stamped_at"]) == (said, True, clock.iso(order.arrived_at))
        assert story["report"]["arrived_at"] == said
        assert li.get(f"board/corrections?node={town.city.pk}").json() == {"corrections": []}
        assert Correction.objects.get().decided_name == "Li"


class TestFilling:
    def test_a_station_is_shown_as_it_fills_in(self, town, li, he):
        first = reported(town)
        second = town.order()
        he.on(second, "promises", at=clock.iso(clock.now() + timedelta(minutes=30)))
        clock.advance(timedelta(hours=5))
        li.on(first, "review", verdict="reject", reason="other", note="请补充")
        (row,) = li.get(f"reports/filling?node={town.city.pk}").json()["rows"]
        assert row == {
            "station_id": town.station.pk,
            "station_name": "湖滨供电所",
            "station_name_en": "Lakeside Power",
            "orders": 2,
            "t2_in_time_share": 0.5,
            "promised_share": 0.5,
            "kept_share": 0.0,
            "complete_first_time_share": 0.0,
            "corrections": 0,
            "clock_skew_p90_s": None,
        }

    def test_as_a_file_and_within_ones_own_part_only(self, town, li, he, stranger):
        town.order()
        answer = li.get(f"reports/filling?node={town.city.pk}&format=csv")
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.content.decode().splitlines()[1].split(",")[:2] == ["湖滨供电所", "1"]
        assert he.get(f"reports/filling?node={town.node.pk}").json()["rows"][0]["orders"] == 1
        assert code(he.get(f"reports/filling?node={town.city.pk}")) == (404, "not_found")
        assert code(stranger.get(f"reports/filling?node={town.city.pk}")) == (404, "not_found")
        assert li.get(f"reports/filling?node={town.city.pk}&from=2020-01-01&to=2020-01-02").json() == {
            "rows": [],
            "total": None,
            "notes": [],
        }
