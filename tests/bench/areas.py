"""Areas at the size of a province: re-indexing 5,000 of 200 vertices, and looking for what is wrong with them.

Re-indexing is held against reading the same rows bare and building the same tree; looking against the union and the
pairs that meet, without which nothing can be said of gaps and overlaps. Rounds alternate in one process; medians count.
`python -m tests.bench.areas` measures in the database of DATABASE_URL, which `run` makes for it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np
import shapely

SIDE, EDGE, STEP = 71, 50, 0.01
COUNT = 5_000
ROUNDS = 3


def tessellation() -> list[Any]:
    """Cells of a grid whose bent borders are the very same on both sides."""
    rng = np.random.default_rng(3)
    along = np.linspace(0, 1, EDGE + 1)[:, None]

    def border(start: np.ndarray, end: np.ndarray) -> np.ndarray:
        across = np.array([-(end - start)[1], (end - start)[0]])
        bend = 0.06 * np.sin(along * np.pi * rng.integers(2, 6)) * np.sin(along * np.pi)
        bend[0] = bend[-1] = 0
        return start * (1 - along) + end * along + across * bend

    at = [[np.array([113 + x * STEP, 22 + y * STEP]) for y in range(SIDE + 1)] for x in range(SIDE + 1)]
    flat = {(x, y): border(at[x][y], at[x + 1][y]) for x in range(SIDE) for y in range(SIDE + 1)}
    steep = {(x, y): border(at[x][y], at[x][y + 1]) for x in range(SIDE + 1) for y in range(SIDE)}
    cells = []
    for place in range(COUNT):
        x, y = divmod(place, SIDE)
        ring = [flat[x, y][:-1], steep[x + 1, y][:-1], flat[x, y + 1][::-1][:-1], steep[x, y][::-1]]
        cells.append(shapely.Polygon(np.vstack(ring)))
    return cells


def sized(cell: Any, size: float) -> Any:
    """A cell shrunk or grown around its middle."""
    return shapely.transform(cell, lambda xy: (xy - xy.mean(0)) * size + xy.mean(0)) if size != 1 else cell


def settle(cells: list[Any]) -> None:
    """Stations with an area each in ten counties: of each fifty one leaves a gap and one takes from its neighbours."""
    from coverage.models import Area, CoverageVersion, Station, Territory
    from dispatch.kernel import clock, organisation
    from dispatch.kernel.models import Node

    city = organisation.add_node(None, "city", "量测市", "Measured")
    version = CoverageVersion.objects.create(state="active", created_at=clock.now(), activated_at=clock.now())
    for county in range(10):
        part = cells[county * 500 : county * 500 + 500]
        above = organisation.add_node(city, "county", f"{county} 县")
        outline = shapely.union_all(part)
        Territory.objects.create(node=above, geometry=outline.wkb, vertices=shapely.get_num_coordinates(outline))
        first = Node.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
        nodes = Node.objects.bulk_create(
            Node(pk=first + n, parent=above, kind="station", name=f"{county}-{n}", path=f"{above.path}{first + n}/")
            for n in range(len(part))
        )
        Station.objects.bulk_create(
            Station(node=node, code=node.name, utilities=["electricity"], skills=[], lon=c.centroid.x, lat=c.centroid.y)
            for node, c in zip(nodes, part, strict=True)
        )
        drawn = [sized(cell, {0: 0.93, 25: 1.03}.get(place % 50, 1.0)) for place, cell in enumerate(part)]
        Area.objects.bulk_create(
            Area(version=version, station_id=node.pk, geometry=c.wkb, vertices=shapely.get_num_coordinates(c))
            for node, c in zip(nodes, drawn, strict=True)
        )
        _next_id()


def _next_id() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('kernel_node', 'id'), (SELECT max(id) FROM kernel_node))")


def seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure() -> dict[str, float]:
    """Medians in seconds."""
    from django.db import connection

    from coverage import generations, index
    from coverage.analysis import findings

    settle(tessellation())

    def bare() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT geometry FROM coverage_area ORDER BY id")
            shapes = np.array([shapely.from_wkb(bytes(row[0])) for row in cursor.fetchall()], dtype=object)
            cursor.execute("SELECT s.*, n.path FROM coverage_station s JOIN kernel_node n ON n.id = s.node_id")
            cursor.fetchall()
        shapely.prepare(shapes)
        return [shapes, shapely.STRtree(shapes)]

    def reindex() -> None:
        index.forget()
        assert len(index.current().area_ids) == COUNT

    def floor() -> None:
        shapes, tree = bare()
        shapely.union_all(shapes)
        left, right = tree.query(shapes, predicate="intersects")
        shapely.intersection(shapes[left[left < right]], shapes[right[left < right]])

    def look() -> None:
        findings._reports.clear()
        codes = {one.code for one in findings.report_of(generations.active()).findings}
        assert {"gap", "sliver"} <= codes, codes

    times: dict[str, list[float]] = {"bare": [], "reindex": [], "floor": [], "look": []}
    for _ in range(ROUNDS):
        for name, work in (("bare", bare), ("reindex", reindex), ("floor", floor), ("look", look)):
            times[name].append(seconds(work))
    return {name: median(values) for name, values in times.items()}


def run() -> Iterator[dict[str, Any]]:
    """Two lines: re-indexing, looking."""
    from tests.bench.house import House

    with House("areas") as house:
        found = json.loads(house.run("-m", "tests.bench.areas", seconds=400).splitlines()[-1])
    for name, floor, goal in (("reindex", "bare", 4.0), ("look", "floor", 2.5)):
        ratio = found[name] / found[floor]
        yield {
            "name": f"areas.{name}_5000",
            "value": round(found[name], 3),
            "unit": "s",
            "baseline": round(found[floor], 3),
            "ratio": round(ratio, 2),
            "goal": goal,
            "pass": ratio < goal,
        }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure()))
