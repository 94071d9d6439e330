"""Reading the log for sockets: what moved, and the entries after a version. Synchronous; runs on the hub's threads.

Entries stay the text that PostgreSQL gives: nobody here looks into them, so nobody parses them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import orjson
from django.db import connection

from dispatch.kernel import clock, events
from dispatch.realtime.session import Batch, must_reset

BATCH = 250

_ENTRIES = """
SELECT w.name, w.after, e.version, e.kind, e.at, e.data::text
FROM unnest(%s::text[], %s::bigint[]) AS w(name, after)
CROSS JOIN LATERAL (
    SELECT version, kind, at, data FROM kernel_entry
    WHERE stream = w.name AND version > w.after ORDER BY version LIMIT %s
) AS e
ORDER BY w.name, e.version
"""


def moved(streams: Sequence[str], settled: int) -> tuple[int, dict[str, int] | None]:
    """(mark, heads): what happened since the mark `settled`; heads is None when nothing did.

    Cheap when it is quiet: one sequence is looked at, however many streams are followed. The mark is taken before the
    heads are read and only up to the log's horizon, so a commit that was under way is seen the next time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM kernel_entry_seq")
        if cursor.fetchone()[0] == settled:
            return settled, None
    mark = events.horizon()
    return mark, events.heads(streams)


def after(wanted: Iterable[tuple[str, int]], limit: int = BATCH) -> list[Batch]:
    """The next entries of each stream after its version, one batch for each stream that has some."""
    wanted = list(wanted)
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [[name for name, _ in wanted], [version for _, version in wanted], limit])
        rows = cursor.fetchall()
    found: dict[str, Batch] = {}
    for name, start, version, kind, at, data in rows:
        batch = found.get(name)
        if batch is None:
            batch = found[name] = Batch(name, start, start, [])
        if version != batch.end + 1:
            # Only a log that was cut off in front can have a hole; whoever is before it starts over.
            raise MissingEntries(name, batch.end, version)
        batch.entries.append(_entry(version, kind, at, data))
        batch.end = version
        batch.has_more = version - start == limit
    return list(found.values())


def replay(stream: str, version: int) -> Batch | None:
    """What a client at `version` lacks, at most BATCH entries; None when it must start over."""
    head = events.heads([stream])[stream]
    if must_reset(version, head):
        return None
    if version == head:
        return Batch(stream, version, version, [])
    try:
        found = after([(stream, version)])
    except MissingEntries:
        return None
    return found[0] if found else None


class MissingEntries(Exception):
    """The log no longer holds what lies between a version and the `next` one it has."""

    def __init__(self, stream: str, version: int, next_version: int) -> None:
        super().__init__(f"{stream}: {next_version} follows {version}")
        self.stream, self.next = stream, next_version


def _entry(version: int, kind: str, at: datetime, data: str) -> orjson.Fragment:
    head = orjson.dumps({"v": version, "kind": kind, "at": clock.iso(at)})
    return orjson.Fragment(head[:-1] + b',"data":' + data.encode() + b"}")
