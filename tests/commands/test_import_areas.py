"""Areas taken over from a file: looked at first, then one step, the rest carried along."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from coverage import datums, index
from coverage.models import Area, CoverageVersion, Station
from dispatch.kernel import clock, organisation
from dispatch.kernel.models import Entry, Node

pytestmark = pytest.mark.django_db(transaction=True)

WEST = [[113.0, 23.0], [113.1, 23.0], [113.1, 23.1], [113.0, 23.1], [113.0, 23.0]]
EAST = [[x + 0.1, y] for x, y in WEST]


@pytest.fixture
def city() -> Node:
    index.forget()
    return organisation.add_node(None, "city", "湖滨市")


def file(folder: Path, *features: tuple[str, list[Any]]) -> str:
    path = folder / "areas.geojson"
    rows = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, ring in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    return str(path)


def run(path: str, *more: str, datum: str = "WGS-84") -> dict[str, Any]:
    out = StringIO()
    call_command("import_areas", path, "--datum", datum, "--json", *more, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def at(lon: float, lat: float) -> list[str]:
    snapshot = index.current()
    found = index.candidates(snapshot, index.Want(lon, lat, "electricity"), clock.now())
    return [Station.objects.get(pk=one.station_id).code for one in found]


def test_looking_changes_nothing(city: Node, tmp_path: Path) -> None:
    report = run(file(tmp_path, ("west", WEST)), "--create-stations-under", str(city.pk))
    assert (report["accepted"], report["stations_to_make"]) == (1, ["west"])
    assert not Station.objects.exists() and not CoverageVersion.objects.exists()


def test_taking_over_makes_stations_and_a_generation_that_decides(city: Node, tmp_path: Path) -> None:
    path = file(tmp_path, ("west", WEST), ("east", EAST))
    run(path, "--create-stations-under", str(city.pk), "--commit")
    assert at(113.05, 23.05) == ["west"]
    assert at(113.15, 23.05) == ["east"]
    assert sorted(at(113.1, 23.05)) == ["east", "west"]
    assert Entry.objects.filter(stream=f"board:{city.pk}", kind="coverage.activated").count() == 1


def test_areas_of_stations_not_in_the_file_are_carried_over_and_the_old_generation_is_kept(
    city: Node, tmp_path: Path
) -> None:
    run(file(tmp_path, ("west", WEST), ("east", EAST)), "--create-stations-under", str(city.pk), "--commit")
    moved = [[x, y + 1] for x, y in WEST]
    run(file(tmp_path, ("west", moved)), "--commit")
    index.forget()
    assert (at(113.05, 23.05), at(113.05, 24.05), at(113.15, 23.05)) == ([], ["west"], ["east"])
    assert sorted(CoverageVersion.objects.values_list("state", flat=True)) == ["active", "archived"]
    assert Area.objects.count() == 4


def test_a_file_in_gcj02_lands_where_it_belongs(city: Node, tmp_path: Path) -> None:
    ring = [list(datums.from_wgs84(x, y, "GCJ-02")) for x, y in WEST]
    run(file(tmp_path, ("west", ring)), "--create-stations-under", str(city.pk), "--commit", datum="gcj02")
    assert at(113.0001, 23.0001) == ["west"]
    assert at(112.9999, 23.0001) == []


def test_a_station_nobody_knows_is_refused_by_name(city: Node, tmp_path: Path) -> None:
    report = run(file(tmp_path, ("nowhere", WEST)))
    assert report["lines"][0]["refusals"] == [{"code": "unknown_station", "name": "nowhere"}]
    with pytest.raises(CommandError, match="nothing was changed"):
        run(file(tmp_path, ("nowhere", WEST)), "--commit")


def test_overlaps_inside_the_file_are_measured(city: Node, tmp_path: Path) -> None:
    overlapping = [[x + 0.05, y] for x, y in WEST]
    report = run(file(tmp_path, ("west", WEST), ("east", overlapping)), "--create-stations-under", str(city.pk))
    (shared,) = report["overlaps"]
    assert shared["square_metres"] == pytest.approx(0.05 * 102_370 * 0.1 * 111_195, rel=0.01)


@pytest.mark.parametrize(("datum", "words"), [("CGCS2000", "--datum must be")])
def test_a_wrong_datum_is_said(tmp_path: Path, datum: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(file(tmp_path, ("west", WEST)), datum=datum)
