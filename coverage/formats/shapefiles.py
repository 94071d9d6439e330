"""Zipped ESRI Shapefiles of polygons, in geographic coordinates, in and out.

A projected file is refused by what its .prj says: guessing would move every border. Chinese attribute tables come in
GBK or UTF-8; a .cpg says which, else what can be read does.
"""

import struct
import zipfile
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

import shapefile

from dispatch.kernel.errors import Refusal

WGS84_PRJ = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
MOST_RECORDS = 5_001
POLYGONS = (shapefile.POLYGON, shapefile.POLYGONZ, shapefile.POLYGONM)


def read(members: dict[str, bytes]) -> dict[str, Any]:
    """A FeatureCollection of the first shapefile of an archive. Refuses with import.unreadable, import.projected."""
    main = next(name for name in members if name.lower().endswith(".shp"))
    stem = main[:-4]
    parts = {name[len(stem) :].lower(): content for name, content in members.items() if name.startswith(stem)}
    if b"PROJCS" in parts.get(".prj", b"").upper():
        raise Refusal("import.projected")
    # A table in another encoding shows itself by what cannot be read; a damaged file cannot be read in any.
    problem: Exception | None = None
    for encoding in filter(None, (_encoding(parts.get(".cpg", b"")), "utf-8", "gb18030")):
        try:
            return {"type": "FeatureCollection", "features": _features(parts, encoding)}
        except (shapefile.ShapefileException, struct.error, ValueError, IndexError, LookupError, OSError) as error:
            problem = error
    raise Refusal("import.unreadable", format="Shapefile") from problem


def _encoding(said: bytes) -> str:
    text = said[:40].decode("ascii", "ignore").strip().lower()
    return {"936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030"}.get(text, text)


def _features(parts: dict[str, bytes], encoding: str) -> list[dict[str, Any]]:
    streams = {name: BytesIO(parts[f".{name}"]) for name in ("shp", "shx", "dbf") if f".{name}" in parts}
    with shapefile.Reader(**streams, encoding=encoding, encodingErrors="strict") as reader:
        if reader.shapeType not in POLYGONS:
            raise Refusal("import.not_polygons")
        found: list[dict[str, Any]] = []
        for shape in reader.iterShapes():
            properties = reader.record(len(found)).as_dict() if "dbf" in streams else {}
            geometry = shape.__geo_interface__ if shape.shapeType in POLYGONS and shape.points else None
            found.append({"type": "Feature", "properties": _plain(properties), "geometry": _listed(geometry)})
            if len(found) >= MOST_RECORDS:
                break
        return found


def _plain(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int | float | str) else str(value or "") for name, value in properties.items()
    }


def _listed(geometry: Any) -> Any:
    """The interface's tuples as the lists of a JSON document."""
    if geometry is None:
        return None
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    rings = [[[list(position[:2]) for position in ring] for ring in polygon] for polygon in polygons]
    return {"type": "MultiPolygon", "coordinates": rings}


def write(features: Sequence[dict[str, Any]], title: str) -> bytes:
    """Polygons with their properties as a zipped shapefile, attributes in UTF-8; names are cut to the format's ten."""
    shp, shx, dbf = BytesIO(), BytesIO(), BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON, encoding="utf-8") as writer:
        names = list(features[0]["properties"]) if features else ["name"]
        for name in names:
            writer.field(name[:10], "C", size=200)
        for feature in features:
            geometry = feature["geometry"]
            parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
            # Outer rings run clockwise and holes the other way, or readers take the one for the other.
            writer.poly([_turned(ring, clockwise=place == 0) for part in parts for place, ring in enumerate(part)])
            writer.record(*(str(feature["properties"][name])[:66] for name in names))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix, content in ((".shp", shp), (".shx", shx), (".dbf", dbf)):
            archive.writestr(title + suffix, content.getvalue())
        archive.writestr(f"{title}.prj", WGS84_PRJ)
        archive.writestr(f"{title}.cpg", "UTF-8")
    return packed.getvalue()


def _turned(ring: Sequence[Sequence[float]], *, clockwise: bool) -> list[Sequence[float]]:
    doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    return list(ring) if (doubled < 0) == clockwise else list(reversed(ring))
