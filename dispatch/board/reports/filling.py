"""How well a station fills in what is asked of it: T2 in time, T3 promised and kept, reports right at once.

Corrections count here as everywhere: what was approved is what happened. Orders are those released in the period, by
the station that has them now. The limit of a first contact is a policy; it is looked up once for each kind of order and
each span in which the same rows hold, not once for each order.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from dispatch.board.reports.asked import Asked
from dispatch.board.reports.definition import Chart, Figure, Report, Shown, define
from repairs import policies
from repairs.models import Policy

CODE = "clock.contact"
_KIND = "utility, business_type, symptom, is_life_safety, scene"
# An approved correction says when a milestone was; one of a stamp that was taken back since says nothing.
_SAID = """
  LEFT JOIN LATERAL (
    SELECT r.becomes FROM repairs_correction r
    WHERE r.order_id = o.id AND r.verdict = 'approved' AND r.milestone = '{0}' AND r.was IS NOT DISTINCT FROM o.{0}_at
      AND (r.was IS NOT NULL OR r.round = o.reopens) ORDER BY r.decided_at DESC, r.id DESC LIMIT 1
  ) said_{0} ON true"""
_ORDERS = f"""
  SELECT o.id, o.utility, o.business_type, o.symptom, o.is_life_safety, o.scene, o.station_id, n.path, o.reopens,
    o.released_at AS at, width_bucket(o.released_at, %(turns)s::timestamptz[]) AS span,
    CASE WHEN %(is_seasonal)s THEN extract(epoch FROM date_trunc('hour', o.released_at))::bigint ELSE 0 END AS hour,
    coalesce(said_released.becomes, o.released_at) AS released,
    coalesce(said_contacted.becomes, o.contacted_at) AS contacted,
    coalesce(said_arrived.becomes, o.arrived_at) AS arrived,
    coalesce(said_repaired.becomes, o.repaired_at) AS repaired
  FROM repairs_workorder o JOIN kernel_node n ON n.id = o.station_id
  {"".join(_SAID.format(name) for name in ("released", "contacted", "arrived", "repaired"))}
  WHERE n.path LIKE %(below)s AND o.released_at >= %(since)s AND o.released_at < %(until)s
"""
_KINDS = f"""
SELECT DISTINCT {_KIND}, width_bucket(released_at, %(turns)s::timestamptz[]) AS span,
  CASE WHEN %(is_seasonal)s THEN extract(epoch FROM date_trunc('hour', released_at))::bigint ELSE 0 END AS hour
FROM repairs_workorder WHERE station_id IS NOT NULL AND released_at >= %(since)s AND released_at < %(until)s
"""
FACTS = f"""
  SELECT w.id AS order_id, w.path, w.utility, w.is_life_safety, w.station_id, w.at,
    w.contacted IS NOT NULL OR w.repaired IS NOT NULL OR %(now)s > w.released + l.seconds * interval '1 s' AS is_due,
    coalesce(w.contacted <= w.released + l.seconds * interval '1 s', false) AS in_time,
    coalesce(p.promised, 0) > 0 AS promised, coalesce(p.kept, 0) AS kept, coalesce(p.broken, 0) AS broken,
    coalesce(t.written, 0) > 0 AS reported, coalesce(t.written = 1 AND NOT t.sent_back, false) AS whole,
    coalesce(c.corrections, 0) AS corrections, k.skews
  FROM ({_ORDERS}) w
  JOIN unnest(%(utilities)s::text[], %(types)s::text[], %(symptoms)s::text[], %(dangers)s::bool[], %(scenes)s::text[],
    %(spans)s::int[], %(hours)s::bigint[], %(seconds)s::float[])
    AS l({_KIND}, span, hour, seconds) USING ({_KIND}, span, hour)
  LEFT JOIN LATERAL (
    SELECT count(*) AS promised,
      count(*) FILTER (WHERE q.replaced_at IS NULL AND w.arrived <= q.promised_for) AS kept,
      count(*) FILTER (WHERE CASE WHEN q.replaced_at IS NOT NULL THEN q.replaced_at > q.promised_for
        ELSE coalesce(w.arrived, %(now)s) > q.promised_for END) AS broken
    FROM repairs_promise q WHERE q.order_id = w.id AND q.round = w.reopens
  ) p ON true
  LEFT JOIN LATERAL (
    SELECT count(*) AS written, bool_or(r.verdict = 'rejected') AS sent_back
    FROM repairs_report r WHERE r.order_id = w.id
  ) t ON true
  LEFT JOIN LATERAL (
    SELECT count(*) AS corrections FROM repairs_correction r WHERE r.order_id = w.id AND r.verdict = 'approved'
  ) c ON true
  LEFT JOIN LATERAL (
    SELECT max(abs(coalesce((d.said ->> 'skew_s')::float,
      extract(epoch FROM (d.said ->> 'at')::timestamptz - d.stamped)))) AS skews
    FROM field_visit v CROSS JOIN LATERAL (VALUES
      (v.device_times -> 'accept', v.accepted_at), (v.device_times -> 'depart', v.departed_at),
      (v.device_times -> 'arrive', v.arrived_at), (v.device_times -> 'repair', v.repaired_at),
      (v.device_times -> 'report', v.reported_at)) AS d(said, stamped)
    WHERE v.order_id = w.id AND d.said IS NOT NULL AND d.stamped IS NOT NULL
  ) k ON true
"""


@dataclass
class Kind:
    """What a policy's conditions are held against."""

    utility: str
    business_type: str
    symptom: str
    is_life_safety: bool
    scene: str


def prepare(asked: Asked) -> dict[str, Any]:
    """The limit of a first contact for each kind of order, as arrays side by side."""
    rows = list(Policy.objects.filter(code=CODE).values_list("effective_from", "effective_to", "season"))
    turns: list[datetime] = sorted({at for begins, ends, _ in rows for at in (begins, ends) if at is not None})
    given: dict[str, Any] = {"turns": turns, "is_seasonal": any(season for _, _, season in rows)}
    with connection.cursor() as cursor:
        cursor.execute(_KINDS, {**asked.parameters, **given})
        found = cursor.fetchall()
    limits = []
    for *kind, span, hour in found:
        since = turns[span - 1] if span else turns[0]
        at = max(since, datetime.fromtimestamp(hour, since.tzinfo)) if hour else since
        limits.append((*kind, span, hour, policies.seconds(CODE, Kind(*kind), at=at)))
    names = ("utilities", "types", "symptoms", "dangers", "scenes", "spans", "hours", "seconds")
    return {**given, **{name: [row[place] for row in limits] for place, name in enumerate(names)}}


def _share(part: str, of: str) -> str:
    return f"round(({part})::numeric / nullif({of}, 0), 4)::float"


FILLING = define(
    Report(
        code="filling",
        facts=FACTS,
        prepare=prepare,
        figures=(
            Figure("orders", "number", "count(*)"),
            Figure(
                "t2_in_time_share",
                "share",
                _share("count(*) FILTER (WHERE is_due AND in_time)", "count(*) FILTER (WHERE is_due)"),
                "is_due",
            ),
            Figure("promised_share", "share", _share("count(*) FILTER (WHERE promised)", "count(*)")),
            Figure("kept_share", "share", _share("sum(kept)", "sum(kept + broken)"), "kept + broken > 0"),
            Figure(
                "complete_first_time_share",
                "share",
                _share("count(*) FILTER (WHERE whole)", "count(*) FILTER (WHERE reported)"),
                "reported",
            ),
            Figure("corrections", "number", "sum(corrections)::int", "corrections > 0"),
            Figure(
                "clock_skew_p90_s",
                "seconds",
                "round((percentile_cont(0.9) WITHIN GROUP (ORDER BY skews))::numeric, 1)::float",
                "skews IS NOT NULL",
            ),
        ),
        shown=(
            Shown("t2_in_time", "flag", "CASE WHEN g.is_due THEN g.in_time END"),
            Shown("promised_any", "flag", "g.promised"),
            Shown("right_at_first", "flag", "CASE WHEN g.reported THEN g.whole END"),
            Shown("corrections", "number", "g.corrections"),
        ),
        chart=Chart("bars", ("t2_in_time_share", "kept_share", "complete_first_time_share")),
    ),
    title=("填写质量", "Filling quality"),
    rule=(
        "按派到站点的日子归期，归到现在持有工单的站点。T2 及时：在首次联系时限内联系上（未到时限的不判定）；约定兑"
        "现：约定的时间（T3）之前到场；一次合格：只写过一次且没有被退的回单。更正经批准后以更正为准。时钟偏差取每单"
        "最大值的 P90。",
        "By the day an order was released to a station, at the station that has it now. T2 in time: the customer "
        "reached within the limit (not judged before it); kept: there by the time promised (T3); right at first: "
        "written once and not sent back. Approved corrections count. Clock: P90 of each order's largest difference.",
    ),
)
