"""Load and capacity: station-days, the share of their capacity that was used, and who was turned away."""

from dispatch.board.reports.definition import Chart, Figure, Report, Shown, define

FACTS = """
  SELECT NULL::bigint AS order_id, n.path, ''::varchar AS utility, false AS is_life_safety, l.station_id,
    l.starts_at AS at, 'slot' AS what, l."limit" AS room, l.used, l.over
  FROM coverage_slotload l JOIN kernel_node n ON n.id = l.station_id
  WHERE n.path LIKE %(below)s AND l.starts_at >= %(since)s AND l.starts_at < %(until)s
  UNION ALL
  SELECT o.id, n.path, o.utility, o.is_life_safety, r.station_id, coalesce(l.starts_at, r.made_at), 'taken', 0, 0,
    (r.over_slot OR r.over_ceiling)::int
  FROM coverage_reservation r JOIN kernel_node n ON n.id = r.station_id
  LEFT JOIN coverage_slotload l ON l.id = r.slot_id
  JOIN repairs_workorder o ON o.id = CASE WHEN r.holder LIKE 'order:%%' THEN substr(r.holder, 7)::bigint END
  WHERE n.path LIKE %(below)s AND coalesce(l.starts_at, r.made_at) >= %(since)s
    AND coalesce(l.starts_at, r.made_at) < %(until)s
  UNION ALL
  SELECT d.order_id, n.path, o.utility, o.is_life_safety, n.id, min(d.at), 'turned_away', 0, 0, 0
  FROM board_decision d
  CROSS JOIN LATERAL jsonb_to_recordset(d.candidates -> 'rows') AS c(station_id bigint, way text, reasons jsonb)
  JOIN kernel_node n ON n.id = c.station_id JOIN repairs_workorder o ON o.id = d.order_id
  WHERE n.path LIKE %(below)s AND d.at >= %(since)s AND d.at < %(until)s AND d.kind = 'station'
    AND c.way = 'coverage'
    AND (c.reasons @> '[{"code": "full"}]'::jsonb OR c.reasons @> '[{"code": "ceiling"}]'::jsonb)
  GROUP BY d.order_id, n.path, o.utility, o.is_life_safety, n.id
"""
SLOT = "what = 'slot'"
TAKEN = "what = 'taken'"

LOAD = define(
    Report(
        code="load",
        facts=FACTS,
        windows="(f.at AT TIME ZONE %(zone)s)::date AS on_day",
        by=("station", "place", "day", "month", "all"),
        figures=(
            Figure("station_days", "number", f"count(DISTINCT (station_id, on_day)) FILTER (WHERE {SLOT})", TAKEN),
            Figure("room", "number", f"coalesce(sum(room) FILTER (WHERE {SLOT}), 0)::bigint", TAKEN),
            Figure("used", "number", f"coalesce(sum(used) FILTER (WHERE {SLOT}), 0)::bigint", TAKEN),
            Figure(
                "share",
                "share",
                f"round(sum(used) FILTER (WHERE {SLOT})::numeric"
                f" / nullif(sum(room) FILTER (WHERE {SLOT}), 0), 4)::float",
                TAKEN,
            ),
            Figure("taken", "number", f"count(*) FILTER (WHERE {TAKEN})", TAKEN),
            Figure("past_limit", "number", f"count(*) FILTER (WHERE {TAKEN} AND over > 0)", f"{TAKEN} AND over > 0"),
            Figure("turned_away", "number", "count(*) FILTER (WHERE what = 'turned_away')", "what = 'turned_away'"),
        ),
        shown=(Shown("load_what", "code", "g.what", "report_load"), Shown("past_limit", "flag", "g.over > 0")),
        order='"share" DESC NULLS LAST',
        chart=Chart("bars", ("share",)),
    ),
    title=("负荷与产能", "Load and capacity"),
    rule=(
        "站日：期间开过时段的站点×日。产能与已用按时段计（一件作业可占多个单位）；占用工单为在这些时段（无时段规则"
        "的按占用时间）占过产能的工单，含后来放回的。超限只因人身安全或人工决定。转走：覆盖该地、但因时段已满或在办"
        "到顶而没有接到的工单。",
        "Station-days: stations × days with an open slot. Capacity and what was used of it are in units of slots "
        "(a job may take several); orders that took capacity there (by when, at stations without slots), also "
        "where it was given back. Past the limit: life safety, or a person's decision. Turned away: the station "
        "covered the place and was not given the order because its slots or its ceiling were full.",
    ),
)
