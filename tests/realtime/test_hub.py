"""The follower: everybody gets everything of their streams, once, also when nobody rings and the database goes away."""

import asyncio
import contextlib

import pytest
from django.db import OperationalError, connection

from dispatch.kernel import doorbell, events
from dispatch.realtime import log
from tests.realtime.client import AsgiClient, Book
from tests.realtime.conftest import in_thread, said

BOARD = "board:1"


def numbers(book: Book, stream: str = BOARD) -> list[int]:
    return [entry["data"]["n"] for entry in book.entries[stream]]


def is_whole(book: Book, total: int, stream: str = BOARD) -> bool:
    """Whether state and entries together say what was said."""
    state = book.states.get(stream, {"sum": 0})
    return state["sum"] + sum(entry["data"]["n"] for entry in book.entries.get(stream, [])) == total


async def test_a_new_client_gets_the_state_and_then_each_entry(hub):
    await said(1, 2)
    async with AsgiClient() as client:
        client.hello(BOARD)
        await client.until(lambda: client.book.resets == [BOARD])
        assert client.book.states[BOARD] == {"count": 2, "sum": 3}
        head = await said(3, 4)
        await client.until(lambda: client.book.versions[BOARD] == head)
        assert numbers(client.book) == [3, 4]
        entry = client.book.entries[BOARD][0]
        assert set(entry) == {"v", "kind", "at", "data"}
        assert entry["kind"] == "said"
        assert entry["at"].endswith("Z")


async def test_a_client_that_comes_back_is_led_on_from_its_version(hub):
    await said(1, 2, 3)
    book = Book()
    book.versions[BOARD] = 1
    async with AsgiClient(book) as client:
        client.hello(BOARD)
        await client.until(lambda: book.versions[BOARD] == 3)
    assert (book.resets, numbers(book)) == ([], [2, 3])


@pytest.mark.parametrize("version", [99, 2**52])
async def test_a_client_ahead_of_the_log_starts_over(hub, version):
    await said(1)
    book = Book()
    book.versions[BOARD] = version
    async with AsgiClient(book) as client:
        client.hello(BOARD)
        await client.until(lambda: book.resets)
    assert (book.versions[BOARD], book.states[BOARD]["sum"]) == (1, 1)


async def test_a_client_too_far_behind_starts_over(hub, monkeypatch):
    monkeypatch.setattr(log, "must_reset", lambda after, head: head - after > 2)
    await said(1, 2, 3)
    book = Book()
    book.versions[BOARD] = 0
    async with AsgiClient(book) as client:
        client.hello(BOARD)
        await client.until(lambda: book.resets)
    assert book.states[BOARD]["sum"] == 6


async def test_a_client_before_the_place_where_the_log_was_cut_off_starts_over(hub):
    await said(1, 2, 3)
    await in_thread(lambda: log_cut(2))
    book = Book()
    book.versions[BOARD] = 0
    async with AsgiClient(book) as client:
        client.hello(BOARD)
        await client.until(lambda: book.resets)
        assert book.versions[BOARD] == 3


@contextlib.asynccontextmanager
async def crowd(count: int):
    """So many clients, connected."""
    async with contextlib.AsyncExitStack() as stack:
        yield [await stack.enter_async_context(AsgiClient()) for _ in range(count)]


def log_cut(before: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_entry WHERE version < %s", [before])


async def test_a_long_way_back_is_led_in_steps(hub, monkeypatch):
    monkeypatch.setattr(log, "BATCH", 3)
    monkeypatch.setattr(log.after, "__defaults__", (3,))
    await said(*range(10))
    book = Book()
    book.versions[BOARD] = 0
    async with AsgiClient(book) as client:
        client.hello(BOARD)
        await client.until(lambda: book.versions[BOARD] == 10)
    assert numbers(book) == list(range(10))


async def test_a_commit_that_rang_nowhere_is_found_all_the_same(hub, monkeypatch):
    async with AsgiClient() as client:
        client.hello(BOARD)
        await client.until(lambda: client.book.resets)
        monkeypatch.setattr(doorbell, "ring", lambda heads: None)
        head = await said(1, 2)
        await client.until(lambda: client.book.versions[BOARD] == head, seconds=3)
        await said(3, stream="board:2")
        head = await said(4)
        await client.until(lambda: client.book.versions[BOARD] == head, seconds=3)
        assert numbers(client.book) == [1, 2, 4]


async def test_a_transaction_that_commits_late_is_found_although_a_later_one_came_first(hub, monkeypatch):
    """It drew its number before the look and committed after it, and nobody rang."""
    monkeypatch.setattr(doorbell, "ring", lambda heads: None)
    drawn, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def late() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            events.append([events.Fact(BOARD, "said", {"n": 7})], "system")
            loop.call_soon_threadsafe(drawn.set)
            asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)
            cursor.execute("COMMIT")

    async with AsgiClient() as client:
        client.hello(BOARD, "board:2")
        await client.until(lambda: len(client.book.resets) == 2)
        committing = asyncio.create_task(in_thread(late))
        await drawn.wait()
        head = await said(1, stream="board:2")
        await client.until(lambda: client.book.versions["board:2"] == head)
        go_on.set()
        await committing
        await client.until(lambda: client.book.versions[BOARD] == 1, seconds=3)


async def test_many_sockets_share_one_reading_and_one_frame(hub, monkeypatch):
    read: list[int] = []
    after = log.after
    monkeypatch.setattr(log, "after", lambda wanted, limit=250: read.append(len(list(wanted))) or after(wanted, limit))
    async with crowd(30) as clients:
        for client in clients:
            client.hello(BOARD)
        for client in clients:
            await client.until(lambda client=client: client.book.resets)
        read.clear()
        head = await said(5)
        for client in clients:
            await client.until(lambda client=client: client.book.versions[BOARD] == head)
        assert len(read) <= 2


async def test_streams_are_kept_apart_and_a_new_hello_replaces_the_old(hub):
    async with AsgiClient() as client:
        client.hello(BOARD, "board:2")
        await client.until(lambda: len(client.book.resets) == 2)
        client.hello("board:2")
        client.say({"t": "ping"})
        await client.until(lambda: client.book.pongs)
        await said(1)
        head = await said(2, stream="board:2")
        await client.until(lambda: client.book.versions["board:2"] == head)
        assert client.book.entries[BOARD] == []


async def test_a_stream_nobody_may_follow_is_not_found_and_says_nothing(hub):
    async with AsgiClient() as client:
        client.hello(BOARD, "crew:7")
        await client.until(lambda: client.book.refusals and client.book.resets)
        assert client.book.refusals["crew:7"]["code"] == "not_found"
        await said(1, stream="crew:7")
        head = await said(2)
        await client.until(lambda: client.book.versions[BOARD] == head)
        assert "crew:7" not in client.book.versions


async def test_beats_name_what_the_client_has(hub):
    async with AsgiClient() as client:
        client.hello(BOARD)
        await client.until(lambda: {BOARD: 0} in client.book.beats)
        await said(1, 2)
        await client.until(lambda: {BOARD: 2} in client.book.beats)


async def test_while_the_database_is_away_there_are_no_beats_and_then_everything_comes(hub, monkeypatch):
    is_away = False

    def away(work):
        def ask(*args):
            if is_away:
                raise OperationalError("the server closed the connection unexpectedly")
            return work(*args)

        return ask

    async with AsgiClient() as client:
        client.hello(BOARD)
        await client.until(lambda: client.book.beats)
        for name in ("moved", "after", "replay"):
            monkeypatch.setattr(log, name, away(getattr(log, name)))
        is_away = True
        head = await said(1, 2, 3)
        monkeypatch.setattr(hub, "_looked_at", hub.loop.time() - 10)
        client.book.beats.clear()
        await asyncio.sleep(0.4)
        assert client.book.beats == []
        is_away = False
        await client.until(lambda: client.book.versions[BOARD] == head and client.book.beats)
        assert numbers(client.book) == [1, 2, 3]


async def test_clients_that_come_and_go_under_load_converge(hub):
    """Writers, sockets cut at any moment, some of them with hellos on top."""
    books = [Book() for _ in range(6)]
    rounds = 12

    async def live(place: int) -> None:
        for turn in range(rounds):
            async with AsgiClient(books[place]) as client:
                client.hello(BOARD, "board:2")
                if turn % 3 == 1:
                    client.hello("board:2", BOARD)
                await asyncio.sleep(0.004 * ((place + turn) % 5))

    async def write(stream: str) -> None:
        for number in range(1, 61):
            await said(number, stream=stream)

    await asyncio.gather(write(BOARD), write("board:2"), *(live(place) for place in range(6)))
    for book in books:
        async with AsgiClient(book) as client:
            client.hello(BOARD, "board:2")
            await client.until(lambda book=book: book.versions.get(BOARD) == 60 and book.versions.get("board:2") == 60)
        for stream in (BOARD, "board:2"):
            assert is_whole(book, sum(range(1, 61)), stream)


async def test_goodbye_at_the_end_says_when_to_come_back(hub):
    async with crowd(5) as clients:
        for client in clients:
            client.hello(BOARD)
            await client.until(lambda client=client: client.book.resets)
        await hub.drain()
        moments = set()
        for client in clients:
            await client.until(lambda client=client: client.closed is not None)
            assert client.book.goodbye["reason"] == "restart"
            assert client.closed == 4012
            moments.add(client.book.goodbye["retry_after"])
        assert all(0 < moment <= 11 for moment in moments)
        async with AsgiClient() as late:
            assert not late.is_accepted
