"""Clocks of orders: started and stopped by lifecycle steps, warned at the policy's per cents, breached once.

One timer per running clock, armed for its next threshold. `order.due_*` repeats the nearest running clock. The
deadline's effect is in the transaction that fires the timer, so an alarm comes exactly once (promise 6).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from dispatch.kernel import clock, timers
from dispatch.kernel.commands import Tx
from repairs import policies, rows
from repairs.models import Clock, Policy, WorkOrder

THRESHOLD = "clock.threshold"
# What a pause may hold: the promises to the customer. What the house owes itself runs on.
HELD = ("arrival", "contact", "promise", "restore")


@dataclass(frozen=True)
class Start:
    """A clock to start; `until` where a person set the deadline, else the policy does."""

    order: WorkOrder
    kind: str
    until: datetime | None = None


def apply(tx: Tx, orders: Sequence[WorkOrder], stops: Iterable[tuple[int, str]], starts: Iterable[Start]) -> None:
    """Stop and start clocks of locked orders (kinds by order) and bring their nearest deadline up to date, unsaved.

    A clock that is running is not started again.
    """
    pairs = sorted(set(stops))
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE repairs_clock c SET stopped_at = %s,"
                " paused_s = paused_s + coalesce(extract(epoch FROM %s - paused_at), 0), paused_at = NULL"
                " FROM unnest(%s::bigint[], %s::text[]) AS g(order_id, kind)"
                " WHERE c.order_id = g.order_id AND c.kind = g.kind AND c.stopped_at IS NULL RETURNING c.id",
                [tx.at, tx.at, [pk for pk, _ in pairs], [kind for _, kind in pairs]],
            )
            timers.cancel_many((THRESHOLD, str(row[0])) for row in cursor.fetchall())
    running = _running(orders)
    begun = [
        made
        for start in starts
        if start.kind not in {row.kind for row in running[start.order.pk]}
        and _adds_something(made := new(start.order, start.kind, tx.at, start.until), running[start.order.pk])
    ]
    if begun:
        number(begun)
        rows.insert(begun)
        timers.arm_many(timer_of(row) for row in begun)
    for row in begun:
        running[row.order_id].append(row)
    for order in orders:
        set_due(order, running[order.pk])


def hold(tx: Tx, order_ids: Sequence[int], kinds: Sequence[str] = HELD) -> None:
    """Clocks of locked orders rest: by default, in a pause that the policy lets stop them, what the customer was
    promised."""
    if not order_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE repairs_clock SET paused_at = %s WHERE order_id = ANY(%s) AND kind = ANY(%s)"
            " AND stopped_at IS NULL AND paused_at IS NULL RETURNING id",
            [tx.at, list(order_ids), list(kinds)],
        )
        timers.cancel_many((THRESHOLD, str(row[0])) for row in cursor.fetchall())


def let_go(tx: Tx, order_ids: Sequence[int], kinds: Sequence[str] = HELD, least: timedelta = timedelta(0)) -> None:
    """The rest is over: each held clock goes on with the time that it had left, and with `least` at any rate."""
    if not order_ids:
        return
    resting = Clock.objects.filter(order__in=order_ids, kind__in=kinds, stopped_at=None, paused_at__isnull=False)
    held = list(resting.select_for_update())
    for row in held:
        rested = tx.at - row.paused_at if row.paused_at else timedelta(0)
        row.due_at, row.paused_at = max(row.due_at + rested, tx.at + least), None
        row.paused_s += rested / timedelta(seconds=1)
    Clock.objects.bulk_update(held, ["due_at", "paused_at", "paused_s"])
    timers.arm_many(timer_of(row) for row in held if row.breached_at is None)


def _adds_something(clock_: Clock, running: Sequence[Clock]) -> bool:
    """Whoever arrives has made contact, so a limit for the first contact says nothing beyond a nearer arrival."""
    if clock_.kind != "contact":
        return True
    nearer = any(row.kind == "arrival" and row.due_at <= clock_.due_at for row in running)
    return not nearer and clock_.order.contacted_at is None


def new(order: WorkOrder, kind: str, at: datetime, until: datetime | None = None) -> Clock:
    """A clock of `kind` that starts at `at`, until a deadline given or else by the order's policy; not saved."""
    if until is not None:
        return Clock(order=order, kind=kind, started_at=at, due_at=until)
    policy: Policy = policies.find(f"clock.{kind}", order, at=at)
    return Clock(order=order, kind=kind, policy=policy, started_at=at, due_at=at + policies.span(policy))


def number(begun: Sequence[Clock]) -> None:
    """Draw the keys of new clocks, so that their timers can be armed without asking for them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('repairs_clock', 'id')) FROM generate_series(1, %s)", [len(begun)]
        )
        for row, (pk,) in zip(begun, cursor.fetchall(), strict=True):
            row.pk = pk


def timer_of(row: Clock) -> tuple[str, str, datetime, dict[str, int]]:
    """The timer for a saved clock's next threshold."""
    return THRESHOLD, str(row.pk), instant(row, row.next_threshold), {"order": row.order_id}


def instant(row: Clock, percent: int) -> datetime:
    """When `percent` of the clock's time has gone; what it rested is not counted."""
    begun = row.started_at + timedelta(seconds=row.paused_s)
    return begun + (row.due_at - begun) * percent / 100


def refresh(orders: Sequence[WorkOrder]) -> None:
    """Set `due_*` and `warned` from each order's nearest running clock; the caller saves."""
    running = _running(orders)
    for order in orders:
        set_due(order, running[order.pk])


def _running(orders: Sequence[WorkOrder]) -> dict[int, list[Clock]]:
    running: dict[int, list[Clock]] = defaultdict(list)
    for row in Clock.objects.filter(order__in=[order.pk for order in orders], stopped_at=None):
        running[row.order_id].append(row)
    return running


def set_due(order: WorkOrder, running: Sequence[Clock]) -> None:
    """Repeat the nearest of the running clocks on the order."""
    awake = [row for row in running if row.paused_at is None]
    nearest = min(awake, key=lambda row: (row.due_at, row.pk or 0), default=None)
    if nearest is None:
        order.due_at, order.due_kind, order.due_started_at, order.warned = None, "", None, 0
        return
    order.due_at, order.due_kind, order.due_started_at = nearest.due_at, nearest.kind, nearest.started_at
    order.warned = warned_at(nearest)


def due_of_work(order: WorkOrder) -> datetime | None:
    """The nearest deadline of whoever does the work: the region's time to decide on a withdrawal is not theirs."""
    if order.due_kind != "withdrawal":
        return order.due_at
    running = order.clocks.filter(stopped_at=None, paused_at=None).exclude(kind="withdrawal")
    return running.order_by("due_at").values_list("due_at", flat=True).first()


def warned_at(row: Clock) -> int:
    """The last threshold that has passed, 0 before the first."""
    return max((percent for percent in policies.thresholds() if percent < row.next_threshold), default=0)


@timers.handler(THRESHOLD, batch=True)
def threshold(tx: Tx, due: Sequence[timers.Due]) -> None:
    """Warn or breach, on the order's log and on its boards."""
    from repairs import orders

    locked = orders.locked({int(timer.data["order"]) for timer in due})
    known = Clock.objects.in_bulk([int(timer.subject) for timer in due])
    percents = policies.thresholds(tx.at)
    again, said = [], []
    rung = [row for row in known.values() if row.stopped_at is None and row.paused_at is None]
    for row in rung:
        # A clock that nobody looked at for long passes several thresholds at once; only the last is told.
        passed = max(percent for percent in percents if percent <= max(row.next_threshold, _gone(row)))
        following = next((percent for percent in percents if percent > passed), None)
        row.next_threshold = following or percents[-1] + 1
        if following is None:
            row.breached_at = tx.at
        else:
            again.append(timer_of(row))
        said.append((locked[row.order_id], row, passed))
    Clock.objects.bulk_update(rung, ["next_threshold", "breached_at"])
    timers.arm_many(again)
    orders.tell_of_deadlines(tx, said)


def _gone(row: Clock) -> int:
    begun = row.started_at + timedelta(seconds=row.paused_s)
    whole = (row.due_at - begun) / timedelta(seconds=1)
    return int((clock.now() - begun) / timedelta(seconds=1) / whole * 100) if whole > 0 else 100
