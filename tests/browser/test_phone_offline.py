"""The phone as an app: it starts in the cellar, and what was tapped there goes out although the page was closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from field.models import Sos
from tests.bad_line import BadLine
from tests.browser.conftest import DESK, PHONE, Site, layout_faults
from tests.browser.test_phone_photos import at_server, evidence, file_at, kept, shoot
from tests.browser.test_technician import HERE, big, sent, town, visit_steps
from tests.commands.lakeside import Lakeside
from tests.served import Served

__all__ = ["town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 20_000


@pytest.fixture
def line(site: Site, served: Served) -> Iterator[BadLine]:
    """Every page goes through it."""
    with BadLine(served.port) as line:
        site.url = line.url
        yield line


def in_charge(page: Page) -> None:
    """Wait until the worker answers for the page."""
    for _ in range(80):
        if page.evaluate("navigator.serviceWorker.controller !== null"):
            return
        page.wait_for_timeout(250)
    raise AssertionError(page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)"))


def installed(site: Site, town: Lakeside) -> Page:
    """A phone whose worker is in charge of the page."""
    page = site.page("/technician/", user=town.zhou.user, **HERE)
    expect(page.locator(".link")).to_have_text("Live", timeout=PATIENCE)
    in_charge(page)
    return page


def test_the_page_starts_without_a_line_and_goes_on_from_what_it_keeps(
    town: Lakeside, site: Site, line: BadLine
) -> None:
    visit = town.give(town.order(), town.zhou)
    page = installed(site, town)
    context = page.context
    expect(page.locator(f"[data-visit='{visit.pk}']")).to_be_visible()
    line.cut()
    page.close()
    page = site.watch(context.new_page())
    page.goto("/technician/")
    card = page.locator(f"[data-visit='{visit.pk}']")
    expect(card).to_contain_text("湖滨路 8 号", timeout=PATIENCE)
    expect(page.get_by_text(re.compile("^These are the jobs as stored"))).to_be_visible()
    big(page, "Accept").click()
    big(page, "Set off").click()
    expect(page.get_by_text("2 to send")).to_be_visible()
    assert layout_faults(page) == []
    page.reload()
    expect(page.get_by_text("2 to send")).to_be_visible(timeout=PATIENCE)
    assert visit_steps(visit) == []
    line.mend()
    page.evaluate("() => { window.dispatchEvent(new Event('online')) }")
    sent(page, 2)
    assert visit_steps(visit) == ["accepted", "departed"]


def wake_the_worker(page: Page, line: BadLine, town: Lakeside) -> None:
    """What a browser does by itself once the line is back: it tells the worker that it may send."""
    machine = page.context.new_cdp_session(page)
    found: dict[str, str] = {}
    machine.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.update(said["registrations"][0]))
    machine.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    sync = {
        "origin": line.url,
        "registrationId": found["registrationId"],
        "tag": f"outbox-{town.zhou.pk}",
        "lastChance": False,
    }
    machine.send("ServiceWorker.dispatchSyncEvent", sync)


def test_what_waits_is_sent_by_the_worker_after_the_page_was_closed(
    town: Lakeside, site: Site, line: BadLine, tmp_path: Path
) -> None:
    visit = town.give(town.order(), town.zhou)
    page = installed(site, town)
    context = page.context
    line.cut()
    for button in ("Accept", "Set off", "I have arrived"):
        big(page, button).click()
    expect(page.get_by_text("3 to send")).to_be_visible()
    evidence(page)
    for seed in (1, 2):
        shoot(page, file_at(tmp_path, seed), "Before the work")
    promised = kept(page, visit)
    beside = context.new_page()
    page.close()
    line.mend()
    beside.goto("/login")
    wake_the_worker(beside, line, town)
    for _ in range(80):
        if len(at_server()) == 2:
            break
        beside.wait_for_timeout(250)
    assert visit_steps(visit) == ["accepted", "departed", "arrived"]
    assert at_server() == [(row["id"], row["sha256"], row["sha256"]) for row in promised]
    beside.goto("/technician/")
    sent(beside, 5)


def test_a_newer_page_is_told_waits_until_it_is_taken_and_loses_no_tap(
    town: Lakeside, site: Site, line: BadLine
) -> None:
    visit = town.give(town.order(), town.zhou)
    page = installed(site, town)
    line.cut()
    big(page, "Accept").click()
    [known] = page.evaluate("() => caches.keys()")
    generation = known.removeprefix("paidan-phone-")
    line.instead[generation.encode()] = b"f" * len(generation)
    line.mend()
    page.evaluate("() => navigator.serviceWorker.getRegistration().then((found) => found.update())")
    told = page.get_by_role("button", name="Update")
    expect(told).to_be_visible(timeout=PATIENCE)
    assert len(page.evaluate("() => caches.keys()")) == 2
    with page.expect_navigation():
        told.click()
    in_charge(page)
    sent(page, 1)
    assert visit_steps(visit) == ["accepted"]
    assert page.evaluate("() => caches.keys()") == ["paidan-phone-" + "f" * len(generation)]


def test_it_can_be_put_on_the_home_screen(town: Lakeside, site: Site, line: BadLine) -> None:
    page = installed(site, town)
    machine = page.context.new_cdp_session(page)
    wrong = machine.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A window without a history of its own is all that a test's browser lacks.
    assert [one["errorId"] for one in wrong if one["errorId"] != "in-incognito"] == []
    manifest = machine.send("Page.getAppManifest")
    assert manifest["errors"] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_language_chosen_last_is_spoken_without_a_line_too(
    town: Lakeside, site: Site, line: BadLine, language: str
) -> None:
    other = "en" if language == "zh" else "zh"
    page = site.page("/technician/", user=town.zhou.user, language=other, viewport=PHONE)
    in_charge(page)
    page.locator("nav.tabs button").last.click()
    page.locator(f"button[lang^='{language}']").click()
    line.cut()
    page.reload()
    expect(page.locator("nav.tabs button").first).to_contain_text("任务" if language == "zh" else "Jobs")


def test_help_is_called_for_in_two_taps_and_whoever_answers_is_named(town: Lakeside, site: Site, line: BadLine) -> None:
    li = User.objects.create(username="li", display_name="李明")
    accounts.grant(li, Role.DISPATCHER, town.city)
    desk = site.page("/console/", user=li, viewport=DESK)
    expect(desk.locator(".link-state")).to_have_text("Live", timeout=PATIENCE)
    page = installed(site, town)
    page.get_by_role("button", name="SOS").click()
    assert layout_faults(page) == []
    page.get_by_role("button", name="Call for help now").click()
    banner = page.locator(".sos-banner")
    expect(banner).to_contain_text("Waiting for an answer", timeout=PATIENCE)
    alarm = desk.get_by_role("region", name="Alarms")
    expect(alarm).to_contain_text("周强 calls for help", timeout=PATIENCE)
    alarm.get_by_role("button", name="Acknowledge").first.click()
    expect(banner).to_contain_text("李明 has your call for help", timeout=PATIENCE)
    desk.get_by_role("button", name=re.compile("周强 calls for help")).first.click()
    expect(desk.locator(".way-card")).to_contain_text("周强", timeout=PATIENCE)
    banner.get_by_role("button", name="I am safe").click()
    expect(banner).to_have_count(0)
    expect(desk.get_by_role("region", name="Alarms")).to_have_count(0, timeout=PATIENCE)


def test_a_call_without_a_line_says_so_and_goes_out_when_there_is_one(
    town: Lakeside, site: Site, line: BadLine
) -> None:
    town.give(town.order(), town.zhou)
    page = installed(site, town)
    line.cut()
    big(page, "Accept").click()
    page.get_by_role("button", name="SOS").click()
    page.get_by_role("button", name="Call for help now").click()
    expect(page.locator(".sos-banner")).to_contain_text("not sent yet")
    page.reload()
    expect(page.locator(".sos-banner")).to_contain_text("not sent yet", timeout=PATIENCE)
    line.mend()
    page.evaluate("() => { window.dispatchEvent(new Event('online')) }")
    expect(page.locator(".sos-banner")).to_contain_text("Waiting for an answer", timeout=PATIENCE)
    assert Sos.objects.get().over_at is None
