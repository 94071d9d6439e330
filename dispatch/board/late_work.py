"""Work that a phone told of after its job was gone (withdrawn, merged, given to somebody else): kept, then decided.

Nothing of it moves the order. A person above the station takes it over as evidence of the order, or dismisses it; both
with words, both on the order's log.
"""

from typing import Any

from dispatch.board.exhibits import away_m
from dispatch.board.watch import NO_WORK
from dispatch.board.withdrawals import LATE_WORK
from dispatch.kernel import access, clock
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Entry
from field.models import Exhibit
from repairs import orders, todos
from repairs.models import Todo, WorkOrder


def taps_of(order: WorkOrder) -> list[dict[str, Any]]:
    """What the phones said too late, in the order in which it came; times of the server and of the phone."""
    found = Entry.objects.filter(stream=f"order:{order.pk}", kind="visit.late_tap").order_by("version")
    return [_tap(order, entry) for entry in found if entry.data.get("action") not in NO_WORK]


def _tap(order: WorkOrder, entry: Entry) -> dict[str, Any]:
    said = entry.data.get("said", {})
    return {
        "version": entry.version,
        "at": clock.iso(entry.at),
        "device_at": said.get("at"),
        "technician": entry.data.get("technician", ""),
        "action": entry.data.get("action", ""),
        "why": entry.data.get("end_reason", ""),
        "cause": said.get("cause", ""),
        "note": said.get("note", ""),
        "away_m": away_m(order, said.get("lon"), said.get("lat")),
    }


def exhibits_of(order: WorkOrder) -> int:
    """How many photos, signatures and voice notes came with it."""
    return Exhibit.objects.filter(visit__order=order, is_late=True).count()


def decide(tx: Tx, order: WorkOrder, verdict: str, note: str) -> None:
    """Take over or dismiss what is owed a look on a locked order."""
    if not access.allows(tx.actor, "order.approve_withdrawal", orders.region_of(order).path):
        raise Refusal("withdrawal.region_decides")
    if not Todo.objects.filter(kind=LATE_WORK, order=order, closed_at=None).exists():
        raise Refusal("late_work.seen")
    todos.close(tx, LATE_WORK, f"order:{order.pk}", verdict)
    said = {"by": tx.actor.name, "verdict": verdict, "note": note[:300], "taps": len(taps_of(order))}
    tx.record(f"order:{order.pk}", "order.late_work_seen", said)
