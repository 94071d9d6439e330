"""Promises kept: each order's own limit, and beside it the period's average against the average limit.

Both are promises of the trade: State Grid's 45 minutes hold as an average, the older text as a ceiling for every order.
A suspension that stopped the clock is not counted; an order whose limit has not come yet is not judged.
"""

from dispatch.board.reports.definition import ALL_FIRST, Chart, Figure, Group, Report, Shown, define

FACTS = """
  SELECT c.order_id, n.path, o.utility, o.is_life_safety, o.station_id, c.started_at AS at, c.kind, c.due_at,
    extract(epoch FROM coalesce(said.becomes, c.stopped_at) - c.started_at) - c.paused_s AS took_s,
    extract(epoch FROM c.due_at - c.started_at) - c.paused_s AS limit_s,
    c.stopped_at IS NOT NULL AND coalesce(said.becomes, c.stopped_at) <= c.due_at AS is_kept,
    c.stopped_at IS NULL AND c.due_at > %(now)s AS is_running,
    c.stopped_at IS NOT NULL AS is_stopped
  FROM repairs_clock c
  JOIN repairs_workorder o ON o.id = c.order_id
  JOIN kernel_node n ON n.id = o.node_id
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
"""
JUDGED, STOPPED = "NOT is_running", "is_stopped"

PROMISES = define(
    Report(
        code="promises",
        facts=FACTS,
        groups=(Group("kind", words="clock"),),
        figures=(
            Figure("count", "number", f"count(*) FILTER (WHERE {JUDGED})", JUDGED),
            Figure("kept", "number", f"count(*) FILTER (WHERE is_kept AND {JUDGED})", f"is_kept AND {JUDGED}"),
            Figure("late", "number", f"count(*) FILTER (WHERE NOT is_kept AND {JUDGED})", f"NOT is_kept AND {JUDGED}"),
            Figure("share", "share", f"round(avg(is_kept::int) FILTER (WHERE {JUDGED}), 4)::float", JUDGED),
            Figure(
                "average_min",
                "minutes",
                "round((avg(took_s) FILTER (WHERE is_stopped) / 60)::numeric, 2)::float",
                STOPPED,
            ),
            Figure(
                "limit_min",
                "minutes",
                "round((avg(limit_s) FILTER (WHERE is_stopped) / 60)::numeric, 2)::float",
                STOPPED,
            ),
            Figure(
                "average_kept",
                "flag",
                "avg(took_s) FILTER (WHERE is_stopped) <= avg(limit_s) FILTER (WHERE is_stopped)",
                STOPPED,
            ),
            Figure("running", "number", "count(*) FILTER (WHERE is_running)", "is_running"),
        ),
        shown=(
            Shown("kind", "code", "g.kind", "clock"),
            Shown("took_min", "minutes", "round((g.took_s / 60)::numeric, 1)::float"),
            Shown("limit_min", "minutes", "round((g.limit_s / 60)::numeric, 1)::float"),
            Shown("in_time", "flag", "CASE WHEN g.is_running THEN NULL ELSE g.is_kept END"),
        ),
        by=ALL_FIRST,
        chart=Chart("bars", ("share",), series="kind", prefer=("arrival", "promise", "restore")),
        has_total=False,
    ),
    title=("承诺兑现", "Promises kept"),
    rule=(
        "逐单：停表（含经批准的更正）不晚于到期为守时，已过期仍未停的为超时；尚未到期的不判定。平均：用时的平均值不"
        "超过时限的平均值。停表的挂起（含不可抗力）从用时中扣除；随撤单或移交而止的、到期前改约的不计。按计时开始的"
        "日子归期。",
        "Per order: stopped (approved corrections count) no later than due is kept; past due and still running is "
        "late; not yet due is not judged. On average: the mean time taken is no longer than the mean limit. "
        "Suspensions that stop the clock, force majeure among them, are taken off; what ended with a withdrawal or "
        "hand-over, or was promised anew in time, is left out. A clock belongs to the day it began.",
    ),
)
