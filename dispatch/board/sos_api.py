"""A technician's call for help, to the desks above their station: an alarm that stays until it is over."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.board import access as board_access
from dispatch.board import alarms
from dispatch.kernel import commands
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from field import access, sos
from field.api import PhonePlace
from field.movement import Fix

router = Router(tags=["field"])


class CallForHelp(Schema):
    """`position` is where the phone was last seen, WGS-84."""

    device_at: Instant | None = None
    position: PhonePlace | None = None
    note: str = Field("", max_length=200)


class HelpOver(Schema):
    device_at: Instant | None = None
    note: str = Field("", max_length=200)


@router.post("/field/sos", summary="Call for help: an alarm at the desks above, until it is over")
def call(request: HttpRequest, payload: CallForHelp) -> dict[str, Any]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        technician = access.technician_of(actor)
        place, at = payload.position, payload.device_at
        fix = Fix(place.lon, place.lat, at or tx.at, place.accuracy_m) if place else None
        row, made = sos.call(tx, technician, fix, at, payload.note)
        if made:
            facts = {
                "technician": technician.name,
                "technician_id": technician.pk,
                "phone": technician.phone,
                "note": row.note,
                "lon": row.lon,
                "lat": row.lat,
            }
            alarms.raise_(tx, "sos", technician.station.node, technician=technician, facts=facts)
        return {"sos": sos.card(row)}

    body = payload.model_dump(mode="json")
    return commands.perform(actor, "sos.call", run, key=key_of(request), body=body)


@router.post("/field/sos/over", summary="Say that help is needed no more")
def over(request: HttpRequest, payload: HelpOver) -> dict[str, Any]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        technician = access.technician_of(actor)
        sos.end(tx, technician.pk, payload.note)
        alarms.clear_of_technician(tx, technician.pk, "sos")
        return {"sos": None}

    return commands.perform(actor, "sos.over", run, key=key_of(request), body=payload.model_dump(mode="json"))


@router.post("/board/alarms/{alarm_id}/over", summary="End a technician's call for help: they are safe")
def end(request: HttpRequest, alarm_id: int, payload: HelpOver) -> dict[str, Any]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        alarm = board_access.alarm_for(actor, alarm_id)
        if alarm.kind != "sos" or alarm.technician_id is None:
            raise Refusal("sos.not_open")
        sos.end(tx, alarm.technician_id, payload.note)
        alarms.clear_of_technician(tx, alarm.technician_id, "sos")
        return {"alarm": alarm_id}

    body = {"alarm": alarm_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "sos.end", run, key=key_of(request), body=body)
