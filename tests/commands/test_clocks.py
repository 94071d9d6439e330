"""Deadlines: each warning once, the breach once, and an alarm for it, with nothing but the database alive."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dispatch.board import runner, watch  # noqa: F401  the board's reader is part of what is tried
from dispatch.board.models import Alarm
from dispatch.kernel import clock, commands, organisation, outbox, timers
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import Entry, Timer
from repairs import clocks, intake, orders
from repairs.models import Clock, WorkOrder

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order() -> WorkOrder:
    organisation.add_node(None, "city", "湖滨市")
    form = intake.IntakeForm(utility="electricity", symptom="no_power", address="湖滨路 8 号")
    answer = intake.take(SYSTEM, form)
    return WorkOrder.objects.get(request__number=answer["number"])


def said(order: WorkOrder, kind: str) -> list[tuple[str, int]]:
    rows = Entry.objects.filter(stream=f"order:{order.pk}", kind=kind).order_by("version")
    return [(row.data["clock"], row.data["percent"]) for row in rows]


def test_intake_starts_the_clocks_of_issue_and_arrival_with_their_policies(order: WorkOrder) -> None:
    spans = {row.kind: row.due_at - row.started_at for row in Clock.objects.filter(order=order)}
    assert spans == {"issue": timedelta(minutes=2), "arrival": timedelta(minutes=45)}
    assert (order.due_kind, order.due_at) == ("issue", order.opened_at + timedelta(minutes=2))
    assert all(row.policy is not None for row in Clock.objects.filter(order=order))


def test_each_threshold_is_told_once_and_the_breach_raises_one_alarm(order: WorkOrder, frozen: object) -> None:
    clock.move_to(order.opened_at)
    for seconds in (61, 91, 109, 121):
        clock.move_to(order.opened_at + timedelta(seconds=seconds))
        assert timers.sweep() == 1
        assert timers.sweep() == 0
    assert said(order, "order.due_warned") == [("issue", 50), ("issue", 75), ("issue", 90)]
    assert said(order, "order.breached") == [("issue", 100)]
    outbox.run("board.watch")
    outbox.run("board.watch")
    assert Alarm.objects.filter(order=order, kind="order_overdue").count() == 1
    order.refresh_from_db()
    assert order.warned == 100


def test_thresholds_missed_while_nothing_ran_are_told_as_the_last_of_them(order: WorkOrder, frozen: object) -> None:
    clock.move_to(order.opened_at + timedelta(minutes=44))
    timers.sweep()
    assert said(order, "order.breached") == [("issue", 100)]
    assert said(order, "order.due_warned") == [("arrival", 90)]


def test_a_clock_that_is_met_is_silent_for_ever(order: WorkOrder, frozen: object) -> None:
    clock.move_to(order.opened_at + timedelta(seconds=30))
    with commands.begun(SYSTEM) as tx:
        orders.queue_for_hand(tx, orders.locked([order.pk])[order.pk], reason="no_place")
    before = set(Clock.objects.filter(order=order, stopped_at=None).values_list("kind", flat=True))
    assert before == {"issue", "arrival"}, "a person must still issue it, within the time that is left"
    assert Clock.objects.filter(order=order).count() == 2
    assert Timer.objects.filter(kind="clock.threshold").count() == 2


def rests(order: WorkOrder, length: timedelta) -> None:
    """The arrival clock is held for `length`; timers fire meanwhile."""
    with commands.begun(SYSTEM) as tx:
        clocks.hold(tx, list(orders.locked([order.pk])), ["arrival"])
    before = told_of_arrival(order)
    clock.advance(length)
    timers.sweep()
    assert told_of_arrival(order) == before, "what rests is silent"
    with commands.begun(SYSTEM) as tx:
        clocks.let_go(tx, list(orders.locked([order.pk])), ["arrival"])


def told_of_arrival(order: WorkOrder) -> list[int]:
    both = said(order, "order.due_warned") + said(order, "order.breached")
    return [percent for kind, percent in both if kind == "arrival"]


@pytest.mark.parametrize(
    "pauses",
    [
        [],
        [(0, 600)],
        [(1349, 1)],
        [(1350, 60)],
        [(60, 3600), (2000, 7), (2420, 86_400)],
        [(2699, 5)],
        [(100, 1), (100, 1), (101, 3599)],
    ],
    ids=str,
)
def test_warnings_come_when_their_share_of_the_time_has_gone_that_was_not_rested(
    order: WorkOrder, frozen: object, pauses: list[tuple[int, int]]
) -> None:
    """`pauses`: after how many seconds of work it rests, and for how many. Its 45 minutes are 2700 seconds."""
    clock.move_to(order.opened_at)
    looks = [(at, timedelta(0)) for share in (50, 75, 90, 100) for at in (27 * share - 1, 27 * share)]
    plan = sorted([*looks, *((at, timedelta(seconds=length)) for at, length in pauses)])
    told: dict[int, int] = {}
    worked = 0
    for at, rested in plan:
        clock.advance(timedelta(seconds=at - worked))
        worked = at
        timers.sweep()
        for percent in told_of_arrival(order):
            told.setdefault(percent, worked)
        if rested:
            rests(order, rested)
    assert told == {50: 1350, 75: 2025, 90: 2430, 100: 2700}
    row = Clock.objects.get(order=order, kind="arrival")
    assert (row.paused_s, row.paused_at) == (sum(length for _, length in pauses), None)


def test_a_limit_that_had_passed_before_the_pause_is_told_after_it(order: WorkOrder, frozen: object) -> None:
    clock.move_to(order.opened_at + timedelta(minutes=45, seconds=5))
    rests(order, timedelta(hours=2))
    timers.sweep()
    assert said(order, "order.breached")[-1] == ("arrival", 100)


def test_a_clock_that_is_met_while_it_rests_counts_what_it_rested(order: WorkOrder, frozen: object) -> None:
    clock.move_to(order.opened_at + timedelta(minutes=10))
    with commands.begun(SYSTEM) as tx:
        clocks.hold(tx, list(orders.locked([order.pk])), ["arrival"])
    clock.advance(timedelta(minutes=20))
    with commands.begun(SYSTEM) as tx:
        clocks.apply(tx, list(orders.locked([order.pk]).values()), [(order.pk, "arrival")], [])
    row = Clock.objects.get(order=order, kind="arrival")
    assert (row.paused_s, row.paused_at, row.breached_at) == (1200.0, None, None)
    clock.advance(timedelta(days=1))
    timers.sweep()
    assert told_of_arrival(order) == []
