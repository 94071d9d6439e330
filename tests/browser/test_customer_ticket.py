"""A customer's own steps in a real browser, most of them without script, and the desk that sees what they come to."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from dispatch.kernel import accounts, commands
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import User
from repairs import orders
from repairs.models import ReturnVisit, WorkOrder
from tests.browser.conftest import DESK, Site, layout_faults
from tests.commands.lakeside import Lakeside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    return Lakeside()


def move(order: WorkOrder, *steps: str) -> WorkOrder:
    with commands.begun(SYSTEM) as tx:
        locked = orders.locked([order.pk])[order.pk]
        for step in steps:
            if step == "assign":
                orders.assign_many(tx, [(locked, 1, "周强")])
            elif step == "repair":
                orders.repair(tx, locked, "ageing")
            else:
                getattr(orders, step)(tx, locked)
    return WorkOrder.objects.select_related("request").get(pk=order.pk)


def repaired(town: Lakeside) -> WorkOrder:
    return move(town.order(), "assign", "arrive", "repair", "report_back", "close")


def ticket(site: Site, order: WorkOrder, **more: object) -> Page:
    return site.page(f"/track/{order.request.tracking_code}", **more)


def test_not_solved_without_script_and_the_dispatcher_sees_the_order_again(town: Lakeside, site: Site) -> None:
    lin = User.objects.create(username="lin", display_name="林调度")
    accounts.grant(lin, Role.DISPATCHER, town.city)
    order = repaired(town)
    board = site.page("/console/", user=lin, viewport=DESK)
    expect(board.locator(".link-state")).to_have_text(re.compile("Live"))
    expect(board.locator(f"#order-{order.pk}")).to_have_count(0)

    page = ticket(site, order, script=False)
    expect(page.get_by_role("heading", name="Is it working again?")).to_be_visible()
    expect(page.get_by_text("We take it up again at once")).to_be_hidden()
    page.get_by_label("Not solved").check()
    expect(page.get_by_text("We take it up again at once")).to_be_visible()
    page.get_by_label("2 Poor").check()
    page.get_by_label("Anything you want to say").fill("The lights are still out.")
    assert layout_faults(page) == []
    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.get_by_role("status").first).to_contain_text("This was taken up again and goes first")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reported; a station is being found")
    expect(board.locator(f"#order-{order.pk}")).to_be_visible()
    order.refresh_from_db()
    assert (order.state, order.reopens) == ("waiting", 1)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reported; a station is being found")
    expect(page.locator("#feedback")).to_have_count(0)
    assert ReturnVisit.objects.get().comment == "The lights are still out."


def test_hurrying_and_calling_it_off_without_script(town: Lakeside, site: Site) -> None:
    order = town.order()
    order = WorkOrder.objects.select_related("request").get(pk=order.pk)
    page = ticket(site, order, script=False)
    page.get_by_role("button", name="Ask us to hurry").click()
    expect(page.get_by_role("status").first).to_contain_text("We have asked them to hurry")
    expect(page.get_by_text("Asked so far: 1.")).to_be_visible()
    page.get_by_role("link", name="No longer needed").click()
    page.get_by_label("It is solved already").check()
    assert layout_faults(page) == []
    page.get_by_role("button", name="Ask to call it off").click()
    expect(page.get_by_text("A dispatcher is checking")).to_be_visible()
    order.refresh_from_db()
    assert (order.urges, order.state) == (1, "withdrawal_asked")


def test_the_form_comes_by_itself_and_what_is_being_typed_stays(town: Lakeside, site: Site) -> None:
    order = move(town.order(), "assign", "arrive")
    page = ticket(site, order)
    expect(page.locator("[data-live]")).to_have_text("Live")
    expect(page.locator("#feedback")).to_have_count(0)
    move(order, "repair")
    expect(page.get_by_role("heading", name="Is it working again?")).to_be_visible()
    page.get_by_label("Anything you want to say").fill("Thank you")
    move(order, "report_back", "close")
    expect(page.get_by_role("heading", level=1)).to_have_text("Repaired and closed")
    expect(page.get_by_label("Anything you want to say")).to_have_value("Thank you")
    page.get_by_label("Solved", exact=True).check()
    page.get_by_label("Very good").check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Thank you, we have your answer.")
    assert ReturnVisit.objects.get().satisfaction == 5
