"""A technician's day on the map: where they were, where they are, and the planned way through what is left."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from dispatch.kernel import clock
from field.cards import cards_of
from field.models import Technician, Visit


def of(technician: Technician) -> dict[str, Any]:
    """Today's visits by the place's calendar: `done` as they were arrived at, `ahead` in their planned order.

    Between them no trail is given: where somebody was is not kept, only where they reported themselves to be.
    """
    node = technician.station.node
    today = datetime.combine(clock.now().astimezone(ZoneInfo(node.time_zone)).date(), time())
    begins = today.replace(tzinfo=ZoneInfo(node.time_zone))
    visits = (
        Visit.objects.filter(Q(ended_at=None) | Q(arrived_at__gte=begins), technician=technician)
        .select_related("order__request")
        .order_by("sequence", "pk")
    )
    done = [visit for visit in visits if visit.arrived_at is not None]
    ahead = [visit for visit in visits if visit.arrived_at is None and visit.ended_at is None]
    return {
        "technician": cards_of(Technician.objects.filter(pk=technician.pk))[0],
        "done": [_stop(visit) for visit in sorted(done, key=lambda visit: visit.arrived_at or begins)],
        "ahead": [_stop(visit) for visit in ahead],
    }


def _stop(visit: Visit) -> dict[str, Any]:
    order = visit.order
    return {
        "order_id": order.pk,
        "number": order.request.number,
        "symptom": order.symptom,
        "address": order.address,
        "state": visit.state,
        "lon": order.lon,
        "lat": order.lat,
        "planned_arrival_at": clock.iso(visit.planned_arrival_at),
        "arrived_at": clock.iso(visit.arrived_at),
        "ended_at": clock.iso(visit.ended_at),
    }
