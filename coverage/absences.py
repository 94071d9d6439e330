"""Stations away for a while: a day or less is no change of areas or capacity, only nobody there until they are back.

An absence begins and ends by itself; both are told to the boards. Matching asks at each decision.
"""

from datetime import datetime, timedelta

from django.db.models import F

from coverage import cards
from coverage.models import Absence, Station
from dispatch.kernel import timers
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.organisation import board_streams

TURN = "absence.turn"
STREAM = "absences"


def declare(
    tx: Tx, station: Station, starts_at: datetime, ends_at: datetime, reason: str, longest: timedelta
) -> Absence:
    """The station is away in [starts_at, ends_at).

    Refuses with absence.over (it would end before now), absence.is_a_change (longer than `longest`: that is for a
    change application), absence.overlaps.
    """
    if ends_at <= max(starts_at, tx.at):
        raise Refusal("absence.over")
    if ends_at - starts_at > longest:
        raise Refusal("absence.is_a_change", hours=round(longest / timedelta(hours=1)))
    Station.objects.select_for_update().get(pk=station.pk)
    others = Absence.objects.filter(station=station, called_off_at=None)
    if others.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refusal("absence.overlaps")
    # Absences end to end would be a longer one by another name.
    if others.filter(ends_at__gte=starts_at - longest / 4, starts_at__lte=ends_at + longest / 4).exists():
        raise Refusal("absence.is_a_change", hours=round(longest / timedelta(hours=1)))
    row = Absence.objects.create(
        station=station,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        made_by=tx.actor.name[:80],
        made_at=tx.at,
    )
    for which, at in (("begin", max(starts_at, tx.at)), ("end", ends_at)):
        timers.arm(TURN, f"{row.pk}:{which}", at, {"station": station.pk})
    tx.record(STREAM, "absence.declared", {"absence": row.pk, "station": station.pk})
    _moved(station)
    return row


def call_off(tx: Tx, row: Absence) -> None:
    """The station is there after all, or back already. Refuses with absence.over."""
    if row.called_off_at is not None or row.ends_at <= tx.at:
        raise Refusal("absence.over")
    row.called_off_at = tx.at
    row.save(update_fields=["called_off_at"])
    timers.cancel_many([(TURN, f"{row.pk}:begin"), (TURN, f"{row.pk}:end")])
    tx.record(STREAM, "absence.called_off", {"absence": row.pk, "station": row.station_id})
    _moved(row.station)
    tell(tx, row.station_id)


@timers.handler(TURN)
def turn(tx: Tx, due: timers.Due) -> None:
    """An absence begins or ends: boards see the station close and open."""
    tell(tx, int(due.data["station"]))


def tell(tx: Tx, station_id: int) -> None:
    """The station's card as it is now, on its boards."""
    station = Station.objects.select_related("node").get(pk=station_id)
    card = cards.station_card(station, tx.at, is_away=station_id in away(tx.at))
    tx.record_all(board_streams(station.node.path), "station.changed", {"station": dict(card)})


def away(at: datetime) -> set[int]:
    """The stations that are away at an instant."""
    rows = Absence.objects.filter(called_off_at=None, starts_at__lte=at, ends_at__gt=at)
    return set(rows.values_list("station_id", flat=True))


def _moved(station: Station) -> None:
    """Every process must build its index anew."""
    Station.objects.filter(pk=station.pk).update(revision=F("revision") + 1)
