"""Working the queue: nothing moves under a hand, several orders at once with a preview and a way back, looks kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from dispatch.board.models import QueueView
from dispatch.kernel.models import User
from repairs.models import WorkOrder
from tests.browser.conftest import DESK, Site
from tests.browser.test_accessibility import faults
from tests.browser.test_console import console_of, lin, row_of, town
from tests.commands.lakeside import Lakeside

__all__ = ["lin", "town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def rows(page: Page) -> list[str]:
    return [str(row.get_attribute("id")) for row in page.locator(".queue-list .row").all()]


def test_rows_stand_still_under_the_pointer_and_life_safety_says_so(town: Lakeside, lin: User, site: Site) -> None:
    first, second = town.order(), town.order()
    page = console_of(site, lin)
    row_of(page, second)
    page.locator(f"#order-{first.pk}").hover()
    before = rows(page)
    danger = town.order("downed_line")
    expect(page.locator(".bar-danger")).to_contain_text("Downed line")
    expect(page.locator(".bar-waits")).to_contain_text("1 new")
    assert rows(page) == before
    page.locator(".bar-waits").get_by_role("button").click()
    assert rows(page) == [f"order-{danger.pk}", *before]
    expect(page.locator(".bar-danger")).to_have_count(0)


def test_a_list_that_nobody_touches_takes_what_comes_at_once(town: Lakeside, lin: User, site: Site) -> None:
    page = console_of(site, lin)
    row_of(page, town.order())
    page.mouse.move(900, 30)
    late = town.order("low_voltage")
    expect(page.locator(f"#order-{late.pk}")).to_be_visible()
    expect(page.locator(".bar-waits")).to_have_count(0)


def test_several_are_taken_in_hand_after_a_preview_and_taken_back(town: Lakeside, lin: User, site: Site) -> None:
    orders = [town.order(), town.order()]
    danger = town.order("downed_line")
    page = console_of(site, lin)
    row_of(page, danger)
    page.locator("#queue-list").focus()
    page.keyboard.press("Control+a")
    expect(page.locator(".bar-ticked")).to_contain_text("3 ticked")
    page.keyboard.press("b")
    asking = page.get_by_role("dialog")
    asking.get_by_role("radio", name="Suspend").check()
    asking.get_by_role("radio", name="Bad weather").check()
    asking.get_by_role("button", name=re.compile("1 h")).click()
    asking.get_by_role("textbox", name="What happened").fill("The storm is over the lake")
    asking.get_by_role("button", name="Preview").click()
    expect(asking).to_contain_text("2 will")
    expect(asking).to_contain_text("1 will not")
    expect(asking).to_contain_text("“Accepted” to “Suspended”")
    assert set(WorkOrder.objects.values_list("state", flat=True)) == {"accepted"}
    asking.get_by_role("button", name="Do it to 2").click()
    expect(asking).to_contain_text("2 done")
    assert {WorkOrder.objects.get(pk=order.pk).state for order in orders} == {"suspended"}
    assert WorkOrder.objects.get(pk=danger.pk).state == "accepted"
    asking.get_by_role("button", name="Close", exact=True).click()
    expect(asking).to_have_count(0)
    # The way back stays at hand beneath the list.
    page.locator(".bar-back").get_by_role("button", name="Take back 2").click()
    asking.get_by_role("button", name="Take back 2").click()
    expect(asking).to_contain_text("2 taken back")
    assert {WorkOrder.objects.get(pk=order.pk).state for order in orders} == {"accepted"}
    asking.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator(".bar-back")).to_have_count(0)


def test_a_look_is_kept_under_a_name_and_found_again(town: Lakeside, lin: User, site: Site) -> None:
    order = town.order()
    page = console_of(site, lin)
    row_of(page, order)
    page.get_by_role("button", name="View", exact=True).click()
    look = page.get_by_role("dialog", name="View")
    look.get_by_role("radio", name="Station", exact=True).check()
    look.get_by_role("radio", name="Oldest").check()
    expect(page.locator(".heading")).to_contain_text("Lakeside Power")
    look.get_by_role("textbox").fill("By station")
    look.get_by_role("button", name="Keep").click()
    expect(page.locator(".view")).to_contain_text("By station")
    kept = QueueView.objects.get(user=lin)
    assert (kept.settings["by"], kept.settings["sort"]) == ("station", "age")
    page.reload()
    expect(page.locator(".view b")).to_have_text("1")
    expect(page.locator(".heading")).to_have_count(0)
    page.locator(".view-name").click()
    expect(page.locator(".heading")).to_contain_text("Lakeside Power")


def test_a_group_is_folded_and_ticked_with_keys(town: Lakeside, lin: User, site: Site) -> None:
    order = town.order()
    town.order()
    page = console_of(site, lin)
    row_of(page, order)
    page.get_by_role("button", name="View", exact=True).click()
    page.get_by_role("radio", name="Station", exact=True).check()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    heading = page.get_by_role("treeitem", name="Lakeside Power").first
    expect(heading).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".queue-list .row")).to_have_count(0)
    page.keyboard.press("Space")
    expect(page.locator(".bar-ticked")).to_contain_text("2 ticked")
    page.keyboard.press("Escape")
    expect(page.locator(".bar-ticked")).to_have_count(0)


def test_anything_is_done_by_name_and_the_keys_are_told(town: Lakeside, lin: User, site: Site) -> None:
    order, other = town.order(), town.order("low_voltage")
    page = console_of(site, lin)
    row_of(page, other)
    page.keyboard.press("Control+k")
    ask = page.get_by_role("combobox", name=re.compile("An action"))
    expect(ask).to_be_focused()
    page.keyboard.type(order.request.number)
    expect(page.locator(".palette-item").first).to_contain_text("No power")
    page.keyboard.press("Enter")
    expect(page.locator(".panel h2")).to_have_text("No power")
    expect(page.locator(".panel-actions")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("take in hand")
    expect(page.locator(".palette-item").first).to_contain_text("Take in hand")
    page.keyboard.press("Enter")
    question = page.get_by_role("dialog", name=re.compile("Take in hand"))
    question.get_by_role("textbox").fill("The lake is over its banks")
    question.get_by_role("button", name="Take in hand").click()
    expect(page.locator(".panel .chip")).to_have_text("For dispatch by hand")
    assert WorkOrder.objects.get(pk=order.pk).state == "hand_queue"
    page.keyboard.press("Control+k")
    page.keyboard.type("reports")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/console/reports"))
    page.go_back()
    page.keyboard.press("Control+k")
    expect(ask).to_be_focused()
    page.keyboard.press("Escape")
    expect(ask).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Tick a range")


def test_orders_that_left_the_board_are_found_by_their_number(town: Lakeside, lin: User, site: Site) -> None:
    order = town.order()
    visit = town.give(order, town.zhou)
    for step in ("accept", "depart", "arrive", "repair"):
        town.tap(visit, step)
    WorkOrder.objects.filter(pk=order.pk).update(state="closed")
    page = console_of(site, lin)
    page.keyboard.press("Control+k")
    page.keyboard.type(order.request.number)
    expect(page.locator(".palette-item")).to_contain_text(re.compile("Closed.*湖滨路"))
    page.keyboard.press("Enter")
    expect(page.locator(".panel h2")).to_have_text("No power")


@pytest.mark.parametrize("theme", ["day", "night"])
def test_the_queue_its_questions_and_the_palette_can_be_used_by_everybody(
    town: Lakeside, lin: User, site: Site, theme: str
) -> None:
    order = town.order()
    town.order("downed_line")
    context = site.context(user=lin, viewport=DESK)
    context.add_init_script(f"localStorage.setItem('paidan.console.theme', '{theme}')")
    page = site.watch(context.new_page())
    page.goto("/console/")
    row_of(page, order)
    found = {}
    page.get_by_role("button", name="View", exact=True).click()
    page.get_by_role("radio", name="Station", exact=True).check()
    page.get_by_role("textbox", name="Keep this view as").fill("By station")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".view.is-chosen")).to_be_visible()
    page.get_by_role("button", name="View", exact=True).click()
    expect(page.locator(".el-popper:has(.look)")).to_have_css("opacity", "1")
    found["looks"] = faults(page)
    page.keyboard.press("Escape")
    page.locator(f"#order-{order.pk} .tick").click()
    late = town.order("low_voltage")
    danger = town.order("downed_line")
    expect(page.locator(".bar-waits")).to_contain_text("2 new")
    expect(page.locator(".bar-danger")).to_be_visible()
    assert late.pk < danger.pk
    found["bars"] = faults(page)
    page.locator(".bar-ticked .primary").click()
    asking = page.get_by_role("dialog")
    asking.get_by_role("radio", name="Take in hand").check()
    asking.get_by_role("textbox").fill("The storm is over the lake")
    found["question"] = faults(page)
    asking.get_by_role("button", name="Preview").click()
    expect(asking).to_contain_text("1 will")
    found["outlook"] = faults(page)
    page.keyboard.press("Escape")
    expect(asking).to_have_count(0)
    page.keyboard.press("Control+k")
    page.keyboard.type("group")
    expect(page.locator(".palette-item").first).to_be_visible()
    found["palette"] = faults(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_what_one_looks_at_stays_where_it_is_when_changes_are_taken(town: Lakeside, lin: User, site: Site) -> None:
    orders = [town.order() for _ in range(14)]
    page = console_of(site, lin)
    row_of(page, orders[0])
    page.locator("#queue-list").focus()
    for _ in range(9):
        page.keyboard.press("ArrowDown")
    looked_at = page.locator(".queue-list .row.active")
    town.order("downed_line")
    expect(page.locator(".bar-waits")).to_contain_text("1 new")
    name, before = looked_at.get_attribute("id"), looked_at.bounding_box()
    page.keyboard.press(".")
    expect(page.locator(".bar-waits")).to_have_count(0)
    after = page.locator(f"#{name}").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) <= 1
