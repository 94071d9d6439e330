"""The board: orders are given by mouse or by keys after a check; conflicts want a reason, and who was first is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from dispatch.board.models import Decision
from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from field.models import Visit
from repairs.models import WorkOrder
from tests.browser.conftest import DESK, Site
from tests.browser.test_accessibility import faults
from tests.browser.test_console import lin, town
from tests.commands.lakeside import Lakeside

__all__ = ["lin", "town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 20_000


def board(site: Site, user: User) -> Page:
    page = site.page("/console/board", user=user, language="en", viewport=DESK)
    expect(page.locator(".plan-row").first).to_be_visible(timeout=PATIENCE)
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator(".plan-row").filter(has_text=name)


def holder(order: WorkOrder) -> str:
    return Visit.objects.get(order=order, ended_at=None).technician.name


def test_a_waiting_order_is_given_by_keys_alone(site: Site, town: Lakeside, lin: User) -> None:
    order = town.order()
    page = board(site, lin)
    page.locator(".plan-order").focus()
    page.keyboard.press("Enter")
    asking = page.get_by_role("dialog")
    expect(asking.locator(".plan-choice")).to_have_count(5)
    page.keyboard.press("2")
    expect(asking.locator(".plan-choice input").nth(1)).to_be_checked()
    chosen = asking.locator(".plan-choice strong").nth(1).inner_text()
    expect(asking.locator(".plan-check")).to_contain_text("Within the arrival limit")
    page.keyboard.press("Tab")
    asking.get_by_role("button", name="Give").press("Enter")
    expect(asking).to_have_count(0)
    expect(row(page, chosen).locator(".plan-bar")).to_have_count(1)
    expect(page.locator(".plan-order")).to_have_count(0)
    assert holder(order) == chosen


def test_a_visit_is_dragged_to_somebody_else_after_a_look_at_what_that_means(
    site: Site, town: Lakeside, lin: User
) -> None:
    order = town.order()
    town.give(order, town.zhou)
    page = board(site, lin)
    bar = row(page, "周强").locator(".plan-bar")
    expect(bar).to_have_count(1, timeout=PATIENCE)
    start, goal = bar.bounding_box(), row(page, "吴敏").bounding_box()
    assert start and goal
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(goal["x"] + 300, goal["y"] + 12, steps=8)
    page.mouse.move(goal["x"] + 304, goal["y"] + 14)
    expect(page.locator(".plan-told")).to_contain_text("Drop to give it to 吴敏")
    expect(page.locator(".plan-told")).to_contain_text("Within the arrival limit")
    page.mouse.up()
    asking = page.get_by_role("dialog")
    expect(asking).to_contain_text("周强 has it now; it moves.")
    asking.get_by_role("button", name="Give").click()
    expect(row(page, "吴敏").locator(".plan-bar")).to_have_count(1)
    expect(row(page, "周强").locator(".plan-bar")).to_have_count(0)
    assert holder(order) == "吴敏"


def test_a_conflict_wants_a_reason_which_the_order_keeps(site: Site, town: Lakeside, lin: User) -> None:
    order = town.order()
    page = board(site, lin)
    page.locator(".plan-order").click()
    asking = page.get_by_role("dialog")
    asking.get_by_role("combobox", name="Somebody else").click()
    page.get_by_role("option", name="冯娜").click()
    expect(asking.locator(".plan-check")).to_contain_text("Conflict")
    expect(asking.locator(".plan-check")).to_contain_text("Lacks the skill")
    give = asking.get_by_role("button", name="Give")
    expect(give).to_be_disabled()
    assert faults(page) == []
    asking.get_by_label("There are conflicts").fill("She only keeps the gate open for the crew")
    give.click()
    expect(asking).to_have_count(0)
    assert holder(order) == "冯娜"
    kept = Decision.objects.filter(order=order, kind="technician").latest("pk")
    assert kept.candidates["facts"] == ["She only keeps the gate open for the crew"]


def test_whoever_is_slower_is_told_and_nothing_is_given_twice(site: Site, town: Lakeside, lin: User) -> None:
    ming = User.objects.create(username="ming", display_name="明调度")
    accounts.grant(ming, Role.DISPATCHER, town.city)
    order = town.order()
    slow, quick = board(site, lin), board(site, ming)
    slow.locator(".plan-order").click()
    expect(slow.locator(".plan-check")).to_contain_text("Given to")
    quick.locator(".plan-order").click()
    quick.get_by_role("dialog").locator(".plan-choice input").first.check()
    quick.get_by_role("dialog").get_by_role("button", name="Give").click()
    expect(quick.get_by_role("dialog")).to_have_count(0)
    first = holder(order)
    slow.get_by_role("dialog").get_by_role("button", name="Give").click()
    expect(slow.get_by_role("dialog").get_by_role("alert")).to_contain_text("明调度")
    assert holder(order) == first


def test_bars_are_walked_by_arrows_and_opened_by_enter(site: Site, town: Lakeside, lin: User) -> None:
    first, second = town.order(), town.order("low_voltage")
    town.give(first, town.zhou)
    town.give(second, town.zhou)
    page = board(site, lin)
    bars = row(page, "周强").locator(".plan-bar")
    expect(bars).to_have_count(2, timeout=PATIENCE)
    bars.first.focus()
    page.keyboard.press("ArrowRight")
    expect(bars.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".panel-actions")).to_be_visible()
    assert faults(page) == []
