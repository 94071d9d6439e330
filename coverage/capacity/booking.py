"""Certain slots ahead: which have room, and holding one of them. An appointment is a reservation like any other.

Giving a place back is `release`; moving it is releasing and holding in one transaction, under the stations' locks.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from coverage.capacity import holding, sources
from coverage.capacity.holding import Outcome, Want
from coverage.models import SlotLoad, Station
from dispatch.kernel import clock


@dataclass(frozen=True, slots=True)
class SlotFree:
    """A slot and how many more jobs of the asked weight fit in by appointment."""

    station_id: int
    starts_at: datetime
    ends_at: datetime
    free: int


def free_slots(
    station_ids: Collection[int], work_class: str, weight: int, first: datetime, last: datetime
) -> list[SlotFree]:
    """The slots that begin in [first, last], by time, with what is free of each. Nothing is locked or opened."""
    stations = list(Station.objects.select_related("node").filter(pk__in=station_ids).order_by("pk"))
    made = sources.read(stations, [work_class], first, last)
    loads = {
        (load.station_id, load.starts_at): load
        for load in SlotLoad.objects.filter(
            station__in=station_ids, work_class=work_class, starts_at__gte=first, starts_at__lte=last
        )
    }
    found = []
    for station in stations:
        for slot in made.slots(station.pk, work_class, first, last):
            if slot.starts_at < first:
                continue
            load = loads.get((station.pk, slot.starts_at))
            left = (load.limit - load.kept - load.used) if load else (slot.limit - slot.kept)
            found.append(SlotFree(station.pk, slot.starts_at, slot.ends_at, max(0, left // max(weight, 1))))
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
