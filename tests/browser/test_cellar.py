"""A morning in the cellar: dozens of steps and photos without a line, a killed app, a job given away meanwhile.

Then a line that is slow, loses packets and breaks three times. Everything arrives once, in order, whole.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from dispatch.kernel.models import Entry
from field.models import Exhibit, Visit
from repairs.models import PartUsed
from tests.bad_line import BadLine
from tests.browser.conftest import Site
from tests.browser.test_phone_offline import PATIENCE, installed, line
from tests.browser.test_phone_photos import at_server, kept, photograph
from tests.browser.test_technician import big, town
from tests.commands.lakeside import Lakeside

__all__ = ["line", "town"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BITS_PER_S = 64_000
LOSS = 0.05
WAYS = ("Accept", "Set off", "I have arrived")
DONE = ("accepted", "departed", "arrived", "repaired", "reported")


def card(page: Page, visit: Visit) -> Locator:
    return page.locator(f"[data-visit='{visit.pk}']")


def twice(button: Locator) -> None:
    """As with a glove on: two taps where one was meant."""
    button.evaluate("(button) => { button.click(); button.click() }")


def steps(page: Page, visit: Visit, *names: str) -> None:
    for name in names:
        twice(card(page, visit).get_by_role("button", name=name, exact=True))


def repaired(page: Page, visit: Visit) -> None:
    card(page, visit).get_by_role("button", name="Repaired", exact=True).click()
    page.get_by_label("Ageing").check()
    twice(page.locator("dialog [data-confirm]").last)
    expect(page.locator("dialog[open]")).to_have_count(0)


def reported(page: Page, visit: Visit) -> None:
    card(page, visit).get_by_role("button", name="Report back", exact=True).click()
    page.locator("dialog [data-confirm]").last.click()
    expect(page.locator("dialog[open]")).to_have_count(0)


def used(page: Page, visit: Visit) -> None:
    card(page, visit).get_by_role("button", name=re.compile("Details")).press("Enter")
    big(page, "Special situation").click()
    page.locator("[data-kind=parts]").click()
    sheet = page.locator("dialog[open]").last
    sheet.get_by_label("Part", exact=True).fill("Fuse 100 A")
    sheet.get_by_label("pcs", exact=True).check()
    sheet.locator("[data-confirm]").click()
    expect(sheet.locator(".parts")).to_contain_text("Fuse 100 A")
    while page.locator("dialog[open]").count():
        page.keyboard.press("Escape")


def shot(page: Page, visit: Visit, path: Path) -> None:
    card(page, visit).get_by_role("button", name=re.compile("Details")).press("Enter")
    page.locator("[data-do=evidence]").click()
    page.locator("dialog input[type=file]").set_input_files(path)
    expect(page.locator("dialog [data-exhibit]")).to_have_count(1)
    while page.locator("dialog[open]").count():
        page.keyboard.press("Escape")


def unsent(page: Page) -> int:
    """What the phone says is still to be sent, steps and photos."""
    badge = page.locator(".banner", has_text="to send")
    return sum(int(re.findall(r"\d+", text)[0]) for text in badge.all_inner_texts())


def taken(town: Lakeside) -> list[tuple[int, str]]:
    """What the server did with the visits, in its order."""
    rows = Entry.objects.filter(stream=f"crew:{town.zhou.pk}", kind__startswith="visit.").order_by("version")
    kinds = {f"visit.{name}" for name in DONE}
    return [
        (data["visit"]["id"], kind.removeprefix("visit."))
        for kind, data in rows.values_list("kind", "data")
        if kind in kinds
    ]


@pytest.fixture
def photos(tmp_path: Path) -> Iterator[list[Path]]:
    paths = [tmp_path / f"{number}.png" for number in range(5)]
    for number, path in enumerate(paths):
        path.write_bytes(photograph(number + 1, 480, 320))
    yield paths


def test_everything_from_the_cellar_arrives_once_in_order_and_whole(
    town: Lakeside, site: Site, line: BadLine, photos: list[Path]
) -> None:
    visits = [town.give(town.order(), town.zhou) for _ in range(6)]
    *whole, given_away = visits
    page = installed(site, town)
    for visit in visits:
        expect(card(page, visit)).to_be_visible()
    line.cut()

    for visit in visits:
        steps(page, visit, *WAYS)
    for visit in whole[:3]:
        used(page, visit)
        repaired(page, visit)
    for visit, path in zip(whole[:3], photos, strict=False):
        shot(page, visit, path)
    # The battery is dead; the phone starts again in the same cellar, in the middle of the work.
    context = page.context
    page.close()
    town.give(given_away.order, town.wu)
    page = site.watch(context.new_page())
    page.goto("/technician/")
    expect(card(page, whole[0])).to_be_visible(timeout=PATIENCE)
    for visit in whole[3:]:
        used(page, visit)
        repaired(page, visit)
    for visit, path in zip(whole[3:], photos[3:], strict=True):
        shot(page, visit, path)
    steps(page, given_away, "Repaired")
    page.get_by_label("Ageing").check()
    page.locator("dialog [data-confirm]").last.click()
    for visit in whole:
        reported(page, visit)
    promised = kept(page, whole[0])
    assert len(promised) == 5
    assert unsent(page) >= 30
    assert taken(town) == []

    line.slow(BITS_PER_S, LOSS)
    began = time.monotonic()
    for seconds in (4, 6, 8):
        line.mend()
        page.evaluate("() => { window.dispatchEvent(new Event('online')) }")
        page.wait_for_timeout(seconds * 1_000)
        line.cut()
        page.wait_for_timeout(1_000)
    assert taken(town) != []
    line.mend()
    page.evaluate("() => { window.dispatchEvent(new Event('online')) }")
    expect(page.locator(".banner", has_text="to send")).to_have_count(0, timeout=120_000)
    for _ in range(240):
        if Exhibit.objects.exclude(content=None).count() == 5:
            break
        page.wait_for_timeout(500)
    print(f"all of it over a line of {BITS_PER_S} bit/s: {time.monotonic() - began:.0f} s, {line.passed} bytes")

    done = taken(town)
    assert len(done) == len(set(done)) == 5 * len(DONE)
    for visit in whole:
        assert [kind for of, kind in done if of == visit.pk] == list(DONE)
    # In the order of the taps, over all visits.
    ways = [(visit.pk, kind) for visit in whole for kind in DONE[:3]]
    assert [one for one in done if one[1] in DONE[:3]] == ways
    assert [of for of, kind in done if kind == "reported"] == [visit.pk for visit in whole]
    assert PartUsed.objects.count() == len(whole)
    assert at_server() == [(row["id"], row["sha256"], row["sha256"]) for row in promised]

    # The job that was given away meanwhile: the phone says so, and the order keeps what was tapped.
    page.get_by_role("button", name=re.compile("not accepted: see why")).click()
    expect(page.locator("[data-fate=refused]").first).to_contain_text("No longer yours")
    late = Entry.objects.filter(stream=f"order:{given_away.order_id}", kind="visit.late_tap")
    assert late.count() == 4
    assert Visit.objects.get(order=given_away.order, ended_at=None).technician == town.wu
