"""The technician's HTTP surface: the day, steps of visits, positions, the shift."""

from datetime import UTC, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.kernel import commands, events, snapshots
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from field import access, cards, positions, shifts, visits
from field.cards import CrewState
from field.movement import Fix
from repairs import causes
from repairs.report_checks import Written

router = Router(tags=["field"])

BATCH = 200
"""Positions in one call: an hour without a line at one every 18 s."""


class PhonePlace(Schema):
    """Where the phone says it is, WGS-84; `at`: when it was read, `same`: how many readings in a row were this one."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    accuracy_m: float | None = Field(None, ge=0, allow_inf_nan=False)
    at: datetime | None = None
    same: int = Field(0, ge=0, le=1_000_000)


class StepSaid(Schema):
    """What comes with a tap. `device_at` is kept beside the server's time; `version` is the visit's as shown."""

    device_at: datetime | None = None
    position: PhonePlace | None = None
    version: int | None = None
    reason: str = Field("", max_length=40)
    cause: str = Field("", max_length=40)
    note: str = Field("", max_length=1000)
    without_form: str = Field("", max_length=300)
    # What a report says beside; left out, it is as the stamps and the cause have it.
    cause_code: str = Field("", max_length=40)
    cause_note: str = Field("", max_length=1000)
    ownership: causes.Owner | Literal[""] = ""
    result_code: causes.Result | Literal[""] = ""
    result_note: str = Field("", max_length=1000)
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    restored_at: datetime | None = None
    handler: str = Field("", max_length=60)


class Reading(Schema):
    """One position. Values that make no sense are refused one by one, not with the batch."""

    lon: float
    lat: float
    at: datetime
    accuracy_m: float | None = None
    heading: float | None = None


class Readings(Schema):
    items: list[Reading] = Field(min_length=1, max_length=BATCH)


class ShiftSaid(Schema):
    action: Literal["start", "end", "break", "resume"]
    device_at: datetime | None = None


@router.get("/field/me", summary="The technician's day and the version of its stream")
def read_day(request: HttpRequest) -> dict[str, int | CrewState]:
    technician = access.technician_of(actor_of(request))
    stream = f"crew:{technician.pk}"
    with snapshots.one_view():
        technician.refresh_from_db()
        return {"version": events.heads([stream])[stream], "state": cards.crew_state(technician)}


@router.post("/field/visits/{visit_id}/{action}", summary="One step of a visit")
def take_step(
    request: HttpRequest,
    visit_id: int,
    action: Literal["accept", "decline", "depart", "arrive", "repair", "report"],
    payload: StepSaid,
) -> dict[str, Any]:
    actor = actor_of(request)
    said = visits.Said(
        device_at=aware(payload.device_at),
        fix=fix_of(payload),
        version=payload.version,
        reason=payload.reason,
        cause=payload.cause,
        note=payload.note,
        without_form=payload.without_form,
        sent_at=sent_at(request),
        fix_at=aware(payload.position.at) if payload.position else None,
        same_fixes=payload.position.same if payload.position else 0,
        report=_report(payload),
    )

    def run(tx: Tx) -> dict[str, Any]:
        return visits.VERBS[action](tx, access.visit_for(actor, visit_id), said)

    body = {"visit": visit_id, **payload.model_dump(mode="json")}
    answer = commands.perform(actor, f"visit.{action}", run, key=key_of(request), body=body)
    if late := answer.get("late"):
        # What was tapped is on the order's log by now; the phone learns that the visit is gone.
        raise Refusal("visit.not_yours_anymore", **late)
    return answer


@router.post("/field/positions", summary="Positions since the last call; the newest one is kept")
def send_positions(request: HttpRequest, payload: Readings) -> positions.Taken:
    technician = access.technician_of(actor_of(request))
    fixes = [
        Fix(item.lon, item.lat, aware(item.at) or item.at, item.accuracy_m, item.heading) for item in payload.items
    ]
    return positions.accept(technician, fixes)


@router.post("/field/shift", summary="Begin or end the shift, go on a break, come back")
def work_shift(request: HttpRequest, payload: ShiftSaid) -> dict[str, Any]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        technician = shifts.VERBS[payload.action](tx, access.technician_of(actor))
        return {"technician": cards.cards_of([technician])[0], "shift": cards.shift_card(technician)}

    body = payload.model_dump(mode="json")
    return commands.perform(actor, f"shift.{payload.action}", run, key=key_of(request), body=body)


def _report(payload: StepSaid) -> Written:
    return Written(
        cause_code=payload.cause_code,
        cause_note=payload.cause_note,
        ownership=payload.ownership,
        result_code=payload.result_code,
        result_note=payload.result_note,
        departed_at=aware(payload.departed_at),
        arrived_at=aware(payload.arrived_at),
        restored_at=aware(payload.restored_at),
        handler=payload.handler,
    )


def sent_at(request: HttpRequest) -> datetime | None:
    """The phone's clock when it sent this, from the header Device-Time; it is no part of the body, whose every repeat
    must be the same. What is no time says nothing."""
    try:
        at = datetime.fromisoformat(request.headers.get("Device-Time", ""))
        return at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def fix_of(payload: StepSaid) -> Fix | None:
    """Where the phone was at the tap."""
    return fix_of_place(payload.position, aware(payload.device_at))


def fix_of_place(place: PhonePlace | None, at: datetime | None) -> Fix | None:
    """The same of a place and the phone's own time."""
    return Fix(place.lon, place.lat, at, place.accuracy_m) if place is not None and at is not None else None


def aware(at: datetime | None) -> datetime | None:
    """A time without a zone says nothing. A phone's clock may be years wrong, but not outside the calendar."""
    if at is None:
        return None
    if at.tzinfo is None:
        raise Refusal("input.invalid", errors=[{"field": "device_at", "code": "timezone_aware"}])
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise Refusal("input.invalid", errors=[{"field": "device_at", "code": "out_of_range"}]) from None
