"""A station's duty roster over HTTP."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from coverage.capacity import roster
from coverage.models import DutyShift, Station
from coverage.plans_api import station_for
from dispatch.kernel import access, clock, commands
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of

router = Router(tags=["capacity"])
SHOWN = timedelta(days=62)


class Shift(Schema):
    """So many people are on duty then; shifts at the same time add up."""

    starts_at: Instant
    ends_at: Instant
    people: int = Field(1, ge=1, le=1000)


class Shifts(Schema):
    shifts: list[Shift] = Field(min_length=1, max_length=200)


@router.get("/coverage/stations/{station_id}/duty", summary="A station's roster from now on, two months at most")
def read_roster(request: HttpRequest, station_id: int) -> dict[str, Any]:
    return {"shifts": _ahead(station_for(actor_of(request), station_id, "coverage.read"))}


@router.post(
    "/coverage/stations/{station_id}/duty", response={201: dict[str, Any]}, summary="Put shifts on a station's roster"
)
def add_shifts(request: HttpRequest, station_id: int, payload: Shifts) -> tuple[int, dict[str, Any]]:
    """Where crews are the source of its capacity, opened slots follow, never below what is taken."""
    actor = actor_of(request)
    station = station_for(actor, station_id, "coverage.read")
    access.require(actor, "duty.edit", station.node.path)
    shifts = [roster.Shift(shift.starts_at, shift.ends_at, shift.people) for shift in payload.shifts]

    def work(tx: Tx) -> dict[str, Any]:
        return {**roster.add(tx, station, shifts), "shifts": _ahead(station)}

    body = payload.model_dump(mode="json") | {"station": station_id}
    return 201, commands.perform(actor, "duty.add", work, key=key_of(request), body=body)


@router.delete("/coverage/stations/{station_id}/duty/{shift_id}", summary="Take a shift off; one that is on ends now")
def end_shift(request: HttpRequest, station_id: int, shift_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    station = station_for(actor, station_id, "coverage.read")
    access.require(actor, "duty.edit", station.node.path)

    def work(tx: Tx) -> dict[str, Any]:
        row = DutyShift.objects.filter(pk=shift_id, station=station).first()
        if row is None:
            raise Refusal("not_found")
        return {**roster.end(tx, row), "shifts": _ahead(station)}

    body = {"station": station_id, "shift": shift_id}
    return commands.perform(actor, "duty.end", work, key=key_of(request), body=body)


def _ahead(station: Station) -> list[dict[str, Any]]:
    now = clock.now()
    rows = DutyShift.objects.filter(station=station, ends_at__gt=now, starts_at__lt=now + SHOWN)
    return [
        {
            "id": row.pk,
            "starts_at": clock.iso(row.starts_at),
            "ends_at": clock.iso(row.ends_at),
            "people": row.people,
        }
        for row in rows.order_by("starts_at", "pk")
    ]
