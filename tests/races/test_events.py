"""The log under eight writers: no holes, numbered in the order of commits; its tail misses and doubles nothing."""

import random
import threading
import time

import pytest
from django.db import connection, transaction

from dispatch.kernel import actors, commands, events, outbox
from dispatch.kernel.models import Cursor, Entry, Stream
from tests.races.together import together

WRITERS = 8
COMMANDS = 40
STREAMS = [f"board:{number}" for number in range(1, 6)]


@pytest.fixture
def tail():
    """A reader of the whole log that keeps what it was given, registered for one test."""
    seen: list[outbox.Seen] = []
    outbox.reader("test.tail")(seen.extend)
    yield seen
    del outbox._readers["test.tail"]


def write(place: int, pause: float = 0.002) -> int:
    """One writer: commands that touch one to three streams, some of them refused at the end."""
    chance = random.Random(place)
    written = 0
    for number in range(COMMANDS):
        spoil = chance.random() < 0.1

        def work(tx: commands.Tx, number: int = number, spoil: bool = spoil) -> None:
            # The row comes first, so that this transaction has its number before it queues for the heads.
            tx.record_all(chance.sample(STREAMS, chance.randint(1, 3)), "said", {"by": place, "n": number})
            time.sleep(chance.random() * pause)
            if spoil:
                raise Spoilt

        try:
            commands.perform(actors.SYSTEM, "write", work, key=f"{place}-{number}")
            written += 1
        except Spoilt:
            continue
    return written


class Spoilt(Exception):
    """The command changed its mind after it had written."""


def assert_streams_gapless() -> None:
    for stream in Stream.objects.all():
        versions = list(Entry.objects.filter(stream=stream.name).order_by("version").values_list("version", flat=True))
        assert versions == list(range(1, stream.head + 1))


@pytest.mark.django_db(transaction=True)
def test_eight_writers_leave_no_hole_and_the_tail_gets_each_entry_once_in_its_place(tail):
    running = threading.Event()
    running.set()

    def work(place: int) -> int:
        if place < WRITERS:
            return write(place)
        rounds = 0
        while running.is_set():
            rounds += bool(outbox.run("test.tail", limit=7))
        return rounds

    def watch(place: int) -> int:
        try:
            return work(place)
        finally:
            if place < WRITERS:
                with lock:
                    finished.append(place)
                    if len(finished) == WRITERS:
                        running.clear()

    lock, finished = threading.Lock(), []
    *_, rounds = together(WRITERS + 1, watch)
    while outbox.run("test.tail", limit=50):
        pass

    assert rounds > 3, "the reader must have run while the writers did"
    assert_streams_gapless()
    assert len(tail) == Entry.objects.count()
    assert len({(entry.stream, entry.version) for entry in tail}) == len(tail)
    for name in STREAMS:
        versions = [entry.version for entry in tail if entry.stream == name]
        assert versions == list(range(1, len(versions) + 1)), name


@pytest.mark.django_db(transaction=True)
def test_numbers_follow_commits_also_when_an_older_transaction_comes_second(tail):
    """The one that began first waits, so its transaction number is lower and its entry newer."""
    old_began, new_done = threading.Event(), threading.Event()

    def work(place: int) -> None:
        if place == 0:
            with commands.begun(actors.SYSTEM, key="old") as tx:
                old_began.set()
                assert new_done.wait(10)
                tx.record("board:1", "second", {})
        else:
            assert old_began.wait(10)
            with commands.begun(actors.SYSTEM, key="new") as tx:
                tx.record("board:1", "first", {})
            new_done.set()

    together(2, work)
    assert list(Entry.objects.order_by("version").values_list("kind", flat=True)) == ["first", "second"]
    while outbox.run("test.tail", limit=1):
        pass
    assert [entry.kind for entry in tail] == ["first", "second"]


@pytest.mark.django_db(transaction=True)
def test_the_tail_waits_for_an_entry_that_commits_late(tail):
    """An entry is drawn, a later one commits first: nothing may be passed over."""
    drawn, go_on = threading.Event(), threading.Event()

    def work(place: int) -> list[str]:
        if place == 0:
            with transaction.atomic():
                events.append([events.Fact("board:1", "late", {})], "system")
                drawn.set()
                assert go_on.wait(10)
            return []
        assert drawn.wait(10)
        commands.perform(actors.SYSTEM, "quick", lambda tx: tx.record("board:2", "early", {}))
        outbox.run("test.tail")
        before = [entry.kind for entry in tail]
        go_on.set()
        return before

    _, before = together(2, work)
    assert "late" not in before
    while outbox.run("test.tail"):
        pass
    assert sorted(entry.kind for entry in tail) == ["early", "late"]


@pytest.mark.django_db(transaction=True)
def test_one_command_keeps_the_order_of_its_facts():
    def work(tx: commands.Tx) -> None:
        for number in range(50):
            tx.record(f"board:{number % 3}", "said", {"n": number})

    heads = commands.perform(actors.SYSTEM, "say", work)["heads"]
    assert heads == {"board:0": 17, "board:1": 17, "board:2": 16}
    assert [entry.data["n"] for entry in Entry.objects.order_by("seq")] == list(range(50))
    for name in heads:
        said = list(Entry.objects.filter(stream=name).order_by("version").values_list("data__n", flat=True))
        assert said == sorted(said)


@pytest.mark.django_db(transaction=True)
def test_writers_of_the_same_streams_in_opposite_order_never_deadlock():
    def work(place: int) -> int:
        names = STREAMS if place % 2 else STREAMS[::-1]
        for _ in range(25):
            with transaction.atomic():
                events.append([events.Fact(name, "said", {}) for name in names], "system")
        return 25

    assert sum(together(4, work)) == 100
    assert events.heads(STREAMS) == dict.fromkeys(STREAMS, 100)


@pytest.mark.django_db(transaction=True)
def test_two_runners_of_one_reader_share_the_work_and_double_nothing(tail):
    commands.perform(
        actors.SYSTEM, "say", lambda tx: [tx.record("board:1", "said", {"n": n}) for n in range(200)] and None
    )

    def work(_: int) -> int:
        # A runner that finds the other at work gets 0, which is not the end.
        while Cursor.objects.filter(reader="test.tail", seq__gte=last).count() == 0:
            outbox.run("test.tail", limit=9)
        return 1

    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM kernel_entry")
        last = cursor.fetchone()[0]
    together(3, work)
    assert [entry.version for entry in tail] == list(range(1, 201))
