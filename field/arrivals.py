"""Doubtful arrivals: noted at the tap beside the arrival that stands, owed a look by somebody above, decided once.

The technician is never stopped and never asked again. What was decided is on the order's log and in the audit trail,
and the review of the report knows it.
"""

from datetime import datetime, timedelta
from typing import Any

from dispatch.kernel import audit, clock
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from field.arrival_rules import ArrivalLimits, Judged, Tap, judge
from field.models import ArrivalDoubt, Position, Visit
from field.movement import Fix
from repairs import orders, policies, todos
from repairs.models import WorkOrder

TODO = "arrival_doubt"
REASONS: dict[str, tuple[str, ...]] = {
    "confirmed": ("bad_reception", "place_wrong", "seen_in_photo", "customer_confirms", "other"),
    "rejected": ("not_there", "tapped_early", "other_place", "pretended", "other"),
}


def look(tx: Tx, visit: Visit, tap: Tap, sent_at: datetime | None) -> ArrivalDoubt | None:
    """Judge an arrival that has just been stamped; `sent_at` is the phone's clock when it sent the tap."""
    order = visit.order
    if order.lon is None or order.lat is None:
        return None
    found = judge(tap, (order.lon, order.lat), _seen_last(visit, tap), _limits(order, tx.at))
    if not found.doubts:
        return None
    evidence = _evidence(tx.at, order, tap, found, sent_at)
    codes = [doubt["code"] for doubt in found.doubts]
    row = ArrivalDoubt.objects.create(visit=visit, codes=codes, evidence=evidence, noted_at=tx.at)
    within = timedelta(seconds=policies.seconds("arrival.decide_within", order, at=tx.at))
    facts = {"technician": visit.technician.name, "doubts": codes}
    region = orders.region_of(order)
    todos.open_(tx, TODO, subject_of(row), region, "dispatcher", tx.at + within, order=order, facts=facts)
    tx.record(f"order:{order.pk}", "order.arrival_doubted", {"visit_id": visit.pk, **facts})
    return row


def decide(tx: Tx, row: ArrivalDoubt, verdict: str, reason: str, note: str) -> None:
    """Confirm or reject a locked doubt. Refuses one's own arrival, an unknown reason, and what was decided before."""
    visit = row.visit
    if row.verdict:
        raise Refusal("arrival.decided_already", name=row.decided_name)
    if tx.actor.kind == "user" and tx.actor.id == visit.technician_id:
        raise Refusal("arrival.ones_own")
    if reason not in REASONS[verdict]:
        raise Refusal("arrival.reason_unknown")
    if reason == "other" and not note.strip():
        raise Refusal("arrival.note_needed")
    row.verdict, row.reason, row.note, row.decided_at = verdict, reason, note.strip()[:300], tx.at
    row.decided_by, row.decided_name = tx.actor.key, tx.actor.name[:80]
    row.save()
    todos.close(tx, TODO, subject_of(row), verdict)
    said = {"visit_id": visit.pk, "verdict": verdict, "reason": reason, "note": row.note}
    tx.record(f"order:{visit.order_id}", "order.arrival_judged", {**said, "by": tx.actor.name})
    audit.record(tx.actor, "arrival.judge", f"visit:{visit.pk}", {"verdict": verdict, "reason": reason})


def subject_of(row: ArrivalDoubt) -> str:
    """How a todo names a doubt."""
    return f"arrival:{row.pk}"


def verdict_of(order: WorkOrder) -> str:
    """What was decided of the order's last arrival: confirmed, rejected, or empty where nothing was."""
    last = Visit.objects.filter(order=order, arrived_at__isnull=False).order_by("-pk").first()
    row = ArrivalDoubt.objects.filter(visit=last).first() if last else None
    return row.verdict if row else ""


def _seen_last(visit: Visit, tap: Tap) -> Fix | None:
    """The technician's last known position, unless it is this very reading."""
    row = Position.objects.filter(technician=visit.technician_id).first()
    if row is None or (tap.fix is not None and row.at >= tap.fix.at):
        return None
    return Fix(row.lon, row.lat, row.at, row.accuracy_m)


def _limits(order: WorkOrder, at: datetime) -> ArrivalLimits:
    return ArrivalLimits(
        max_distance_m=policies.number("report.max_arrival_distance", order, at=at),
        max_accuracy_m=policies.number("arrival.max_accuracy", order, at=at),
        max_fix_age_s=policies.seconds("arrival.max_fix_age", order, at=at),
        known_within_s=policies.seconds("arrival.known_within", order, at=at),
        max_speed_ms=policies.number("position.max_speed_kmh", at=at) / 3.6,
        hints_at=int(policies.number("arrival.hints_at", order, at=at)),
    )


def _evidence(at: datetime, order: WorkOrder, tap: Tap, found: Judged, sent_at: datetime | None) -> dict[str, Any]:
    """All of it by the phone's clock and the server's: `skew_s` is how far the phone's was ahead, `waited_s` how long
    the tap waited on the phone for a line."""
    fix = tap.fix
    return {
        "doubts": [dict(doubt) for doubt in found.doubts],
        "hints": found.hints,
        "device_at": clock.iso(tap.at),
        "skew_s": None if sent_at is None else round((sent_at - at).total_seconds()),
        "waited_s": None if sent_at is None else round((sent_at - tap.at).total_seconds()),
        "place": {"lon": order.lon, "lat": order.lat},
        "fix": None
        if fix is None
        else {"lon": fix.lon, "lat": fix.lat, "accuracy_m": fix.accuracy_m, "at": clock.iso(fix.at)},
        "distance_m": found.distance_m,
        "known": None if found.known is None else dict(found.known),
    }
