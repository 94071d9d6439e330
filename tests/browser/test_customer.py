"""A customer's way in a real browser: report, follow live, with and without script, in both languages."""

from __future__ import annotations

import re

import pytest
import shapely
from playwright.sync_api import Page, expect

from coverage.models import BackgroundOutline
from dispatch.kernel import commands
from dispatch.kernel.actors import SYSTEM
from field.models import Visit
from repairs import orders
from repairs.models import ServiceRequest, WorkOrder
from tests.browser.conftest import DESK, PHONE, Site, layout_faults
from tests.commands.lakeside import Lakeside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

POWER = "/report/electricity/no_power/"


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    return Lakeside()


def fill(page: Page) -> None:
    page.get_by_label("Address").fill("3 Lake Street, door 201")
    page.get_by_label("The whole building").check()
    page.get_by_label("Phone").fill("138 1234 5678")


def given(town: Lakeside, order: WorkOrder) -> Visit:
    """The station takes the order and gives it to Zhou."""
    with commands.begun(SYSTEM) as tx:
        orders.offer_many(tx, [(orders.locked([order.pk])[order.pk], town.station, None)])
    return town.give(order, town.zhou)


def test_a_report_with_script_and_the_ticket_moves_by_itself(town: Lakeside, site: Site) -> None:
    page = site.page("/")
    page.get_by_role("link", name=re.compile("Electricity")).click()
    page.get_by_role("link", name="No power", exact=True).click()
    fill(page)
    page.get_by_role("button", name="Send the report").last.click()
    expect(page.get_by_role("heading", name="We have it")).to_be_visible()
    page.get_by_role("link", name="Follow the repair").click()
    expect(page.locator("[data-live]")).to_have_text("Live")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Reported; a station is being found")
    order = WorkOrder.objects.get()
    visit = given(town, order)
    expect(heading).to_have_text("A technician is assigned and leaves soon")
    for step, words in (
        ("accept", None),
        ("depart", "The technician is on the way"),
        ("arrive", "The technician is on site"),
    ):
        town.tap(visit, step)
        visit.refresh_from_db()
        if words:
            expect(heading).to_have_text(words)
    expect(page.locator("[aria-current=step]")).to_contain_text("on site")
    expect(page.get_by_text("周师傅")).to_be_visible()


def test_without_script_a_report_gets_its_number_and_the_ticket_refreshes(town: Lakeside, site: Site) -> None:
    page = site.page(POWER, script=False)
    expect(page.get_by_text("Use my position")).to_be_hidden()
    fill(page)
    page.get_by_role("button", name="Send the report").last.click()
    expect(page.get_by_role("heading", name="We have it")).to_be_visible()
    page.get_by_role("link", name="Follow the repair").click()
    expect(page.get_by_role("link", name="Refresh")).to_be_visible()


def test_pressing_twice_and_enter_send_one_report(town: Lakeside, site: Site) -> None:
    page = site.page(POWER)
    fill(page)
    page.get_by_label("Phone").press("Enter")
    expect(page.get_by_role("heading", name="We have it")).to_be_visible()
    page.go_back()
    page.wait_for_load_state()
    assert WorkOrder.objects.count() == 1


def test_the_language_changes_inside_the_form_and_nothing_typed_is_lost(town: Lakeside, site: Site) -> None:
    page = site.page(POWER)
    fill(page)
    page.get_by_role("button", name="切换为中文").click()
    expect(page.get_by_label("地址")).to_have_value("3 Lake Street, door 201")
    expect(page.get_by_label("整栋楼")).to_be_checked()
    expect(page.get_by_role("heading", name="停电")).to_be_visible()


def test_my_position_goes_with_the_report_and_can_be_taken_back(town: Lakeside, site: Site) -> None:
    granted = {"permissions": ["geolocation"], "geolocation": {"longitude": 117.05, "latitude": 31.05, "accuracy": 18}}
    page = site.page(POWER, **granted)
    page.get_by_role("button", name="Use my position").click()
    expect(page.get_by_text("Located, within about 18 m")).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Located, within about 18 m")).to_be_hidden()
    page.get_by_role("button", name="Use my position").click()
    page.get_by_label("Phone").fill("13812345678")
    page.get_by_role("button", name="Send the report").last.click()
    expect(page.get_by_role("heading", name="We have it")).to_be_visible()
    request = ServiceRequest.objects.get()
    assert (request.lon, request.lat, request.accuracy_m, request.place_source) == (117.05, 31.05, 18, "gps")


def test_a_refused_position_is_said_and_the_form_goes_on(town: Lakeside, site: Site) -> None:
    page = site.page(POWER)
    page.get_by_role("button", name="Use my position").click()
    expect(page.get_by_text("Your position may not be read. Please give the address.")).to_be_visible()


def test_the_map_comes_only_when_asked_for_and_takes_a_pin(town: Lakeside, site: Site) -> None:
    district = shapely.to_wkb(shapely.box(117.0, 31.0, 117.2, 31.2))
    BackgroundOutline.objects.create(
        name="湖滨区", name_en="Lakeside", geometry=district, attribution="drawn for a test"
    )
    asked: list[str] = []
    page = site.watch(site.context().new_page())
    page.on("request", lambda request: asked.append(request.url))
    page.goto(POWER)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "map" in url]
    page.get_by_role("button", name="Mark on a map").click()
    canvas = page.locator(".map canvas")
    expect(canvas).to_be_visible()
    expect(page.get_by_text("Move and zoom the map")).to_be_visible()
    canvas.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Place marked")).to_be_visible()
    assert page.locator("input[name=lon]").input_value()


def test_where_there_is_no_map_the_page_asks_for_the_address(town: Lakeside, site: Site) -> None:
    page = site.page(POWER)
    page.get_by_role("button", name="Mark on a map").click()
    expect(page.get_by_text("The map could not be loaded. Please give the address.")).to_be_visible()


def test_the_safety_words_of_a_hazard_appear_when_it_is_ticked(town: Lakeside, site: Site) -> None:
    page = site.page(POWER, script=False)
    words = page.get_by_text("Keep at least 8 m away from the line")
    expect(words).to_be_hidden()
    page.get_by_label("Live wire").check()
    expect(words).to_be_visible()


def test_pages_fit_and_offer_targets_for_a_thumb(town: Lakeside, site: Site) -> None:
    code = town.order().request.tracking_code
    addresses = ["/", "/login", "/report/", "/report/gas/", "/report/gas/smell_of_gas/", "/track/"]
    addresses += [f"/track/{code}", f"/report/done/{code}", "/nowhere"]
    for language in ("zh", "en"):
        page = site.page("/", language=language)
        for address in addresses:
            page.goto(address)
            for viewport in ({"width": 320, "height": 640}, PHONE, DESK):
                page.set_viewport_size(viewport)
                assert layout_faults(page) == [], (address, language, viewport)
