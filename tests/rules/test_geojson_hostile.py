"""Hostile and merely broken areas: each is answered at once and in words."""

import random
import time
from typing import Any

import pytest
import shapely

from coverage import geojson
from dispatch.kernel import bounds, texts
from dispatch.kernel.errors import Refusal

SQUARE = [[113.0, 23.0], [113.1, 23.0], [113.1, 23.1], [113.0, 23.1], [113.0, 23.0]]
BOW_TIE = [[113.0, 23.0], [113.1, 23.1], [113.1, 23.0], [113.0, 23.1], [113.0, 23.0]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def one(document: Any) -> geojson.Found:
    (found,) = geojson.read(document, "WGS-84")
    return found


def tangle(points: int) -> dict[str, Any]:
    rng = random.Random(1)
    return polygon([[rng.uniform(113, 114), rng.uniform(23, 24)] for _ in range(points)])


def comb(points: int) -> dict[str, Any]:
    """Valid, nothing touches, and every edge's box meets every other's: a validity check costs the square."""
    teeth = []
    for place in range(points // 2):
        near, far = [113 + place * 1e-6, 23.0], [114 + place * 1e-6, 24.0]
        teeth += [near, far] if place % 2 == 0 else [far, near]
    return polygon([*teeth, [114.9, 23.0], [114.9, 22.9], [113.0, 22.9], teeth[0]])


def along_one_line(points: int) -> dict[str, Any]:
    """Nothing crosses, everything overlaps: mending costs the square."""
    rng = random.Random(1)
    run = [[rng.uniform(113, 114), 23.0] for _ in range(points)]
    return polygon([[113.0, 23.0], [113.5, 24.0], *run, [113.0, 23.0]])


def box(west: float, south: float, size: float) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (polygon([[113.0, float("nan")], [113.1, 23.0], [113.1, 23.1], [113.0, 23.0]]), "not_finite"),
        (polygon([[1e308, 23.0], [113.1, 23.0], [113.1, 23.1], [1e308, 23.0]]), "off_the_map"),
        (polygon([[y, x] for x, y in SQUARE]), "axes_swapped"),
        (polygon([[-179.9, 1], [179.9, 1], [179.9, 2], [-179.9, 2], [-179.9, 1]]), "crosses_antimeridian"),
        (polygon([["a", "b"], [1, 2], [3, 4], [1, 2]]), "malformed"),
        (polygon([[113.0, 23.0], [113.1, 23.0]]), "ring_too_short"),
        (polygon([[113.0, 23.0]] * 9), "ring_too_short"),
        (polygon([[113.0, 23.0], [113.1, 23.1], [113.2, 23.2], [113.0, 23.0]]), "no_area"),
        ({"type": "MultiPolygon", "coordinates": []}, "empty"),
        ({"type": "LineString", "coordinates": SQUARE}, "not_a_polygon"),
        ({"type": "Polygon", "coordinates": "no"}, "not_a_polygon"),
        ({"type": "Polygon", "coordinates": [5]}, "malformed"),
        (None, "no_geometry"),
        ({"type": "Feature", "geometry": None}, "no_geometry"),
        (tangle(400), "too_tangled"),
        (tangle(100_000), "too_tangled"),
        (comb(20_000), "too_intricate"),
        (along_one_line(4_000), "too_intricate"),
        (polygon(box(113, 23, 1), *[box(113.1, 23.1, 0.2)] * 2_000), "too_intricate"),
        (
            {"type": "MultiPolygon", "coordinates": [[box(113 + i * 1e-6, 23, 0.5 - i * 2e-6)] for i in range(5_000)]},
            "too_intricate",
        ),
        (polygon([[113.0, 23.0]] * 200_001), "too_many_vertices"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_an_area_is_refused_within_two_seconds(document: Any, code: str) -> None:
    began = time.process_time()
    found = one(document)
    assert found.geometry is None
    assert found.refusals[0]["code"] == code
    assert time.process_time() - began < 2
    assert texts.say(f"import.{code}", "zh", **found.refusals[0])


def test_an_open_ring_is_closed_and_said_so() -> None:
    found = one(polygon(SQUARE[:-1]))
    assert (found.status, found.repairs) == ("repaired", [{"code": "closed_ring"}])


def test_repeated_points_are_dropped_and_counted() -> None:
    found = one(polygon([SQUARE[0], SQUARE[0], *SQUARE[1:]]))
    assert found.repairs == [{"code": "dropped_duplicates", "points": 1}]


def test_parts_given_twice_are_dropped_and_counted() -> None:
    found = one({"type": "MultiPolygon", "coordinates": [[SQUARE]] * 3})
    assert found.repairs == [{"code": "dropped_same_parts", "parts": 2}]
    assert found.geometry.geom_type == "Polygon"


def test_a_file_full_of_tangles_is_given_up_after_some() -> None:
    features = [{"type": "Feature", "geometry": tangle(100)}] * (geojson.MAX_COSTLY + 5)
    found = geojson.read({"type": "FeatureCollection", "features": features}, "WGS-84")
    codes = [feature.refusals[0]["code"] for feature in found]
    assert codes == ["too_tangled"] * geojson.MAX_COSTLY + ["not_looked_at"] * 5


def test_parts_that_share_a_long_border_are_mended_not_refused() -> None:
    border = [[113.1 + (i % 2) * 1e-4, 23.0 + i * 1e-4] for i in range(1_001)]
    west = [[113.0, 23.0], *border, [113.0, 23.1], [113.0, 23.0]]
    east = [[113.2, 23.0], *border, [113.2, 23.1], [113.2, 23.0]]
    found = one({"type": "MultiPolygon", "coordinates": [[west], [east]]})
    assert (found.status, found.repairs[0]["code"]) == ("repaired", "mended_crossings")
    assert abs(found.repairs[0]["changed_m2"]) < 1


def test_a_bow_tie_is_mended_with_the_area_it_changed() -> None:
    found = one(polygon(BOW_TIE))
    assert found.geometry.is_valid
    assert found.repairs[0]["code"] == "mended_crossings"
    assert found.geometry.area == pytest.approx(0.005)


def test_holes_and_exclaves_survive() -> None:
    hole = [[113.04, 23.04], [113.06, 23.04], [113.06, 23.06], [113.04, 23.06], [113.04, 23.04]]
    away = [[x + 1, y] for x, y in SQUARE]
    found = one({"type": "MultiPolygon", "coordinates": [[SQUARE, hole], [away]]})
    assert found.status == "accepted"
    assert not found.geometry.contains(shapely.Point(113.05, 23.05))
    assert found.geometry.contains(shapely.Point(114.05, 23.05))


def test_a_bare_geometry_and_a_collection_are_read_too() -> None:
    collection = {"type": "GeometryCollection", "geometries": [polygon(SQUARE)]}
    assert one(collection).status == "accepted"
    features = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": collection}] * 3}
    assert [found.status for found in geojson.read(features, "WGS-84")] == ["accepted"] * 3


def test_collections_nested_two_hundred_deep_stop_at_the_door() -> None:
    text = '{"type":"GeometryCollection","geometries":[' * 200 + "]}" * 200
    with pytest.raises(Refusal) as refused:
        bounds.read_json(text.encode())
    assert refused.value.code == "input.too_deep"
