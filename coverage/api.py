"""Coverage over HTTP: the tree, stations, areas, candidates of a point, capacity, imports, the map's background."""

import hashlib
from typing import Any, Literal
from zlib import crc32

import orjson
import shapely
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from coverage import absences, cards, datums, formats, generations, importing, index, plan_cards, plans, validity
from coverage.datums import Datum
from coverage.models import BackgroundOutline, Station
from coverage.trade import SKILLS_OF, Utility
from dispatch.kernel import access, clock, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.description import PUBLIC
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from dispatch.kernel.web import Router, actor_of, key_of

router = Router(tags=["coverage"])


def _readable(actor: Actor) -> list[str]:
    return access.require_anywhere(actor, "coverage.read")


def _within(paths: list[str], path: str) -> bool:
    return any(path.startswith(prefix) for prefix in paths)


@router.get("/coverage/nodes", summary="The organisation tree within your scope")
def nodes(request: HttpRequest) -> list[dict[str, Any]]:
    paths = _readable(actor_of(request))
    return [
        {
            "id": node.pk,
            "parent_id": node.parent_id,
            "kind": node.kind,
            "name": node.name,
            "name_en": node.name_en or node.name,
            "path": node.path,
            "time_zone": node.time_zone,
        }
        for node in Node.objects.filter(is_active=True).order_by("path")
        if _within(paths, node.path)
    ]


@router.get("/coverage/stations", summary="Stations within your scope with their load")
def stations(request: HttpRequest) -> list[dict[str, Any]]:
    paths = _readable(actor_of(request))
    now = clock.now()
    away = absences.away(now)
    return [
        {
            **cards.station_card(station, now, is_away=station.pk in away),
            "skills": station.skills,
            "address": station.address,
            "phone": station.phone,
        }
        for station in Station.objects.select_related("node").order_by("pk")
        if _within(paths, station.node.path)
    ]


@router.get(
    "/coverage/areas",
    summary="Areas as GeoJSON: of the active coverage, of another `version`, or as a plan would have them",
)
def areas(
    request: HttpRequest,
    utility: Literal["", "electricity", "water", "gas", "heating"] = "",
    simplify: float = 0,
    version: int | None = None,
    bbox: str = "",
) -> HttpResponse:
    """`simplify` in metres, for drawing; `bbox` "west,south,east,north" for what lies in or across it."""
    actor = actor_of(request)
    paths = _readable(actor)
    shown = generations.active() if version is None else plans.plan_for(actor, version)
    number, revision = (shown.pk, shown.revision) if shown else (0, 0)
    base = index.active_version()
    frame = _frame(bbox)
    scope = crc32(f"{paths}{bbox}".encode())
    tag = f'"{number}-{revision}-{base}-{utility}-{simplify:g}-{scope:x}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    degrees = max(0.0, min(simplify, 1000.0)) / validity.METRES_PER_DEGREE
    mine = {pk for pk, path in Station.objects.values_list("pk", "node__path") if _within(paths, path)}
    features = [
        feature
        for feature in plan_cards.features(
            [
                area
                for area in (generations.composed(shown) if shown else [])
                if area.station_id in mine and (frame is None or shapely.intersects(area.geometry, frame))
            ],
            simplify_degrees=degrees,
        )
        if not utility or utility in feature["properties"]["utilities"]
    ]
    return _geojson({"type": "FeatureCollection", "features": features, "coverage_version": number}, tag)


def _frame(bbox: str) -> shapely.Geometry | None:
    if not bbox:
        return None
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
    except ValueError:
        raise Refusal("input.invalid", errors=[{"field": "bbox", "code": "unknown_value"}]) from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Refusal("input.invalid", errors=[{"field": "bbox", "code": "off_the_map"}])
    return shapely.box(west, south, east, north)


def _geojson(document: dict[str, Any], tag: str) -> HttpResponse:
    response = HttpResponse(orjson.dumps(document), content_type="application/geo+json")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


@router.get("/coverage/candidates", summary="Which of your stations stand for a point, in rank order")
def candidates(
    request: HttpRequest, lon: float, lat: float, utility: Utility, datum: str = "WGS-84", skill: str = ""
) -> dict[str, Any]:
    paths = _readable(actor_of(request))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Refusal("input.invalid", errors=[{"field": "lon", "code": "off_the_map"}])
    there = datums.to_wgs84(lon, lat, _datum(datum))
    snapshot = index.current()
    names = {
        pk: name
        for pk, name, path in Station.objects.values_list("pk", "node__name", "node__path")
        if _within(paths, path)
    }
    return {
        "coverage_version": snapshot.version,
        "lon": there[0],
        "lat": there[1],
        "candidates": [
            {
                "station_id": one.station_id,
                "name": names[one.station_id],
                "rank": one.rank,
                "distance_m": None if one.distance_m is None else round(one.distance_m),
                "able": one.able,
                "reasons": list(one.reasons),
            }
            for one in index.candidates(snapshot, index.Want(*there, utility.value, skill), clock.now())
            if one.station_id in names
        ],
    }


def _datum(text: str) -> Datum:
    try:
        return Datum.parse(text)
    except ValueError:
        raise Refusal("import.datum_unknown") from None


@router.post(
    "/coverage/imports",
    summary="Look at a file of areas (GeoJSON, KML, zipped Shapefile); `commit=true` takes it over, or into a draft",
)
def import_areas(
    request: HttpRequest,
    datum: str,
    commit: bool = False,
    name_property: str = "name",
    create_under: int | None = None,
    utilities: str = "electricity",
    plan: int | None = None,
) -> dict[str, Any]:
    """`plan`: the draft that takes the areas, to be checked and approved there; without it they are active at once."""
    actor = actor_of(request)
    needs = "coverage.import" if plan is None else "coverage.draft"
    access.require_anywhere(actor, needs)
    making = _making(actor, create_under, utilities)
    made = importing.plan(
        formats.read(request.body), datum=_datum(datum), name_property=name_property, may_make=making is not None
    )
    for station in made.stations.values():
        access.require(actor, needs, station.node.path)
    if not commit:
        return {
            "report": made.report(),
            "committed": False,
            "properties": made.properties(),
            "preview": {"type": "FeatureCollection", "features": made.preview()},
        }

    # The file is too large to be kept with its key; two files may well have the same report.
    asked = {**request.GET.dict(), "file": hashlib.sha256(request.body).hexdigest()}

    def work(tx: Tx) -> dict[str, Any]:
        if plan is None:
            version = importing.commit(tx, made, making=making)
            return {"report": made.report(), "committed": True, "coverage_version": version.pk}
        draft = plans.plan_for(actor, plan, "coverage.draft", lock=True)
        plans.open_for_edit(draft)
        for station in made.stations.values():
            plans.spread_to(draft, station)
        importing.put(draft, made, making=making)
        plans.edited(tx, draft, "plan.areas_imported")
        return {"report": made.report(), "committed": True, "plan": plan_cards.plan_card(draft)}

    return commands.perform(actor, "coverage.import", work, key=key_of(request), body=asked)


@router.get("/coverage/export", summary="Areas as a file: GeoJSON, KML or zipped Shapefile, in the datum asked for")
def export(
    request: HttpRequest,
    format: formats.Format = formats.Format.GEOJSON,
    datum: str = "WGS-84",
    version: int | None = None,
    utility: Literal["", "electricity", "water", "gas", "heating"] = "",
) -> HttpResponse:
    """Imported again in the same datum, the file gives the same areas."""
    actor = actor_of(request)
    paths = _readable(actor)
    shown = generations.active() if version is None else plans.plan_for(actor, version)
    wanted = _datum(datum)
    stations = Station.objects.select_related("node").in_bulk()
    features = []
    for area in generations.composed(shown) if shown else []:
        station = stations[area.station_id]
        serves = [area.utility] if area.utility else station.utilities
        if not _within(paths, station.node.path) or (utility and utility not in serves):
            continue
        properties = {
            "name": station.code,
            "station": station.node.name,
            "utility": area.utility,
            "rank": area.rank,
            "area_name": area.name,
            "version": shown.pk if shown else 0,
            "datum": wanted.value,
        }
        geometry = orjson.loads(shapely.to_geojson(datums.geometry_from_wgs84(area.geometry, wanted)))
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    media_type, suffix = formats.MEDIA_TYPES[format]
    title = f"paidan-areas-{shown.pk if shown else 0}"
    response = HttpResponse(formats.write(format, features, title), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{title}.{suffix}"'
    return response


def _making(actor: Actor, under: int | None, utilities: str) -> importing.Making | None:
    if under is None:
        return None
    node = Node.objects.filter(pk=under).first()
    if node is None or not access.allows(actor, "coverage.import", node.path):
        raise Refusal("not_found")
    try:
        served = [Utility(name) for name in utilities.split(",")]
    except ValueError:
        raise Refusal("input.invalid", errors=[{"field": "utilities", "code": "unknown_value"}]) from None
    return importing.Making(
        node, [name.value for name in served], [s.value for name in served for s in SKILLS_OF[name]]
    )


@router.get(
    "/coverage/background",
    openapi_extra=PUBLIC,
    summary="What paints the map: outlines with origin and terms (no authority on borders), and tiles",
)
def background(request: HttpRequest) -> HttpResponse:
    rows = list(BackgroundOutline.objects.order_by("pk"))
    tag = f'"{len(rows)}-{rows[-1].pk if rows else 0}-{crc32(repr(settings.MAP_TILES).encode())}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    features = [
        {
            "type": "Feature",
            "id": row.pk,
            "properties": {"name": row.name, "name_en": row.name_en or row.name},
            "geometry": orjson.loads(shapely.to_geojson(shapely.from_wkb(bytes(row.geometry)))),
        }
        for row in rows
    ]
    attribution = sorted({row.attribution for row in rows})
    return _geojson(
        {
            "type": "FeatureCollection",
            "features": features,
            "attribution": " · ".join(attribution),
            "tiles": settings.MAP_TILES,
        },
        tag,
    )
