"""The one door: a key is answered once, a refusal leaves nothing, what passes is tried again."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from dispatch.kernel import actors, clock, commands, errors, events
from dispatch.kernel.commands import Tx
from dispatch.kernel.models import Entry, Receipt, Stream, Timer
from tests.races.together import together

LI = actors.Actor("user", 7, "Li Na")
WANG = actors.Actor("user", 8, "Wang Wei")
NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


def say(tx: Tx) -> dict[str, object]:
    tx.record("order:1", "order.said", {"by": tx.actor.key})
    return {"number": "A-1"}


@pytest.mark.django_db(transaction=True)
class TestReceipts:
    def test_the_answer_carries_the_heads_that_show_it(self):
        assert commands.perform(LI, "say", say) == {"number": "A-1", "heads": {"order:1": 1}}
        assert commands.perform(LI, "say", say)["heads"] == {"order:1": 2}

    def test_the_same_key_gets_the_same_answer_and_nothing_happens_twice(self):
        first = commands.perform(LI, "say", say, key="tap-1", body={"a": 1, "b": [2]})
        again = commands.perform(LI, "say", say, key="tap-1", body={"b": [2], "a": 1})
        assert again == first
        assert Entry.objects.filter(stream="order:1").count() == 1

    def test_a_key_belongs_to_the_one_who_used_it(self):
        commands.perform(LI, "say", say, key="tap-1")
        commands.perform(WANG, "say", say, key="tap-1")
        assert Entry.objects.count() == 2

    @pytest.mark.parametrize(("name", "body"), [("say", {"a": 2}), ("shout", {"a": 1}), ("say", None)])
    def test_a_key_with_another_body_or_command_is_refused(self, name, body):
        commands.perform(LI, "say", say, key="tap-1", body={"a": 1})
        with pytest.raises(errors.Refusal) as refusal:
            commands.perform(LI, name, say, key="tap-1", body=body)
        assert (refusal.value.code, refusal.value.status) == ("command.key_reused", 409)
        assert Entry.objects.count() == 1

    def test_a_key_is_remembered_for_thirty_days_and_then_forgotten(self):
        with clock.frozen(NOON):
            commands.perform(LI, "say", say, key="old")
            clock.advance(timedelta(days=29, hours=23))
            commands.perform(LI, "say", say, key="young")
            assert commands.forget_old_receipts() == 0
            assert commands.perform(LI, "say", say, key="old")["heads"] == {"order:1": 1}
            clock.advance(timedelta(hours=2))
            assert commands.forget_old_receipts() == 1
        assert list(Receipt.objects.values_list("key", flat=True)) == ["young"]

    def test_twins_in_flight_give_one_effect_and_one_answer(self):
        answers = together(6, lambda _: commands.perform(LI, "say", say, key="tap-1"))
        assert answers == [{"number": "A-1", "heads": {"order:1": 1}}] * 6
        assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
class TestRefusals:
    def test_a_refusal_rolls_everything_back_and_the_key_stays_free(self):
        def refuse(tx: Tx) -> None:
            say(tx)
            Timer.objects.create(kind="test", subject="1", due_at=tx.at)
            raise errors.Refusal("not_found")

        with pytest.raises(errors.Refusal):
            commands.perform(LI, "say", refuse, key="tap-1")
        assert not Receipt.objects.exists()
        assert not Entry.objects.exists()
        assert not Stream.objects.exists()
        assert not Timer.objects.exists()
        assert commands.perform(LI, "say", say, key="tap-1")["number"] == "A-1"

    def test_a_programming_mistake_is_raised_as_it_is_and_leaves_nothing(self):
        def stumble(tx: Tx) -> None:
            say(tx)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            commands.perform(LI, "say", stumble, key="tap-1")
        assert not Receipt.objects.exists()
        assert not Entry.objects.exists()

    def test_the_doorbell_rings_only_after_the_commit(self):
        from dispatch.kernel import doorbell

        heard: list[dict[str, int]] = []
        seen_by_others: list[int] = []

        def listener(heads):
            heard.append(dict(heads))
            seen_by_others.append(events.heads(["order:1"])["order:1"])

        stop = doorbell.listen(listener)
        try:
            with pytest.raises(errors.Refusal), commands.begun(LI) as tx:
                say(tx)
                raise errors.Refusal("not_found")
            assert heard == []
            commands.perform(LI, "say", say)
        finally:
            stop()
        assert heard == [{"order:1": 1}]
        assert seen_by_others == [1]


@pytest.mark.django_db(transaction=True)
class TestWaiting:
    def test_a_deadlock_is_tried_again_and_both_succeed(self):
        Timer.objects.bulk_create([Timer(kind="row", subject=s, due_at=NOON) for s in ("a", "b")])
        met = threading.Barrier(2)
        tries = [0, 0]

        def cross(place: int) -> dict[str, object]:
            def work(tx: Tx) -> dict[str, object]:
                tries[place] += 1
                first, second = ("a", "b") if place == 0 else ("b", "a")
                Timer.objects.select_for_update().get(subject=first)
                if tries[place] == 1:
                    met.wait(10)
                Timer.objects.select_for_update().get(subject=second)
                return say(tx)

            return commands.perform(LI, "cross", work)

        heads = sorted(answer["heads"]["order:1"] for answer in together(2, cross))
        assert heads == [1, 2]
        assert sum(tries) == 3

    def test_a_lock_that_is_not_to_be_had_in_time_answers_busy(self, monkeypatch):
        monkeypatch.setattr(commands, "LOCK_TIMEOUT_MS", 40)
        Timer.objects.create(kind="row", subject="a", due_at=NOON)
        held, done = threading.Event(), threading.Event()

        def work(place: int) -> str:
            if place == 0:
                with transaction.atomic():
                    Timer.objects.select_for_update().get(subject="a")
                    held.set()
                    done.wait(20)
                return "held"
            held.wait(10)
            try:
                commands.perform(LI, "take", lambda tx: Timer.objects.select_for_update().get(subject="a") and None)
            except errors.Refusal as refusal:
                return f"{refusal.code} {refusal.retry_after}"
            finally:
                done.set()
            return "took"

        assert together(2, work) == ["held", "busy 1"]

    def test_time_limits_do_not_outlive_the_command(self):
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            before = cursor.fetchone()
            commands.perform(LI, "say", say)
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == before
