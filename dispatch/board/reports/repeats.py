"""Repeat faults: how many of the period's faults came back within the policy's days at the same place."""

from datetime import timedelta
from typing import Any

from django.db.models import Q

from dispatch.board.reports import came_back
from dispatch.board.reports.asked import Asked
from dispatch.board.reports.came_back import Fault
from dispatch.board.reports.definition import Chart, Figure, Report, Shown, define
from repairs import policies
from repairs.models import WorkOrder

FACTS = """
  SELECT o.id AS order_id, n.path, o.utility, o.is_life_safety, o.station_id, o.opened_at AS at,
    b.earlier IS NOT NULL AS is_repeat, q.number AS earlier_number,
    extract(epoch FROM o.opened_at - coalesce(e.repaired_at, e.opened_at)) / 86400 AS days
  FROM repairs_workorder o JOIN kernel_node n ON n.id = o.node_id
  LEFT JOIN unnest(%(repeats)s::bigint[], %(earlier)s::bigint[]) AS b(order_id, earlier) ON b.order_id = o.id
  LEFT JOIN repairs_workorder e ON e.id = b.earlier
  LEFT JOIN repairs_servicerequest q ON q.id = e.request_id
  WHERE n.path LIKE %(below)s AND o.opened_at >= %(since)s AND o.opened_at < %(until)s
    AND o.parent_id IS NULL AND o.state NOT IN ('withdrawn', 'handed_over')
"""


def prepare(asked: Asked) -> dict[str, Any]:
    """The period's repeats; the faults before them are looked for within the node as well."""
    within = timedelta(seconds=policies.seconds("reports.repeat_within"))
    since = asked.period.since - within
    found = (
        WorkOrder.objects.filter(node__path__startswith=asked.node.path, opened_at__lt=asked.period.until, parent=None)
        .filter(Q(repaired_at__gte=since) | Q(opened_at__gte=asked.period.since))
        .exclude(state__in=("withdrawn", "handed_over"))
        .order_by("pk")
        .values_list("pk", "utility", "opened_at", "repaired_at", "address", "lon", "lat")
    )
    radius = policies.number("reports.repeat_radius")
    repeats = came_back.came_back((Fault(*row) for row in found.iterator(chunk_size=5000)), within, radius)
    return {"repeats": list(repeats), "earlier": list(repeats.values())}


REPEATS = define(
    Report(
        code="repeats",
        facts=FACTS,
        prepare=prepare,
        figures=(
            Figure("orders", "number", "count(*)"),
            Figure("repeats", "number", "count(*) FILTER (WHERE is_repeat)", "is_repeat"),
            Figure("share", "share", "round(avg(is_repeat::int), 4)::float"),
            Figure("days", "ratio", "round(avg(days)::numeric, 1)::float", "is_repeat"),
        ),
        shown=(
            Shown("earlier", "text", "g.earlier_number"),
            Shown("days", "ratio", "round(g.days::numeric, 1)::float"),
        ),
        order='"repeats" DESC',
        chart=Chart("bars", ("repeats",)),
    ),
    title=("重复故障", "Repeat faults"),
    rule=(
        "同一业务、同一地点（地址文字相同，或坐标相距不超过策略“重复故障半径”）在上次修复后“重复故障天数”内再次报修"
        "的为重复；修复之前的再次报修是同一故障，不计。并入主单、撤单、移交的不计。没有设备台账，只按地点判断。按报"
        "修日归期。",
        "The same utility at the same place (the same address in the same words, or no farther apart than the policy's "
        "radius), reported again within the policy's days after the repair. Reported before the repair it is the same "
        "fault. Merged, withdrawn and handed-over orders are left out. There is no register of assets: place alone "
        "decides. By the day of the report.",
    ),
)
