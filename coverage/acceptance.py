"""The acceptance run on Dongguan's towns: real borders, exclaves, holes and overlaps, in three datums.

The data lie beside the project (`../shared/data`), not in it. The run works on an in-memory plan and index, the same
that imports and matching use, so it leaves no rows behind; the test beside it imports them for real.
"""

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely

from coverage import datums, importing, index
from coverage.datums import Datum
from dispatch.kernel import clock

POINTS = 20_000
SETS = {"33": "dongguan_33_wgs84_eddiehe99.geojson", "35": "dongguan_35_wgs84_geoatlas.geojson"}
# Named in the data's provenance: holes that nobody covers, and a point that two towns claim.
NOBODY = {"33": [(113.54531, 22.98979), (113.81380, 23.12147)], "35": []}
TWO = {"33": [], "35": [(113.54544, 22.98974)]}


def run(folder: Path, points: int = POINTS) -> dict[str, Any]:
    """Decide `points` random points of each set in three datums and hold them against a plain shapely loop."""
    return {name: _one(name, orjson.loads((folder / file).read_bytes()), points) for name, file in SETS.items()}


def snapshot_of(plan: importing.Plan) -> index.Snapshot:
    """An index over a plan's areas, a made-up post per name."""
    names = sorted({plan.whose[one.place] for one in plan.usable})
    ids = {name: place + 1 for place, name in enumerate(names)}
    centre = {plan.whose[one.place]: shapely.point_on_surface(one.geometry) for one in plan.usable}
    posts = [
        index.Post(ids[name], f"/{ids[name]}/", centre[name].x, centre[name].y, frozenset({"electricity"}),
                   frozenset(), True, True, None, "Asia/Shanghai")
        for name in names
    ]  # fmt: skip
    areas = [(one.place, ids[plan.whose[one.place]], "", 1, one.geometry) for one in plan.usable]
    return index.build(1, (1,), posts, areas)


def _one(name: str, document: Any, count: int) -> dict[str, Any]:
    plan = importing.plan(document, datum=Datum.WGS84, name_property="name", may_make=True)
    snapshot = snapshot_of(plan)
    geometries = [one.geometry for one in plan.usable]
    owner = {post.id: post for post in snapshot.posts.values()}
    bounds = shapely.total_bounds(np.array(geometries, dtype=object))
    rng = np.random.default_rng(20150722)
    lon, lat = rng.uniform(bounds[0], bounds[2], count), rng.uniform(bounds[1], bounds[3], count)
    given = list(zip(lon.tolist(), lat.tolist(), strict=True))
    now = clock.now()
    decided = {}
    for datum in Datum:
        there = datums.convert_many(given, Datum.WGS84, datum)
        back = [datums.to_wgs84(x, y, datum) for x, y in there]
        wants = [index.Want(x, y, "electricity") for x, y in back]
        decided[datum.value] = [
            tuple(one.station_id for one in row) for row in index.candidates_many(snapshot, wants, now)
        ]
    plain: list[set[int]] = [set() for _ in given]
    dots = shapely.points(lon, lat)
    for area, geometry in enumerate(geometries):
        shapely.prepare(geometry)
        for place in np.flatnonzero(shapely.intersects(geometry, dots)).tolist():
            plain[place].add(snapshot.area_post[area].id)
    base = decided[Datum.WGS84.value]
    disagree = {key: sum(a != b for a, b in zip(base, rows, strict=True)) for key, rows in decided.items()}
    near = [geometry.exterior if geometry.geom_type == "Polygon" else geometry.boundary for geometry in geometries]
    return {
        "areas": len(geometries),
        "parts": sum(len(shapely.get_parts(g)) for g in geometries),
        "holes": sum(len(part.interiors) for g in geometries for part in shapely.get_parts(g)),
        "vertices": int(sum(shapely.get_num_coordinates(g) for g in geometries)),
        "refused": sum(one.geometry is None for one in plan.found),
        "overlapping_pairs": len(plan.overlaps),
        "points": count,
        "covered": sum(bool(row) for row in base),
        "by_two_or_more": sum(len(row) > 1 for row in base),
        "differs_from_plain_shapely": sum(set(row) != truth for row, truth in zip(base, plain, strict=True)),
        "differs_between_datums": disagree,
        "nobody_covers": [not _at(snapshot, point) for point in NOBODY[name]],
        "two_cover": [len(_at(snapshot, point)) == 2 for point in TWO[name]],
        "border_vertices_decided": _borders(snapshot, near),
        "stations": len(owner),
    }


def _at(snapshot: index.Snapshot, point: tuple[float, float]) -> list[index.Judged]:
    return index.candidates(snapshot, index.Want(*point, "electricity"), clock.now())


def _borders(snapshot: index.Snapshot, borders: list[Any]) -> dict[str, int]:
    """Every 20th vertex of every border is asked twice: it must have an owner, and the same one."""
    asked = unowned = unsteady = 0
    for border in borders:
        for x, y in shapely.get_coordinates(border)[::20].tolist():
            asked += 1
            first, again = _at(snapshot, (x, y)), _at(snapshot, (x, y))
            unowned += not first
            unsteady += first != again
    return {"asked": asked, "without_owner": unowned, "unsteady": unsteady}
