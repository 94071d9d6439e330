"""What was done in a storm: reckoned at any moment of it, and kept when it ends.

It speaks of the orders opened below the storm's node from its beginning on. Shares leave out what has no say yet: a
promise counts as kept or broken once it has stopped or passed.
"""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from dispatch.kernel import clock
from field.models import Reinforcement
from repairs import storms
from repairs.lifecycle import ENDED
from repairs.models import Storm

SPAN_MIN = 5
"""Storms are told by what comes in within five minutes (DOMAIN: 180 calls in 5 min at a peak)."""

_FIGURES = """
WITH o AS (
  SELECT w.* FROM repairs_workorder w JOIN kernel_node n ON n.id = w.node_id
  WHERE n.path LIKE %(below)s AND w.opened_at >= %(since)s AND w.opened_at < %(until)s
)
SELECT
  count(*) AS reports,
  count(*) FILTER (WHERE is_life_safety) AS life_safety,
  count(*) FILTER (WHERE important_user <> '') AS important,
  count(*) FILTER (WHERE repaired_at IS NOT NULL) AS restored,
  count(*) FILTER (WHERE state = 'merged') AS merged,
  count(*) FILTER (WHERE state = 'withdrawn') AS withdrawn,
  count(*) FILTER (WHERE returns > 0) AS returned,
  count(*) FILTER (WHERE urges > 0) AS urged,
  count(*) FILTER (WHERE NOT state = ANY(%(ended)s) AND repaired_at IS NULL) AS still_open,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM arrived_at - opened_at)) / 60 AS arrival_p50_min,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM arrived_at - opened_at)) / 60 AS arrival_p90_min,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM repaired_at - opened_at)) / 60 AS restored_p50_min,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM repaired_at - opened_at)) / 60 AS restored_p90_min,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM arrived_at - opened_at))
    FILTER (WHERE is_life_safety) / 60 AS life_safety_arrival_p50_min,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM arrived_at - opened_at))
    FILTER (WHERE important_user <> '') / 60 AS important_arrival_p50_min
FROM o
"""
_BY_UTILITY = """
SELECT w.utility, count(*) FROM repairs_workorder w JOIN kernel_node n ON n.id = w.node_id
WHERE n.path LIKE %(below)s AND w.opened_at >= %(since)s AND w.opened_at < %(until)s GROUP BY 1 ORDER BY 2 DESC, 1
"""
_PEAK = """
SELECT date_bin('5 minutes', w.opened_at, 'epoch'), count(*)
FROM repairs_workorder w JOIN kernel_node n ON n.id = w.node_id
WHERE n.path LIKE %(below)s AND w.opened_at >= %(since)s AND w.opened_at < %(until)s
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1
"""
_PROMISES = """
SELECT count(*) FILTER (WHERE coalesce(c.stopped_at, %(until)s) <= c.due_at), count(*)
FROM repairs_clock c JOIN repairs_workorder w ON w.id = c.order_id JOIN kernel_node n ON n.id = w.node_id
WHERE n.path LIKE %(below)s AND w.opened_at >= %(since)s AND w.opened_at < %(until)s
  AND c.kind = 'arrival' AND (c.stopped_at IS NOT NULL OR c.due_at <= %(until)s)
"""


def reckon(storm: Storm, until: datetime) -> dict[str, Any]:
    """The report of a storm whose node is loaded, as it stands at `until`. Spans in minutes; null: nothing fits."""
    asked: dict[str, Any] = {
        "below": f"{storm.node.path}%",
        "since": storm.began_at,
        "until": until,
        "ended": list(ENDED),
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, asked)
        names = [column[0] for column in cursor.description]
        figures = {name: _round(value) for name, value in zip(names, cursor.fetchone(), strict=True)}
        cursor.execute(_BY_UTILITY, asked)
        by_utility = [{"utility": utility, "reports": count} for utility, count in cursor.fetchall()]
        cursor.execute(_PEAK, asked)
        peak = cursor.fetchone()
        cursor.execute(_PROMISES, asked)
        kept, judged = cursor.fetchone()
    return {
        "from": clock.iso(storm.began_at),
        "to": clock.iso(until),
        "figures": figures,
        "by_utility": by_utility,
        "peak": {"at": clock.iso(peak[0]), "reports": peak[1], "span_min": SPAN_MIN} if peak else None,
        "arrival_promises": {"kept": kept, "judged": judged},
        "reinforcements": _reinforcements(storm, until),
        "rules": [rule_view(row, plain) for row, plain in storms.rules(storm.began_at)],
    }


def rule_view(row: Any, plain: Any) -> dict[str, Any]:
    """A limit that the storm changes: what it is, and what it is otherwise (null where there is no row for that)."""
    return {
        "code": row.code,
        "utility": row.utility,
        "symptom": row.symptom,
        "urgency": row.urgency,
        "scene": row.scene,
        "value": float(row.value),
        "unit": row.unit,
        "plain": None if plain is None else float(plain.value),
        "plain_unit": None if plain is None else plain.unit,
    }


def _reinforcements(storm: Storm, until: datetime) -> list[dict[str, Any]]:
    """Who came from elsewhere while it lasted, and for how long."""
    path = storm.node.path
    rows = Reinforcement.objects.select_related("technician", "home__node", "host__node").filter(
        Q(ended_at=None) | Q(ended_at__gt=storm.began_at),
        host__node__path__startswith=path,
        state__in=("running", "over"),
        decided_at__lt=until,
    )
    return [
        {
            "name": row.technician.name,
            "name_en": row.technician.name_en or row.technician.name,
            "home_name": row.home.node.name,
            "home_name_en": row.home.node.name_en or row.home.node.name,
            "host_name": row.host.node.name,
            "host_name_en": row.host.node.name_en or row.host.node.name,
            "from": clock.iso(row.decided_at),
            "to": clock.iso(row.ended_at),
        }
        for row in rows.order_by("decided_at", "pk")
    ]


def _round(value: Any) -> Any:
    return round(float(value), 1) if value is not None and not isinstance(value, int) else value
