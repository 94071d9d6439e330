"""What a station can do, changed: its rules, ceiling, headroom, source, and the days on which it differs.

A change holds from now on, for opened slots too: their limits follow, but never below what is taken already. What could
not be lowered is told, so that nobody believes in room that is not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import connection

from coverage import cards
from coverage.capacity import holding, slots, sources
from coverage.models import Capacity, CapacityDay, CapacitySource, SlotLoad, Station
from dispatch.kernel import clock
from dispatch.kernel.commands import Tx
from dispatch.kernel.organisation import board_streams

STREAM = "capacity"


@dataclass(frozen=True)
class SlotRule:
    """A daily slot of a class as an editor says it: local times, weekday 0 is Monday, season days "MM-DD" or ''."""

    work_class: str
    starts: time
    ends: time
    limit: int
    weekday: int | None = None
    from_day: str = ""
    to_day: str = ""
    appointment_quota: int = 0


@dataclass(frozen=True)
class CapacityPlan:
    """All that a station's capacity is made of."""

    open_ceiling: int
    slots: Sequence[SlotRule]
    source: str = CapacitySource.RULES
    jobs_per_person: Decimal = Decimal(2)
    headroom_percent: int = 0


def plan_of(station: Station) -> CapacityPlan:
    """What holds now."""
    rules = Capacity.objects.filter(station=station).order_by("work_class", "from_day", "weekday", "starts")
    return CapacityPlan(
        open_ceiling=station.open_ceiling,
        slots=[
            SlotRule(
                rule.work_class,
                rule.starts,
                rule.ends,
                rule.limit,
                rule.weekday,
                rule.from_day,
                rule.to_day,
                rule.appointment_quota,
            )
            for rule in rules
        ],
        source=station.capacity_source,
        jobs_per_person=station.jobs_per_person,
        headroom_percent=station.headroom_percent,
    )


def judge(plan: CapacityPlan) -> None:
    """Refuse with capacity.slots_overlap, .seasons_overlap or .season_unclear what could not be meant."""
    for work_class in sorted({slot.work_class for slot in plan.slots}):
        slots.judge([slot for slot in plan.slots if slot.work_class == work_class])


def put(tx: Tx, station: Station, plan: CapacityPlan) -> dict[str, Any]:
    """Let the plan hold from now on. Gives the station's new card and what could not be lowered."""
    judge(plan)
    station = holding.lock_stations({station.pk})[station.pk]
    station.open_ceiling, station.headroom_percent = plan.open_ceiling, plan.headroom_percent
    station.capacity_source, station.jobs_per_person = plan.source, plan.jobs_per_person
    station.save(update_fields=["open_ceiling", "headroom_percent", "capacity_source", "jobs_per_person"])
    Capacity.objects.filter(station=station).delete()
    Capacity.objects.bulk_create(
        Capacity(
            station=station,
            work_class=slot.work_class,
            weekday=slot.weekday,
            starts=slot.starts,
            ends=slot.ends,
            limit=slot.limit,
            from_day=slot.from_day,
            to_day=slot.to_day,
            appointment_quota=slot.appointment_quota,
        )
        for slot in plan.slots
    )
    return changed(tx, station, "capacity.rules_put")


def put_day(tx: Tx, station: Station, day: date, work_class: str, percent: int, reason: str) -> CapacityDay:
    """The station has `percent` of its rules on a day; for one class, or with '' for all."""
    station = holding.lock_stations({station.pk})[station.pk]
    row, _ = CapacityDay.objects.update_or_create(
        station=station,
        day=day,
        work_class=work_class,
        defaults={"percent": percent, "reason": reason, "made_by": tx.actor.name[:80]},
    )
    changed(tx, station, "capacity.day_put")
    return row


def end_day(tx: Tx, row: CapacityDay) -> None:
    """The day is one like others again."""
    station = holding.lock_stations({row.station_id})[row.station_id]
    row.delete()
    changed(tx, station, "capacity.day_ended")


def changed(tx: Tx, station: Station, kind: str) -> dict[str, Any]:
    """Bring a locked station's opened slots up to date and tell its boards."""
    stuck = relimit(station, tx.at)
    card = dict(cards.station_card(station))
    tx.record_all(board_streams(station.node.path), "station.changed", {"station": card})
    tx.record(STREAM, kind, {"station": station.pk, "not_lowered": len(stuck)})
    return {"station": card, "not_lowered": stuck}


def relimit(station: Station, at: datetime) -> list[dict[str, Any]]:
    """Give opened slots that are not over the limits that hold now, never below what is taken. Gives those above."""
    loads = list(SlotLoad.objects.select_for_update().filter(station=station, ends_at__gt=at).order_by("pk"))
    if not loads:
        return []
    last, classes = max(load.starts_at for load in loads), {load.work_class for load in loads}
    made = sources.read([station], classes, at, last)
    meant_now = {(name, slot.starts_at): slot for name in classes for slot in made.slots(station.pk, name, at, last)}
    stuck = []
    for load in loads:
        slot = meant_now.get((load.work_class, load.starts_at))
        meant = slot.limit if slot else 0
        load.limit = max(meant, load.used)
        load.kept = min(slot.kept, load.limit) if slot else 0
        load.quota = slot.quota if slot else 0
        if load.limit > meant:
            stuck.append(
                {
                    "work_class": load.work_class,
                    "starts_at": clock.iso(load.starts_at),
                    "limit": meant,
                    "used": load.used,
                }
            )
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE coverage_slotload s SET "limit" = g.most, kept = g.kept, quota = g.quota'
            " FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[]) AS g(id, most, kept, quota)"
            " WHERE s.id = g.id",
            [
                [load.pk for load in loads],
                [load.limit for load in loads],
                [load.kept for load in loads],
                [load.quota for load in loads],
            ],
        )
    return stuck
