"""Outages entered for the reliability indices: customers served, customers interrupted, and the steps back.

Nothing is rewritten: a wrong outage is made void with a reason and entered anew; customers served hold from a day on.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Sum

from dispatch.kernel import clock
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from repairs.models import CustomersServed, Outage, OutageStep, WorkOrder

AHEAD = timedelta(minutes=5)
"""A clock of somebody else's may be ahead by this much."""


def serve(tx: Tx, node: Node, utility: str, from_day: date, customers: int) -> CustomersServed:
    """Say how many customers the node supplies from a day on. The same day said again replaces what was said."""
    row, _ = CustomersServed.objects.update_or_create(
        node=node,
        utility=utility,
        from_day=from_day,
        defaults={"customers": customers, **_said(tx)},
    )
    return row


def note(
    tx: Tx,
    node: Node,
    utility: str,
    began_at: datetime,
    customers: int,
    *,
    order: WorkOrder | None = None,
    is_planned: bool = False,
    words: str = "",
) -> Outage:
    """Enter an outage. Refuses outage.not_yet for one that has not begun."""
    if began_at > tx.at + AHEAD:
        raise Refusal("outage.not_yet")
    return Outage.objects.create(
        node=node,
        utility=utility,
        order=order,
        began_at=began_at,
        customers=customers,
        is_planned=is_planned,
        note=words[:300],
        **_said(tx),
    )


def restore(tx: Tx, outage: Outage, restored_at: datetime, customers: int) -> OutageStep:
    """So many of a locked outage's customers are back. Refuses more than are still out, and a time that cannot be."""
    _must_hold(outage)
    if restored_at > tx.at + AHEAD:
        raise Refusal("outage.not_yet")
    if restored_at < outage.began_at:
        raise Refusal("outage.back_before_out")
    left = still_out(outage)
    if customers > left:
        raise Refusal("outage.too_many_back", left=left)
    return OutageStep.objects.create(outage=outage, restored_at=restored_at, customers=customers, **_said(tx))


def make_void(tx: Tx, outage: Outage, reason: str) -> None:
    """A locked outage was entered wrongly; it counts no longer and stays to be read."""
    _must_hold(outage)
    outage.void_at, outage.void_name, outage.void_reason = tx.at, tx.actor.name[:80], reason[:300]
    outage.save(update_fields=["void_at", "void_name", "void_reason"])


def still_out(outage: Outage) -> int:
    """How many of an outage's customers nobody has said to be back."""
    back = outage.steps.aggregate(back=Sum("customers"))["back"] or 0
    return int(outage.customers - back)


def view(outage: Outage) -> dict[str, Any]:
    """An outage as a desk lists it."""
    steps = sorted(outage.steps.all(), key=lambda step: (step.restored_at, step.pk))
    return {
        "id": outage.pk,
        "node_id": outage.node_id,
        "node_name": outage.node.name,
        "node_name_en": outage.node.name_en or outage.node.name,
        "utility": outage.utility,
        "order_number": outage.order.request.number if outage.order else "",
        "began_at": clock.iso(outage.began_at),
        "customers": outage.customers,
        "still_out": outage.customers - sum(step.customers for step in steps),
        "is_planned": outage.is_planned,
        "note": outage.note,
        "said_by": outage.said_name,
        "void_reason": outage.void_reason,
        "void_by": outage.void_name,
        "steps": [
            {"at": clock.iso(step.restored_at), "customers": step.customers, "said_by": step.said_name}
            for step in steps
        ],
    }


def served_view(row: CustomersServed) -> dict[str, Any]:
    """A figure of customers served as a desk lists it."""
    return {
        "id": row.pk,
        "node_id": row.node_id,
        "node_name": row.node.name,
        "node_name_en": row.node.name_en or row.node.name,
        "utility": row.utility,
        "from_day": row.from_day.isoformat(),
        "customers": row.customers,
        "said_by": row.said_name,
    }


def _must_hold(outage: Outage) -> None:
    if outage.void_at is not None:
        raise Refusal("outage.void_already", name=outage.void_name)


def _said(tx: Tx) -> dict[str, Any]:
    return {"said_by": tx.actor.key, "said_name": tx.actor.name[:80], "said_at": tx.at}
