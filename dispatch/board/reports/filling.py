"""How well a station fills in what is asked of it: T2 in time, T3 promised and kept, reports right at once.

Corrections count here as everywhere: what was approved is what happened. Orders are those released in the period, by
the station that has them now. What milestones say is judged in Python, order by order, and counted as the rest is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from dispatch.board.reports.asked import Asked
from dispatch.board.reports.definition import Chart, Figure, Report, Shown, define
from dispatch.kernel import clock
from field import evidence
from field.models import Visit
from repairs import milestones, policies
from repairs.models import Correction, Promise, WorkOrder
from repairs.models import Report as Written

AT_ONCE = 1000
FACTS = """
  SELECT o.id AS order_id, n.path, o.utility, o.is_life_safety, o.station_id, o.released_at AS at,
    j.is_due, j.in_time, j.promised, j.kept, j.broken, j.reported, j.whole, j.corrections, k.skews
  FROM unnest(%(ids)s::bigint[], %(is_due)s::bool[], %(in_time)s::bool[], %(promised)s::bool[], %(kept)s::int[],
    %(broken)s::int[], %(reported)s::bool[], %(whole)s::bool[], %(corrections)s::int[])
    AS j(id, is_due, in_time, promised, kept, broken, reported, whole, corrections)
  JOIN repairs_workorder o ON o.id = j.id JOIN kernel_node n ON n.id = o.station_id
  LEFT JOIN (
    SELECT s.id, max(s.skew) AS skews FROM unnest(%(skewed)s::bigint[], %(skew)s::float[]) AS s(id, skew) GROUP BY s.id
  ) k ON k.id = j.id
"""


def prepare(asked: Asked) -> dict[str, Any]:
    """What each order's milestones say, as arrays side by side."""
    found = WorkOrder.objects.filter(
        station__node__path__startswith=asked.node.path,
        released_at__gte=asked.period.since,
        released_at__lt=asked.period.until,
    ).order_by("pk")
    columns: dict[str, list[Any]] = {
        name: []
        for name in ("ids", "is_due", "in_time", "promised", "kept", "broken", "reported", "whole", "corrections")
    }
    skewed: list[int] = []
    skew: list[float] = []
    for orders in _chunks(found.iterator(chunk_size=AT_ONCE)):
        for row, skews in _judged(orders):
            for column, value in zip(columns.values(), row, strict=True):
                column.append(value)
            skewed += [row[0]] * len(skews)
            skew += skews
    return {**columns, "skewed": skewed, "skew": skew}


def _chunks(orders: Iterable[WorkOrder]) -> Iterator[list[WorkOrder]]:
    rest = iter(orders)
    while chunk := list(islice(rest, AT_ONCE)):
        yield chunk


def _judged(orders: list[WorkOrder]) -> Iterator[tuple[tuple[Any, ...], list[float]]]:
    ids = [order.pk for order in orders]
    promises, reports, visits = defaultdict(list), defaultdict(list), defaultdict(list)
    for promise in Promise.objects.filter(order__in=ids).order_by("pk"):
        promises[promise.order_id].append(promise)
    for report in Written.objects.filter(order__in=ids).order_by("pk"):
        reports[report.order_id].append(report)
    for visit in Visit.objects.filter(order__in=ids):
        visits[visit.order_id].append(visit)
    corrected: dict[int, int] = defaultdict(int)
    for pk in Correction.objects.filter(order__in=ids, verdict="approved").values_list("order_id", flat=True):
        corrected[pk] += 1
    effective = milestones.effective_many(orders)
    for order in orders:
        now, written = effective[order.pk], reports[order.pk]
        said = [row for row in promises[order.pk] if row.round == order.reopens]
        outcomes = [milestones.keeping(promise, now.times["arrived"], clock.now()) for promise in said]
        row = (
            order.pk,
            *_contact(order, now),
            bool(said),
            outcomes.count("kept"),
            outcomes.count("broken"),
            bool(written),
            len(written) == 1 and written[0].verdict != "rejected",
            corrected[order.pk],
        )
        yield row, [abs(one) for visit in visits[order.pk] for one in evidence.skews_of(visit)]


def _contact(order: WorkOrder, now: milestones.Effective) -> tuple[bool, bool]:
    """Whether a first contact was due, and whether it was in time; before its limit nothing is held against anybody."""
    released, contacted = now.times["released"], now.times["contacted"]
    if released is None:
        return False, False
    limit = released + timedelta(seconds=policies.seconds("clock.contact", order, at=released))
    is_due = contacted is not None or clock.now() > limit or now.times["repaired"] is not None
    return is_due, contacted is not None and contacted <= limit


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
