"""Times promised to the customer (T3): the first, at most two reschedules with a reason, no fourth.

Each runs the clock "promise" until its time; a reschedule stops the old clock and starts another, and the old promise
keeps when it was replaced, which says whether it was broken by then.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from django.db.models import QuerySet

from dispatch.kernel import clock, texts
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import clocks, contacts, milestones, orders, policies
from repairs.models import Promise, WorkOrder

Reason = Literal["", "customer_asks", "crew_held_up", "parts_awaited", "weather", "traffic", "other"]
REASONS = tuple(reason for reason in get_args(Reason) if reason)
# Between the station's acceptance and the arrival; also while it rests, because a new time is often why it rests.
OPEN_IN = ("accepted", "assigned", "departed", "suspended")
BEFORE_ACCEPTANCE = ("waiting", "hand_queue", "offered")
BEFORE_DEPARTURE = (*BEFORE_ACCEPTANCE, "accepted", "assigned")


def promise(
    tx: Tx,
    order: WorkOrder,
    promised_for: datetime,
    reason: str = "",
    note: str = "",
    device_at: datetime | None = None,
    *,
    at_intake: bool = False,
) -> Promise:
    """Promise a time on a locked order; `at_intake`: with a window of a station's own, also before it has accepted.

    Refuses promise.not_now, promise.no_fourth, promise.reason_needed, promise.in_the_past and promise.too_far.
    """
    before = list(of(order))
    judge(tx, order, len(before), promised_for, reason, (*OPEN_IN, *BEFORE_ACCEPTANCE) if at_intake else OPEN_IN)
    if before:
        before[-1].replaced_at = tx.at
        before[-1].save(update_fields=["replaced_at"])
    row = Promise.objects.create(
        order=order,
        round=order.reopens,
        sequence=len(before) + 1,
        promised_for=promised_for,
        reason=reason if before else "",
        note=note,
        made_by=tx.actor.key,
        made_name=tx.actor.name[:80],
        made_at=tx.at,
        device_at=device_at,
    )
    contacts.made(tx, order)
    order.promised_at, order.promises = promised_for, row.sequence
    clocks.apply(tx, [order], [(order.pk, "promise")], [clocks.Start(order, "promise", promised_for)])
    orders.touch(
        tx,
        order,
        "order.promised",
        {"sequence": row.sequence, "promised_for": clock.iso(promised_for), "reason": row.reason, "note": note},
    )
    return row


def judge(
    tx: Tx,
    order: WorkOrder,
    made: int,
    promised_for: datetime,
    reason: str,
    open_in: Sequence[str] = OPEN_IN,
) -> None:
    """Whether another promise may be made after `made` ones; refuses where not."""
    state = order.state_before.partition(">")[0] if order.state == "withdrawal_asked" else order.state
    if state not in open_in:
        raise Refusal("promise.not_now", state=order.state)
    if made >= milestones.PROMISES_AT_MOST:
        raise Refusal("promise.no_fourth")
    if made and reason not in REASONS:
        raise Refusal("promise.reason_needed")
    if promised_for <= tx.at:
        raise Refusal("promise.in_the_past")
    horizon = policies.find("promise.horizon", order, at=tx.at)
    if promised_for > tx.at + policies.span(horizon):
        raise Refusal("promise.too_far", days=round(policies.span(horizon) / timedelta(days=1), 1))


def of(order: WorkOrder) -> QuerySet[Promise]:
    """The promises of the order's present life, the first one first."""
    return Promise.objects.filter(order=order, round=order.reopens).order_by("sequence")


def view(row: Promise, arrived_at: datetime | None, now: datetime) -> dict[str, Any]:
    """A promise as the order's panel lists it; `keeping` says what became of it."""
    return {
        "id": row.pk,
        "code": f"T3-{row.sequence}",
        "sequence": row.sequence,
        "promised_for": clock.iso(row.promised_for),
        "reason": row.reason,
        "note": row.note,
        "made_by": row.made_name,
        "made_at": clock.iso(row.made_at),
        "device_at": clock.iso(row.device_at),
        "replaced_at": clock.iso(row.replaced_at),
        "keeping": milestones.keeping(row, arrived_at, now),
    }


for code, zh, en in [
    ("customer_asks", "用户要求改期", "The customer asks"),
    ("crew_held_up", "前一单未结束", "Held up by the job before"),
    ("parts_awaited", "等待备件", "Parts awaited"),
    ("weather", "天气原因", "Weather"),
    ("traffic", "交通原因", "Traffic"),
    ("other", "其他", "Other"),
]:
    texts.define(f"promise_reason.{code}", zh=zh, en=en)
for code, zh, en in [
    ("open", "待兑现", "To come"),
    ("kept", "已兑现", "Kept"),
    ("broken", "未兑现", "Broken"),
    ("replaced", "已改期", "Rescheduled"),
]:
    texts.define(f"promise_keeping.{code}", zh=zh, en=en)
