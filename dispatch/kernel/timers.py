"""Deadlines as rows. A leased sweeper fires what is due; the row goes in the transaction of its effect.

That makes firing exactly once whoever sweeps and whenever they die, also with no broker anywhere. Handlers get one
timer, or with `batch=True` all due ones of their kind together; a batch that fails is tried one by one, and a timer
that fails is put off with growing delay so that it holds up nobody.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import orjson
from django.db import connection

from dispatch.kernel import clock, commands, events
from dispatch.kernel.actors import SYSTEM

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Due:
    """A timer that fires: `late` says by how much."""

    id: int
    kind: str
    subject: str
    due_at: datetime
    data: dict[str, Any] = field(default_factory=dict)


_handlers: dict[str, tuple[Callable[..., None], bool]] = {}


def handler(kind: str, *, batch: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register what to do when a timer of `kind` fires."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        _handlers[kind] = (function, batch)
        return function

    return register


def arm_many(timers: Iterable[tuple[str, str, datetime, dict[str, Any] | None]]) -> None:
    """Arm timers (kind, subject, due_at, data) in one statement; one that is armed already moves."""
    rows = sorted(timers, key=lambda row: row[:2])
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_timer (kind, subject, due_at, data, failures)"
            " SELECT kind, subject, due_at, data, 0"
            " FROM unnest(%s::text[], %s::text[], %s::timestamptz[], %s::jsonb[]) AS t(kind, subject, due_at, data)"
            " ON CONFLICT (kind, subject) DO UPDATE"
            " SET due_at = EXCLUDED.due_at, data = EXCLUDED.data, failures = 0",
            [
                [row[0] for row in rows],
                [row[1] for row in rows],
                [row[2] for row in rows],
                [events.encode(row[3] or {}) for row in rows],
            ],
        )


def arm(kind: str, subject: str, due_at: datetime, data: dict[str, Any] | None = None) -> None:
    """Arm one timer; one that is armed already moves."""
    arm_many([(kind, subject, due_at, data)])


def cancel_many(timers: Iterable[tuple[str, str]]) -> None:
    """Disarm timers (kind, subject); those that fired already are passed over."""
    pairs = sorted(timers)
    if not pairs:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kernel_timer t USING unnest(%s::text[], %s::text[]) AS g(kind, subject)"
            " WHERE t.kind = g.kind AND t.subject = g.subject",
            [[kind for kind, _ in pairs], [subject for _, subject in pairs]],
        )


def cancel(kind: str, subject: str) -> None:
    """Disarm one timer."""
    cancel_many([(kind, subject)])


def sweep(limit: int = 500) -> int:
    """Fire what is due, most overdue first, `limit` at most. Gives the number fired. Safe beside other sweepers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, kind FROM kernel_timer WHERE due_at <= %s AND kind = ANY(%s) ORDER BY due_at, id LIMIT %s",
            [clock.now(), list(_handlers), limit],
        )
        due = cursor.fetchall()
    fired = 0
    for kind, group in groupby(sorted(due, key=lambda row: row[1]), key=lambda row: row[1]):
        ids = [row[0] for row in group]
        _, batch = _handlers[kind]
        if batch and len(ids) > 1:
            try:
                fired += _fire(ids)
                continue
            except Exception:
                log.exception("timers %s failed together; trying one by one", kind)
        for one in ids:
            try:
                fired += _fire([one])
            except Exception:
                log.exception("timer %s %s failed", kind, one)
                _put_off(one)
    return fired


def _fire(ids: list[int]) -> int:
    with commands.begun(SYSTEM) as tx:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM kernel_timer WHERE id IN ("
                " SELECT id FROM kernel_timer WHERE id = ANY(%s) AND due_at <= %s ORDER BY id FOR UPDATE SKIP LOCKED)"
                " RETURNING id, kind, subject, due_at, data",
                [ids, clock.now()],
            )
            due = [
                Due(pk, kind, subject, due_at, _as_dict(data)) for pk, kind, subject, due_at, data in cursor.fetchall()
            ]
        if not due:
            return 0
        function, batch = _handlers[due[0].kind]
        if batch:
            function(tx, due)
        else:
            function(tx, due[0])
    return len(due)


def _as_dict(value: Any) -> dict[str, Any]:
    return orjson.loads(value) if isinstance(value, str) else value


def _put_off(timer_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_timer SET failures = LEAST(failures + 1, 32767),"
            " due_at = %s + make_interval(secs => LEAST(300, 2 ^ LEAST(failures, 8)))"
            " WHERE id = %s",
            [clock.now(), timer_id],
        )


def lease(name: str, holder: str, seconds: float) -> bool:
    """Take or keep a job that one process does for all. False while somebody else's lease still runs."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_lease (name, holder, until) VALUES (%s, %s, %s)"
            " ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, until = EXCLUDED.until"
            " WHERE kernel_lease.holder = EXCLUDED.holder OR kernel_lease.until < %s",
            [name, holder, now + timedelta(seconds=seconds), now],
        )
        return bool(cursor.rowcount)
