"""Crews at the station's desk and on the phones of those who belong to them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dispatch.kernel import commands
from dispatch.kernel.actors import SYSTEM
from field.crews import crews
from field.models import Crew, CrewMember, JobOffer, Technician
from tests.browser.conftest import DESK, Site, layout_faults
from tests.browser.test_accessibility import faults
from tests.browser.test_technician import cut, line_back, phone_of, sent, town
from tests.commands.lakeside import Lakeside

__all__ = ["town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def crew(town: Lakeside, name: str, *people: Technician) -> Crew:
    with commands.begun(SYSTEM) as tx:
        wanted = crews.Wanted(name, "", people[0].pk, people[1].pk, [each.pk for each in people])
        return crews.make(tx, town.station, wanted)


def me(page: Page) -> Any:
    page.locator(".tabs button").last.click()
    return page.locator("[data-crew]")


def test_a_coordinator_makes_a_crew_adds_a_helper_and_disbands_it(town: Lakeside, site: Site) -> None:
    desk = site.page("/console/station", user=town.he, viewport=DESK)
    expect(desk.get_by_text("No crews yet")).to_be_visible()
    desk.get_by_role("button", name="New crew").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("抢修一班")
    for technician in (town.zhou, town.wu):
        dialog.get_by_label(technician.name).check()
    dialog.get_by_label("Leader").select_option(label="周强")
    dialog.get_by_label("Stand-in").select_option(label="吴敏")
    assert layout_faults(desk, 24) == []
    dialog.get_by_role("button", name="Save").click()
    row = desk.locator("[data-crew]")
    expect(row).to_contain_text("抢修一班")
    expect(row).to_contain_text("leads now")
    # The desk follows who is on shift without asking again.
    town.shift(town.zhou, "end")
    expect(row.locator("li").filter(has_text="吴敏")).to_contain_text("leads now")
    assert faults(desk) == []

    row.get_by_role("button", name="Add a helper").click()
    desk.get_by_role("dialog").get_by_label("Who goes").select_option(label="孙磊")
    desk.get_by_role("dialog").get_by_role("button", name="Add a helper").click()
    expect(row).to_contain_text("孙磊")
    row.get_by_role("button", name=re.compile("Send back")).click()
    expect(row).not_to_contain_text("孙磊")
    row.get_by_role("button", name="Disband").click()
    desk.get_by_role("dialog").get_by_role("button", name="Disband").click()
    expect(desk.get_by_text("No crews yet")).to_be_visible()
    assert not Crew.objects.filter(ended_at=None).exists()


def test_who_leads_hands_a_members_job_on_and_sends_somebody_to_help_without_a_line(town: Lakeside, site: Site) -> None:
    crew(town, "一班", town.zhou, town.wu)
    other = crew(town, "二班", town.sun, town.feng)
    visit = town.give(town.order(), town.wu)
    page = phone_of(site, town.zhou)
    card = me(page)
    expect(card).to_contain_text("You lead now")
    expect(card.locator(f"[data-crew-job='{visit.pk}']")).to_contain_text("吴敏 · New")
    assert layout_faults(page) == []
    assert faults(page) == []
    cut(page.context)
    card.locator("[data-do=hand-on]").click()
    # The one whose job it is cannot be asked to take it; who leads can.
    expect(page.locator(f"[data-colleague='{town.wu.pk}']")).to_have_count(0)
    page.locator(f"[data-colleague='{town.sun.pk}'] input").check()
    page.locator("[data-do=ask-colleague]").click()
    card.locator("[data-do='crew.help']").click()
    page.get_by_label("吴敏").check()
    page.get_by_label("二班").check()
    page.locator("dialog [data-confirm]").click()
    expect(page.get_by_text("2 to send")).to_be_visible()
    line_back(page)
    sent(page, 2, back_to="Me")
    offer = JobOffer.objects.get()
    assert (offer.giver_id, offer.receiver_id) == (town.wu.pk, town.sun.pk)
    row = CrewMember.objects.get(belonging="helping")
    assert (row.crew_id, row.technician_id) == (other.pk, town.wu.pk)
    expect(card.locator(f"[data-person='{town.wu.pk}']")).to_contain_text("helps 二班")
    expect(card).to_contain_text("asked 孙磊")

    # On the other crew's phones it is seen at once, and the helper can be sent back there.
    sun = phone_of(site, town.sun)
    helper = me(sun).locator("[data-belonging=helping]")
    expect(helper).to_contain_text("from 一班")
    helper.locator("[data-do='crew.back']").click()
    expect(helper).to_have_count(0)
    expect(card.locator(f"[data-person='{town.wu.pk}']")).not_to_contain_text("helps")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_crew_fits_a_small_phone_and_the_stand_in_leads(town: Lakeside, site: Site, language: str) -> None:
    Technician.objects.update(phone="13900002222")
    crew(town, "一班", town.qian, town.wu, town.zhou)
    crew(town, "二班", town.sun, town.feng)
    town.give(town.order("smoke_or_fire"), town.zhou)
    page = phone_of(site, town.wu, language=language, viewport={"width": 320, "height": 640})
    card = me(page)
    expect(card).to_contain_text("现在由您负责" if language == "zh" else "You lead now")
    card.locator("[data-do=hand-on]").scroll_into_view_if_needed()
    assert layout_faults(page) == []
    card.locator("[data-do='crew.help']").click()
    page.locator("dialog [data-confirm]").click()
    assert layout_faults(page) == []
    assert "crew." not in page.locator("body").inner_text()
