"""A line as it is in a cellar, for tests: a proxy on loopback that is slow, loses packets and is cut."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Self

PIECE = 512
"""Bytes that pass at once; about one packet of a bad radio link."""
RESEND_S = 0.4
"""What a lost packet costs: TCP sends it again, and everything behind it waits."""


class BadLine:
    """Passes TCP on to `port` of this machine. Both directions share `rate`; use as a context manager."""

    def __init__(self, port: int, *, seed: int = 0) -> None:
        self._to = port
        self._rng = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._writers: set[asyncio.StreamWriter] = set()
        self._turn = asyncio.Lock()
        self._server: asyncio.Server | None = None
        self.rate: float | None = None
        self.loss = 0.0
        self.is_cut = False
        self.port = 0
        self.passed = 0
        self.instead: dict[bytes, bytes] = {}
        """What is put in the place of what on the way, of the same length: a server with something newer."""

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def slow(self, bits_per_second: float, loss: float) -> None:
        """From now on so slow, with so large a share of packets lost."""
        self.rate, self.loss = bits_per_second / 8, loss

    def cut(self) -> None:
        """Nothing passes any more, and what was under way is gone."""
        self.is_cut = True
        self._run(self._drop())

    def mend(self) -> None:
        self.is_cut = False

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._drop()
        mine = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in mine:
            task.cancel()
        await asyncio.gather(*mine, return_exceptions=True)

    async def _drop(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        # Cancelled only when the line is taken away for good; then nobody waits for an answer.
        with suppress(OSError, asyncio.CancelledError):
            there, away = await asyncio.open_connection("127.0.0.1", self._to)
            self._writers |= {writer, away}
            await asyncio.gather(self._pass(reader, away), self._pass(there, writer))
            self._writers -= {writer, away}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(PIECE if self.rate else 65_536):
                await self._wait(len(piece))
                for old, new in self.instead.items():
                    piece = piece.replace(old, new)
                writer.write(piece)
                await writer.drain()
                self.passed += len(piece)
        with suppress(OSError):
            writer.transport.abort() if self.is_cut else writer.close()

    async def _wait(self, size: int) -> None:
        """The piece's turn on the one link that everything shares."""
        if self.rate is None:
            return
        async with self._turn:
            await asyncio.sleep(size / self.rate)
        if self._rng.random() < self.loss:
            await asyncio.sleep(RESEND_S)
