"""The intake lane: one thread writes what waits in one transaction and answers after the commit.

No artificial delay: a lone request is written at once, and while it is being written the next group gathers. The queue
is bounded; past it callers hear `overloaded` with Retry-After instead of waiting without end. When the database is
away, the group is tried again until its callers have given up; a group with one bad request is taken one by one.
"""

import logging
import queue
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from dispatch.kernel import doorbell
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal
from repairs import intake

log = logging.getLogger(__name__)

QUEUE = 2000
GROUP = 200
PATIENCE_SECONDS = 15.0

_Item = tuple[intake.Wanted, "Future[intake.Answer]", float]


class Lane:
    """A bounded queue and its writer, started with the first request."""

    def __init__(self) -> None:
        self._queue: queue.Queue[_Item] = queue.Queue(QUEUE)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, wanted: intake.Wanted) -> intake.Answer:
        """Take a request; returns when it is durable. Refuses with overloaded, busy or the request's own refusal."""
        if connection.in_atomic_block:
            return _one(wanted)
        if wanted.key is None:
            # A commit whose answer is lost looks like a failure and is tried again; the key makes it happen once.
            wanted = replace(wanted, key=f"lane:{uuid4().hex}")
        future: Future[intake.Answer] = Future()
        try:
            self._queue.put_nowait((wanted, future, time.monotonic() + PATIENCE_SECONDS))
        except queue.Full:
            raise Refusal("overloaded", retry_after=2) from None
        self._ensure_running()
        # The asker's connection goes back to the pool: with as many askers waiting as there are connections, the writer
        # would get none and all would wait for one another.
        connection.close()
        try:
            return future.result(PATIENCE_SECONDS + 1)
        except TimeoutError:
            raise Refusal("busy", retry_after=3) from None

    def _ensure_running(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            with self._starting:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._run, name="paidan-intake", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while True:
            group = [self._queue.get()]
            with suppress(queue.Empty):
                while len(group) < GROUP:
                    group.append(self._queue.get_nowait())
            try:
                self._write(group)
            except Exception:
                log.exception("the intake lane failed and goes on")
                for _, future, _ in group:
                    if not future.done():
                        future.set_exception(Refusal("busy", retry_after=3))
            finally:
                close_old_connections()

    def _write(self, group: list[_Item]) -> None:
        pause = 0.05
        while group:
            try:
                outcomes = intake.take_many([wanted for wanted, _, _ in group])
            except (OperationalError, InterfaceError):
                log.warning("intake waits for the database", exc_info=True)
                close_old_connections()
                time.sleep(pause)
                pause = min(pause * 2, 1.0)
                group = self._still_waiting(group)
                continue
            except Exception:
                log.exception("a group of %d requests failed together; taking them one by one", len(group))
                for wanted, future, _ in group:
                    try:
                        future.set_result(intake.take(wanted.actor, wanted.form, wanted.key))
                    except (OperationalError, InterfaceError):
                        log.exception("intake lost the database")
                        future.set_exception(Refusal("busy", retry_after=3))
                    except Exception as error:
                        future.set_exception(error)
                break
            for (_, future, _), outcome in zip(group, outcomes, strict=True):
                if isinstance(outcome, Refusal):
                    future.set_exception(outcome)
                else:
                    future.set_result(outcome)
            break
        doorbell.knock("engine")

    @staticmethod
    def _still_waiting(group: list[_Item]) -> list[_Item]:
        now = time.monotonic()
        for _, future, until in group:
            if until <= now:
                future.set_exception(Refusal("busy", retry_after=3))
        return [item for item in group if item[2] > now]


def _one(wanted: intake.Wanted) -> intake.Answer:
    """Inside somebody's transaction there is nothing to group."""
    outcome = intake.take_many([wanted])[0]
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


lane = Lane()


def take(
    actor: Actor, form: intake.IntakeForm, key: str | None = None, address: dict[str, Any] | None = None
) -> intake.Answer:
    """Take a request through this process's lane; `address` is told with the answer."""
    return lane.submit(intake.Wanted(actor, form, key, address))
