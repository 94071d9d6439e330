"""Reports of wrongdoing: whoever is not named finds nothing, by any way; every opening leaves its trace, and no words.

Every way in is tried by every role: lists, search, the case itself, each step, todos, boards, orders, the audit list.
"""

import logging
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test import Client

from dispatch.kernel import accounts, audit, clock, timers
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import AuditRecord, Entry, User
from repairs.cases.lifecycle import ACTIONS
from repairs.models import Case, Todo
from tests.commands.service import Service, fresh
from tests.http.test_cases_api import code, of, post, step
from tests.rules.test_case_forms import FULL

pytestmark = pytest.mark.django_db

SECRET, PHONE, NAME, ORIGIN = "收受红包五千元", "13900002222", "赵举报", "10.9.8.7"
BODY: dict[str, Any] = {
    "business_type": "wrongdoing_report",
    "utility": "gas",
    "subject": "红包换工程",
    "content": SECRET,
    "fields": {**FULL["wrongdoing_report"], "evidence": "转账截图编号 991"},
    "contact_name": NAME,
    "contact_phone": PHONE,
}
ACTION_BODY: dict[str, Any] = {
    "route": {"node_id": 1}, "grade": {"grade": "major", "reason": "很严重"}, "contact": {"outcome": "reached"},
    "ask_papers": {"papers": ["identity"]}, "answer": {"text": "已查实"}, "contest": {"reason": "没有"},
    "decide_contest": {"founded": True}, "handle_again": {"reason": "不服"}, "note": {"text": "备注"},
    "name_reader": {"user_id": 1}, "name_unit": {"node_id": 1},
}  # fmt: skip


@pytest.fixture
def service(frozen: object) -> Service:
    return Service()


def report(by: User | None = None, **more: Any) -> Case:
    client = of(by)
    key = {"Idempotency-Key": "2f0c8f0e-6a52-4f6e-9d31-7b9c1f6c0d42"}
    answer = client.post(
        "/api/v1/cases", {**BODY, **more}, content_type="application/json", headers=key, REMOTE_ADDR=ORIGIN
    )
    assert answer.status_code == 201, answer.content
    return Case.objects.get(number=answer.json()["number"])


def everybody(service: Service) -> Iterator[tuple[str, Client]]:
    """Every role at the root, where a role reaches everything, but for those who open secret cases there."""
    for role in set(Role) - {Role.REVIEWER, Role.CUSTOMER, Role.SYSTEM}:
        yield role, of(service.person(f"all-{role}", role, role, service.root))
    yield "reviewer of a county", of(service.person("r2", "县审", Role.REVIEWER, service.county))
    for purpose in (Role.INTEGRATION, Role.REVIEWER):
        _, secret = accounts.issue_key(purpose, service.root, purpose)
        yield f"key of a {purpose}", Client(headers={"authorization": f"Bearer {secret}"})
    yield "a stranger", Client()


def open_ways(service: Service, case: Case) -> list[str]:
    node = service.root.pk
    return [
        f"/api/v1/cases/{case.pk}",
        "/api/v1/cases",
        f"/api/v1/cases?node={node}",
        "/api/v1/cases?type=wrongdoing_report",
        f"/api/v1/cases?q={case.number}",
        "/api/v1/cases?q=红包",
        "/api/v1/cases?mine=true",
        "/api/v1/cases?overdue=true",
        f"/api/v1/todos?node={node}",
        f"/api/v1/todos?node={node}&kind=case",
        f"/api/v1/todos?node={node}&mine=true",
        f"/api/v1/board/{node}/snapshot",
        "/api/v1/orders?q=红包",
        f"/api/v1/orders?q={case.number}",
    ]


def test_whoever_is_not_named_finds_nothing_by_any_way(service: Service) -> None:
    case = report()
    clock.advance((case.due_at - clock.now()) * 2)  # type: ignore[operator]
    while timers.sweep():
        pass
    for who, client in everybody(service):
        for way in open_ways(service, case):
            shown = client.get(way).content.decode()
            for word in (SECRET, "红包换工程", PHONE, NAME, case.tracking_code):
                assert word not in shown, (who, way)
            assert case.number not in shown, (who, way)
        assert client.get(f"/api/v1/cases/{case.pk}").status_code in (401, 403, 404), who


def test_nor_does_any_step_say_that_there_is_something(service: Service) -> None:
    case = report()
    missing = Case.objects.latest("pk").pk + 1000
    before = fresh(case).version
    for who, client in everybody(service):
        for action in (*ACTIONS, "reveal"):
            body = ACTION_BODY.get(action, {"reason": "想看看"} if action == "reveal" else {})
            there = client.post(f"/api/v1/cases/{case.pk}/{action}", body, content_type="application/json")
            nowhere = client.post(f"/api/v1/cases/{missing}/{action}", body, content_type="application/json")
            assert there.status_code in (401, 403, 404), (who, action, there.content)
            assert there.content == nowhere.content, (who, action)
    assert fresh(case).version == before


def test_those_at_the_root_read_it_and_each_opening_is_on_the_trail(service: Service) -> None:
    case = report()
    for reader in (service.rong, service.bai, service.rong):
        shown = of(reader).get(f"/api/v1/cases/{case.pk}").json()
        assert shown["case"]["content"] == SECRET
        assert shown["case"]["contact_phone"] == "139****2222"
    trail = AuditRecord.objects.filter(action="case.opened").order_by("pk")
    assert [row.actor for row in trail] == [f"user:{u.pk}" for u in (service.rong, service.bai, service.rong)]
    assert audit.first_break() is None
    assert SECRET not in str([row.facts for row in trail])


def test_an_opening_that_cannot_be_recorded_shows_nothing(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    case = report()

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(audit, "record", fails)
    answer = of(service.rong).get(f"/api/v1/cases/{case.pk}")
    assert answer.status_code == 500 and SECRET not in answer.content.decode()


def test_the_auditor_sees_that_it_was_opened_by_whom_and_not_what_it_says(service: Service) -> None:
    case = report()
    of(service.rong).get(f"/api/v1/cases/{case.pk}")
    answer = of(service.shen).get("/api/v1/cases/openings")
    (row,) = answer.json()["openings"]
    assert (row["number"], row["by"], row["what"]) == (case.number, "荣毅", "case.opened")
    assert SECRET not in answer.content.decode() and "红包" not in answer.content.decode()
    for other in (service.rong, service.fang, service.du):
        assert of(other).get("/api/v1/cases/openings").status_code == 403
    below = service.person("shen2", "县审计", Role.AUDITOR, service.county)
    assert of(below).get("/api/v1/cases/openings").json() == {"openings": []}


def test_a_list_tells_its_readers_that_it_exists_and_no_word_of_it(service: Service) -> None:
    case = report()
    (card,) = of(service.rong).get("/api/v1/cases").json()["cases"]
    assert (card["number"], card["subject"], card["is_confidential"]) == (case.number, "", True)
    assert of(service.rong).get("/api/v1/cases?q=红包").json()["cases"] == []
    assert not AuditRecord.objects.filter(action="case.opened").exists(), "a list opens nothing"


def test_a_reviewer_names_further_readers_and_only_they_read(service: Service) -> None:
    case = report()
    assert code(step(service.rong, case, "name_reader", user_id=service.qiu.pk)) == (200, "")
    assert of(service.qiu).get(f"/api/v1/cases/{case.pk}").json()["case"]["content"] == SECRET
    assert of(service.fang).get(f"/api/v1/cases/{case.pk}").status_code == 404
    assert code(step(service.qiu, case, "name_reader", user_id=service.fang.pk)) == (403, "case.not_your_step")
    zhou = service.person("zhou", "周强", Role.TECHNICIAN, service.station)
    assert code(step(service.rong, case, "name_reader", user_id=zhou.pk)) == (422, "case.reader_unfit")
    assert code(step(service.rong, case, "name_reader", user_id=987654321)) == (422, "case.reader_unfit")


def test_nobody_of_the_unit_it_is_about_opens_it_named_or_not(service: Service) -> None:
    case = report()
    accounts.grant(service.bai, Role.COORDINATOR, service.station)
    step(service.rong, case, "name_reader", user_id=service.he.pk)
    for insider in (service.bai, service.he):
        assert of(insider).get(f"/api/v1/cases/{case.pk}").status_code == 200, "until it is known whom it concerns"
    assert code(step(service.rong, case, "name_unit", node_id=service.station.pk)) == (200, "")
    for insider in (service.bai, service.he):
        assert of(insider).get(f"/api/v1/cases/{case.pk}").status_code == 404
        assert of(insider).get("/api/v1/cases").json()["cases"] == []
    assert code(step(service.rong, case, "name_reader", user_id=service.he.pk)) == (422, "case.reader_unfit")
    assert code(step(service.rong, case, "name_unit", node_id=service.root.pk)) == (422, "case.unit_is_everything")
    assert of(service.rong).get(f"/api/v1/cases/{case.pk}").status_code == 200


def test_the_agent_who_took_it_loses_sight_of_it(service: Service) -> None:
    case = report(service.fang, channel="hotline")
    assert case.first_asked is None
    assert of(service.fang).get(f"/api/v1/cases/{case.pk}").status_code == 404
    assert of(service.fang).get("/api/v1/cases?mine=true").json()["cases"] == []


def everything_stored() -> str:
    """All rows of all tables as one text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(json_agg(t)::text, '') FROM \"{table}\" t")
            found.append(f"{table}: {cursor.fetchone()[0]}")
    return "\n".join(found)


class TestAnonymous:
    def test_no_name_number_address_or_origin_is_stored_anywhere(
        self, service: Service, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        case = report(is_anonymous=True, address="湖滨路 9 号", is_confidential=True)
        assert (case.contact_name, case.contact_phone, case.address, case.taken_by) == ("", "", "", "customer")
        stored = everything_stored()
        for trace in (PHONE, NAME, "湖滨路 9 号"):
            assert trace not in stored and trace not in caplog.text
        assert SECRET in stored and SECRET not in caplog.text
        # The count against floods knows that somebody of this address sent something, as of every page; not what.
        kept = [line for line in stored.splitlines() if ORIGIN in line]
        assert [line.partition(":")[0] for line in kept] == ["kernel_attempt"]

    def test_of_a_named_one_neither_is_the_origin_kept_beside_it(self, service: Service) -> None:
        report()
        kept = [line.partition(":")[0] for line in everything_stored().splitlines() if ORIGIN in line]
        assert kept == ["kernel_attempt"]

    def test_only_the_tracking_code_gives_the_answer(self, service: Service) -> None:
        case = report(is_anonymous=True)
        assert step(service.rong, case, "take").status_code == 200
        assert code(step(service.rong, case, "contact", outcome="reached")) == (409, "case.no_contact")
        assert step(service.rong, case, "answer", text="已立案并处理").json()["case"]["state"] == "closed"
        ticket = Client().get(f"/api/v1/track/{case.tracking_code}").json()
        assert ticket["answer"] == "已立案并处理"
        assert SECRET not in str(ticket) and "红包" not in str(ticket) and "荣毅" not in str(ticket)
        assert Client().get(f"/api/v1/track/{case.number}").status_code == 404

    def test_sent_twice_it_is_one_and_a_short_key_is_nobodys(self, service: Service) -> None:
        assert report(is_anonymous=True) == report(is_anonymous=True)
        body = {**BODY, "is_anonymous": True}
        first, second = post(None, "/cases", body, "1").json(), post(None, "/cases", body, "1").json()
        assert first["number"] != second["number"], "two strangers with the key '1' never get each other's code"


def test_log_todo_and_timers_hold_no_word_of_it(service: Service) -> None:
    case = report()
    step(service.rong, case, "take")
    step(service.rong, case, "note", text="约谈供电所会计")
    step(service.rong, case, "answer", text="查实并处理")
    entries = str(list(Entry.objects.values_list("stream", "data")))
    todos = str(list(Todo.objects.values("facts", "is_confidential", "subject")))
    for word in (SECRET, "红包", "会计", "查实", PHONE, NAME):
        assert word not in entries and word not in todos
    assert set(Todo.objects.values_list("is_confidential", flat=True)) == {True}
    assert not [stream for stream in Entry.objects.values_list("stream", flat=True) if stream.startswith("board:")]


def test_a_named_reporter_is_told_by_a_reader_who_must_say_why_they_open_the_contact(service: Service) -> None:
    case = report()
    step(service.rong, case, "take")
    assert step(service.rong, case, "answer", text="查实并处理").json()["case"]["state"] == "answered"
    answer = post(service.rong, f"/cases/{case.pk}/reveal", {"reason": "反馈结果"})
    assert answer.json()["contact_phone"] == PHONE
    assert AuditRecord.objects.filter(action="case.contact_revealed").count() == 1
    assert post(service.fang, f"/cases/{case.pk}/reveal", {"reason": "反馈结果"}).status_code == 404
    assert step(service.rong, case, "feed_back", note="已告知").json()["case"]["state"] == "closed"


def test_answers_to_steps_and_their_receipts_hold_no_word_of_it(service: Service) -> None:
    case = report()
    body = {"version": case.version, "text": "约谈记录三页"}
    answer = post(service.rong, f"/cases/{case.pk}/note", body, "k-1")
    assert SECRET not in answer.content.decode() and "约谈" not in answer.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer::text FROM kernel_receipt")
        kept = "".join(str(orjson.dumps(row[0])) for row in cursor.fetchall())
    assert "约谈" not in kept and SECRET not in kept
