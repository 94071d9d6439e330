"""Beside an order: notes with pictures, other orders around it, and what its customer reads at this moment."""

from __future__ import annotations

import struct
import zlib

import pytest
from playwright.sync_api import Page, expect

from dispatch.board.models import OrderNote
from dispatch.kernel.models import User
from repairs.models import WorkOrder
from tests.browser.conftest import Site
from tests.browser.test_accessibility import faults
from tests.browser.test_console import console_of, lin, opened, town
from tests.commands.lakeside import Lakeside

__all__ = ["lin", "town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def photograph(width: int = 3200, height: int = 1200) -> bytes:
    """A grey PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def test_a_note_and_a_picture_are_kept_beside_the_order(town: Lakeside, lin: User, site: Site) -> None:
    order, other = town.order(), town.order("low_voltage")
    page = opened(console_of(site, lin), order)
    tab(page, "Notes")
    words = page.get_by_role("textbox", name="A note for colleagues")
    words.fill("The gate is locked after six")
    opened(page, other)
    tab(page, "Notes")
    expect(words).to_have_value("")
    opened(page, order)
    tab(page, "Notes")
    expect(words).to_have_value("The gate is locked after six")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator(".notes li")).to_contain_text("The gate is locked after six")
    expect(words).to_have_value("")
    file = {"name": "pole.png", "mimeType": "image/png", "buffer": photograph()}
    page.locator(".note-file input").set_input_files([file])
    expect(page.locator(".notes img")).to_be_visible()
    assert (
        page.locator(".notes img").evaluate("async (image) => { await image.decode(); return image.naturalWidth }")
        == 1600
    )
    picture = OrderNote.objects.exclude(picture_type="").get()
    assert (picture.picture_type, picture.width, picture.height, picture.by_name) == ("image/jpeg", 1600, 600, "林调度")
    page.locator(".note-file input").set_input_files([{**file, "buffer": b"no picture"}])
    expect(page.locator(".note-form").get_by_role("alert")).to_contain_text("does not open as a picture")
    assert faults(page) == []


def test_a_colleagues_note_comes_without_a_reload(town: Lakeside, lin: User, site: Site) -> None:
    order = town.order()
    mine, theirs = opened(console_of(site, lin), order), opened(console_of(site, town.he), order)
    tab(mine, "Notes")
    tab(theirs, "Notes")
    theirs.get_by_role("textbox", name="A note for colleagues").fill("Key at the guard house")
    theirs.keyboard.press("Control+Enter")
    expect(mine.locator(".notes li")).to_contain_text("Key at the guard house")
    tab(mine, "Story")
    expect(mine.locator(".story")).to_contain_text("Noted something beside the order")


def test_orders_around_are_found_and_opened(town: Lakeside, lin: User, site: Site) -> None:
    before = town.order()
    WorkOrder.objects.filter(pk=before.pk).update(state="closed")
    order, near = town.order(), town.order("low_voltage", lon=117.051)
    page = opened(console_of(site, lin), order)
    tab(page, "Around")
    rows = page.locator(".around li")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Low voltage")
    expect(rows.nth(0)).to_contain_text("100 m")
    expect(rows.nth(1)).to_contain_text("same caller")
    assert faults(page) == []
    rows.nth(0).get_by_role("button").click()
    expect(page.locator(".panel-title")).to_contain_text("Low voltage")
    assert page.url.endswith(f"order={near.pk}")


def test_the_customers_page_stands_beside_and_follows(town: Lakeside, lin: User, site: Site) -> None:
    order = town.order()
    page = opened(console_of(site, lin), order)
    page.get_by_role("button", name="Customer's view").click()
    beside = page.get_by_role("complementary", name="What the customer reads now")
    expect(beside).to_contain_text("With the station")
    assert faults(page) == []
    visit = town.give(order, town.zhou)
    town.tap(visit, "accept")
    town.tap(visit, "depart")
    expect(beside.locator("[aria-current=step]")).to_contain_text("Technician on the way")
    expect(beside).to_contain_text("周师傅")
    beside.get_by_role("button", name="Close the customer's view").click()
    expect(beside).to_have_count(0)
