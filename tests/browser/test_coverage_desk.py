"""Areas changed in the browser: drawn by one, asked for, agreed and approved by others, in effect for all."""

from __future__ import annotations

import pytest
import shapely
from playwright.sync_api import Page, expect

from coverage import generations, index
from coverage.models import Area, CoverageVersion, HotlineArea, Station
from dispatch.board.models import ChangeApplication
from dispatch.kernel import accounts, clock, organisation, timers
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import Node, User
from tests.browser.conftest import DESK, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 20_000


class Lakeside:
    """One station below a city, with He of the station's region office, Liu of the city and Ma of the channel."""

    def __init__(self) -> None:
        self.city = organisation.add_node(None, "city", "湖滨市", "Lakeside")
        node = organisation.add_node(self.city, "station", "西站", "West")
        self.station = Station.objects.create(
            node=node, code="W", utilities=["electricity"], skills=[], lon=117.05, lat=31.05
        )
        version = CoverageVersion.objects.create(state="active", created_at=clock.now(), activated_at=clock.now())
        area = shapely.box(117.0, 31.0, 117.1, 31.1)
        Area.objects.create(
            version=version, station=self.station, utility="electricity", geometry=shapely.to_wkb(area), vertices=5
        )
        index.forget()
        self.he = self._person("he", "何静", Role.COORDINATOR, node)
        self.liu = self._person("liu", "刘洋", Role.DISPATCHER, self.city)
        self.ma = self._person("ma", "马超", Role.ADMIN, self.city)

    def _person(self, username: str, name: str, role: Role, node: Node) -> User:
        user = User.objects.create(username=username, display_name=name)
        accounts.grant(user, role, node)
        return user


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    return Lakeside()


def head(page: Page, name: str) -> None:
    page.locator(".plan-head").get_by_role("button", name=name, exact=True).click()


def opened(page: Page, name: str) -> None:
    """A new plan with the only station taken up."""
    page.get_by_role("button", name="New plan").click(timeout=PATIENCE)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("dialog").get_by_role("button", name="New plan").click()
    page.get_by_role("combobox", name="Take up a station by name").click(timeout=PATIENCE)
    page.get_by_role("option", name="West").click()
    expect(page.locator(".plan-stations .plan-area")).to_have_count(1, timeout=PATIENCE)


def test_an_area_is_edited_without_a_mouse_undone_and_saved(site: Site, town: Lakeside) -> None:
    page = site.page("/console/coverage?part=plans", user=town.liu, language="en", viewport=DESK)
    opened(page, "East end")
    editor = page.locator(".plan-editor")
    editor.focus()
    page.keyboard.press("n")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Control+z")
    expect(page.get_by_text("Not saved yet")).not_to_be_visible()
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Not saved yet")).not_to_be_visible(timeout=PATIENCE)
    plan = CoverageVersion.objects.get(state="draft")
    drawn = shapely.from_wkb(bytes(Area.objects.get(version=plan).geometry))
    assert drawn.is_valid and not shapely.equals(drawn, shapely.box(117.0, 31.0, 117.1, 31.1))
    assert generations.active() != plan, "nothing is in effect by saving"
    page.locator(".plan-stations .plan-area").click()
    page.get_by_role("toolbar").get_by_role("button", name="Remove area").click()
    expect(page.get_by_text("no area")).to_be_visible()
    head(page, "Undo")
    expect(page.locator(".plan-stations .plan-area")).to_have_count(1)


def test_areas_are_drawn_split_and_merged_without_a_mouse(site: Site, town: Lakeside) -> None:
    page = site.page("/console/coverage?part=plans", user=town.liu, language="en", viewport=DESK)
    opened(page, "By keys")
    areas = page.locator(".plan-stations .plan-area")
    tools = page.get_by_role("toolbar", name="Tools")

    def steer(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    areas.first.press("Enter")
    expect(page.get_by_role("region", name="Chosen area")).to_be_visible()
    tools.get_by_role("button", name="Split").press("Enter")
    expect(page.locator(".plan-map canvas")).to_be_focused()
    steer(*["Shift+ArrowUp"] * 12, "Space", *["Shift+ArrowDown"] * 24, "Space", "Enter")
    expect(areas).to_have_count(2, timeout=PATIENCE)
    areas.first.press("Enter")
    tools.get_by_role("button", name="Merge").press("Enter")
    areas.nth(1).press("Enter")
    expect(areas).to_have_count(1, timeout=PATIENCE)
    tools.get_by_role("button", name="New area").press("Enter")
    steer(
        "Space",
        "Shift+ArrowRight",
        "Space",
        "Shift+ArrowDown",
        "Space",
        "Shift+ArrowLeft",
        "Space",
        "Backspace",
        "Enter",
    )
    expect(areas).to_have_count(2, timeout=PATIENCE)
    expect(areas.nth(1)).to_contain_text("3 corners")
    tools.get_by_role("button", name="Who then").press("Enter")
    steer("ArrowLeft", "Enter")
    expect(page.get_by_role("region", name="Who covered it then")).to_contain_text("West", timeout=PATIENCE)


def test_a_register_is_drawn_where_it_holds(site: Site, town: Lakeside) -> None:
    page = site.page("/console/coverage?part=registers", user=town.ma, language="en", viewport=DESK)
    page.get_by_role("button", name="Register an area").first.click(timeout=PATIENCE)
    form = page.get_by_role("dialog")
    form.get_by_label("Area", exact=True).fill("North hamlet")
    form.get_by_label("Why", exact=True).fill("Not taken over yet")
    form.get_by_label("Who takes calls: phone").fill("0551-96")
    canvas = form.locator(".place-map canvas")
    expect(canvas).to_be_visible(timeout=PATIENCE)
    canvas.focus()
    for key in ("Space", "Shift+ArrowRight", "Space", "Shift+ArrowDown", "Space", "Enter"):
        page.keyboard.press(key)
    expect(form.get_by_role("button", name="Clear")).to_be_visible()
    form.get_by_role("button", name="Register an area").click()
    expect(form).not_to_be_visible(timeout=PATIENCE)
    entry = HotlineArea.objects.get()
    assert entry.geometry is not None
    assert len(shapely.from_wkb(bytes(entry.geometry)).exterior.coords) == 4


def test_somebody_else_was_quicker_and_nothing_of_theirs_is_overwritten(site: Site, town: Lakeside) -> None:
    page = site.page("/console/coverage?part=plans", user=town.liu, language="en", viewport=DESK)
    opened(page, "East end")
    plan = CoverageVersion.objects.get(state="draft")
    CoverageVersion.objects.filter(pk=plan.pk).update(revision=plan.revision + 1)
    page.locator(".plan-editor").focus()
    page.keyboard.press("n")
    page.keyboard.press("Shift+ArrowUp")
    head(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("changed by somebody else", timeout=PATIENCE)
    page.get_by_role("button", name="Read anew (drops what is not saved)").click()
    expect(page.get_by_text("Not saved yet")).not_to_be_visible(timeout=PATIENCE)


def test_a_change_goes_through_three_pairs_of_hands(site: Site, town: Lakeside) -> None:
    he = site.page("/console/coverage?part=plans", user=town.he, language="en", viewport=DESK)
    opened(he, "To the east")
    he.locator(".plan-editor").focus()
    he.keyboard.press("n")
    he.keyboard.press("Shift+ArrowRight")
    head(he, "Check")
    expect(he.locator(".plan-head .tag").first).to_have_text("Checked", timeout=PATIENCE)
    he.goto("/console/coverage?part=applications")
    he.get_by_role("button", name="Apply for areas").click(timeout=PATIENCE)
    he.locator(".application-form select").select_option(index=0)
    he.get_by_label("Why", exact=True).fill("A new estate")
    he.get_by_role("button", name="Apply", exact=True).click()
    expect(he.locator(".plan-head .tag").first).to_have_text("Waits for the region", timeout=PATIENCE)
    row = ChangeApplication.objects.get()
    there = f"/console/coverage?part=applications&application={row.pk}"

    liu = site.page(there, user=town.liu, language="en", viewport=DESK)
    head(liu, "Agree")
    liu.get_by_role("dialog").get_by_role("button", name="Agree").click()
    expect(liu.locator(".plan-head .tag").first).to_have_text("Waits for channel management", timeout=PATIENCE)

    ma = site.page(there, user=town.ma, language="zh", viewport=DESK)
    head(ma, "批准")
    ma.get_by_role("dialog").get_by_role("button", name="批准").click()
    expect(ma.locator(".plan-head .tag").first).to_have_text("已批准待生效", timeout=PATIENCE)
    row.refresh_from_db()
    assert row.takes_effect_at is not None
    with clock.frozen(row.takes_effect_at):
        while timers.sweep():
            pass
    assert generations.active() == row.plan
    paper = site.page(f"/coverage/applications/{row.pk}/form", user=town.he, language="zh", viewport=DESK)
    expect(paper.get_by_role("heading", level=1)).to_have_text("渠道产能及覆盖区域变更申请表")
    expect(paper.locator("svg path[class]")).to_have_count(2)
