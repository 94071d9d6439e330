"""The one door through which state changes.

A command is one transaction: receipt of its idempotency key, locks, pure rule, rows, and the events appended last.
Refusals roll everything back, the receipt too, so a refused command may be tried again with the same key.
"""

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import orjson
from django.db import OperationalError, connection, transaction
from psycopg import errors as pg

from dispatch.kernel import clock, events
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal

log = logging.getLogger(__name__)

LOCK_TIMEOUT_MS = 3000
REHEARSAL_LOCK_MS = 300
TRIES = 4
_PASSING = (pg.LockNotAvailable, pg.DeadlockDetected, pg.SerializationFailure)


class Tx:
    """An open command. Verbs of every storey take it first and record their facts on it."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.at: datetime = clock.now()
        self.facts: list[events.Fact] = []
        self.answered: dict[str, Any] | None = None
        self.answer: dict[str, Any] = {}
        self.heads: dict[str, int] = {}

    def record(self, stream: str, kind: str, data: dict[str, Any], *, actor: Actor | None = None) -> None:
        """Append `data` to `stream` when the command ends. `actor`: who did it, where one command serves several."""
        self.facts.append(events.Fact(stream, kind, data, actor.key if actor else None))

    def record_all(self, streams: Iterable[str], kind: str, data: dict[str, Any]) -> None:
        """The same fact for several audiences that may see the same."""
        for stream in streams:
            self.facts.append(events.Fact(stream, kind, data))

    @property
    def result(self) -> dict[str, Any]:
        """What the caller gets: the command's answer with the heads that show it."""
        return self.answered if self.answered is not None else {**self.answer, "heads": self.heads}


@contextmanager
def begun(
    actor: Actor, *, key: str | None = None, name: str = "", body: object = None, patience_ms: int | None = None
) -> Iterator[Tx]:
    """Open a command. When `key` was answered before, `tx.answered` holds that answer: do nothing more.

    Raises command.key_reused where the key came with another body, busy where a lock was not to be had in time.
    """
    tx = Tx(actor)
    try:
        with transaction.atomic(durable=False):
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {patience_ms or LOCK_TIMEOUT_MS}")
            if key is not None:
                tx.answered = claim_key(actor, key, fingerprint(name, body), tx.at)
            yield tx
            if tx.answered is None:
                tx.heads = events.append(tx.facts, actor.key)
                if key is not None:
                    _store_answer(actor, key, tx.result)
    except OperationalError as error:
        if isinstance(error.__cause__, pg.LockNotAvailable):
            raise Refusal("busy", retry_after=1) from error
        raise


def perform(
    actor: Actor, name: str, work: Callable[[Tx], dict[str, Any] | None], *, key: str | None = None, body: object = None
) -> dict[str, Any]:
    """Run `work` as one command; gives its answer with the new heads. Deadlocks and lock time-outs are tried again."""
    for attempt in range(TRIES):
        try:
            with begun(actor, key=key, name=name, body=body) as tx:
                if tx.answered is None:
                    tx.answer = work(tx) or {}
            return tx.result
        except (OperationalError, Refusal) as error:
            cause = (
                error.__cause__ if isinstance(error, OperationalError) else getattr(error.__cause__, "__cause__", None)
            )
            if not isinstance(cause, _PASSING) or attempt == TRIES - 1:
                if isinstance(cause, _PASSING):
                    raise Refusal("busy", retry_after=1) from error
                raise
            time.sleep(0.01 * 2**attempt)
    raise AssertionError("unreachable")


class _TakenBack(Exception):
    """Ends a rehearsal: its transaction is rolled back before anything is told."""


def rehearse(actor: Actor, work: Callable[[Tx], dict[str, Any] | None]) -> dict[str, Any]:
    """What `work` would answer, or its refusal, with nothing kept: the very command, rolled back.

    It takes the command's locks and waits for them REHEARSAL_LOCK_MS only; nobody's work may wait for a question.
    """
    answer: dict[str, Any] = {}
    try:
        with begun(actor, patience_ms=REHEARSAL_LOCK_MS) as tx:
            answer = work(tx) or {}
            raise _TakenBack
    except _TakenBack:
        return answer
    except OperationalError as error:
        if isinstance(error.__cause__, _PASSING):
            raise Refusal("busy", retry_after=1) from error
        raise


def fingerprint(name: str, body: object) -> str:
    """What a key stands for: the command's name and its body, order of members aside."""
    try:
        written = orjson.dumps(body, option=orjson.OPT_SORT_KEYS, default=str)
    except TypeError:
        # It knows whole numbers up to 64 bits; an id of thirty digits names nothing, but must not be our error.
        written = json.dumps(body, sort_keys=True, default=str).encode()
    return hashlib.sha256(name.encode() + b"\0" + written).hexdigest()


def claim_key(actor: Actor, key: str, digest: str, at: datetime) -> dict[str, Any] | None:
    """Take `key` for this command, or give the answer it had. A twin in flight is waited for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_receipt (actor, key, fingerprint, at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (actor, key) DO NOTHING",
            [actor.key, key, digest, at],
        )
        if cursor.rowcount:
            return None
        cursor.execute("SELECT fingerprint, answer FROM kernel_receipt WHERE actor = %s AND key = %s", [actor.key, key])
        known_digest, answer = cursor.fetchone()
    if known_digest != digest:
        raise Refusal("command.key_reused")
    return orjson.loads(answer) if isinstance(answer, str | bytes) else answer


def _store_answer(actor: Actor, key: str, answer: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_receipt SET answer = %s::jsonb WHERE actor = %s AND key = %s",
            [events.encode(answer), actor.key, key],
        )


def forget_old_receipts(days: int = 30) -> int:
    """Drop receipts older than the 30 days for which a key is promised to be remembered."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_receipt WHERE at < %s - make_interval(days => %s)", [clock.now(), days])
        return cursor.rowcount
