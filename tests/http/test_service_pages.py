"""The customer's pages for cases as a browser without script sees them: choose, fill in, keep the code, follow."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dispatch.kernel import texts
from repairs import numbers
from repairs.cases.lifecycle import TYPES
from repairs.models import Case
from tests.commands.service import Service
from tests.http.test_customer_pages import hidden, text
from tests.rules.test_case_forms import FULL

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(frozen: object) -> Service:
    return Service()


@pytest.fixture
def reader(service: Service) -> Client:
    """A customer who reads English, without cookies or script."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en"})


def filled(reader: Client, kind: str, **more: Any) -> dict[str, Any]:
    answers = {f"f_{name}": "yes" if value is True else value for name, value in FULL[kind].items()}
    said = {
        "key": hidden(reader.get(f"/service/{kind}/"), "key"),
        "utility": "gas",
        "subject": "Late again",
        "content": "Promised for the morning <b>&",
        "contact_name": "Lin",
        "contact_phone": "138 1234 5678",
        "address": "3 Lake Street",
    }
    return {**said, **answers, **more}


def test_the_nine_are_offered_beside_the_way_to_report_a_fault(reader: Client) -> None:
    for start in ("/", "/report/"):
        assert 'href="/service/"' in reader.get(start).content.decode()
    page = reader.get("/service/").content.decode()
    assert all(f'href="/service/{kind}/"' in page for kind in TYPES)
    assert 'href="/report/"' in page
    assert reader.get("/service/gossip/").status_code == 404
    assert reader.get("/service/fault_repair/").status_code == 404


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_form_tells_all_at_once_and_takes_what_is_whole(service: Service, kind: str, language: str) -> None:
    reader = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    page = text(reader.get(f"/service/{kind}/"))
    from repairs.cases.catalogue import FORMS

    for key in FORMS[kind].notices:
        assert texts.say(f"case_notice.{key}", language) in page
    sent = reader.post(f"/service/{kind}/", filled(reader, kind, who="named"))
    assert sent.status_code == 302, text(sent)
    case = Case.objects.get()
    assert (case.business_type, case.utility, case.language, case.channel) == (kind, "gas", language, "web")
    done = reader.get(sent["Location"])
    assert numbers.spoken(case.number) in text(done)
    assert f"/track/{case.tracking_code}" in done.content.decode()
    assert "138 1234 5678" not in done.content.decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_missing_is_marked_and_nothing_typed_is_lost(service: Service, language: str) -> None:
    reader = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    page = reader.post("/service/complaint/", {"content": "<b>since & eight</b>", "f_unit": 'Hill "A"'})
    assert page.status_code == 422
    body = page.content.decode()
    assert "&lt;b&gt;since &amp; eight&lt;/b&gt;" in body and "Hill &quot;A&quot;" in body
    assert texts.say("service.utility.needed", language) in text(page)
    # Subject, phone, name, and what it is about.
    assert body.count(texts.say("field.missing", language)) == 4
    assert Case.objects.count() == 0


def test_the_language_changes_inside_the_form_and_nothing_is_sent(reader: Client) -> None:
    page = reader.post("/service/praise/", {**filled(reader, "praise"), "language": "zh"})
    assert "表扬" in text(page) and "Late again" in page.content.decode()
    assert Case.objects.count() == 0


def test_sending_twice_is_once_and_another_text_is_another_case(reader: Client) -> None:
    form = filled(reader, "praise")
    first, second = reader.post("/service/praise/", form), reader.post("/service/praise/", form)
    assert first["Location"] == second["Location"]
    again = reader.post("/service/praise/", {**form, "subject": "Another"})
    assert again.status_code == 409 and texts.say("service.sent_before", "en") in text(again)
    form = {**form, "subject": "Another", "key": hidden(again, "key")}
    assert reader.post("/service/praise/", form).status_code == 302
    assert Case.objects.count() == 2


class TestWrongdoing:
    def test_whether_to_give_a_name_is_asked_and_explained_and_has_no_default(self, reader: Client) -> None:
        page = reader.get("/service/wrongdoing_report/")
        assert texts.say("service.who.anonymous.hint", "en") in text(page)
        assert "checked" not in page.content.decode()
        sent = reader.post("/service/wrongdoing_report/", filled(reader, "wrongdoing_report"))
        assert texts.say("service.who.needed", "en") in text(sent)

    def test_anonymous_keeps_nothing_and_shows_the_code_to_write_down(self, reader: Client) -> None:
        sent = reader.post("/service/wrongdoing_report/", filled(reader, "wrongdoing_report", who="anonymous"))
        case = Case.objects.get()
        assert (case.is_anonymous, case.contact_name, case.contact_phone, case.address) == (True, "", "", "")
        done = text(reader.get(sent["Location"]))
        assert case.tracking_code in done and texts.say("service.done.code.hint", "en") in done

    def test_with_a_contact_it_is_kept_and_just_as_secret(self, reader: Client) -> None:
        reader.post("/service/wrongdoing_report/", filled(reader, "wrongdoing_report", who="named"))
        case = Case.objects.get()
        assert (case.is_confidential, case.contact_phone) == (True, "138 1234 5678")

    def test_what_was_typed_about_oneself_is_gone_even_from_a_page_with_errors(self, reader: Client) -> None:
        said = filled(reader, "wrongdoing_report", who="anonymous", subject="")
        page = reader.post("/service/wrongdoing_report/", said)
        assert page.status_code == 422 and page["Cache-Control"].startswith("max-age=0")


class TestFollow:
    def test_the_code_opens_the_page_from_every_way_in(self, service: Service, reader: Client) -> None:
        case = service.take("complaint")
        page = reader.get(f"/track/{case.tracking_code.lower()}")
        assert "We have it" in text(page) and numbers.spoken(case.number) in text(page)
        assert page["X-Robots-Tag"] == "noindex"
        assert case.content not in text(page) and "13800001111" not in text(page)
        found = reader.get("/track/", {"code": f" https://x/track/{case.tracking_code} "})
        assert found["Location"] == f"/track/{case.tracking_code}"
        assert reader.get("/track/NOSUCHCODE").status_code == 404
        assert reader.get("/service/done/NOSUCHCODE").status_code == 404

    def test_a_code_of_a_repair_still_opens_its_ticket(self, service: Service, reader: Client) -> None:
        fault = {"utility": "electricity", "symptom": "no_power", "address": "湖滨路 8 号"}
        made = Client().post("/api/v1/requests", fault, content_type="application/json").json()
        assert 'id="ticket"' in reader.get(made["track_url"]).content.decode()
        assert reader.get("/track/", {"code": made["tracking_code"]})["Location"] == made["track_url"]

    def test_it_says_what_comes_of_it_and_nothing_that_was_said_inside(self, service: Service, reader: Client) -> None:
        case = service.do(service.he, service.routed(), "contest", "内部意见：用户无理")
        assert "内部意见" not in text(reader.get(f"/track/{case.tracking_code}"))
        case = service.do(service.rong, case, "decide_contest", True, "录音可证")
        case = service.do(service.he, case, "answer", "已处罚并道歉")
        page = text(reader.get(f"/track/{case.tracking_code}"))
        assert "已处罚并道歉" in page and "录音可证" not in page and "内部意见" not in page

    def test_missing_papers_are_all_listed(self, service: Service, reader: Client) -> None:
        case = service.take("connection_application", fields={"applicant": "business"})
        page = text(reader.get(f"/track/{case.tracking_code}"))
        for paper in ("identity", "property", "licence", "load_list"):
            assert texts.say(f"case_field.paper_{paper}", "en") in page

    def test_not_satisfied_it_is_handled_again_one_level_up(self, service: Service, reader: Client) -> None:
        case = service.answered()
        address = f"/service/again/{case.tracking_code}"
        silent = reader.post(address, {"reason": ""})
        assert silent.status_code == 422 and texts.say("service.again.needed", "en") in text(silent)
        sent = reader.post(address, {"reason": "Still too late"})
        assert sent["Location"] == f"/track/{case.tracking_code}?said=again"
        case.refresh_from_db()
        assert (case.rounds, case.owner_node, case.state) == (2, service.county, "routed")
        page = text(reader.get(sent["Location"]))
        assert texts.say("service.again.said", "en") in page
        refused = reader.post(address, {"reason": "Still too late"})
        assert refused.status_code == 422 and texts.say("problem.case.step_not_open", "en") in text(refused)
        assert reader.post("/service/again/NOSUCHCODE", {"reason": "Still"}).status_code == 404
