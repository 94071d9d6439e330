"""Cases over HTTP: anybody asks, the desks work, what lies elsewhere is not found, what is out of date refused."""

from typing import Any

import orjson
import pytest
from django.test import Client

from dispatch.kernel import accounts, clock
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import AuditRecord, User
from repairs.models import Case, WorkOrder
from tests.commands.service import Service, fresh
from tests.rules.test_case_forms import FULL

pytestmark = pytest.mark.django_db

BODY: dict[str, Any] = {
    "business_type": "complaint",
    "utility": "electricity",
    "subject": "抢修迟到",
    "content": "约定上午，下午才到",
    "fields": FULL["complaint"],
    "contact_name": "王女士",
    "contact_phone": "13800001111",
}


@pytest.fixture
def service(frozen: object) -> Service:
    return Service()


def of(user: User | None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if user is not None:
        client.force_login(user)
    return client


def post(user: User | None, path: str, body: dict[str, Any], key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return of(user).post(f"/api/v1{path}", body, content_type="application/json", headers=headers)


def step(user: User | None, case: Case, action: str, **said: Any) -> Any:
    return post(user, f"/cases/{case.pk}/{action}", {"version": fresh(case).version, **said})


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def listed(user: User, query: str = "") -> list[str]:
    answer = of(user).get(f"/api/v1/cases{query}")
    assert answer.status_code == 200, answer.content
    return [case["number"] for case in answer.json()["cases"]]


class TestIntake:
    def test_anybody_gets_a_number_and_a_code_that_follows_it(self, service: Service) -> None:
        answer = post(None, "/cases", BODY)
        assert answer.status_code == 201
        made = answer.json()
        ticket = Client().get(f"/api/v1{made['track_url']}").json()
        assert (ticket["kind"], ticket["number"], ticket["state_key"]) == ("case", made["number"], "taken")
        assert "王女士" not in str(ticket) and "13800001111" not in str(ticket)

    def test_everything_missing_is_named_at_once_in_the_askers_language(self, service: Service) -> None:
        answer = post(None, "/cases", {"business_type": "complaint"})
        assert code(answer) == (422, "input.invalid")
        errors = {error["field"]: error["message"] for error in answer.json()["facts"]["errors"]}
        assert set(errors) == {"subject", "content", "fields.about", "contact_phone", "contact_name"}
        assert errors["subject"] == "This is needed."

    def test_the_same_key_takes_it_once(self, service: Service) -> None:
        for user, key in ((service.fang, "k1"), (None, "k1"), (None, "0b1d9c55-7fd6-4b5b-8f6f-6f0a6a1c9a11")):
            first, second = post(user, "/cases", BODY, key), post(user, "/cases", BODY, key)
            assert first.json() == second.json()
            assert code(post(user, "/cases", {**BODY, "subject": "另一件"}, key)) == (409, "command.key_reused")
        assert Case.objects.count() == 3

    def test_a_fault_is_no_case_and_a_case_no_fault(self, service: Service) -> None:
        answer = post(None, "/cases", {**BODY, "business_type": "fault_repair"})
        assert answer.json()["facts"]["errors"][0]["code"] == "not_a_case"
        fault = {"utility": "electricity", "symptom": "no_power", "address": "湖滨路 8 号"}
        answer = post(None, "/requests", {**fault, "business_type": "complaint"})
        assert code(answer) == (422, "input.invalid")
        (error,) = answer.json()["facts"]["errors"]
        assert (error["field"], error["code"]) == ("business_type", "ask_as_case")
        assert "/api/v1/cases" in error["message"]
        assert WorkOrder.objects.count() == 0
        assert post(None, "/requests", fault).status_code == 201

    def test_a_repair_named_by_its_number_hangs_on_the_case(self, service: Service) -> None:
        fault = {"utility": "electricity", "symptom": "no_power", "address": "湖滨路 8 号"}
        number = post(None, "/requests", fault).json()["number"]
        post(service.fang, "/cases", {**BODY, "related_number": number})
        case = Case.objects.get()
        assert case.related_order and case.related_order.request.number == number
        shown = of(service.fang).get(f"/api/v1/cases/{case.pk}").json()["case"]
        assert shown["related"] == {"order_id": case.related_order_id, "number": number}

    def test_strangers_are_counted_so_that_nobody_floods_it(self, service: Service) -> None:
        codes = {code(post(None, "/cases", BODY))[1] for _ in range(25)}
        assert "request.too_many" in codes

    def test_forms_say_fields_limits_and_the_one_time_notice(self, service: Service) -> None:
        forms = {form["business_type"]: form for form in Client().get("/api/v1/cases/forms").json()}
        assert len(forms) == 9
        complaint = forms["complaint"]
        assert {"what": "settle.ordinary", "value": 3, "unit": "workday", "working_days": True} in complaint["limits"]
        assert {"what": "contact", "value": 24, "unit": "h", "working_days": False} in complaint["limits"]
        assert complaint["owner_role"] == "reviewer" and complaint["one_time_notice"]
        assert complaint["fields"][0]["choices"][0]["en"] == "Outage"


class TestScopes:
    def test_a_unit_sees_what_lies_with_it_and_nothing_beside(self, service: Service) -> None:
        case = service.routed()
        assert listed(service.he) == listed(service.du) == listed(service.rong) == [case.number]
        assert listed(service.gao) == []
        assert of(service.gao).get(f"/api/v1/cases/{case.pk}").status_code == 404
        assert code(step(service.gao, case, "take")) == (404, "not_found")
        assert listed(service.shen) == [case.number], "an auditor reads"
        assert code(step(service.shen, case, "note", text="看看"))[0] == 403, "and does nothing"

    def test_before_it_is_routed_only_the_centre_sees_it(self, service: Service) -> None:
        case = service.take("complaint")
        assert listed(service.fang) == [case.number]
        assert listed(service.du) == listed(service.he) == []

    def test_whoever_took_it_sees_it_to_the_end_wherever_it_lies(self, service: Service) -> None:
        case = service.take("complaint", service.gao)
        assert step(service.fang, case, "route", node_id=service.station.pk).status_code == 200
        assert listed(service.gao) == [case.number]
        assert of(service.gao).get(f"/api/v1/cases/{case.pk}").json()["allowed"] == ["contact", "note"]
        assert step(service.gao, case, "note", text="用户来电补充").status_code == 200

    def test_strangers_technicians_and_keys_read_nothing(self, service: Service) -> None:
        case = service.routed()
        zhou = service.person("zhou", "周强", Role.TECHNICIAN, service.station)
        _, secret = accounts.issue_key("partner", service.root)
        for client, expected in ((of(None), 401), (of(zhou), 403)):
            assert client.get("/api/v1/cases").status_code == expected
            assert client.get(f"/api/v1/cases/{case.pk}").status_code in (expected, 404)
        partner = Client(headers={"authorization": f"Bearer {secret}"})
        assert partner.get("/api/v1/cases").status_code == 403
        assert partner.post("/api/v1/cases", BODY, content_type="application/json").status_code == 201

    def test_a_node_that_is_not_yours_is_not_found(self, service: Service) -> None:
        service.routed()
        assert of(service.he).get(f"/api/v1/cases?node={service.root.pk}").status_code == 404
        assert listed(service.rong, f"?node={service.beside.pk}") == []


class TestLists:
    def test_they_are_narrowed_by_type_state_number_words_lateness_and_whose_turn_it_is(self, service: Service) -> None:
        complaint = service.routed()
        praise = service.take("praise")
        mine = service.take("consultation", service.fang)
        ended = service.do(service.fang, service.take("query", service.fang), "answer", "如下所述")
        assert listed(service.fang, "?type=praise,query") == [ended.number, praise.number]
        assert listed(service.fang, "?state=closed") == [ended.number]
        assert listed(service.fang, "?state=open") == [mine.number, praise.number, complaint.number]
        assert listed(service.fang, f"?q={complaint.number}") == [complaint.number]
        assert listed(service.fang, "?q=praise") == [praise.number]
        # Her own to the end, and what waits for an agent at the centre.
        assert listed(service.fang, "?mine=true") == [ended.number, mine.number, praise.number, complaint.number]
        assert listed(service.he, "?mine=true") == [complaint.number]
        assert listed(service.fang, "?overdue=true") == []
        clock.advance((praise.due_at - clock.now()) * 2)
        assert set(listed(service.fang, "?overdue=true")) == {mine.number, praise.number, complaint.number}

    def test_they_go_on_behind_the_last(self, service: Service) -> None:
        numbers = [service.take("praise").number for _ in range(3)]
        page = of(service.fang).get("/api/v1/cases?limit=2").json()
        assert [case["number"] for case in page["cases"]] == numbers[:0:-1]
        assert listed(service.fang, f"?limit=2&after={page['after']}") == numbers[:1]


class TestSteps:
    def test_a_complaint_from_intake_to_close_by_those_whose_turn_it_is(self, service: Service) -> None:
        made = post(service.fang, "/cases", BODY).json()
        case = Case.objects.get(number=made["number"])
        for user, action, said, state in (
            (service.rong, "grade", {"grade": "major", "reason": "多户受影响"}, "taken"),
            (service.fang, "route", {"node_id": service.station.pk, "owner_id": service.he.pk}, "routed"),
            (service.he, "take", {}, "in_hand"),
            (service.he, "contact", {"outcome": "reached", "note": "已致歉"}, "in_hand"),
            (service.he, "contest", {"reason": "已按约到达", "evidence": "定位记录"}, "contested"),
            (service.rong, "decide_contest", {"founded": True, "note": "定位显示迟到"}, "in_hand"),
            (service.he, "answer", {"text": "已处罚并整改"}, "answered"),
            (service.fang, "feed_back", {"note": "用户接受"}, "fed_back"),
            (service.qiu, "close", {"note": "回访满意"}, "closed"),
        ):
            answer = step(user, case, action, **said)
            assert answer.status_code == 200, (action, answer.content)
            assert answer.json()["case"]["state"] == state
        ticket = Client().get(f"/api/v1/track/{case.tracking_code}").json()
        assert [one["key"] for one in ticket["steps"]] == [
            "taken", "routed", "in_hand", "answered", "fed_back", "closed",
        ]  # fmt: skip
        assert ticket["answer"] == "已处罚并整改"
        assert "定位" not in str(ticket), "what was argued inside stays inside"

    def test_a_view_that_is_out_of_date_is_refused_with_who_was_first(self, service: Service) -> None:
        case = service.routed()
        assert step(service.he, case, "take").status_code == 200
        late = post(service.du, f"/cases/{case.pk}/take", {"version": case.version})
        assert code(late) == (409, "command.stale")
        assert late.json()["facts"]["changed_by"] == "何静"
        assert late.json()["facts"]["state"] == "处理中"

    def test_the_same_key_does_a_step_once(self, service: Service) -> None:
        case = service.routed()
        said = {"version": case.version, "text": "已电话核实"}
        for _ in range(2):
            assert post(service.he, f"/cases/{case.pk}/note", said, "n1").status_code == 200
        assert case.notes.filter(kind="note").count() == 1

    def test_a_step_that_is_another_roles_says_whose_it_is(self, service: Service) -> None:
        answer = step(service.he, service.routed(), "grade", grade="special", reason="想多几天")
        assert code(answer) == (403, "case.not_your_step")
        assert answer.json()["title"] == "这一步由 回访员、审核员 办理。"

    def test_nobody_of_the_unit_decides_even_as_a_reviewer(self, service: Service) -> None:
        case = service.do(service.he, service.routed(), "contest", "并无此事")
        accounts.grant(service.rong, Role.COORDINATOR, service.station)
        said = {"founded": False, "note": "核实后不属实"}
        assert code(step(service.rong, case, "decide_contest", **said)) == (403, "case.own_unit")
        assert code(step(service.du, case, "decide_contest", **said)) == (403, "case.not_your_step")
        assert step(service.bai, case, "decide_contest", **said).status_code == 200

    @pytest.mark.parametrize(
        ("said", "refusal"),
        [
            ({"node_id": 987654321}, "case.unit_unknown"),
            ({"node_id": "station", "owner_id": "gao"}, "case.owner_not_there"),
        ],
    )
    def test_it_goes_only_to_a_unit_that_exists_and_to_somebody_there(
        self, service: Service, said: dict[str, Any], refusal: str
    ) -> None:
        names = {"station": service.station.pk, "gao": service.gao.pk}
        wanted = {key: names.get(value, value) for key, value in said.items()}
        assert code(step(service.fang, service.take("appeal", service.fang), "route", **wanted)) == (422, refusal)

    def test_a_step_of_another_type_is_not_open(self, service: Service) -> None:
        assert code(step(service.he, service.routed("praise"), "contest", reason="没做过")) == (
            409,
            "case.step_not_open",
        )


class TestContact:
    def test_it_is_masked_until_somebody_says_why_and_that_is_recorded(self, service: Service) -> None:
        case = service.routed()
        shown = of(service.fang).get(f"/api/v1/cases/{case.pk}").json()["case"]
        assert (shown["contact_name"], shown["contact_phone"]) == ("王**", "138****1111")
        answer = post(service.he, f"/cases/{case.pk}/reveal", {"reason": "回电核实"})
        assert answer.json()["contact_phone"] == "13800001111"
        trail = AuditRecord.objects.get(action="contact.reveal")
        assert (trail.actor, trail.subject, trail.facts["reason"]) == (
            f"user:{service.he.pk}", f"case:{case.pk}", "回电核实",
        )  # fmt: skip
        assert post(service.rong, f"/cases/{case.pk}/reveal", {"reason": "想看看"}).status_code == 403
        assert post(service.gao, f"/cases/{case.pk}/reveal", {"reason": "想看看"}).status_code == 404


class TestHostile:
    """What nobody types: no route of cases breaks on it, whether or not the case is there."""

    ODD = ("a\x00b", "\ud800", "x" * 100_000, "\u202e\u0007", "'; DROP TABLE x", "{{7*7}}", "%s%n", "😀" * 60)

    MEMBERS = (
        "subject", "content", "address", "contact_name", "contact_phone", "related_number", "channel", "utility",
    )  # fmt: skip

    @pytest.mark.parametrize("member", MEMBERS)
    def test_no_text_breaks_the_intake(self, service: Service, member: str) -> None:
        for value in (*self.ODD, 7, None, [], {}):
            body = orjson.dumps({**BODY, member: value}) if value != "\ud800" else b'{"%s":"\\ud800"}' % member.encode()
            answer = of(service.fang).post("/api/v1/cases", body, content_type="application/json")
            assert answer.status_code in (201, 400, 413, 422), answer.content[:200]

    def test_no_answer_to_a_question_breaks_it(self, service: Service) -> None:
        for value in (*self.ODD[:1], *self.ODD[2:], 7, 1e300, True, None, [], {"a": {}}, "0000-00-00", "2026-02-30"):
            for name in FULL["complaint"]:
                said = {**BODY, "fields": {**FULL["complaint"], name: value}}
                assert post(service.fang, "/cases", said).status_code in (201, 400, 422)

    def test_no_step_breaks_on_it(self, service: Service) -> None:
        case = service.routed()
        for value in (*self.ODD[:1], *self.ODD[2:]):
            for action, said in (
                ("note", {"text": value}),
                ("answer", {"text": value}),
                ("contest", {"reason": value, "evidence": value}),
                ("contact", {"outcome": value, "note": value}),
                ("grade", {"grade": value, "reason": value}),
            ):
                user = service.rong if action == "grade" else service.he
                assert post(user, f"/cases/{case.pk}/{action}", said).status_code < 500, (action, value[:10])
        for number in (0, -1, 2**31, 2**63, 10**30):
            assert post(service.he, f"/cases/{number}/take", {}).status_code in (404, 422)
            assert of(service.he).get(f"/api/v1/cases/{number}").status_code in (404, 422)
            assert of(service.he).get(f"/api/v1/cases?node={number}").status_code in (404, 422)
            assert of(service.he).get(f"/api/v1/cases?after={number}&limit={number}").status_code in (200, 422)
            said = {"node_id": number, "owner_id": number}
            assert post(service.fang, f"/cases/{case.pk}/route", said).status_code in (404, 409, 422)
