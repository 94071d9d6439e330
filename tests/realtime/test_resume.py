"""Cut lines, killed servers and restarts: whoever comes back ends at the server's state. A real server over TCP."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.agreement import board as reducer
from tests.realtime.cast import Lakeside, board, cookie_of
from tests.realtime.client import Book
from tests.realtime.conftest import in_thread, said
from tests.realtime.tcp import TcpClient
from tests.served import Served


def reduced(book: Book, stream: str) -> dict:
    return reducer.logged(reducer.reduce(reducer.of(book.states[stream]), book.entries[stream]))


async def converged(book: Book, stream: str, port: int, cookie: str, seconds: float = 15) -> None:
    """Follow until a new snapshot says the same version, then compare."""
    node = stream.partition(":")[2]
    async with TcpClient(port, book, cookie) as client, httpx.AsyncClient(headers={"Cookie": cookie}) as http:
        await client.hello(stream)
        until = time.monotonic() + seconds
        while True:
            shown = (await http.get(f"http://127.0.0.1:{port}/api/v1/board/{node}/snapshot")).json()
            await client.until(lambda head=shown["version"]: book.versions.get(stream, -1) >= head)
            if book.versions[stream] == shown["version"]:
                break
            assert time.monotonic() < until
        assert reduced(book, stream) == reducer.logged(reducer.of(shown["state"]))


async def test_cut_at_any_moment_of_a_busy_hour_a_console_ends_at_the_servers_state(server):
    town = await in_thread(Lakeside)
    cookie = await in_thread(cookie_of, town.li)
    stream, book, chance = board(town.city), Book(), random.Random(7)
    done = asyncio.Event()

    async def reports() -> None:
        for number in range(40):
            await in_thread(town.report, 117.05 if number % 2 else 117.15)
            await in_thread(town.dispatch)
        done.set()

    async def lives() -> int:
        cuts = 0
        while not done.is_set():
            async with TcpClient(server.port, book, cookie) as client:
                await client.hello(stream)
                await asyncio.sleep(chance.random() * 0.15)
                client.cut()
            cuts += 1
        return cuts

    _, cuts = await asyncio.gather(reports(), lives())
    assert cuts > 5
    await converged(book, stream, server.port, cookie)
    assert len(book.resets) <= 2, "it is led on from its version, not started over"
    assert len(book.states[stream]["orders"]) + len(book.entries[stream]) > 40


async def test_a_killed_server_costs_nothing_that_was_committed_and_one_that_ends_says_goodbye(transactional_db):
    """kill -9 in the middle, commits while nobody serves, a new server that is ended in an orderly way."""
    town = await in_thread(Lakeside)
    cookie = await in_thread(cookie_of, town.li)
    stream, book = board(town.city), Book()
    async with started() as killed, TcpClient(killed.port, book, cookie) as client:
        await client.hello(stream)
        await client.until(lambda: stream in book.versions)
        await in_thread(town.report)
        await in_thread(town.dispatch)
        killed.kill()
        await client.until(lambda: client.closed is not None)
    await in_thread(town.report)
    await in_thread(town.dispatch)
    async with started() as ended:
        await converged(book, stream, ended.port, cookie)
        assert book.resets == [stream]
        async with TcpClient(ended.port, book, cookie) as client:
            await client.hello(stream)
            await client.until(lambda: book.beats)
            assert await in_thread(ended.stop) == 0
            await client.until(lambda: client.closed is not None)
            assert client.closed == 4012
            assert book.goodbye["reason"] == "restart"
            assert 0 < book.goodbye["retry_after"] < 12


@contextlib.asynccontextmanager
async def started() -> AsyncIterator[Served]:
    """A server of this test's own, without an engine."""
    server = await in_thread(lambda: Served.on_test_database(PAIDAN_ENGINE="0"))
    await in_thread(server.start)
    try:
        yield server
    finally:
        server.kill()


async def test_another_page_cannot_use_the_cookie(server):
    town = await in_thread(Lakeside)
    cookie = await in_thread(cookie_of, town.li)
    headers = {"Origin": "http://elsewhere.example", "Cookie": cookie}
    with pytest.raises(InvalidStatus):
        await connect(f"ws://127.0.0.1:{server.port}/ws/v1", additional_headers=headers)


async def test_what_another_process_committed_arrives_within_a_second(server):
    """No Redis, no doorbell between the two: the follower looks for itself."""
    town = await in_thread(Lakeside)
    cookie = await in_thread(cookie_of, town.li)
    stream = board(town.west.node)
    async with TcpClient(server.port, cookie=cookie) as client:
        await client.hello(stream)
        await client.until(lambda: client.book.resets)
        head = await said(1, stream=stream)
        began = time.monotonic()
        await client.until(lambda: client.book.versions[stream] == head)
        assert time.monotonic() - began < 1
