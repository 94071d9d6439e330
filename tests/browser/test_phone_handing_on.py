"""A job goes from one phone to a colleague's: at the end of a shift, without a line, declined and kept after all."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dispatch.kernel.models import User
from field.models import JobOffer, Technician, Visit
from tests.browser.conftest import DESK, Site, layout_faults
from tests.browser.test_accessibility import faults
from tests.browser.test_console import lin
from tests.browser.test_technician import arrived, cut, line_back, phone_of, sent, town
from tests.commands.lakeside import Lakeside

__all__ = ["lin", "town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def end_shift(page: Page) -> Any:
    page.get_by_role("button", name="Me", exact=True).click()
    page.locator("[data-shift-do=end]").click()
    return page.locator("dialog[open]").last


def colleague(page: Page, technician: Technician) -> Any:
    return page.locator(f"[data-colleague='{technician.pk}']")


def test_at_the_end_of_the_shift_a_job_is_handed_on_without_a_line_and_the_giver_goes_home(
    town: Lakeside, site: Site
) -> None:
    visit = arrived(town)
    page = phone_of(site, town.zhou)
    # The list of colleagues was looked at once, so it is known in the cellar.
    page.get_by_role("button", name=re.compile("Details")).click()
    page.locator("[data-do=hand-on]").click()
    expect(colleague(page, town.wu)).to_contain_text("On shift · 0 jobs")
    expect(colleague(page, town.feng).locator("input")).to_be_disabled()
    expect(colleague(page, town.qian)).to_have_count(0)
    page.locator("[data-do=ask-colleague]").click()
    expect(page.get_by_text("Choose a colleague.")).to_be_visible()
    assert layout_faults(page) == []
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")

    cut(page.context)
    sheet = end_shift(page)
    expect(sheet).to_contain_text("These jobs are under way.")
    sheet.locator("[data-do=hand-on]").click()
    expect(page.get_by_text(re.compile("Without a line, call them first"))).to_be_visible()
    colleague(page, town.wu).locator("input").check()
    page.get_by_label(re.compile("How far it is")).fill("表箱已打开，缺空开")
    page.locator("[data-do=ask-colleague]").click()
    expect(sheet).to_contain_text("吴敏 was asked to take it. Until then it stays yours.")
    assert JobOffer.objects.count() == 0
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Jobs", exact=True).click()
    expect(page.locator(f"[data-visit='{visit.pk}']")).to_contain_text("asked 吴敏")

    other = phone_of(site, town.wu)
    line_back(page)
    sent(page, 1)
    offer = other.locator("[data-offer]")
    expect(offer).to_contain_text("周强 asks you to take this on")
    expect(offer).to_contain_text("表箱已打开，缺空开")
    expect(offer).to_contain_text("So far: On site")
    assert layout_faults(other) == []
    assert faults(other) == []
    offer.locator("[data-do='offer.take']").click()
    expect(other.locator("[data-offer]")).to_have_count(0)
    expect(other.locator("[data-visit] [data-state]")).to_have_text("Accepted")
    expect(page.get_by_text("吴敏 has taken your job.")).to_be_visible()
    expect(page.get_by_text("No jobs right now")).to_be_visible()
    assert Visit.objects.get(order=visit.order_id, ended_at=None).technician_id == town.wu.pk

    end_shift(page).locator("[data-confirm]").click()
    sent(page, 2, back_to="Me")
    expect(page.locator("#content [data-shift=off]")).to_be_visible()
    town.zhou.refresh_from_db()
    assert town.zhou.state == "off"


def test_declined_it_stays_and_kept_after_all_it_leaves_the_colleague(town: Lakeside, site: Site) -> None:
    visit = arrived(town)
    page, other = phone_of(site, town.zhou), phone_of(site, town.wu)
    for answer in ("decline", "keep"):
        page.get_by_role("button", name=re.compile("Details")).click()
        page.locator("[data-do=hand-on]").click()
        colleague(page, town.wu).locator("input").check()
        page.locator("[data-do=ask-colleague]").click()
        expect(page.locator("[data-do=keep]")).to_be_visible()
        expect(other.locator("[data-offer]")).to_be_visible()
        if answer == "decline":
            page.keyboard.press("Escape")
            other.locator("[data-do='offer.decline']").click()
            other.get_by_label(re.compile("Why not")).fill("没有空开")
            other.locator("dialog [data-confirm]").click()
            expect(page.get_by_text("吴敏 did not take it; the job stays with you: 没有空开")).to_be_visible()
        else:
            page.locator("[data-do=keep]").click()
            expect(page.locator("[data-do=hand-on]")).to_be_visible()
            page.keyboard.press("Escape")
        expect(other.locator("[data-offer]")).to_have_count(0)
    visit.refresh_from_db()
    assert (visit.technician_id, visit.state) == (town.zhou.pk, "arrived")


def test_an_offer_that_was_called_off_while_the_colleague_was_away_is_said(town: Lakeside, site: Site) -> None:
    visit = arrived(town)
    other = phone_of(site, town.wu)
    page = phone_of(site, town.zhou)
    page.get_by_role("button", name=re.compile("Details")).click()
    page.locator("[data-do=hand-on]").click()
    colleague(page, town.wu).locator("input").check()
    page.locator("[data-do=ask-colleague]").click()
    expect(other.locator("[data-offer]")).to_be_visible()
    cut(other.context)
    other.locator("[data-do='offer.take']").click()
    expect(other.locator("[data-offer]")).to_have_count(0)
    page.locator("[data-do=keep]").click()
    expect(page.locator("[data-do=hand-on]")).to_be_visible()
    line_back(other)
    other.get_by_role("button", name=re.compile("Sent$")).click()
    refused = other.locator("[data-fate=refused]")
    expect(refused).to_contain_text("That offer was answered, or the job is gone.", timeout=20_000)
    visit.refresh_from_db()
    assert visit.ended_at is None


def test_the_sheets_fit_a_small_phone_in_both_languages_and_the_order_tells_of_it(
    town: Lakeside, site: Site, lin: User
) -> None:
    visit = arrived(town)
    town.give(town.order(), town.zhou)
    for language in ("zh", "en"):
        page = phone_of(site, town.zhou, language=language, viewport={"width": 320, "height": 640})
        page.locator(".tabs button").last.click()
        page.locator("[data-shift-do=end]").click()
        assert layout_faults(page) == [], language
        page.locator(f"[data-begun='{visit.pk}'] [data-do=hand-on]").click()
        expect(colleague(page, town.wu)).to_be_visible()
        assert layout_faults(page) == [], language
        colleague(page, town.wu).locator("input").check()
        page.locator("[data-do=ask-colleague]").click()
        expect(page.locator("[data-do=keep]")).to_be_visible()
        assert layout_faults(page) == [], language
        other = phone_of(site, town.wu, language=language, viewport={"width": 320, "height": 640})
        expect(other.locator("[data-offer]")).to_be_visible()
        assert layout_faults(other) == [], language
        page.locator("[data-do=keep]").click()
        expect(page.locator(f"[data-begun='{visit.pk}'] [data-do=hand-on]")).to_be_visible()
    desk = site.page("/console/", user=lin, viewport=DESK)
    desk.goto(f"/console/?order={visit.order_id}")
    desk.locator("#tab-story").click()
    expect(desk.get_by_text("周强 offers the job to 吴敏").first).to_be_visible()
