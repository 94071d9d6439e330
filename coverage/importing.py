"""Areas into the product: a plan that can be looked at, then one step that makes it the active generation.

A plan says of each feature what was repaired or refused and whose area it is; overlaps within the file are measured.
Committing makes a new generation: the areas of stations in the file are replaced, those of all others carried over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import shapely

from coverage import generations, geojson, validity
from coverage.models import Area, CoverageVersion, Station
from dispatch.kernel import organisation
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node

MAX_OVERLAPS = 50
SHOWN_TO_M = 30.0


@dataclass(frozen=True)
class Making:
    """How to make the stations that a file names and that are not there yet."""

    under: Node
    utilities: Sequence[str]
    skills: Sequence[str]
    open_ceiling: int = 200


@dataclass
class Plan:
    """What an import would do. `whose` names the station of each usable feature."""

    datum: str
    found: list[geojson.Found]
    whose: dict[int, str] = field(default_factory=dict)
    stations: dict[str, Station] = field(default_factory=dict)
    to_make: list[str] = field(default_factory=list)
    overlaps: list[dict[str, Any]] = field(default_factory=list)

    @property
    def usable(self) -> list[geojson.Found]:
        return [one for one in self.found if one.geometry is not None and one.place in self.whose]

    def report(self) -> dict[str, Any]:
        """The plan as JSON: counts, a line per feature, overlaps."""
        lines = [
            {
                "place": one.place,
                "station": self.whose.get(one.place),
                "status": one.status if one.place in self.whose or one.geometry is None else "refused",
                "parts": 0 if one.geometry is None else len(shapely.get_parts(one.geometry)),
                "holes": 0 if one.geometry is None else _holes(one.geometry),
                "vertices": 0 if one.geometry is None else int(shapely.get_num_coordinates(one.geometry)),
                "square_metres": 0 if one.geometry is None else round(validity.square_metres(one.geometry)),
                "repairs": one.repairs,
                "refusals": one.refusals,
            }
            for one in self.found
        ]
        return {
            "datum": self.datum,
            "features": len(lines),
            "accepted": sum(line["status"] == "accepted" for line in lines),
            "repaired": sum(line["status"] == "repaired" for line in lines),
            "refused": sum(line["status"] == "refused" for line in lines),
            "stations_to_make": self.to_make,
            "overlaps": self.overlaps,
            "lines": lines,
        }

    def properties(self) -> list[str]:
        """Names of properties that the file's features have, to choose the station's from."""
        return sorted({str(name)[:60] for one in self.found[:200] for name in one.properties})[:60]

    def preview(self) -> list[dict[str, Any]]:
        """The usable areas as GeoJSON features, simplified for the eye."""
        features = []
        for one in self.usable:
            name = self.whose[one.place]
            station = self.stations.get(name)
            shown = shapely.simplify(one.geometry, SHOWN_TO_M / validity.METRES_PER_DEGREE)
            utility = str(one.properties.get("utility") or (station.utilities[0] if station else ""))
            features.append(
                {
                    "type": "Feature",
                    "properties": {"name": name, "station_id": station.pk if station else 0, "utility": utility},
                    "geometry": orjson.loads(shapely.to_geojson(shown)),
                }
            )
        return features


def plan(document: Any, *, datum: str, name_property: str, may_make: bool = False) -> Plan:
    """Look at a document. A feature is of the station whose code or name its property gives, or of one to be made."""
    made = Plan(datum, geojson.read(document, datum))
    names = {one.place: str(one.properties.get(name_property, "")).strip()[:40] for one in made.found}
    known: dict[str, Station] = {}
    for station in Station.objects.select_related("node"):
        known.setdefault(station.node.name, station)
    for station in Station.objects.select_related("node"):
        known[station.code] = station
    for one in made.found:
        name = names[one.place]
        if not name:
            one.refusals.append({"code": "no_name", "property": name_property})
        elif name in known:
            made.whose[one.place], made.stations[name] = name, known[name]
        elif may_make:
            made.whose[one.place] = name
            if one.geometry is not None and name not in made.to_make:
                made.to_make.append(name)
        else:
            one.refusals.append({"code": "unknown_station", "name": name})
    made.overlaps = overlaps(made.usable, made.whose)
    return made


def overlaps(usable: Sequence[geojson.Found], whose: dict[int, str]) -> list[dict[str, Any]]:
    """Pairs of areas of different stations that share ground, largest first."""
    if not usable:
        return []
    geometries = [one.geometry for one in usable]
    tree = shapely.STRtree(geometries)
    left, right = tree.query(geometries, predicate="intersects")
    found: list[dict[str, Any]] = []
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        if a < b and whose[usable[a].place] != whose[usable[b].place]:
            shared = validity.square_metres(shapely.intersection(geometries[a], geometries[b]))
            if shared >= 1:
                found.append(
                    {"stations": [whose[usable[a].place], whose[usable[b].place]], "square_metres": round(shared)}
                )
    return sorted(found, key=lambda row: -row["square_metres"])[:MAX_OVERLAPS]


def commit(tx: Tx, made: Plan, *, making: Making | None = None, note: str = "") -> CoverageVersion:
    """Make the plan the active generation, in the caller's transaction. Refuses with import.nothing."""
    if not made.usable:
        raise Refusal("import.nothing")
    # The second of two imports waits and builds on the first.
    generations.lock()
    version = CoverageVersion.objects.create(
        created_at=tx.at, note=note[:200], by=tx.actor.key, by_name=tx.actor.name[:80], base=generations.active()
    )
    put(version, made, making=making)
    generations.activate(tx, version)
    return version


def put(version: CoverageVersion, made: Plan, *, making: Making | None = None) -> None:
    """The areas of the file's stations into a plan, in place of any that it has of them."""
    stations = dict(made.stations)
    if making is not None:
        for name in made.to_make:
            geometry = next(one.geometry for one in made.usable if made.whose[one.place] == name)
            stations[name] = _make_station(name, geometry, making)
    touched = {stations[made.whose[one.place]].pk for one in made.usable}
    version.touched = sorted({*version.touched, *touched})
    version.save(update_fields=["touched"])
    Area.objects.filter(version=version, station__in=touched).delete()
    Area.objects.bulk_create(
        Area(
            version=version,
            station=stations[made.whose[one.place]],
            **_described(one, stations[made.whose[one.place]]),
            geometry=shapely.to_wkb(one.geometry),
            vertices=int(shapely.get_num_coordinates(one.geometry)),
            source={"datum": made.datum, "properties": one.properties, "repairs": one.repairs},
        )
        for one in made.usable
    )


def _described(one: geojson.Found, station: Station) -> dict[str, Any]:
    """Utility, rank and name where the file says them, as our own exports do."""
    utility, rank = str(one.properties.get("utility", "")), str(one.properties.get("rank", ""))
    return {
        "utility": utility if utility in station.utilities else "",
        "rank": int(rank) if rank.isdecimal() and 1 <= int(rank) <= 99 else 1,
        "name": str(one.properties.get("area_name") or station.node.name)[:120],
    }


def _make_station(name: str, geometry: Any, making: Making) -> Station:
    inside = shapely.point_on_surface(geometry)
    node = organisation.add_node(making.under, Node.Kind.STATION, name, name)
    return Station.objects.create(
        node=node,
        code=name,
        utilities=list(making.utilities),
        skills=list(making.skills),
        lon=inside.x,
        lat=inside.y,
        open_ceiling=making.open_ceiling,
    )


def _holes(geometry: Any) -> int:
    return sum(len(part.interiors) for part in shapely.get_parts(geometry))
