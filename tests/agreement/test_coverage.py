"""Who covers a point: the index, the database's rows and a brute-force check agree, for random plans and on borders.

Each example draws a city of random areas, lays a plan over it, and asks for points inside, outside, on corners and on
borders that areas share: of what is in effect, of the draft, and again when the draft has taken effect. The brute-force
check knows nothing of the product: shapes as they were drawn, one after the other, with the rules written out anew.
"""

import os
from dataclasses import dataclass
from random import Random

import numpy as np
import orjson
import pytest
import shapely
from django.db import transaction
from geopy.distance import great_circle
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from coverage import generations, index, plans
from coverage.models import Area, CoverageVersion, Station
from coverage.trade import Utility
from dispatch.kernel import clock, commands, organisation
from dispatch.kernel.actors import SYSTEM
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

PLANS = int(os.environ.get("PAIDAN_PLANS", "25"))
POINTS = 60
UTILITIES = [utility.value for utility in Utility]


class _Over(Exception):
    """The example is over; what it left is rolled back."""


@dataclass(frozen=True)
class Drawn:
    """An area as it was drawn, before anything was kept of it."""

    station: int
    utility: str
    rank: int
    shape: shapely.Geometry


@dataclass(frozen=True)
class Point:
    """A station as the check knows it."""

    lon: float
    lat: float
    serves: frozenset[str]


def shapes(chance: Random) -> list[shapely.Geometry]:
    """Cells that share borders, a few of them torn, holed, in two parts, or laid over their neighbours."""
    rng = np.random.default_rng(chance.randrange(2**32))
    frame = shapely.box(113, 23, 113.5, 23.5)
    seeds = shapely.MultiPoint(np.column_stack([rng.uniform(113, 113.5, 9), rng.uniform(23, 23.5, 9)]))
    cells = [shapely.intersection(cell, frame) for cell in shapely.get_parts(shapely.voronoi_polygons(seeds))]
    made = []
    for cell in cells:
        kind = chance.choice(["cell", "cell", "box", "grown", "holed", "split"])
        inside = shapely.point_on_surface(cell)
        west, south = round(inside.x * 16) / 16, round(inside.y * 16) / 16
        box = shapely.box(west, south, west + 0.125, south + 0.0625)
        match kind:
            case "box":
                cell = box
            case "grown":
                cell = shapely.buffer(cell, 0.02, quad_segs=2)
            case "holed":
                cell = shapely.difference(cell, shapely.buffer(inside, 0.01, quad_segs=2))
            case "split":
                cell = shapely.union(cell, shapely.box(113.6, 23 + 0.05 * len(made), 113.65, 23.04 + 0.05 * len(made)))
        made.append(cell)
    return made


def points(drawn: list[Drawn], chance: Random) -> list[tuple[float, float]]:
    """Anywhere, on corners, on the middles of edges, and within the last digit of them."""
    corners = shapely.get_coordinates([area.shape for area in drawn])
    found = [(chance.uniform(112.9, 113.8), chance.uniform(22.9, 23.7)) for _ in range(POINTS // 3)]
    for _ in range(POINTS // 3):
        lon, lat = corners[chance.randrange(len(corners))].tolist()
        found.append((lon, lat))
        found.append((float(np.nextafter(lon, chance.choice([0, 180]))), lat))
    for area in chance.choices(drawn, k=POINTS // 3):
        ring = shapely.get_coordinates(shapely.get_parts(area.shape)[0].exterior)
        edge = chance.randrange(len(ring) - 1)
        found.append(tuple(((ring[edge] + ring[edge + 1]) / 2).tolist()))
    return found


def expected(
    drawn: list[Drawn], stations: dict[int, Point], lon: float, lat: float, utility: str
) -> list[tuple[int, int]]:
    """(station, rank) in the order in which they stand for a point: by rank, then the way, then the id."""
    best: dict[int, int] = {}
    for area in drawn:
        station = stations[area.station]
        stands = area.utility in ("", utility) and utility in station.serves
        if stands and shapely.intersects(area.shape, shapely.Point(lon, lat)):
            best[area.station] = min(area.rank, best.get(area.station, area.rank))
    way = {pk: great_circle((lat, lon), (stations[pk].lat, stations[pk].lon)).m for pk in best}
    return [(pk, best[pk]) for pk in sorted(best, key=lambda pk: (best[pk], round(way[pk], 3), pk))]


def of_index(snapshot: index.Snapshot, lon: float, lat: float, utility: str) -> list[tuple[int, int]]:
    found = index.candidates(snapshot, index.Want(lon, lat, utility), NOON)
    [many] = index.candidates_many(snapshot, [index.Want(lon, lat, utility)], NOON)
    assert found == many
    return [(one.station_id, one.rank) for one in found]


def of_rows(version: CoverageVersion, stations: dict[int, Point]) -> list[Drawn]:
    """What the database holds, read row by row."""
    rows = Area.objects.filter(version=version).order_by("pk")
    return [Drawn(row.station_id, row.utility, row.rank, shapely.from_wkb(bytes(row.geometry))) for row in rows]


def city(chance: Random) -> dict[int, Point]:
    node = organisation.add_node(None, "city", "合城", "Agreement")
    made = {}
    for number in range(6):
        serves = chance.sample(UTILITIES, chance.randint(1, 4))
        lon, lat = chance.uniform(113, 113.5), chance.uniform(23, 23.5)
        station = Station.objects.create(
            node=organisation.add_node(node, "station", f"{number} 号站"),
            code=f"A{number}",
            utilities=serves,
            skills=[],
            lon=lon,
            lat=lat,
        )
        made[station.pk] = Point(lon, lat, frozenset(serves))
    return made


def dealt(cells: list[shapely.Geometry], stations: list[int], chance: Random) -> list[Drawn]:
    return [
        Drawn(chance.choice(stations), chance.choice(["", "", *UTILITIES]), chance.choice([1, 1, 1, 2]), cell)
        for cell in cells
    ]


def put(plan: CoverageVersion, drawn: list[Drawn], stations: list[int]) -> None:
    drafts = {
        pk: [
            plans.AreaDraft(orjson.loads(shapely.to_geojson(area.shape)), area.utility, area.rank)
            for area in drawn
            if area.station == pk
        ]
        for pk in stations
    }
    with commands.begun(SYSTEM) as tx:
        plans.put_areas(tx, plan, drafts)


@settings(
    max_examples=PLANS,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(chance=st.randoms(use_true_random=True))
def test_index_rows_and_brute_force_agree_on_who_covers_a_point(chance: Random) -> None:
    try:
        with clock.frozen(NOON), transaction.atomic():
            stations = city(chance)
            ids = sorted(stations)
            before = dealt(shapes(chance), ids, chance)
            with commands.begun(SYSTEM) as tx:
                first = CoverageVersion.objects.create(created_at=tx.at)
            put(first, before, ids)
            with commands.begun(SYSTEM) as tx:
                generations.activate(tx, first)
            index.forget()

            touched = sorted(chance.sample(ids, 2))
            redrawn = dealt(shapes(chance)[:4], touched, chance)
            after = [*(area for area in before if area.station not in touched), *redrawn]
            with commands.begun(SYSTEM) as tx:
                plan = CoverageVersion.objects.create(created_at=tx.at, base=first)
            put(plan, redrawn, touched)

            asked = [(*place, utility) for place in points([*before, *redrawn], chance) for utility in UTILITIES]
            covered = agree(asked, before, stations, index.current(), of_rows(first, stations))
            assert agree(asked, after, stations, generations.snapshot_of(plan), None)
            with commands.begun(SYSTEM) as tx:
                generations.activate(tx, plan)
            index.forget()
            assert agree(asked, after, stations, index.current(), of_rows(plan, stations))
            assert agree(asked, before, stations, generations.snapshot_of(first), None) == covered
            raise _Over
    except _Over:
        index.forget()


def agree(
    asked: list[tuple[float, float, str]],
    drawn: list[Drawn],
    stations: dict[int, Point],
    snapshot: index.Snapshot,
    rows: list[Drawn] | None,
) -> int:
    """How many of the points are covered at all: none would prove nothing."""
    covered = 0
    for lon, lat, utility in asked:
        right = expected(drawn, stations, lon, lat, utility)
        assert of_index(snapshot, lon, lat, utility) == right, (lon, lat, utility)
        if rows is not None:
            assert expected(rows, stations, lon, lat, utility) == right, (lon, lat, utility)
        covered += bool(right)
    return covered
