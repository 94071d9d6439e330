"""An arrival that is hard to believe: the phone goes on, the desk sees the evidence and decides."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from dispatch.kernel import accounts, outbox
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import AuditRecord, User
from field.models import ArrivalDoubt, Visit
from repairs.models import Todo
from tests.browser.conftest import DESK, Site, layout_faults
from tests.browser.test_phone_photos import evidence, file_at, shoot
from tests.commands.lakeside import Lakeside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FAR_OFF = {"permissions": ["geolocation"], "geolocation": {"longitude": 117.09, "latitude": 31.06, "accuracy": 400}}


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    return Lakeside()


def desk_of(site: Site, town: Lakeside, role: Role, address: str, **more: Any) -> Page:
    user = User.objects.create(username=role, display_name=role.title())
    accounts.grant(user, role, town.city)
    page = site.page(address, user=user, **{"viewport": DESK, **more})
    expect(page.locator(".link-state")).to_have_text(re.compile("Live|实时"))
    return page


def part(page: Page, title: str) -> Locator:
    return page.locator(".desk-part").filter(has=page.get_by_role("heading", name=title, exact=True))


def arrive_far_off(town: Lakeside, site: Site) -> Visit:
    visit = town.give(town.order(), town.zhou)
    page = site.page("/technician/", user=town.zhou.user, **FAR_OFF)
    expect(
        page.locator(".geo-sharing, [data-geo=sharing]").or_(page.get_by_role("button", name="Accept"))
    ).to_be_visible()
    for button, state in (("Accept", "Accepted"), ("Set off", "On the way"), ("I have arrived", "On site")):
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator(f"[data-visit='{visit.pk}'] [data-state]")).to_have_text(state)
    expect(page.get_by_role("button", name="Repaired", exact=True)).to_be_enabled()
    return visit


def test_a_far_arrival_goes_on_at_the_phone_and_is_rejected_at_the_desk_with_a_reason(
    town: Lakeside, site: Site
) -> None:
    region = desk_of(site, town, Role.DISPATCHER, "/console/region")
    doubts = part(region, "Doubtful arrivals")
    expect(doubts).to_contain_text("No arrival is in doubt")
    visit = arrive_far_off(town, site)
    row = doubts.locator(".desk-row")
    expect(row).to_contain_text("Far from the place")
    expect(row).to_contain_text("周强")
    row.get_by_role("button", name="Decide").click()
    question = region.get_by_role("dialog")
    expect(question).to_contain_text(re.compile(r"(3\.\d+|4) km \(within about 400 m\)"))
    expect(question.get_by_role("img", name="Where the phone was")).to_be_visible()
    question.get_by_label("Bad reception on site").check()
    question.get_by_role("group", name="Verdict").get_by_role("button", name="Reject it").click()
    reject = question.locator(".ask-buttons").get_by_role("button", name="Reject it")
    expect(reject).to_be_disabled()
    question.get_by_role("radio", name="Other", exact=True).check()
    expect(reject).to_be_disabled()
    question.get_by_label("Tapped on the way").check()
    assert layout_faults(region, smallest=24) == []
    reject.click()
    expect(doubts).to_contain_text("No arrival is in doubt")
    found = ArrivalDoubt.objects.get(visit=visit)
    assert (found.verdict, found.reason, found.codes) == ("rejected", "tapped_early", ["far"])
    assert AuditRecord.objects.filter(action="arrival.judge").count() == 1
    visit.refresh_from_db()
    assert visit.state == "arrived"


def test_the_quality_desk_confirms_it_in_chinese_by_the_photo_of_the_place(
    town: Lakeside, site: Site, tmp_path: Path
) -> None:
    visit = arrive_far_off(town, site)
    phone = site.page("/technician/", user=town.zhou.user, **FAR_OFF)
    evidence(phone)
    shoot(phone, file_at(tmp_path, 5), "The place")
    shoot(phone, file_at(tmp_path, 6), "Before the work")
    for _ in range(100):
        if visit.exhibits.filter(state="whole").count() == 2:
            break
        phone.wait_for_timeout(100)
    page = desk_of(site, town, Role.QUALITY, "/console/quality", language="zh")
    doubts = part(page, "存疑到场")
    doubts.get_by_role("button", name="裁定").click()
    question = page.get_by_role("dialog")
    photos = question.locator(".arrival-photos li")
    expect(photos).to_have_count(2)
    expect(photos.first).to_contain_text("现场全貌")
    expect(photos.first.locator("img")).to_have_js_property("complete", True)
    assert photos.first.locator("img").evaluate("one => one.naturalWidth") > 0
    assert layout_faults(page, smallest=24) == []
    question.get_by_label("工单地点标错").check()
    question.locator(".ask-buttons").get_by_role("button", name="认可到场").click()
    expect(doubts).to_contain_text("没有存疑的到场")
    assert ArrivalDoubt.objects.get().verdict == "confirmed"


def test_the_phone_says_how_often_why_and_for_how_long_it_shares_the_position(town: Lakeside, site: Site) -> None:
    page = site.page("/technician/", user=town.zhou.user, **FAR_OFF)
    page.locator(".sharing").click()
    expect(page.locator("[data-pace=moving]")).to_contain_text("about every 15 s")
    expect(page.get_by_text("Only your latest position is kept, no track.")).to_contain_text(
        re.compile(r"for \d+ (h|min)\.")
    )
    assert layout_faults(page) == []
    page.locator("[data-shift-do=break]").click()
    expect(page.locator("[data-pace]")).to_have_count(0)
    expect(page.get_by_text("Your position is not shared")).to_be_visible()


def test_a_weak_battery_is_spared_and_the_phone_says_so(town: Lakeside, site: Site) -> None:
    context = site.context(user=town.zhou.user, **FAR_OFF)
    context.add_init_script(
        "navigator.getBattery = async () => Object.assign(new EventTarget(), { level: 0.1, charging: false })"
    )
    page = context.new_page()
    page.goto("/technician/")
    page.locator(".sharing").click()
    expect(page.locator("[data-pace=saving]")).to_contain_text("Battery low")


def test_work_on_a_job_given_away_meanwhile_is_shown_and_dismissed_with_words(town: Lakeside, site: Site) -> None:
    order = town.order()
    visit = town.give(order, town.zhou)
    town.give(order, town.wu)
    for step in ("arrive", "repair"):
        town.tap(visit, step)
    while outbox.run_all():
        pass
    region = desk_of(site, town, Role.DISPATCHER, "/console/region")
    late = part(region, "Worked on after the job was gone")
    expect(late).to_contain_text("Given to somebody else")
    late.get_by_role("button", name="Decide").click()
    question = region.get_by_role("dialog")
    expect(question.locator(".cards li")).to_have_count(2)
    expect(question.locator(".cards")).to_contain_text("Ageing")
    question.get_by_role("group", name="Verdict").get_by_role("button", name="Dismiss it").click()
    question.get_by_role("textbox").fill("Wu had repaired it by then")
    question.locator(".ask-buttons").get_by_role("button", name="Dismiss it").click()
    expect(late).to_contain_text("Nothing to look into")
    assert Todo.objects.get(kind="late_work").outcome == "dismissed"
