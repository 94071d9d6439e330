"""Crews over HTTP: the station's desk makes and changes them, a phone reads its own, who leads sends people to help."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Schema

from coverage.models import Station
from dispatch.kernel import access as kernel_access
from dispatch.kernel import commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from field import access
from field.crews import cards, crews
from field.crews.cards import CrewCard
from field.crews.models import Crew, CrewMember
from field.models import Technician

router = Router(tags=["field"])

Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"\S")]


class CrewWanted(Schema):
    """A crew as the desk wants it; `version` is the one that was shown."""

    name: Name
    name_en: str = Field("", max_length=60)
    leader_id: int | None = None
    deputy_id: int | None = None
    member_ids: list[int] = Field(max_length=60)
    version: int | None = None


class CrewHelp(Schema):
    """Who helps, until when; without a time until the end of their shift."""

    technician_id: int
    until: Instant | None = None


@router.get("/field/crew", summary="The crew that one belongs to, and its jobs where one leads it now")
def read_own(request: HttpRequest) -> dict[str, Any]:
    technician = access.technician_of(actor_of(request))
    card = cards.of_technician(technician)
    leads = card is not None and card["acting_id"] == technician.pk
    others = [each for each in cards.of_station(technician.station) if leads and card and each["id"] != card["id"]]
    return {
        "crew": card,
        "leads": leads,
        "jobs": cards.jobs_of(card, technician) if card and leads else [],
        "others": [{"id": each["id"], "name": each["name"], "name_en": each["name_en"]} for each in others],
    }


@router.get("/field/stations/{station_id}/crews", summary="The crews of a station")
def read_crews(request: HttpRequest, station_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    station = _station(actor, station_id, "crew.read")
    return {
        "crews": cards.of_station(station),
        "may_edit": kernel_access.allows(actor, "crew.edit", station.node.path),
    }


@router.post("/field/stations/{station_id}/crews", response={201: dict[str, Any]}, summary="Make a crew")
def make(request: HttpRequest, station_id: int, payload: CrewWanted) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        crew = crews.make(tx, _station(actor, station_id, "crew.edit"), _wanted(payload))
        return {"crew": _card(crew)}

    body = {"station": station_id, **payload.model_dump(mode="json")}
    return 201, commands.perform(actor, "crew.make", run, key=key_of(request), body=body)


@router.put("/field/crews/{crew_id}", summary="Change a crew: its name, who leads, who stands in, who belongs")
def change(request: HttpRequest, crew_id: int, payload: CrewWanted) -> dict[str, Any]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        crew = crews.change(tx, _crew(actor, crew_id), _wanted(payload), payload.version)
        return {"crew": _card(crew)}

    body = {"crew": crew_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "crew.change", run, key=key_of(request), body=body)


@router.delete("/field/crews/{crew_id}", summary="Disband a crew")
def disband(request: HttpRequest, crew_id: int) -> dict[str, Any]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        crews.disband(tx, _crew(actor, crew_id))
        return {"crew": None}

    return commands.perform(actor, "crew.disband", run, key=key_of(request), body={"crew": crew_id})


@router.post("/field/crews/{crew_id}/helpers", response={201: dict[str, Any]}, summary="Have somebody help a crew")
def send_to_help(request: HttpRequest, crew_id: int, payload: CrewHelp) -> tuple[int, dict[str, Any]]:
    """By the station's desk, or by whoever leads the crew that the helper belongs to."""
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        crew, technician = _to_help(actor, crew_id, payload.technician_id)
        crews.send_to_help(tx, crew, technician, payload.until)
        return {"crew": _card(crew)}

    body = {"crew": crew_id, **payload.model_dump(mode="json")}
    return 201, commands.perform(actor, "crew.help", run, key=key_of(request), body=body)


@router.post("/field/crews/helpers/{membership_id}/end", summary="A helper goes back to their own crew")
def end_help(request: HttpRequest, membership_id: int) -> dict[str, Any]:
    """By the station's desk, the helper, or whoever leads either crew."""
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        row = CrewMember.objects.select_related("crew__station__node", "technician").filter(pk=membership_id).first()
        if row is None or not _may_end_help(actor, row):
            raise Refusal("not_found")
        crews.end_help(tx, row)
        return {"crew": _card(row.crew)}

    return commands.perform(actor, "crew.end_help", run, key=key_of(request), body={"membership": membership_id})


def _wanted(said: CrewWanted) -> crews.Wanted:
    members = list(dict.fromkeys(said.member_ids))
    return crews.Wanted(said.name.strip(), said.name_en.strip(), said.leader_id, said.deputy_id, members)


def _card(crew: Crew) -> CrewCard:
    return next(each for each in cards.of_station(crew.station) if each["id"] == crew.pk)


def _station(actor: Actor, station_id: int, action: str) -> Station:
    station = Station.objects.select_related("node").filter(pk=station_id).first()
    if station is None or not kernel_access.allows(actor, action, station.node.path):
        kernel_access.require_anywhere(actor, action)
        raise Refusal("not_found")
    return station


def _crew(actor: Actor, crew_id: int, action: str = "crew.edit") -> Crew:
    crew = Crew.objects.select_related("station__node").filter(pk=crew_id).first()
    if crew is None or not kernel_access.allows(actor, action, crew.station.node.path):
        kernel_access.require_anywhere(actor, action)
        raise Refusal("not_found")
    return crew


def _to_help(actor: Actor, crew_id: int, technician_id: int) -> tuple[Crew, Technician]:
    """The crew and the helper, where the actor may bring them together."""
    if _is_desk(actor):
        crew = _crew(actor, crew_id)
        helper = Technician.objects.filter(pk=technician_id, station=crew.station_id).first()
    else:
        me = access.technician_of(actor)
        home = crews.home_of(me)
        if home is None or crews.acting(home) != me.pk:
            raise Refusal("crew.not_leading")
        found = Crew.objects.select_related("station__node").filter(pk=crew_id, station=home.station_id, ended_at=None)
        own = CrewMember.objects.filter(crew=home, ended_at=None, belonging="member")
        helper = Technician.objects.filter(pk=technician_id, pk__in=own.values("technician")).first()
        if (first := found.first()) is None:
            raise Refusal("not_found")
        crew = first
    if helper is None:
        raise Refusal("not_found")
    return crew, helper


def _may_end_help(actor: Actor, row: CrewMember) -> bool:
    if kernel_access.allows(actor, "crew.edit", row.crew.station.node.path):
        return True
    if _is_desk(actor):
        return False
    me = access.technician_of(actor)
    home = crews.home_of(row.technician)
    leads = [crews.acting(crew) for crew in (row.crew, home) if crew is not None]
    return me.pk == row.technician_id or me.pk in leads


def _is_desk(actor: Actor) -> bool:
    """Whoever holds a desk that edits crews somewhere acts as one."""
    try:
        kernel_access.require_anywhere(actor, "crew.edit")
    except Refusal:
        return False
    return True
