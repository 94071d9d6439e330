"""The hotline agent's desk: who calls, what is known here, drafts of the agent's own, and calls that end once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from dispatch.board.models import CallDraft, CallRecord
from dispatch.kernel import clock, organisation, timers
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import AuditRecord, Entry, Receipt
from repairs.models import Case, ServiceRequest, WorkOrder
from tests.commands.lakeside import Lakeside
from tests.http.test_board_api import Desk, code, he, li, person, stranger, town

__all__ = ["he", "li", "stranger", "town"]
pytestmark = pytest.mark.django_db(transaction=True)

HERE = {"lon": 117.05, "lat": 31.05}
GAS = ["gas.valve", "gas.air", "gas.no_flame", "gas.no_switch", "gas.no_phone_indoors", "gas.everybody_out"]


@pytest.fixture
def ning(town: Lakeside) -> Desk:
    """The city's hotline agent."""
    return person("ning", Role.AGENT, town.city)


def form(**more: Any) -> dict[str, Any]:
    return {
        "utility": "electricity",
        "symptom": "no_power",
        "place": HERE,
        "address": "湖滨路 8 号",
        "contact_name": "王女士",
        "contact_phone": "13800001111",
        **more,
    }


def call(desk: Desk, path: str, body: dict[str, Any]) -> Any:
    return desk.client.post(f"/api/v1/calling/{path}", body, "application/json")


def end(desk: Desk, how: str = "file", draft: object = None, **more: Any) -> Any:
    said = {"form": form(**more.pop("about", {})), **more}
    return call(desk, f"drafts/{draft or uuid4()}/{how}", said)


def keep(desk: Desk, draft: object, revision: int, **content: Any) -> Any:
    body = {"revision": revision, "content": content}
    return desk.client.put(f"/api/v1/calling/drafts/{draft}", body, "application/json")


def kept(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.get("calling/drafts").json()["drafts"]
    return found


class TestTheCaller:
    def test_is_known_by_number_however_it_is_written(self, town: Lakeside, ning: Desk) -> None:
        order = town.order()
        for phone in ("13800001111", "138-0000-1111", "+86 13800001111"):
            found = call(ning, "caller", {"phone": phone}).json()["caller"]
            assert [one["order"]["id"] for one in found["requests"]] == [order.pk]
        assert found["names"] == ["王女士"]
        assert (found["places"][0]["address"], found["places"][0]["times"]) == ("湖滨路 8 号", 1)
        [asked] = found["requests"]
        assert (asked["is_open"], asked["may_urge"], asked["may_note"]) == (True, True, True)
        assert asked["told"]["status"]

    def test_open_requests_come_first(self, town: Lakeside, ning: Desk) -> None:
        first, last = town.order(), town.order("low_voltage")
        WorkOrder.objects.filter(pk=last.pk).update(state="closed")
        found = call(ning, "caller", {"phone": "13800001111"}).json()["caller"]
        assert [one["order"]["id"] for one in found["requests"]] == [first.pk, last.pk]

    def test_reading_it_is_on_the_audit_trail_without_the_number(self, town: Lakeside, ning: Desk) -> None:
        order = town.order()
        call(ning, "caller", {"phone": "13800001111"})
        row = AuditRecord.objects.get(action="caller.read")
        assert (row.subject, row.facts["orders"]) == ("caller:138****1111", [order.pk])
        assert not Receipt.objects.filter(answer__icontains="王女士").exists()

    def test_of_another_town_is_not_known_here(self, town: Lakeside, ning: Desk) -> None:
        town.order()
        elsewhere = person("far", Role.AGENT, organisation.add_node(None, "city", "远山市", "Faraway"))
        found = call(elsewhere, "caller", {"phone": "13800001111"}).json()["caller"]
        assert (found["is_known"], found["requests"], found["names"]) == (False, [], [])

    def test_names_are_masked_for_whom_the_table_opens_no_contacts(self, town: Lakeside) -> None:
        town.order()
        reviewer = person("rev", Role.REVIEWER, town.city)
        found = call(reviewer, "caller", {"phone": "13800001111"}).json()["caller"]
        assert found["names"] == ["王**"]

    def test_is_not_read_by_whoever_has_no_business_with_callers(self, town: Lakeside) -> None:
        town.order()
        auditor = person("aud", Role.AUDITOR, town.city)
        assert code(call(auditor, "caller", {"phone": "13800001111"})) == (403, "access.denied")
        assert not AuditRecord.objects.filter(action="caller.read").exists()

    def test_is_known_by_the_customer_number_of_an_earlier_query(self, town: Lakeside, ning: Desk) -> None:
        body = {
            "business_type": "query",
            "subject": "Bill",
            "content": "How much is it?",
            "fields": {"looked_up": "bill", "customer_number": "880012345"},
            "contact_phone": "13800001111",
            "address": "湖滨路 8 号",
        }
        assert ning.client.post("/api/v1/cases", body, "application/json").status_code == 201
        found = call(ning, "caller", {"customer_number": "880012345"}).json()["caller"]
        assert (found["customer_numbers"], found["places"][0]["address"]) == (["880012345"], "湖滨路 8 号")
        assert call(ning, "caller", {"customer_number": "1"}).json()["caller"]["is_known"] is False

    @pytest.mark.parametrize("body", [{}, {"phone": "call me"}, {"phone": "", "customer_number": ""}])
    def test_is_asked_for_by_something(self, ning: Desk, body: dict[str, Any]) -> None:
        assert code(call(ning, "caller", body)) == (422, "input.invalid")


class TestWhatIsKnownBeforeTheCallEnds:
    def test_the_station_that_would_come_and_nothing_written(self, town: Lakeside, ning: Desk) -> None:
        before = (ServiceRequest.objects.count(), Entry.objects.count())
        seen = call(ning, "outlook", form()).json()
        assert seen["preview"]["station"]["name_en"] == "Lakeside Power"
        assert seen["preview"]["arrive_by"] > clock.now().isoformat()
        assert clock.now().isoformat() <= seen["preview"]["likely_at"] <= seen["preview"]["arrive_by"]
        assert (ServiceRequest.objects.count(), Entry.objects.count()) == before
        town.station.refresh_from_db()
        assert town.station.open_orders == 0

    def test_it_agrees_with_what_the_engine_does_then(self, town: Lakeside, ning: Desk) -> None:
        from dispatch.board import engine

        foreseen = call(ning, "outlook", form()).json()["preview"]["station"]["id"]
        order = WorkOrder.objects.get(pk=end(ning).json()["order_id"])
        engine.step()
        order.refresh_from_db()
        assert order.station_id == foreseen

    def test_a_place_that_nobody_covers_says_so(self, town: Lakeside, ning: Desk) -> None:
        town.station.mutual_aid = False
        town.station.save()
        seen = call(ning, "outlook", form(place={"lon": 100.0, "lat": 40.0}, address="")).json()["preview"]
        assert (seen["station"], seen["facts"]) == (None, ["uncovered"])

    def test_a_full_station_is_not_promised(self, town: Lakeside, ning: Desk) -> None:
        town.station.open_ceiling = 0
        town.station.save()
        assert call(ning, "outlook", form()).json()["preview"]["station"] is None
        urgent = call(ning, "outlook", form(symptom="downed_line")).json()["preview"]
        assert (urgent["station"]["id"], urgent["over_capacity"]) == (town.station.pk, True)

    def test_the_same_fault_near_by_with_the_words_for_the_caller(self, town: Lakeside, ning: Desk) -> None:
        order = town.order()
        seen = call(ning, "outlook", form(contact_phone="13900002222", symptom="")).json()["known"]
        assert [(one["order"]["id"], one["may_attach"]) for one in seen] == [(order.pk, True)]
        assert seen[0]["told"]["promise"]["at"]

    def test_danger_and_repaired_faults_are_no_place_to_attach_to(self, town: Lakeside, ning: Desk) -> None:
        order = town.order()
        seen = call(ning, "outlook", form(hazards=["fire"])).json()["known"]
        assert (seen[0]["may_attach"], seen[0]["why_not"]) == (False, "call.attach_danger")
        WorkOrder.objects.filter(pk=order.pk).update(state="repaired")
        seen = call(ning, "outlook", form()).json()["known"]
        assert (seen[0]["may_attach"], seen[0]["why_not"]) == (False, "call.fault_over")

    def test_other_towns_faults_are_not_told(self, town: Lakeside) -> None:
        town.order()
        elsewhere = person("far", Role.AGENT, organisation.add_node(None, "city", "远山市", "Faraway"))
        assert call(elsewhere, "outlook", form()).json()["known"] == []

    def test_without_a_place_nobody_is_promised(self, town: Lakeside, ning: Desk) -> None:
        seen = call(ning, "outlook", form(place=None, address="")).json()
        assert seen["preview"] is None

    def test_only_a_utility_is_needed(self, town: Lakeside, ning: Desk) -> None:
        assert call(ning, "outlook", {"utility": "gas"}).json() == {"known": [], "preview": None, "address": None}
        assert code(call(ning, "outlook", {"utility": "gas", "symptom": "no_power"})) == (422, "input.invalid")


class TestDrafts:
    def test_the_newest_revision_stays_whatever_comes_late(self, ning: Desk) -> None:
        draft = uuid4()
        assert keep(ning, draft, 2, address="湖滨路 8 号").status_code == 200
        late = keep(ning, draft, 1, address="湖滨").json()["draft"]
        assert (late["revision"], late["content"]["address"]) == (2, "湖滨路 8 号")
        assert [one["revision"] for one in kept(ning)] == [2]

    def test_are_their_agents_alone(self, town: Lakeside, ning: Desk) -> None:
        draft = uuid4()
        keep(ning, draft, 1, address="x")
        other = person("ou", Role.AGENT, town.city)
        assert kept(other) == []
        assert code(keep(other, draft, 9, address="y")) == (404, "not_found")
        other.client.delete(f"/api/v1/calling/drafts/{draft}")
        assert [one["content"] for one in kept(ning)] == [{"address": "x"}]

    def test_leave_no_receipt(self, ning: Desk) -> None:
        keep(ning, uuid4(), 1, contact_name="王女士")
        assert not Receipt.objects.exists()

    def test_have_an_end_in_number_and_length(self, ning: Desk) -> None:
        for _ in range(20):
            assert keep(ning, uuid4(), 1).status_code == 200
        assert code(keep(ning, uuid4(), 1)) == (409, "call.too_many_drafts")
        assert code(keep(ning, kept(ning)[0]["id"], 2, text="x" * 30_000)) == (413, "call.draft_too_long")

    def test_are_forgotten_when_nobody_touches_them(self, ning: Desk) -> None:
        old, fresh = uuid4(), uuid4()
        keep(ning, old, 1)
        keep(ning, fresh, 1)
        clock.advance(timedelta(days=2))
        keep(ning, fresh, 2)
        clock.advance(timedelta(days=1, minutes=1))
        timers.sweep()
        assert [one["id"] for one in kept(ning)] == [str(fresh)]
        clock.advance(timedelta(days=3))
        timers.sweep()
        assert not CallDraft.objects.exists()

    def test_that_were_filed_elsewhere_say_so(self, ning: Desk) -> None:
        draft = uuid4()
        keep(ning, draft, 1)
        filed = end(ning, draft=draft).json()
        assert kept(ning) == []
        late = keep(ning, draft, 2, address="x").json()
        assert (late["draft"], late["ended"]["number"]) == (None, filed["number"])
        assert kept(ning) == []


class TestFiling:
    def test_a_draft_filed_twice_makes_one_request(self, ning: Desk) -> None:
        draft = uuid4()
        first = end(ning, draft=draft).json()
        again = end(ning, draft=draft, about={"address": "湖滨路 9 号"})
        assert (again.status_code, again.json()["number"]) == (201, first["number"])
        assert ServiceRequest.objects.count() == 1
        assert ServiceRequest.objects.get().channel == "hotline"

    def test_also_after_its_receipt_was_forgotten(self, ning: Desk) -> None:
        draft = uuid4()
        first = end(ning, draft=draft).json()
        Receipt.objects.all().delete()
        assert end(ning, draft=draft).json()["number"] == first["number"]
        assert ServiceRequest.objects.count() == 1

    def test_safety_words_come_first(self, town: Lakeside, ning: Desk) -> None:
        gas = {"utility": "gas", "symptom": "smell_of_gas"}
        assert code(end(ning, about=gas)) == (422, "call.safety_unsaid")
        some = [f"safety.{one}" for one in GAS]
        assert code(end(ning, about=gas, safety="said", said=some)) == (422, "call.safety_unsaid")
        made = end(ning, about=gas, safety="said", said=[*some, "safety.call_119"]).json()
        told = ning.get(f"board/orders/{made['order_id']}").json()["call"]
        assert (told["safety"], len(told["said"])) == ("said", 7)

    def test_a_caller_who_hung_up_is_filed_all_the_same_and_it_shows(self, ning: Desk) -> None:
        made = end(ning, about={"symptom": "downed_line"}, safety="caller_gone").json()
        assert made["is_life_safety"]
        told = ning.get(f"board/orders/{made['order_id']}").json()["call"]
        assert (told["safety"], told["said"]) == ("caller_gone", [])

    def test_a_hazard_named_later_brings_its_own_words(self, ning: Desk) -> None:
        assert code(end(ning, about={"hazards": ["fire"]}, safety="said", said=[])) == (422, "call.safety_unsaid")

    def test_answers_stay_with_the_order(self, ning: Desk) -> None:
        answers = [["power_extent", "building"], ["medical", "no"]]
        made = end(ning, about={"extent": "building"}, answers=answers).json()
        told = ning.get(f"board/orders/{made['order_id']}").json()["call"]["answers"]
        assert [one["answer"] for one in told] == ["整栋楼", "没有"]

    @pytest.mark.parametrize("answers", [[["power_extent", "x"]], [["smells", "yes"]], [["x", "y"]]])
    def test_answers_are_the_scripts_own(self, ning: Desk, answers: list[list[str]]) -> None:
        assert code(end(ning, answers=answers)) == (422, "input.invalid")
        assert not ServiceRequest.objects.exists()

    def test_under_a_known_fault_nobody_is_sent_twice(self, town: Lakeside, ning: Desk) -> None:
        known = town.order()
        made = end(ning, attach_to=known.pk, about={"contact_phone": "13900002222"}).json()
        assert (made["outcome"], made["attached_to"]["id"]) == ("attached", known.pk)
        child = WorkOrder.objects.get(pk=made["order_id"])
        assert (child.state, child.parent_id) == ("merged", known.pk)
        known.refresh_from_db()
        assert known.merged_children == 1

    def test_danger_is_never_put_under_another_order(self, town: Lakeside, ning: Desk) -> None:
        known = town.order()
        refused = end(
            ning, attach_to=known.pk, about={"hazards": ["medical_equipment", "injury"]}, safety="caller_gone"
        )
        assert code(refused) == (409, "call.attach_danger")
        assert ServiceRequest.objects.count() == 1

    def test_a_fault_of_another_town_is_not_there_to_attach_to(self, town: Lakeside, ning: Desk) -> None:
        known = town.order()
        elsewhere = person("far", Role.AGENT, organisation.add_node(None, "city", "远山市", "Faraway"))
        assert code(end(elsewhere, attach_to=known.pk)) == (404, "not_found")

    def test_advice_ends_as_an_answered_consultation(self, ning: Desk) -> None:
        answers = [["power_extent", "only_me"], ["power_balance", "no_credit"]]
        made = end(ning, "advise", answers=answers).json()
        case = Case.objects.get(pk=made["case_id"])
        assert (case.business_type, case.state, case.channel) == ("consultation", "closed", "hotline")
        assert "充值" in case.answer
        assert not ServiceRequest.objects.exists()
        assert CallRecord.objects.get().advice == ["recharge"]

    def test_advice_twice_is_one_case_and_no_request(self, ning: Desk) -> None:
        draft, answers = uuid4(), [["power_extent", "only_me"], ["main_switch", "holds"]]
        first = end(ning, "advise", draft=draft, answers=answers).json()
        assert end(ning, draft=draft, answers=answers).json()["number"] == first["number"]
        assert (Case.objects.count(), ServiceRequest.objects.count()) == (1, 0)

    def test_nobody_in_danger_is_sent_away_with_advice(self, ning: Desk) -> None:
        answers = [["power_extent", "only_me"], ["main_switch", "trips"]]
        assert code(end(ning, "advise", answers=answers, about={"hazards": ["fire"]}, safety="caller_gone")) == (
            422,
            "call.no_advice_in_danger",
        )
        assert code(end(ning, "advise", answers=[["power_extent", "only_me"]])) == (422, "call.advice_missing")

    def test_is_the_work_of_those_who_talk_to_callers(self, town: Lakeside, he: Desk, li: Desk) -> None:
        assert code(end(he)) == (403, "access.denied")
        assert end(li).status_code == 201
        both = person("both", Role.AUDITOR, town.city)
        for path in ("calling/script", "calling/drafts"):
            assert code(both.get(path)) == (403, "access.denied")
        assert code(call(both, "outlook", form())) == (403, "access.denied")

    def test_the_log_says_that_it_was_a_call_and_not_what_was_said(self, ning: Desk) -> None:
        made = end(ning, answers=[["power_extent", "only_me"]]).json()
        entry = Entry.objects.get(kind="order.call_kept", stream=f"order:{made['order_id']}")
        assert entry.data["answers"] == 1
        assert "only_me" not in str(entry.data)


def test_an_agent_lands_on_the_desk(town: Lakeside) -> None:
    from dispatch.kernel.api import landing_for

    assert landing_for({Role.AGENT}) == "/console/agent"
    assert landing_for({Role.AGENT, Role.DISPATCHER}) == "/console/"


def test_the_script_asks_only_what_exists(ning: Desk) -> None:
    script = ning.get("calling/script").json()
    symptoms = {one["code"] for one in script["symptoms"]}
    hazards = {one["code"] for one in script["hazards"]}
    questions = {one["code"]: one for one in script["questions"]}
    for one in questions.values():
        assert set(one["symptoms"]) <= symptoms
        if one["after"]:
            assert set(one["after"]["in"]) <= {
                reply["code"] for reply in questions[one["after"]["question"]]["replies"]
            }
        for reply in one["replies"]:
            assert reply["hazard"] in hazards | {""}
            assert reply["advice"] in set(script["advice"]) | {""}
            assert reply["words"]["zh"] and reply["words"]["en"]
