"""Returns per station and reason, and how many of them were not the order's first (repeated returns are to be seen)."""

from typing import Any

from django.db import connection

from dispatch.board.periods import Period
from dispatch.kernel.models import Node

COLUMNS = ("station_name", "reason", "count", "repeated", "offered", "share")

_RETURNS = """
WITH made AS (
  SELECT f.station_id, f.order_id, f.answer, f.reason,
    count(*) FILTER (WHERE f.answer = 'returned') OVER (PARTITION BY f.order_id ORDER BY f.id) AS so_far
  FROM board_offer f JOIN kernel_node n ON n.id = f.station_id
  WHERE n.path LIKE %(below)s AND f.made_at >= %(since)s AND f.made_at < %(until)s
), offered AS (SELECT station_id, count(*) AS offered FROM made GROUP BY station_id)
SELECT m.station_id, n.name, coalesce(nullif(n.name_en, ''), n.name), m.reason, count(*),
  count(*) FILTER (WHERE m.so_far > 1), o.offered
FROM made m JOIN offered o USING (station_id) JOIN kernel_node n ON n.id = m.station_id
WHERE m.answer = 'returned' GROUP BY m.station_id, n.name, n.name_en, m.reason, o.offered
ORDER BY count(*) DESC, n.name, m.reason
"""


def returns(node: Node, period: Period) -> list[dict[str, Any]]:
    """{station_id, station_name, station_name_en, reason, count, repeated, offered, share 0..1} by offers made then."""
    with connection.cursor() as cursor:
        cursor.execute(_RETURNS, {"below": f"{node.path}%", "since": period.since, "until": period.until})
        names = ("station_id", "station_name", "station_name_en", "reason", "count", "repeated", "offered")
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{**row, "share": round(row["count"] / row["offered"], 4)} for row in rows]
