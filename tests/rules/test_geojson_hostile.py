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
        (polygon([[113.0, 23.0]] * 200_001), "too_many_vertices"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_an_area_is_refused_within_a_second(document: Any, code: str) -> None:
    began = time.process_time()
    found = one(document)
    assert found.geometry is None
    assert found.refusals[0]["code"] == code
    assert time.process_time() - began < 1
    assert texts.say(f"import.{code}", "zh", **found.refusals[0])


def test_an_open_ring_is_closed_and_said_so() -> None:
    found = one(polygon(SQUARE[:-1]))
    assert (found.status, found.repairs) == ("repaired", [{"code": "closed_ring"}])


def test_repeated_points_are_dropped_and_counted() -> None:
    found = one(polygon([SQUARE[0], SQUARE[0], *SQUARE[1:]]))
    assert found.repairs == [{"code": "dropped_duplicates", "points": 1}]


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
