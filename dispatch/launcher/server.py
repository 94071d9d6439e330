"""The serving process: `python -m dispatch.launcher.server` (also `manage.py serve`).

Starts what a server runs besides answering (the engine, timers and outbox; the realtime hub's follower), and drains
before it ends: no new connections, running requests finish, sockets hear goodbye, workers end their step, exit 0.
"""

from dispatch.launcher import wire  # isort: skip

import argparse
import asyncio
import inspect
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from dispatch.launcher import ports
from dispatch.launcher.bridge import Bridge
from dispatch.launcher.words import Halt, speak_utf8

log = logging.getLogger("paidan.server")

ENGINE = "dispatch.board.runner"
# What runs beside the requests. Each may have start(), drain() (say goodbye) and stop(), coroutines or not.
PARTS = ("dispatch.realtime.hub", ENGINE)
DRAIN_SECONDS = 10
GOODBYE_SECONDS = 3


class Serving:
    """One server process from start to end."""

    def __init__(
        self, fd: int, announce: Callable[[], None], *, application: Any, bridge: Bridge, parts: tuple[str, ...]
    ) -> None:
        self._bridge = bridge
        self._announce = announce
        self._ending = False
        self._parts = parts
        self._failed = False
        self._tasks: list[asyncio.Future[Any]] = []
        proxied = os.environ.get("PAIDAN_PROXY") == "1"
        self._server = wire.Server(application, fd=fd, on_started=self._start, proxied=proxied)

    def run(self) -> None:
        """Serve until a signal, then drain."""
        self._server.run()
        if self._failed:
            raise SystemExit(1)
        if self._bridge.inside:
            # Threads that outlasted the draining would be waited for at exit, without a bound.
            log.warning("%s requests were cut off", self._bridge.inside)
            sys.stdout.flush()
            os._exit(0)

    def _start(self) -> None:
        loop = asyncio.get_event_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._on_signal)
        # The parts may want a running loop, which there is from the next turn on.
        loop.call_soon(lambda: self._tasks.append(asyncio.ensure_future(self._begin())))

    async def _begin(self) -> None:
        try:
            for start in self._hooks("start"):
                outcome = start()
                if inspect.isawaitable(outcome):
                    await outcome
        except Exception:
            log.exception("a part of the server did not start")
            self._failed = True
            self._server.end()
            return
        self._announce()

    def _on_signal(self) -> None:
        if self._ending:
            self._server.end()
            return
        self._ending = True
        self._tasks.append(asyncio.ensure_future(self._drain()))

    def _hooks(self, name: str) -> list[Callable[[], Any]]:
        """The parts' functions of this name; a part need not have one."""
        found = [getattr(import_module(part), name, None) for part in self._parts if find_spec(part) is not None]
        return [hook for hook in found if hook is not None]

    async def _drain(self) -> None:
        try:
            self._bridge.draining = True
            await self._server.stop_listening()
            deadline = time.monotonic() + DRAIN_SECONDS
            for drain in self._hooks("drain"):
                await _within(GOODBYE_SECONDS, drain)
            while self._bridge.inside and time.monotonic() < deadline:
                await asyncio.sleep(0.02)
            for stop in reversed(self._hooks("stop")):
                # Threads are waited for, so on a thread: sockets still hear what the last step did.
                on_thread = partial(asyncio.get_running_loop().run_in_executor, None, stop)
                await _within(DRAIN_SECONDS, stop if inspect.iscoroutinefunction(stop) else on_thread)
        except Exception:
            log.exception("draining failed; ending all the same")
        finally:
            self._server.end()


async def _within(seconds: float, hook: Callable[[], Any]) -> None:
    outcome = hook()
    if inspect.isawaitable(outcome):
        try:
            await asyncio.wait_for(outcome, seconds)
        except TimeoutError:
            log.warning("%s took longer than %s s", hook, seconds)


def serve(fd: int | None = None, announce: Callable[[], None] | None = None) -> None:
    """Serve on an inherited listening socket, or on HOST and PORT."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
    django.setup()
    listener = ports.listen() if fd is None else None
    from dispatch.asgi import application, bridge

    # With Celery workers a server may leave the engine to them.
    parts = tuple(part for part in PARTS if part != ENGINE or os.environ.get("PAIDAN_ENGINE", "1") != "0")
    where = listener.fileno() if listener else int(fd or 0)
    Serving(where, announce or (lambda: None), application=application, bridge=bridge, parts=parts).run()


def main() -> int:
    """Command line: --fd N serves an inherited socket; --ready-fd N gets one byte once requests are answered."""
    speak_utf8()
    parser = argparse.ArgumentParser(prog="serve")
    parser.add_argument("--fd", type=int)
    parser.add_argument("--ready-fd", type=int)
    given = parser.parse_args()

    def announce() -> None:
        if given.ready_fd is not None:
            os.write(given.ready_fd, b"1")
            os.close(given.ready_fd)

    try:
        serve(given.fd, announce)
    except Halt as halt:
        halt.show()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
