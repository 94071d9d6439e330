"""A storm from the switch to the report: everybody sees it, what belongs together is merged, help comes and goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from field.models import Technician
from repairs import policies
from repairs.models import Storm, WorkOrder
from tests.browser.conftest import DESK, Site
from tests.browser.test_accessibility import faults
from tests.commands.test_plans import Shore

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 20_000


@pytest.fixture
def shore(transactional_db: None) -> Iterator[Shore]:
    yield Shore()
    policies.forget()


@pytest.fixture
def liu(shore: Shore) -> User:
    user = User.objects.create(username="liu", display_name="刘芳")
    accounts.grant(user, Role.DISPATCHER, shore.city)
    return user


def storm_desk(site: Site, user: User, part: str = "now", language: str = "en") -> Page:
    page = site.page(f"/console/storm?part={part}", user=user, language=language, viewport=DESK)
    expect(page.locator("#desk-main h2").first).to_be_visible(timeout=PATIENCE)
    return page


def switch_on(page: Page) -> None:
    page.get_by_role("button", name="Switch storm mode on…").click()
    asking = page.get_by_role("dialog")
    expect(asking).to_contain_text("Orders placed in one batch")
    expect(asking.get_by_role("button", name="Switch on")).to_be_disabled()
    asking.get_by_label("What it is called").fill("Typhoon Yagi")
    asking.get_by_role("button", name="Switch on").click()
    expect(asking).to_have_count(0)


def test_switched_on_everybody_in_scope_sees_it_at_once_and_back_to_normal_keeps_a_report(
    site: Site, shore: Shore, liu: User
) -> None:
    page = storm_desk(site, liu)
    beside = site.page("/console/", user=shore.he, language="en", viewport=DESK)
    expect(beside.locator(".queue-list")).to_be_visible(timeout=PATIENCE)
    expect(beside.locator(".storm-banner")).to_have_count(0)
    switch_on(page)
    expect(page.locator(".storm-banner")).to_contain_text("Typhoon Yagi")
    expect(beside.locator(".storm-banner")).to_contain_text("Typhoon Yagi")
    assert faults(page) == []
    order = shore.order()
    customer = site.page(f"/track/{order.request.tracking_code}", language="en")
    expect(customer.get_by_text("Severe weather has brought very many reports.", exact=False)).to_be_visible()
    page.get_by_role("button", name="Back to normal…").click()
    asking = page.get_by_role("dialog")
    asking.get_by_role("button", name="Back to normal", exact=True).click()
    expect(page.locator(".storm-banner")).to_have_count(0)
    expect(beside.locator(".storm-banner")).to_have_count(0)
    assert Storm.objects.get().report["figures"]["reports"] == 1
    page.locator("#tab-past").click()
    page.get_by_role("button", name=re.compile("Typhoon Yagi")).click()
    expect(page.locator(".storm-figures")).to_contain_text("Reports1")


def test_calls_about_one_fault_are_merged_after_a_look_and_taken_back(site: Site, shore: Shore, liu: User) -> None:
    parent = shore.order()
    children = [shore.order(lon=117.0502), shore.order(lon=117.0504)]
    page = storm_desk(site, liu, "groups")
    group = page.locator(".storm-group")
    expect(group).to_have_count(1, timeout=PATIENCE)
    group.get_by_role("button", name="Merge the 2 ticked…").click()
    asking = page.get_by_role("dialog")
    expect(asking).to_contain_text("2 will")
    asking.get_by_role("button", name="Do it to 2").click()
    expect(asking).to_contain_text("2 done")
    merged = WorkOrder.objects.filter(pk__in=[child.pk for child in children])
    assert set(merged.values_list("state", "parent")) == {("merged", parent.pk)}
    asking.get_by_role("button", name="Take back 2").click()
    expect(asking).to_contain_text("2 taken back")
    assert not merged.filter(state="merged").exists()


def test_a_technician_is_lent_and_sent_home(site: Site, shore: Shore, liu: User) -> None:
    page = storm_desk(site, liu, "help")
    page.get_by_role("button", name="Ask for somebody…").click()
    asking = page.get_by_role("dialog")
    asking.get_by_role("combobox", name="To station").click()
    page.get_by_role("option", name=re.compile("East Shore Power")).click()
    asking.get_by_role("combobox", name="Who").click()
    page.get_by_role("option", name=re.compile("周强")).click()
    asking.get_by_role("button", name="Ask", exact=True).click()
    row = page.locator(".storm-list li").first
    expect(row).to_contain_text("Lakeside Power → East Shore Power")
    assert Technician.objects.get(pk=shore.zhou.pk).station_id == shore.east.pk
    assert faults(page) == []
    row.get_by_role("button", name="Send home…").click()
    page.get_by_role("dialog").get_by_role("button", name="Send home").click()
    expect(row).to_contain_text("Back home")
    assert Technician.objects.get(pk=shore.zhou.pk).station_id == shore.station.pk


@pytest.mark.parametrize("size", [(1366, 768), (3840, 2160)], ids=["1366", "4K"])
def test_the_wallboard_fits_its_screen_and_says_when_it_is_out_of_date(
    site: Site, shore: Shore, liu: User, size: tuple[int, int]
) -> None:
    shore.order()
    shore.order("downed_line")
    viewport = {"width": size[0], "height": size[1]}
    page = site.page("/console/wall", user=liu, language="en", viewport=viewport)
    expect(page.locator(".wall-life")).to_contain_text("Downed line", timeout=PATIENCE)
    wide: bool = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide
    assert faults(page) == []
    page.context.set_offline(True)
    expect(page.get_by_role("alert")).to_contain_text("No connection; as of", timeout=PATIENCE)
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_have_count(0, timeout=PATIENCE)
