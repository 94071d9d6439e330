"""A technician calls for help: kept at once, seen by whoever answers, open until somebody says that it is over.

Nothing about a call is judged. A technician off shift may call too, and a call without a position is a call.
"""

from datetime import datetime
from typing import TypedDict

from dispatch.kernel import clock, errors
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from field.models import Sos, Technician
from field.movement import Fix


class SosCard(TypedDict):
    """The call as the phone that made it shows it."""

    id: int
    at: str | None
    seen_by: list[str]


errors.define("sos.not_open", 409, zh="没有进行中的求助。", en="No call for help is open.")


def call(tx: Tx, technician: Technician, fix: Fix | None, device_at: datetime | None, note: str) -> tuple[Sos, bool]:
    """The open call, and whether it was made now: whoever calls again still has the one call, with the newer place."""
    place = {"lon": fix.lon, "lat": fix.lat, "accuracy_m": fix.accuracy_m} if fix else {}
    row = Sos.objects.select_for_update().filter(technician=technician, over_at=None).first()
    made = row is None
    if row is None:
        row = Sos.objects.create(technician=technician, at=tx.at, device_at=device_at, note=note, **place)
    elif place:
        for name, value in place.items():
            setattr(row, name, value)
        row.save(update_fields=list(place))
    _tell(tx, row, "sos.called")
    return row, made


def seen(tx: Tx, technician_id: int, name: str) -> None:
    """Somebody at a desk answers; the phone says who."""
    row = Sos.objects.select_for_update().filter(technician=technician_id, over_at=None).first()
    if row is None or name in row.seen_by:
        return
    row.seen_by = [*row.seen_by, name]
    row.save(update_fields=["seen_by"])
    _tell(tx, row, "sos.seen")


def end(tx: Tx, technician_id: int, note: str) -> Sos:
    """It is over. Refuses with sos.not_open where nothing is open."""
    row = Sos.objects.select_for_update().filter(technician=technician_id, over_at=None).first()
    if row is None:
        raise Refusal("sos.not_open")
    row.over_at, row.over_by, row.over_name, row.over_note = tx.at, tx.actor.key, tx.actor.name, note
    row.save(update_fields=["over_at", "over_by", "over_name", "over_note"])
    tx.record(f"crew:{technician_id}", "sos.over", {"sos": None})
    return row


def card_of(technician: Technician) -> SosCard | None:
    """The open call of a technician."""
    row = Sos.objects.filter(technician=technician, over_at=None).first()
    return card(row) if row else None


def card(row: Sos) -> SosCard:
    return {"id": row.pk, "at": clock.iso(row.at), "seen_by": list(row.seen_by)}


def _tell(tx: Tx, row: Sos, kind: str) -> None:
    tx.record(f"crew:{row.technician_id}", kind, {"sos": card(row)})
