"""What is wrong with areas, in the browser: chosen by the keyboard, looked at, mended into a draft, and registered."""

from __future__ import annotations

import pytest
import shapely
from playwright.sync_api import expect

from coverage import index
from coverage.models import Area, CoverageVersion, Station, Territory
from dispatch.kernel import accounts, clock, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from tests.browser.conftest import DESK, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lin(transactional_db: None) -> User:
    """The dispatcher of a city of two stations that overlap by a strip, with a gap beside them."""
    city = organisation.add_node(None, "city", "湖滨市", "Lakeside")
    version = CoverageVersion.objects.create(state="active", created_at=clock.now())
    for name, name_en, west, east in (("西站", "West", 117.0, 117.1), ("东站", "East", 117.09, 117.15)):
        node = organisation.add_node(city, "station", name, name_en)
        station = Station.objects.create(
            node=node, code=name_en, utilities=["electricity"], skills=[], lon=west + 0.02, lat=31.05
        )
        area = shapely.box(west, 31.0, east, 31.1)
        Area.objects.create(version=version, station=station, geometry=shapely.to_wkb(area), vertices=5)
    outline = shapely.box(117.0, 31.0, 117.2, 31.1)
    Territory.objects.create(node=city, geometry=shapely.to_wkb(outline), vertices=5)
    index.forget()
    user = User.objects.create(username="lin", display_name="林调度")
    accounts.grant(user, Role.DISPATCHER, city)
    return user


def test_a_finding_is_mended_into_a_draft_without_a_mouse(site: Site, lin: User) -> None:
    page = site.page("/console/coverage?part=findings", user=lin, language="en", viewport=DESK)
    rows = page.locator(".finding-row")
    expect(rows).to_have_count(2, timeout=20_000)
    page.get_by_role("listbox").focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(0)).to_have_attribute("aria-selected", "true")
    expect(page.locator(".finding-about h2")).to_have_text("52.92 km² of Lakeside are covered by nobody")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".finding-about h2")).to_have_text("West and East share 10.58 km²")
    keep = page.get_by_role("button", name="West keeps it")
    keep.focus()
    page.keyboard.press("Enter")
    change = page.locator(".finding-preview tbody tr")
    expect(change).to_contain_text("East")
    expect(change).to_contain_text("−10.58 km²")
    assert CoverageVersion.objects.count() == 1, "a preview changes nothing"
    page.get_by_role("button", name="Put it into a plan…").press("Enter")
    page.get_by_role("button", name="Put it in", exact=True).press("Enter")
    expect(rows).to_have_count(1, timeout=20_000)
    plan = CoverageVersion.objects.get(state="draft")
    assert [area.station.code for area in Area.objects.filter(version=plan)] == ["East"]
    rows.click()
    page.get_by_role("button", name="Give it to East").click()
    page.get_by_role("button", name="Put it into this plan").click()
    expect(page.get_by_role("status").filter(has_text="Nothing wrong was found.")).to_be_visible(timeout=20_000)


def test_shares_and_requests_are_tables(site: Site, lin: User) -> None:
    page = site.page("/console/coverage?part=findings", user=lin, language="zh", viewport=DESK)
    page.get_by_role("button", name="覆盖率").click(timeout=20_000)
    expect(page.locator(".finding-tables tbody tr")).to_contain_text(["湖滨市"])
    expect(page.locator(".finding-tables tbody tr strong")).to_have_text("75.0%")
    page.get_by_role("button", name="报修分布").click()
    expect(page.locator(".finding-tables tbody tr")).to_have_count(2)
