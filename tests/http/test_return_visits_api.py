"""Return visits: owed from the end, worked by the quality desk, answered by the customer's link, each once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from coverage.trade import Utility
from dispatch.kernel import accounts, clock, commands, organisation, timers
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import Entry, User
from repairs import catalogue, intake, merging, orders, policies, return_visit_rules
from repairs.models import Policy, ReturnVisit, ReturnVisitAttempt, Todo, WorkOrder
from tests.commands.lakeside import Lakeside, last, told
from tests.commands.service import Service

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


class Desk:
    """Qin visits back for the city, Shen for another city; Lin dispatches; He coordinates the station."""

    def __init__(self) -> None:
        policies.forget()
        self.town = Lakeside()
        self.qin = self.client("qin", Role.QUALITY, self.town.city)
        self.lin = self.client("lin", Role.DISPATCHER, self.town.city)
        self.he = Client()
        self.he.force_login(self.town.he)
        elsewhere = organisation.add_node(None, "city", "山城")
        self.shen = self.client("shen", Role.QUALITY, elsewhere)
        self.stranger = Client()

    def client(self, name: str, role: Role, node: Any) -> Client:
        user = User.objects.create(username=name, display_name=name.title())
        accounts.grant(user, role, node)
        client = Client()
        client.force_login(user)
        return client

    def sample(self, percent: int) -> None:
        Policy.objects.filter(code="visit_back.sample_percent").update(value=percent)
        policies.forget()

    def reported(self, symptom: str = "smell_of_gas", **more: Any) -> WorkOrder:
        """An order that a technician repaired and reported back."""
        utility = catalogue.SYMPTOMS[symptom].utility
        form = intake.IntakeForm(
            utility=Utility(utility), symptom=symptom, place={"lon": 117.05, "lat": 31.05}, address="湖滨路 8 号",
            contact_name="王女士", contact_phone="13800001111", **more,
        )  # fmt: skip
        pk = WorkOrder.objects.get(request__number=intake.take(SYSTEM, form)["number"]).pk
        with commands.begun(SYSTEM) as tx:
            order = orders.locked([pk])[pk]
            orders.offer_many(tx, [(order, self.town.station, None)])
            orders.assign_many(tx, [(order, self.town.zhou.pk, "周强")])
            orders.arrive(tx, order)
            orders.repair(tx, order, "ageing")
            orders.report_back(tx, order)
        return fresh(order)

    def closed(self, symptom: str = "smell_of_gas", **more: Any) -> WorkOrder:
        return self.close(self.reported(symptom, **more))

    def close(self, order: WorkOrder) -> WorkOrder:
        with commands.begun(SYSTEM) as tx:
            orders.close(tx, orders.locked([order.pk])[order.pk])
        return fresh(order)

    def listed(self, client: Client, state: str = "due", **query: Any) -> Any:
        path = {"node": self.town.city.pk, "state": state, **query}
        return client.get("/api/v1/return-visits", path)

    def say(self, visit: ReturnVisit, verb: str, client: Client | None = None, **body: Any) -> Any:
        key = {"Idempotency-Key": body.pop("key")} if "key" in body else {}
        path = f"/api/v1/return-visits/{visit.pk}/{verb}"
        return (client or self.qin).post(path, body, content_type="application/json", headers=key)

    def result(self, visit: ReturnVisit, solved: bool = True, satisfaction: int = 5, **more: Any) -> Any:
        return self.say(visit, "result", solved=solved, satisfaction=satisfaction, **more)

    def feedback(self, order: WorkOrder, solved: bool = True, satisfaction: int = 5, **more: Any) -> Any:
        body = {"solved": solved, "satisfaction": satisfaction, **more}
        path = f"/api/v1/track/{order.request.tracking_code}/feedback"
        return self.stranger.post(path, body, content_type="application/json")


def fresh(order: WorkOrder) -> WorkOrder:
    return WorkOrder.objects.select_related("request", "station", "node").get(pk=order.pk)


def visit_of(order: WorkOrder) -> ReturnVisit:
    return ReturnVisit.objects.filter(order=order).latest("pk")


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


@pytest.fixture
def desk(frozen: object) -> Desk:
    return Desk()


# Opening


def test_a_gas_leak_is_owed_within_a_day_of_its_report_back(desk: Desk) -> None:
    desk.sample(0)
    order = desk.reported()
    clock.advance(HOUR)
    order = desk.close(order)
    visit = visit_of(order)
    assert (visit.kind, visit.why_sampled, visit.state, visit.node) == ("gas_leak", "gas_leak", "due", desk.town.city)
    assert order.reported_at is not None
    assert visit.due_at == order.reported_at + timedelta(hours=24)
    todo = Todo.objects.get(kind="return_visit")
    assert (todo.subject, todo.role, todo.node, todo.due_at) == (
        f"return_visit:{visit.pk}", "quality", desk.town.city, visit.due_at,
    )  # fmt: skip


def test_the_rest_is_drawn_by_its_number_and_says_so(desk: Desk) -> None:
    drawn = {order.request.number: order for order in (desk.closed("no_power") for _ in range(12))}
    asked = {visit.number: visit for visit in ReturnVisit.objects.all()}
    assert {number for number in drawn if return_visit_rules.draw_of(number, 0) < 30} == set(asked)
    for number, visit in asked.items():
        assert (visit.why_sampled, visit.percent, visit.draw) == ("drawn", 30, return_visit_rules.draw_of(number, 0))


@pytest.mark.parametrize(("percent", "count"), [(0, 0), (100, 3)])
def test_the_share_is_a_policy(desk: Desk, percent: int, count: int) -> None:
    desk.sample(percent)
    for _ in range(3):
        desk.closed("no_power")
    assert ReturnVisit.objects.count() == count


def test_nobody_answers_in_time_and_it_climbs(desk: Desk) -> None:
    desk.closed()
    clock.advance(timedelta(hours=24, minutes=1))
    timers.sweep()
    assert Todo.objects.get(kind="return_visit").level > 0
    assert desk.listed(desk.qin).json()["visits"][0]["is_overdue"] is True


# The list


def test_the_due_list_has_the_script_in_both_languages_and_masks_the_contact(desk: Desk) -> None:
    order = desk.closed()
    (row,) = desk.listed(desk.qin).json()["visits"]
    assert (row["number"], row["order_id"], row["tries_left"]) == (order.request.number, order.pk, 3)
    assert (row["contact_name"], row["contact_phone"]) == ("王**", "138****1111")
    assert "13800001111" not in desk.listed(desk.qin).content.decode()
    assert [line["key"] for line in row["script"]][:3] == ["greeting", "safe_now", "knows_what_to_do"]
    assert order.request.number in row["script"][0]["zh"] and "Smell of gas" in row["script"][0]["en"]


def test_the_list_is_read_page_by_page_the_most_pressing_first(desk: Desk) -> None:
    made = []
    for _ in range(3):
        made.append(visit_of(desk.closed()).pk)
        clock.advance(HOUR)
    seen, after = [], None
    while True:
        page = desk.listed(desk.qin, limit=2, **({"after": after} if after else {})).json()
        seen += [row["id"] for row in page["visits"]]
        after = page["after"]
        if after is None:
            break
    assert seen == made
    assert [row["id"] for row in desk.listed(desk.qin, "all").json()["visits"]] == made[::-1]


def test_filters_by_kind_utility_and_number(desk: Desk) -> None:
    desk.sample(100)
    leak, power = desk.closed(), desk.closed("no_power")
    found = desk.listed(desk.qin, kind="gas_leak").json()["visits"]
    assert [row["order_id"] for row in found] == [leak.pk]
    found = desk.listed(desk.qin, utility="electricity").json()["visits"]
    assert [row["order_id"] for row in found] == [power.pk]
    found = desk.listed(desk.qin, q=power.request.number).json()["visits"]
    assert [row["order_id"] for row in found] == [power.pk]


def test_another_citys_desk_and_the_station_itself_see_none_of_it(desk: Desk) -> None:
    visit = visit_of(desk.closed())
    assert code(desk.listed(desk.shen)) == (404, "not_found")
    assert code(desk.say(visit, "result", desk.shen, solved=True, satisfaction=5)) == (404, "not_found")
    assert code(desk.listed(desk.he)) == (403, "access.denied")
    assert code(desk.say(visit, "attempt", desk.lin, outcome="busy")) == (403, "access.denied"), (
        "who reads may not work"
    )
    assert desk.listed(desk.lin).status_code == 200
    story = desk.he.get(f"/api/v1/board/orders/{visit.order_id}").json()
    assert story["return_visits"] == [], "a station does not read its own marks"


# Calls


def test_three_calls_in_vain_apart_in_time_end_it(desk: Desk) -> None:
    visit = visit_of(desk.closed())
    assert desk.say(visit, "attempt", outcome="no_answer").json()["visit"]["tries_left"] == 2
    clock.advance(timedelta(minutes=5))
    assert desk.say(visit, "attempt", outcome="busy").json()["visit"]["tries_left"] == 2, "too soon to count"
    clock.advance(timedelta(minutes=30))
    assert desk.say(visit, "attempt", outcome="wrong_number", note="空号").json()["visit"]["state"] == "due"
    clock.advance(timedelta(minutes=30))
    answer = desk.say(visit, "attempt", outcome="no_answer").json()["visit"]
    assert (answer["state"], answer["tries_left"]) == ("unreachable", 0)
    assert [(one["outcome"], one["by"]) for one in answer["attempts"]] == [
        ("no_answer", "Qin"), ("busy", "Qin"), ("wrong_number", "Qin"), ("no_answer", "Qin"),
    ]  # fmt: skip
    todo = Todo.objects.get(kind="return_visit")
    assert (todo.outcome, todo.closed_at) == ("unreachable", clock.now())


def test_who_could_not_be_reached_may_still_call_back(desk: Desk) -> None:
    visit = visit_of(desk.closed())
    for _ in range(3):
        desk.say(visit, "attempt", outcome="no_answer")
        clock.advance(HOUR)
    assert desk.result(visit).json()["visit"]["state"] == "done"


def test_being_reached_counts_against_nobody(desk: Desk) -> None:
    visit = visit_of(desk.closed())
    for _ in range(4):
        desk.say(visit, "attempt", outcome="reached", note="请稍后再打")
        clock.advance(HOUR)
    assert desk.listed(desk.qin).json()["visits"][0]["tries_left"] == 3


# Results


def test_a_result_is_signed_and_given_once(desk: Desk) -> None:
    order = desk.closed()
    visit = visit_of(order)
    answers = {"safe_now": True, "attitude": 5, "anything_else": "谢谢师傅"}
    answer = desk.result(visit, satisfaction=4, answers=answers, note="很满意")
    assert answer.status_code == 200, answer.content
    shown = answer.json()["visit"]
    assert (shown["state"], shown["solved"], shown["satisfaction"], shown["done_by"]) == ("done", True, 4, "Qin")
    assert (shown["answers"], shown["comment"], shown["done_at"]) == (answers, "很满意", clock.iso(clock.now()))
    assert ReturnVisitAttempt.objects.get(visit=visit).outcome == "reached", "the call itself is on record"
    assert Todo.objects.get(kind="return_visit").outcome == "solved"
    assert last(f"order:{order.pk}", "order.visited_back")["satisfaction"] == 4
    assert fresh(order).state == "closed"
    assert code(desk.result(visit, solved=False, satisfaction=1)) == (409, "visit_back.answered")
    assert code(desk.say(visit, "attempt", outcome="busy")) == (409, "visit_back.answered")
    assert code(desk.feedback(order)) == (409, "visit_back.answered")


def test_the_same_press_twice_is_one_result(desk: Desk) -> None:
    visit = visit_of(desk.closed())
    first = desk.result(visit, solved=False, satisfaction=2, key="once")
    assert desk.result(visit, solved=False, satisfaction=2, key="once").json() == first.json()
    assert WorkOrder.objects.get().reopens == 1


@pytest.mark.parametrize(
    "body",
    [
        {"solved": True},
        {"solved": True, "satisfaction": 0},
        {"solved": True, "satisfaction": 6},
        {"satisfaction": 5},
        {"solved": True, "satisfaction": 5, "answers": {"shoe_size": 43}},
        {"solved": True, "satisfaction": 5, "note": "长" * 501},
    ],
)
def test_half_a_result_or_a_wrong_one_changes_nothing(desk: Desk, body: dict[str, Any]) -> None:
    visit = visit_of(desk.closed())
    assert desk.say(visit, "result", **body).status_code == 422
    assert visit_of(fresh(visit.order)).state == "due"  # type: ignore[arg-type]
    assert not ReturnVisitAttempt.objects.exists()


def test_not_solved_takes_the_order_up_again_in_the_same_breath(desk: Desk) -> None:
    order = desk.closed()
    visit = visit_of(order)
    answer = desk.result(visit, solved=False, satisfaction=1, note="还有燃气味")
    assert answer.status_code == 200, answer.content
    order = fresh(order)
    assert (order.state, order.reopens, order.station_id, order.closed_at) == ("waiting", 1, None, None)
    assert answer.json()["order"]["state"] == "waiting"
    assert {row.kind for row in order.clocks.filter(stopped_at=None)} >= {"issue", "arrival"}, "its promise runs anew"
    entries = Entry.objects.filter(stream=f"order:{order.pk}", kind__in=("order.visited_back", "order.reopened"))
    assert len({entry.at for entry in entries}) == 1 and entries.count() == 2
    assert told(f"board:{desk.town.city.pk}").count("order.reopened") == 1
    assert visit_of(order).needs_follow_up is True


def test_what_was_taken_up_again_is_asked_about_again(desk: Desk) -> None:
    desk.sample(100)
    order = desk.closed("no_power")
    desk.result(visit_of(order), solved=False, satisfaction=2)
    desk.sample(0)
    with commands.begun(SYSTEM) as tx:
        again = orders.locked([order.pk])[order.pk]
        orders.offer_many(tx, [(again, desk.town.station, None)])
        orders.assign_many(tx, [(again, desk.town.zhou.pk, "周强")])
        orders.arrive(tx, again)
        orders.repair(tx, again, "ageing")
        orders.report_back(tx, again)
        orders.close(tx, again)
    visit = visit_of(order)
    assert (visit.round, visit.why_sampled, visit.state) == (1, "reopened", "due")


def test_an_order_taken_up_again_meanwhile_drops_what_was_due(desk: Desk) -> None:
    order = desk.closed()
    body = {"version": order.version, "reason": "came_back", "note": "又闻到了"}
    answer = desk.lin.post(f"/api/v1/board/orders/{order.pk}/reopen", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    visit = visit_of(order)
    assert visit.state == "dropped"
    assert Todo.objects.get(kind="return_visit").outcome == "dropped"
    assert code(desk.result(visit)) == (409, "visit_back.dropped")


def test_low_satisfaction_waits_for_a_follow_up(desk: Desk) -> None:
    visit = visit_of(desk.closed())
    assert desk.result(visit, satisfaction=2).json()["visit"]["needs_follow_up"] is True
    assert [row["id"] for row in desk.listed(desk.qin, "follow_up").json()["visits"]] == [visit.pk]
    answer = desk.say(visit, "follow-up", note="已致电道歉").json()["visit"]
    assert answer["needs_follow_up"] is False
    assert (answer["attempts"][-1]["outcome"], answer["attempts"][-1]["note"]) == ("followed_up", "已致电道歉")
    assert desk.listed(desk.qin, "follow_up").json()["visits"] == []


# By link


def test_a_customer_answers_what_was_asked(desk: Desk) -> None:
    order = desk.closed()
    answer = desk.feedback(order, satisfaction=4, comment="来得很快")
    assert answer.status_code == 200, answer.content
    assert answer.json()["ticket"]["number"] == order.request.number
    visit = visit_of(order)
    assert (visit.state, visit.comment, visit.done_name) == ("answered_by_link", "来得很快", "customer")
    assert Todo.objects.get(kind="return_visit").closed_at is not None
    assert code(desk.result(visit)) == (409, "visit_back.answered")
    assert code(desk.feedback(order)) == (409, "visit_back.answered")


def test_who_was_not_drawn_may_say_it_too(desk: Desk) -> None:
    desk.sample(0)
    order = desk.closed("no_power")
    assert desk.feedback(order).status_code == 200
    visit = visit_of(order)
    assert (visit.why_sampled, visit.state, visit.kind) == ("by_link", "answered_by_link", "order")
    assert not Todo.objects.filter(kind="return_visit").exists()


def test_not_solved_by_link_takes_it_up_again(desk: Desk) -> None:
    order = desk.closed("no_power")
    assert desk.feedback(order, solved=False, satisfaction=1).status_code == 200
    assert (fresh(order).state, fresh(order).reopens) == ("waiting", 1)


def test_not_solved_said_before_the_archive_takes_it_up_with_the_archive(desk: Desk) -> None:
    desk.sample(0)
    order = desk.reported("no_power")
    assert desk.feedback(order, solved=False, satisfaction=2, comment="还是没电").status_code == 200
    assert fresh(order).state == "reported"
    order = desk.close(order)
    assert (order.state, order.reopens) == ("waiting", 1)
    assert last(f"order:{order.pk}", "order.reopened")["note"] == "还是没电"
    assert ReturnVisit.objects.filter(order=order).count() == 1


def test_solved_said_before_the_archive_is_not_asked_again(desk: Desk) -> None:
    order = desk.reported()
    desk.feedback(order)
    desk.close(order)
    assert ReturnVisit.objects.get().state == "answered_by_link"
    assert not Todo.objects.filter(kind="return_visit").exists()


def test_nobody_judges_what_is_not_done_or_long_ago(desk: Desk) -> None:
    waiting = WorkOrder.objects.get(request__number=intake.take(SYSTEM, intake.IntakeForm(
        utility=Utility.ELECTRICITY, symptom="no_power", address="湖滨路 9 号"))["number"])  # fmt: skip
    assert code(desk.feedback(waiting)) == (409, "visit_back.not_repaired")
    order = desk.closed()
    clock.advance(timedelta(days=14, minutes=1))
    assert code(desk.feedback(order)) == (409, "visit_back.too_late")


@pytest.mark.parametrize("body", [{}, {"solved": True}, {"solved": True, "satisfaction": 9}, {"solved": "perhaps"}])
def test_a_wrong_answer_by_link_is_refused(desk: Desk, body: dict[str, Any]) -> None:
    path = f"/api/v1/track/{desk.closed().request.tracking_code}/feedback"
    assert desk.stranger.post(path, body, content_type="application/json").status_code == 422


def test_an_unknown_code_answers_nothing(desk: Desk) -> None:
    answer = desk.stranger.post("/api/v1/track/NOSUCHCODE/feedback", {"solved": True, "satisfaction": 5},
                                content_type="application/json")  # fmt: skip
    assert code(answer) == (404, "request.code_unknown")


def test_somebody_who_sends_answers_in_masses_is_stopped(desk: Desk) -> None:
    order = desk.closed()
    answers = [desk.feedback(order).status_code for _ in range(25)]
    assert answers[0] == 200 and set(answers[1:20]) == {409} and answers[-1] == 429


# Report


def test_satisfaction_per_station(desk: Desk) -> None:
    for solved, stars in ((True, 5), (True, 4), (False, 1)):
        desk.result(visit_of(desk.closed()), solved=solved, satisfaction=stars)
    desk.closed()
    rows = desk.qin.get(f"/api/v1/reports/satisfaction?node={desk.town.city.pk}").json()["rows"]
    assert len(rows) == 1
    assert rows[0] == {
        "station_id": desk.town.station.pk, "station_name": "湖滨供电所", "station_name_en": "Lakeside Power",
        "visits": 4, "reached": 3, "by_link": 0, "unreachable": 0,
        "solved_share": 0.6667, "average": 3.33, "first_time_fix_share": 0.6667,
    }  # fmt: skip
    sheet = desk.qin.get(f"/api/v1/reports/satisfaction?node={desk.town.city.pk}&format=csv").content.decode()
    assert "湖滨供电所" in sheet and "3.33" in sheet


# Merged reports


def merged(desk: Desk) -> tuple[WorkOrder, WorkOrder]:
    """Two reports of one fault: the parent is being repaired, the child goes with it."""
    desk.sample(100)
    form = intake.IntakeForm(utility=Utility.ELECTRICITY, symptom="no_power", address="湖滨路 8 号")
    parent, child = (WorkOrder.objects.get(request__number=intake.take(SYSTEM, form)["number"]).pk for _ in range(2))
    with commands.begun(SYSTEM) as tx:
        both = orders.locked([parent, child])
        merging.join(tx, both[child], both[parent], "同一故障")
        orders.offer_many(tx, [(both[parent], desk.town.station, None)])
        orders.assign_many(tx, [(both[parent], desk.town.zhou.pk, "周强")])
        orders.arrive(tx, both[parent])
        orders.repair(tx, both[parent], "ageing")
        orders.report_back(tx, both[parent])
    return fresh(WorkOrder(pk=parent)), fresh(WorkOrder(pk=child))


def test_each_merged_report_has_a_visit_of_its_own(desk: Desk) -> None:
    parent, child = merged(desk)
    assert not ReturnVisit.objects.exists()
    desk.close(parent)
    assert {(visit.order_id, visit.kind) for visit in ReturnVisit.objects.all()} == {
        (parent.pk, "order"), (child.pk, "child"),
    }  # fmt: skip


def test_a_merged_report_that_is_not_solved_becomes_its_own_order_and_its_parent_stays_closed(desk: Desk) -> None:
    parent, child = merged(desk)
    desk.close(parent)
    assert desk.result(visit_of(child), solved=False, satisfaction=2).status_code == 200
    parent, child = fresh(parent), fresh(child)
    assert (parent.state, parent.merged_children, child.state, child.parent_id) == ("closed", 0, "waiting", None)
    with commands.begun(SYSTEM) as tx:
        again = orders.locked([child.pk])[child.pk]
        orders.offer_many(tx, [(again, desk.town.station, None)])
        orders.assign_many(tx, [(again, desk.town.zhou.pk, "周强")])
        orders.arrive(tx, again)
        orders.repair(tx, again, "ageing")
        orders.report_back(tx, again)
        orders.close(tx, again)
    assert fresh(child).state == "closed", "an old answer does not open it once more"
    assert [(visit.round, visit.state) for visit in child.return_visits.order_by("round")] == [(0, "done"), (1, "due")]


def test_a_merged_report_may_answer_once_its_parent_is_repaired(desk: Desk) -> None:
    _, child = merged(desk)
    WorkOrder.objects.filter(pk=child.pk).update(repaired_at=None)
    assert code(desk.feedback(child)) == (409, "visit_back.not_repaired")
    WorkOrder.objects.filter(pk=child.pk).update(repaired_at=clock.now())
    assert desk.feedback(child).status_code == 200


# Cases


def complaint(service: Service) -> ReturnVisit:
    case = service.do(service.fang, service.answered(), "feed_back", "已电话告知")
    return ReturnVisit.objects.get(case_id=case.pk)


def as_qiu(service: Service) -> Client:
    client = Client()
    client.force_login(service.qiu)
    return client


def test_a_complaint_is_visited_back_with_its_own_script_and_masked_contact(frozen: object) -> None:
    service = Service()
    visit = complaint(service)
    (row,) = as_qiu(service).get(f"/api/v1/return-visits?node={service.root.pk}&q=湖滨路").json()["visits"]
    assert (row["case_id"], row["order_id"], row["kind"], row["why"]["code"]) == (
        visit.case_id, None, "complaint", "complaint",
    )  # fmt: skip
    assert (row["contact_name"], row["contact_phone"]) == ("王**", "138****1111")
    keys = [line["key"] for line in row["script"]]
    assert "answer_understood" in keys and "on_time" not in keys
    assert "Complaint" in row["script"][0]["en"]


@pytest.mark.parametrize(("solved", "state", "rounds"), [(True, "closed", 1), (False, "routed", 2)])
def test_a_complaint_ends_or_is_handled_again_with_its_visit(
    frozen: object, solved: bool, state: str, rounds: int
) -> None:
    service = Service()
    visit = complaint(service)
    body = {"solved": solved, "satisfaction": 4 if solved else 1, "note": "仍未整改"}
    answer = as_qiu(service).post(f"/api/v1/return-visits/{visit.pk}/result", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    visit.refresh_from_db()
    assert visit.case is not None
    assert (visit.state, visit.case.state, visit.case.rounds) == ("done", state, rounds)
