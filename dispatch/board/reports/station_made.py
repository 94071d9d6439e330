"""How many of each station's orders it made itself; where the hotline does not reach, that is the normal way."""

from dispatch.board.reports.definition import Chart, Figure, Report, define

FACTS = """
  SELECT o.id AS order_id, n.path, o.utility, o.is_life_safety, o.station_id, o.opened_at AS at, o.made_by_station,
    EXISTS (SELECT 1 FROM coverage_hotlinearea h WHERE h.station_id = o.station_id
      AND h.starts_on <= %(last)s AND (h.ends_on IS NULL OR h.ends_on >= %(first)s)) AS is_normal
  FROM repairs_workorder o JOIN kernel_node n ON n.id = o.station_id
  WHERE n.path LIKE %(below)s AND o.opened_at >= %(since)s AND o.opened_at < %(until)s
"""

STATION_MADE = define(
    Report(
        code="station-made",
        facts=FACTS,
        figures=(
            Figure("orders", "number", "count(*)"),
            Figure("made_by_station", "number", "count(*) FILTER (WHERE made_by_station)", "made_by_station"),
            Figure("share", "share", "round(avg(made_by_station::int), 4)::float"),
            Figure("normal_way", "flag", "bool_or(is_normal)"),
        ),
        order='"made_by_station" DESC',
        chart=Chart("bars", ("made_by_station",)),
    ),
    title=("站端自建工单", "Orders made by stations"),
    rule=(
        "期间报修、现在由该站持有的工单中，由站端自己建立的；备案为未开通热线的地区属正常。",
        "Of the orders opened in the period that the station has now, those it made itself; normal where the "
        "register says that the hotline does not reach.",
    ),
)
