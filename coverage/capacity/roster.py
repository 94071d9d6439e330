"""Who is on duty at a station, when, and how many: the roster that says whether it works, and what its crews can do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from coverage.capacity import holding, rules
from coverage.models import DutyShift, Station
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Shift:
    """`people` are on duty from `starts_at` until `ends_at`; shifts at the same time add up."""

    starts_at: datetime
    ends_at: datetime
    people: int


def add(tx: Tx, station: Station, shifts: Sequence[Shift]) -> dict[str, Any]:
    """Put shifts on the roster. Refuses with duty.not_ahead what ends before it begins or is over."""
    if any(shift.ends_at <= max(shift.starts_at, tx.at) for shift in shifts):
        raise Refusal("duty.not_ahead")
    station = holding.lock_stations({station.pk})[station.pk]
    made = DutyShift.objects.bulk_create(
        DutyShift(station=station, starts_at=shift.starts_at, ends_at=shift.ends_at, people=shift.people)
        for shift in shifts
    )
    return {**_moved(tx, station), "added": [row.pk for row in made]}


def end(tx: Tx, row: DutyShift) -> dict[str, Any]:
    """Take a shift off the roster; one that is on ends now."""
    station = holding.lock_stations({row.station_id})[row.station_id]
    if row.starts_at < tx.at < row.ends_at:
        row.ends_at = tx.at
        row.save(update_fields=["ends_at"])
    elif row.starts_at >= tx.at:
        row.delete()
    return _moved(tx, station)


def _moved(tx: Tx, station: Station) -> dict[str, Any]:
    # Matching goes by rosters too.
    Station.objects.filter(pk=station.pk).update(revision=F("revision") + 1)
    return rules.changed(tx, station, "capacity.roster_moved")
