"""Doorbells between processes, over the channel layer: stream and head, nothing else. The only `group_send` there is.

A bell carries no promise, so it may be dropped: when Redis is dead or frozen, when too many wait. Every follower looks
for itself four times a second. Sending has a thread and a loop of its own, so that no request ever waits for Redis.
"""

import asyncio
import contextlib
import logging
import os
import threading
from collections.abc import Callable, Mapping
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

logger = logging.getLogger(__name__)

GROUP = "doorbells"
STREAMS_IN_A_BELL = 2000
SEND_TIMEOUT = 1.0
GATHER = 0.005
LONGEST_PAUSE = 5.0


def is_needed() -> bool:
    """Whether there may be other processes to ring at."""
    return bool(settings.REDIS_URL)


class Ringer:
    """Sends what this process committed. `ring` is quick and safe on any thread; the newest head of a stream wins."""

    def __init__(self) -> None:
        self._heads: dict[str, int] = {}
        self._lock = threading.Lock()
        self._some = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._owner = 0

    def ring(self, heads: Mapping[str, int]) -> None:
        """Pass the heads on to other processes, soon and perhaps."""
        with self._lock:
            if len(self._heads) < STREAMS_IN_A_BELL:
                self._heads.update(heads)
            # A worker that was forked after its parent had rung has the parent's state, but not its thread.
            if self._owner != os.getpid():
                self._owner, self._loop = os.getpid(), asyncio.new_event_loop()
                threading.Thread(target=self._run, args=(self._loop,), name="paidan-bells", daemon=True).start()
            assert self._loop is not None
            self._loop.call_soon_threadsafe(lambda: self._some.set())

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.run_until_complete(self._send_all())

    async def _send_all(self) -> None:
        layer: Any = get_channel_layer()
        self._some = asyncio.Event()
        self._some.set()
        pause = 0.0
        while True:
            await self._some.wait()
            await asyncio.sleep(max(GATHER, pause))
            self._some.clear()
            with self._lock:
                heads, self._heads = self._heads, {}
            try:
                await asyncio.wait_for(layer.group_send(GROUP, {"type": "bell", "heads": heads}), SEND_TIMEOUT)
                pause = 0.0
            except Exception as error:
                pause = min(max(0.1, pause * 2), LONGEST_PAUSE)
                logger.warning("doorbells do not get through, others will look for themselves: %r", error)


async def hear(rung: Callable[[Mapping[str, int]], None]) -> None:
    """Pass the bells of other processes to `rung`, for ever; a dead layer is tried again."""
    layer: Any = get_channel_layer()
    pause = 0.0
    while True:
        channel = ""
        try:
            channel = await asyncio.wait_for(layer.new_channel(), SEND_TIMEOUT)
            await asyncio.wait_for(layer.group_add(GROUP, channel), SEND_TIMEOUT)
            while True:
                message = await layer.receive(channel)
                rung({str(stream): int(head) for stream, head in message["heads"].items()})
                pause = 0.0
        except Exception as error:
            pause = min(max(0.2, pause * 2), LONGEST_PAUSE)
            logger.warning("doorbells of other processes are not heard: %r", error)
            with contextlib.suppress(Exception):
                await asyncio.wait_for(layer.group_discard(GROUP, channel), SEND_TIMEOUT)
            await asyncio.sleep(pause)


ringer = Ringer()
