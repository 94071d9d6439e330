"""The log: entries in gapless streams, one stream per audience.

`append` takes the head row of each stream, so the order of numbers is the order of commits and no stream has a hole.
It is the last thing a command does, because the heads are the hottest rows of the product. Every entry also draws a
number of the whole log while its stream's head is held, so inside a stream those numbers follow the versions. Whoever
tails the whole log goes by them, up to `horizon`: a plain `seq > cursor` was measured to miss half of the entries
under eight writers, and going by transaction numbers gave a stream's entries out of order where an older transaction
wrote second.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
from django.db import connection, transaction

from dispatch.kernel import clock, doorbell


@dataclass(frozen=True, slots=True)
class Fact:
    """What is to be appended: `data` projected for the stream's audience; `actor` where it is not the command's."""

    stream: str
    kind: str
    data: dict[str, Any]
    actor: str | None = None


# Before it draws numbers, an append announces the last one drawn by a shared lock that ends with its transaction:
# that is how a reader knows below which number nothing can still appear. Shared locks never wait for one another.
_CLASS = 20586

_APPEND = f"""
WITH given AS (
    SELECT stream, kind, data, actor, place
    FROM ROWS FROM (json_to_recordset(%s::json) AS (stream text, kind text, data jsonb, actor text))
         WITH ORDINALITY AS g(stream, kind, data, actor, place)
), counted AS (
    SELECT stream, count(*) AS n FROM given GROUP BY stream
), announced AS MATERIALIZED (
    SELECT pg_advisory_xact_lock_shared(({_CLASS}::bigint << 48) | last_value) FROM kernel_entry_seq
), heads AS (
    INSERT INTO kernel_stream (name, head)
    SELECT stream, n FROM counted, announced ORDER BY stream
    ON CONFLICT (name) DO UPDATE SET head = kernel_stream.head + EXCLUDED.head
    RETURNING name, head
), written AS (
    INSERT INTO kernel_entry (stream, version, kind, data, actor, at, seq)
    SELECT g.stream,
           h.head - c.n + row_number() OVER (PARTITION BY g.stream ORDER BY g.place),
           g.kind, g.data, coalesce(g.actor, %s), %s, nextval('kernel_entry_seq')
    FROM given g JOIN counted c USING (stream) JOIN heads h ON h.name = g.stream
    ORDER BY g.place
)
SELECT name, head FROM heads
"""


def append(facts: Sequence[Fact], actor_key: str) -> dict[str, int]:
    """Write the facts as the transaction's last act and ring the doorbell after its commit. Gives the new heads."""
    if not facts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _APPEND,
            # One JSON text: arrays of texts are escaped element by element, at several times the cost.
            [
                encode([{"stream": f.stream, "kind": f.kind, "data": f.data, "actor": f.actor} for f in facts]),
                actor_key,
                clock.now(),
            ],
        )
        heads = dict(cursor.fetchall())
    transaction.on_commit(partial(doorbell.ring, heads))
    return heads


def horizon() -> int:
    """The number up to which the log is settled: no entry at or below it can still appear.

    It must be read by statements of its own, before the one that reads entries. The last number drawn comes first: an
    append that announces itself after that draws beyond it. Locks end after the commit can be seen, so an append
    that is no longer announced is in the entries read next.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM kernel_entry_seq")
        drawn = cursor.fetchone()[0]
        cursor.execute(_OLDEST, [_CLASS])
        announced = cursor.fetchone()[0]
    return drawn if announced is None else min(drawn, announced)


_OLDEST = """
SELECT min((classid::bigint & 65535) << 32 | objid::bigint) FROM pg_locks
WHERE locktype = 'advisory' AND classid::bigint >> 16 = %s AND objsubid = 1
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def encode(data: Any) -> str:
    """JSON text as the log keeps it. NUL cannot stand in jsonb, so it is dropped here, in one place."""
    return orjson.dumps(data, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS).decode().replace("\\u0000", "")


def heads(streams: Iterable[str]) -> dict[str, int]:
    """The newest version of each stream; 0 for one nothing was written to yet."""
    names = list(streams)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, head FROM kernel_stream WHERE name = ANY(%s)", [names])
        known = dict(cursor.fetchall())
    return {name: known.get(name, 0) for name in names}
