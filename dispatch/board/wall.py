"""The situation room's wallboard: what comes in, what is open and for how long, what is restored, how stations bear it.

One statement for each figure, kept a few seconds so that any number of screens cost the same as one.
"""

import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from dispatch.kernel import clock
from dispatch.kernel.models import Node
from repairs import storms
from repairs.lifecycle import ENDED

KEPT_S = 5.0
SHOWN_FOR = timedelta(hours=3)
SPAN = timedelta(minutes=5)
AGES_MIN = (30, 60, 120, 240, 480)
"""Open orders are counted by age up to each of these, and beyond the last."""
STATIONS = 24
LIFE_SAFETY = 12

_kept: dict[int, tuple[float, dict[str, Any]]] = {}

_FLOW = """
SELECT date_bin('5 minutes', at, 'epoch') AS span, count(*) FILTER (WHERE what = 0), count(*) FILTER (WHERE what = 1)
FROM (
  SELECT w.opened_at AS at, 0 AS what FROM repairs_workorder w JOIN kernel_node n ON n.id = w.node_id
    WHERE n.path LIKE %(below)s AND w.opened_at >= %(since)s
  UNION ALL
  SELECT w.repaired_at, 1 FROM repairs_workorder w JOIN kernel_node n ON n.id = w.node_id
    WHERE n.path LIKE %(below)s AND w.repaired_at >= %(since)s
) seen GROUP BY 1 ORDER BY 1
"""
_OPEN = """
SELECT w.utility, width_bucket(extract(epoch FROM %(now)s - w.opened_at) / 60, %(ages)s::float8[]), count(*),
  count(*) FILTER (WHERE w.due_at <= %(now)s), count(*) FILTER (WHERE w.is_life_safety),
  count(*) FILTER (WHERE w.important_user <> ''), count(*) FILTER (WHERE w.state = 'hand_queue')
FROM repairs_workorder w JOIN kernel_node n ON n.id = w.node_id
WHERE n.path LIKE %(below)s AND NOT w.state = ANY(%(ended)s) AND w.repaired_at IS NULL GROUP BY 1, 2
"""
_RESTORED = """
SELECT count(*) FILTER (WHERE w.repaired_at >= %(hour)s), count(*)
FROM repairs_workorder w JOIN kernel_node n ON n.id = w.node_id
WHERE n.path LIKE %(below)s AND w.repaired_at >= %(day)s
"""
_STATIONS = """
SELECT s.node_id, n.name, n.name_en, coalesce(o.open, 0), coalesce(o.overdue, 0), o.oldest,
  coalesce(t.on_shift, 0), coalesce(t.free, 0), coalesce(t.lent, 0)
FROM coverage_station s JOIN kernel_node n ON n.id = s.node_id
LEFT JOIN (
  SELECT station_id, count(*) AS open, count(*) FILTER (WHERE due_at <= %(now)s) AS overdue, min(opened_at) AS oldest
  FROM repairs_workorder WHERE NOT state = ANY(%(ended)s) AND repaired_at IS NULL GROUP BY 1
) o ON o.station_id = s.node_id
LEFT JOIN (
  SELECT t.station_id, count(*) FILTER (WHERE t.state <> 'off') AS on_shift,
    count(*) FILTER (WHERE t.state = 'available') AS free, count(r.id) AS lent
  FROM field_technician t LEFT JOIN field_reinforcement r ON r.technician_id = t.user_id AND r.state = 'running'
  GROUP BY 1
) t ON t.station_id = s.node_id
WHERE n.path LIKE %(below)s AND s.is_active
ORDER BY coalesce(o.open, 0)::float / greatest(coalesce(t.on_shift, 0), 1) DESC, coalesce(o.open, 0) DESC, s.node_id
LIMIT %(stations)s
"""
_LIFE_SAFETY = """
SELECT r.number, w.symptom, w.state, w.opened_at, w.due_at, w.address, w.assignee_name
FROM repairs_workorder w JOIN repairs_servicerequest r ON r.id = w.request_id JOIN kernel_node n ON n.id = w.node_id
WHERE n.path LIKE %(below)s AND w.is_life_safety AND NOT w.state = ANY(%(ended)s) AND w.repaired_at IS NULL
ORDER BY w.opened_at LIMIT %(life_safety)s
"""


def wall(node: Node) -> dict[str, Any]:
    """The board of a node, at most a few seconds old.

    {at, flow: [{at, reports, restored}], open: {...}, restored: {hour, today}, stations, life_safety, storms}.
    """
    known = _kept.get(node.pk)
    if known is not None and time.monotonic() - known[0] < KEPT_S:
        return known[1]
    made = _read(node, clock.now())
    _kept[node.pk] = (time.monotonic(), made)
    return made


def forget() -> None:
    """Read everything again at the next question: between tests."""
    _kept.clear()


def _read(node: Node, now: datetime) -> dict[str, Any]:
    zone = ZoneInfo(node.time_zone)
    since = datetime.fromtimestamp((now - SHOWN_FOR).timestamp() // SPAN.total_seconds() * SPAN.total_seconds(), zone)
    asked: dict[str, Any] = {
        "below": f"{node.path}%",
        "now": now,
        "since": since,
        "hour": now - timedelta(hours=1),
        "day": now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0),
        "ages": list(AGES_MIN),
        "ended": list(ENDED),
        "stations": STATIONS,
        "life_safety": LIFE_SAFETY,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FLOW, asked)
        flow = {at: (reports, restored) for at, reports, restored in cursor.fetchall()}
        cursor.execute(_OPEN, asked)
        open_rows = cursor.fetchall()
        cursor.execute(_RESTORED, asked)
        hour, today = cursor.fetchone()
        cursor.execute(_STATIONS, asked)
        stations = cursor.fetchall()
        cursor.execute(_LIFE_SAFETY, asked)
        life_safety = cursor.fetchall()
    spans = [since + SPAN * step for step in range(int((now - since) / SPAN) + 1)]
    return {
        "at": clock.iso(now),
        "span_min": int(SPAN / timedelta(minutes=1)),
        "flow": [
            {"at": clock.iso(at), "reports": flow.get(at, (0, 0))[0], "restored": flow.get(at, (0, 0))[1]}
            for at in spans
        ],
        "open": _open(open_rows),
        "restored": {"hour": hour, "today": today},
        "stations": [
            {
                "id": pk,
                "name": name,
                "name_en": name_en or name,
                "open": open_,
                "overdue": overdue,
                "oldest_at": clock.iso(oldest),
                "on_shift": on_shift,
                "free": free,
                "lent": lent,
            }
            for pk, name, name_en, open_, overdue, oldest, on_shift, free, lent in stations
        ],
        "life_safety": [
            {
                "number": number,
                "symptom": symptom,
                "state": state,
                "opened_at": clock.iso(opened),
                "due_at": clock.iso(due),
                "address": address,
                "technician_name": technician,
            }
            for number, symptom, state, opened, due, address, technician in life_safety
        ],
        "storms": storms.seen_from(node.path),
    }


def _open(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    """Counts of open orders: all, by age (up to each of AGES_MIN and beyond), by utility and age, and by trouble."""
    utilities: dict[str, list[int]] = {}
    sums = [0, 0, 0, 0, 0]
    for utility, bucket, *counts in rows:
        by_age = utilities.setdefault(utility, [0] * (len(AGES_MIN) + 1))
        by_age[bucket] += counts[0]
        sums = [one + more for one, more in zip(sums, counts, strict=True)]
    every, overdue, life_safety, important, hand = sums
    return {
        "all": every,
        "overdue": overdue,
        "life_safety": life_safety,
        "important": important,
        "hand_queue": hand,
        "ages_min": list(AGES_MIN),
        "by_age": [sum(column) for column in zip(*utilities.values(), strict=True)] or [0] * (len(AGES_MIN) + 1),
        "by_utility": [{"utility": utility, "by_age": by_age} for utility, by_age in sorted(utilities.items())],
    }
