"""Promises kept: each order's own limit, and beside it the period's average against the average limit.

Both are promises of the trade: State Grid's 45 minutes hold as an average, the older text as a ceiling for every order.
A suspension that stopped the clock is not counted; an order whose limit has not come yet is not judged.
"""

from typing import Any, Literal

from django.db import connection

from dispatch.board.periods import Period
from dispatch.kernel import clock
from dispatch.kernel.models import Node

By = Literal["utility", "station"]

_GROUPS: dict[str, str] = {
    "utility": "o.utility, o.utility, o.utility",
    "station": "coalesce(s.node_id::text, ''), coalesce(sn.name, ''), coalesce(nullif(sn.name_en, ''), sn.name, '')",
}
_PROMISES = """
WITH judged AS (
  SELECT {group}, c.kind AS kind, c.due_at,
    extract(epoch FROM coalesce(said.becomes, c.stopped_at) - c.started_at) - c.paused_s AS took_s,
    extract(epoch FROM c.due_at - c.started_at) - c.paused_s AS limit_s,
    c.stopped_at IS NOT NULL AND coalesce(said.becomes, c.stopped_at) <= c.due_at AS kept,
    c.stopped_at IS NULL AND c.due_at > %(now)s AS running,
    c.stopped_at IS NOT NULL AS stopped
  FROM repairs_clock c
  JOIN repairs_workorder o ON o.id = c.order_id
  JOIN kernel_node n ON n.id = o.node_id
  LEFT JOIN coverage_station s ON s.node_id = o.station_id
  LEFT JOIN kernel_node sn ON sn.id = s.node_id
  -- A correction that somebody approved says when the milestone that stopped the clock really was.
  LEFT JOIN LATERAL (
    SELECT r.becomes FROM repairs_correction r
    WHERE r.order_id = o.id AND r.verdict = 'approved' AND r.was = c.stopped_at AND r.milestone =
      CASE c.kind WHEN 'restore' THEN 'repaired' WHEN 'contact' THEN 'contacted' ELSE 'arrived' END
    ORDER BY r.decided_at DESC LIMIT 1
  ) said ON true
  WHERE n.path LIKE %(below)s AND c.started_at >= %(since)s AND c.started_at < %(until)s
    -- What ended because the order was given up was neither kept nor broken.
    AND NOT (o.state IN ('withdrawn', 'handed_over') AND c.stopped_at = o.closed_at)
    -- So is a time promised anew before it came; one that had passed by then stays broken.
    AND NOT (c.kind = 'promise' AND c.stopped_at <= c.due_at AND EXISTS (
      SELECT 1 FROM repairs_promise p WHERE p.order_id = o.id AND p.replaced_at = c.stopped_at))
)
SELECT key, name, name_en, kind,
  count(*) FILTER (WHERE NOT running), count(*) FILTER (WHERE kept AND NOT running), count(*) FILTER (WHERE running),
  avg(took_s) FILTER (WHERE stopped) / 60, avg(limit_s) FILTER (WHERE stopped) / 60
FROM judged AS judged(key, name, name_en, kind, due_at, took_s, limit_s, kept, running, stopped)
GROUP BY key, name, name_en, kind ORDER BY name, key, kind
"""


def promises(node: Node, period: Period, by: By) -> list[dict[str, Any]]:
    """One row per utility or station and kind of limit.

    Shape: {key, name, name_en, kind, count, kept, running, share 0..1 | None, average_min | None, limit_min | None,
    average_kept | None}. `count` are the judged ones: stopped, or past their limit.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _PROMISES.format(group=_GROUPS[by]),
            {"below": f"{node.path}%", "since": period.since, "until": period.until, "now": clock.now()},
        )
        return [_row(*row) for row in cursor.fetchall()]


def _row(
    key: str, name: str, name_en: str, kind: str, count: int, kept: int, running: int, average: Any, limit: Any
) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "name_en": name_en,
        "kind": kind,
        "count": count,
        "kept": kept,
        "running": running,
        "share": round(kept / count, 4) if count else None,
        "average_min": _minutes(average),
        "limit_min": _minutes(limit),
        "average_kept": None if average is None else bool(average <= limit),
    }


def _minutes(value: Any) -> float | None:
    return None if value is None else round(float(value), 2)
