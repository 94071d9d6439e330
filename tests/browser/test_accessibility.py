"""Every page of the console, and what customers and technicians see, asked by axe: nothing against WCAG 2.2 AA."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from tests.browser.conftest import DESK, Site
from tests.commands.lakeside import Lakeside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 20_000
AXE = settings.BASE_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
ROUTE = settings.BASE_DIR / "frontend" / "console" / "state" / "route.ts"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKS = re.findall(r'"(\w+)"', re.search(r"DESKS = \[([^\]]*)\]", ROUTE.read_text())[1])  # type: ignore[index]


SETTLED = """() => Promise.all(document.getAnimations()
  .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
  .map((one) => one.finished.catch(() => null)))"""


def faults(page: Page) -> list[str]:
    """What axe finds: the rule, and the first places that break it."""
    # A colour halfway through its change is nobody's colour.
    page.evaluate(SETTLED)
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate(
        "rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] }).then(said => said.violations)",
        RULES,
    )
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    town = Lakeside()
    busy = town.order()
    town.give(busy, town.zhou)
    town.order("low_voltage")
    return town


@pytest.fixture
def everybody(town: Lakeside) -> User:
    user = User.objects.create(username="all", display_name="全能")
    for role in (Role.ADMIN, Role.DISPATCHER, Role.QUALITY, Role.AGENT):
        accounts.grant(user, role, town.city)
    return user


@pytest.mark.parametrize("theme", ["day", "night"])
def test_every_desk_can_be_used_by_everybody(site: Site, town: Lakeside, everybody: User, theme: str) -> None:
    language = "zh" if theme == "night" else "en"
    context = site.context(user=everybody, language=language, viewport=DESK)
    context.add_init_script(f"localStorage.setItem('paidan.console.theme', '{theme}')")
    page = site.watch(context.new_page())
    found = {}
    for desk in DESKS:
        page.goto(f"/console/{desk}")
        expect(page.locator("#desk-main h1, .queue-list .row, #desk-main h2, .wall h2").first).to_be_visible(
            timeout=PATIENCE
        )
        page.wait_for_load_state("networkidle")
        if wrong := faults(page):
            found[desk] = wrong
    assert found == {}


def test_an_open_order_and_the_tools_of_the_map(site: Site, town: Lakeside, everybody: User) -> None:
    page = site.page("/console/", user=everybody, language="en", viewport=DESK)
    page.locator(".queue-list .row").first.click(timeout=PATIENCE)
    expect(page.get_by_role("tab").first).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Layers").click()
    page.get_by_role("button", name="Past").click()
    expect(page.get_by_role("slider", name="Instant looked at")).to_be_visible(timeout=PATIENCE)
    assert faults(page) == []


@pytest.mark.parametrize("address", ["/", "/login", "/report", "/track"])
def test_pages_of_everybody(site: Site, town: Lakeside, address: str) -> None:
    page = site.page(address, language="zh")
    assert faults(page) == []


def test_the_phone_of_a_technician(site: Site, town: Lakeside) -> None:
    page = site.page("/technician/", user=town.zhou.user, language="zh")
    expect(page.locator(".job").first).to_be_visible(timeout=PATIENCE)
    assert faults(page) == []
