"""Readers of the log: the cursor moves only after success, and a failing reader waits alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from dispatch.kernel import actors, clock, commands, outbox
from dispatch.kernel.models import Attempt, Cursor

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def readers():
    before = dict(outbox._readers)
    outbox._readers.clear()
    yield
    outbox._readers.clear()
    outbox._readers.update(before)


def say(*kinds: str) -> None:
    for kind in kinds:
        commands.perform(actors.SYSTEM, "say", lambda tx, kind=kind: tx.record("order:1", kind, {"at": tx.at}))


@pytest.mark.django_db(transaction=True)
class TestReaders:
    def test_a_new_reader_starts_at_the_beginning_and_goes_on_where_it_stopped(self):
        seen: list[str] = []
        outbox.reader("sms")(lambda entries: seen.extend(entry.kind for entry in entries))
        say("a", "b", "c")
        assert outbox.run("sms", limit=2) == 2
        assert outbox.run("sms", limit=2) == 1
        assert outbox.run("sms") == 0
        say("d")
        outbox.run("sms")
        assert seen == ["a", "b", "c", "d"]

    def test_an_entry_comes_whole(self):
        seen: list[outbox.Seen] = []
        outbox.reader("sms")(seen.extend)
        with clock.frozen(NOON):
            say("a")
        outbox.run("sms")
        assert (seen[0].stream, seen[0].version, seen[0].actor, seen[0].at) == ("order:1", 1, "system", NOON)
        assert seen[0].data == {"at": "2026-01-05T04:00:00Z"}

    def test_a_failing_reader_keeps_its_place_undoes_its_rows_and_is_tried_again_later(self):
        broken = [True]

        def read(entries):
            Attempt.objects.create(scope=entries[0].kind, count=1, since=NOON)
            if broken[0]:
                raise ValueError("the gateway is down")

        outbox.reader("sms")(read)
        say("a")
        with clock.frozen(NOON):
            assert outbox.run("sms") == 0
            place = Cursor.objects.get(reader="sms")
            assert (place.seq, place.failures, place.last_error) == (0, 1, "the gateway is down")
            assert not Attempt.objects.exists()
            broken[0] = False
            assert outbox.run("sms") == 0, "not before its time"
            clock.advance(timedelta(seconds=2))
            assert outbox.run("sms") == 1
        place.refresh_from_db()
        assert (place.failures, place.retry_at, place.last_error) == (0, None, "")
        assert Attempt.objects.count() == 1

    def test_a_failing_reader_holds_up_no_other(self):
        seen: list[str] = []

        def fail(entries):
            # Also an error that the database raised must leave the cursor usable.
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")

        outbox.reader("broken")(fail)
        outbox.reader("whole")(lambda entries: seen.extend(entry.kind for entry in entries))
        say("a", "b")
        assert outbox.run_all() == 2
        assert seen == ["a", "b"]
        assert Cursor.objects.get(reader="broken").failures == 1

    def test_lag_tells_how_far_the_slowest_is_behind(self):
        outbox.reader("sms")(lambda entries: None)
        assert outbox.run("sms") == 0
        with clock.frozen(NOON):
            assert outbox.lag() is None
            say("a")
            clock.advance(timedelta(seconds=90))
            assert outbox.lag() == timedelta(seconds=90)
            outbox.run("sms")
            assert outbox.lag() is None
