"""The server's own hands: a thread for the engine, one for timers and the outbox, one that tells technicians.

With Celery the same steps run as its tasks (`dispatch.board.tasks`); both may run at once, because the steps claim
their work in the database. Hints wake the engine at once; without a hint it looks four times a second.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from dispatch.board import engine
from dispatch.kernel import doorbell, outbox, timers
from field.telling import sending

log = logging.getLogger(__name__)

ENGINE_LOOKS_EVERY = 0.25
TIMERS_LOOK_EVERY = 0.5
TELLING_LOOKS_EVERY = 1.0
LEASE_SECONDS = 3.0


class Worker:
    """One thread that does a step whenever it is woken or its interval has passed; failing steps back off."""

    def __init__(self, name: str, step: Callable[[], int], every: float) -> None:
        self._step, self._every = step, every
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"paidan-{name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def stop(self, timeout: float = 10) -> None:
        self._stopping.set()
        self._wake.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            self._wake.wait(self._every * min(2**failures, 20))
            self._wake.clear()
            if self._stopping.is_set():
                break
            try:
                while self._step() and not self._stopping.is_set():
                    pass
                failures = 0
            except (OperationalError, InterfaceError):
                # The database is away or restarting; nothing is lost, the rows wait.
                failures += 1
                log.warning("%s: the database does not answer, trying again", self._thread.name, exc_info=failures == 1)
                close_old_connections()
            except Exception:
                failures += 1
                log.exception("%s failed and goes on", self._thread.name)
                close_old_connections()
        connection.close()


_workers: list[Worker] = []
_unlisten: list[Callable[[], None]] = []


def timer_step() -> int:
    """What is due, by whoever holds the lease, then one round of the outbox."""
    holder = f"{socket.gethostname()}:{os.getpid()}"
    if not timers.lease("sweeper", holder, LEASE_SECONDS):
        return 0
    return timers.sweep() + outbox.run_all()


def start() -> None:
    """Start the threads; starting twice is harmless."""
    if _workers:
        return
    placing = Worker("engine", engine.step, ENGINE_LOOKS_EVERY)
    ticking = Worker("timers", timer_step, TIMERS_LOOK_EVERY)
    # Of its own, because it waits for push services and gateways.
    telling = Worker("telling", sending.step, TELLING_LOOKS_EVERY)
    _workers.extend([placing, ticking, telling])
    _unlisten.append(doorbell.on("engine", placing.wake))
    for worker in _workers:
        worker.start()


def stop() -> None:
    """End the threads after the step they are in."""
    for end in _unlisten:
        end()
    _unlisten.clear()
    for worker in _workers:
        worker.stop()
    _workers.clear()
