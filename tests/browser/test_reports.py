"""The reports desk in a browser: a chart is drawn, a figure opens its orders, back leads to the report as it was."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from dispatch.board.models import Offer
from dispatch.kernel import accounts, clock
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from repairs.models import Outage, WorkOrder
from tests.browser.conftest import Site
from tests.browser.test_accessibility import faults
from tests.browser.test_desks import desk_of
from tests.commands.lakeside import Lakeside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 20_000


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    """Three orders, two of which were returned for one reason and one for another."""
    town = Lakeside()
    now = clock.now()
    for reason in ("no_crew", "no_crew", "outside_area"):
        order = town.order()
        Offer.objects.create(
            order=order,
            station=town.station,
            way="coverage",
            made_at=now,
            answered_at=now,
            answer="returned",
            reason=reason,
        )
    arrived = WorkOrder.objects.order_by("pk")[:1].get()
    opened = arrived.opened_at
    WorkOrder.objects.filter(pk=arrived.pk).update(arrived_at=opened + timedelta(minutes=20))
    return town


def person(town: Lakeside, *roles: Role) -> User:
    user = User.objects.create(username="lin", display_name="Lin")
    for role in roles:
        accounts.grant(user, role, town.city)
    return user


def opened(site: Site, town: Lakeside, query: str = "", role: Role = Role.DISPATCHER) -> Page:
    return desk_of(site, person(town, role), f"/console/reports{query}")


def test_a_chart_is_drawn_with_its_table_below_it(town: Lakeside, site: Site) -> None:
    page = opened(site, town, "?report=returns")
    chart = page.get_by_role("img", name=re.compile("Chart: Returns"))
    expect(chart.locator("svg path").first).to_be_attached(timeout=PATIENCE)
    # Told apart by patterns, not by colour alone.
    expect(chart.locator("svg pattern").first).to_be_attached()
    table = page.get_by_role("region", name="Returns")
    expect(table.get_by_role("row")).to_have_count(4)
    expect(table).to_contain_text("Total")
    page.get_by_text("How this is counted").click()
    expect(page.locator(".report-rule p")).to_contain_text("share = returns ÷ offers")


def test_a_figure_opens_its_orders_and_back_leads_to_the_report(town: Lakeside, site: Site) -> None:
    page = opened(site, town, "?report=returns&period=7")
    figure = page.get_by_role("button", name=re.compile(r"^2 · Count · Lakeside Power"))
    figure.focus()
    page.keyboard.press("Enter")
    orders = page.get_by_role("region", name=re.compile("Returns · Lakeside Power"))
    expect(orders.get_by_role("row")).to_have_count(3)
    number = orders.get_by_role("button").first
    said = number.inner_text()
    number.click()
    panel = page.get_by_role("complementary").filter(has_text=said.replace(" ", "")[:6])
    expect(panel.or_(page.locator(".panel")).first).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"figure=count.*order=\d+"))
    page.go_back()
    expect(page.get_by_role("region", name="Returns", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(r"^2 · Count · Lakeside Power"))).to_be_focused()
    expect(page.get_by_role("button", name="7 days")).to_have_attribute("aria-pressed", "true")
    page.go_forward()
    expect(orders.get_by_role("row")).to_have_count(3)


def test_a_link_leads_to_the_same_figures_and_filters_are_steps_back(town: Lakeside, site: Site) -> None:
    page = opened(site, town, "?report=times&utility=gas")
    expect(page.locator(".report-part")).to_contain_text("Nothing in these days", timeout=PATIENCE)
    page.get_by_role("combobox", name="Utility", exact=True).select_option(label="Electricity")
    expect(page.get_by_role("region", name="Arrival and restoration times")).to_contain_text("20 min")
    page.get_by_role("combobox", name="Grouped by", exact=True).select_option(label="Station")
    expect(page.get_by_role("region", name="Arrival and restoration times")).to_contain_text("Lakeside Power")
    expect(page).to_have_url(re.compile("by=station"))
    page.go_back()
    page.go_back()
    expect(page.locator(".report-part")).to_contain_text("Nothing in these days")
    page.reload()
    expect(page.get_by_role("combobox", name="Utility", exact=True)).to_have_value("gas")


def test_a_report_is_downloaded_as_csv_and_excel(town: Lakeside, site: Site) -> None:
    page = opened(site, town, "?report=returns")
    for name, start in (("CSV", b"\xef\xbb\xbf"), ("Excel with orders", b"PK")):
        with page.expect_download() as caught:
            page.get_by_role("link", name=name, exact=True).click()
        assert caught.value.path().read_bytes().startswith(start)


def test_an_outage_is_entered_and_the_indices_follow(town: Lakeside, site: Site) -> None:
    page = desk_of(site, person(town, Role.DISPATCHER, Role.ADMIN), "/console/reports?report=reliability&by=all")
    expect(page.locator(".report-note")).to_contain_text("No outage data for Electricity", timeout=PATIENCE)
    page.get_by_role("button", name="Say how many customers").click()
    page.get_by_role("dialog").get_by_label("Customers", exact=True).fill("1000")
    page.get_by_role("dialog").get_by_label("From this day").fill("2026-01-01")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Enter an outage").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Customers interrupted").fill("200")
    an_hour_ago = (clock.now() - timedelta(hours=1)).astimezone(ZoneInfo("Asia/Shanghai"))
    dialog.get_by_label("It began at").fill(f"{an_hour_ago:%Y-%m-%dT%H:%M}")
    dialog.get_by_role("button", name="Save").click()
    row = page.locator(".outage-list li")
    expect(row).to_contain_text("200 still without")
    row.get_by_role("button", name=re.compile("Enter a restoration")).click()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(row).to_contain_text("200 back")
    assert Outage.objects.get().steps.get().customers == 200
    table = page.get_by_role("region", name="Reliability (SAIDI and others)")
    expect(table).to_contain_text(re.compile(r"All days\s*0\.2"))


@pytest.mark.parametrize(
    "query", ["?report=returns", "?report=reliability", "?report=returns&figure=count&list_by=station"]
)
def test_reports_and_lists_can_be_used_by_everybody(town: Lakeside, site: Site, query: str) -> None:
    page = opened(site, town, query)
    expect(page.locator(".report-part").first).to_be_visible(timeout=PATIENCE)
    page.wait_for_load_state("networkidle")
    assert faults(page) == []
