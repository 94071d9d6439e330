"""Technicians against time: shifts, what they have done, what they are doing, and when the rest is likely to be done.

What lies ahead is an estimate: visits follow one another in their order, each with its planned way and the policy's
time for a visit (`pick.per_open_visit`); an agreed window is waited for. What lies behind is what was stamped.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from dispatch.kernel import clock
from dispatch.kernel.models import Node
from field.lifecycle import BEGUN, VisitState
from field.models import Reinforcement, Shift, Technician, Visit
from repairs import policies

MOST_VISITS = 20_000
LONGEST = timedelta(hours=48)


def read(node: Node, since: datetime, until: datetime, at: datetime) -> dict[str, Any]:
    """{at, since, until, technicians: [{id, shifts, lent}], visits: [...], is_cut} of the node's people, UTC."""
    crew = Technician.objects.filter(station__node__path__startswith=node.path)
    shifts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    working = Shift.objects.filter(technician__in=crew, starts_at__lt=until).filter(
        Q(ended_at=None, ends_at__gt=since) | Q(ended_at__gt=since)
    )
    for shift in working.order_by("starts_at", "pk"):
        shifts[shift.technician_id].append(
            {
                "from": clock.iso(shift.began_at or shift.starts_at),
                "to": clock.iso(shift.ended_at or shift.ends_at),
                "has_begun": shift.began_at is not None,
            }
        )
    lent = {
        row.technician_id: {
            "until": clock.iso(row.until),
            "home_name": row.home.node.name,
            "home_name_en": row.home.node.name_en or row.home.node.name,
        }
        for row in Reinforcement.objects.select_related("home__node").filter(technician__in=crew, state="running")
    }
    seen = (
        Visit.objects.select_related("order__request")
        .filter(technician__in=crew, assigned_at__lt=until)
        .filter(Q(ended_at=None) | Q(ended_at__gt=since, departed_at__isnull=False))
        .order_by("technician", "sequence", "pk")
    )
    visits = list(seen[: MOST_VISITS + 1])
    return {
        "at": clock.iso(at),
        "since": clock.iso(since),
        "until": clock.iso(until),
        "technicians": [
            {"id": pk, "shifts": shifts[pk], "lent": lent.get(pk)}
            for pk in crew.order_by("pk").values_list("pk", flat=True)
        ],
        "visits": _lines(visits[:MOST_VISITS], at),
        "is_cut": len(visits) > MOST_VISITS,
    }


def _lines(visits: list[Visit], at: datetime) -> list[dict[str, Any]]:
    each = timedelta(seconds=policies.seconds("pick.per_open_visit", at=at))
    by_person: dict[int, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_person[visit.technician_id].append(visit)
    lines = []
    for theirs in by_person.values():
        free_at = at
        # What has begun comes before what waits, whatever its place in the line.
        for visit in sorted(theirs, key=lambda one: (one.ended_at is None, one.state not in BEGUN, one.sequence)):
            line = line_of(visit, free_at, at, each)
            if visit.ended_at is None:
                free_at = max(free_at, line["work_to"])
            lines.append(line)
    return [
        {**line, **{name: clock.iso(line[name]) for name in ("travel_from", "travel_to", "work_to")}} for line in lines
    ]


def line_of(visit: Visit, free_at: datetime, at: datetime, each: timedelta) -> dict[str, Any]:
    """One visit as a bar: its way from `travel_from` to `travel_to`, its work up to `work_to`.

    `free_at`: when its technician has done what comes before; `each`: what a visit takes. `is_estimated` where any of
    the three is not a stamp.
    """
    order = visit.order
    way = timedelta(seconds=visit.planned_travel_s or 0)
    if visit.departed_at is not None:
        sets_out = visit.departed_at
    else:
        sets_out = free_at if order.appointed_from is None else max(free_at, order.appointed_from - way)
    end = visit.ended_at
    arrives = visit.arrived_at or end or max(sets_out + way, at if visit.departed_at is not None else sets_out)
    done = visit.repaired_at or end or max(arrives + each, at)
    return {
        "id": visit.pk,
        "technician_id": visit.technician_id,
        "order_id": order.pk,
        "number": order.request.number,
        "symptom": order.symptom,
        "utility": order.utility,
        "priority": order.priority,
        "is_life_safety": order.is_life_safety,
        "address": order.address,
        "state": visit.state,
        "is_live": visit.ended_at is None,
        "was_cancelled": visit.state == VisitState.CANCELLED,
        "is_estimated": visit.repaired_at is None and end is None,
        "travel_from": sets_out,
        "travel_to": arrives,
        "work_to": max(done, arrives),
        "due_at": clock.iso(order.due_at) if end is None else None,
        "due_kind": order.due_kind or None,
        "promised_at": clock.iso(order.promised_at),
        "appointed_from": clock.iso(order.appointed_from),
        "appointed_to": clock.iso(order.appointed_to),
        "version": order.version,
    }
