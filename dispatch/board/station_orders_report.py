"""How many of each station's orders it made itself; where the hotline does not reach, that is the normal way."""

from typing import Any

from django.db import connection

from dispatch.board.periods import Period
from dispatch.kernel.models import Node

COLUMNS = ("station_name", "orders", "made_by_station", "share", "normal_way")

_MADE = """
SELECT o.station_id, n.name, coalesce(nullif(n.name_en, ''), n.name), count(*),
  count(*) FILTER (WHERE o.made_by_station),
  EXISTS (SELECT 1 FROM coverage_hotlinearea h WHERE h.station_id = o.station_id
    AND h.starts_on <= %(last)s AND (h.ends_on IS NULL OR h.ends_on >= %(first)s))
FROM repairs_workorder o JOIN kernel_node n ON n.id = o.station_id
WHERE n.path LIKE %(below)s AND o.opened_at >= %(since)s AND o.opened_at < %(until)s
GROUP BY o.station_id, n.name, n.name_en ORDER BY 5 DESC, n.name
"""


def station_made(node: Node, period: Period) -> list[dict[str, Any]]:
    """{station_id, station_name, station_name_en, orders, made_by_station, share 0..1, normal_way}."""
    names = ("station_id", "station_name", "station_name_en", "orders", "made_by_station", "normal_way")
    with connection.cursor() as cursor:
        cursor.execute(
            _MADE,
            {
                "below": f"{node.path}%", "since": period.since, "until": period.until,
                "first": period.first, "last": period.last,
            },
        )  # fmt: skip
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{**row, "share": round(row["made_by_station"] / row["orders"], 4)} for row in rows]
