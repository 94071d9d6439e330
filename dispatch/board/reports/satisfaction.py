"""What customers said: by the return visits that were opened in the period."""

from dispatch.board.reports.definition import Chart, Figure, Report, Shown, define

FACTS = """
  SELECT v.order_id, n.path, v.utility, coalesce(o.is_life_safety, false) AS is_life_safety, v.station_id,
    v.opened_at AS at, v.number, v.state, v.solved, v.satisfaction, v.round
  FROM repairs_returnvisit v
  JOIN kernel_node n ON n.id = coalesce(v.station_id, v.node_id)
  LEFT JOIN repairs_workorder o ON o.id = v.order_id
  WHERE n.path LIKE %(below)s AND v.opened_at >= %(since)s AND v.opened_at < %(until)s
"""
ANSWERED = "solved IS NOT NULL"
# What was taken up again before anybody asked (dropped) was not fixed the first time either.
FIRST = "round = 0 AND (solved IS NOT NULL OR state = 'dropped')"

SATISFACTION = define(
    Report(
        code="satisfaction",
        facts=FACTS,
        lists="true",
        figures=(
            Figure("visits", "number", "count(*) FILTER (WHERE state <> 'dropped')", "state <> 'dropped'"),
            Figure("reached", "number", f"count(*) FILTER (WHERE {ANSWERED})", ANSWERED),
            Figure(
                "by_link", "number", "count(*) FILTER (WHERE state = 'answered_by_link')", "state = 'answered_by_link'"
            ),
            Figure("unreachable", "number", "count(*) FILTER (WHERE state = 'unreachable')", "state = 'unreachable'"),
            Figure("solved_share", "share", "round(avg(solved::int), 4)::float", ANSWERED),
            Figure("average", "mark", "round(avg(satisfaction), 2)::float", ANSWERED),
            Figure(
                "first_time_fix_share",
                "share",
                f"round(avg((solved IS TRUE)::int) FILTER (WHERE {FIRST}), 4)::float",
                FIRST,
            ),
        ),
        shown=(
            Shown("number", "text", "g.number"),
            Shown("state", "code", "g.state", "return_visit_state"),
            Shown("solved", "flag", "g.solved"),
            Shown("satisfaction", "mark", "g.satisfaction::float"),
        ),
        chart=Chart("bars", ("average",)),
    ),
    title=("满意度", "Satisfaction"),
    rule=(
        "按回访开立的日子归期；解决率与平均分只算有答复的。一次修复率：首轮回访中答复“已解决”的，再次受理而未及回访"
        "的算未修复。",
        "By the day the visit was opened; solved and the mark only of those answered. Fixed the first time: said "
        "so in the first round; what was taken up again before anybody asked counts as not fixed.",
    ),
)
