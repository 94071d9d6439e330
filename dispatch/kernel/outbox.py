"""Readers of the whole log: text messages, pushes, webhooks, estimates.

Each reader has a cursor that moves only after its function returned, so an effect happens at least once and in
the order of each stream, with whoever runs it. A reader stops at the log's horizon: what commits late still comes, in
its place.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection, transaction

from dispatch.kernel import clock, events

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seen:
    """An entry as a reader gets it."""

    stream: str
    version: int
    kind: str
    data: dict[str, Any]
    actor: str
    at: datetime
    seq: int


_readers: dict[str, Callable[[Sequence[Seen]], None]] = {}

_NEXT = """
SELECT stream, version, kind, data::text, actor, at, seq FROM kernel_entry
WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT %s
"""


def reader(name: str) -> Callable[[Callable[[Sequence[Seen]], None]], Callable[[Sequence[Seen]], None]]:
    """Register a reader of the whole log."""

    def register(function: Callable[[Sequence[Seen]], None]) -> Callable[[Sequence[Seen]], None]:
        _readers[name] = function
        return function

    return register


def run(name: str, limit: int = 500) -> int:
    """Give the reader what is new. Gives how many entries it took; 0 also where somebody else is running it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_cursor (reader, seq, failures, last_error) VALUES (%s, 0, 0, '')"
            " ON CONFLICT DO NOTHING",
            [name],
        )
        cursor.execute(
            "SELECT seq FROM kernel_cursor WHERE reader = %s"
            " AND (retry_at IS NULL OR retry_at <= %s) FOR UPDATE SKIP LOCKED",
            [name, clock.now()],
        )
        place = cursor.fetchone()
        if place is None:
            return 0
        cursor.execute(_NEXT, [place[0], events.horizon(), limit])
        seen = [
            Seen(stream, version, kind, orjson.loads(data), actor, at, seq)
            for stream, version, kind, data, actor, at, seq in cursor.fetchall()
        ]
        if not seen:
            return 0
        try:
            with transaction.atomic():
                _readers[name](seen)
        except Exception as error:
            log.exception("reader %s failed", name)
            cursor.execute(
                "UPDATE kernel_cursor SET failures = failures + 1, last_error = %s,"
                " retry_at = %s + make_interval(secs => LEAST(300, 2 ^ LEAST(failures, 8))) WHERE reader = %s",
                [str(error)[:400], clock.now(), name],
            )
            return 0
        cursor.execute(
            "UPDATE kernel_cursor SET seq = %s, failures = 0, retry_at = NULL, last_error = '' WHERE reader = %s",
            [seen[-1].seq, name],
        )
        return len(seen)


def run_all() -> int:
    """One round of every reader."""
    return sum(run(name) for name in list(_readers))


def lag() -> timedelta | None:
    """How far the slowest reader is behind; None where there is nothing to read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(e.at) FROM kernel_cursor c CROSS JOIN LATERAL"
            " (SELECT at FROM kernel_entry WHERE seq > c.seq ORDER BY seq LIMIT 1) e"
        )
        oldest = cursor.fetchone()[0]
    return clock.now() - oldest if oldest else None
