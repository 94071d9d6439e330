"""Capacity counted in memory, by the rules that hold it in the database, for replays of the past.

The choice of a slot and what is kept from whom are `coverage.capacity`'s own; only the rows are missing. `shares` says
how much of its capacity a station has: 0.5 is half of every limit and of its ceiling, 0 is closed.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import islice
from math import floor

from coverage.capacity import Outcome, Slot, Want, holding
from coverage.capacity.slots import headroom_of
from coverage.capacity.sources import Sources
from coverage.models import SlotLoad, Station

LONGEST_SLOT = timedelta(days=1)


@dataclass
class Counters:
    """The stations' loads in one world; time only goes forward. `first` and `last` bound what is asked for."""

    stations: Mapping[int, Station]
    made: Sources
    first: datetime
    last: datetime
    shares: Mapping[int, float] = field(default_factory=dict)
    loads: dict[tuple[int, str, datetime], SlotLoad] = field(default_factory=dict)
    _slots: dict[tuple[int, str], list[Slot]] = field(default_factory=dict)
    _ends: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def reserve(self, want: Want, until: datetime) -> Outcome:
        """Hold what `holding.reserve_many` would hold; the place under the ceiling is free again at `until`."""
        station = self._station(want.station_id)
        has_open = self.open_at(want.station_id, want.at) < holding.ceiling_for(station, want)
        if not want.is_life_safety and not has_open:
            return Outcome(False, reason="ceiling")
        key = (want.station_id, want.work_class)
        slots = self._choices(want)
        load = next((one for slot in slots if holding.room_in(one := self._load(key, slot), want) >= want.weight), None)
        if not want.is_life_safety and slots and load is None:
            return Outcome(False, reason="full")
        if load is not None:
            load.used += want.weight
            load.booked += want.weight if load.starts_at == want.slot_at else 0
        elif slots:
            self._load(key, slots[-1]).over += want.weight
        self.stand(want.station_id, until)
        return Outcome(True, over=(bool(slots) and load is None) or not has_open)

    def stand(self, station_id: int, until: datetime) -> None:
        """One more open order at a station, until an instant."""
        heappush(self._ends[station_id], until)

    def open_at(self, station_id: int, at: datetime) -> int:
        """How many orders are open at a station; what has ended by then is forgotten."""
        ends = self._ends[station_id]
        while ends and ends[0] <= at:
            heappop(ends)
        return len(ends)

    def _station(self, station_id: int) -> Station:
        station = self.stations[station_id]
        share = self.shares.get(station_id, 1.0)
        if share == 1.0:
            return station
        return Station(open_ceiling=floor(station.open_ceiling * share), headroom_percent=station.headroom_percent)

    def _choices(self, want: Want) -> list[Slot]:
        """The slots in the order to try them: the latest that is still on time first."""
        key = (want.station_id, want.work_class)
        if key not in self._slots:
            self._slots[key] = self.made.slots(*key, self.first, self.last)
        found = []
        for slot in islice(self._slots[key], self._place(key, want.until), None):
            if slot.ends_at > want.at:
                found.append(slot)
            elif slot.starts_at < want.at - LONGEST_SLOT:
                break
        if want.slot_at is not None:
            found = [slot for slot in found if slot.starts_at == want.slot_at] or found
        return found

    def _place(self, key: tuple[int, str], until: datetime) -> int:
        """Where the slots, latest first, begin no later than `until`."""
        slots, low, high = self._slots[key], 0, len(self._slots[key])
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if slots[middle].starts_at > until else (low, middle)
        return low

    def _load(self, key: tuple[int, str], slot: Slot) -> SlotLoad:
        where = (*key, slot.starts_at)
        if where not in self.loads:
            share = self.shares.get(key[0], 1.0)
            limit = floor(slot.limit * share)
            kept = slot.kept if share == 1.0 else headroom_of(limit, self.stations[key[0]].headroom_percent)
            quota = min(floor(slot.quota * share), limit - kept)
            self.loads[where] = SlotLoad(
                starts_at=slot.starts_at, ends_at=slot.ends_at, limit=limit, kept=kept, quota=quota
            )
        return self.loads[where]
