"""Holding capacity and giving it back, under locks.

A job holds a place in one slot of its class (the latest that is still on time, so that early places stay free for what
is urgent) and counts toward the station's ceiling of open orders. Rows are locked in one order (stations, then slots,
each by id) and changed under the lock; the check constraint `slot_never_over` is the last line. What is kept for
emergencies and what is set aside for appointments is not for others. Life safety is taken past everything and counted
apart, so that "over" is always said and never hidden.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection

from coverage.capacity import sources
from coverage.capacity.slots import Slot, headroom_of
from coverage.models import Reservation, SlotLoad, Station
from dispatch.kernel import clock

LOOKS_AHEAD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Want:
    """Capacity wanted at a station for a job that must be begun by `deadline` (None: whenever).

    `slot_at`: in the slot that begins then, as agreed with a customer; where the station has no such slot, in the
    latest before the deadline. `weight`: how much of a slot it takes. `quota_release`: how long before a slot what was
    set aside for appointments is everybody's.
    """

    holder: str
    station_id: int
    work_class: str
    at: datetime
    deadline: datetime | None = None
    is_life_safety: bool = False
    is_emergency: bool = False
    weight: int = 1
    slot_at: datetime | None = None
    quota_release: timedelta = timedelta(0)

    @property
    def until(self) -> datetime:
        """How far ahead slots are looked at."""
        if self.slot_at is not None:
            return max(self.slot_at, self.at)
        return max(min(self.deadline or self.at, self.at + LOOKS_AHEAD), self.at)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Granted or not; `over` where it was granted past a limit; `reason` is 'full' or 'ceiling' where it was not."""

    granted: bool
    over: bool = False
    reason: str = ""


def reserve_many(wants: Sequence[Want]) -> dict[str, Outcome]:
    """Hold capacity for many jobs at once, in their order; by holder. Must run inside the caller's transaction."""
    if not wants:
        return {}
    stations = lock_stations({want.station_id for want in wants})
    choices, loads = _lock_slots(wants, stations)
    open_more: dict[int, int] = defaultdict(int)
    over_more: dict[int, int] = defaultdict(int)
    outcomes: dict[str, Outcome] = {}
    held: list[Reservation] = []
    for want in wants:
        station = stations[want.station_id]
        has_open = station.open_orders + open_more[want.station_id] < ceiling_for(station, want)
        slots = [loads[key] for key in choices[_choice(want)] if key in loads]
        slot = next((load for load in slots if room_in(load, want) >= want.weight), None)
        limited = bool(choices[_choice(want)])
        if not want.is_life_safety and not has_open:
            outcomes[want.holder] = Outcome(False, reason="ceiling")
            continue
        if not want.is_life_safety and limited and slot is None:
            outcomes[want.holder] = Outcome(False, reason="full")
            continue
        over_slot = limited and slot is None
        taken = slots[-1] if over_slot else slot
        is_booked = want.slot_at is not None and taken is not None and taken.starts_at == want.slot_at
        if taken is not None and over_slot:
            taken.over += want.weight
        elif taken is not None:
            taken.used += want.weight
            taken.booked += want.weight if is_booked else 0
        (open_more if has_open else over_more)[want.station_id] += 1
        held.append(
            Reservation(
                holder=want.holder,
                station_id=want.station_id,
                slot=taken,
                weight=want.weight,
                is_appointment=is_booked and not over_slot,
                over_slot=over_slot,
                over_ceiling=not has_open,
                made_at=want.at,
            )
        )
        outcomes[want.holder] = Outcome(True, over=over_slot or not has_open)
    _save_slots(loads.values())
    _add_open(open_more, over_more)
    Reservation.objects.bulk_create(held)
    return outcomes


def reserve_over(want: Want) -> Outcome:
    """Hold capacity because a person decided so, past the limits where they are reached."""
    return reserve_many([replace(want, is_life_safety=True)])[want.holder]


def room_in(load: SlotLoad, want: Want) -> int:
    """How much of a slot is left for such a want, in weights."""
    room = load.limit - load.used
    if not (want.is_emergency or want.is_life_safety):
        room -= load.kept
    if want.slot_at is None and load.starts_at - want.at > want.quota_release:
        room -= max(0, load.quota - load.booked)
    return room


def ceiling_for(station: Station, want: Want) -> int:
    """Up to how many open orders the station takes such a want; its headroom is for emergencies."""
    if want.is_emergency or want.is_life_safety:
        return station.open_ceiling
    return station.open_ceiling - headroom_of(station.open_ceiling, station.headroom_percent)


def release(holder: str) -> bool:
    """Give back what `holder` holds; False where it holds nothing."""
    return release_many([holder]) > 0


def release_many(holders: Iterable[str]) -> int:
    """Give back what the holders hold. Gives how many held something."""
    live = list(Reservation.objects.filter(holder__in=list(holders), released_at=None).values_list("pk", "station_id"))
    if not live:
        return 0
    lock_stations({station_id for _, station_id in live})
    rows = list(
        Reservation.objects.select_for_update().filter(pk__in=[pk for pk, _ in live], released_at=None).order_by("pk")
    )
    open_less: dict[int, int] = defaultdict(int)
    over_less: dict[int, int] = defaultdict(int)
    slot_ids = sorted({row.slot_id for row in rows if row.slot_id is not None})
    loads = {load.pk: load for load in SlotLoad.objects.select_for_update().filter(pk__in=slot_ids).order_by("pk")}
    for row in rows:
        (over_less if row.over_ceiling else open_less)[row.station_id] -= 1
        if row.slot_id is not None:
            load = loads[row.slot_id]
            if row.over_slot:
                load.over -= row.weight
            else:
                load.used -= row.weight
                load.booked -= row.weight if row.is_appointment else 0
    Reservation.objects.filter(pk__in=[row.pk for row in rows]).update(released_at=clock.now())
    _save_slots(loads.values())
    _add_open(open_less, over_less)
    return len(rows)


def lock_stations(ids: set[int]) -> dict[int, Station]:
    rows = Station.objects.select_for_update(of=("self",)).select_related("node").filter(pk__in=ids).order_by("pk")
    return {station.pk: station for station in rows}


_Key = tuple[int, str, datetime | None, datetime | None]
_SlotKey = tuple[int, str, datetime]
_Choices = dict[_Key, list[_SlotKey]]


def _choice(want: Want) -> _Key:
    return want.station_id, want.work_class, want.deadline, want.slot_at


def _lock_slots(wants: Sequence[Want], stations: dict[int, Station]) -> tuple[_Choices, dict[_SlotKey, SlotLoad]]:
    """Per kind of want the slots in the order to try them, and those slots' rows, made and locked."""
    first, last = min(want.at for want in wants), max(want.until for want in wants)
    made = sources.read(stations.values(), {want.work_class for want in wants}, first, last)
    choices: _Choices = {}
    needed: dict[_SlotKey, Slot] = {}
    for want in wants:
        if _choice(want) in choices:
            continue
        slots = made.slots(want.station_id, want.work_class, want.at, want.until)
        if want.slot_at is not None:
            slots = [slot for slot in slots if slot.starts_at == want.slot_at] or slots
        choices[_choice(want)] = [(want.station_id, want.work_class, slot.starts_at) for slot in slots]
        needed.update({(want.station_id, want.work_class, slot.starts_at): slot for slot in slots})
    return choices, open_slots(needed) if needed else {}


def open_slots(needed: dict[_SlotKey, Slot]) -> dict[_SlotKey, SlotLoad]:
    """The rows of these slots, opened where they were not, and locked by id. The stations must be locked."""
    loads = _locked_loads(needed)
    missing = [key for key in sorted(needed) if key not in loads]
    if missing:
        # Nobody else opens slots of locked stations, and what is new comes after all ids that are locked.
        SlotLoad.objects.bulk_create(
            SlotLoad(
                station_id=pk,
                work_class=name,
                starts_at=starts,
                ends_at=needed[pk, name, starts].ends_at,
                limit=needed[pk, name, starts].limit,
                kept=needed[pk, name, starts].kept,
                quota=needed[pk, name, starts].quota,
            )
            for pk, name, starts in missing
        )
        loads |= _locked_loads(missing)
    for key, slot in needed.items():
        # One whose rules went below what was taken comes down as places are given back.
        loads[key].limit = max(slot.limit, loads[key].used)
    return loads


def _locked_loads(keys: Collection[_SlotKey]) -> dict[_SlotKey, SlotLoad]:
    rows = SlotLoad.objects.select_for_update().filter(
        station__in={pk for pk, _, _ in keys},
        work_class__in={name for _, name, _ in keys},
        starts_at__in={starts for _, _, starts in keys},
    )
    found = {(row.station_id, row.work_class, row.starts_at): row for row in rows.order_by("pk")}
    return {key: load for key, load in found.items() if key in keys}


def _save_slots(loads: Iterable[SlotLoad]) -> None:
    rows = list(loads)
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                'UPDATE coverage_slotload s SET "limit" = g.most, used = g.used, over = g.over, booked = g.booked'
                " FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[])"
                " AS g(id, most, used, over, booked)"
                ' WHERE s.id = g.id AND (s."limit", s.used, s.over, s.booked)'
                " IS DISTINCT FROM (g.most, g.used, g.over, g.booked)",
                [
                    [row.pk for row in rows],
                    [row.limit for row in rows],
                    [row.used for row in rows],
                    [row.over for row in rows],
                    [row.booked for row in rows],
                ],
            )


def _add_open(open_by: dict[int, int], over_by: dict[int, int]) -> None:
    ids = sorted({pk for pk, n in [*open_by.items(), *over_by.items()] if n})
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE coverage_station s SET open_orders = s.open_orders + g.plain, open_over = s.open_over + g.past"
                " FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS g(id, plain, past) WHERE s.node_id = g.id",
                [ids, [open_by.get(pk, 0) for pk in ids], [over_by.get(pk, 0) for pk in ids]],
            )
