"""Two people at two desks: what one does, the other sees at once, and what it comes to is the same on both."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from coverage.models import CoverageVersion, Station
from dispatch.board import offers, returns
from dispatch.board.models import Decision
from dispatch.kernel import accounts, commands, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import User
from repairs import intake, orders
from repairs.models import WorkOrder
from tests.browser.conftest import DESK, Site
from tests.commands.lakeside import Lakeside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    return Lakeside()


@pytest.fixture
def lin(town: Lakeside) -> User:
    """The city's dispatcher; the station's coordinator is He Jing."""
    user = User.objects.create(username="lin", display_name="林调度")
    accounts.grant(user, Role.DISPATCHER, town.city)
    return user


def desk_of(site: Site, user: User, address: str) -> Page:
    page = site.page(address, user=user, language="en", viewport=DESK)
    expect(page.locator(".link-state")).to_have_text(re.compile("Live"))
    return page


def part(page: Page, title: str):  # type: ignore[no-untyped-def]
    """The list of a desk under this title."""
    return page.locator(".desk-part").filter(has=page.get_by_role("heading", name=title, exact=True))


def choose(page: Page, action: str, *, is_in_front: bool = False) -> None:
    """Press one of the panel's actions: in front, or in the menu."""
    bar = page.locator(".panel-actions")
    if not is_in_front:
        bar.get_by_role("button", name="More").click()
    where = bar.get_by_role("button", name=action, exact=True)
    (where if is_in_front else page.get_by_role("menuitem", name=action, exact=True)).click()


def state_of(order: WorkOrder) -> str:
    return WorkOrder.objects.get(pk=order.pk).state


def offered(town: Lakeside) -> WorkOrder:
    """An order that one station gave back already and that waits for Lakeside's answer."""
    hill = organisation.add_node(town.city, "station", "山南供电所", "Hill Power")
    other = Station.objects.create(node=hill, code="E02", utilities=["electricity"], skills=[], lon=117.2, lat=31.2)
    town.station.auto_accept = False
    town.station.save()
    form = intake.IntakeForm(
        utility="electricity", symptom="no_power", address="湖滨路 8 号", place={"lon": 117.2, "lat": 31.2}
    )
    number = intake.take(SYSTEM, form)["number"]
    order = WorkOrder.objects.get(request__number=number)
    with commands.begun(SYSTEM) as tx:
        locked = orders.locked([order.pk])[order.pk]
        offers.by_hand(tx, locked, other, reason="for the walk")
        returns.give_back(tx, locked, "no_crew", "")
        version = CoverageVersion.objects.get(state="active").pk
        kind, said = Decision.Kind.STATION, {"facts": [], "rows": []}
        Decision.objects.create(
            order=locked, kind=kind, outcome="offered", candidates=said, coverage_version=version, at=tx.at
        )
        offers.make_many(tx, [(locked, town.station, "coverage")], {})
    return WorkOrder.objects.get(pk=order.pk)


def test_a_second_return_goes_to_the_region_whose_offer_binds(town: Lakeside, lin: User, site: Site) -> None:
    order = offered(town)
    station, region = desk_of(site, town.he, "/console/station"), desk_of(site, lin, "/console/region")
    waiting = part(station, "Offered to the station").locator(".offer")
    expect(waiting).to_have_count(1)
    expect(waiting.locator(".countdown")).to_have_text(re.compile(r"0\d:\d\d"))

    station.keyboard.press("r")
    question = station.get_by_role("dialog")
    question.get_by_label(re.compile("Outside")).check()
    question.get_by_role("button", name="Return").click()
    expect(waiting).to_have_count(0)

    hand = part(region, "To dispatch by hand").locator(".desk-row")
    expect(hand).to_contain_text("returned twice")
    hand.locator(".row-main").click()
    region.get_by_role("tab", name=re.compile("Events")).click()
    expect(region.locator(".panel")).to_contain_text("outside the area")
    expect(region.locator(".panel .outline")).to_be_visible()
    choose(region, "Offer to a station", is_in_front=True)
    question = region.get_by_role("dialog")
    question.get_by_role("combobox").click()
    region.get_by_role("option", name=re.compile("Lakeside Power")).click()
    question.get_by_role("textbox").last.fill("theirs after all")
    question.get_by_role("button", name="Offer", exact=True).click()
    expect(hand).to_have_count(0)

    expect(waiting).to_have_count(1)
    station.keyboard.press("r")
    question = station.get_by_role("dialog")
    question.get_by_label("No crew available").check()
    question.get_by_role("button", name="Return").click()
    expect(question.get_by_role("alert")).to_be_visible()
    station.keyboard.press("Escape")
    expect(question).to_have_count(0)
    station.keyboard.press("a")
    expect(part(station, "Live orders").locator(".stage-card")).to_have_count(1)
    assert state_of(order) == "accepted"


def test_a_withdrawal_asked_at_the_station_is_decided_by_the_region_and_seen_at_the_station(
    town: Lakeside, lin: User, site: Site
) -> None:
    order = town.order()
    station = desk_of(site, town.he, f"/console/station?order={order.pk}")
    region = desk_of(site, lin, "/console/region")
    expect(part(region, "Withdrawals to decide")).to_contain_text("No withdrawal")

    choose(station, "Ask to withdraw")
    question = station.get_by_role("dialog")
    question.get_by_label("Solved by phone").check()
    question.get_by_role("textbox").fill("a breaker, switched on again")
    question.get_by_role("button", name="Ask to withdraw").click()
    expect(part(region, "Withdrawals to decide").locator(".desk-row")).to_contain_text("a breaker")
    expect(part(station, "Withdrawals asked").locator(".desk-row")).to_have_count(1)
    expect(station.locator(".panel-actions")).not_to_contain_text("Decide")

    part(region, "Withdrawals to decide").locator(".row-main").click()
    expect(region.get_by_role("dialog")).to_contain_text("gets its capacity back")
    region.keyboard.press("r")
    expect(part(region, "Withdrawals to decide")).to_contain_text("No withdrawal")
    expect(station.locator(".panel .chip").first).to_have_text("Accepted")
    expect(part(station, "Withdrawals asked")).to_contain_text("Refused")
    assert state_of(order) == "accepted"


def test_an_approved_withdrawal_leaves_both_desks(town: Lakeside, lin: User, site: Site) -> None:
    order = town.order()
    station = desk_of(site, town.he, f"/console/station?order={order.pk}")
    choose(station, "Ask to withdraw")
    question = station.get_by_role("dialog")
    question.get_by_label("A test").check()
    question.get_by_role("textbox").fill("a trial call")
    question.get_by_role("button", name="Ask to withdraw").click()
    region = desk_of(site, lin, "/console/region")
    part(region, "Withdrawals to decide").locator(".row-main").click()
    expect(region.get_by_role("dialog").get_by_role("button", name="Approve")).to_be_visible()
    region.keyboard.press("a")
    expect(part(station, "Live orders")).to_contain_text("No live orders")
    assert state_of(order) == "withdrawn"


def test_a_pause_shows_at_the_region_and_ends_where_it_began(town: Lakeside, lin: User, site: Site) -> None:
    order = town.order()
    region = desk_of(site, lin, "/console/region")
    station = desk_of(site, town.he, f"/console/station?order={order.pk}")
    choose(station, "Suspend")
    question = station.get_by_role("dialog")
    go = question.get_by_role("button", name="Suspend")
    question.get_by_label("No access").check()
    question.get_by_label("What happened").fill("the gate is locked")
    expect(go).to_be_disabled()
    question.get_by_role("button", name="in 2 h", exact=True).click()
    go.click()
    expect(part(region, "Suspended").locator(".desk-row")).to_contain_text("No access")
    row = WorkOrder.objects.get(pk=order.pk)
    resume_by = row.suspensions.get().resume_by
    assert abs(resume_by - row.suspensions.get().suspended_at - timedelta(hours=2)) < timedelta(minutes=2)

    choose(station, "Resume", is_in_front=True)
    station.get_by_role("dialog").get_by_role("button", name="Resume").click()
    expect(part(region, "Suspended")).to_contain_text("Nothing suspended")
    assert state_of(order) == "accepted"


def test_a_report_sent_back_stands_at_the_station_until_it_is_written_anew(
    town: Lakeside, lin: User, site: Site
) -> None:
    order = town.order()
    visit = town.give(order, town.zhou)
    for step in ("accept", "depart", "arrive", "repair", "report"):
        town.tap(visit, step)
    station = desk_of(site, town.he, "/console/station")
    region = desk_of(site, lin, f"/console/region?order={order.pk}")
    choose(region, "Review the report", is_in_front=True)
    question = region.get_by_role("dialog")
    expect(question.locator(".checks")).to_be_visible()
    question.get_by_role("group", name="Verdict").get_by_role("button", name="Send back").click()
    question.get_by_role("textbox").fill("which cable?")
    question.locator(".ask-buttons").get_by_role("button", name="Send back").click()
    expect(part(station, "Reports sent back").locator(".desk-row")).to_have_count(1)
    assert state_of(order) == "repaired"

    part(station, "Reports sent back").locator(".row-main").click()
    choose(station, "Amend the report", is_in_front=True)
    question = station.get_by_role("dialog")
    expect(question).to_contain_text("which cable?")
    question.get_by_label("About the work").fill("the service cable at the third post")
    question.get_by_role("button", name="Save the report").click()
    expect(station.get_by_role("dialog")).to_have_count(0)
    town.tap(visit, "report")
    expect(part(station, "Reports sent back")).to_contain_text("No report")

    choose(region, "Review the report", is_in_front=True)
    question = region.get_by_role("dialog")
    question.get_by_label(re.compile("Reason|Note|What happened")).fill("clear now")
    question.locator(".ask-buttons").get_by_role("button", name="Approve and close").click()
    expect(region.locator(".panel .chip").first).to_have_text("Closed")
    assert state_of(order) == "closed"
