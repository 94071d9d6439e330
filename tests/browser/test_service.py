"""A customer complains, applies and reports wrongdoing in a real browser without script, and follows the answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from repairs.models import Case
from tests.browser.conftest import DESK, PHONE, Site, layout_faults
from tests.commands.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def service(transactional_db: None) -> Service:
    return Service()


def begin(page: Page, kind: str) -> None:
    page.get_by_role("link", name="Not a fault?").click()
    page.get_by_role("link", name=kind).click()


def test_a_complaint_from_the_start_page_to_the_answer_and_back_again(service: Service, site: Site) -> None:
    page = site.page("/", script=False)
    begin(page, "Complaint")
    expect(page.get_by_text("24 hours")).to_be_visible()
    page.get_by_role("button", name="Send").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text("This is needed.")).to_have_count(5)
    page.get_by_label("Gas").check()
    page.get_by_label("Too slow").check()
    page.get_by_label("Subject").fill("Promised for the morning")
    page.get_by_label("Details").fill("They came at six in the evening.")
    page.get_by_label("Phone").fill("13812345678")
    page.get_by_label("Name").fill("Lin")
    page.get_by_role("button", name="Send").last.click()
    expect(page.get_by_role("heading", name="We have it")).to_be_visible()
    page.get_by_role("link", name="Follow it").click()
    expect(page.get_by_text("We contact you by")).to_be_visible()
    case = service.do(service.fang, Case.objects.get(), "route", service.station)
    service.do(service.he, case, "answer", "We are sorry. The shift has been changed.")
    page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_role("heading", name="There is a result")).to_be_visible()
    expect(page.get_by_text("The shift has been changed.")).to_be_visible()
    page.get_by_label("What is still not solved").fill("Nobody said sorry")
    page.get_by_role("button", name="Have it handled again").click()
    expect(page.get_by_text("It is being handled again, one level up.")).to_be_visible()
    case.refresh_from_db()
    assert (case.rounds, case.owner_node) == (2, service.county)


def test_an_application_is_told_once_all_that_it_lacks(service: Service, site: Site) -> None:
    page = site.page("/service/connection_application/", script=False)
    page.get_by_label("Electricity").check()
    page.get_by_label("Business, new connection").check()
    page.get_by_label("Applicant's identity document").check()
    page.get_by_label("Subject").fill("A bakery")
    page.get_by_label("Details").fill("Two ovens, 60 kW")
    page.get_by_label("Phone").fill("13812345678")
    page.get_by_label("Name").fill("Lin")
    page.get_by_label("Address").fill("3 Lake Street")
    page.get_by_role("button", name="Send").last.click()
    missing = page.get_by_role("region", name="These papers are still missing (this is all of them)")
    expect(missing.get_by_role("listitem")).to_have_text(
        ["Proof of ownership or use of the place", "Business licence", "List of equipment and load"]
    )


def test_who_stays_anonymous_is_asked_nothing_about_themselves(service: Service, site: Site) -> None:
    page = site.page("/service/wrongdoing_report/", script=False)
    expect(page.get_by_label("Phone")).to_be_visible()
    page.get_by_label("Anonymous").check()
    expect(page.get_by_label("Phone")).to_be_hidden()
    page.get_by_label("Gas").check()
    page.get_by_label("Bribery").check()
    page.get_by_label("Subject").fill("Money for a permit")
    page.get_by_role("textbox", name="Details").fill("They asked for money.")
    page.get_by_label("Unit or station").fill("Lakeside Power")
    page.get_by_role("button", name="Send").last.click()
    case = Case.objects.get()
    expect(page.get_by_text(case.tracking_code, exact=True)).to_be_visible()
    expect(page.get_by_text("we cannot find it again")).to_be_visible()
    assert (case.is_anonymous, case.taken_by) == (True, "customer")


def test_the_language_changes_inside_the_form_and_nothing_typed_is_lost(service: Service, site: Site) -> None:
    page = site.page("/service/praise/")
    page.get_by_label("Subject").fill("Thank you")
    page.get_by_role("button", name="切换为中文").click()
    expect(page.get_by_label("标题")).to_have_value("Thank you")
    assert Case.objects.count() == 0


def test_pages_fit_and_offer_targets_for_a_thumb(service: Service, site: Site) -> None:
    lacking = service.take("connection_application", fields={"applicant": "business"})
    secret, answered = service.take("wrongdoing_report", is_anonymous=True), service.answered("appeal")
    addresses = ["/service/", "/service/complaint/", "/service/wrongdoing_report/", "/service/connection_application/"]
    addresses += [f"/service/done/{case.tracking_code}" for case in (lacking, secret)]
    addresses += [f"/track/{case.tracking_code}" for case in (lacking, answered)]
    for language in ("zh", "en"):
        page = site.page("/", language=language)
        for address in addresses:
            page.goto(address)
            for viewport in ({"width": 320, "height": 640}, PHONE, DESK):
                page.set_viewport_size(viewport)
                assert layout_faults(page) == [], (address, language, viewport)
