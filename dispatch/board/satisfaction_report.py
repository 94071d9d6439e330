"""What customers said, per station: by the visits that were opened in the period."""

from typing import Any

from django.db import connection

from dispatch.board.periods import Period
from dispatch.kernel import texts
from dispatch.kernel.models import Node

COLUMNS = (
    "station_name", "visits", "reached", "by_link", "unreachable", "solved_share", "average", "first_time_fix_share",
)  # fmt: skip

# What was taken up again before anybody asked (dropped) was not fixed the first time either.
_SATISFACTION = """
SELECT v.station_id, s.name, coalesce(nullif(s.name_en, ''), s.name),
  count(*) FILTER (WHERE v.state <> 'dropped'),
  count(*) FILTER (WHERE v.solved IS NOT NULL),
  count(*) FILTER (WHERE v.state = 'answered_by_link'),
  count(*) FILTER (WHERE v.state = 'unreachable'),
  avg(v.solved::int)::float,
  avg(v.satisfaction)::float,
  avg((v.solved IS TRUE)::int) FILTER (WHERE v.round = 0 AND (v.solved IS NOT NULL OR v.state = 'dropped'))::float
FROM repairs_returnvisit v
JOIN kernel_node n ON n.id = coalesce(v.station_id, v.node_id)
LEFT JOIN kernel_node s ON s.id = v.station_id
WHERE n.path LIKE %(below)s AND v.opened_at >= %(since)s AND v.opened_at < %(until)s
GROUP BY v.station_id, s.name, s.name_en ORDER BY s.name NULLS LAST, v.station_id
"""


def satisfaction(node: Node, period: Period) -> list[dict[str, Any]]:
    """{station_id | None, station_name, station_name_en, visits, reached, by_link, unreachable, solved_share 0..1,
    average 1..5, first_time_fix_share 0..1; these three None where nobody answered}. Cases may have no station.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SATISFACTION, {"below": f"{node.path}%", "since": period.since, "until": period.until})
        return [_row(*row) for row in cursor.fetchall()]


def _row(station_id: int | None, name: str | None, name_en: str | None, *figures: Any) -> dict[str, Any]:
    visits, reached, by_link, unreachable, solved, average, first = figures
    return {
        "station_id": station_id,
        "station_name": name or "",
        "station_name_en": name_en or "",
        "visits": visits,
        "reached": reached,
        "by_link": by_link,
        "unreachable": unreachable,
        "solved_share": _rounded(solved, 4),
        "average": _rounded(average, 2),
        "first_time_fix_share": _rounded(first, 4),
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


for column, zh, en in [
    ("visits", "应回访", "Visits"),
    ("reached", "已回访", "Answered"),
    ("by_link", "其中自助评价", "Of them by link"),
    ("unreachable", "未联系上", "Not reached"),
    ("solved_share", "解决率", "Solved"),
    ("average", "平均满意度（5 分）", "Average of 5"),
    ("first_time_fix_share", "一次修复率", "Fixed the first time"),
]:
    texts.define(f"column.{column}", zh=zh, en=en)
