"""How the phone makes somebody learn of a job: a notice while the page is closed, ringing while it is open."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from field.models import PushSubscription, Telling, Visit
from tests.bad_line import BadLine
from tests.browser.conftest import PHONE, Site, layout_faults
from tests.browser.test_accessibility import faults
from tests.browser.test_phone_offline import PATIENCE, in_charge, line
from tests.browser.test_technician import HERE, sent, town
from tests.commands.lakeside import Lakeside

__all__ = ["line", "town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(site: Site, town: Lakeside, line: BadLine) -> Iterator[Page]:
    """A phone that may show notices, its worker in charge."""
    here = {**HERE, "permissions": ["geolocation", "notifications"]}
    page = site.page("/technician/", user=town.zhou.user, **here)
    expect(page.locator(".link")).to_have_text("Live", timeout=PATIENCE)
    in_charge(page)
    yield page


NOTICES = """async () => {
  const found = await navigator.serviceWorker.getRegistration("/technician/")
  const all = await found.getNotifications()
  return all.map(({ title, body, tag, requireInteraction }) => ({ title, body, tag, requireInteraction }))
}"""


class Worker:
    """The browser's own hand on the worker: pushes come in as if from a push service."""

    def __init__(self, page: Page, line: BadLine) -> None:
        self.page, self.origin = page, line.url
        self.machine: CDPSession = page.context.new_cdp_session(page)
        found: dict[str, str] = {}
        self.machine.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.update(said["registrations"][0]))
        self.machine.send("ServiceWorker.enable")
        page.wait_for_timeout(500)
        self.id = found["registrationId"]

    def push(self, said: dict[str, Any]) -> None:
        message = {"origin": self.origin, "registrationId": self.id, "data": json.dumps(said)}
        self.machine.send("ServiceWorker.deliverPushMessage", message)

    def notices(self, count: int) -> list[dict[str, Any]]:
        """What is on the locked screen, once there is so much of it."""
        shown: list[dict[str, Any]] = []
        for _ in range(40):
            shown = self.page.evaluate(NOTICES)
            if len(shown) == count:
                return shown
            self.page.wait_for_timeout(100)
        raise AssertionError(shown)


def pushed(visit: Visit, **more: Any) -> dict[str, Any]:
    said = {
        "title": "新任务：停电",
        "body": "单号 1",
        "kind": "new",
        "is_urgent": False,
        "visit_id": visit.pk,
        "version": 9,
    }
    return {**said, **more}


def test_a_notice_is_shown_once_a_visit_and_its_showing_is_told(phone: Page, line: BadLine, town: Lakeside) -> None:
    visit = town.give(town.order(), town.zhou)
    Telling.objects.create(
        technician=town.zhou, visit=visit, kind="new", version=5, at=visit.assigned_at, due_at=visit.assigned_at
    )
    worker = Worker(phone, line)
    worker.push(pushed(visit))
    phone.wait_for_timeout(500)
    worker.notices(0)
    # Whoever cannot see the page gets a notice.
    beside = phone.context.new_page()
    beside.goto("/login")
    machine = Worker(beside, line)
    phone.close()
    machine.push(pushed(visit))
    machine.push(pushed(visit, title="人身安全：停电", is_urgent=True))
    for _ in range(40):
        shown = machine.notices(1)
        if shown[0]["requireInteraction"]:
            break
        beside.wait_for_timeout(100)
    assert shown == [
        {"title": "人身安全：停电", "body": "单号 1", "tag": f"visit-{visit.pk}", "requireInteraction": True}
    ]
    telling = Telling.objects.get()
    for _ in range(40):
        telling.refresh_from_db()
        if telling.shown_at:
            break
        beside.wait_for_timeout(100)
    assert telling.shown_at is not None
    machine.push(pushed(visit, title="试", kind="test", visit_id=None))
    machine.notices(2)


def test_an_address_that_names_a_visit_opens_it(phone: Page, town: Lakeside) -> None:
    visit = town.give(town.order(), town.zhou)
    expect(phone.locator(f"[data-visit='{visit.pk}']")).to_be_visible(timeout=PATIENCE)
    phone.goto(f"/technician/?visit={visit.pk}")
    expect(phone.get_by_role("dialog")).to_contain_text("湖滨路 8 号", timeout=PATIENCE)


def test_the_page_says_what_it_showed(phone: Page, town: Lakeside) -> None:
    telling = Telling.objects.create(
        technician=town.zhou, kind="help", version=1, at=town.zhou.shift_ends_at, due_at=town.zhou.shift_ends_at
    )
    visit = town.give(town.order(), town.zhou)
    expect(phone.locator(f"[data-visit='{visit.pk}']")).to_be_visible(timeout=PATIENCE)
    for _ in range(40):
        telling.refresh_from_db()
        if telling.received_at:
            break
        phone.wait_for_timeout(100)
    assert telling.received_at is not None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_danger_to_life_fills_the_screen_until_it_was_seen_also_without_a_line(
    site: Site, town: Lakeside, line: BadLine, language: str
) -> None:
    page = site.page("/technician/", user=town.zhou.user, language=language, **{**HERE, "viewport": PHONE})
    in_charge(page)
    page.locator("main").click()
    visit = town.give(town.order("downed_line"), town.zhou)
    alert = page.get_by_role("alertdialog")
    expect(alert).to_contain_text("湖滨路 8 号", timeout=PATIENCE)
    expect(alert).to_contain_text("人身安全" if language == "zh" else "Danger to life")
    assert (layout_faults(page), faults(page)) == ([], [])
    page.set_viewport_size({"width": 320, "height": 568})
    assert layout_faults(page) == []
    page.keyboard.press("Escape")
    expect(alert).to_be_visible()
    line.cut()
    alert.locator("[data-do=seen]").click()
    expect(alert).to_have_count(0)
    page.reload()
    expect(page.locator(f"[data-visit='{visit.pk}']")).to_be_visible(timeout=PATIENCE)
    expect(alert).to_have_count(0)
    line.mend()
    page.evaluate("() => { window.dispatchEvent(new Event('online')) }")
    for _ in range(80):
        visit.refresh_from_db()
        if visit.seen_at:
            break
        page.wait_for_timeout(250)
    assert visit.seen_at is not None
    if language == "en":
        sent(page, 1)
    else:
        page.get_by_role("button", name=re.compile("发送记录$")).click()
        expect(page.locator("[data-fate=sent]")).to_contain_text("看到任务", timeout=PATIENCE)


def test_notices_are_asked_for_by_a_tap_and_what_comes_of_it_is_said(phone: Page, town: Lakeside) -> None:
    phone.locator("nav.tabs button").last.click()
    card = phone.locator("[data-push]")
    expect(card).to_have_attribute("data-push", "off", timeout=PATIENCE)
    expect(card).to_contain_text("dispatch sends a text message or calls instead")
    assert layout_faults(phone) == []
    card.get_by_role("button", name="Turn notifications on").click()
    # No push service can be reached from a test; that is one of the answers that a technician may get.
    expect(card).to_have_attribute("data-push", re.compile("failed|on"), timeout=PATIENCE)
    assert PushSubscription.objects.filter(technician=town.zhou).count() == int(card.get_attribute("data-push") == "on")
