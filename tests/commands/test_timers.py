"""Deadlines fire exactly once, whoever sweeps, and one that cannot fire holds up nobody."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from dispatch.kernel import clock, timers
from dispatch.kernel.commands import Tx
from dispatch.kernel.models import Entry, Timer
from tests.races.together import together

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def handlers():
    """Handlers registered by a test go when it ends."""
    before = dict(timers._handlers)
    timers._handlers.clear()
    yield
    timers._handlers.clear()
    timers._handlers.update(before)


@pytest.fixture
def single():
    @timers.handler("test.single")
    def fire(tx: Tx, due: timers.Due) -> None:
        if due.data.get("poison"):
            raise ValueError("cannot be done")
        tx.record(f"order:{due.subject}", "order.warned", {"subject": due.subject})

    return "test.single"


@pytest.fixture
def batched():
    @timers.handler("test.batch", batch=True)
    def fire(tx: Tx, due: list[timers.Due]) -> None:
        for one in due:
            tx.record("board:1", "order.warned", {"subject": one.subject, "together": len(due)})
        if any(one.data.get("poison") for one in due):
            raise ValueError("cannot be done")

    return "test.batch"


def arm(kind: str, count: int, **data: object) -> None:
    timers.arm_many([(kind, str(number), NOON, dict(data)) for number in range(count)])


@pytest.mark.django_db(transaction=True)
class TestOnce:
    @pytest.mark.parametrize("kind", ["single", "batched"])
    def test_four_sweepers_fire_each_timer_exactly_once(self, kind, request):
        kind = request.getfixturevalue(kind)
        arm(kind, 60)
        with clock.frozen(NOON + MINUTE):
            fired = together(4, lambda _: sum(timers.sweep(limit=25) for _ in range(6)))
            timers.sweep()
        assert not Timer.objects.exists()
        assert set(Counter(Entry.objects.values_list("data__subject", flat=True)).values()) == {1}
        assert Entry.objects.count() == 60
        assert sum(fired) <= 60

    def test_nothing_fires_before_its_time(self, single):
        arm(single, 1)
        with clock.frozen(NOON - timedelta(milliseconds=1)):
            assert timers.sweep() == 0
            clock.move_to(NOON)
            assert timers.sweep() == 1
            assert timers.sweep() == 0

    def test_arming_again_moves_the_deadline_and_cancelling_ends_it(self, single):
        timers.arm(single, "1", NOON)
        timers.arm(single, "1", NOON + MINUTE, {"why": "extended"})
        timers.arm(single, "2", NOON)
        timers.cancel(single, "2")
        timers.cancel(single, "never armed")
        with clock.frozen(NOON):
            assert timers.sweep() == 0
            clock.advance(MINUTE)
            assert timers.sweep() == 1

    def test_a_timer_nobody_here_handles_is_left_for_who_does(self, single):
        arm("test.elsewhere", 1)
        with clock.frozen(NOON + MINUTE):
            assert timers.sweep() == 0
        assert Timer.objects.filter(kind="test.elsewhere", failures=0).exists()


@pytest.mark.django_db(transaction=True)
class TestPoison:
    def test_a_poisoned_timer_leaves_nothing_and_is_put_off_with_growing_delay(self, single):
        timers.arm(single, "bad", NOON, {"poison": True})
        timers.arm(single, "good", NOON + timedelta(seconds=1))
        with clock.frozen(NOON + MINUTE):
            assert timers.sweep() == 1
            assert list(Entry.objects.values_list("data__subject", flat=True)) == ["good"]
            delays = []
            for _ in range(12):
                bad = Timer.objects.get(subject="bad")
                delays.append((bad.due_at - clock.now()).total_seconds())
                clock.move_to(bad.due_at)
                timers.sweep()
        assert delays[:3] == [1, 2, 4]
        assert max(delays) <= 300
        assert Timer.objects.get(subject="bad").failures == 13

    def test_a_timer_that_failed_for_ages_still_does_not_stop_the_sweep(self, single):
        timers.arm(single, "bad", NOON, {"poison": True})
        timers.arm(single, "good", NOON)
        Timer.objects.filter(subject="bad").update(failures=32767)
        with clock.frozen(NOON + MINUTE):
            assert timers.sweep() == 1
        assert Timer.objects.get().subject == "bad"

    def test_a_batch_with_one_poisoned_timer_falls_back_to_one_by_one(self, batched):
        arm(batched, 5)
        timers.arm(batched, "bad", NOON, {"poison": True})
        with clock.frozen(NOON + MINUTE):
            assert timers.sweep() == 5
        assert sorted(Entry.objects.values_list("data__subject", flat=True)) == ["0", "1", "2", "3", "4"]
        assert set(Entry.objects.values_list("data__together", flat=True)) == {1}
        assert Timer.objects.get().failures == 1

    def test_a_healthy_batch_goes_together(self, batched):
        arm(batched, 5)
        with clock.frozen(NOON + MINUTE):
            assert timers.sweep() == 5
        assert set(Entry.objects.values_list("data__together", flat=True)) == {5}


@pytest.mark.django_db(transaction=True)
class TestLease:
    def test_one_holder_at_a_time_and_the_next_after_it_ran_out(self):
        with clock.frozen(NOON):
            assert timers.lease("follower", "a", 10)
            assert not timers.lease("follower", "b", 10)
            assert timers.lease("follower", "a", 10)
            clock.advance(timedelta(seconds=11))
            assert timers.lease("follower", "b", 10)
            assert not timers.lease("follower", "a", 10)

    def test_of_many_who_ask_at_once_one_gets_it(self):
        assert sum(together(6, lambda place: timers.lease("engine", str(place), 30))) == 1
