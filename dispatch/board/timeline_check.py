"""What giving an order to somebody would mean, asked before it is done; nothing is written.

The judge is the one that ranks (`field.ranking`), so the check, the suggestions and the refusal of an assignment never
disagree. Levels: `conflict` needs a reason to go ahead, `warn` is worth a thought, `fine` speaks for it, `note` tells.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Q

from coverage.models import Station
from dispatch.kernel import clock
from field import picking, travel
from field.models import Technician, Visit
from repairs.models import WorkOrder

SPEAKS_FOR = ("was_there_before",)
SUGGESTED = 5
NEAREST = 4
"""Stations whose people are looked at for an order that no station has."""
NOTES = ("goes_first", "has_open_visits", "position_of_station")


def check(order: WorkOrder, technician: Technician, at: datetime) -> dict[str, Any]:
    """{technician_id, findings: [{code, level, ...}], arrives_at, needs_reason, moves_from, station_id, same}.

    `station_id` is where orders for them are received; an order that is with another station needs a reason, one with
    none is offered there first. `moves_from` names who has it now.
    """
    judged = picking.judge(order, technician, at)
    findings: list[dict[str, Any]] = [{**reason, "level": _level(reason["code"])} for reason in judged.reasons]
    own = {technician.station_id, technician.station.main_point_id}
    if order.station_id is None:
        findings.insert(0, {"code": "offered_first", "level": "note", **_named(technician)})
    elif order.station_id not in own:
        findings.insert(0, {"code": "other_station", "level": "conflict", **_named(technician)})
    if order.utility not in technician.station.utilities:
        findings.insert(0, {"code": "other_utility", "level": "conflict"})
    arrives = None if judged.travel_s is None else at + timedelta(seconds=judged.travel_s + judged.waits_s)
    if arrives is not None:
        findings += _times(order, arrives)
    findings += _clashes(order, technician)
    holder = Visit.objects.filter(order=order, ended_at=None).select_related("technician").first()
    return {
        "technician_id": technician.pk,
        "station_id": technician.station.main_point_id or technician.station_id,
        "findings": findings,
        "distance_m": None if judged.distance_m is None else round(judged.distance_m),
        "travel_s": None if judged.travel_s is None else round(judged.travel_s),
        "arrives_at": clock.iso(arrives),
        "needs_reason": any(one["level"] == "conflict" for one in findings),
        "moves_from": holder.technician.name if holder is not None else None,
        "is_same": holder is not None and holder.technician_id == technician.pk,
    }


def suggest(order: WorkOrder, within: Sequence[str]) -> list[dict[str, Any]]:
    """The first few who could go, best first, with reasons: of the order's station, or, where none has it, of the
    nearest stations below the paths `within` that serve its utility."""
    if order.station_id is not None:
        return picking.rank_for(order)[:SUGGESTED]
    mine = Q(pk__in=[])
    for path in within:
        mine |= Q(node__path__startswith=path)
    stations = Station.objects.filter(mine, is_active=True, utilities__contains=[order.utility]).order_by("pk")
    if order.lon is None or order.lat is None:
        return []
    places = list(stations.values_list("pk", "lon", "lat"))
    away = travel.great_circle_m(np.array([place[1:] for place in places]).reshape(-1, 2), (order.lon, order.lat))
    near = [places[place][0] for place in np.argsort(away, kind="stable")[:NEAREST]]
    return picking.rank_of(order, near)[:SUGGESTED]


def _named(technician: Technician) -> dict[str, Any]:
    node = technician.station.node
    return {"station": node.name, "station_en": node.name_en or node.name}


def _level(code: str) -> str:
    if code in SPEAKS_FOR:
        return "fine"
    if code in NOTES:
        return "note"
    return "warn" if code == "position_old" else "conflict"


def _times(order: WorkOrder, arrives: datetime) -> list[dict[str, Any]]:
    """The limit of arrival, the time promised, and the window agreed, against when somebody would be there."""
    if order.arrived_at is not None:
        return []
    limit = order.clocks.filter(kind="arrival", stopped_at=None).values_list("due_at", flat=True).first()
    found = []
    if order.appointed_from is not None and order.appointed_to is not None:
        # Nobody is there before the window: an early arrival waits.
        late = arrives - order.appointed_to
        found.append(_told("window", late))
        arrives = max(arrives, order.appointed_from)
    if limit is not None:
        found.append(_told("arrival", arrives - limit))
    if order.promised_at is not None and order.appointed_to is None:
        found.append(_told("promise", arrives - order.promised_at))
    return found


def _told(what: str, late: timedelta) -> dict[str, Any]:
    minutes = round(abs(late) / timedelta(minutes=1))
    if late > timedelta(0):
        return {"code": f"{what}_late", "level": "warn", "minutes": minutes}
    return {"code": f"{what}_kept", "level": "fine", "minutes": minutes}


def _clashes(order: WorkOrder, technician: Technician) -> list[dict[str, Any]]:
    """Windows agreed with other customers that overlap this one's."""
    if order.appointed_from is None:
        return []
    others = Visit.objects.select_related("order__request").filter(
        technician=technician,
        ended_at=None,
        order__appointed_from__lt=order.appointed_to,
        order__appointed_to__gt=order.appointed_from,
    )
    return [
        {"code": "windows_clash", "level": "warn", "number": other.order.request.number}
        for other in others.exclude(order=order).order_by("pk")
    ]
