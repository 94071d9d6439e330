"""Dongguan's real towns as stations' areas: borders, exclaves, holes and overlaps decided as the data say."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import numpy as np
import pytest
import shapely
from django.conf import settings
from django.core.management import call_command

from coverage import acceptance, index
from coverage.models import Area, Station
from dispatch.kernel import clock, organisation

FOLDER: Path = settings.SHARED_DATA / "cn_dongguan_towns"
pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the real data are not beside the project"),
]


def test_twenty_thousand_points_agree_with_a_plain_loop_in_three_datums() -> None:
    report = acceptance.run(FOLDER)
    for name, parts, holes in (("33", 49, 4), ("35", 47, 0)):
        found = report[name]
        assert (found["areas"], found["parts"], found["holes"], found["refused"]) == (int(name), parts, holes, 0)
        assert found["differs_from_plain_shapely"] == 0
        assert set(found["differs_between_datums"].values()) == {0}
        assert all(found["nobody_covers"]) and all(found["two_cover"])
        assert found["border_vertices_decided"]["without_owner"] == 0
        assert found["border_vertices_decided"]["unsteady"] == 0
    assert report["35"]["by_two_or_more"] > report["33"]["by_two_or_more"] > 0


@pytest.mark.parametrize("towns", ["33", "35"])
def test_imported_as_stations_the_product_decides_as_the_polygons_do(towns: str) -> None:
    index.forget()
    city = organisation.add_node(None, "city", "东莞市", "Dongguan")
    call_command(
        "import_areas", str(FOLDER / acceptance.SETS[towns]), "--datum", "WGS-84", "--create-stations-under",
        str(city.pk), "--commit", stdout=StringIO(), stderr=StringIO(),
    )  # fmt: skip
    areas = [(row.station_id, shapely.from_wkb(bytes(row.geometry))) for row in Area.objects.all()]
    assert Station.objects.count() == len(areas) == int(towns)
    rng = np.random.default_rng(7)
    wants = [index.Want(rng.uniform(113.5, 114.3), rng.uniform(22.6, 23.2), "electricity") for _ in range(1500)]
    decided = index.candidates_many(index.current(), wants, clock.now())
    for want, found in zip(wants, decided, strict=True):
        dot = shapely.Point(want.lon, want.lat)
        assert {one.station_id for one in found} == {pk for pk, area in areas if area.intersects(dot)}
