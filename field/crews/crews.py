"""Crews: who leads, who stands in, who belongs, who helps out for a while.

Whoever leads a crew is known at every moment without anybody saying so: the leader while on shift, else the stand-in
while on shift, else nobody (AB 角: a named stand-in takes over). The one who leads may hand on the jobs of the crew's
people and send one of them to help another crew. Helping ends at its time, by word, or with the shift.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from coverage.models import Station
from dispatch.kernel import timers
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.organisation import board_streams
from field import shifts
from field.crews.models import Crew, CrewMember
from field.models import Technician, Visit

HELPED = "crew.help_over"
MEMBER, HELPING = CrewMember.Belonging.MEMBER, CrewMember.Belonging.HELPING


@dataclass(frozen=True, slots=True)
class Wanted:
    """A crew as a desk wants it."""

    name: str
    name_en: str
    leader_id: int | None
    deputy_id: int | None
    member_ids: Sequence[int]


def acting_of(leader_id: int | None, deputy_id: int | None, on_shift: Collection[int]) -> int | None:
    """Who leads now: the leader, else the stand-in, else nobody."""
    return next((each for each in (leader_id, deputy_id) if each in on_shift), None)


def acting(crew: Crew) -> int | None:
    """Who leads the crew now."""
    both = [each for each in (crew.leader_id, crew.deputy_id) if each]
    here = Technician.objects.filter(pk__in=both).exclude(state=Technician.State.OFF)
    return acting_of(crew.leader_id, crew.deputy_id, set(here.values_list("pk", flat=True)))


def home_of(technician: Technician) -> Crew | None:
    """The crew that somebody belongs to."""
    return Crew.objects.filter(ended_at=None, members__in=_open(MEMBER).filter(technician=technician)).first()


def visit_led_by(technician: Technician, visit_id: int) -> Visit | None:
    """A live visit of somebody in the crew that the technician leads now."""
    crew = home_of(technician)
    if crew is None or acting(crew) != technician.pk:
        return None
    people = CrewMember.objects.filter(crew=crew, ended_at=None).values("technician")
    return Visit.objects.filter(pk=visit_id, technician__in=people, ended_at=None).first()


def make(tx: Tx, station: Station, wanted: Wanted) -> Crew:
    """A new crew. Refuses crew.name_taken, .not_of_station, .leader_not_member, .same_leader, .leads_another."""
    _judge(station, wanted, None)
    crew = Crew.objects.create(
        station=station,
        name=wanted.name,
        name_en=wanted.name_en,
        leader_id=wanted.leader_id,
        deputy_id=wanted.deputy_id,
        made_at=tx.at,
    )
    _fill(tx, crew, wanted.member_ids)
    return crew


def change(tx: Tx, crew: Crew, wanted: Wanted, version: int | None) -> Crew:
    """The crew as it is wanted now; who is added leaves the crew they were in. Refuses as `make` does."""
    crew = _locked(crew)
    if version is not None and version != crew.version:
        raise Refusal("crew.changed_meanwhile")
    _judge(crew.station, wanted, crew)
    crew.name, crew.name_en = wanted.name, wanted.name_en
    crew.leader_id, crew.deputy_id = wanted.leader_id, wanted.deputy_id
    crew.version += 1
    crew.save()
    _fill(tx, crew, wanted.member_ids)
    return crew


def disband(tx: Tx, crew: Crew) -> None:
    """The crew is no more; its people belong to none, and helpers go back to theirs."""
    crew = _locked(crew)
    crew.ended_at = tx.at
    crew.version += 1
    crew.save(update_fields=["ended_at", "version"])
    people = _people(crew)
    _open().filter(crew=crew).update(ended_at=tx.at)
    _tell(tx, crew, people)


def send_to_help(tx: Tx, crew: Crew, technician: Technician, until: datetime | None) -> CrewMember:
    """Somebody of another crew of the station helps this one, until a time or the end of their shift.

    Refuses crew.not_of_station, .own_crew, .helps_already, .off_shift, .until_wrong.
    """
    crew = _locked(crew)
    technician = shifts.locked(technician.pk)
    if technician.station_id != crew.station_id:
        raise Refusal("crew.not_of_station", names=technician.name)
    if technician.state == Technician.State.OFF:
        raise Refusal("crew.off_shift", name=technician.name)
    if _open(MEMBER).filter(technician=technician, crew=crew).exists():
        raise Refusal("crew.own_crew", name=technician.name)
    if _open(HELPING).filter(technician=technician).exists():
        raise Refusal("crew.helps_already", name=technician.name)
    until = until or technician.shift_ends_at
    if until is None or until <= tx.at:
        raise Refusal("crew.until_wrong")
    row = CrewMember.objects.create(crew=crew, technician=technician, belonging=HELPING, since=tx.at, until=until)
    timers.arm(HELPED, str(row.pk), until)
    _tell(tx, crew, {*_people(crew), *_people(home_of(technician))})
    return row


def end_help(tx: Tx, row: CrewMember) -> None:
    """Back to one's own crew; said twice it is said once."""
    fresh = CrewMember.objects.select_for_update(of=("self",)).select_related("crew__station__node", "technician")
    row = fresh.get(pk=row.pk)
    if row.belonging != HELPING or row.ended_at is not None:
        return
    people = {*_people(row.crew), *_people(home_of(row.technician))}
    row.ended_at = tx.at
    row.save(update_fields=["ended_at"])
    timers.cancel(HELPED, str(row.pk))
    _tell(tx, row.crew, people)


@timers.handler(HELPED)
def help_over(tx: Tx, due: timers.Due) -> None:
    """The time of helping is over."""
    row = CrewMember.objects.filter(pk=int(due.subject)).first()
    if row is not None:
        end_help(tx, row)


@shifts.on_end
def gone_home(tx: Tx, technician: Technician) -> None:
    """Nobody helps from home."""
    for row in _open(HELPING).filter(technician=technician):
        end_help(tx, row)


def _open(belonging: CrewMember.Belonging | None = None) -> QuerySet[CrewMember]:
    rows = CrewMember.objects.filter(ended_at=None)
    return rows.filter(belonging=belonging) if belonging else rows


def _people(crew: Crew | None) -> set[int]:
    return set(_open().filter(crew=crew).values_list("technician_id", flat=True)) if crew else set()


def _locked(crew: Crew) -> Crew:
    rows = Crew.objects.select_for_update(of=("self",)).select_related("station__node")
    fresh = rows.filter(pk=crew.pk, ended_at=None).first()
    if fresh is None:
        raise Refusal("crew.gone")
    return fresh


def _judge(station: Station, wanted: Wanted, crew: Crew | None) -> None:
    others = Crew.objects.filter(ended_at=None).exclude(pk=crew.pk if crew else 0)
    if others.filter(station=station, name=wanted.name).exists():
        raise Refusal("crew.name_taken", name=wanted.name)
    heads = [each for each in (wanted.leader_id, wanted.deputy_id) if each is not None]
    if len(heads) == 2 and heads[0] == heads[1]:
        raise Refusal("crew.same_leader")
    if set(heads) - set(wanted.member_ids):
        raise Refusal("crew.leader_not_member")
    # Whoever is lent to another station just now still belongs to the crew.
    known = set(Technician.objects.filter(station=station).values_list("pk", flat=True)) | _people(crew)
    if strange := set(wanted.member_ids) - known:
        here = Technician.objects.filter(pk__in=strange, station__node__path__startswith=station.node.path)
        raise Refusal("crew.not_of_station", names=_names(here) or "—")
    for other in others.filter(members__in=_open(MEMBER).filter(technician__in=wanted.member_ids)).distinct():
        taken = {other.leader_id, other.deputy_id} & set(wanted.member_ids)
        if taken:
            heads_there = Technician.objects.filter(pk__in=taken)
            raise Refusal("crew.leads_another", names=_names(heads_there), crew=other.name)


def _names(technicians: QuerySet[Technician]) -> str:
    return "、".join(technicians.order_by("name").values_list("name", flat=True))


def _fill(tx: Tx, crew: Crew, member_ids: Sequence[int]) -> None:
    before = _people(crew)
    mine = _open(MEMBER).filter(crew=crew)
    mine.exclude(technician__in=member_ids).update(ended_at=tx.at)
    staying = set(mine.values_list("technician_id", flat=True))
    added = [each for each in dict.fromkeys(member_ids) if each not in staying]
    moved = _open(MEMBER).filter(technician__in=added)
    left = Crew.objects.filter(pk__in=moved.values("crew"))
    emptied = {other.pk: _people(other) for other in left}
    moved.update(ended_at=tx.at)
    # Nobody helps the crew that they belong to.
    for row in _open(HELPING).filter(crew=crew, technician__in=added):
        end_help(tx, row)
    CrewMember.objects.bulk_create(CrewMember(crew=crew, technician_id=each, since=tx.at) for each in added)
    heard = before | _people(crew) | {each for people in emptied.values() for each in people}
    _tell(tx, crew, heard)


def _tell(tx: Tx, crew: Crew, people: Collection[int]) -> None:
    """The desks of the station, and every phone of those who belong or belonged."""
    data = {"crew_id": crew.pk, "station_id": crew.station_id}
    streams = [*board_streams(crew.station.node.path), *(f"crew:{each}" for each in sorted(people))]
    tx.record_all(streams, "crew.changed", data)
