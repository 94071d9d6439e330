"""The form of a visit on the phone: filled in without a line, kept through a killed page, checked, and in the panel."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dispatch.kernel.models import User
from field.models import FilledForm, Visit
from repairs.models import WorkOrder
from tests.browser.conftest import DESK, Site, layout_faults
from tests.browser.test_accessibility import faults
from tests.browser.test_console import lin
from tests.browser.test_phone_photos import file_at, shoot
from tests.browser.test_technician import big, cut, line_back, phone_of, sent
from tests.commands.lakeside import Lakeside

__all__ = ["lin"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    return Lakeside()


def there(town: Lakeside, symptom: str) -> Visit:
    visit = town.give(town.order(symptom), town.zhou)
    for step in ("accept", "depart", "arrive"):
        town.tap(visit, step)
    return visit


def line(page: Page, item: str) -> Any:
    return page.locator(f"dialog [data-item={item}]")


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Hand in", exact=True).click()


def gas_form(page: Page) -> None:
    """Everything of the form but its photo and the reading on leaving."""
    page.get_by_label(re.compile("Second person")).fill("吴敏")
    for item in ("no_ignition", "no_phone_inside", "people_out"):
        line(page, item).locator("input").check()
    line(page, "gas_on_arrival").locator("input").fill("35,5")
    line(page, "leak_found").get_by_label("Yes").check()
    line(page, "leak_place").get_by_label("Hose").check()
    line(page, "valve_state").get_by_label("Closed", exact=True).check()


def test_a_gas_form_filled_in_without_a_line_survives_a_killed_page_and_reaches_the_panel(
    town: Lakeside, site: Site, lin: User, tmp_path: Path
) -> None:
    visit = there(town, "smell_of_gas")
    page = phone_of(site, town.zhou)
    context = page.context
    cut(context)
    # Nobody says "repaired" before the form is there.
    big(page, "Repaired").click()
    expect(page.get_by_text("Fill in the form before you say that it is repaired.")).to_be_visible()
    page.locator("dialog [data-do=form]").click()
    gas_form(page)
    expect(line(page, "gas_on_arrival")).to_contain_text("Above the usual range: the reviewer will see it.")
    assert layout_faults(page) == []
    page.close()

    page = site.watch(context.new_page())
    page.goto("/technician/")
    big(page, "Repaired").click()
    page.locator("dialog [data-do=form]").click()
    expect(page.get_by_label(re.compile("Second person"))).to_have_value("吴敏")
    expect(line(page, "gas_on_arrival").locator("input")).to_have_value("35,5")
    expect(line(page, "leak_place").get_by_label("Hose")).to_be_checked()
    hand_in(page)
    expect(line(page, "gas_on_leaving")).to_contain_text("Needed")
    expect(line(page, "photo_outside")).to_contain_text("A photo is missing")
    line(page, "gas_on_leaving").locator("input").fill("4")
    expect(line(page, "gas_on_leaving")).to_contain_text("Not safe yet")
    line(page, "gas_on_leaving").locator("input").fill("0.5")
    line(page, "photo_outside").get_by_role("button").click()
    expect(page.locator("dialog[open]").last).to_contain_text("No phone and no photos inside")
    shoot(page, file_at(tmp_path, 1), "The place")
    page.locator("dialog[open]").last.get_by_role("button", name="Close").click()
    expect(line(page, "photo_outside")).to_contain_text("1 so far")
    hand_in(page)
    page.get_by_label("Ageing").check()
    page.locator("dialog [data-confirm]").click()
    expect(page.get_by_text("3 to send")).to_be_visible()
    assert not FilledForm.objects.exists()

    line_back(page)
    sent(page, 3)
    row = FilledForm.objects.get()
    assert (row.visit, row.code, row.version, row.is_late) == (visit, "gas_leak", 1, False)
    assert row.answers == {
        "second_person": "吴敏", "no_ignition": True, "no_phone_inside": True, "people_out": True,
        "gas_on_arrival": 35.5, "leak_found": "yes", "leak_place": "hose", "valve_state": "closed",
        "gas_on_leaving": 0.5,
    }  # fmt: skip
    visit.refresh_from_db()
    assert visit.state == "repaired"

    desk = site.page(f"/console/?order={visit.order_id}", user=lin, viewport=DESK)
    desk.get_by_role("tab", name="Evidence").click()
    form = desk.locator("[data-form=gas_leak]")
    expect(form).to_contain_text("Gas leak form")
    expect(form.locator("[data-item=gas_on_arrival]")).to_contain_text("35.5 % LEL")
    expect(form.locator("[data-item=gas_on_arrival]")).to_contain_text("Above the usual range")
    expect(form.locator("[data-item=leak_place]")).to_contain_text("Hose")
    expect(desk.locator("[data-form-missing]")).to_have_count(0)
    assert faults(desk) == []


def test_who_cannot_fill_it_in_says_why_and_is_not_held_up(town: Lakeside, site: Site, lin: User) -> None:
    visit = there(town, "smoke_or_fire")
    page = phone_of(site, town.zhou)
    big(page, "Repaired").click()
    page.locator("dialog [data-do=waive]").click()
    page.get_by_label("Ageing").check()
    page.locator("dialog [data-confirm]").click()
    expect(page.get_by_text("Say why; the reviewer will see it.")).to_be_visible()
    page.get_by_label("Why it cannot be filled in").fill("The camera is wet")
    assert faults(page) == []
    page.locator("dialog [data-confirm]").click()
    sent(page, 1)
    visit.refresh_from_db()
    assert (visit.state, visit.form_waived) == ("repaired", "The camera is wet")
    desk = site.page(f"/console/?order={visit.order_id}", user=lin, viewport=DESK)
    desk.get_by_role("tab", name="Evidence").click()
    expect(desk.locator("[data-form-waived]")).to_contain_text("The camera is wet")
    desk.get_by_role("tab", name="Story").click()
    expect(desk.get_by_text("Electrical danger form not filled in: The camera is wet").first).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_fits_a_small_phone(town: Lakeside, site: Site, language: str) -> None:
    visit = there(town, "no_power")
    page = phone_of(site, town.zhou, language=language, viewport={"width": 320, "height": 640})
    for symptom in ("smell_of_gas", "weak_flame", "downed_line", "no_power", "bad_water", "radiator_leak"):
        WorkOrder.objects.filter(pk=visit.order_id).update(symptom=symptom)
        page.reload()
        expect(page.locator(".link")).to_have_text(re.compile("Live|实时"))
        page.locator(".job-head").first.click()
        page.locator("[data-do=form]").click()
        hand = page.locator("dialog[open] [data-confirm]").last
        hand.click()
        sheet = page.locator("dialog[open]").last
        # What is only asked after an answer is shown too.
        for name in ("leak_found", "power_cut", "supply_is", "water_tested"):
            if sheet.locator(f"[data-item={name}] input").count():
                sheet.locator(f"[data-item={name}] input").first.check()
        assert layout_faults(page) == [], symptom
        assert sheet.evaluate("one => one.scrollWidth - one.clientWidth") == 0, symptom
        assert "site_form" not in sheet.inner_text()
    assert faults(page) == []


def test_a_power_form_holds_nothing_up_and_can_be_changed(town: Lakeside, site: Site, tmp_path: Path) -> None:
    there(town, "no_power")
    page = phone_of(site, town.zhou)
    page.get_by_role("button", name=re.compile("Details")).click()
    page.locator("[data-do=form]").click()
    hand_in(page)
    expect(page.get_by_text("4 to put right.")).to_be_visible()
    assert faults(page) == []
    line(page, "voltage_tested").locator("input").check()
    line(page, "fault_place").get_by_label("Meter").check()
    # The voltage is asked for only where there is one.
    expect(line(page, "voltage_on_leaving")).to_have_count(0)
    line(page, "supply_is").get_by_label("Restored", exact=True).check()
    line(page, "voltage_on_leaving").locator("input").fill("22O")
    expect(line(page, "voltage_on_leaving")).to_contain_text("Enter a number")
    line(page, "voltage_on_leaving").locator("input").fill("226.4")
    line(page, "photo_after").get_by_role("button").click()
    shoot(page, file_at(tmp_path, 2), "After the work")
    page.locator("dialog[open]").last.get_by_role("button", name="Close").click()
    hand_in(page)
    expect(page.get_by_text("The form is filled in")).to_be_visible()
    page.locator("[data-do=form]").click()
    page.get_by_label(re.compile("Remarks")).fill("换了空开")
    hand_in(page)
    expect(page.get_by_role("dialog", name="Power supply form")).to_have_count(0)
    page.get_by_role("button", name="Close").click()
    sent(page, 3)
    assert [row.answers.get("remarks") for row in FilledForm.objects.order_by("pk")] == [None, "换了空开"]


# Chromium on Linux has no reader of barcodes of its own; what stands in for it answers as the browser's interface does.
READER = """
globalThis.BarcodeDetector = class {
  async detect(picture) {
    if (!(picture instanceof ImageBitmap)) throw new TypeError("not a picture")
    return picture.width > 100 ? [{ rawValue: " G4-000123 " }] : []
  }
}
"""


def test_a_meter_number_is_read_by_the_camera_where_the_browser_can(town: Lakeside, site: Site, tmp_path: Path) -> None:
    there(town, "weak_flame")
    page = phone_of(site, town.zhou)
    page.get_by_role("button", name=re.compile("Details")).click()
    page.locator("[data-do=form]").click()
    # Where it cannot, the number is typed, and nothing is offered that would not work.
    expect(line(page, "meter_number").locator("input:not([type=file])")).to_be_visible()
    expect(line(page, "meter_number").get_by_text("Read the barcode")).to_have_count(0)

    page.context.add_init_script(READER)
    page.reload()
    expect(page.locator(".link")).to_have_text("Live")
    page.get_by_role("button", name=re.compile("Details")).click()
    page.locator("[data-do=form]").click()
    number = line(page, "meter_number")
    number.locator("input[type=file]").set_input_files(file_at(tmp_path, 3))
    expect(number.locator("input:not([type=file])")).to_have_value("G4-000123")
    number.locator("input[type=file]").set_input_files({"name": "no.jpg", "mimeType": "image/jpeg", "buffer": b"none"})
    expect(number).to_contain_text("No barcode found. Type the number.")
    expect(number.locator("input:not([type=file])")).to_have_value("G4-000123")
