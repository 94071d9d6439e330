"""Readers who stopped cost the server a bounded amount, and nobody else notices them. A real server over TCP."""

import asyncio
import time
from pathlib import Path

from dispatch.kernel import actors, commands
from dispatch.realtime import outlet
from tests.realtime.cast import Lakeside, board, cookie_of
from tests.realtime.conftest import in_thread
from tests.realtime.tcp import StuckClient, TcpClient

STUCK = 5
MANY = 400
KILOBYTES = 32


def resident(pid: int) -> int:
    """Memory of a process in bytes."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def flood(stream: str, place: int) -> None:
    """One entry of many kilobytes."""
    fact = {"facts": {"place": place, "filler": "x" * (KILOBYTES << 10)}}
    commands.perform(actors.SYSTEM, "flood", lambda tx: tx.record(stream, "order.taken", fact))


async def test_stuck_readers_are_let_go_and_the_others_get_everything(server):
    town = await in_thread(Lakeside)
    cookie = await in_thread(cookie_of, town.li)
    stream = board(town.city)
    stuck = await in_thread(lambda: [StuckClient(server.port, cookie, stream) for _ in range(STUCK)])
    async with TcpClient(server.port, cookie=cookie) as quick:
        await quick.hello(stream)
        await quick.until(lambda: quick.book.resets)
        begun = quick.book.versions[stream]
        before = resident(server.process.pid)
        for place in range(MANY):
            await in_thread(flood, stream, place)
        await quick.until(lambda: quick.book.versions[stream] == begun + MANY)
        assert [entry["data"]["facts"]["place"] for entry in quick.book.entries[stream][-MANY:]] == list(range(MANY))
        grown = resident(server.process.pid) - before
        assert grown < STUCK * outlet.BACKLOG_BYTES + (48 << 20), f"{grown >> 20} MiB more for {STUCK} stuck readers"
        for each in stuck:
            # Twelve megabytes were said; a stuck reader is let go with what kernel and backlog held of them.
            got = await in_thread(each.read_to_the_end)
            assert len(got) < MANY * (KILOBYTES << 10) * 0.8
            each.close()
        assert quick.closed is None


async def test_a_reader_who_only_pauses_gets_everything(server):
    """A pause that fits the backlog costs nothing but time."""
    town = await in_thread(Lakeside)
    cookie = await in_thread(cookie_of, town.li)
    stream = board(town.city)
    async with TcpClient(server.port, cookie=cookie) as client:
        await client.hello(stream)
        await client.until(lambda: client.book.resets)
        begun = client.book.versions[stream]
        client._line.transport.pause_reading()
        for place in range(20):
            await in_thread(flood, stream, place)
        await asyncio.sleep(0.5)
        client._line.transport.resume_reading()
        began = time.monotonic()
        await client.until(lambda: client.book.versions[stream] == begun + 20)
        assert time.monotonic() - began < 5
        assert client.book.goodbye is None
