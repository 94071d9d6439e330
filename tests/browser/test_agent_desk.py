"""The hotline agent's desk in a browser: by keyboard alone, safety words first, and nothing that was typed is lost."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from dispatch.board.models import CallDraft, CallRecord
from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import AuditRecord, User
from repairs.models import Case, ServiceRequest, WorkOrder
from tests.browser.conftest import DESK, Site, layout_faults
from tests.commands.lakeside import Lakeside
from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TYPING_MS = 180
"""Between two keys of somebody who listens while they type: about 330 keys a minute."""
KEYS_A_SIGN = 3
"""Keys that a Chinese sign takes by its sound, the choice included."""
THINKING_MS = 1200
"""Before each step: the question is read out and answered in a word."""


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    return Lakeside()


@pytest.fixture
def ning(town: Lakeside) -> User:
    user = User.objects.create(username="ning", display_name="宁坐席")
    accounts.grant(user, Role.AGENT, town.city)
    return user


class Hands:
    """Somebody at a keyboard, at a real pace; counts the keys."""

    def __init__(self, page: Page, pace: bool = False) -> None:
        self.page, self.keys, self.pace = page, 0, pace

    def press(self, *keys: str) -> None:
        for key in keys:
            if self.pace:
                self.page.wait_for_timeout(THINKING_MS)
            self.page.keyboard.press(key)
            self.keys += 1

    def type(self, text: str) -> None:
        for sign in text:
            keys = 1 if sign.isascii() else KEYS_A_SIGN
            if self.pace:
                self.page.wait_for_timeout(TYPING_MS * keys)
            if sign.isascii():
                self.page.keyboard.press(sign if sign != " " else "Space")
            else:
                self.page.keyboard.insert_text(sign)
            self.keys += keys


def desk(site: Site, user: User, query: str = "", language: str = "en") -> Page:
    page = site.page(f"/console/agent{query}", user=user, language=language, viewport=DESK)
    expect(page.get_by_label("Caller's number" if language == "en" else "来电号码")).to_be_visible(timeout=20_000)
    return page


def row(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.get_by_role("radiogroup", name=name)


def is_focused(page: Page, name: str) -> None:
    expect(row(page, name).locator(":focus")).to_have_count(1)


def test_a_whole_call_by_keyboard_in_under_a_minute(town: Lakeside, ning: User, site: Site) -> None:
    page = desk(site, ning)
    expect(page.get_by_label("Caller's number")).to_be_focused()
    hands, began = Hands(page, pace=True), time.monotonic()
    hands.type("13900002222")
    hands.press("Enter")
    is_focused(page, "Which service")
    hands.press("1")
    is_focused(page, "What is wrong")
    hands.press("1")
    is_focused(page, "Is it only you, the whole building, or the neighbourhood?")
    hands.press("1")
    is_focused(page, "Is there credit on the (prepaid) meter?")
    hands.press("1", "1", "1")
    expect(page.get_by_label("Address", exact=True)).to_be_focused()
    hands.type("湖滨市湖滨路 18 号 2 栋 301")
    hands.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    hands.type("王女士")
    hands.press("Control+Enter")
    expect(page.get_by_role("heading", name=re.compile("Filed as"))).to_be_visible()
    took = time.monotonic() - began
    print(f"\n{hands.keys} keystrokes in {took:.1f} s at {TYPING_MS} ms a key and {THINKING_MS} ms a step")
    assert took < 60
    assert hands.keys < 90
    made = ServiceRequest.objects.get()
    assert (made.channel, made.symptom, made.contact_phone, made.contact_name) == (
        "hotline",
        "no_power",
        "13900002222",
        "王女士",
    )
    assert len(CallRecord.objects.get().answers) == 4
    expect(page.locator(".agent-done").get_by_role("button", name="Next call")).to_be_focused()
    hands.press("Enter")
    expect(page.get_by_label("Caller's number")).to_have_value("")
    expect(page.get_by_label("Caller's number")).to_be_focused()


def test_safety_words_come_before_anything_else(town: Lakeside, ning: User, site: Site) -> None:
    page = desk(site, ning)
    hands = Hands(page)
    hands.type("13900002222")
    hands.press("Enter", "1", "5")
    words = page.get_by_role("alertdialog", name="Say this to the caller first")
    expect(words).to_contain_text("Keep at least 8 m away")
    expect(words.get_by_role("button", name="Said to the caller")).to_be_focused()
    hands.press("Control+Enter")
    expect(words).to_be_visible()
    assert not ServiceRequest.objects.exists()
    expect(words.get_by_role("button", name="Said to the caller")).to_be_focused()
    hands.press("Enter")
    expect(words).to_have_count(0)
    is_focused(page, "Is anybody hurt?")
    hands.press("2")
    expect(words).to_contain_text("120")
    hands.press("Enter")
    expect(page.get_by_label("Address", exact=True)).to_be_focused()
    hands.type("湖滨路 18 号")
    hands.press("Control+Enter")
    expect(page.get_by_role("heading", name=re.compile("Filed as"))).to_be_visible()
    kept = CallRecord.objects.get()
    assert kept.said["safety"] == "said"
    assert {"safety.line.keep_away", "safety.call_120"} <= set(kept.said["words"])
    order = WorkOrder.objects.get()
    assert (order.is_life_safety, order.request.hazards) == (True, ["injury"])


def test_a_double_is_found_and_attached(town: Lakeside, ning: User, site: Site) -> None:
    known = town.order()
    page = desk(site, ning)
    hands = Hands(page)
    hands.type("13900002222")
    hands.press("Enter", "1", "1", "3", "1")
    expect(page.get_by_label("Address", exact=True)).to_be_focused()
    hands.type("湖滨路 8 号")
    found = page.locator(".desk-part").filter(has=page.get_by_role("heading", name="Known faults here"))
    expect(found.locator("li")).to_contain_text("Tell the caller")
    hands.press("Alt+a")
    expect(found.get_by_role("button", name="Will be attached")).to_be_visible()
    hands.press("Control+Enter")
    expect(page.get_by_role("heading", name=re.compile("under"))).to_be_visible()
    child = WorkOrder.objects.exclude(pk=known.pk).get()
    assert (child.state, child.parent_id) == ("merged", known.pk)


def test_a_caller_known_by_number_is_asked_about_instead_of_made_twice(town: Lakeside, ning: User, site: Site) -> None:
    order = town.order()
    page = desk(site, ning, "?number=13800001111")
    caller = page.locator(".desk-part").filter(has=page.get_by_role("heading", name="The caller"))
    expect(caller).to_contain_text("Open")
    expect(page.get_by_label("Name", exact=True)).to_have_value("王女士")
    assert "number" not in page.url
    page.keyboard.press("Alt+u")
    expect(page.get_by_text(re.compile("was urged"))).to_be_visible()
    order.refresh_from_db()
    assert order.urges == 1
    page.reload()
    expect(page.get_by_label("Caller's number")).to_have_value("13800001111", timeout=20_000)
    assert AuditRecord.objects.filter(action="caller.read").count() == 1


def test_a_usual_place_is_taken_by_its_number(town: Lakeside, ning: User, site: Site) -> None:
    town.order()
    page = desk(site, ning)
    hands = Hands(page)
    hands.type("13800001111")
    hands.press("Enter")
    expect(row(page, "Usual places")).to_be_visible()
    hands.press("1", "3", "1", "1", "1")
    expect(page.get_by_label("Address", exact=True)).to_have_value("湖滨路 8 号")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()


def test_advice_ends_a_call_without_a_crew(town: Lakeside, ning: User, site: Site) -> None:
    page = desk(site, ning)
    hands = Hands(page)
    hands.type("13900002222")
    hands.press("Enter", "1", "1", "1", "2")
    expect(page.get_by_text("The prepaid balance is used up")).to_be_visible()
    hands.press("1", "1")
    hands.type("湖滨路 18 号")
    hands.press("Alt+k")
    expect(page.get_by_role("heading", name=re.compile("consultation"))).to_be_visible()
    assert not ServiceRequest.objects.exists()
    assert Case.objects.get().state == "closed"


def test_a_draft_survives_a_reload_and_a_dead_server_and_is_filed_once(
    town: Lakeside, ning: User, site: Site, served: Served
) -> None:
    page = desk(site, ning)
    hands = Hands(page)
    hands.type("13900002222")
    hands.press("Enter", "1", "1")
    expect(page.get_by_text("Kept here and on the server")).to_be_visible()
    served.kill()
    hands.press("1", "1", "1", "1")
    hands.type("湖滨路 18 号")
    expect(page.get_by_text(re.compile("Everything is kept on this machine"))).to_be_visible(timeout=20_000)
    hands.press("Control+Enter")
    expect(page.get_by_text(re.compile("1 calls not sent yet"))).to_be_visible(timeout=20_000)
    assert not ServiceRequest.objects.exists()
    served.start()
    expect(page.get_by_role("heading", name=re.compile("Filed as"))).to_be_visible(timeout=30_000)
    assert ServiceRequest.objects.get().address == "湖滨路 18 号"
    page.reload()
    expect(page.get_by_label("Caller's number")).to_have_value("", timeout=20_000)
    assert not CallDraft.objects.exists()


def test_a_reload_in_the_middle_of_a_word_loses_nothing(town: Lakeside, ning: User, site: Site) -> None:
    page = desk(site, ning)
    hands = Hands(page)
    hands.type("13900002222")
    hands.press("Enter", "1", "1", "3", "1")
    hands.type("湖滨路 18")
    page.reload()
    expect(page.get_by_label("Address", exact=True)).to_have_value("湖滨路 18", timeout=20_000)
    expect(row(page, "What is wrong").get_by_role("radio", name="1 No power", exact=True)).to_be_checked()


def test_another_machine_goes_on_with_the_same_call(town: Lakeside, ning: User, site: Site) -> None:
    first = desk(site, ning)
    hands = Hands(first)
    hands.type("13900002222")
    hands.press("Enter", "1", "1")
    expect(first.get_by_text("Kept here and on the server")).to_be_visible()
    second = desk(site, ning)
    expect(second.get_by_label("Caller's number")).to_have_value("13900002222")
    expect(row(second, "What is wrong").get_by_role("radio", name="1 No power", exact=True)).to_be_checked()


def test_several_calls_are_held_and_taken_up_again(town: Lakeside, ning: User, site: Site) -> None:
    page = desk(site, ning)
    hands = Hands(page)
    hands.type("13900002222")
    hands.press("Alt+h")
    expect(page.get_by_label("Caller's number")).to_have_value("")
    hands.type("13900003333")
    calls = page.locator(".agent-call")
    expect(calls).to_have_count(2)
    expect(calls.first).to_contain_text("On hold")
    hands.press("Alt+1")
    expect(page.get_by_label("Caller's number")).to_have_value("13900002222")
    expect(page.get_by_text("On hold", exact=True)).to_have_count(0)


def test_it_fits_the_screen_in_chinese(town: Lakeside, ning: User, site: Site) -> None:
    page = desk(site, ning, language="zh")
    Hands(page).press("1", "5")
    assert layout_faults(page, 24) == []
