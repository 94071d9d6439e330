"""The capacity desk over HTTP: today's gauge with its forecast, and what would happen if."""

import threading
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from coverage.plans_api import station_for
from dispatch.board import capacity_today, capacity_whatif
from dispatch.board.access import node_for
from dispatch.board.capacity_whatif import Change
from dispatch.kernel import access
from dispatch.kernel.errors import Refusal
from dispatch.kernel.organisation import today_at
from dispatch.kernel.web import Router, actor_of

router = Router(tags=["capacity"])
MOST_DAYS = 28
LOOKS_AROUND = timedelta(days=400)
RETRY_AFTER_S = 5
# A replay is seconds of work in this process: one at a time, so that dispatchers' commands stay quick beside it.
_replaying = threading.Lock()


class StationChange(Schema):
    """A station with `percent` of its capacity, or `closed`: one of the two."""

    station_id: int
    percent: int | None = Field(None, ge=0, le=1000)
    closed: bool = False


class WhatIf(Schema):
    """Replay the orders of the last `days` around a node, with some of its stations changed."""

    node_id: int
    days: int = Field(ge=1, le=MOST_DAYS)
    changes: list[StationChange] = Field(min_length=1, max_length=50)


@router.get("/capacity/today", summary="How full stations are now, and what today will still bring")
def read_today(request: HttpRequest, node: int | None = None) -> dict[str, Any]:
    """Stations fullest first; times of slots are whole, hours of the forecast are the station's own."""
    actor = actor_of(request)
    prefixes = access.require_anywhere(actor, "coverage.read")
    if node is not None:
        prefixes = [node_for(actor, node, "coverage.read").path]
    return capacity_today.today(prefixes)


@router.get("/capacity/stations/{station_id}/slots", summary="A station's slots on one day of its calendar")
def read_slots(request: HttpRequest, station_id: int, day: date) -> dict[str, Any]:
    """As opened slots stand and as the rules would make the others: `classes` as in today's gauge."""
    station = station_for(actor_of(request), station_id, "coverage.read")
    if abs(day - today_at(station.node)) > LOOKS_AROUND:
        raise Refusal("input.invalid", errors=[{"field": "day", "code": "period"}])
    return {"day": day.isoformat(), "classes": capacity_today.classes_of(station, day)}


@router.post("/capacity/what-if", summary="Who would overflow to whom: past orders placed again; nothing is kept")
def what_if(request: HttpRequest, payload: WhatIf) -> dict[str, Any]:
    """`truncated`: 'orders' where the oldest were left out, 'time' where it stopped early; see `since` and `until`."""
    actor = actor_of(request)
    node = node_for(actor, payload.node_id, "coverage.simulate")
    changes = {}
    for change in payload.changes:
        station = station_for(actor, change.station_id, "coverage.simulate")
        if not station.node.path.startswith(node.path):
            raise Refusal("not_found")
        if change.closed == (change.percent is not None):
            raise Refusal("input.invalid", errors=[{"field": "changes", "code": "percent_or_closed"}])
        percent = 100 if change.percent is None else change.percent
        changes[station.pk] = Change(station.pk, percent, change.closed)
    if not _replaying.acquire(blocking=False):
        raise Refusal("busy", retry_after=RETRY_AFTER_S)
    try:
        return capacity_whatif.look(node, payload.days, list(changes.values()))
    finally:
        _replaying.release()
