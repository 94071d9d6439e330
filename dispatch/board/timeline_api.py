"""Technicians against time over HTTP, and what giving an order to somebody would mean."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from dispatch.board import timeline, timeline_check
from dispatch.board.access import node_for
from dispatch.kernel import access, clock
from dispatch.kernel.bounds import Instant
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of
from field.models import Technician
from repairs.access import order_for

router = Router(tags=["board"])

BEFORE = timedelta(hours=2)
AHEAD = timedelta(hours=10)


@router.get("/board/timeline", summary="Shifts, visits and what is likely to follow, by technician")
def read_timeline(
    request: HttpRequest, node: int, since: Instant | None = None, until: Instant | None = None
) -> dict[str, Any]:
    """Two hours back to ten ahead where nothing is asked for; two days at most."""
    at = clock.now()
    place = node_for(actor_of(request), node, "crew.watch")
    begins = since or at - BEFORE
    ends = until or begins + BEFORE + AHEAD
    if not timedelta(0) < ends - begins <= timeline.LONGEST:
        raise Refusal("input.invalid", errors=[{"field": "until", "code": "period"}])
    return timeline.read(place, begins, ends, at)


@router.get("/board/timeline/suggestions", summary="Who could go, the best five, with reasons")
def suggest(request: HttpRequest, order: int) -> dict[str, Any]:
    """Of the nearest stations of the person's scope where no station has the order yet."""
    actor = actor_of(request)
    found = order_for(actor, order)
    access.require(actor, "order.assign", found.node.path)
    return {"suggestions": timeline_check.suggest(found, access.paths(actor, "order.assign"))}


@router.get("/board/timeline/check", summary="What giving the order to the technician would mean; nothing is done")
def check(request: HttpRequest, order: int, technician: int) -> dict[str, Any]:
    actor = actor_of(request)
    found = order_for(actor, order)
    access.require(actor, "order.assign", found.node.path)
    person = Technician.objects.select_related("station__node").filter(pk=technician).first()
    if person is None or not access.allows(actor, "order.assign", person.station.node.path):
        raise Refusal("not_found")
    return timeline_check.check(found, person, clock.now())
