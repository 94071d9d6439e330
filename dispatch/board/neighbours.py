"""What else there is around an order: open ones near by, and what was at this place or of this caller before."""

from datetime import timedelta
from math import cos, radians
from typing import Any

from django.db.models import Q

from dispatch.kernel import clock
from dispatch.kernel.actors import Actor
from field.travel import geodesic_m
from repairs import cards
from repairs.access import orders_for
from repairs.lifecycle import ENDED
from repairs.models import ServiceRequest, WorkOrder

MOST = 20
LOOKED_AT = 400
SAME_PLACE_M = 30.0
BEFORE = timedelta(days=90)
METRES_PER_DEGREE = 111_195.0


def around(actor: Actor, order: WorkOrder, radius_m: float) -> dict[str, list[dict[str, Any]]]:
    """Of the orders that the actor may see. `near`: living ones within the radius, the nearest first. `before`: ended
    ones of the last 90 days at this place or of this caller, the newest first."""
    others = orders_for(actor).exclude(pk=order.pk).exclude(pk=order.parent_id or 0)
    lately = others.filter(opened_at__gte=clock.now() - BEFORE)
    callers = ServiceRequest.objects.filter(contact_phone=order.request.contact_phone)
    same_caller = Q(request__in=callers) if order.request.contact_phone else Q(pk__in=())
    ended = lately.filter(same_caller | _box(order, SAME_PLACE_M), state__in=ENDED).order_by("-opened_at", "-pk")
    living = others.filter(_box(order, radius_m)).exclude(state__in=ENDED).order_by("-pk")[:LOOKED_AT]
    near = sorted(((_metres(order, one), one.pk, one) for one in living), key=lambda found: found[:2])
    return {
        "near": [_row(order, one, away) for away, _, one in near if away <= radius_m][:MOST],
        "before": [_row(order, one, _metres(order, one)) for one in ended[:MOST]],
    }


def _row(order: WorkOrder, other: WorkOrder, away: float) -> dict[str, Any]:
    phone = order.request.contact_phone
    return {
        "order": dict(cards.order_card(other)),
        "distance_m": None if away == float("inf") else round(away),
        "same_caller": bool(phone) and other.request.contact_phone == phone,
    }


def _metres(order: WorkOrder, other: WorkOrder) -> float:
    if order.lon is None or order.lat is None or other.lon is None or other.lat is None:
        return float("inf")
    return geodesic_m((order.lon, order.lat), (other.lon, other.lat))


def _box(order: WorkOrder, radius_m: float) -> Q:
    if order.lon is None or order.lat is None:
        return Q(pk__in=())
    high = radius_m / METRES_PER_DEGREE
    wide = high / max(0.05, cos(radians(order.lat)))
    return Q(lon__range=(order.lon - wide, order.lon + wide), lat__range=(order.lat - high, order.lat + high))
