"""Pausing orders and going on with them; many at once, because a storm pauses hundreds.

What is here moves the orders and their clocks. Sending people home and giving offers and capacity back is the board's.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from django.db.models import Count, Q

from dispatch.kernel import clock
from dispatch.kernel.commands import Tx
from repairs import orders, policies, suspension_rules, todos
from repairs.models import ForceMajeure, Suspension, WorkOrder

FAILED = ("no_answer", "busy", "dead_number", "wrong_number")
TODO = "resume"


def judge(tx: Tx, order: WorkOrder, reason: str, note: str, resume_by: datetime) -> None:
    """Refuse what is no special situation, with the policies and the tries of this order."""
    known = reason in suspension_rules.KINDS
    suspension_rules.judge(
        reason,
        note,
        resume_by,
        now=tx.at,
        longest=timedelta(seconds=policies.seconds(f"suspend.longest.{reason}", order, at=tx.at) if known else 0),
        failed_attempts=_failed_tries(order),
        needed_attempts=int(policies.number("contact.attempts", order, at=tx.at)),
    )


def _failed_tries(order: WorkOrder) -> int:
    """Tries that failed since the customer was last spoken to, and since the order last rested because of them."""
    tries = order.contacts.order_by("-at", "-pk")
    last = order.suspensions.filter(reason="customer_unreachable").order_by("-pk").first()
    if last is not None:
        tries = tries.filter(at__gt=last.suspended_at)
    return sum(1 for _ in takewhile(FAILED.__contains__, tries.values_list("outcome", flat=True)))


def suspend_many(
    tx: Tx,
    paused: Sequence[WorkOrder],
    reason: str,
    note: str,
    resume_by: datetime,
    evidence: dict[str, Any] | None = None,
    event: ForceMajeure | None = None,
) -> list[Suspension]:
    """Pause locked orders. The caller has judged, and has ended visits and offers."""
    changes, rows = [], []
    for order in paused:
        stops = bool(policies.number(f"suspend.stops_clock.{reason}", order, at=tx.at))
        # What was only offered has no station any more when it goes on.
        back = orders.back_to_region(order) if order.state == "offered" else {}
        fields = {**back, "state_reason": reason, "assignee_id": None, "assignee_name": ""}
        said = {"reason": reason, "note": note, "resume_by": clock.iso(resume_by), "stops_clock": stops}
        changes.append(
            orders.Change(order, "suspend", fields, said, until={"resume": resume_by}, clocks="pause" if stops else "")
        )
        rows.append(
            Suspension(
                order=order,
                event=event,
                reason=reason,
                note=note[:300],
                evidence=evidence or {},
                suspended_by=tx.actor.key,
                suspended_name=tx.actor.name[:80],
                suspended_at=tx.at,
                resume_by=resume_by,
                stops_clock=stops,
            )
        )
    orders.advance(tx, changes)
    return Suspension.objects.bulk_create(rows)


def resume_many(tx: Tx, paused: Sequence[WorkOrder], note: str) -> None:
    """Go on with locked orders: matched again, or back at their station."""
    said = {"note": note}
    fields = {"state_reason": "", "claim_after": tx.at}
    orders.advance(tx, [orders.Change(order, "resume", fields, said, clocks="go_on") for order in paused])
    Suspension.objects.filter(order__in=paused, resumed_at=None).update(
        resumed_at=tx.at, resumed_name=tx.actor.name[:80], resume_note=note[:300]
    )
    todos.close_many(tx, TODO, [f"order:{order.pk}" for order in paused], "resumed")


def view(row: Suspension) -> dict[str, Any]:
    """A pause as the order's panel lists it."""
    return {
        "id": row.pk,
        "reason": row.reason,
        "note": row.note,
        "evidence": row.evidence,
        "suspended_by": row.suspended_name,
        "suspended_at": clock.iso(row.suspended_at),
        "resume_by": clock.iso(row.resume_by),
        "stops_clock": row.stops_clock,
        "resumed_at": clock.iso(row.resumed_at),
        "resumed_by": row.resumed_name,
        "resume_note": row.resume_note,
        "event_id": row.event_id,
    }


def paused_by(event: ForceMajeure) -> Any:
    """The orders that an event still holds."""
    return WorkOrder.objects.filter(suspensions__event=event, suspensions__resumed_at=None)


def event_view(event: ForceMajeure) -> dict[str, Any]:
    """An event as the region's desk lists it."""
    counts = event.suspensions.aggregate(all=Count("pk"), held=Count("pk", filter=Q(resumed_at=None)))
    return {
        "id": event.pk,
        "node_id": event.node_id,
        "node_name": event.node.name,
        "node_name_en": event.node.name_en or event.node.name,
        "has_area": event.area is not None,
        "utilities": event.utilities,
        "note": event.note,
        "declared_by": event.declared_name,
        "declared_at": clock.iso(event.declared_at),
        "resume_by": clock.iso(event.resume_by),
        "ended_at": clock.iso(event.ended_at),
        "ended_by": event.ended_name,
        "orders": counts["all"],
        "held": counts["held"],
    }
