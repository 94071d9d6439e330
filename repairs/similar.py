"""Orders that may be the same fault: found near by and lately, compared, explained, the most alike first."""

from datetime import datetime
from math import cos, radians
from typing import Any

from django.db.models import Q, QuerySet

from repairs import likeness, policies, storm_state
from repairs.lifecycle import ENDED
from repairs.likeness import Likeness, Reach, Report
from repairs.models import ServiceRequest, WorkOrder

LOOKED_AT = 400
SHOWN = 12
METRES_PER_DEGREE = 111_195.0


def of_order(order: WorkOrder) -> Report:
    """What is compared of an order whose request is loaded."""
    return Report(
        symptom=order.symptom,
        work_class=order.work_class,
        at=order.opened_at,
        lon=order.lon,
        lat=order.lat,
        address=order.address,
        phone=order.request.contact_phone,
        zone=order.station_id,
    )


def reach(at: datetime) -> Reach:
    """How far apart two reports of one fault may lie."""
    # Suggestions only, so a storm anywhere may widen them everywhere.
    seasons = storm_state.anywhere()
    window = policies.span(policies.find("merge.window", at=at, seasons=seasons))
    return Reach(policies.number("merge.radius_m", at=at, seasons=seasons), window)


def find(
    within: QuerySet[WorkOrder], report: Report, utility: str, at: datetime, but: int | None = None
) -> list[tuple[WorkOrder, Likeness]]:
    """Living orders out of `within` that may be the same fault as `report`."""
    limits = reach(at)
    # Callers are looked up by themselves: as a join, the request of every living order was read (36 ms against 9 with
    # 200,000 orders, 5,000 of them alive).
    callers = ServiceRequest.objects.filter(contact_phone=report.phone)
    near = Q(request__in=callers) if report.phone else Q(pk__in=())
    if report.lon is not None and report.lat is not None:
        high = limits.radius_m / METRES_PER_DEGREE
        wide = high / max(0.05, cos(radians(report.lat)))
        near |= Q(lon__range=(report.lon - wide, report.lon + wide), lat__range=(report.lat - high, report.lat + high))
    elif report.address:
        near |= Q(address__startswith=report.address[:6])
    when = (report.at - limits.window, report.at + limits.window)
    found = within.filter(near, utility=utility, opened_at__range=when).exclude(state__in=ENDED)
    if but is not None:
        found = found.exclude(pk=but)
    compared = (
        (order, likeness.compare(report, of_order(order), limits)) for order in found.order_by("-pk")[:LOOKED_AT]
    )
    return likeness.best(compared, policies.number("merge.suggest_above", at=at), SHOWN)


def view(order: WorkOrder, alike: Likeness, card: Any) -> dict[str, Any]:
    """A suggestion as desks show it."""
    return {"order": dict(card), "score": alike.score, "reasons": list(alike.reasons)}
