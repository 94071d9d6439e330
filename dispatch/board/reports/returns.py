"""Returns per station and reason, and how many of them were not the order's first (repeated returns are to be seen)."""

from dispatch.board.reports.definition import Chart, Figure, Group, Report, Shown, define

FACTS = """
  SELECT f.order_id, n.path, o.utility, o.is_life_safety, f.station_id, f.made_at AS at, f.answer,
    CASE WHEN f.answer = 'returned' THEN f.reason END AS reason,
    count(*) FILTER (WHERE f.answer = 'returned') OVER (PARTITION BY f.order_id ORDER BY f.id) AS so_far
  FROM board_offer f JOIN kernel_node n ON n.id = f.station_id JOIN repairs_workorder o ON o.id = f.order_id
  WHERE n.path LIKE %(below)s AND f.made_at >= %(since)s AND f.made_at < %(until)s
"""

RETURNS = define(
    Report(
        code="returns",
        facts=FACTS,
        windows="count(*) OVER (PARTITION BY {by}) AS offers",
        counted="g.answer = 'returned'",
        groups=(Group("reason", words="return_reason"),),
        figures=(
            Figure("count", "number", "count(*)"),
            Figure("repeated", "number", "count(*) FILTER (WHERE so_far > 1)", "so_far > 1"),
            Figure("offered", "number", "max(offers)", wide=True),
            Figure("share", "share", "round(count(*)::numeric / max(offers), 4)::float"),
        ),
        order="count(*) DESC",
        shown=(
            Shown("reason", "code", "g.reason", "return_reason"),
            Shown("answer", "code", "g.answer", "offer_answer"),
        ),
        chart=Chart("stack", ("count",), series="reason"),
    ),
    title=("退回", "Returns"),
    rule=(
        "站点在接单前退回的派发，按派发时间归期；比例 = 退回次数 ÷ 该分组的派发次数。重复退回：同一工单在此之前已被"
        "退回过。",
        "Offers that a station gave back before accepting, by when they were made; share = returns ÷ offers of the "
        "group. Repeated: the order had been returned before.",
    ),
)
