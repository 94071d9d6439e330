"""Who has an order open, and who is about to do something about it: never logged, and forgotten when not said again.

A console says it every few seconds and when it changes. It keeps nobody from anything: the version of a command
decides who was first. It only spares two people the same work.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from django.db import connection

from dispatch.board.models import Attendance
from dispatch.kernel import clock
from dispatch.kernel.errors import Refusal
from repairs.models import WorkOrder

LASTS = timedelta(seconds=45)
"""Somebody who said nothing for so long is gone; consoles say it every 20 s, so one call may get lost."""
FORGOTTEN = timedelta(hours=1)
# As with positions: writers of the same instant may still be under way.
LOOK_BACK = timedelta(seconds=2)

_UPSERT = """
INSERT INTO board_attendance (order_id, user_id, doing, about, since, seen_at) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (order_id, user_id) DO UPDATE
  SET doing = EXCLUDED.doing, about = EXCLUDED.about, seen_at = EXCLUDED.seen_at,
  since = CASE WHEN board_attendance.doing = EXCLUDED.doing AND board_attendance.seen_at > %s
          THEN board_attendance.since ELSE EXCLUDED.since END
"""


class PresenceItem(TypedDict):
    """Somebody at an order; the newest `seen_at` of an order and a person wins, and holds for `lasts_s` seconds."""

    order_id: int
    user_id: int
    name: str
    doing: str
    about: str
    since: str
    seen_at: str
    lasts_s: int


@dataclass(frozen=True, slots=True)
class Attended:
    """A row as the live feed needs it; `path` is the place of the order in the tree."""

    id: tuple[int, int]
    path: str
    received_at: datetime
    shown: PresenceItem

    def item(self) -> PresenceItem:
        """What the socket's `presence` frame carries."""
        return self.shown


def attend(order: WorkOrder, user_id: object, doing: str, about: str) -> list[PresenceItem]:
    """Somebody says what they are doing about an order. Gives everybody who is at it now.

    An account is needed: a key or a customer has no desk.
    """
    if not isinstance(user_id, int):
        raise Refusal("not_found")
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [order.pk, user_id, doing, about, now, now, now - LASTS])
    Attendance.objects.filter(user=user_id, seen_at__lt=now - FORGOTTEN).delete()
    return at(order)


def at(order: WorkOrder) -> list[PresenceItem]:
    """Everybody who is at the order now, the first one first."""
    rows = Attendance.objects.filter(order=order, seen_at__gt=clock.now() - LASTS).exclude(doing=Attendance.Doing.GONE)
    return [_item(row) for row in rows.select_related("user").order_by("since", "pk")]


def changed_since(received_at: datetime) -> list[Attended]:
    """What was said after `received_at`, oldest first; a few may come twice, none is missed."""
    rows = Attendance.objects.filter(seen_at__gt=received_at - LOOK_BACK)
    return [
        Attended((row.order_id, row.user_id), row.order.node.path, row.seen_at, _item(row))
        for row in rows.select_related("user", "order__node").order_by("seen_at", "pk")
    ]


def _item(row: Attendance) -> PresenceItem:
    return {
        "order_id": row.order_id,
        "user_id": row.user_id,
        "name": row.user.display_name or row.user.username,
        "doing": row.doing,
        "about": row.about,
        "since": clock.iso(row.since) or "",
        "seen_at": clock.iso(row.seen_at) or "",
        "lasts_s": int(LASTS.total_seconds()),
    }
