"""A working day: two dispatchers, one region, a storm. Neither page is loaded anew from the first call to the last."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from dispatch.board import alarms
from dispatch.kernel import commands
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import User
from field.models import Visit
from repairs.models import Storm
from tests.browser.conftest import Site
from tests.browser.test_console import console_of, lin, row_of, town
from tests.browser.test_presence import mei, question
from tests.browser.test_storm import switch_on
from tests.commands.lakeside import Lakeside
from tests.served import Served

__all__ = ["lin", "mei", "town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 20_000


def by_name(page: Page, words: str) -> None:
    """Go or do by the palette."""
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    expect(page.locator(".palette-item").first).to_contain_text(re.compile(words, re.I))
    page.keyboard.press("Enter")


def both_suspend(first: Page, second: Page) -> None:
    """The same action at once: the second one is told."""
    for page in (first, second):
        question(page, "Suspend")
        asking = page.get_by_role("dialog")
        asking.get_by_role("radio", name="Bad weather").check()
        asking.get_by_role("button", name=re.compile("1 h")).click()
        asking.get_by_role("textbox", name="What happened").fill("The storm is over the lake")
    for page in (first, second):
        page.get_by_role("dialog").get_by_role("button", name="Suspend", exact=True).click()
    expect(second.locator(".panel").get_by_role("alert")).to_contain_text("林调度 changed this order")


def test_two_dispatchers_get_one_region_through_a_storm(
    town: Lakeside, lin: User, mei: User, site: Site, served: Served
) -> None:
    first, second = console_of(site, lin), console_of(site, mei)
    for page in (first, second):
        page.evaluate("window.stillTheSamePage = true")
        expect(page.locator(".queue-list .nothing")).to_be_visible()
        page.locator(".queue .tabs").get_by_role("button", name=re.compile("^All")).click()

    # The first calls. A wire is down: both hear of it, and both must say so.
    calm = [town.order() for _ in range(3)]
    wire = town.order("downed_line")
    with commands.begun(SYSTEM) as tx:
        alarms.raise_(tx, "life_safety", town.city, order=wire, facts={"symptom": "downed_line"})
    for page in (first, second):
        for order in (*calm, wire):
            row_of(page, order)
        expect(page.locator(".queue-list .row").first).to_have_id(f"order-{wire.pk}")
    expect(second.get_by_role("button", name="Acknowledge")).to_be_visible(timeout=PATIENCE)
    first.get_by_role("button", name="Acknowledge").click()
    expect(second.get_by_role("region", name="Alarms")).to_contain_text("1 of 2 confirmed", timeout=PATIENCE)
    second.get_by_role("button", name="Acknowledge").click()
    for page in (first, second):
        expect(page.get_by_role("button", name="Acknowledge")).to_have_count(0)

    # One switches the storm on; the other one is told where they are.
    by_name(first, "storm")
    switch_on(first)
    expect(second.locator(".storm-banner")).to_contain_text("Typhoon Yagi")
    by_name(first, "map")

    # One gives the wire to a crew on the board, the other one sees it in the queue.
    by_name(second, "board")
    second.locator(".plan-order", has_text=re.compile("Downed line")).focus()
    second.keyboard.press("Enter")
    asking = second.get_by_role("dialog")
    expect(asking.locator(".plan-check")).to_contain_text("Within the arrival limit")
    asking.get_by_role("button", name="Give").press("Enter")
    expect(asking).to_have_count(0)
    visit = Visit.objects.get(order=wire, ended_at=None)
    expect(first.locator(f"#order-{wire.pk}")).to_contain_text(visit.technician.name_en or visit.technician.name)

    # Each sees where the other one is; who comes second is told who was first.
    by_name(second, "map")
    second.locator(row_of(second, calm[0])).click()
    expect(first.locator(f"#order-{calm[0].pk} .row-at")).to_contain_text("梅调度 looks at it")
    first.locator(row_of(first, calm[0])).click()
    both_suspend(first, second)
    calm[0].refresh_from_db()
    assert calm[0].state == "suspended"

    # The server falls in the middle of it. Both screens say so, and have what happened meanwhile.
    served.kill()
    for page in (first, second):
        expect(page.locator(".link-state")).to_contain_text("Offline", timeout=PATIENCE)
    for step in ("accept", "depart"):
        town.tap(visit, step)
    late = town.order("low_voltage")
    served.start()
    for page in (first, second):
        expect(page.locator(".link-state")).to_have_text("Live", timeout=40_000)
        row_of(page, late)
        expect(page.locator(f"#order-{wire.pk} .chip")).to_have_text("On the way")

    # Where is the crew? Asked by name.
    by_name(first, visit.technician.name)
    expect(first.locator(".way-card")).to_contain_text(visit.technician.name)

    # The wire is off the road, the storm over. What was done is in its report.
    for step in ("arrive", "repair"):
        town.tap(visit, step)
    for page in (first, second):
        expect(page.locator(f"#order-{wire.pk} .chip")).to_have_text("Repaired")
    by_name(second, "storm")
    second.get_by_role("button", name="Back to normal…").click()
    second.get_by_role("dialog").get_by_role("button", name="Back to normal", exact=True).click()
    for page in (first, second):
        expect(page.locator(".storm-banner")).to_have_count(0)
        assert page.evaluate("window.stillTheSamePage") is True
    assert Storm.objects.get().report["figures"]["reports"] == 1
