"""KML 2.2: placemarks with polygons in, and out. Entities and document types are not resolved but refused."""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree as Tree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from dispatch.kernel.errors import Refusal

NAMESPACE = "http://www.opengis.net/kml/2.2"
Feature = dict[str, Any]


def read(body: bytes) -> dict[str, Any]:
    """A FeatureCollection of the placemarks, each with its name and data. Refuses with import.unreadable."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Refusal("import.unreadable", format="KML") from error
    return {"type": "FeatureCollection", "features": [_feature(mark) for mark in root.iter() if _is(mark, "Placemark")]}


def _feature(mark: Tree.Element) -> Feature:
    properties: dict[str, str] = {}
    for part in mark.iter():
        name = part.get("name")
        if _is(part, "SimpleData") and name:
            properties[name] = (part.text or "").strip()
        elif _is(part, "Data") and name:
            properties[name] = "".join(value.text or "" for value in part if _is(value, "value")).strip()
    for child in mark:
        if _is(child, "name"):
            properties.setdefault("name", (child.text or "").strip())
    polygons = [_polygon(part) for part in mark.iter() if _is(part, "Polygon")]
    geometry = {"type": "MultiPolygon", "coordinates": polygons} if polygons else None
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _polygon(polygon: Tree.Element) -> list[list[list[float]]]:
    outer = [ring for side in polygon if _is(side, "outerBoundaryIs") for ring in _rings(side)]
    inner = [ring for side in polygon if _is(side, "innerBoundaryIs") for ring in _rings(side)]
    return [*outer[:1], *inner]


def _rings(side: Tree.Element) -> Iterator[list[list[float]]]:
    for part in side.iter():
        if _is(part, "coordinates"):
            yield [_position(text) for text in (part.text or "").split()]


def _position(text: str) -> list[float]:
    """Longitude and latitude of "lon,lat[,height]"; what is no number is left for the check to name."""
    parts = text.split(",")[:2]
    try:
        return [float(part) for part in parts]
    except ValueError:
        return []


def _is(element: Tree.Element, name: str) -> bool:
    tag = element.tag
    return isinstance(tag, str) and tag.rpartition("}")[2] == name


def write(features: Sequence[Feature], title: str) -> bytes:
    """Polygons with their properties as a KML document."""
    Tree.register_namespace("", NAMESPACE)
    root = Tree.Element(f"{{{NAMESPACE}}}kml")
    document = _add(root, "Document")
    _add(document, "name", title)
    for feature in features:
        mark = _add(document, "Placemark")
        _add(mark, "name", str(feature["properties"].get("name", "")))
        data = _add(mark, "ExtendedData")
        for name, value in feature["properties"].items():
            if name != "name":
                _add(_add(data, "Data", name=name), "value", str(value))
        geometry = feature["geometry"]
        parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        holder = _add(mark, "MultiGeometry") if len(parts) > 1 else mark
        for part in parts:
            polygon = _add(holder, "Polygon")
            for place, ring in enumerate(part):
                side = _add(polygon, "innerBoundaryIs" if place else "outerBoundaryIs")
                text = " ".join(f"{lon!r},{lat!r}" for lon, lat, *_ in ring)
                _add(_add(side, "LinearRing"), "coordinates", text)
    return Tree.tostring(root, encoding="utf-8", xml_declaration=True)


def _add(parent: Tree.Element, tag: str, text: str | None = None, **attributes: str) -> Tree.Element:
    child = Tree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
    child.text = text
    return child
