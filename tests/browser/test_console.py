"""A dispatcher at the console: the queue fills by itself; orders are opened, given, taken over, by hand and by keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import of_user
from dispatch.kernel.models import User
from field.models import Visit
from repairs.models import WorkOrder
from tests.browser.conftest import DESK, Site
from tests.commands.lakeside import Lakeside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    return Lakeside()


@pytest.fixture
def lin(town: Lakeside) -> User:
    user = User.objects.create(username="lin", display_name="林调度")
    accounts.grant(user, Role.DISPATCHER, town.city)
    return user


def console_of(site: Site, user: User, language: str = "en") -> Page:
    page = site.page("/console/", user=user, language=language, viewport=DESK)
    expect(page.locator(".link-state")).to_have_text(re.compile("Live|实时"))
    return page


def row_of(page: Page, order: WorkOrder) -> str:
    row = f"#order-{order.pk}"
    expect(page.locator(row)).to_be_visible()
    return row


def opened(page: Page, order: WorkOrder) -> Page:
    page.locator(row_of(page, order)).click()
    expect(page.locator(".panel-actions")).to_be_visible()
    return page


def crew(page: Page, name: str) -> None:
    """Open the list of technicians and press the button beside one of them."""
    page.get_by_role("tab", name="Crew").click()
    page.locator(".crew li").filter(has_text=name).get_by_role("button").click()


def test_an_order_appears_by_itself_and_goes_to_a_technician(town: Lakeside, lin: User, site: Site) -> None:
    page = console_of(site, lin)
    expect(page.get_by_text("Nothing here").or_(page.get_by_text("No orders match"))).to_be_visible()
    order = town.order()
    expect(page.locator(row_of(page, order))).to_contain_text("No power")
    opened(page, order)
    expect(page.locator(".facts")).to_contain_text("138****1111")
    crew(page, "周强")
    expect(page.locator(".panel .chip")).to_have_text("Assigned")
    assert Visit.objects.get(order=order, ended_at=None).technician == town.zhou
    page.get_by_role("tab", name="Story").click()
    expect(page.locator(".story")).to_contain_text("Assigned to 周强")


def test_an_answer_to_an_order_that_changed_meanwhile_says_who_changed_it(
    town: Lakeside, lin: User, site: Site
) -> None:
    order = town.order()
    town.give(order, town.zhou)
    page = console_of(site, lin)
    page.get_by_role("button", name=re.compile("^Active")).click()
    opened(page, order)
    crew(page, "吴敏")
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("周强's job is cancelled")
    town.give(order, town.sun, by=of_user(town.he))
    question.get_by_role("button", name="Assign").click()
    expect(page.get_by_role("alert").filter(has_text="何静")).to_contain_text("Look again before you act")
    assert Visit.objects.get(order=order, ended_at=None).technician == town.sun


def test_somebody_who_does_not_fit_is_sent_only_with_a_reason(town: Lakeside, lin: User, site: Site) -> None:
    order = town.order()
    page = opened(console_of(site, lin), order)
    crew(page, "冯娜")
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Lacks the skill")
    expect(question.get_by_role("button", name="Assign")).to_be_disabled()
    question.get_by_role("textbox").fill("Nobody else can be reached")
    question.get_by_role("button", name="Assign").click()
    expect(page.locator(".panel .chip")).to_have_text("Assigned")
    assert Visit.objects.get(order=order, ended_at=None).technician == town.feng


def test_the_queue_is_walked_with_the_keyboard(town: Lakeside, lin: User, site: Site) -> None:
    calm, danger = town.order(), town.order("downed_line")
    page = console_of(site, lin)
    row_of(page, calm)
    page.keyboard.press("/")
    expect(page.locator(".queue .search input")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".panel h2")).to_have_text("Downed line")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".panel-number")).to_have_text(re.compile(r"\s*".join(calm.request.number)))
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_have_count(0)
    assert danger.is_life_safety


def test_it_speaks_the_other_language_at_once_and_keeps_it(town: Lakeside, lin: User, site: Site) -> None:
    order = town.order()
    page = console_of(site, lin, language="zh")
    expect(page.locator(row_of(page, order))).to_contain_text("停电")
    page.get_by_role("button", name="切换到英文").click()
    expect(page.locator(row_of(page, order))).to_contain_text("No power")
    page.reload()
    expect(page.locator(row_of(page, order))).to_contain_text("No power")
    lin.refresh_from_db()
    assert lin.language == "en"


def test_without_a_line_it_says_so_lets_nothing_be_done_and_catches_up(town: Lakeside, lin: User, site: Site) -> None:
    page = opened(console_of(site, lin), town.order())
    page.context.set_offline(True)
    expect(page.locator(".link-state")).to_contain_text("Offline")
    expect(page.locator(".panel-actions .button").first).to_be_disabled()
    late = town.order("low_voltage")
    expect(page.locator(f"#order-{late.pk}")).to_have_count(0)
    page.context.set_offline(False)
    # The pointer stands on the list: what is new waits, counted, until it is taken.
    expect(page.locator(".bar-waits")).to_contain_text("1 new")
    page.keyboard.press(".")
    expect(page.locator(row_of(page, late))).to_contain_text("Low voltage")
    expect(page.locator(".link-state")).to_have_text("Live")
