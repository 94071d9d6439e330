"""Matching: the product's candidate functions against a bare shapely loop, and how cost grows with the areas.

Areas are stars of about 200 vertices on a grid, neighbours overlapping a little, each of a station of its own. Rounds
alternate between product and floor in one process; medians count.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np
import shapely

from coverage import index
from dispatch.kernel import clock

VERTICES = 200
POINTS = 4_000
ROUNDS = 5
BATCH = 250


def stars(count: int) -> list[Any]:
    """`count` polygons of VERTICES points each around the cells of a square grid of 0.01°."""
    side = int(np.ceil(np.sqrt(count)))
    rng = np.random.default_rng(9)
    angles = np.linspace(0, 2 * np.pi, VERTICES, endpoint=False)
    made = []
    for place in range(count):
        x, y = 113 + place % side * 0.01, 22 + place // side * 0.01
        reach = 0.0052 + 0.0006 * np.sin(angles * rng.integers(3, 9) + rng.uniform(0, 6))
        made.append(shapely.Polygon(np.column_stack([x + reach * np.cos(angles), y + reach * np.sin(angles)])))
    return made


def snapshot_of(polygons: list[Any]) -> index.Snapshot:
    """An index in which every polygon has a station of its own at its centre."""
    skills, utilities = frozenset({"lv_service"}), frozenset({"electricity"})
    posts = [
        index.Post(
            place, f"/1/{place}/", g.centroid.x, g.centroid.y, utilities, skills, True, True, None, "Asia/Shanghai"
        )
        for place, g in enumerate(polygons, 1)
    ]
    return index.build(1, (1,), posts, [(place, place, "", 1, g) for place, g in enumerate(polygons, 1)])


def points_over(polygons: list[Any]) -> list[tuple[float, float]]:
    """Points spread over the whole of the areas."""
    west, south, east, north = shapely.total_bounds(np.array(polygons, dtype=object))
    rng = np.random.default_rng(4)
    return list(zip(rng.uniform(west, east, POINTS).tolist(), rng.uniform(south, north, POINTS).tolist(), strict=True))


def rate(work: Callable[[], None]) -> float:
    """Points a second of one pass."""
    began = time.perf_counter()
    work()
    return POINTS / (time.perf_counter() - began)


def measure(count: int) -> dict[str, float]:
    """Medians of points/s: the product one by one and in batches, and the bare loop."""
    polygons = stars(count)
    snapshot, points, now = snapshot_of(polygons), points_over(polygons), clock.now()
    wants = [index.Want(lon, lat, "electricity", "lv_service") for lon, lat in points]
    bare_polygons = np.array(polygons, dtype=object)
    shapely.prepare(bare_polygons)
    tree = shapely.STRtree(bare_polygons)

    def bare() -> None:
        for lon, lat in points:
            tree.query(shapely.Point(lon, lat), predicate="intersects")

    def one_by_one() -> None:
        for want in wants:
            index.candidates(snapshot, want, now)

    def batches() -> None:
        for start in range(0, POINTS, BATCH):
            index.candidates_many(snapshot, wants[start : start + BATCH], now)

    rates: dict[str, list[float]] = {"bare": [], "one": [], "many": []}
    for _ in range(ROUNDS):
        rates["bare"].append(rate(bare))
        rates["one"].append(rate(one_by_one))
        rates["many"].append(rate(batches))
    return {name: median(values) for name, values in rates.items()}


def run() -> Iterator[dict[str, Any]]:
    """Three lines: one by one, in batches, growth."""
    small, large = measure(5_000), measure(30_000)
    for name, form in (("one", "matching.one_by_one"), ("many", "matching.in_batches")):
        ratio = small[name] / small["bare"]
        yield {
            "name": form,
            "value": round(small[name]),
            "unit": "points/s",
            "baseline": round(small["bare"]),
            "ratio": round(ratio, 3),
            "goal": 0.5,
            "pass": ratio >= 0.5,
        }
    growth = small["many"] / large["many"]
    yield {
        "name": "matching.growth_5000_to_30000",
        "value": round(growth, 3),
        "unit": "times the cost",
        "baseline": round(small["bare"] / large["bare"], 3),
        "ratio": round(growth / (small["bare"] / large["bare"]), 3),
        "goal": 2.0,
        "pass": growth < 2.0,
    }
