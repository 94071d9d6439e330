"""Which windows a customer can be offered: where a covering station works then, has room, and can be there by then.

The first covering stations are asked in their order and each window is given once, by the best of them. Nothing is
taken by looking; what was free may be gone a moment later, and booking says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from coverage import index
from coverage.capacity import booking
from coverage.models import Station
from dispatch.board import wanting
from dispatch.kernel import clock
from dispatch.kernel.errors import Refusal
from field import picking, travel
from repairs import catalogue, policies
from repairs.models import WorkOrder

STATIONS_ASKED = 3


@dataclass(frozen=True, slots=True)
class Need:
    """What the window is for: a place (WGS-84), the trade, how much of a slot it takes, who may hold one already."""

    utility: str
    symptom: str
    skill: str
    work_class: str
    weight: int
    is_life_safety: bool
    lon: float | None
    lat: float | None
    zone: str
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A window that can be booked; `free` is how many more like this one fit in."""

    station_id: int
    starts_at: datetime
    ends_at: datetime
    free: int


def need_of(order: WorkOrder, at: datetime) -> Need:
    """What an order needs."""
    return Need(
        utility=order.utility,
        symptom=order.symptom,
        skill=order.skill,
        work_class=order.work_class,
        weight=wanting.weight_of(order, at),
        is_life_safety=order.is_life_safety,
        lon=order.lon,
        lat=order.lat,
        zone=order.node.time_zone,
        holder=wanting.holder_of(order),
    )


def need_at(utility: str, symptom: str, lon: float, lat: float, zone: str, at: datetime) -> Need:
    """What a fault not yet reported would need. Refuses with input.invalid where the symptom is none of the utility."""
    known = catalogue.SYMPTOMS.get(symptom)
    if known is None or known.utility != utility:
        raise Refusal("input.invalid", errors=[{"field": "symptom", "code": "unknown_value"}])
    weight = int(policies.number("capacity.weight", at=at))
    return Need(utility, symptom, known.skill, known.work_class, weight, known.is_life_safety, lon, lat, zone)


def judge(need: Need, at: datetime) -> None:
    """Refuse what no window can be agreed for.

    With appointment.life_safety, appointment.not_for_this (policy appointment.allowed) or appointment.no_place.
    """
    if need.is_life_safety:
        raise Refusal("appointment.life_safety")
    if not policies.number(f"appointment.allowed.{need.work_class}", at=at):
        raise Refusal("appointment.not_for_this")
    if need.lon is None or need.lat is None:
        raise Refusal("appointment.no_place")


def offered(need: Need, at: datetime, days: int | None = None) -> list[Window]:
    """The windows that can be booked from now on, soonest first. Empty where nobody covers the place or all is taken.

    Refuses with what `judge` says.
    """
    judge(need, at)
    horizon = timedelta(seconds=policies.seconds("promise.horizon", at=at))
    last = at + (min(horizon, timedelta(days=days)) if days else horizon)
    snapshot = index.current()
    want = index.Want(need.lon or 0.0, need.lat or 0.0, need.utility, need.skill)
    places = {judged.station_id: place for place, judged in enumerate(index.candidates(snapshot, want, at))}
    asked = sorted(places, key=places.__getitem__)[:STATIONS_ASKED]
    earliest = {pk: at + _lead(need, snapshot.posts[pk], at) for pk in asked}
    best: dict[tuple[datetime, datetime], Window] = {}
    for slot in booking.free_slots(asked, need.work_class, need.weight, at, last, need.holder):
        if slot.free < 1 or slot.starts_at < earliest[slot.station_id] or not _by_day(slot, need.zone, at):
            continue
        if not _works_then(snapshot, want, slot.station_id, slot.starts_at):
            continue
        key = (slot.starts_at, slot.ends_at)
        if key not in best or places[slot.station_id] < places[best[key].station_id]:
            best[key] = Window(slot.station_id, slot.starts_at, slot.ends_at, slot.free)
    return [best[key] for key in sorted(best)]


def _lead(need: Need, post: index.Post, at: datetime) -> timedelta:
    """The least time from now until somebody of the station can be there: to be told and assigned, and the way."""
    ahead = timedelta(seconds=policies.seconds("appointment.least_ahead", at=at))
    straight = travel.great_circle_m(np.array([[post.lon, post.lat]]), (need.lon or 0.0, need.lat or 0.0))
    source = picking.source_at(at, need.zone)
    way = source.seconds(np.array([[post.lon, post.lat]]), (need.lon or 0.0, need.lat or 0.0), straight, at)
    return ahead + timedelta(seconds=float(way[0]))


def _by_day(slot: booking.SlotFree, zone: str, at: datetime) -> bool:
    """Whether a slot lies within the hours in which people are asked to be at home, by the place's clock."""
    starts, ends = slot.starts_at.astimezone(ZoneInfo(zone)), slot.ends_at.astimezone(ZoneInfo(zone))
    opens = starts.replace(hour=0, minute=0) + timedelta(hours=policies.number("appointment.day_from", at=at))
    closes = starts.replace(hour=0, minute=0) + timedelta(hours=policies.number("appointment.day_to", at=at))
    return opens <= starts and ends <= closes


def _works_then(snapshot: index.Snapshot, want: index.Want, station_id: int, at: datetime) -> bool:
    return any(one.station_id == station_id and one.able for one in index.candidates(snapshot, want, at))


def views(windows: Sequence[Window]) -> list[dict[str, Any]]:
    """Windows as pages list them."""
    names = Station.objects.select_related("node").in_bulk({window.station_id for window in windows})
    return [
        {
            "station_id": window.station_id,
            "station_name": names[window.station_id].node.name,
            "station_name_en": names[window.station_id].node.name_en or names[window.station_id].node.name,
            "starts_at": clock.iso(window.starts_at),
            "ends_at": clock.iso(window.ends_at),
            "free": window.free,
        }
        for window in windows
    ]
