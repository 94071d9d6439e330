"""Withdrawals per station and reason: how many were asked, what came of them, and the share of the station's orders."""

from typing import Any

from django.db import connection

from dispatch.board.periods import Period
from dispatch.kernel.models import Node

COLUMNS = ("station_name", "reason", "asked", "approved", "refused", "void", "orders", "rate")

_WITHDRAWALS = """
WITH taken AS (
  SELECT f.station_id, count(DISTINCT f.order_id) AS orders
  FROM board_offer f JOIN kernel_node n ON n.id = f.station_id
  WHERE n.path LIKE %(below)s AND f.made_at >= %(since)s AND f.made_at < %(until)s GROUP BY f.station_id
)
SELECT w.station_id, coalesce(n.name, ''), coalesce(nullif(n.name_en, ''), n.name, ''), w.reason, count(*),
  count(*) FILTER (WHERE w.verdict = 'approved'), count(*) FILTER (WHERE w.verdict = 'refused'),
  count(*) FILTER (WHERE w.verdict = 'void'), coalesce(max(t.orders), 0)
FROM repairs_withdrawal w JOIN kernel_node r ON r.id = w.region_id
LEFT JOIN kernel_node n ON n.id = w.station_id LEFT JOIN taken t ON t.station_id = w.station_id
WHERE coalesce(n.path, r.path) LIKE %(below)s AND w.asked_at >= %(since)s AND w.asked_at < %(until)s
GROUP BY w.station_id, n.name, n.name_en, w.reason ORDER BY count(*) DESC, 2, w.reason
"""


def withdrawals(node: Node, period: Period) -> list[dict[str, Any]]:
    """{station_id | None, station_name, station_name_en, reason, asked, approved, refused, void, orders, rate | None}.

    `orders` were offered to the station in the period; `rate` is the share of them that was withdrawn.
    """
    names = (
        "station_id",
        "station_name",
        "station_name_en",
        "reason",
        "asked",
        "approved",
        "refused",
        "void",
        "orders",
    )
    with connection.cursor() as cursor:
        cursor.execute(_WITHDRAWALS, {"below": f"{node.path}%", "since": period.since, "until": period.until})
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{**row, "rate": round(row["approved"] / row["orders"], 4) if row["orders"] else None} for row in rows]
