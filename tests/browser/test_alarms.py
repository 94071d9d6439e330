"""Danger to life is heard until the person at the desk has said that they know; a long list does not stop a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from dispatch.board import alarms
from dispatch.kernel import accounts, clock, commands
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import User
from repairs.models import ServiceRequest, WorkOrder
from tests.browser.conftest import DESK, Site
from tests.commands.lakeside import Lakeside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 20_000
# Counts the tones that the page plays; what it plays stays as it is.
LISTEN = """
window.tones = 0
const create = AudioContext.prototype.createOscillator
AudioContext.prototype.createOscillator = function () { window.tones += 1; return create.call(this) }
"""


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    return Lakeside()


@pytest.fixture
def li(town: Lakeside) -> User:
    user = User.objects.create(username="li", display_name="李明")
    accounts.grant(user, Role.DISPATCHER, town.city)
    return user


def heard(page: Page) -> int:
    return int(page.evaluate("window.tones"))


def test_danger_to_life_rings_until_it_is_acknowledged(site: Site, town: Lakeside, li: User) -> None:
    order = town.order()
    with commands.begun(SYSTEM) as tx:
        alarms.raise_(tx, "life_safety", town.city, order=order, facts={"symptom": "wire_down"})
    context = site.context(user=li, language="en", viewport=DESK)
    context.add_init_script(LISTEN)
    page = site.watch(context.new_page())
    page.goto("/console/")
    switch = page.get_by_role("button", name="Sound and desktop notices of alarms")
    expect(page.get_by_role("button", name="Acknowledge")).to_be_visible(timeout=PATIENCE)
    assert heard(page) == 0, "nothing sounds before somebody turns it on"
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    first = heard(page)
    assert first > 0
    page.wait_for_function("before => window.tones > before", arg=first, timeout=12_000)
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_role("region", name="Alarms").get_by_text("You confirmed")).to_be_visible(timeout=PATIENCE)
    quiet = heard(page)
    page.wait_for_timeout(7_000)
    assert heard(page) == quiet
    page.reload()
    expect(switch).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)


def test_a_storms_list_is_shown_piece_by_piece(site: Site, town: Lakeside, li: User) -> None:
    now = clock.now()
    requests = ServiceRequest.objects.bulk_create(
        ServiceRequest(
            number=f"99{place:011}",
            tracking_code=f"storm-{place}",
            utility="electricity",
            business_type="repair",
            symptom="no_power",
            channel="hotline",
            taken_at=now,
            taken_by="x",
        )
        for place in range(300)
    )
    WorkOrder.objects.bulk_create(
        WorkOrder(
            request=request,
            utility="electricity",
            business_type="repair",
            symptom="no_power",
            work_class="premises",
            skill="lv_service",
            priority=3,
            state="hand_queue",
            node=town.node,
            station=town.station,
            opened_at=now,
            updated_at=now,
            claim_after=now,
        )
        for request in requests
    )
    page = site.page("/console/region", user=li, language="en", viewport=DESK)
    part = page.locator(".desk-part").filter(has_text="To dispatch by hand")
    expect(part.locator(".desk-row")).to_have_count(50, timeout=PATIENCE)
    part.get_by_role("button", name="Show 250 more").click()
    expect(part.locator(".desk-row")).to_have_count(250)
    part.get_by_role("button", name="Show 50 more").click()
    expect(part.locator(".desk-row")).to_have_count(300)


def test_a_line_that_is_cut_is_an_alarm_until_it_is_whole_again(site: Site, town: Lakeside, li: User) -> None:
    page = site.page("/console/", user=li, language="en", viewport=DESK)
    expect(page.locator(".link-state")).to_contain_text("Live", timeout=PATIENCE)
    page.context.set_offline(True)
    strip = page.get_by_role("region", name="Alarms")
    expect(strip).to_contain_text("what is shown may be old", timeout=40_000)
    strip.get_by_role("button", name="Acknowledge").click()
    expect(strip).to_contain_text("You confirmed")
    page.context.set_offline(False)
    expect(strip).to_have_count(0, timeout=40_000)
