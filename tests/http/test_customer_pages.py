"""The pages that need no account, as a browser without script sees them: report, follow, log in, choose a language."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from dispatch.kernel import accounts, organisation, texts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from repairs import numbers, policies
from repairs.models import Policy, ServiceRequest, WorkOrder
from repairs.ticket_pages import timeline

pytestmark = pytest.mark.django_db(transaction=True)

GAS = "/report/gas/smell_of_gas/"
POWER = "/report/electricity/no_power/"


@pytest.fixture
def lakeside() -> Any:
    return organisation.add_node(None, "city", "湖滨市", "Lakeside")


@pytest.fixture
def reader(lakeside: Any) -> Client:
    """A customer who reads English, without cookies or script, whose browser enforces nothing for us."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en"})


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def hidden(response: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no field {name}"
    return found[1]


def filled(reader: Client, form: str = POWER, **more: Any) -> dict[str, Any]:
    page = reader.get(form)
    return {"key": hidden(page, "key"), "address": "3 Lake Street, door 201", "contact_phone": "13812345678", **more}


def test_the_landing_page_leads_to_every_service_and_to_the_log_in(reader: Client) -> None:
    page = reader.get("/")
    assert page.status_code == 200
    for utility in ("electricity", "water", "gas", "heating"):
        assert f'href="/report/{utility}/"' in page.content.decode()
    assert 'href="/login"' in page.content.decode()
    assert "Report it here" in text(page)


def test_dangerous_symptoms_come_first_and_say_so(reader: Client) -> None:
    page = text(reader.get("/report/gas/"))
    assert page.index("Smell of gas") < page.index("Dangerous") < page.index("No gas")


def test_safety_words_stand_before_the_form(reader: Client) -> None:
    body = reader.get(GAS).content.decode()
    for key in ("safety.gas.valve", "safety.gas.no_switch", "safety.gas.everybody_out"):
        assert body.index(texts.say(key, "en")) < body.index("<form")
    assert 'href="tel:119"' in body


def test_a_report_without_script_gets_a_number_and_a_link(reader: Client) -> None:
    sent = reader.post(GAS, filled(reader, GAS, extent="building", hazards=["injury"], contact_name="Lin"))
    assert sent.status_code == 302
    request = ServiceRequest.objects.get()
    assert (request.symptom, request.extent, request.hazards) == ("smell_of_gas", "building", ["injury"])
    assert (request.channel, request.language, request.contact_phone) == ("web", "en", "13812345678")
    page = reader.get(sent["Location"])
    assert numbers.spoken(request.number) in text(page)
    assert f"/track/{request.tracking_code}" in page.content.decode()
    assert texts.say("safety.call_120", "en") in text(page)
    assert "13812345678" not in text(page)


def test_sending_the_form_twice_makes_one_order(reader: Client) -> None:
    form = filled(reader)
    first, second = reader.post(POWER, form), reader.post(POWER, form)
    assert first["Location"] == second["Location"]
    assert WorkOrder.objects.count() == 1


def test_a_form_that_was_sent_may_be_changed_into_another_report(reader: Client) -> None:
    form = filled(reader)
    reader.post(POWER, form)
    again = reader.post(POWER, {**form, "address": "9 Hill Road"})
    assert again.status_code == 409
    assert texts.say("report.sent_before", "en") in text(again)
    assert hidden(again, "key") != form["key"]
    assert reader.post(POWER, {**form, "address": "9 Hill Road", "key": hidden(again, "key")}).status_code == 302
    assert WorkOrder.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field", "key"),
    [
        ({"address": ""}, "address", "report.address.needed"),
        ({"address": "x"}, "address", "report.address.short"),
        ({"lon": "500", "lat": "10"}, "address", "report.place.bad"),
        ({"lon": "nan", "lat": "10"}, "address", "report.place.bad"),
        ({"contact_phone": ""}, "phone", "report.phone.needed"),
        ({"contact_phone": "call me"}, "phone", "report.phone.bad"),
        ({"extent": "planet"}, None, "report.choice.bad"),
        ({"hazards": ["dragons"]}, None, "report.choice.bad"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    reader: Client, change: dict[str, Any], field: str | None, key: str, language: str
) -> None:
    typed = {"contact_name": "<b>Lin</b>", "description": "Since 8 o'clock & smoke", "hazards": ["flooding"]}
    form = {**filled(reader), **typed, **change}
    answer = reader.post(POWER, form, headers={"accept-language": language})
    assert answer.status_code == 422
    body = answer.content.decode()
    assert texts.say(key, language) in text(answer)
    if field:
        assert f'id="{field}-error"' in body
        assert f'aria-describedby="{field}-hint {field}-error"' in body
    assert "&lt;b&gt;Lin&lt;/b&gt;" in body
    assert "Since 8 o&#x27;clock &amp; smoke" in body
    assert hidden(answer, "key") == form["key"]
    assert not WorkOrder.objects.exists()


def test_a_long_story_is_refused_with_its_length_and_kept(reader: Client) -> None:
    answer = reader.post(POWER, filled(reader, description="x" * 501))
    assert answer.status_code == 422
    assert "500 characters at most; this has 501." in text(answer)
    assert "x" * 501 in answer.content.decode()


def test_choosing_the_language_inside_the_form_keeps_what_was_typed(reader: Client) -> None:
    form = filled(reader, address="湖滨路 3 号", extent="floor")
    answer = reader.post(POWER, {**form, "language": "zh"})
    assert answer.status_code == 200
    body = answer.content.decode()
    assert "提交报修" in body
    assert "湖滨路 3 号" in body
    assert 'value="floor" checked' in body
    assert answer.cookies["language"].value == "zh"
    assert "哪一项出了问题" in text(reader.get("/report/"))
    assert not WorkOrder.objects.exists()


def test_a_place_alone_is_enough_and_can_be_removed(reader: Client) -> None:
    form = filled(reader, address="", lon="117.05", lat="31.05", accuracy_m="12")
    removed = reader.post(POWER, {**form, "clear_place": "1"})
    assert hidden(removed, "lon") == ""
    assert reader.post(POWER, form).status_code == 302
    request = ServiceRequest.objects.get()
    assert (request.lon, request.lat, request.accuracy_m, request.place_source) == (117.05, 31.05, 12, "gps")


@pytest.mark.parametrize(
    "phone", ["138 1234 5678", "0769-2233 4455转8", "＋86 13812345678", "4008095598", "0769-22334455 ext. 12"]
)
def test_numbers_are_taken_as_people_write_them(reader: Client, phone: str) -> None:
    assert reader.post(POWER, filled(reader, contact_phone=phone)).status_code == 302


def test_a_symptom_of_another_service_leads_back_to_the_choice(reader: Client) -> None:
    assert reader.get("/report/water/smell_of_gas/")["Location"] == "/report/water/"
    assert reader.get("/report/nuclear/smell/").status_code == 404
    assert reader.get("/report/nuclear/").status_code == 404


def test_too_many_reports_are_refused_in_words_and_the_form_is_kept(reader: Client) -> None:
    Policy.objects.filter(code="intake.anonymous_per_window").update(value=1)
    policies.forget()
    try:
        assert reader.post(POWER, filled(reader)).status_code == 302
        refused = reader.post(POWER, filled(reader, address="5 Lake Street"))
    finally:
        policies.forget()
    assert refused.status_code == 429
    assert refused["Retry-After"]
    assert "95598" in text(refused)
    assert "5 Lake Street" in refused.content.decode()


def take(reader: Client) -> WorkOrder:
    reader.post(POWER, filled(reader))
    return WorkOrder.objects.select_related("request").get()


def test_the_ticket_shows_how_far_it_is_and_refreshes_itself_without_script(reader: Client) -> None:
    order = take(reader)
    page = reader.get(f"/track/{order.request.tracking_code}")
    body = page.content.decode()
    again = f"30; url=/track/{order.request.tracking_code}"
    assert f'<noscript><meta http-equiv="refresh" content="{again}"></noscript>' in body
    assert "Reported; a station is being found" in text(page)
    assert numbers.spoken(order.request.number) in text(page)
    assert 'aria-current="step"' in body
    assert "Lake Street" not in body
    assert "13812345678" not in body
    assert "5678" not in body
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex"


def test_a_closed_ticket_stands_still(reader: Client) -> None:
    order = take(reader)
    WorkOrder.objects.filter(pk=order.pk).update(state="closed", closed_at=order.opened_at)
    page = reader.get(f"/track/{order.request.tracking_code}")
    assert "refresh" not in page.content.decode()
    assert "Repaired and closed" in text(page)


def test_a_code_is_found_typed_small_pasted_as_a_link_or_not_at_all(reader: Client) -> None:
    code = take(reader).request.tracking_code
    for typed in (code, f" {code.lower()} ", f"https://paidan.example/track/{code}/"):
        assert reader.get("/track/", {"code": typed})["Location"] == f"/track/{code}"
    missing = reader.get("/track/", {"code": "NOTACODE"})
    assert missing.status_code == 422
    assert 'value="NOTACODE"' in missing.content.decode()
    assert reader.get("/track/", {"code": "  "}).status_code == 422
    assert reader.get("/track/NOTACODE").status_code == 404
    assert reader.get("/report/done/NOTACODE").status_code == 404


def test_guessing_codes_in_masses_is_stopped_but_knowing_one_is_not(reader: Client) -> None:
    code = take(reader).request.tracking_code
    for _ in range(60):
        reader.get("/track/WRONG")
    assert reader.get("/track/WRONG").status_code == 429
    assert reader.get(f"/track/{code}").status_code == 200


def test_the_timeline_has_one_present_and_forgets_what_was_taken_back() -> None:
    at = "2026-01-05T04:00:00Z"
    stamped = [{"key": key, "at": at} for key in ("received", "station_found", "technician_assigned", "on_the_way")]
    line = timeline(stamped, "technician_assigned")  # type: ignore[arg-type]
    assert [step["when"] for step in line] == ["past", "past", "now", "ahead", "ahead", "ahead"]
    assert line[3]["at"] is None
    assert [step["when"] for step in timeline(stamped, "closed")] == ["past"] * 6  # type: ignore[arg-type]
    assert [step["when"] for step in timeline(stamped[:2], "suspended")][:3] == ["past", "now", "ahead"]  # type: ignore[arg-type]


def test_every_state_of_an_order_has_its_words_on_the_ticket() -> None:
    from repairs.cards import STATE_KEYS

    for key in set(STATE_KEYS.values()):
        assert texts.knows(f"status.{key}")
        assert texts.knows(f"ticket.{key}")


def test_pages_obey_the_strict_policy(reader: Client) -> None:
    code = take(reader).request.tracking_code
    for address in (
        "/",
        "/login",
        "/report/",
        "/report/gas/",
        GAS,
        "/track/",
        f"/track/{code}",
        f"/report/done/{code}",
        "/nowhere",
    ):
        page = reader.get(address)
        body = page.content.decode()
        assert "script-src 'self'" in page["Content-Security-Policy"], address
        assert not re.search(r"<script(?![^>]*\bsrc=)", body), address
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", body), address
        assert f'<html lang="{"en"}">' in body, address


def test_every_field_has_its_label(reader: Client) -> None:
    body = reader.get(GAS).content.decode()
    labelled = set(re.findall(r'<label for="([^"]+)"', body))
    for tag in re.findall(r"<(?:input|textarea)[^>]*>", body):
        if 'type="hidden"' in tag:
            continue
        found = re.search(r'\bid="([^"]+)"', tag)
        assert found and found[1] in labelled, tag


def test_the_language_is_chosen_without_script_and_leads_back(reader: Client) -> None:
    chosen = reader.post("/language", {"language": "zh", "next": "/track/"})
    assert chosen["Location"] == "/track/"
    assert "查看维修进度" in text(reader.get("/track/"))
    assert reader.post("/language", {"language": "zh", "next": "https://elsewhere.example/"})["Location"] == "/"


def staff(username: str, role: Role, node: Any) -> User:
    user = User.objects.create_user(username=username, password="a long enough one")
    accounts.grant(user, role, node)
    return user


def log_in(reader: Client, **more: str) -> Any:
    page = reader.get("/login")
    token = hidden(page, "csrfmiddlewaretoken")
    return reader.post("/login", {"csrfmiddlewaretoken": token, "password": "a long enough one", **more})


def test_the_log_in_leads_to_the_page_of_the_role(reader: Client, lakeside: Any) -> None:
    staff("dora", Role.DISPATCHER, lakeside)
    staff("tao", Role.TECHNICIAN, lakeside)
    assert log_in(reader, username="dora")["Location"] == "/console/"
    reader.post("/logout", {"csrfmiddlewaretoken": hidden(reader.get("/login"), "csrfmiddlewaretoken")})
    assert log_in(reader, username="tao")["Location"] == "/technician/"
    assert reader.get("/technician/").status_code == 200


def test_a_stranger_is_led_to_the_log_in_and_back_again(reader: Client, lakeside: Any) -> None:
    staff("dora", Role.DISPATCHER, lakeside)
    sent = reader.get("/console/orders/5")
    assert sent["Location"] == "/login?next=%2Fconsole%2Forders%2F5"
    assert log_in(reader, username="dora", next="/console/orders/5")["Location"] == "/console/orders/5"
    assert log_in(reader, username="dora", next="//elsewhere.example/")["Location"] == "/console/"


def test_a_wrong_password_is_said_in_words_and_never_shown(reader: Client, lakeside: Any) -> None:
    staff("dora", Role.DISPATCHER, lakeside)
    refused = log_in(reader, username="dora", password="hunter22")
    assert refused.status_code == 401
    assert "The user name or the password is wrong." in text(refused)
    assert 'value="dora"' in refused.content.decode()
    assert "hunter22" not in refused.content.decode()
    empty = log_in(reader, username="", password="")
    assert empty.status_code == 422
    assert "Enter your user name." in text(empty)


def test_a_form_without_its_token_gets_a_page_of_words(reader: Client) -> None:
    refused = reader.post("/login", {"username": "x", "password": "y"})
    assert refused.status_code == 403
    assert "This page is out of date." in text(refused)


def test_an_unknown_address_gets_a_page_of_words(reader: Client) -> None:
    page = reader.get("/nowhere")
    assert page.status_code == 404
    assert "There is no such page" in text(page)


def test_demo_accounts_are_offered_only_in_the_demonstration(reader: Client, settings: Any) -> None:
    settings.DEMO = False
    assert "paidan-demo" not in reader.get("/").content.decode()
    settings.DEMO = True
    page = reader.get("/").content.decode()
    assert "paidan-demo" in page
    assert 'value="dispatcher"' in page
