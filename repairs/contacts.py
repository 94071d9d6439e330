"""Tries to reach the customer. The first successful one is T2; three failed ones are what a suspension needs."""

from datetime import datetime
from typing import Any, Literal, get_args

from dispatch.kernel import clock, texts
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import clocks, orders
from repairs.models import ContactAttempt, WorkOrder

Outcome = Literal["reached", "no_answer", "busy", "dead_number", "wrong_number", "refused"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)
OVER = ("closed", "withdrawn", "handed_over")


def log(tx: Tx, order: WorkOrder, outcome: str, note: str = "", device_at: datetime | None = None) -> ContactAttempt:
    """Keep a try on a locked order. A child that was merged keeps its own contact."""
    if order.state in OVER:
        raise Refusal("order.step_not_open", action="contact", state=order.state)
    row = ContactAttempt.objects.create(
        order=order,
        at=tx.at,
        device_at=device_at,
        by=tx.actor.key,
        by_name=tx.actor.name[:80],
        outcome=outcome,
        note=note,
    )
    if outcome == "reached":
        made(tx, order)
    facts = {"outcome": outcome, "note": note, "device_at": clock.iso(device_at)}
    orders.touch(tx, order, "order.contact_tried", facts)
    return row


def made(tx: Tx, order: WorkOrder) -> None:
    """The customer was reached; the first time is T2, from the release to a station on and before the repair.

    The caller saves the order.
    """
    clocks.apply(tx, [order], [(order.pk, "contact")], [])
    if order.contacted_at is None and order.released_at is not None and order.repaired_at is None:
        order.contacted_at = tx.at


def view(row: ContactAttempt) -> dict[str, Any]:
    """A try as the order's panel lists it."""
    return {
        "id": row.pk,
        "at": clock.iso(row.at),
        "device_at": clock.iso(row.device_at),
        "by": row.by_name,
        "outcome": row.outcome,
        "note": row.note,
    }


for code, zh, en in [
    ("reached", "已联系上", "Reached"),
    ("no_answer", "无人接听", "No answer"),
    ("busy", "占线", "Busy"),
    ("dead_number", "空号或停机", "Number out of service"),
    ("wrong_number", "号码不对", "Wrong number"),
    ("refused", "用户拒绝沟通", "Would not talk"),
]:
    texts.define(f"contact_outcome.{code}", zh=zh, en=en)
