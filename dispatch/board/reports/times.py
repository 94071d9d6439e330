"""How long it took to arrive and to restore: percentiles, and how the times are spread."""

from dispatch.board.reports.definition import ALL_FIRST, Chart, Figure, Group, Report, Shown, define

FACTS = """
  SELECT o.id AS order_id, n.path, o.utility, o.is_life_safety, o.station_id, o.opened_at AS at, m.measure, m.done,
    greatest(0, extract(epoch FROM m.done - b.begun) - coalesce(p.paused_s, 0)) AS took_s
  FROM repairs_workorder o
  JOIN kernel_node n ON n.id = o.node_id
  -- A window agreed with the customer is waited for by agreement.
  CROSS JOIN LATERAL (SELECT greatest(o.opened_at, coalesce(o.appointed_from, o.opened_at)) AS begun) b
  LEFT JOIN LATERAL (
    SELECT r.becomes FROM repairs_correction r WHERE r.order_id = o.id AND r.verdict = 'approved'
      AND r.milestone = 'arrived' AND r.was IS NOT DISTINCT FROM o.arrived_at ORDER BY r.decided_at DESC LIMIT 1
  ) came ON true
  LEFT JOIN LATERAL (
    SELECT r.becomes FROM repairs_correction r WHERE r.order_id = o.id AND r.verdict = 'approved'
      AND r.milestone = 'repaired' AND r.was IS NOT DISTINCT FROM o.repaired_at ORDER BY r.decided_at DESC LIMIT 1
  ) done ON true
  LEFT JOIN LATERAL (
    SELECT t.restored_at FROM repairs_report t WHERE t.order_id = o.id AND t.round = o.reopens
    ORDER BY t.id DESC LIMIT 1
  ) said ON true
  CROSS JOIN LATERAL (VALUES
    ('arrival', coalesce(came.becomes, o.arrived_at)),
    ('restore', CASE WHEN o.repaired_at IS NOT NULL THEN coalesce(said.restored_at, done.becomes, o.repaired_at) END)
  ) m(measure, done)
  LEFT JOIN LATERAL (
    SELECT sum(greatest(0, extract(epoch FROM
      least(coalesce(s.resumed_at, %(now)s), m.done) - greatest(s.suspended_at, b.begun)))) AS paused_s
    FROM repairs_suspension s WHERE s.order_id = o.id AND s.stops_clock AND s.suspended_at < m.done
  ) p ON true
  WHERE n.path LIKE %(below)s AND o.opened_at >= %(since)s AND o.opened_at < %(until)s
    AND m.done IS NOT NULL AND o.state NOT IN ('withdrawn', 'handed_over')
"""
BANDS = (15, 30, 45, 60, 90, 120, 180, 240, 480, 1440)
"""Minutes at which one bar of the spread ends and the next begins."""
_MEASURE = Group("measure", words="report_measure")
_SHOWN = (
    Shown("measure", "code", "g.measure", "report_measure"),
    Shown("took_min", "minutes", "round((g.took_s / 60)::numeric, 1)::float"),
)


def _percentile(percent: int) -> Figure:
    sql = f"round((percentile_cont({percent / 100}) WITHIN GROUP (ORDER BY took_s) / 60)::numeric, 1)::float"
    return Figure(f"p{percent}_min", "minutes", sql)


_RULE = (
    "到达：从报修（有预约的从约定时段开始）到首次到达；恢复：从报修到恢复供应（以回单为准，无则以修复为准，含经批准"
    "的更正）。停表的挂起（含不可抗力）扣除；撤单与移交的不计；重开的工单计到最后一次恢复。百分位在相邻两值之间线性"
    "内插。按报修日归期。",
    "Arrival: from the report (from its window, where one is agreed) to the arrival. Restoration: to supply "
    "restored as the written report says, else to the repair; approved corrections count. Suspensions that stop "
    "the clock, force majeure among them, are taken off; withdrawn and handed-over orders are left out; a "
    "re-opened order counts to its last restoration. Percentiles lie on the line between neighbours. By the day of "
    "the report.",
)

TIMES = define(
    Report(
        code="times",
        facts=FACTS,
        groups=(_MEASURE,),
        figures=(
            Figure("count", "number", "count(*)"),
            Figure("average_min", "minutes", "round((avg(took_s) / 60)::numeric, 1)::float"),
            *(_percentile(percent) for percent in (50, 80, 90, 95)),
            Figure("longest_min", "minutes", "round((max(took_s) / 60)::numeric, 1)::float"),
        ),
        shown=_SHOWN,
        by=ALL_FIRST,
        chart=Chart("spread", ("count",), series="measure", report="spread"),
        has_total=False,
    ),
    title=("到达与恢复用时", "Arrival and restoration times"),
    rule=_RULE,
)
SPREAD = define(
    Report(
        code="spread",
        facts=FACTS,
        windows=f"width_bucket((f.took_s / 60)::float, ARRAY{list(BANDS)}::float[]) AS band,"
        " count(*) OVER (PARTITION BY f.measure, {by}) AS of_measure",
        groups=(_MEASURE, Group("band", "band")),
        figures=(
            Figure("count", "number", "count(*)"),
            Figure("share", "share", "round(count(*)::numeric / max(g.of_measure), 4)::float"),
        ),
        shown=_SHOWN,
        by=("all", "utility", "urgency", "station", "place"),
        chart=Chart("spread", ("count",), series="measure"),
        has_total=False,
        is_listed=False,
    ),
    title=("用时分布", "How the times are spread"),
    rule=_RULE,
)
