"""Capacity over HTTP: what a station can do and what is taken; days on which it differs; where its overflow goes."""

from datetime import date, time
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import field_validator
from pydantic_core import PydanticCustomError

from coverage.capacity import rules, sources
from coverage.models import Capacity, CapacityDay, OverflowLink, SlotLoad, Station
from coverage.plans_api import station_for
from coverage.trade import Utility, WorkClass
from dispatch.kernel import access, clock, commands
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.organisation import today_at
from dispatch.kernel.web import Router, actor_of, key_of

router = Router(tags=["capacity"])
MOST = 1_000_000
SEASON_DAY = r"^((0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$"


class Slot(Schema):
    """A daily slot of a work class: local times of the station, `ends` 00:00 is the end of the day.

    `weekday` 0 is Monday; `from_day`/`to_day` "MM-DD" make it a rule of a season, which may pass the new year.
    """

    work_class: WorkClass
    weekday: int | None = Field(None, ge=0, le=6)
    starts: time
    ends: time
    limit: int = Field(ge=0, le=100_000)
    from_day: str = Field("", pattern=SEASON_DAY)
    to_day: str = Field("", pattern=SEASON_DAY)
    appointment_quota: int = Field(0, ge=0, le=100_000)

    @field_validator("starts", "ends")
    @classmethod
    def _local(cls, value: time) -> time:
        # The station's node says which zone; a time that brings another cannot be compared with those that bring none.
        if value.tzinfo is not None:
            raise PydanticCustomError("local_time", "a local time without a zone")
        return value


class CapacityPlan(Schema):
    """All of a station's capacity. `source` crews: the people on duty times `jobs_per_person` are each slot's limit."""

    open_ceiling: int = Field(ge=0, le=MOST)
    slots: list[Slot] = Field(max_length=200)
    source: Literal["rules", "crews"] = "rules"
    jobs_per_person: Decimal = Field(Decimal(2), ge=0, le=100)
    headroom_percent: int = Field(0, ge=0, le=100)

    def meant(self) -> rules.CapacityPlan:
        """What it says, in coverage's words."""
        return rules.CapacityPlan(
            open_ceiling=self.open_ceiling,
            slots=[rules.SlotRule(**{**slot.model_dump(), "work_class": slot.work_class.value}) for slot in self.slots],
            source=self.source,
            jobs_per_person=self.jobs_per_person,
            headroom_percent=self.headroom_percent,
        )


class ExceptionDay(Schema):
    """`percent` of what the rules give on that day; 0 is closed. For one class, or with null for all."""

    day: date
    work_class: WorkClass | None = None
    percent: int = Field(ge=0, le=1000)
    reason: str = Field(min_length=2, max_length=200)


class OverflowRule(Schema):
    """`helper_id` takes what `station_id` has no room for; `place` 1 is asked first."""

    station_id: int
    helper_id: int
    kind: Literal["overflow", "mutual_aid"] = "overflow"
    place: int = Field(1, ge=1, le=99)
    utility: Utility | None = None
    work_class: WorkClass | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = Field("", max_length=200)


class OverflowOrder(Schema):
    """Links of one kind of one station, in the order to ask them."""

    kind: Literal["overflow", "mutual_aid"] = "overflow"
    links: list[int] = Field(max_length=200)


@router.get(
    "/coverage/stations/{station_id}/capacity", summary="A station's capacity rules and what is taken from now on"
)
def read_capacity(request: HttpRequest, station_id: int) -> dict[str, Any]:
    return view(station_for(actor_of(request), station_id, "coverage.read"))


@router.put("/coverage/stations/{station_id}/capacity", summary="Set a station's capacity, from now on")
def write_capacity(request: HttpRequest, station_id: int, payload: CapacityPlan) -> dict[str, Any]:
    """Opened slots follow, never below what is taken; `not_lowered` lists those that stayed above."""
    actor = actor_of(request)
    station = station_for(actor, station_id, "coverage.read")
    access.require(actor, "capacity.edit", station.node.path)
    body = payload.model_dump(mode="json") | {"station": station_id}
    return commands.perform(
        actor, "capacity.edit", lambda tx: rules.put(tx, station, payload.meant()), key=key_of(request), body=body
    )


@router.get("/coverage/stations/{station_id}/capacity-days", summary="Days on which a station has more or less")
def read_days(request: HttpRequest, station_id: int) -> dict[str, Any]:
    station = station_for(actor_of(request), station_id, "coverage.read")
    return {"days": [_day(row) for row in _days(station)]}


@router.post(
    "/coverage/stations/{station_id}/capacity-days", response={201: dict[str, Any]}, summary="Set an exception day"
)
def put_day(request: HttpRequest, station_id: int, payload: ExceptionDay) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    station = station_for(actor, station_id, "coverage.read")
    access.require(actor, "capacity.edit_day", station.node.path)
    work_class = payload.work_class.value if payload.work_class else ""
    if payload.day < today_at(station.node):
        raise Refusal("input.invalid", errors=[{"field": "day", "code": "period"}])

    def work(tx: Tx) -> dict[str, Any]:
        return {"day": _day(rules.put_day(tx, station, payload.day, work_class, payload.percent, payload.reason))}

    body = payload.model_dump(mode="json") | {"station": station_id}
    return 201, commands.perform(actor, "capacity.edit_day", work, key=key_of(request), body=body)


@router.delete("/coverage/stations/{station_id}/capacity-days/{day_id}", summary="The day is like others again")
def end_day(request: HttpRequest, station_id: int, day_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    station = station_for(actor, station_id, "coverage.read")
    access.require(actor, "capacity.edit_day", station.node.path)

    def work(tx: Tx) -> dict[str, Any]:
        row = CapacityDay.objects.filter(pk=day_id, station=station).first()
        if row is None:
            raise Refusal("not_found")
        rules.end_day(tx, row)
        return {"ended": day_id}

    body = {"station": station_id, "day": day_id}
    return commands.perform(actor, "capacity.end_day", work, key=key_of(request), body=body)


@router.get("/coverage/overflow", summary="Where the overflow of stations at and below a node goes")
def read_links(request: HttpRequest, node: int | None = None) -> dict[str, Any]:
    prefixes = access.require_anywhere(actor_of(request), "coverage.read")
    rows = OverflowLink.objects.select_related("station__node", "helper__node")
    seen = [
        row
        for row in rows.order_by("station", "-kind", "place", "pk")
        if any(row.station.node.path.startswith(prefix) for prefix in prefixes)
        and (node is None or f"/{node}/" in row.station.node.path)
    ]
    return {"links": [_link(row) for row in seen]}


@router.post("/coverage/overflow", response={201: dict[str, Any]}, summary="Let a station help another one")
def put_link(request: HttpRequest, payload: OverflowRule) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    station = station_for(actor, payload.station_id, "coverage.read")
    helper = station_for(actor, payload.helper_id, "coverage.read")
    for one in (station, helper):
        access.require(actor, "overflow.edit", one.node.path)
    starts = payload.starts_on or today_at(station.node)
    if payload.ends_on is not None and payload.ends_on < starts:
        raise Refusal("input.invalid", errors=[{"field": "ends_on", "code": "period"}])
    if station.pk == helper.pk:
        raise Refusal("overflow.to_itself")
    if not set(station.utilities) & set(helper.utilities):
        raise Refusal("overflow.serves_other")

    def work(tx: Tx) -> dict[str, Any]:
        row = OverflowLink.objects.create(
            station=station,
            helper=helper,
            kind=payload.kind,
            place=payload.place,
            utility=payload.utility.value if payload.utility else "",
            work_class=payload.work_class.value if payload.work_class else "",
            starts_on=starts,
            ends_on=payload.ends_on,
            note=payload.note,
            made_by=tx.actor.name[:80],
        )
        tx.record(rules.STREAM, "overflow.linked", {"link": _link(row)})
        return {"link": _link(row)}

    body = payload.model_dump(mode="json")
    return 201, commands.perform(actor, "overflow.edit", work, key=key_of(request), body=body)


@router.put("/coverage/stations/{station_id}/overflow", summary="The order in which a station's helpers are asked")
def order_links(request: HttpRequest, station_id: int, payload: OverflowOrder) -> dict[str, Any]:
    """`links`: all of the station's links of a kind, first to be asked first."""
    actor = actor_of(request)
    station = station_for(actor, station_id, "coverage.read")
    access.require(actor, "overflow.edit", station.node.path)

    def work(tx: Tx) -> dict[str, Any]:
        rows = OverflowLink.objects.select_for_update(of=("self",)).select_related("station__node", "helper__node")
        held = {row.pk: row for row in rows.filter(station=station, kind=payload.kind).order_by("pk")}
        if sorted(held) != sorted(payload.links):
            raise Refusal("overflow.moved_meanwhile")
        for place, pk in enumerate(payload.links, start=1):
            held[pk].place = place
        OverflowLink.objects.bulk_update(held.values(), ["place"])
        tx.record(rules.STREAM, "overflow.ordered", {"station": station.pk, "links": payload.links})
        return {"links": [_link(held[pk]) for pk in payload.links]}

    body = payload.model_dump(mode="json") | {"station": station_id}
    return commands.perform(actor, "overflow.order", work, key=key_of(request), body=body)


@router.delete("/coverage/overflow/{link_id}", summary="A station helps another one no longer, from now on")
def end_link(request: HttpRequest, link_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "overflow.edit")

    def work(tx: Tx) -> dict[str, Any]:
        rows = OverflowLink.objects.select_for_update(of=("self",)).select_related("station__node", "helper__node")
        row = rows.filter(pk=link_id).first()
        if row is None or not access.allows(actor, "overflow.edit", row.station.node.path):
            raise Refusal("not_found")
        tx.record(rules.STREAM, "overflow.unlinked", {"link": _link(row)})
        row.delete()
        return {"ended": link_id}

    return commands.perform(actor, "overflow.end", work, key=key_of(request), body={"link": link_id})


def view(station: Station) -> dict[str, Any]:
    """A station's capacity as pages show it."""
    loads = SlotLoad.objects.filter(station=station, ends_at__gt=clock.now()).order_by("starts_at", "work_class")
    held = Capacity.objects.filter(station=station).order_by("work_class", "from_day", "weekday", "starts")
    return {
        "open_orders": station.open_orders,
        "open_over": station.open_over,
        "open_ceiling": station.open_ceiling,
        "source": station.capacity_source,
        "jobs_per_person": float(station.jobs_per_person),
        "headroom_percent": station.headroom_percent,
        "slots": [
            {
                "work_class": row.work_class,
                "weekday": row.weekday,
                "starts": row.starts,
                "ends": row.ends,
                "limit": row.limit,
                "from_day": row.from_day,
                "to_day": row.to_day,
                "appointment_quota": row.appointment_quota,
            }
            for row in held
        ],
        "days": [_day(row) for row in _days(station)],
        "loads": [
            {
                "work_class": load.work_class,
                "starts_at": clock.iso(load.starts_at),
                "ends_at": clock.iso(load.ends_at),
                "limit": load.limit,
                "kept": load.kept,
                "quota": load.quota,
                "used": load.used,
                "booked": load.booked,
                "over": load.over,
            }
            for load in loads
        ],
    }


def _days(station: Station) -> list[CapacityDay]:
    rows = CapacityDay.objects.filter(station=station, day__gte=today_at(station.node) - sources.DAY)
    return list(rows.order_by("day", "work_class"))


def _day(row: CapacityDay) -> dict[str, Any]:
    return {
        "id": row.pk,
        "day": row.day.isoformat(),
        "work_class": row.work_class or None,
        "percent": row.percent,
        "reason": row.reason,
        "made_by": row.made_by,
    }


def _link(row: OverflowLink) -> dict[str, Any]:
    return {
        "id": row.pk,
        "station_id": row.station_id,
        "station_name": row.station.node.name,
        "station_name_en": row.station.node.name_en or row.station.node.name,
        "helper_id": row.helper_id,
        "helper_name": row.helper.node.name,
        "helper_name_en": row.helper.node.name_en or row.helper.node.name,
        "kind": row.kind,
        "place": row.place,
        "utility": row.utility or None,
        "work_class": row.work_class or None,
        "from": row.starts_on.isoformat(),
        "to": row.ends_on.isoformat() if row.ends_on else None,
        "note": row.note,
        "made_by": row.made_by,
    }
