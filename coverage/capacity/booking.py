"""Certain slots ahead: which have room, holding one, moving to another. An appointment is a reservation like any.

Giving a place back is `release`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from coverage.capacity import holding, sources
from coverage.capacity.holding import Outcome, Want
from coverage.models import Reservation, SlotLoad, Station
from dispatch.kernel import clock


@dataclass(frozen=True, slots=True)
class SlotFree:
    """A slot and how many more jobs of the asked weight fit in by appointment."""

    station_id: int
    starts_at: datetime
    ends_at: datetime
    free: int


def free_slots(
    station_ids: Collection[int], work_class: str, weight: int, first: datetime, last: datetime, holder: str = ""
) -> list[SlotFree]:
    """The slots that begin in [first, last], by time, with what is free of each. Nothing is locked or opened.

    A station at its ceiling has nothing free, but for `holder` who is counted there already.
    """
    stations = list(Station.objects.select_related("node").filter(pk__in=station_ids).order_by("pk"))
    made = sources.read(stations, [work_class], first, last)
    loads = {
        (load.station_id, load.starts_at): load
        for load in SlotLoad.objects.filter(
            station__in=station_ids, work_class=work_class, starts_at__gte=first, starts_at__lte=last
        )
    }
    own = Reservation.objects.filter(holder=holder, released_at=None, over_ceiling=False) if holder else ()
    at_home = {row.station_id for row in own}
    found = []
    for station in stations:
        ceiling = holding.ceiling_for(station, Want(holder, station.pk, work_class, first))
        may_open = ceiling - station.open_orders + (station.pk in at_home)
        for slot in made.slots(station.pk, work_class, first, last):
            if slot.starts_at < first:
                continue
            load = loads.get((station.pk, slot.starts_at))
            left = slot.limit - slot.kept - (load.used if load else 0)
            free = max(0, min(left // max(weight, 1), may_open))
            found.append(SlotFree(station.pk, slot.starts_at, slot.ends_at, free))
    return sorted(found, key=lambda slot: (slot.starts_at, slot.station_id))


def hold(holder: str, station_id: int, work_class: str, starts_at: datetime, weight: int) -> Outcome:
    """Hold a place in the slot that begins at `starts_at`. Must run inside the caller's transaction.

    Not granted with 'gone' where the station has no such slot, 'full' or 'ceiling' where there is no room.
    """
    now = clock.now()
    there = sources.read(
        Station.objects.select_related("node").filter(pk=station_id), [work_class], now, starts_at + timedelta(days=1)
    ).slots(station_id, work_class, now, starts_at)
    if all(slot.starts_at != starts_at for slot in there):
        return Outcome(False, reason="gone")
    want = Want(holder, station_id, work_class, now, weight=weight, slot_at=starts_at)
    return holding.reserve_many([want])[holder]


def move(holder: str, station_id: int, work_class: str, starts_at: datetime, weight: int) -> Outcome:
    """Give up what `holder` holds, if anything, for a place in another slot or at another station, in one step.

    Both stations are locked first, by id, so that movers who meet do not wait for each other. Where there is no room
    (reasons as of `hold`) everything stays as it was. Must run inside the caller's transaction.
    """
    held_at = Reservation.objects.filter(holder=holder, released_at=None).values_list("station_id", flat=True)
    holding.lock_stations({station_id, *held_at})
    with transaction.atomic():
        holding.release(holder)
        outcome = hold(holder, station_id, work_class, starts_at, weight)
        if not outcome.granted:
            transaction.set_rollback(True)
    return outcome
