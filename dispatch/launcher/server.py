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
from importlib import import_module
from typing import Any

from dispatch.launcher import ports
from dispatch.launcher.words import Halt, speak_utf8

log = logging.getLogger("paidan.server")

DRAIN_SECONDS = 10
GOODBYE_SECONDS = 3


class Serving:
    """One server process from start to end."""

    def __init__(self, fd: int, announce: Callable[[], None]) -> None:
        from dispatch.asgi import application, bridge

        self._bridge = bridge
        self._announce = announce
        self._ending = False
        self._tasks: list[asyncio.Future[Any]] = []
        proxied = os.environ.get("PAIDAN_PROXY") == "1"
        self._server = wire.Server(application, fd=fd, on_started=self._start, proxied=proxied)

    def run(self) -> None:
        """Serve until a signal, then drain."""
        self._server.run()

    def _start(self) -> None:
        loop = asyncio.get_event_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._on_signal)
        hook = _hook("dispatch.realtime.hub", "start")
        if hook is not None:
            outcome = hook()
            if inspect.isawaitable(outcome):
                self._tasks.append(asyncio.ensure_future(outcome))
        if os.environ.get("PAIDAN_ENGINE", "1") != "0":
            runner = _hook("dispatch.board.runner", "start")
            if runner is not None:
                runner()
        loop.call_soon(self._announce)

    def _on_signal(self) -> None:
        if self._ending:
            self._server.end()
            return
        self._ending = True
        self._tasks.append(asyncio.ensure_future(self._drain()))

    async def _drain(self) -> None:
        try:
            self._bridge.draining = True
            await self._server.stop_listening()
            deadline = time.monotonic() + DRAIN_SECONDS
            await _within(GOODBYE_SECONDS, _hook("dispatch.realtime.hub", "drain"))
            while self._bridge.inside and time.monotonic() < deadline:
                await asyncio.sleep(0.02)
            stop = _hook("dispatch.board.runner", "stop")
            if stop is not None:
                await _within(DRAIN_SECONDS, lambda: asyncio.get_running_loop().run_in_executor(None, stop))
        except Exception:
            log.exception("draining failed; ending all the same")
        finally:
            self._server.end()


def _hook(module: str, name: str) -> Callable[[], Any] | None:
    """A function of a storey that takes part in starting or stopping; a storey that has none is passed over."""
    try:
        return getattr(import_module(module), name, None)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        return None


async def _within(seconds: float, hook: Callable[[], Any] | None) -> None:
    if hook is None:
        return
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
    Serving(listener.fileno() if listener else int(fd or 0), announce or (lambda: None)).run()


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
