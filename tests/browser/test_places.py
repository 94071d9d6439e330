"""A pin and an address that disagree, put right on the map by somebody without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dispatch.board import engine
from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from repairs.models import Todo, WorkOrder
from tests.browser.conftest import DESK, Site
from tests.commands.test_addressing import IN_ZHONGYUAN, Zhengzhou, read_log

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 20_000


def test_the_place_of_an_order_is_corrected_on_the_map(site: Site) -> None:
    city = Zhengzhou()
    lin = User.objects.create(username="lin", display_name="林夏")
    accounts.grant(lin, Role.DISPATCHER, city.city)
    order = city.report("河南省郑州市金水区花园路12号", IN_ZHONGYUAN)
    engine.place_waiting()
    read_log()
    assert Todo.objects.filter(order=order, kind="address_conflict", closed_at=None).exists()

    page = site.page(f"/console/map?order={order.pk}", user=lin, language="en", viewport=DESK)
    page.get_by_role("button", name="Decide the place").click(timeout=PATIENCE)
    form = page.get_by_role("dialog")
    form.get_by_label("Correct the place or the address").check()
    canvas = form.locator(".place-map canvas")
    expect(canvas).to_be_visible(timeout=PATIENCE)
    canvas.focus()
    for key in ["ArrowRight", *["Shift+ArrowRight"] * 2, "Enter"]:
        page.keyboard.press(key)
    expect(form.get_by_role("button", name="Clear")).to_be_visible()
    expect(form.get_by_label("Longitude")).to_be_disabled()
    form.get_by_role("button", name="Decide the place").click()
    expect(form).not_to_be_visible(timeout=PATIENCE)
    moved = WorkOrder.objects.get(pk=order.pk)
    assert moved.lon is not None and moved.lat is not None
    assert moved.lon > IN_ZHONGYUAN[0] + 0.001, "the cross was steered to the east"
    assert abs(moved.lat - IN_ZHONGYUAN[1]) < 1e-6
    assert not Todo.objects.filter(order=order, kind="address_conflict", closed_at=None).exists()
