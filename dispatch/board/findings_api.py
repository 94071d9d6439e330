"""What is wrong with areas, over HTTP: with the requests of the last 90 days on that ground, and mended into a plan."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal

import orjson
import shapely
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Schema

from coverage import generations, measures, plan_cards, plans, plans_api
from coverage.analysis import cards, findings, fixing, population, rows
from coverage.analysis.fixing import Redrawn
from coverage.analysis.given import Finding, Fix
from coverage.analysis.population import Points
from coverage.generations import PlanArea
from coverage.models import CoverageVersion, Station
from coverage.trade import Utility
from dispatch.kernel import access, clock, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from dispatch.kernel.web import Router, actor_of, key_of
from repairs.models import ServiceRequest

router = Router(tags=["coverage findings"])

POPULATION_DAYS = 90
MOST_REQUESTS = 300_000
KEPT = 6
MOST_SHOWN = 1_000

Fixes = Literal["snap", "assign_gap", "cut_overlap"]
_counted: OrderedDict[tuple[Any, ...], tuple[list[int | None], dict[tuple[int, str], int]]] = OrderedDict()


class FixOf(Schema):
    """A finding and the fix of it; `station_id` gets or keeps the ground."""

    finding_key: str
    fix: Fixes
    station_id: int


class FixInto(FixOf):
    """`revision`: the one of the plan that the person saw."""

    revision: int


class Preview(FixOf):
    """`plan`: as this plan has the areas; without it as they are in effect."""

    plan: int | None = None


@router.get("/coverage/findings", summary="What is wrong with the areas at and below a node, and how much is covered")
def read_findings(
    request: HttpRequest, node: int | None = None, utility: Utility | None = None, plan: int | None = None
) -> dict[str, Any]:
    """Of what is in effect, or as `plan` would have it. What two stations share is told to both."""
    actor = actor_of(request)
    prefixes = access.require_anywhere(actor, "coverage.read")
    if node is not None:
        prefixes = [_node(actor, node).path]
    version = generations.active() if plan is None else plans.plan_for(actor, plan)
    report = findings.report_of(version)
    on_ground, by_station = _population(version)
    paths = dict(Station.objects.values_list("pk", "node__path"))
    node_paths = dict(Node.objects.values_list("pk", "path"))

    def is_mine(path: str) -> bool:
        return any(path.startswith(prefix) for prefix in prefixes)

    def is_seen(finding: Finding) -> bool:
        whose = [paths[pk] for pk in finding.station_ids if pk in paths]
        whose += [node_paths[finding.node_id]] if finding.node_id in node_paths else []
        asked = utility is None or finding.utility in ("", utility.value)
        return asked and any(is_mine(path) for path in whose)

    def is_asked(name: str) -> bool:
        return utility is None or name == utility.value

    seen = [(one, count) for one, count in zip(report.findings, on_ground, strict=True) if is_seen(one)]
    people = {key: count for key, count in by_station.items() if is_asked(key[1]) and is_mine(paths.get(key[0], ""))}
    shares = [one for one in report.shares if is_asked(one.utility) and is_mine(node_paths.get(one.node_id, ""))]
    # A neighbour is named where one shares a border or ground with it.
    stations = {pk for pk, _ in people} | {pk for one, _ in seen[:MOST_SHOWN] for pk in one.station_ids}
    regions = {one.node_id for one in shares} | {one.node_id for one, _ in seen[:MOST_SHOWN] if one.node_id}
    return {
        "version": plan_cards.plan_card(version) if version else None,
        "computed_at": clock.iso(clock.now()),
        "findings": [cards.finding_card(one, count) for one, count in seen[:MOST_SHOWN]],
        "left_out": max(0, len(seen) - MOST_SHOWN) + report.left_out,
        "shares": [cards.share_card(share) for share in shares],
        "population": [
            {"station_id": pk, "utility": name, "requests_90d": count} for (pk, name), count in sorted(people.items())
        ],
        "stations": _names(stations),
        "nodes": {str(pk): _name(*names) for pk, *names in _named(Node.objects.filter(pk__in=regions))},
    }


@router.post("/coverage/findings/preview", summary="What a fix would change; nothing is kept")
def preview(request: HttpRequest, payload: Preview) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "coverage.draft")
    version = generations.active() if payload.plan is None else plans.plan_for(actor, payload.plan)
    if version is None:
        raise Refusal("finding.gone")
    fix = Fix(payload.fix, payload.station_id)
    finding, areas, changed = findings.fixed(version, payload.finding_key, fix)
    _require_seen(actor, finding)
    return {"stations": _difference(areas, changed, _names(set(changed)))}


@router.post("/coverage/plans/{plan_id}/fix", summary="Mend a finding in a draft; its stations are taken up")
def fix_in_plan(request: HttpRequest, plan_id: int, payload: FixInto) -> dict[str, Any]:
    actor = actor_of(request)
    plans.plan_for(actor, plan_id, "coverage.draft")

    def work(tx: Tx) -> dict[str, Any]:
        plan = plans.plan_for(actor, plan_id, "coverage.draft", lock=True)
        plans.open_for_edit(plan, payload.revision)
        _, _, changed = findings.fixed(plan, payload.finding_key, Fix(payload.fix, payload.station_id))
        stations = [plans_api.station_for(actor, pk, "coverage.draft") for pk in changed]
        for station in stations:
            plans.spread_to(plan, station)
        if not set(changed) <= set(plan.touched):
            plans.take_up(tx, plan, stations)
        plans.put_areas(tx, plan, {pk: [_draft(row) for row in drawn] for pk, drawn in changed.items()})
        return plans_api.view(actor, plan)

    body = {**payload.model_dump(mode="json"), "plan": plan_id}
    return commands.perform(actor, "plan.fix", work, key=key_of(request), body=body)


def _draft(row: Redrawn) -> plans.AreaDraft:
    geometry = orjson.loads(shapely.to_geojson(row.geometry))
    return plans.AreaDraft(geometry, row.utility, row.rank, row.name, {"made": "fix"})


def _population(version: CoverageVersion | None) -> tuple[list[int | None], dict[tuple[int, str], int]]:
    """Past requests on each finding's ground and in each station's areas; counted anew each quarter of an hour."""
    now = clock.now()
    key = (*findings.stamp(version), now.minute // 15)
    if key not in _counted:
        recent = ServiceRequest.objects.filter(taken_at__gt=now - timedelta(days=POPULATION_DAYS), lon__isnull=False)
        found = recent.order_by("-pk").values_list("lon", "lat", "utility")[:MOST_REQUESTS]
        points = Points.of([(lon or 0.0, lat or 0.0, utility) for lon, lat, utility in found])
        areas = generations.composed(version) if version else []
        counted = (
            population.in_findings(points, findings.report_of(version).findings),
            population.of_stations(points, areas, rows.sites(now)),
        )
        _counted[key] = counted
        while len(_counted) > KEPT:
            _counted.popitem(last=False)
        return counted
    return _counted[key]


def _difference(
    areas: Sequence[PlanArea], changed: Mapping[int, Sequence[Redrawn]], names: Mapping[str, Any]
) -> list[dict[str, Any]]:
    found = []
    for pk, drawn in changed.items():
        before = shapely.union_all([area.geometry for area in areas if area.station_id == pk])
        after = shapely.union_all([row.geometry for row in drawn])
        gained, lost = (fixing.difference(*pair) for pair in ((after, before), (before, after)))
        found.append(
            {
                "station_id": pk,
                **names[str(pk)],
                "before_km2": round(measures.square_km(before), 4),
                "after_km2": round(measures.square_km(after), 4),
                "gained": cards.shown(gained) if not shapely.is_empty(gained) else None,
                "lost": cards.shown(lost) if not shapely.is_empty(lost) else None,
            }
        )
    return found


def _names(stations: set[int]) -> dict[str, dict[str, str]]:
    return {str(pk): _name(*names) for pk, *names in _named(Node.objects.filter(pk__in=stations))}


def _named(nodes: QuerySet[Node]) -> list[tuple[int, str, str]]:
    return list(nodes.order_by("pk").values_list("pk", "name", "name_en"))


def _name(name: str, name_en: str) -> dict[str, str]:
    return {"name": name, "name_en": name_en or name}


def _require_seen(actor: Actor, finding: Finding) -> None:
    """A finding that touches nothing of the actor's is not there for them."""
    paths = list(Station.objects.filter(pk__in=finding.station_ids).values_list("node__path", flat=True))
    if finding.node_id is not None:
        paths += list(Node.objects.filter(pk=finding.node_id).values_list("path", flat=True))
    if not any(access.allows(actor, "coverage.draft", path) for path in paths):
        raise Refusal("not_found")


def _node(actor: Actor, node_id: int) -> Node:
    node = Node.objects.filter(pk=node_id, is_active=True).first()
    if node is None or not access.allows(actor, "coverage.read", node.path):
        raise Refusal("not_found")
    return node
