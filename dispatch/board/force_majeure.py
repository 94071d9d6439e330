"""Force majeure for a whole area at once: which orders it stops, stopping them, and going on.

New orders of the area are matched as ever while it lasts: whether a crew can get there is known street by street, and a
report that nobody looks at is the worse mistake.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import shapely
from django.db.models import Q

from coverage import validity
from dispatch.board import special
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from repairs import lifecycle, orders, policies, suspensions, todos
from repairs.models import ForceMajeure, WorkOrder

REASON = "force_majeure"
SHOWN = 500
MAX_VERTICES = 5_000


@dataclass(frozen=True)
class Stopped:
    """What an event would stop, and what not and why."""

    orders: list[WorkOrder]
    left_out: list[dict[str, Any]]


def area_of(value: dict[str, Any] | None) -> Any:
    """The polygon drawn (GeoJSON, WGS-84), or None. Refuses suspend.area_wrong."""
    if value is None:
        return None
    try:
        shape = shapely.geometry.shape(value)
        if shape.geom_type not in ("Polygon", "MultiPolygon") or shapely.get_num_coordinates(shape) > MAX_VERTICES:
            raise Refusal("suspend.area_wrong")
        return validity.check(shape).geometry
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.GEOSException, validity.Refused):
        raise Refusal("suspend.area_wrong") from None


def touched(node: Node, utilities: list[str], area: Any, found: Any = None) -> Stopped:
    """The orders below a node, inside the area where one is drawn: what would stop, and what goes on."""
    rows = WorkOrder.objects.filter(node__path__startswith=node.path).exclude(state__in=lifecycle.ENDED)
    if utilities:
        rows = rows.filter(utility__in=utilities)
    if area is not None:
        west, south, east, north = area.bounds
        rows = rows.filter(Q(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north))
    stopped, left_out = [], []
    for order in rows.select_related("request", "node", "station__node").order_by("pk"):
        if area is not None and not area.intersects(shapely.Point(order.lon or 0, order.lat or 0)):
            continue
        if why := _goes_on(order):
            left_out.append({"order_id": order.pk, "number": order.request.number, "state": order.state, "why": why})
        else:
            stopped.append(order)
    return Stopped(stopped, left_out)


def declare(tx: Tx, node: Node, utilities: list[str], area: Any, note: str, resume_by: datetime) -> tuple[Any, Stopped]:
    """Stop all of it. Gives the event and what was stopped."""
    if len(note.strip()) < 2:
        raise Refusal("suspend.note_needed")
    if resume_by <= tx.at:
        raise Refusal("suspend.not_in_the_past")
    longest = timedelta(seconds=policies.seconds(f"suspend.longest.{REASON}", at=tx.at))
    if resume_by > tx.at + longest:
        raise Refusal("suspend.too_long", hours=round(longest / timedelta(hours=1)))
    seen = touched(node, utilities, area)
    locked = orders.locked(order.pk for order in seen.orders)
    # Between looking and locking somebody may have arrived.
    still = [order for order in locked.values() if not _goes_on(order)]
    event = ForceMajeure.objects.create(
        node=node,
        area=shapely.to_wkb(area) if area is not None else None,
        utilities=utilities,
        note=note[:300],
        declared_by=tx.actor.key,
        declared_name=tx.actor.name[:80],
        declared_at=tx.at,
        resume_by=resume_by,
    )
    special.rest(tx, still, REASON, note, resume_by, event=event)
    facts = {"reason": REASON, "orders": len(still)}
    todos.open_(tx, suspensions.TODO, f"force_majeure:{event.pk}", node, "dispatcher", resume_by, facts=facts)
    return event, Stopped(still, seen.left_out)


def end(tx: Tx, event: ForceMajeure, note: str) -> list[WorkOrder]:
    """Go on with everything that the event still holds."""
    if event.ended_at is not None:
        raise Refusal("suspend.event_over")
    event.ended_at, event.ended_name = tx.at, tx.actor.name[:80]
    event.save(update_fields=["ended_at", "ended_name"])
    held = orders.locked(suspensions.paused_by(event).values_list("pk", flat=True))
    still = [order for order in held.values() if order.state == "suspended"]
    special.resume(tx, still, note)
    todos.close(tx, suspensions.TODO, f"force_majeure:{event.pk}", "ended")
    return still


def _goes_on(order: WorkOrder) -> str:
    """Why an order is not stopped; '' where it is."""
    if order.is_life_safety:
        return "life_safety"
    if order.state == "arrived":
        return "on_site"
    return "" if "suspend" in lifecycle.open_actions(order.state) else "not_open"
