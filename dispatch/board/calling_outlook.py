"""What an agent can tell before the call ends: which faults are known here, who would come, and when.

Nothing is written and nothing is locked. The station is found by the engine's own pure rules over capacity as it stands
now; what was promised is the policy's limit, what is likely is the travel time of whoever is nearest and able.
"""

from datetime import datetime, timedelta
from math import cos, radians
from typing import Annotated, Any

from django.db.models import Q
from ninja import Field, Schema
from pydantic import ConfigDict

from coverage import index
from coverage.addresses import looking
from coverage.capacity import asking
from coverage.datums import to_wgs84
from coverage.models import Station
from coverage.trade import Utility
from dispatch.board import customer_view, helping, wanting
from dispatch.board.addressing import routing
from dispatch.board.matching import Case, consider
from dispatch.kernel import access, clock, texts
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal
from field import picking
from repairs import cards, catalogue, clocks, intake, merging, policies, similar
from repairs.access import orders_for
from repairs.likeness import Report
from repairs.models import WorkOrder

RESTORED = ("repaired", "reported", "closed", "withdrawn", "handed_over")
SHOWN = 6


class CallSketch(Schema):
    """A call as far as it is known; anything may be missing while the caller speaks."""

    model_config = ConfigDict(extra="ignore")
    utility: Utility
    symptom: str = ""
    place: intake.Place | None = None
    address: Annotated[intake.Text, Field(max_length=300)] = ""
    contact_phone: Annotated[intake.Text, Field(max_length=30)] = ""
    extent: str = "household"
    hazards: list[str] = Field(default_factory=list, max_length=len(catalogue.HAZARDS))
    scene: str = "city"


def look(actor: Actor, sketch: CallSketch) -> dict[str, Any]:
    """Known faults, the station and its arrival, and what the address says."""
    symptom = catalogue.SYMPTOMS.get(sketch.symptom)
    if symptom is not None and symptom.utility != sketch.utility:
        raise Refusal("input.invalid", errors=[{"field": "symptom", "code": "symptom_of_other_utility"}])
    order = _imagined(actor, sketch, symptom)
    return {
        "known": _known(actor, sketch, order),
        "preview": _preview(order) if symptom and (order.address or order.lon is not None) else None,
        "address": looking.look(sketch.address, order.lon, order.lat).view() if sketch.address else None,
    }


def _imagined(actor: Actor, sketch: CallSketch, symptom: catalogue.Symptom | None) -> WorkOrder:
    """The order that the sketch would make, never saved. Its id is nobody's."""
    place = sketch.place
    lon, lat = to_wgs84(place.lon, place.lat, place.datum) if place else (None, None)
    hazards = [hazard for hazard in sketch.hazards if hazard in catalogue.HAZARDS]
    extent = sketch.extent if sketch.extent in catalogue.EXTENTS else "household"
    return WorkOrder(
        pk=0,
        utility=sketch.utility.value,
        business_type="fault_repair",
        symptom=sketch.symptom if symptom else "",
        work_class=symptom.work_class.value if symptom else "",
        skill=symptom.skill.value if symptom else "",
        priority=catalogue.priority_of(symptom, extent, hazards) if symptom else 9,
        is_life_safety=catalogue.is_life_safety(symptom, hazards) if symptom else False,
        scene=sketch.scene if sketch.scene in ("city", "rural", "remote") else "city",
        extent=extent,
        node=intake.root_for(actor),
        lon=lon,
        lat=lat,
        address=sketch.address,
        opened_at=clock.now(),
    )


def _known(actor: Actor, sketch: CallSketch, order: WorkOrder) -> list[dict[str, Any]]:
    """Faults that this may be, faults of many first: each with what its caller may be told."""
    if order.lon is None and not order.address and not sketch.contact_phone:
        return []
    report = Report(
        order.symptom, order.work_class, order.opened_at, order.lon, order.lat, order.address, sketch.contact_phone
    )
    alike = similar.find(orders_for(actor), report, order.utility, order.opened_at)
    seen = {one.pk for one, _ in alike}
    wide = [(one, None) for one in _wide(actor, order) if one.pk not in seen]
    rows = [(one, how) for one, how in [*wide, *alike] if one.state != "merged"]
    rows.sort(key=lambda row: not is_of_many(row[0]))
    speech = texts.as_language(actor.language)
    return [
        {
            "order": dict(cards.order_card(one)),
            "score": None if how is None else how.score,
            "reasons": [] if how is None else list(how.reasons),
            "is_of_many": is_of_many(one),
            "same_caller": bool(sketch.contact_phone) and one.request.contact_phone == sketch.contact_phone,
            "told": customer_view.of_order(one, speech),
            **_may_attach(actor, order, one),
        }
        for one, how in rows[:SHOWN]
    ]


def is_of_many(order: WorkOrder) -> bool:
    """A fault of more than one home: several reported it, or its extent says so."""
    return order.merged_children > 0 or order.extent in ("building", "area")


def _wide(actor: Actor, order: WorkOrder) -> list[WorkOrder]:
    """Living faults of many around the place, whatever their symptom."""
    if order.lon is None or order.lat is None:
        return []
    radius = policies.number("call.near_radius_m", at=order.opened_at)
    high = radius / similar.METRES_PER_DEGREE
    wide = high / max(0.05, cos(radians(order.lat)))
    box = Q(lon__range=(order.lon - wide, order.lon + wide), lat__range=(order.lat - high, order.lat + high))
    many = Q(merged_children__gt=0) | Q(extent__in=("building", "area"))
    found = orders_for(actor).filter(box & many, utility=order.utility).exclude(state__in=(*RESTORED, "merged"))
    near = [
        (index.great_circle_m(order.lon, order.lat, one.lon or 0, one.lat or 0), one.pk, one)
        for one in found.order_by("-pk")[:50]
    ]
    return [one for away, _, one in sorted(near, key=lambda row: row[:2]) if away <= radius][:SHOWN]


def _may_attach(actor: Actor, order: WorkOrder, into: WorkOrder) -> dict[str, Any]:
    try:
        judge_attaching(actor, order, into)
    except Refusal as refusal:
        return {"may_attach": False, "why_not": refusal.code}
    return {"may_attach": True, "why_not": ""}


def judge_attaching(actor: Actor, order: WorkOrder, into: WorkOrder) -> None:
    """Whether a report may be put under a known fault while it is taken in.

    Not one that speaks of danger, and not under a fault that is repaired: whoever calls then is still without.
    """
    access.require(actor, "order.attach", into.node.path)
    if order.is_life_safety:
        raise Refusal("call.attach_danger")
    if into.state in RESTORED:
        raise Refusal("call.fault_over")
    merging.judge(order, into)


def _preview(order: WorkOrder) -> dict[str, Any]:
    """Who would be asked to come as things stand, by when at the latest, and how soon is likely."""
    at, snapshot = order.opened_at, index.current()
    if order.lon is not None:
        case = consider(0, index.candidates(snapshot, wanting.place_of(order), at), is_life_safety=order.is_life_safety)
    else:
        case = routing.cases([order], snapshot, {}, at)[0]
    limit = clocks.new(order, "arrival", at)
    station_id, over = _first_with_room(case, order, limit.due_at)
    if station_id is None and order.lon is not None:
        helping.add([order], {0: case}, snapshot, at)
        station_id, over = _first_with_room(case, order, limit.due_at)
    station = Station.objects.select_related("node").filter(pk=station_id).first() if station_id else None
    shown: dict[str, Any] = {
        "station": None,
        "facts": case.facts,
        "over_capacity": over,
        "is_life_safety": order.is_life_safety,
        "priority": order.priority,
        "arrive_by": clock.iso(limit.due_at),
        "zone": order.node.time_zone,
        "likely_at": None,
        "crews": 0,
    }
    if station is None:
        return shown
    order.station = station
    row = case.rows[station.pk]
    able = [one for one in picking.rank_for(order) if one["ok"]] if order.lon is not None else []
    if able:
        ahead = policies.seconds("pick.per_open_visit", at=at) * able[0]["open_visits"]
        shown["likely_at"] = clock.iso(at + timedelta(seconds=ahead + (able[0]["travel_s"] or 0)))
    return shown | {
        "crews": len(able),
        "station": {
            "id": station.pk,
            "name": station.node.name,
            "name_en": station.node.name_en or station.node.name,
            "path": station.node.path,
            "way": row["way"],
            "distance_m": row["distance_m"],
            "reasons": row["reasons"],
        },
    }


def _first_with_room(case: Case, order: WorkOrder, arrive_by: datetime) -> tuple[int | None, bool]:
    while case.tries:
        attempt = case.tries.pop(0)
        outcome = asking.outlook(wanting.want_of(order, attempt.station_id, order.opened_at, arrive_by))
        if outcome.granted:
            return attempt.station_id, outcome.over
        case.refused(attempt.station_id, outcome.reason)
    return None, False
