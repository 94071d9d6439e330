"""Positions of technicians on shift: judged one by one, the newest kept, everything older forgotten.

One nonsensical item never spoils its batch. Positions are not part of the log; whoever shows them live asks
`changed_since`. When a shift ends its position goes too: there is nothing to see of people off shift.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from django.db import connection

from dispatch.kernel import clock
from dispatch.kernel.errors import Refusal
from field.models import Position, Technician
from field.movement import Fix, Limits, judge
from repairs import policies

# A feed reads what has been committed; writers of the same instant may still be under way, so it looks back a little.
LOOK_BACK = timedelta(seconds=2)

_UPSERT = """
INSERT INTO field_position (technician_id, lon, lat, accuracy_m, heading, at, received_at)
SELECT user_id, %s, %s, %s, %s, %s, %s FROM field_technician WHERE user_id = %s AND state <> 'off'
ON CONFLICT (technician_id) DO UPDATE SET lon = EXCLUDED.lon, lat = EXCLUDED.lat, accuracy_m = EXCLUDED.accuracy_m,
  heading = EXCLUDED.heading, at = EXCLUDED.at, received_at = EXCLUDED.received_at
WHERE field_position.at < EXCLUDED.at
"""


class Refused(TypedDict):
    """An item that was not taken, by its place in the batch."""

    index: int
    code: str


class Taken(TypedDict):
    """`accepted` items made sense; of these only the newest is kept."""

    accepted: int
    refused: list[Refused]


def accept(technician: Technician, items: Sequence[Fix]) -> Taken:
    """Take a batch as the phone saved it up. Refuses with position.off_shift while the technician is off shift."""
    if technician.state == Technician.State.OFF:
        raise Refusal("position.off_shift")
    now = clock.now()
    known = Position.objects.filter(technician=technician).first()
    last = Fix(known.lon, known.lat, known.at, known.accuracy_m, known.heading) if known else None
    good, bad = judge(items, last, now, _limits(now))
    if good:
        newest = max(good, key=lambda fix: fix.at)
        keep(technician.pk, newest, now)
    return {"accepted": len(good), "refused": [{"index": place, "code": code} for place, code in bad]}


def keep(technician_id: int, fix: Fix, now: datetime) -> None:
    """The newest wins; a later call with an older fix changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [fix.lon, fix.lat, fix.accuracy_m, fix.heading, fix.at, now, technician_id])


def forget(technician_id: int, before: datetime | None = None) -> bool:
    """The shift is over, and so is being seen; with `before`, only where nothing came in since. Whether it was kept."""
    found = Position.objects.filter(technician=technician_id)
    deleted, _ = (found.filter(received_at__lt=before) if before else found).delete()
    return deleted > 0


@dataclass(frozen=True, slots=True)
class Moved:
    """A position as the live feed needs it; `path` is the station's place in the tree."""

    id: int
    lon: float
    lat: float
    at: str | None
    heading: float | None
    state: str
    path: str
    received_at: datetime

    def item(self) -> dict[str, object]:
        """What the socket's `live` frame carries."""
        return {
            "id": self.id,
            "lon": round(self.lon, 6),
            "lat": round(self.lat, 6),
            "at": self.at,
            "heading": self.heading,
            "state": self.state,
        }


def changed_since(received_at: datetime, path: str = "/") -> list[Moved]:
    """Positions below `path` that came in after `received_at`, oldest first; a few may come twice, none is missed."""
    rows = (
        Position.objects.filter(
            received_at__gt=received_at - LOOK_BACK, technician__station__node__path__startswith=path
        )
        .order_by("received_at")
        .values_list(
            "technician_id",
            "lon",
            "lat",
            "at",
            "heading",
            "technician__state",
            "technician__station__node__path",
            "received_at",
        )
    )
    return [
        Moved(pk, lon, lat, clock.iso(at), heading, state, where, received)
        for pk, lon, lat, at, heading, state, where, received in rows
    ]


def _limits(now: datetime) -> Limits:
    return Limits(
        max_ahead=timedelta(seconds=policies.seconds("position.max_ahead", at=now)),
        max_age=timedelta(seconds=policies.seconds("position.max_age", at=now)),
        max_speed_ms=policies.number("position.max_speed_kmh", at=now) / 3.6,
    )
