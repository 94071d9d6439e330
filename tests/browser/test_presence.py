"""Two dispatchers at one order: each sees the other, the second one is told who was first and what changed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from repairs.models import WorkOrder
from tests.browser.conftest import Site
from tests.browser.test_accessibility import faults
from tests.browser.test_console import console_of, lin, row_of, town
from tests.commands.lakeside import Lakeside
from tests.served import Served

__all__ = ["lin", "town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def mei(town: Lakeside) -> User:
    user = User.objects.create(username="mei", display_name="梅调度")
    accounts.grant(user, Role.DISPATCHER, town.city)
    return user


def at(site: Site, user: User, order: WorkOrder) -> Page:
    """The user's console with the order open."""
    page = console_of(site, user)
    page.locator(row_of(page, order)).click()
    expect(page.locator(".panel-actions")).to_be_visible()
    return page


def question(page: Page, name: str) -> None:
    """Put the question of an action that stands in the menu."""
    page.locator(".panel-actions").get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name=name).click()


def test_each_sees_the_other_and_what_they_are_about_to_do(town: Lakeside, lin: User, mei: User, site: Site) -> None:
    order, other = town.order(), town.order("low_voltage")
    first = at(site, lin, order)
    expect(first.locator(".presence-list")).to_have_count(0)
    second = at(site, mei, order)
    expect(second.locator(".presence")).to_contain_text("林调度 is looking too")
    expect(first.locator(".presence")).to_contain_text("梅调度 is looking too")
    first.locator("#tab-crew").click()
    expect(second.locator(".presence .acting")).to_contain_text("林调度 is about to: Assign")
    assert faults(second) == []
    second.locator(row_of(second, other)).click()
    expect(first.locator(".presence-list")).to_have_count(0)


def test_the_second_one_is_told_in_the_question_and_after_it(town: Lakeside, lin: User, mei: User, site: Site) -> None:
    order = town.order()
    first, second = at(site, lin, order), at(site, mei, order)
    for page in (first, second):
        question(page, "Suspend")
        asking = page.get_by_role("dialog")
        asking.get_by_role("radio", name="Bad weather").check()
        asking.get_by_role("button", name=re.compile("1 h")).click()
        asking.get_by_role("textbox", name="What happened").fill("The storm is over the lake")
    expect(second.get_by_role("dialog").locator(".ask-warn").first).to_contain_text("林调度 has “Suspend” open too")
    first.get_by_role("dialog").get_by_role("button", name="Suspend", exact=True).click()
    expect(second.get_by_role("dialog").locator(".ask-meanwhile")).to_contain_text("sending it will be refused")
    expect(second.get_by_role("dialog").locator(".ask-meanwhile")).to_contain_text("林调度")
    second.get_by_role("dialog").get_by_role("button", name="Suspend", exact=True).click()
    expect(second.locator(".panel").get_by_role("alert")).to_contain_text("林调度 changed this order")
    expect(second.locator(".stale-changes")).to_contain_text("Changed since you looked")
    expect(second.locator(".stale-changes")).to_contain_text("Suspended: Bad weather")
    order.refresh_from_db()
    assert order.state == "suspended"


def test_what_happened_while_the_line_was_cut_is_on_the_panel_without_a_reload(
    town: Lakeside, lin: User, mei: User, site: Site
) -> None:
    order = town.order()
    first, second = at(site, lin, order), at(site, mei, order)
    expect(first.locator(".presence")).to_contain_text("梅调度")
    first.evaluate("window.stillTheSamePage = true")
    first.context.set_offline(True)
    expect(first.locator(".panel")).to_contain_text("Not possible while offline")
    visit = town.give(order, town.zhou)
    for step in ("accept", "depart", "arrive"):
        town.tap(visit, step)
    expect(second.locator(".panel-line .chip")).to_have_text("On site")
    first.context.set_offline(False)
    expect(first.locator(".panel-line .chip")).to_have_text("On site")
    expect(first.locator(".link-state")).to_have_text("Live")
    expect(first.locator(".presence")).to_contain_text("梅调度")
    assert first.evaluate("window.stillTheSamePage") is True


def test_a_killed_server_is_said_and_what_it_missed_to_tell_is_on_the_panel_when_it_is_back(
    town: Lakeside, lin: User, site: Site, served: Served
) -> None:
    order = town.order()
    page = at(site, lin, order)
    page.evaluate("window.stillTheSamePage = true")
    served.kill()
    expect(page.locator(".link-state")).to_contain_text("Offline")
    expect(page.locator(".panel-actions .button").first).to_be_disabled()
    town.tap(town.give(order, town.zhou), "accept")
    served.start()
    expect(page.locator(".panel-line .chip")).to_have_text("Assigned", timeout=40_000)
    expect(page.locator(".link-state")).to_have_text("Live")
    page.get_by_role("tab", name="Story").click()
    expect(page.locator(".story")).to_contain_text("Assigned to 周强")
    assert page.evaluate("window.stillTheSamePage") is True


def test_a_page_that_slept_shows_what_happened_meanwhile(town: Lakeside, lin: User, site: Site) -> None:
    order = town.order()
    page = at(site, lin, order)
    page.evaluate("window.stillTheSamePage = true")
    machine = page.context.new_cdp_session(page)
    machine.send("Page.setWebLifecycleState", {"state": "frozen"})
    visit = town.give(order, town.zhou)
    for step in ("accept", "depart"):
        town.tap(visit, step)
    town.order("low_voltage")
    machine.send("Page.setWebLifecycleState", {"state": "active"})
    expect(page.locator(".panel-line .chip")).to_have_text("On the way")
    expect(page.locator(".link-state")).to_have_text("Live")
    expect(page.locator(".figures dd").first).to_have_text("2")
    assert page.evaluate("window.stillTheSamePage") is True
