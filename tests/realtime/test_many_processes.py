"""Any number of processes on one database: a change through one reaches sockets of another, with Valkey or without.

Valkey carries hints and Celery's ticks, never the work: killed, it costs a moment. With neither, one process does all.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from dispatch.launcher.children import tie_to_parent
from dispatch.launcher.valkey import Valkey
from repairs.models import WorkOrder
from tests.realtime.cast import Lakeside, board, cookie_of
from tests.realtime.client import Book
from tests.realtime.conftest import in_thread
from tests.realtime.tcp import TcpClient
from tests.served import ROOT, Served

REPORT = {"utility": "electricity", "symptom": "no_power", "place": {"lon": 117.05, "lat": 31.05}}
WITH_BELLS = 1.0
BY_LOOKING = 3.0


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    """One of the test's own, because it is killed."""
    server = Valkey(tmp_path / "valkey")
    yield server
    server.stop()


async def report_through(server: Served) -> None:
    async with httpx.AsyncClient() as http:
        answer = await http.post(f"{server.url}/api/v1/requests", json=REPORT)
    assert answer.status_code == 201, answer.text


async def heard_after(client: TcpClient, stream: str, server: Served, town: Lakeside, cookie: str) -> float:
    """Put an order before a dispatcher through a server; seconds from its answer until the client's stream moves."""
    order = await in_thread(town.report)
    before = client.book.versions[stream]
    token = "t" * 32
    headers = {"Cookie": f"{cookie}; csrftoken={token}", "X-CSRFToken": token, "Origin": server.url}
    async with httpx.AsyncClient(headers=headers) as http:
        answer = await http.post(f"{server.url}/api/v1/board/orders/{order.pk}/queue", json={"note": "look at it"})
    assert answer.status_code == 200, answer.text
    began = time.perf_counter()
    await client.until(lambda: client.book.versions[stream] > before)
    return time.perf_counter() - began


def states_told(book: Book, stream: str) -> list[str]:
    """The states that orders went through, as a console heard of them."""
    return [entry["data"]["order"]["state"] for entry in book.entries[stream] if "order" in entry["data"]]


async def test_a_change_through_one_process_reaches_sockets_of_the_other_also_when_valkey_dies(
    transactional_db: None, valkey: Valkey
) -> None:
    address = valkey.start()
    town = await in_thread(Lakeside)
    cookie, stream = await in_thread(cookie_of, town.li), board(town.city)
    env = {"REDIS_URL": address, "PAIDAN_ENGINE": "0"}
    with Served.on_test_database(**env) as one, Served.on_test_database(**env) as other:
        async with TcpClient(other.port, Book(), cookie) as client:
            await client.hello(stream)
            await client.until(lambda: stream in client.book.versions)
            async with Bells(address) as bells:
                assert await heard_after(client, stream, one, town, cookie) < WITH_BELLS
                assert await heard_after(client, stream, one, town, cookie) < WITH_BELLS
                assert bells, "a bell went through Valkey"
            # kill -9 in the midst of it: nobody is told that there are no hints any more.
            assert valkey._child is not None
            assert valkey._child.process is not None
            valkey._child.process.kill()
            for _ in range(3):
                assert await heard_after(client, stream, one, town, cookie) < BY_LOOKING
        async with TcpClient(other.port, Book(), cookie) as late:
            await late.hello(stream)
            await late.until(lambda: stream in late.book.versions)
            assert len(late.book.states[stream]["orders"]) == 5


class Bells:
    """What is published on a Valkey while this is open."""

    def __init__(self, address: str) -> None:
        self._redis = Redis.from_url(address)
        self._heard: list[Any] = []

    async def __aenter__(self) -> list[Any]:
        self._line = self._redis.pubsub()
        await self._line.psubscribe("*")
        self._task = asyncio.create_task(self._listen())
        return self._heard

    async def _listen(self) -> None:
        async for message in self._line.listen():
            if message["type"] == "pmessage":
                self._heard.append(message)

    async def __aexit__(self, *exception: object) -> None:
        self._task.cancel()
        await self._line.aclose()
        await self._redis.aclose()


@contextmanager
def celery(database_url: str, redis_url: str, room: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The worker with its beat, as README starts it."""
    env = {**os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url, "PAIDAN_VAR": str(room)}
    with tempfile.TemporaryFile("w+b") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "dispatch.celery", "worker", "-B", "--concurrency", "1"],
            cwd=ROOT,
            env={**env, "DJANGO_SETTINGS_MODULE": "dispatch.settings"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=lambda: tie_to_parent(signal.SIGKILL),
        )
        try:
            yield worker
        except BaseException:
            log.seek(0)
            print(log.read().decode(errors="replace"))
            raise
        finally:
            worker.terminate()
            try:
                worker.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()


async def test_workers_place_what_the_servers_leave_to_them(
    transactional_db: None, redis_url: str, tmp_path: Path
) -> None:
    town = await in_thread(Lakeside)
    cookie, stream = await in_thread(cookie_of, town.li), board(town.city)
    left_lying = {path.name for path in ROOT.iterdir()}
    server = Served.on_test_database(REDIS_URL=redis_url, PAIDAN_ENGINE="0")
    with server:
        async with TcpClient(server.port, Book(), cookie) as client:
            await client.hello(stream)
            await client.until(lambda: stream in client.book.versions)
            await report_through(server)
            await asyncio.sleep(1.5)
            assert await in_thread(WorkOrder.objects.filter(state="waiting").count) == 1, "nobody places it"
            with celery(server.database_url, redis_url, tmp_path):
                await client.until(lambda: states_told(client.book, stream)[-1:] == ["assigned"], seconds=30)
                # In full swing now: the next ones are placed within a tick or two.
                began = time.perf_counter()
                await report_through(server)
                await client.until(lambda: states_told(client.book, stream).count("assigned") == 2, seconds=30)
                assert time.perf_counter() - began < 5
    assert await in_thread(WorkOrder.objects.filter(state="assigned").count) == 2
    assert {path.name for path in ROOT.iterdir()} == left_lying, "beat keeps its notes where data belong"


async def test_without_valkey_and_celery_one_process_does_everything(served: Served) -> None:
    town = await in_thread(Lakeside)
    cookie, stream = await in_thread(cookie_of, town.li), board(town.city)
    async with TcpClient(served.port, Book(), cookie) as client:
        await client.hello(stream)
        await client.until(lambda: stream in client.book.versions)
        await report_through(served)
        await client.until(lambda: "assigned" in states_told(client.book, stream))
