"""The editor of areas with 1,500 areas on its map, one of them of 20,000 corners: what a frame costs the main thread.

There is no graphics card here, so frames a second would measure the software renderer; what counts is the time that the
page's main thread works for one step of the mouse. The baseline is moving the same map with nothing to edit in it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from statistics import median
from typing import Any

import numpy as np
import shapely

AREAS = 1_500
CORNERS = 20_000
STEPS = 60
ROUNDS = 3
VIEW = {"width": 1366, "height": 768}
FLAGS = ["--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--use-angle=swiftshader"]


def large() -> shapely.Polygon:
    """A crooked area of 20,000 corners beside the others."""
    turn = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    radius = 0.12 * (1 + 0.04 * np.sin(turn * 90) + 0.01 * np.sin(turn * 700))
    return shapely.Polygon(np.column_stack([112.8 + radius * np.cos(turn), 22.2 + radius * np.sin(turn)]))


def settle() -> None:
    """The areas, a plan with the large one taken up, and somebody who may edit it."""
    from coverage import plans
    from coverage.models import Area, CoverageVersion, Station
    from dispatch.kernel import accounts, clock, commands, organisation
    from dispatch.kernel.access_table import Role
    from dispatch.kernel.actors import SYSTEM
    from dispatch.kernel.models import User
    from tests.bench.areas import tessellation

    city = organisation.add_node(None, "city", "量测市", "Measured")
    version = CoverageVersion.objects.create(state="active", created_at=clock.now(), activated_at=clock.now())
    # The large one first, so that it is the first of the plan; the others belong to fifty stations.
    shapes = [large(), *tessellation()[: AREAS - 1]]
    stations = []
    for place in range(51):
        node = organisation.add_node(city, "station", f"{place} 站", f"Station {place}")
        stations.append(
            Station.objects.create(
                node=node, code=str(place), utilities=["electricity"], skills=[], lon=112.8, lat=22.2
            )
        )
    Area.objects.bulk_create(
        Area(
            version=version,
            station=stations[0] if place == 0 else stations[1 + place % 50],
            utility="electricity",
            geometry=shapely.to_wkb(shape),
            vertices=shapely.get_num_coordinates(shape),
        )
        for place, shape in enumerate(shapes)
    )
    with commands.begun(SYSTEM) as tx:
        plan = plans.make(tx, city, "measured")
        plans.take_up(tx, plan, stations[:1])
    user = User.objects.create_user("measurer", password="measured-here", display_name="Measurer")
    accounts.grant(user, Role.ADMIN, city)
    print(json.dumps({"plan": plan.pk}))


def browse(url: str, plan: int) -> dict[str, float]:
    """Medians in milliseconds of main-thread work for each step of the mouse."""
    from playwright.sync_api import sync_playwright

    from dispatch.launcher import chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        page = browser.new_page(viewport=VIEW, locale="en-GB")
        page.set_default_timeout(60_000)
        page.goto(f"{url}/login")
        page.fill("input[name=username]", "measurer")
        page.fill("input[name=password]", "measured-here")
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state("networkidle")
        page.goto(f"{url}/console/coverage?part=plans&plan={plan}")
        page.locator(".plan-stations .plan-area").wait_for()
        page.wait_for_timeout(8_000)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")

        def worked() -> float:
            found = session.send("Performance.getMetrics")["metrics"]
            return next(one["value"] for one in found if one["name"] == "TaskDuration") * 1000

        def dragged(x: float, y: float) -> float:
            page.mouse.move(x, y)
            page.mouse.down()
            began = worked()
            for step in range(STEPS):
                page.mouse.move(x + step, y + step / 2)
            page.wait_for_timeout(500)
            spent = worked() - began
            page.mouse.up()
            page.wait_for_timeout(700)
            return spent / STEPS

        box = page.locator(".plan-map").bounding_box() or {}
        x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6
        times: dict[str, list[float]] = {"plain": [], "chosen": [], "corner": []}
        for _ in range(ROUNDS):
            times["plain"].append(dragged(x, y))
        page.locator(".plan-stations .plan-area").click()
        page.wait_for_timeout(4_000)
        for _ in range(ROUNDS):
            times["chosen"].append(dragged(x, y))
        # Near enough for corners to be taken hold of: the first of them is brought to the middle and dragged.
        page.locator(".plan-editor").focus()
        for _ in range(10):
            page.locator(".maplibregl-ctrl-zoom-in").click()
            page.wait_for_timeout(250)
        page.locator(".plan-editor").focus()
        page.keyboard.press("n")
        page.wait_for_timeout(3_000)
        for _ in range(ROUNDS):
            began = worked()
            for _ in range(STEPS):
                page.keyboard.press("ArrowRight")
            page.wait_for_timeout(500)
            times["corner"].append((worked() - began) / STEPS)
        unsaved = page.locator(".plan-head .tag-danger").count()
        browser.close()
    if not unsaved:
        raise RuntimeError("the corner did not move")
    return {name: median(values) for name, values in times.items()}


def run() -> Iterator[dict[str, Any]]:
    """Two lines: moving the map with the large area chosen, and moving one of its corners."""
    from tests.bench.house import House

    with House("editor") as house:
        plan = json.loads(house.run("-m", "tests.bench.editor", "settle", seconds=200).splitlines()[-1])["plan"]
        found = browse(house.serve(PAIDAN_ENGINE="0").url, plan)
    for name, goal in (("chosen", 1.5), ("corner", 4.0)):
        ratio = found[name] / found["plain"]
        yield {
            "name": f"editor.{name}_of_20000_beside_1500",
            "value": round(found[name], 2),
            "unit": "ms of the main thread a step",
            "baseline": round(found["plain"], 2),
            "ratio": round(ratio, 2),
            "goal": goal,
            "pass": ratio < goal,
        }


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1:] == ["settle"]:
        settle()
