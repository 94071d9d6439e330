"""Crews as desks and phones show them."""

from collections.abc import Iterable
from typing import Any, TypedDict

from coverage.models import Station
from dispatch.kernel import clock
from field.crews import crews
from field.crews.models import Crew, CrewMember
from field.models import Technician, Visit


class CrewPerson(TypedDict):
    """Somebody of a crew. `helps` is the crew that they are helping now, or come from, if any."""

    membership_id: int
    technician_id: int
    name: str
    name_en: str
    state: str
    open_visits: int
    phone: str
    belonging: str
    until: str | None
    helps: str
    helps_en: str


class CrewCard(TypedDict):
    id: int
    station_id: int
    name: str
    name_en: str
    leader_id: int | None
    deputy_id: int | None
    acting_id: int | None
    version: int
    people: list[CrewPerson]


class CrewJob(TypedDict):
    """A live job of somebody in the crew, for whoever leads it."""

    id: int
    number: str
    symptom: str
    skill: str
    state: str
    address: str
    is_life_safety: bool
    technician_id: int
    offered_to: str


def of_station(station: Station) -> list[CrewCard]:
    return _cards(Crew.objects.filter(station=station, ended_at=None).order_by("name", "pk"))


def of_technician(technician: Technician) -> CrewCard | None:
    home = crews.home_of(technician)
    return _cards([home])[0] if home else None


def jobs_of(card: CrewCard, without: Technician) -> list[CrewJob]:
    """What the crew's people have to do, save one's own."""
    people = [each["technician_id"] for each in card["people"] if each["technician_id"] != without.pk]
    live = Visit.objects.filter(technician__in=people, ended_at=None).select_related("order__request")
    offered: dict[int, str] = dict(
        live.filter(job_offers__state="open").values_list("pk", "job_offers__receiver__name")
    )
    return [
        {
            "id": visit.pk,
            "number": visit.order.request.number,
            "symptom": visit.order.symptom,
            "skill": visit.order.skill,
            "state": visit.state,
            "address": visit.order.address,
            "is_life_safety": visit.order.is_life_safety,
            "technician_id": visit.technician_id,
            "offered_to": offered.get(visit.pk, ""),
        }
        for visit in live.order_by("technician", "sequence", "pk")
    ]


def _cards(found: Iterable[Crew]) -> list[CrewCard]:
    rows = list(found)
    open_ = CrewMember.objects.filter(ended_at=None).select_related("technician", "crew")
    members = list(open_.filter(crew__in=rows).order_by("belonging", "technician__name", "pk"))
    ids = {each.technician_id for each in members}
    elsewhere: dict[int, list[CrewMember]] = {}
    for each in open_.filter(technician__in=ids):
        elsewhere.setdefault(each.technician_id, []).append(each)
    on_shift = {each.technician_id for each in members if each.technician.state != Technician.State.OFF}
    return [
        {
            "id": crew.pk,
            "station_id": crew.station_id,
            "name": crew.name,
            "name_en": crew.name_en or crew.name,
            "leader_id": crew.leader_id,
            "deputy_id": crew.deputy_id,
            "acting_id": crews.acting_of(crew.leader_id, crew.deputy_id, on_shift),
            "version": crew.version,
            "people": [_person(each, elsewhere[each.technician_id]) for each in members if each.crew_id == crew.pk],
        }
        for crew in rows
    ]


def _person(row: CrewMember, all_of_them: list[CrewMember]) -> CrewPerson:
    other: Any = next((each.crew for each in all_of_them if each.pk != row.pk), None)
    return {
        "membership_id": row.pk,
        "technician_id": row.technician_id,
        "name": row.technician.name,
        "name_en": row.technician.name_en or row.technician.name,
        "state": row.technician.state,
        "open_visits": row.technician.open_visits,
        "phone": row.technician.phone,
        "belonging": row.belonging,
        "until": clock.iso(row.until),
        "helps": other.name if other else "",
        "helps_en": (other.name_en or other.name) if other else "",
    }
