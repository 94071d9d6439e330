"""First-time fix: repaired in one coming, and not opened again."""

from dispatch.board.reports.definition import Chart, Figure, Report, Shown, define

FACTS = """
  SELECT o.id AS order_id, n.path, o.utility, o.is_life_safety, o.station_id, o.repaired_at AS at,
    o.reopens > 0 AS is_reopened, coalesce(v.comings, 0) AS comings,
    coalesce(v.comings, 0) > 1 OR EXISTS (
      SELECT 1 FROM repairs_suspension s WHERE s.order_id = o.id AND s.reason = 'second_visit') AS is_again
  FROM repairs_workorder o JOIN kernel_node n ON n.id = o.node_id
  LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE w.arrived_at IS NOT NULL) AS comings FROM field_visit w WHERE w.order_id = o.id
  ) v ON true
  WHERE n.path LIKE %(below)s AND o.repaired_at >= %(since)s AND o.repaired_at < %(until)s
    AND o.parent_id IS NULL AND o.state IN ('repaired', 'reported', 'closed')
"""
AT_FIRST = "NOT is_reopened AND NOT is_again"

FIRST_TIME = define(
    Report(
        code="first-time",
        facts=FACTS,
        figures=(
            Figure("repaired", "number", "count(*)"),
            Figure("at_first", "number", f"count(*) FILTER (WHERE {AT_FIRST})", AT_FIRST),
            Figure("share", "share", f"round(avg(({AT_FIRST})::int), 4)::float"),
            Figure("came_again", "number", "count(*) FILTER (WHERE is_again)", "is_again"),
            Figure("reopened", "number", "count(*) FILTER (WHERE is_reopened)", "is_reopened"),
        ),
        shown=(Shown("comings", "number", "g.comings"), Shown("reopened", "flag", "g.is_reopened")),
        order='"share"',
        chart=Chart("bars", ("share",)),
    ),
    title=("一次修复", "First-time fix"),
    rule=(
        "期间修复且未撤回的工单中，只有一次到场、没有“需二次上门”挂起、也没有重开的为一次修复。并入主单的不另计。按"
        "修复日归期。",
        "Of the orders repaired in the period: one arrival only, no suspension for a second visit, never opened again. "
        "Merged reports are not counted beside their master. By the day of the repair.",
    ),
)
