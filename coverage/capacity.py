"""Capacity: who still has room, held and given back without ever going over.

A job holds a place in one daily slot of its class (the latest that is still on time, so that early places stay free
for what is urgent) and counts toward the station's ceiling of open orders. Rows are locked in one order (stations,
then slots, each by id) and changed under the lock; the check constraint `slot_never_over` is the last line. Life
safety is taken past both and counted apart, so that "over" is always said and never hidden.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from coverage.models import Capacity, Reservation, SlotLoad, Station
from dispatch.kernel import clock

LOOKS_AHEAD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Want:
    """Capacity wanted at a station for a job that must be begun by `deadline` (None: whenever)."""

    holder: str
    station_id: int
    work_class: str
    at: datetime
    deadline: datetime | None = None
    is_life_safety: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Granted or not; `over` where it was granted past a limit; `reason` is 'full' or 'ceiling' where it was not."""

    granted: bool
    over: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot of one day, as the rules make it."""

    starts_at: datetime
    ends_at: datetime
    limit: int


def slots_between(rules: Iterable[Capacity], zone: str, at: datetime, until: datetime) -> list[Slot]:
    """The slots that a class's rules make in [at, until], latest first. Times of rules are local to `zone`. Pure.

    A rule for one weekday takes the place of the rule for all days that starts at the same time.
    """
    tz = ZoneInfo(zone)
    rules = list(rules)
    found: dict[datetime, Slot] = {}
    day = at.astimezone(tz).date() - timedelta(days=1)
    while day <= until.astimezone(tz).date():
        of_day: dict[time, Capacity] = {}
        for rule in sorted(rules, key=lambda rule: rule.weekday is not None):
            if rule.weekday is None or rule.weekday == day.weekday():
                of_day[rule.starts] = rule
        for rule in of_day.values():
            starts = datetime.combine(day, rule.starts, tz)
            ends = datetime.combine(day if rule.ends > rule.starts else day + timedelta(days=1), rule.ends, tz)
            if ends > at and starts <= until:
                found[starts] = Slot(starts, ends, rule.limit)
        day += timedelta(days=1)
    return sorted(found.values(), key=lambda slot: slot.starts_at, reverse=True)


def reserve_many(wants: Sequence[Want]) -> dict[str, Outcome]:
    """Hold capacity for many jobs at once, in their order; by holder. Must run inside the caller's transaction."""
    if not wants:
        return {}
    stations = _lock_stations({want.station_id for want in wants})
    choices, loads = _lock_slots(wants, stations)
    open_more: dict[int, int] = defaultdict(int)
    over_more: dict[int, int] = defaultdict(int)
    outcomes: dict[str, Outcome] = {}
    held: list[Reservation] = []
    for want in wants:
        station = stations[want.station_id]
        has_open = station.open_orders + open_more[want.station_id] < station.open_ceiling
        slots = [loads[key] for key in choices[want.station_id, want.work_class, want.deadline] if key in loads]
        slot = next((load for load in slots if load.used < load.limit), None)
        limited = bool(choices[want.station_id, want.work_class, want.deadline])
        if not want.is_life_safety and not has_open:
            outcomes[want.holder] = Outcome(False, reason="ceiling")
            continue
        if not want.is_life_safety and limited and slot is None:
            outcomes[want.holder] = Outcome(False, reason="full")
            continue
        over_slot = limited and slot is None
        taken = slots[-1] if over_slot else slot
        if taken is not None and over_slot:
            taken.over += 1
        elif taken is not None:
            taken.used += 1
        (open_more if has_open else over_more)[want.station_id] += 1
        held.append(
            Reservation(
                holder=want.holder,
                station_id=want.station_id,
                slot=taken,
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


def reserve_over(holder: str, station_id: int, work_class: str, at: datetime) -> Outcome:
    """Hold capacity because a person decided so, past the limits where they are reached."""
    return reserve_many([Want(holder, station_id, work_class, at, is_life_safety=True)])[holder]


def release(holder: str) -> bool:
    """Give back what `holder` holds; False where it holds nothing."""
    return release_many([holder]) > 0


def release_many(holders: Iterable[str]) -> int:
    """Give back what the holders hold. Gives how many held something."""
    live = list(Reservation.objects.filter(holder__in=list(holders), released_at=None).values_list("pk", "station_id"))
    if not live:
        return 0
    _lock_stations({station_id for _, station_id in live})
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
                load.over -= 1
            else:
                load.used -= 1
    Reservation.objects.filter(pk__in=[row.pk for row in rows]).update(released_at=clock.now())
    _save_slots(loads.values())
    _add_open(open_less, over_less)
    return len(rows)


def _lock_stations(ids: set[int]) -> dict[int, Station]:
    rows = Station.objects.select_for_update(of=("self",)).select_related("node").filter(pk__in=ids).order_by("pk")
    return {station.pk: station for station in rows}


_Choices = dict[tuple[int, str, datetime | None], list[tuple[int, str, datetime]]]


def _lock_slots(
    wants: Sequence[Want], stations: dict[int, Station]
) -> tuple[_Choices, dict[tuple[int, str, datetime], SlotLoad]]:
    """Per (station, class, deadline) the slots in the order to try them, and those slots' rows, made and locked."""
    rules: dict[tuple[int, str], list[Capacity]] = defaultdict(list)
    classes = {want.work_class for want in wants}
    for rule in Capacity.objects.filter(station__in=list(stations), work_class__in=classes):
        rules[rule.station_id, rule.work_class].append(rule)
    choices: _Choices = {}
    needed: dict[tuple[int, str, datetime], Slot] = {}
    for want in wants:
        key = (want.station_id, want.work_class, want.deadline)
        if key in choices:
            continue
        until = min(want.deadline or want.at, want.at + LOOKS_AHEAD)
        zone = stations[want.station_id].node.time_zone
        slots = slots_between(rules[want.station_id, want.work_class], zone, want.at, max(until, want.at))
        choices[key] = [(want.station_id, want.work_class, slot.starts_at) for slot in slots]
        needed.update({(want.station_id, want.work_class, slot.starts_at): slot for slot in slots})
    if not needed:
        return choices, {}
    SlotLoad.objects.bulk_create(
        (
            SlotLoad(
                station_id=pk,
                work_class=name,
                starts_at=starts,
                ends_at=needed[pk, name, starts].ends_at,
                limit=needed[pk, name, starts].limit,
            )
            for pk, name, starts in sorted(needed)
        ),
        ignore_conflicts=True,
    )
    rows = SlotLoad.objects.select_for_update().filter(
        station__in={pk for pk, _, _ in needed},
        work_class__in=classes,
        starts_at__in={starts for _, _, starts in needed},
    )
    return choices, {(row.station_id, row.work_class, row.starts_at): row for row in rows.order_by("pk")}


def _save_slots(loads: Iterable[SlotLoad]) -> None:
    rows = list(loads)
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE coverage_slotload s SET used = g.used, over = g.over"
                " FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS g(id, used, over)"
                " WHERE s.id = g.id AND (s.used, s.over) IS DISTINCT FROM (g.used, g.over)",
                [[row.pk for row in rows], [row.used for row in rows], [row.over for row in rows]],
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
