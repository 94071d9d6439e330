"""Database work for the loop, on a few threads of its own.

`database_sync_to_async` would put all of it on the one thread that a process has for such things: forty questions of
50 ms took 2.1 s there, and new sockets had to wait. Here the follower has a thread to itself, whatever others ask.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection
from psycopg_pool import PoolTimeout

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

THREADS = 4
LONGEST_PAUSE = 5.0
# The database is away, restarting, or has no connection to spare. Anything else is a mistake of ours.
AWAY = (OperationalError, InterfaceError, PoolTimeout)


class Desk:
    """Threads that ask the database. Each gives its connection back after each piece of work."""

    def __init__(self, loop: asyncio.AbstractEventLoop, name: str, threads: int = THREADS) -> None:
        self._loop = loop
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=f"paidan-{name}")

    async def once(self, work: Callable[..., Answer], *args: Any) -> Answer:
        """The answer, or what went wrong."""
        return await self._loop.run_in_executor(self._threads, _run, work, args)

    async def patiently(self, work: Callable[..., Answer], *args: Any) -> Answer:
        """The answer, however long the database is away. For work that may be cancelled."""
        pause = 0.1
        while True:
            try:
                return await self.once(work, *args)
            except AWAY:
                log.warning("the database does not answer, trying again in %.1f s", pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def close(self) -> None:
        """End the threads after what they are doing."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _run(work: Callable[..., Answer], args: tuple[Any, ...]) -> Answer:
    try:
        return work(*args)
    finally:
        connection.close()
