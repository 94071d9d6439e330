"""The quality desk: reports reviewed one after the other, customers called back, corrections decided."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from dispatch.kernel import accounts, commands
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import AuditRecord, User
from repairs import corrections, orders, policies
from repairs.models import Correction, Policy, ReturnVisit, WorkOrder
from tests.browser.conftest import DESK, Site, layout_faults
from tests.commands.lakeside import Lakeside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The customer hears their own language, whatever the desk reads.
SOLVED, SATISFIED = "问题解决了吗", "您满意吗"


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    """Every closed order is called back."""
    town = Lakeside()
    Policy.objects.filter(code="visit_back.sample_percent").update(value=100)
    policies.forget()
    return town


def person(town: Lakeside, name: str, role: Role) -> User:
    user = User.objects.create(username=name, display_name=name.title())
    accounts.grant(user, role, town.city)
    return user


def desk_of(site: Site, user: User, address: str = "/console/quality", **more: Any) -> Page:
    page = site.page(address, user=user, **{"viewport": DESK, **more})
    expect(page.locator(".link-state")).to_have_text(re.compile("Live|实时"))
    return page


def part(page: Page, title: str) -> Locator:
    return page.locator(".desk-part").filter(has=page.get_by_role("heading", name=title, exact=True))


def answer(call: Locator, question: str, words: str) -> None:
    call.get_by_role("group", name=question).get_by_role("radio", name=words, exact=True).check()


def reported(town: Lakeside) -> WorkOrder:
    order = town.order()
    visit = town.give(order, town.zhou)
    for step in ("accept", "depart", "arrive", "repair", "report"):
        town.tap(visit, step)
    return WorkOrder.objects.select_related("request").get(pk=order.pk)


def closed(town: Lakeside) -> WorkOrder:
    order = reported(town)
    with commands.begun(SYSTEM) as tx:
        orders.close(tx, orders.locked([order.pk])[order.pk])
    return order


def test_reports_are_reviewed_one_after_the_other(town: Lakeside, site: Site) -> None:
    first, second = reported(town), reported(town)
    page = desk_of(site, person(town, "yan", Role.REVIEWER))
    waiting = part(page, "Reports to review").locator(".desk-row")
    expect(waiting).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("v")
    question = page.get_by_role("dialog")
    for verdict, words in (("Approve and close", "clear"), ("Send back", "which cable?")):
        expect(question.locator(".checks")).to_be_visible()
        question.get_by_role("group", name="Verdict").get_by_role("button", name=verdict).click()
        question.get_by_role("textbox").fill(words)
        question.locator(".ask-buttons").get_by_role("button", name=verdict).click()
        expect(waiting).to_have_count(1 if verdict == "Approve and close" else 0)
    expect(part(page, "Reports to review")).to_contain_text("No report waits")
    expect(question).to_have_count(0)
    states = WorkOrder.objects.filter(pk__in=[first.pk, second.pk]).values_list("state", flat=True)
    assert sorted(states) == ["closed", "repaired"]


def test_a_customer_who_says_it_is_not_solved_is_back_at_the_region_at_once(town: Lakeside, site: Site) -> None:
    order = closed(town)
    qin, lin = person(town, "qin", Role.QUALITY), person(town, "lin", Role.DISPATCHER)
    page, region = desk_of(site, qin), desk_of(site, lin, "/console/region")
    expect(region.locator("header dl")).to_contain_text(re.compile(r"Open\s*0"))
    call = page.get_by_role("region", name="The call and its result")
    expect(call).to_contain_text("3 calls left")
    expect(call.get_by_role("button", name="Save the result")).to_be_disabled()
    call.get_by_role("button", name="No answer").click()
    expect(call).to_contain_text("2 calls left")
    expect(call.locator(".desk-figures li")).to_have_count(1)
    answer(call, SOLVED, "No")
    answer(call, SATISFIED, "2")
    expect(call).to_contain_text("Saving this takes the matter up again.")
    call.get_by_label("Remark (optional)").fill("dark again since noon")
    call.get_by_role("button", name="Save the result").click()
    expect(part(page, "To call back")).to_contain_text("Nobody to call back")
    expect(call).to_have_count(0)
    expect(page.get_by_text("Choose a return visit on the left.")).to_have_count(0)
    visit = ReturnVisit.objects.get(order=order)
    assert (visit.solved, visit.satisfaction) == (False, 2)
    order.refresh_from_db()
    assert order.reopens == 1 and order.state != "closed"
    expect(region.locator("header dl")).to_contain_text(re.compile(r"Open\s*1"))


def test_a_number_is_shown_to_whoever_calls_and_is_on_record(town: Lakeside, site: Site) -> None:
    closed(town)
    page = desk_of(site, person(town, "qin", Role.QUALITY))
    call = page.get_by_role("region", name="The call and its result")
    expect(call.locator("a[href^='tel:']")).to_have_count(0)
    call.get_by_role("button", name="Show the number").click()
    expect(call.locator("a[href^='tel:']")).to_be_visible()
    assert AuditRecord.objects.filter(action__contains="reveal").count() == 1
    answer(call, SOLVED, "Yes")
    answer(call, SATISFIED, "5")
    call.get_by_role("button", name="Save the result").click()
    expect(part(page, "To call back")).to_contain_text("Nobody to call back")
    assert ReturnVisit.objects.get().satisfaction == 5


def test_corrections_are_decided_with_the_keyboard_and_none_that_turns_time_around(town: Lakeside, site: Site) -> None:
    order = reported(town)
    asked = (("arrived", timedelta(minutes=5), "before it was sent"), ("repaired", timedelta(seconds=30), "no signal"))
    with commands.begun(SYSTEM) as tx:
        locked = orders.locked([order.pk])[order.pk]
        for milestone, sooner, reason in asked:
            corrections.ask(tx, locked, milestone, getattr(locked, f"{milestone}_at") - sooner, reason)
    page = desk_of(site, person(town, "yan", Role.REVIEWER))
    rows = part(page, "Corrections to decide").locator(".desk-row")
    question = page.get_by_role("dialog")
    wrong, right = rows.filter(has_text="before it was sent"), rows.filter(has_text="no signal")
    wrong.locator(".row-main").press("d")
    expect(question).to_contain_text("these would be in the wrong order")
    page.keyboard.press("a")
    expect(question.get_by_role("alert")).to_contain_text("T1 released after Arrived")
    page.keyboard.press("r")
    expect(wrong).to_have_count(0)
    expect(question).to_be_hidden()
    right.locator(".row-main").press("d")
    expect(question).to_contain_text("no signal")
    page.keyboard.press("a")
    expect(rows).to_have_count(0)
    verdicts = Correction.objects.order_by("pk").values_list("milestone", "verdict")
    assert list(verdicts) == [("arrived", "refused"), ("repaired", "approved")]


def test_the_desk_fits_its_screens_in_both_languages(town: Lakeside, site: Site) -> None:
    closed(town)
    reported(town)
    qin = person(town, "qin", Role.QUALITY)
    for language in ("zh", "en"):
        for viewport in (DESK, {"width": 1920, "height": 1080}):
            page = desk_of(site, qin, language=language, viewport=viewport)
            expect(page.locator(".call-script")).to_be_visible()
            assert layout_faults(page, smallest=24) == [], (language, viewport)
            assert page.locator(".desk-page").evaluate("one => one.scrollWidth - one.clientWidth") == 0
