"""The limits of the trade at their desk: read by all, changed by an administrator who sees first what that does."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from dispatch.kernel import accounts, clock
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import StandIn, User
from repairs import policies
from repairs.models import Policy
from tests.browser.conftest import DESK, Site, layout_faults
from tests.commands.lakeside import Lakeside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    policies.forget()
    return Lakeside()


def person(town: Lakeside, name: str, role: Role) -> User:
    user = User.objects.create(username=name, display_name=name.title())
    accounts.grant(user, role, town.city)
    return user


def desk_of(site: Site, user: User, language: str = "en", **more: Any) -> Page:
    page = site.page("/console/policies", user=user, language=language, **{"viewport": DESK, **more})
    expect(page.locator(".policy").first).to_be_visible()
    return page


def line(page: Page, code: str, about: str) -> Locator:
    return page.locator(".policy").filter(has_text=code).filter(has_text=about)


def test_a_limit_is_changed_from_tomorrow_and_called_off_again(town: Lakeside, site: Site) -> None:
    town.order()
    page = desk_of(site, person(town, "guan", Role.ADMIN))
    page.get_by_role("searchbox").fill("arrive within")
    expect(page.get_by_role("heading", name=re.compile("Deadlines of orders"))).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Complaints"))).to_have_count(0)
    city = line(page, "clock.arrival", "Electricity · City")
    expect(city.locator(".policy-value")).to_contain_text("45 min")
    expect(city.locator(".policy-stands")).to_have_text("In effect")

    city.get_by_role("button", name="Change").click()
    question = page.get_by_role("dialog")
    expect(question.get_by_role("button", name="Save")).to_be_disabled()
    question.get_by_label("Value").fill("zero")
    question.get_by_role("button", name="Preview").click()
    expect(question.get_by_role("alert")).to_be_visible()
    question.get_by_label("Value").fill("30")
    question.get_by_role("button", name="tomorrow").click()
    question.get_by_label("Source").fill("The city's promises of 2026")
    question.get_by_role("button", name="Preview").click()
    expect(question.locator(".ask-consequences")).to_contain_text("Replaces: 45 min")
    expect(question.locator(".ask-consequences")).to_contain_text("Of 1 clocks")
    question.get_by_role("button", name="Save").click()
    expect(city.locator(".policy-stands")).to_contain_text("In effect · 30 min from")
    row = Policy.objects.get(code="clock.arrival", utility="electricity", scene="city", value=30)
    assert row.effective_from > clock.now() and row.citation == "The city's promises of 2026"

    city.get_by_role("button", name="History (2)").click()
    city.get_by_role("button", name="Call off").click()
    page.get_by_role("dialog").get_by_role("button", name="Call off").click()
    expect(city.locator(".policy-stands")).to_have_text("In effect")
    assert Policy.objects.get(code="clock.arrival", utility="electricity", scene="city").effective_to is None


def test_a_limit_ends_when_it_is_said_to(town: Lakeside, site: Site) -> None:
    page = desk_of(site, person(town, "guan", Role.ADMIN))
    bad_water = line(page, "clock.arrival", "quality")
    bad_water.get_by_role("button", name="History (1)").click()
    bad_water.get_by_role("button", name="Mark as verified").click()
    expect(bad_water.locator(".policy-line")).to_contain_text("Verified")
    for said, stands in (("tomorrow", re.compile("In effect · Ends ")), (None, re.compile("^Ended "))):
        bad_water.get_by_role("button", name="End", exact=True).click()
        question = page.get_by_role("dialog")
        if said:
            question.get_by_role("button", name=said).click()
        question.get_by_role("button", name="End", exact=True).click()
        expect(bad_water.locator(".policy-stands")).to_have_text(stands)
    row = Policy.objects.get(code="clock.arrival", symptom="bad_water")
    assert row.effective_to is not None and row.effective_to <= clock.now()

    general = line(page, "clock.accept", "for everything")
    general.get_by_role("button", name="History (1)").click()
    expect(general.get_by_role("button", name="Mark as verified")).to_be_visible()
    expect(general.get_by_role("button", name="End", exact=True)).to_have_count(0)


def test_somebody_stands_in_until_it_is_ended(town: Lakeside, site: Site) -> None:
    lin, ming = person(town, "lin", Role.DISPATCHER), person(town, "ming", Role.DISPATCHER)
    page = desk_of(site, lin)
    page.get_by_role("button", name="Stand-ins").click()
    expect(page.get_by_text("Nobody stands in for anybody")).to_be_visible()
    page.get_by_role("button", name="Name a stand-in").click()
    question = page.get_by_role("dialog")
    question.get_by_label("For").select_option(label="Lin")
    question.get_by_label("Role").select_option(index=0)
    question.get_by_label("Stand-in").select_option(label="Ming")
    question.get_by_role("button", name="in 8 h").click()
    question.get_by_role("button", name="Name a stand-in").click()
    row = page.locator(".desk-figures li")
    expect(row).to_contain_text("In effect")
    kept = StandIn.objects.get()
    assert (kept.principal, kept.deputy) == (lin, ming)
    assert kept.ends_at is not None and abs(kept.ends_at - clock.now() - timedelta(hours=8)) < timedelta(minutes=2)
    row.get_by_role("button", name="End").click()
    expect(row.filter(has_text="In effect")).to_have_count(0)


def test_who_is_no_administrator_reads_the_limits_and_changes_none(town: Lakeside, site: Site) -> None:
    page = desk_of(site, person(town, "lin", Role.DISPATCHER))
    expect(line(page, "clock.accept", "for everything")).to_be_visible()
    expect(page.get_by_role("button", name="Change")).to_have_count(0)
    pause = line(page, "suspend.stops_clock.no_access", "for everything")
    expect(pause.locator(".policy-name")).to_contain_text("A pause stops the clocks · No access")
    expect(pause.locator(".policy-value strong")).to_have_text(re.compile("^(Yes|No)$"))
    page.get_by_role("searchbox").fill("no such limit")
    expect(page.get_by_text("No limit matches")).to_be_visible()


def test_the_desk_fits_its_screens_in_both_languages(town: Lakeside, site: Site) -> None:
    admin = person(town, "guan", Role.ADMIN)
    for language in ("zh", "en"):
        for viewport in (DESK, {"width": 1920, "height": 1080}):
            page = desk_of(site, admin, language, viewport=viewport)
            assert layout_faults(page, smallest=24) == [], (language, viewport)
            assert page.locator(".desk-page").evaluate("one => one.scrollWidth - one.clientWidth") == 0
