"""Withdrawals per station and reason: how many were asked, what came of them, and the share of the station's orders."""

from dispatch.board.reports.definition import Chart, Figure, Group, Report, Shown, define

FACTS = """
  SELECT w.order_id, coalesce(n.path, r.path) AS path, o.utility, o.is_life_safety, w.station_id, w.asked_at AS at,
    'asked' AS what, w.reason, w.verdict
  FROM repairs_withdrawal w JOIN kernel_node r ON r.id = w.region_id JOIN repairs_workorder o ON o.id = w.order_id
  LEFT JOIN kernel_node n ON n.id = w.station_id
  WHERE coalesce(n.path, r.path) LIKE %(below)s AND w.asked_at >= %(since)s AND w.asked_at < %(until)s
  UNION ALL
  SELECT f.order_id, n.path, o.utility, o.is_life_safety, f.station_id, min(f.made_at), 'offered', NULL, NULL
  FROM board_offer f JOIN kernel_node n ON n.id = f.station_id JOIN repairs_workorder o ON o.id = f.order_id
  WHERE n.path LIKE %(below)s AND f.made_at >= %(since)s AND f.made_at < %(until)s
  GROUP BY f.order_id, n.path, o.utility, o.is_life_safety, f.station_id
"""


def _of(verdict: str) -> Figure:
    return Figure(verdict, "number", f"count(*) FILTER (WHERE verdict = '{verdict}')", f"verdict = '{verdict}'")


WITHDRAWALS = define(
    Report(
        code="withdrawals",
        facts=FACTS,
        windows="count(*) FILTER (WHERE f.what = 'offered') OVER (PARTITION BY {by}) AS taken",
        counted="g.what = 'asked'",
        groups=(Group("reason", words="withdrawal_reason"),),
        figures=(
            Figure("asked", "number", "count(*)"),
            *(_of(verdict) for verdict in ("approved", "refused", "void")),
            Figure("orders", "number", "max(taken)", "g.what = 'offered'", wide=True),
            Figure(
                "rate",
                "share",
                "round(count(*) FILTER (WHERE verdict = 'approved')::numeric / nullif(max(taken), 0), 4)::float",
                "verdict = 'approved'",
            ),
        ),
        order="count(*) DESC",
        shown=(
            Shown("reason", "code", "g.reason", "withdrawal_reason"),
            Shown("verdict", "code", "g.verdict", "withdrawal_verdict"),
        ),
        chart=Chart("stack", ("asked",), series="reason"),
    ),
    title=("撤单", "Withdrawals"),
    rule=(
        "按申请时间归期，归到申请时持有工单的站点（没有站点的归裁定区域）。撤单率 = 同意撤单 ÷ 期间派给该分组的工单。",
        "By when they were asked, at the station that had the order then (else at the region that decides). Rate = "
        "approved ÷ orders offered to the group in the period.",
    ),
)
