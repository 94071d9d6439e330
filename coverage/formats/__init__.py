"""Files of areas in and out: GeoJSON, KML (also KMZ) and zipped Shapefiles.

Reading gives a GeoJSON document, whatever the file was, so that one place checks geometries (`coverage.geojson`) and
one knows datums. What could be made expensive by a hostile file is bounded before it is done.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import orjson

from coverage.formats import archive, kml, shapefiles
from dispatch.kernel import bounds
from dispatch.kernel.errors import Refusal


class Format(StrEnum):
    GEOJSON = "geojson"
    KML = "kml"
    SHAPEFILE = "shapefile"


MEDIA_TYPES = {
    Format.GEOJSON: ("application/geo+json", "geojson"),
    Format.KML: ("application/vnd.google-earth.kml+xml", "kml"),
    Format.SHAPEFILE: ("application/zip", "zip"),
}


def write(wanted: Format, features: Sequence[dict[str, Any]], title: str) -> bytes:
    """Features (GeoJSON, with the same properties each) as a file."""
    if wanted is Format.KML:
        return kml.write(features, title)
    if wanted is Format.SHAPEFILE:
        return shapefiles.write(features, title)
    return orjson.dumps({"type": "FeatureCollection", "features": list(features)})


def read(body: bytes) -> Any:
    """The GeoJSON document of a file; what it is shows in its first bytes.

    Refuses with import.unreadable, import.projected, import.archive, or what `bounds.read_json` says.
    """
    if body[:2] == b"PK":
        members = archive.members(body)
        if any(name.lower().endswith(".shp") for name in members):
            return shapefiles.read(members)
        documents = [content for name, content in members.items() if name.lower().endswith(".kml")]
        if len(documents) != 1:
            raise Refusal("import.archive")
        return kml.read(documents[0])
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return kml.read(body)
    return bounds.read_json(body)
