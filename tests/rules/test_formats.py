"""Files of areas: what goes out comes in again the same, and hostile files are refused with a reason."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import orjson
import pytest
import shapefile
import shapely

from coverage import datums, formats, geojson
from coverage.formats import Format
from dispatch.kernel import bounds
from dispatch.kernel.errors import Refusal

HOLED = shapely.box(113.5, 34.6, 113.8, 34.9).difference(shapely.box(113.6, 34.7, 113.65, 34.75))
SPLIT = shapely.MultiPolygon([shapely.box(113.9, 34.6, 114.0, 34.7), shapely.box(114.1, 34.6, 114.2, 34.7)])


def feature(shape: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": orjson.loads(shapely.to_geojson(shape))}


def given(datum: str) -> list[dict[str, Any]]:
    return [
        feature(datums.geometry_from_wgs84(shape, datum), name=name, utility="gas", rank=1, area_name="一号区域")
        for name, shape in (("G01", HOLED), ("G02", SPLIT))
    ]


def zipped(**members: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


@pytest.mark.parametrize("datum", ["WGS-84", "GCJ-02", "BD-09"])
@pytest.mark.parametrize("wanted", list(Format))
def test_what_goes_out_comes_in_again_the_same(wanted: Format, datum: str) -> None:
    found = geojson.read(formats.read(formats.write(wanted, given(datum), "areas")), datum)
    assert [one.properties["name"] for one in found] == ["G01", "G02"]
    assert [one.properties["area_name"] for one in found] == ["一号区域"] * 2
    for one, shape in zip(found, (HOLED, SPLIT), strict=True):
        assert one.refusals == []
        assert shapely.hausdorff_distance(one.geometry, shape) < 1e-8
        assert len(shapely.get_parts(one.geometry)) == len(shapely.get_parts(shape))


def test_a_packed_kml_is_read_like_a_plain_one() -> None:
    plain = formats.write(Format.KML, given("WGS-84"), "areas")
    assert formats.read(zipped(doc__kml=plain)) == formats.read(plain)


def test_attributes_in_gbk_are_read() -> None:
    shp, shx, dbf = BytesIO(), BytesIO(), BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON, encoding="gb18030") as writer:
        writer.field("站名", "C", size=40)
        writer.poly([[(113.5, 34.6), (113.5, 34.7), (113.6, 34.7), (113.6, 34.6), (113.5, 34.6)]])
        writer.record("东区供电所")
    members = {"a__shp": shp.getvalue(), "a__shx": shx.getvalue(), "a__dbf": dbf.getvalue()}
    for body in (zipped(**members), zipped(**members, a__cpg=b"936")):
        [only] = formats.read(body)["features"]
        assert only["properties"] == {"站名": "东区供电所"}


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><kml>&b;</kml>"""
BOMB = zipped(doc__kml=b"<kml>" + b" " * (bounds.IMPORT_BYTES + 1))


HOSTILE = {
    "cut off": (b"<kml><Placemark>", "import.unreadable"),
    "entities that multiply": (LAUGHS, "import.unreadable"),
    "no archive": (b"PK\x03\x04" + b"\0" * 40, "import.archive"),
    "nothing in it": (zipped(a__txt=b"x"), "import.archive"),
    "two documents": (zipped(a__kml=b"<kml/>", b__kml=b"<kml/>"), "import.archive"),
    "many members": (zipped(**{f"m{place}__kml": b"" for place in range(60)}), "import.archive"),
    "unpacks to too much": (BOMB, "input.too_large"),
    "a shapefile of nothing": (zipped(a__shp=b"\0" * 200), "import.not_polygons"),
    "a shapefile of noise": (zipped(a__shp=b"\xff" * 5000, a__dbf=b"\xff" * 5000), "import.unreadable"),
    "projected": (zipped(a__shp=b"", a__prj=b'PROJCS["CGCS2000_3_Degree_GK_CM_114E"]'), "import.projected"),
    "nested": (b"[" * 200 + b"]" * 200, "input.too_deep"),
    "no file": (b"not a file", "input.not_json"),
}


# Named, because an archive holds the time of its making: workers would know the same test by different names.
@pytest.mark.parametrize(("body", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(body: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        formats.read(body)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("ring", "code"),
    [
        ("nan,34 113.6,34 113.6,35 nan,34", "not_finite"),
        ("1e308,34 113.6,34 113.6,35 1e308,34", "off_the_map"),
        ("34,113 34.5,113 34.5,114 34,113", "axes_swapped"),
        ("179,34 -179,34 -179,35 179,34", "crosses_antimeridian"),
        ("113,34 113,35", "ring_too_short"),
        ("113,34 x,35 114,35", "malformed"),
        ("", "ring_too_short"),
        ("113,34 114,34 113,34 114,34 113,34", "no_area"),
    ],
)
def test_a_placemark_that_cannot_be_used_says_why(ring: str, code: str) -> None:
    document = (
        "<kml><Placemark><name>G01</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>"
    )
    [one] = geojson.read(formats.read(document.encode()), "WGS-84")
    assert [refusal["code"] for refusal in one.refusals] == [code]


def test_a_bow_tie_and_an_open_ring_are_mended_and_said() -> None:
    document = (
        "<kml><Placemark><name>G01</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        "113,34 114,35 114,34 113,35</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>"
    )
    [one] = geojson.read(formats.read(document.encode()), "WGS-84")
    assert one.geometry.is_valid and {repair["code"] for repair in one.repairs} == {"closed_ring", "mended_crossings"}
