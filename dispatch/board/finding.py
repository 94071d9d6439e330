"""Somebody is on the line, or on the map: an order, a person or a station found by whatever is known of it."""

from datetime import timedelta
from typing import Any

from django.db.models import Q

from coverage.models import Station
from dispatch.kernel import clock
from dispatch.kernel.models import Node
from field.models import Technician
from repairs.cards import masked_name, masked_phone
from repairs.models import WorkOrder

MOST = 8
SHORTEST = 2
RECENT = timedelta(days=30)
"""Words and parts of numbers are looked for this far back; a whole number at any time."""
LEAST_DIGITS = 4
"""Fewer digits of a phone number would list half the town."""


def find(node: Node, text: str) -> dict[str, list[dict[str, Any]]]:
    """What fits below the node, newest first: by number, address, caller's name or the end of their phone number.

    The caller's name and phone stay masked. Shorter than two characters finds nothing.
    """
    wanted = text.strip()
    if len(wanted) < SHORTEST:
        return {"orders": [], "technicians": [], "stations": []}
    return {
        "orders": [_order(order) for order in _orders(node, wanted)],
        "technicians": [
            {"id": person.pk, "name": person.name, "name_en": person.name_en, "station_id": person.station_id}
            for person in Technician.objects.filter(station__node__path__startswith=node.path, user__is_active=True)
            .filter(Q(user__display_name__icontains=wanted) | Q(user__username__istartswith=wanted))
            .select_related("user")
            .order_by("pk")[:MOST]
        ],
        "stations": [
            {"id": station.pk, "name": station.node.name, "name_en": station.node.name_en}
            for station in Station.objects.filter(node__path__startswith=node.path, is_active=True)
            .filter(Q(node__name__icontains=wanted) | Q(node__name_en__icontains=wanted) | Q(code__iexact=wanted))
            .select_related("node")
            .order_by("pk")[:MOST]
        ],
    }


def _orders(node: Node, wanted: str) -> list[WorkOrder]:
    digits = "".join(sign for sign in wanted if sign.isdigit())
    here = WorkOrder.objects.filter(node__path__startswith=node.path).select_related("request")
    recent = here.filter(opened_at__gte=clock.now() - RECENT)
    if digits and not any(sign.isalpha() for sign in wanted):
        fits = Q(request__number__contains=digits)
        if len(digits) >= LEAST_DIGITS:
            fits |= Q(request__contact_phone__endswith=digits)
        named = list(here.filter(request__number=digits))
    else:
        fits, named = Q(address__icontains=wanted) | Q(request__contact_name=wanted), []
    found = recent.filter(fits).order_by("-opened_at", "-pk")[:MOST]
    return [*named, *(order for order in found if order not in named)][:MOST]


def _order(order: WorkOrder) -> dict[str, Any]:
    return {
        "id": order.pk,
        "number": order.request.number,
        "utility": order.utility,
        "symptom": order.symptom,
        "state": order.state,
        "address": order.address,
        "caller": " ".join(
            filter(None, [masked_name(order.request.contact_name), masked_phone(order.request.contact_phone)])
        ),
        "lon": order.lon,
        "lat": order.lat,
    }
