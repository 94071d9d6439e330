"""Photos of a visit: taken where there is no line, through a killed page, to the server and the order's panel."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dispatch.kernel.models import User
from field.models import Exhibit, Visit
from tests.browser.conftest import DESK, Site, layout_faults
from tests.browser.test_accessibility import faults
from tests.browser.test_console import lin
from tests.browser.test_technician import arrived, big, cut, heal, line_back, phone_of, sent
from tests.commands.lakeside import Lakeside
from tests.http.test_exhibits_api import gps
from tests.rules.test_pictures import chunk, png

__all__ = ["lin"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = {"permissions": ["geolocation"], "geolocation": {"longitude": 117.0503, "latitude": 31.0502, "accuracy": 9}}

# What the phone itself keeps: the hash that it said and the bytes, by exhibit.
KEPT = """async (user) => {
  const open = indexedDB.open(`paidan-exhibits-${user}`)
  const db = await new Promise((done) => { open.onsuccess = () => done(open.result) })
  const all = (name, what) => new Promise((done) => {
    const asked = db.transaction(name).objectStore(name)[what]()
    asked.onsuccess = () => done(asked.result)
  })
  const rows = await all("exhibits", "getAll")
  const bytes = await all("bytes", "getAllKeys")
  db.close()
  return rows.map(({ id, deed }) => ({ id, sha256: deed.body.sha256, hasBytes: bytes.includes(id) }))
}"""


@pytest.fixture
def town(transactional_db: None) -> Lakeside:
    return Lakeside()


def photograph(seed: int = 1, width: int = 1400, height: int = 900) -> bytes:
    """A PNG with enough in it that its JPEG is no trifle."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\0\0\0\0"
    rows = bytearray()
    state = seed * 2654435761 % 2**32
    for y in range(height):
        rows.append(0)
        for x in range(0, width, 20):
            state = (state * 1664525 + 1013904223) % 2**32
            rows += bytes([(state >> 24) // 2 + (x + y) % 100]) * min(20, width - x)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b"")
    )


def evidence(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Details")).press("Enter")
    page.locator("[data-do=evidence]").click()


def shoot(page: Page, path: Path, purpose: str) -> None:
    before = page.locator("dialog [data-exhibit]").count()
    page.get_by_label(purpose, exact=True).check()
    page.locator("dialog input[type=file]").set_input_files(path)
    expect(page.locator("dialog [data-exhibit]")).to_have_count(before + 1)


def file_at(folder: Path, seed: int) -> Path:
    path = folder / f"photo-{seed}.png"
    path.write_bytes(photograph(seed))
    return path


def panel(site: Site, user: User, visit: Visit) -> Page:
    """The evidence in the order's panel."""
    page = site.page(f"/console/?order={visit.order_id}", user=user, viewport=DESK)
    page.get_by_role("tab", name="Evidence").click()
    return page


def kept(page: Page, visit: Visit) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(KEPT, visit.technician_id)
    return sorted(found, key=lambda row: row["id"])


def at_server() -> list[tuple[str, str, str]]:
    """Exhibits by id, with the hash announced and the hash of the bytes that are here."""
    rows = Exhibit.objects.exclude(content=None)
    return sorted((str(r.phone_id), r.sha256, hashlib.sha256(bytes(r.content or b"")).hexdigest()) for r in rows)


def test_photos_taken_without_a_line_survive_a_killed_page_and_arrive_byte_for_byte(
    town: Lakeside, site: Site, lin: User, tmp_path: Path
) -> None:
    visit = arrived(town)
    page = phone_of(site, town.zhou, **HERE)
    expect(page.locator("[data-sharing=sharing]")).to_be_visible()
    context = page.context
    cut(context)
    evidence(page)
    expect(page.get_by_label("Before the work", exact=True)).to_be_checked()
    shoot(page, file_at(tmp_path, 1), "Before the work")
    shoot(page, file_at(tmp_path, 2), "Meter and reading")
    expect(page.locator("dialog [data-exhibit]").first).to_contain_text("Kept on this phone")
    assert (layout_faults(page), faults(page)) == ([], [])
    page.set_viewport_size({"width": 320, "height": 568})
    assert layout_faults(page) == []
    promised = kept(page, visit)
    assert [row["hasBytes"] for row in promised] == [True, True]
    assert not Exhibit.objects.exists()
    page.close()

    page = site.watch(context.new_page())
    page.goto("/technician/")
    expect(page.get_by_text("2 to send")).to_be_visible()
    line_back(page)
    evidence(page)
    expect(page.locator("dialog [data-exhibit][data-fate=whole]")).to_have_count(2, timeout=30_000)
    assert at_server() == [(row["id"], row["sha256"], row["sha256"]) for row in promised]
    assert [row["hasBytes"] for row in kept(page, visit)] == [False, False]
    assert {row.accuracy_m for row in Exhibit.objects.all()} == {9}

    desk = panel(site, lin, visit)
    shown = desk.locator("[data-exhibit][data-state=whole] img")
    expect(shown).to_have_count(2)
    for place, row in enumerate(Exhibit.objects.order_by("taken_at")):
        expect(shown.nth(place)).to_have_js_property("naturalWidth", row.width)
        assert row.width >= 960
        assert row.size < 200_000
    expect(desk.locator("[data-exhibit]").first).to_contain_text("周强")
    assert faults(desk) == []


def test_a_line_that_breaks_again_and_again_loses_nothing_and_holds_no_step_up(
    town: Lakeside, site: Site, lin: User, tmp_path: Path
) -> None:
    visit = arrived(town)
    page = phone_of(site, town.zhou)
    pieces: list[int] = []

    def break_often(route: Any) -> None:
        pieces.append(int(route.request.url.rpartition("=")[2]))
        # One piece never leaves, one answer never comes back, and so on.
        if len(pieces) % 3 == 1:
            return route.abort()
        if len(pieces) % 3 == 2 and len(pieces) < 9:
            route.fetch()
            return route.abort()
        return route.continue_()

    page.context.route("**/exhibits/*/bytes**", break_often)
    evidence(page)
    shoot(page, file_at(tmp_path, 3), "Before the work")
    desk = panel(site, lin, visit)
    expect(desk.locator("[data-exhibit]")).to_contain_text("not here yet")
    (promised,) = kept(page, visit)
    page.locator("dialog").get_by_role("button", name="Close").last.click()
    page.locator("dialog").get_by_role("button", name="Close").click()
    big(page, "Repaired").click()
    page.get_by_label("Ageing").check()
    page.locator("dialog [data-confirm]").click()
    sent(page, 2)
    expect(desk.locator("[data-exhibit][data-state=whole]")).to_have_count(1, timeout=40_000)
    assert at_server() == [(promised["id"], promised["sha256"], promised["sha256"])]
    assert len(pieces) > 2


def test_a_photo_for_a_job_given_away_meanwhile_is_kept_and_says_so(
    town: Lakeside, site: Site, lin: User, tmp_path: Path
) -> None:
    visit = town.give(town.order(), town.zhou)
    page = phone_of(site, town.zhou)
    cut(page.context)
    evidence(page)
    shoot(page, file_at(tmp_path, 4), "A danger")
    town.give(visit.order, town.wu)
    line_back(page)
    expect(page.get_by_text("This job is no longer yours.")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name=re.compile("Sent$")).click()
    line = page.locator("[data-exhibit]")
    expect(line).to_contain_text("The job was no longer yours", timeout=20_000)
    line.get_by_role("button", name="Understood").click()
    expect(line).to_have_count(0)
    desk = panel(site, lin, visit)
    expect(desk.locator("[data-exhibit][data-state=whole]")).to_contain_text("after the job was moved", timeout=20_000)
    assert Exhibit.objects.get().is_late


def test_a_signature_is_drawn_and_seen(town: Lakeside, site: Site, lin: User) -> None:
    visit = arrived(town)
    page = phone_of(site, town.zhou)
    evidence(page)
    page.locator("[data-do=sign]").click()
    page.locator("dialog [data-confirm]").last.click()
    expect(page.get_by_text("Nothing is signed yet.")).to_be_visible()
    box = page.locator("canvas.sign").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 40 + 20 * step, box["y"] + 60 + 30 * (step % 2))
    page.mouse.up()
    page.locator("dialog [data-confirm]").last.click()
    expect(page.locator("dialog [data-exhibit][data-fate=whole]")).to_have_count(1, timeout=20_000)
    row = Exhibit.objects.get()
    assert (row.kind, row.purpose, row.type, row.visit_id) == ("signature", "agreement", "image/png", visit.pk)


def test_what_the_server_does_not_take_is_said_until_it_was_read(town: Lakeside, site: Site, tmp_path: Path) -> None:
    arrived(town)
    page = phone_of(site, town.zhou)

    def spoil(route: Any) -> None:
        return route.continue_(post_data=b"\0" * len(route.request.post_data_buffer or b""))

    page.context.route("**/exhibits/*/bytes**", spoil)
    evidence(page)
    (tmp_path / "words.png").write_bytes(b"no picture")
    page.locator("dialog input[type=file]").set_input_files(tmp_path / "words.png")
    expect(page.get_by_text("This file does not open as a picture.")).to_be_visible()
    (tmp_path / "small.png").write_bytes(png(9, 9))
    shoot(page, tmp_path / "small.png", "The place")
    line = page.locator("dialog [data-exhibit][data-fate=refused]")
    expect(line).to_contain_text("What arrives is not what the phone announced", timeout=20_000)
    page.reload()
    heal(page.context)
    page.get_by_role("button", name=re.compile("Sent$")).click()
    line = page.locator("[data-exhibit][data-fate=refused]")
    line.get_by_role("button", name="Understood").click()
    expect(line).to_have_count(0)
    assert Exhibit.objects.get().problem == "exhibit.hash_differs"


def test_a_spoken_note_is_kept_and_played_at_the_desk(town: Lakeside, site: Site, lin: User) -> None:
    visit = arrived(town)
    page = phone_of(site, town.zhou, permissions=["microphone"])
    evidence(page)
    page.locator("[data-do=speak]").click()
    expect(page.locator("[data-do=keep-voice]")).to_contain_text(re.compile("[12] s"))
    page.locator("[data-do=keep-voice]").click()
    expect(page.locator("dialog [data-exhibit][data-fate=whole]")).to_have_count(1, timeout=20_000)
    row = Exhibit.objects.get()
    assert (row.kind, row.purpose, row.type.partition("/")[0]) == ("voice", "note", "audio")
    desk = panel(site, lin, visit)
    sound = desk.locator("[data-exhibit] audio")
    sound.evaluate("(one) => { one.muted = true; return one.play() }")
    expect(sound).to_have_js_property("error", None)
    assert sound.evaluate("(one) => one.readyState") >= 1


def test_the_place_that_the_camera_wrote_is_read_beside_the_phones_own(
    town: Lakeside, site: Site, lin: User, tmp_path: Path
) -> None:
    visit = arrived(town)
    page = phone_of(site, town.zhou)
    plain = page.evaluate(
        """() => {
          const canvas = document.createElement("canvas")
          canvas.width = canvas.height = 64
          canvas.getContext("2d").fillRect(9, 9, 30, 30)
          return canvas.toDataURL("image/jpeg")
        }"""
    )
    picture = base64.b64decode(plain.partition(",")[2])
    path = tmp_path / "camera.jpg"
    path.write_bytes(picture[:2] + gps(31.0501, 117.0501) + picture[2:])
    evidence(page)
    shoot(page, path, "The place")
    expect(page.locator("dialog [data-exhibit][data-fate=whole]")).to_have_count(1, timeout=20_000)
    row = Exhibit.objects.get()
    assert row.camera == {"lon": 117.0501, "lat": 31.0501}
    assert b"Exif" not in bytes(row.content or b"")
    desk = panel(site, lin, visit)
    expect(desk.locator("[data-exhibit]")).to_contain_text("The camera itself wrote a place")
    expect(desk.locator("[data-exhibit]")).to_contain_text("No position")
