"""A technician's day on the phone: a job from tap to tap, without a line, across a killed page, and refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from dispatch.board import reviewing
from dispatch.kernel import accounts, actors, commands
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import Entry, User
from field.models import Position, Technician, Visit
from repairs import orders
from repairs.models import ContactAttempt, PaidWork, PartUsed, Report, Suspension, WorkOrder
from tests.browser.conftest import DESK, PHONE, Site, layout_faults
from tests.commands.lakeside import Lakeside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = {"permissions": ["geolocation"], "geolocation": {"longitude": 117.051, "latitude": 31.051, "accuracy": 12}}


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    return Lakeside()


def phone_of(site: Site, technician: Technician, **more: Any) -> Page:
    page = site.page("/technician/", user=technician.user, **more)
    expect(page.locator(".link")).to_have_text(re.compile("Live|实时"))
    return page


def big(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


def finish_repair(page: Page) -> None:
    big(page, "Repaired").click()
    page.get_by_label("Ageing").check()
    page.locator("dialog [data-confirm]").click()


def report_back(page: Page, button: str = "Report back") -> None:
    big(page, button).click()
    page.locator("dialog [data-confirm]").last.click()


def visit_steps(visit: Visit) -> list[str]:
    """What the server did with the visit, in its order."""
    kinds = (
        Entry.objects.filter(stream=f"crew:{visit.technician_id}").order_by("version").values_list("kind", flat=True)
    )
    notes = ("visit.assigned", "visit.changed")
    return [kind.removeprefix("visit.") for kind in kinds if kind.startswith("visit.") and kind not in notes]


def cut(context: BrowserContext) -> None:
    """The API is not to be reached; the page itself still is."""
    context.route("**/api/v1/**", lambda route: route.abort())


def heal(context: BrowserContext) -> None:
    context.unroute("**/api/v1/**")


def line_back(page: Page) -> None:
    """The API is to be reached again, and the browser says so, whether or not the phone was about to try by itself."""
    heal(page.context)
    page.evaluate("() => { window.dispatchEvent(new Event('online')) }")


def arrived(town: Lakeside) -> Visit:
    visit = town.give(town.order(), town.zhou)
    for step in ("accept", "depart", "arrive"):
        town.tap(visit, step)
    return visit


def special(page: Page, kind: str) -> Any:
    """The sheet for a special situation of the only job, opened with the keyboard."""
    page.get_by_role("button", name=re.compile("Details")).press("Enter")
    big(page, "Special situation").press("Enter")
    page.locator(f"[data-kind='{kind}']").press("Enter")
    return page.locator("dialog[open]").last


def sent(page: Page, count: int, back_to: str = "Jobs") -> None:
    """Wait until so many steps were taken by the server and none waits."""
    page.get_by_role("button", name=re.compile("Sent$")).click()
    expect(page.locator("[data-fate=sent]")).to_have_count(count, timeout=20_000)
    expect(page.locator("[data-fate=waiting], [data-fate=sending]")).to_have_count(0)
    page.get_by_role("button", name=back_to, exact=True).click()


def test_a_job_from_its_arrival_on_the_phone_to_the_report(town: Lakeside, site: Site) -> None:
    page = phone_of(site, town.zhou, **HERE)
    expect(page.get_by_text("No jobs right now")).to_be_visible()
    visit = town.give(town.order(), town.zhou)
    card = page.locator(f"[data-visit='{visit.pk}']")
    expect(card).to_contain_text("No power")
    expect(card).to_contain_text("湖滨路 8 号")
    expect(page.get_by_text("New job: No power")).to_be_visible()
    card.get_by_role("button", name=re.compile("Details")).click()
    call = page.get_by_role("link", name=re.compile("13800001111"))
    expect(call).to_have_attribute("href", "tel:13800001111")
    page.get_by_role("button", name="Close").click()
    for button, state in (("Accept", "Accepted"), ("Set off", "On the way"), ("I have arrived", "On site")):
        big(page, button).click()
        expect(card.locator("[data-state]")).to_have_text(state)
    finish_repair(page)
    report_back(page)
    expect(page.get_by_text("No jobs right now")).to_be_visible()
    visit.refresh_from_db()
    assert (visit.state, visit.cause) == ("reported", "ageing")
    assert visit_steps(visit) == ["accepted", "departed", "arrived", "repaired", "reported"]
    assert visit.device_times["arrive"]["lon"] == pytest.approx(117.051)
    assert Position.objects.get(technician=town.zhou).lat == pytest.approx(31.051)


def test_a_customer_is_called_promised_a_time_and_a_report_sent_back_is_written_anew(
    town: Lakeside, site: Site
) -> None:
    order = town.order()
    visit = town.give(order, town.zhou)
    page = phone_of(site, town.zhou)
    big(page, "Accept").click()
    page.get_by_role("button", name=re.compile("Details")).click()
    big(page, "Log a call").click()
    page.get_by_label("Reached").check()
    page.locator("dialog [data-confirm]").last.click()
    # Whoever was reached is asked for a time at once.
    expect(page.get_by_role("heading", name="Promise a time")).to_be_visible()
    page.locator("input[name=at]").first.check()
    page.locator("dialog [data-confirm]").last.click()
    big(page, "Move the time").click()
    page.locator("input[name=at]").nth(1).check()
    page.locator("dialog [data-confirm]").last.click()
    expect(page.get_by_text("Give the reason for another time.")).to_be_visible()
    page.get_by_label("Traffic").check()
    page.locator("dialog [data-confirm]").last.click()
    expect(page.get_by_role("heading", name="Promise a time")).to_have_count(0)
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".job-promise")).to_contain_text("Promised")
    for button in ("Set off", "I have arrived"):
        big(page, button).click()
    finish_repair(page)
    report_back(page)
    sent(page, 8)
    order.refresh_from_db()
    assert (order.state, order.promises) == ("reported", 2)
    assert ContactAttempt.objects.get(order=order).outcome == "reached"
    li = User.objects.create(username="li", display_name="李梅")
    accounts.grant(li, Role.REVIEWER, town.city)
    with commands.begun(actors.of_user(li)) as tx:
        reviewing.reject(tx, orders.locked([order.pk])[order.pk], "cause_unclear", "哪一段老化？请写清楚")
    card = page.locator(f"[data-visit='{visit.pk}']")
    expect(card).to_contain_text("Your report was sent back")
    expect(card).to_contain_text("哪一段老化？请写清楚")
    big(page, "Report again").click()
    page.locator("[data-change-cause]").click()
    page.get_by_label("Cable fault").check()
    page.get_by_label("What was done").fill("施工挖断电缆，已接续")
    expect(page.locator(".hints")).to_contain_text("施工")
    page.locator("dialog [data-confirm]").last.click()
    sent(page, 9)
    report = Report.objects.filter(order=order).order_by("pk").last()
    assert (report.cause_code, report.ownership, report.verdict) == ("cable_fault", "utility", "")
    order.refresh_from_db()
    assert order.state == "reported"


def test_taps_without_a_line_survive_a_killed_page_and_arrive_once_in_order(town: Lakeside, site: Site) -> None:
    visit = town.give(town.order(), town.zhou)
    page = phone_of(site, town.zhou)
    context = page.context
    cut(context)
    for button in ("Accept", "Set off", "I have arrived"):
        big(page, button).click()
    expect(page.get_by_text("3 to send")).to_be_visible()
    assert visit_steps(visit) == []
    page.close()

    page = site.watch(context.new_page())
    page.goto("/technician/")
    expect(page.get_by_text("3 to send")).to_be_visible()
    expect(page.locator(f"[data-visit='{visit.pk}'] [data-state]")).to_have_text("On site")
    finish_repair(page)
    expect(page.get_by_text("4 to send")).to_be_visible()
    line_back(page)
    sent(page, 4)
    assert visit_steps(visit) == ["accepted", "departed", "arrived", "repaired"]


def test_an_answer_that_is_lost_is_asked_for_again_and_nothing_happens_twice(town: Lakeside, site: Site) -> None:
    visit = town.give(town.order(), town.zhou)
    page = phone_of(site, town.zhou)
    lost: list[str] = []

    def lose_first(route: Any) -> None:
        # The server does it; its answer never reaches the phone.
        if not lost:
            lost.append(route.request.headers["idempotency-key"])
            route.fetch()
            return route.abort()
        assert route.request.headers["idempotency-key"] == lost[0]
        return route.continue_()

    page.context.route("**/visits/*/accept", lose_first)
    big(page, "Accept").click()
    sent(page, 1)
    assert visit_steps(visit) == ["accepted"]
    assert len(lost) == 1


def test_a_refusal_is_shown_with_its_reason_until_it_was_read(town: Lakeside, site: Site) -> None:
    visit = town.give(town.order(), town.zhou)
    page = phone_of(site, town.zhou)
    cut(page.context)
    big(page, "Accept").click()
    expect(page.get_by_text("1 to send")).to_be_visible()
    town.give(visit.order, town.wu)
    page.get_by_role("button", name=re.compile("Sent$")).click()
    expect(page.get_by_role("button", name="Send now")).to_be_visible()
    heal(page.context)
    page.get_by_role("button", name="Send now").click()
    refusal = page.locator("[data-fate=refused]")
    expect(refusal).to_contain_text("No longer yours")
    expect(page.get_by_role("button", name="1 not accepted: see why")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="1 not accepted: see why").click()
    refusal.get_by_role("button", name="Understood").click()
    expect(refusal).to_have_count(0)


def test_a_pause_said_in_the_cellar_arrives_when_the_line_is_back(town: Lakeside, site: Site) -> None:
    visit = arrived(town)
    page = phone_of(site, town.zhou)
    context = page.context
    cut(context)
    sheet = special(page, "suspend")
    sheet.locator("[data-confirm]").press("Enter")
    expect(sheet.get_by_text("Choose the reason.")).to_be_visible()
    expect(sheet.get_by_role("radio").first).to_be_focused()
    sheet.get_by_label("Parts awaited").check()
    sheet.locator("[data-confirm]").click()
    expect(sheet.get_by_text("Choose a time.")).to_be_visible()
    until = sheet.get_by_role("group", name="Go on by").get_by_role("radio").first
    resume_by = until.get_attribute("value")
    until.check()
    sheet.get_by_label("What it looks like there").fill("No 100 A fuse here")
    sheet.locator("[data-confirm]").click()
    state = page.locator(f"[data-visit='{visit.pk}'] [data-state]")
    expect(state).to_have_text("Paused")
    assert WorkOrder.objects.get().state == "arrived"
    page.close()

    page = site.watch(context.new_page())
    page.goto("/technician/")
    expect(page.locator(f"[data-visit='{visit.pk}'] [data-state]")).to_have_text("Paused")
    line_back(page)
    sent(page, 1)
    expect(page.locator(f"[data-visit='{visit.pk}']")).to_have_count(0)
    row = Suspension.objects.get()
    assert (row.reason, row.note, row.suspended_name) == ("parts_awaited", "No 100 A fuse here", town.zhou.name)
    assert row.resume_by.isoformat(timespec="milliseconds").replace("+00:00", "Z") == resume_by
    assert row.evidence["device_at"] < row.suspended_at.isoformat()
    assert WorkOrder.objects.get().state == "suspended"


def test_what_is_agreed_and_used_shows_at_once_and_a_pause_without_tries_is_refused_in_words(
    town: Lakeside, site: Site
) -> None:
    visit = arrived(town)
    page = phone_of(site, town.zhou)
    cut(page.context)
    sheet = special(page, "paid-work")
    sheet.get_by_label("Amount (yuan)").fill("120,5")
    sheet.get_by_label("Who agreed").fill("Ms Wang")
    sheet.locator("[data-confirm]").click()
    expect(page.get_by_text("The customer agreed to pay ¥120.50")).to_be_visible()
    big(page, "Special situation").click()
    page.locator("[data-kind=parts]").click()
    for name, unit in (("Fuse 100 A", "pcs"), ("Cable", "m")):
        sheet.get_by_label("Part", exact=True).fill(name)
        sheet.get_by_label(unit, exact=True).check()
        sheet.locator("[data-confirm]").click()
        expect(sheet.locator(".parts")).to_contain_text(name)
    page.keyboard.press("Escape")
    big(page, "Special situation").click()
    expect(page.locator("[data-kind=suspend]")).to_be_visible()
    expect(page.locator("[data-kind=ask-withdrawal]")).to_have_count(0)
    page.locator("[data-kind=suspend]").click()
    sheet.get_by_label("Customer unreachable").check()
    sheet.get_by_role("group", name="Go on by").get_by_role("radio").first.check()
    sheet.get_by_label("What it looks like there").fill("Nobody answers")
    sheet.locator("[data-confirm]").click()
    expect(page.get_by_text("4 to send")).to_be_visible()
    line_back(page)
    sent(page, 3)
    page.get_by_role("button", name="1 not accepted: see why").click()
    expect(page.locator("[data-fate=refused]")).to_contain_text("“Customer unreachable” needs 3 failed calls")
    page.get_by_role("button", name="Jobs", exact=True).click()
    expect(page.locator(f"[data-visit='{visit.pk}'] [data-state]")).to_have_text("On site")
    assert (PaidWork.objects.get().amount_fen, PaidWork.objects.get().agreed_name) == (12_050, "Ms Wang")
    used = PartUsed.objects.order_by("pk").values_list("name", "quantity", "unit")
    assert list(used) == [("Fuse 100 A", 1, "pcs"), ("Cable", 1, "m")]


def test_a_job_is_declined_with_a_reason(town: Lakeside, site: Site) -> None:
    visit = town.give(town.order(), town.zhou)
    page = phone_of(site, town.zhou)
    page.get_by_role("button", name=re.compile("Details")).click()
    page.get_by_role("button", name="Cannot take it").click()
    page.locator("dialog [data-confirm]").last.click()
    expect(page.get_by_text("Choose a reason.")).to_be_visible()
    page.get_by_label("The vehicle is broken").check()
    page.locator("dialog [data-confirm]").last.click()
    sent(page, 1)
    visit.refresh_from_db()
    assert (visit.state, visit.end_reason) == ("declined", "vehicle")


def test_the_position_is_shared_on_shift_only_and_says_so(town: Lakeside, site: Site) -> None:
    page = phone_of(site, town.qian, **HERE)
    expect(page.get_by_text("You are off shift")).to_be_visible()
    expect(page.locator(".sharing")).to_have_count(0)
    big(page, "Start my shift").click()
    expect(page.locator("[data-sharing=sharing]")).to_be_visible()
    sent(page, 1, back_to="Me")
    expect(page.get_by_text("Sharing your position")).to_be_visible()
    big(page, "Take a break").click()
    expect(page.get_by_text("Your position is not shared")).to_be_visible()
    sent(page, 2, back_to="Me")
    assert Technician.objects.get(pk=town.qian.pk).state == "break"
    big(page, "Back to work").click()
    big(page, "End my shift").click()
    page.locator("dialog [data-confirm]").click()
    sent(page, 4)
    assert Technician.objects.get(pk=town.qian.pk).state == "off"
    expect(page.locator(".sharing")).to_have_count(0)


def test_an_account_that_is_no_technicians_is_told_so(town: Lakeside, site: Site) -> None:
    page = site.page("/technician/", user=town.he)
    expect(page.get_by_text("This account is not a technician's")).to_be_visible()


def test_the_page_fits_a_small_phone_in_both_languages(town: Lakeside, site: Site) -> None:
    town.give(town.order("smoke_or_fire"), town.zhou)
    town.give(town.order(), town.zhou)
    for language in ("zh", "en"):
        page = phone_of(site, town.zhou, language=language)
        if language == "zh":
            page.set_viewport_size({"width": 320, "height": 640})
            assert layout_faults(page) == [], "ringing"
            page.locator("[data-do=seen]").click()
        for viewport in ({"width": 320, "height": 640}, PHONE, DESK):
            page.set_viewport_size(viewport)
            for tab in range(3):
                page.locator(".tabs button").nth(tab).click()
                assert layout_faults(page) == [], (language, viewport, tab)
        page.locator(".tabs button").first.click()
        page.locator(".job-head").first.click()
        page.set_viewport_size({"width": 320, "height": 640})
        assert layout_faults(page) == [], language


def test_the_sheets_of_special_situations_fit_a_small_phone_in_both_languages(town: Lakeside, site: Site) -> None:
    arrived(town)
    for language in ("zh", "en"):
        page = phone_of(site, town.zhou, language=language, viewport={"width": 320, "height": 640})
        page.locator(".job-head").click()
        page.locator("[data-do=special]").click()
        kinds = page.locator("[data-kind]").evaluate_all("all => all.map((one) => one.dataset.kind)")
        assert kinds == ["suspend", "ask-withdrawal", "hand-over", "paid-work", "parts"]
        for kind in kinds:
            page.locator(f"[data-kind='{kind}']").click()
            page.locator("dialog[open] [data-confirm]").click()
            sheet = page.locator("dialog[open]").last
            expect(sheet.get_by_role("alert").first).to_be_in_viewport()
            for choice in sheet.locator("input[value=parts_awaited], input[value=utility], input[value=other]").all():
                choice.check()
            assert layout_faults(page) == [], (language, kind)
            assert sheet.evaluate("one => one.scrollWidth - one.clientWidth") == 0, (language, kind)
            sheet.locator("footer .second").click()
