"""The map as a tool: something found on it, the past looked at, a distance, a picture, a window of its own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from repairs.models import WorkOrder
from tests.browser.conftest import DESK, Site
from tests.commands.lakeside import Lakeside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 20_000


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    return Lakeside()


@pytest.fixture
def order(town: Lakeside) -> WorkOrder:
    order = town.order()
    visit = town.give(order, town.zhou)
    town.tap(visit, "accept")
    return order


@pytest.fixture
def li(town: Lakeside) -> User:
    user = User.objects.create(username="li", display_name="李明")
    accounts.grant(user, Role.DISPATCHER, town.city)
    return user


def desk(site: Site, li: User, address: str = "/console/") -> Page:
    page = site.page(address, user=li, language="en", viewport=DESK)
    expect(page.locator(".map-box canvas")).to_be_visible(timeout=PATIENCE)
    return page


def test_an_order_is_found_by_the_end_of_the_callers_phone(site: Site, li: User, order: WorkOrder) -> None:
    page = desk(site, li)
    box = page.get_by_role("combobox", name="Find a number, address")
    box.fill("1111")
    option = page.get_by_role("option", name="王** 138****1111")
    expect(option).to_be_visible(timeout=PATIENCE)
    box.press("Enter")
    expect(page).to_have_url(re.compile(f"order={order.pk}"))
    way = page.get_by_role("complementary", name="周强")
    expect(way).to_contain_text("湖滨路", timeout=PATIENCE)
    expect(way).to_contain_text("about")
    box.fill("nobody at all")
    expect(page.get_by_text("Nothing found.")).to_be_visible(timeout=PATIENCE)


def test_the_past_is_looked_at_and_left(site: Site, li: User, order: WorkOrder) -> None:
    page = desk(site, li)
    page.get_by_role("button", name="Past").click()
    slider = page.get_by_role("slider", name="Instant looked at")
    expect(slider).to_be_visible(timeout=PATIENCE)
    slider.focus()
    slider.press("Home")
    expect(page.get_by_role("region", name="The last 24 hours")).to_contain_text("0 open")
    expect(page.locator(".map-box.is-past")).to_be_visible()
    page.get_by_role("button", name="Back to now").click()
    expect(page.locator(".map-box.is-past")).to_have_count(0)
    page.get_by_role("button", name="Close the past").click()
    expect(slider).to_have_count(0)


def test_a_distance_is_taken_with_keys_and_the_view_kept_as_a_picture(site: Site, li: User, order: WorkOrder) -> None:
    page = desk(site, li)
    page.get_by_role("button", name="Measure").click()
    expect(page.locator(".map-box canvas")).to_be_focused()
    for key in ("Space", "Shift+ArrowRight", "Space", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".map-measure")).to_contain_text(re.compile(r"\d (m|km) long"))
    page.keyboard.press("Escape")
    expect(page.locator(".map-measure")).to_have_count(0)
    with page.expect_download() as kept:
        page.get_by_role("button", name="Save as a picture").click()
    path = kept.value.path()
    assert kept.value.suggested_filename.startswith("paidan-")
    assert path.read_bytes().startswith(b"\x89PNG")
    assert path.stat().st_size > 5_000


def test_layers_and_the_night_are_remembered(site: Site, li: User, order: WorkOrder) -> None:
    page = desk(site, li)
    page.get_by_role("button", name="Layers").click()
    page.get_by_label("Heat of the last two hours").check()
    page.get_by_role("button", name="Night theme").click()
    page.reload()
    expect(page.locator("html[data-theme=night]")).to_have_count(1)
    page.get_by_role("button", name="Layers").click(timeout=PATIENCE)
    expect(page.get_by_label("Heat of the last two hours")).to_be_checked()
    page.get_by_role("button", name="Day theme").click()
    expect(page.locator("html[data-theme=day]")).to_have_count(1)


def test_two_windows_of_one_person_look_at_the_same_order(site: Site, li: User, order: WorkOrder) -> None:
    page = desk(site, li)
    alone = site.watch(page.context.new_page())
    alone.goto("/console/?alone=1")
    expect(alone.locator(".map-box canvas")).to_be_visible(timeout=PATIENCE)
    expect(alone.locator(".queue")).to_have_count(0)
    page.bring_to_front()
    box = page.get_by_role("combobox", name="Find a number, address")
    box.fill("1111")
    expect(page.get_by_role("option", name="1111")).to_be_visible(timeout=PATIENCE)
    box.press("Enter")
    expect(alone).to_have_url(re.compile(f"alone=1&order={order.pk}"), timeout=PATIENCE)
    expect(alone.locator(".order-panel, .panel")).to_have_count(0)
