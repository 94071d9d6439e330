"""Handing a job on over HTTP: offered, or kept after all, by its technician; answered by the colleague."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.kernel import clock, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from field import access
from field.api import sent_at
from field.crews import crews
from field.handing_on import offers
from field.handing_on.models import JobOffer
from field.models import Technician, Visit
from field.visits import Said

router = Router(tags=["field"])


class JobHandedOn(Schema):
    """To whom, and what they must know of it."""

    to: int
    note: str = Field("", max_length=300)
    device_at: Instant | None = None


class JobKept(Schema):
    device_at: Instant | None = None


class JobOfferAnswer(Schema):
    note: str = Field("", max_length=300)
    device_at: Instant | None = None


@router.get("/field/colleagues", summary="Who of one's station could take a job on")
def read_colleagues(request: HttpRequest) -> dict[str, Any]:
    technician = access.technician_of(actor_of(request))
    others = Technician.objects.filter(station=technician.station_id).exclude(pk=technician.pk)
    here = offers.coming(others, clock.now())
    home = crews.home_of(technician)
    mates = set(home.members.filter(ended_at=None).values_list("technician_id", flat=True)) if home else set()
    found = others.filter(pk__in=here).order_by("name", "pk")
    rows = sorted(found, key=lambda each: (each.pk not in mates, each.open_visits))
    return {
        "colleagues": [
            {
                "id": each.pk,
                "name": each.name,
                "name_en": each.name_en or each.name,
                "state": each.state,
                "open_visits": each.open_visits,
                "skills": each.skills,
                "is_crew": each.pk in mates,
            }
            for each in rows
        ]
    }


@router.post("/field/visits/{visit_id}/hand-on", summary="Offer one's job to a colleague")
def hand_on(request: HttpRequest, visit_id: int, payload: JobHandedOn) -> dict[str, Any]:
    actor = actor_of(request)
    said = Said(device_at=payload.device_at, sent_at=sent_at(request), note=payload.note)

    def run(tx: Tx) -> dict[str, Any]:
        visit = _visit_for(actor, visit_id)
        station = Technician.objects.values_list("station_id", flat=True).get(pk=visit.technician_id)
        # Nobody of another station is known here.
        receiver = Technician.objects.filter(pk=payload.to, station=station).first()
        if receiver is None:
            raise Refusal("not_found")
        return offers.offer(tx, visit, receiver, said)

    body = {"visit": visit_id, **payload.model_dump(mode="json")}
    answer = commands.perform(actor, "visit.hand_on", run, key=key_of(request), body=body)
    if late := answer.get("late"):
        raise Refusal("visit.not_yours_anymore", **late)
    return answer


@router.post("/field/visits/{visit_id}/keep", summary="Keep a job that was offered to a colleague")
def keep(request: HttpRequest, visit_id: int, payload: JobKept) -> dict[str, Any]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        return offers.keep(tx, _visit_for(actor, visit_id))

    body = {"visit": visit_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "visit.keep", run, key=key_of(request), body=body)


def _visit_for(actor: Actor, visit_id: int) -> Visit:
    """One's own visit, or one of the crew that one leads now."""
    try:
        return access.visit_for(actor, visit_id)
    except Refusal:
        led = crews.visit_led_by(access.technician_of(actor), visit_id)
        if led is None:
            raise
        return led


@router.post("/field/job-offers/{offer_id}/{action}", summary="Take or decline a job that a colleague offers")
def answer_offer(
    request: HttpRequest, offer_id: int, action: Literal["take", "decline"], payload: JobOfferAnswer
) -> dict[str, Any]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        row = JobOffer.objects.filter(pk=offer_id, receiver=access.technician_of(actor)).first()
        if row is None:
            raise Refusal("not_found")
        return offers.take(tx, row) if action == "take" else offers.decline(tx, row, payload.note)

    body = {"offer": offer_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, f"job_offer.{action}", run, key=key_of(request), body=body)
