"""The capacity desk in a browser: the gauge follows the orders, rules are edited, helpers ordered, a what-if drawn."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from coverage.models import Capacity, OverflowLink, Station
from dispatch.board import capacity_history, engine
from dispatch.kernel import accounts, clock
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from repairs.models import WorkOrder
from tests.browser.conftest import Site
from tests.browser.test_desks import desk_of, part
from tests.commands.test_plans import Shore

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The gauge follows at its own pace, seconds after the board.
SOON_MS = 20_000


@pytest.fixture
def shore(transactional_db: None) -> Shore:
    capacity_history.forget()
    made = Shore()
    Station.objects.update(open_ceiling=4)
    Capacity.objects.bulk_create(
        Capacity(station=station, work_class="network", starts="00:00", ends="00:00", limit=8)
        for station in (made.station, made.east)
    )
    return made


def person(shore: Shore, role: Role) -> User:
    user = User.objects.create(username=str(role), display_name=str(role))
    accounts.grant(user, role, shore.city)
    return user


def placed(shore: Shore) -> None:
    """An order comes and the engine finds its station."""
    order = shore.order()
    WorkOrder.objects.filter(pk=order.pk).update(state="waiting", station=None, offered_at=None, accepted_at=None)
    engine.place_waiting()


def test_the_gauge_follows_the_orders_and_opens_to_its_slots(shore: Shore, site: Site) -> None:
    page = desk_of(site, person(shore, Role.DISPATCHER), "/console/capacity?part=today")
    row = page.locator(".today-row").filter(has_text="Lakeside Power")
    expect(row.locator(".today-open")).to_contain_text("0/4")
    expect(row).to_contain_text("Too little history")
    placed(shore)
    expect(row.locator(".today-open")).to_contain_text("1/4", timeout=SOON_MS)
    expect(page.locator(".today-row").first).to_contain_text("Lakeside Power")
    row.get_by_role("button").focus()
    page.keyboard.press("Enter")
    detail = page.get_by_role("region", name=re.compile("Lakeside Power: slots of today"))
    expect(detail.get_by_role("row")).to_have_count(2)
    expect(detail).to_contain_text("1/8")
    Station.objects.filter(pk=shore.station.pk).update(open_ceiling=1)
    placed(shore)
    expect(row).to_contain_text("Full", timeout=SOON_MS)


def test_rules_are_edited_by_the_administrator_and_applied_for_by_others(shore: Shore, site: Site) -> None:
    address = f"/console/capacity?part=rules&station={shore.station.pk}"
    page = desk_of(site, person(shore, Role.DISPATCHER), address)
    expect(page.get_by_role("button", name="Edit the rules")).to_have_count(0)
    apply = page.get_by_role("link", name="Apply for a change")
    wanted = f"/console/coverage?part=applications&new=capacity&station={shore.station.pk}"
    expect(apply).to_have_attribute("href", wanted)
    page = desk_of(site, person(shore, Role.ADMIN), address)
    page.get_by_role("button", name="Edit the rules").click()
    page.get_by_label("Limit of row 1").fill("5")
    page.get_by_label("To of row 1", exact=True).fill("12:00")
    page.get_by_role("button", name="Add a slot").click()
    expect(page.get_by_label("From of row 2", exact=True)).to_have_value("12:00")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".rules-chip")).to_have_count(2)
    expect(part(page, "Slots of the day").get_by_role("row")).to_have_count(3)
    rules = Capacity.objects.filter(station=shore.station).order_by("starts")
    assert [(f"{rule.starts:%H}", f"{rule.ends:%H}", rule.limit) for rule in rules] == [
        ("00", "12", 5),
        ("12", "00", 5),
    ]


def test_helpers_change_places_by_keyboard(shore: Shore, site: Site) -> None:
    day = clock.now() - timedelta(days=1)
    links = [
        OverflowLink.objects.create(
            station=shore.station, helper=shore.east, place=place, work_class=name, starts_on=day, made_by="x"
        )
        for place, name in enumerate(("network", "premises"), start=1)
    ]
    page = desk_of(site, person(shore, Role.DISPATCHER), "/console/capacity?part=overflow")
    rows = page.locator(".overflow-chain li")
    expect(rows).to_have_count(2)
    rows.nth(1).get_by_role("button", name="Move East Shore Power up").focus()
    page.keyboard.press("Enter")
    expect(rows.first).to_have_attribute("data-link", str(links[1].pk))
    assert list(OverflowLink.objects.order_by("place").values_list("pk", flat=True)) == [links[1].pk, links[0].pk]
    expect(page.locator(":focus")).to_have_attribute("data-move", "down")
    rows.first.get_by_role("button", name=re.compile("End")).click()
    page.get_by_role("dialog").get_by_role("button", name="End").click()
    expect(rows).to_have_count(1)


def test_a_what_if_says_who_overflows_to_whom(shore: Shore, site: Site) -> None:
    Station.objects.update(open_ceiling=50)
    OverflowLink.objects.create(
        station=shore.station, helper=shore.east, starts_on=clock.now() - timedelta(days=9), made_by="x"
    )
    for _ in range(3):
        shore.order()
    at = clock.now() - timedelta(days=1)
    WorkOrder.objects.update(opened_at=at, closed_at=at + timedelta(hours=2), state="closed")
    page = desk_of(site, person(shore, Role.DISPATCHER), f"/console/capacity?part=whatif&station={shore.station.pk}")
    page.get_by_label("closed").check()
    page.get_by_role("button", name="Work it out").click()
    flows = part(page, "Who overflows to whom")
    expect(flows.get_by_role("row").last).to_contain_text(re.compile(r"Lakeside Power.*East Shore Power.*3"))
    expect(flows.locator(".whatif-band")).to_have_count(1)
    expect(page.locator(".whatif-figures")).to_contain_text(re.compile(r"Orders replayed\s*3"))
    expect(page.locator(".whatif-figures")).to_contain_text("0 → 0")
