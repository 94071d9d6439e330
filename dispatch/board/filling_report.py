"""How well a station fills in what is asked of it: T2 in time, T3 promised and kept, reports right at once.

Corrections count here as everywhere: what was approved is what happened. Orders are those released in the period, by
the station that has them now.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any

import numpy as np

from dispatch.board.periods import Period
from dispatch.kernel import clock, texts
from dispatch.kernel.models import Node
from field import evidence
from field.models import Visit
from repairs import milestones, policies
from repairs.models import Correction, Promise, Report, WorkOrder

COLUMNS = (
    "station_id",
    "station_name",
    "orders",
    "t2_in_time_share",
    "promised_share",
    "kept_share",
    "complete_first_time_share",
    "corrections",
    "clock_skew_p90_s",
)
AT_ONCE = 1000


@dataclass
class Tally:
    """One station's counts."""

    name: str
    orders: int = 0
    contact_due: int = 0
    contact_in_time: int = 0
    promised: int = 0
    kept: int = 0
    broken: int = 0
    reported: int = 0
    complete_at_once: int = 0
    corrections: int = 0
    skews: list[float] = field(default_factory=list)


def filling(node: Node, period: Period) -> list[dict[str, Any]]:
    """One row per station, shaped as COLUMNS; shares are 0..1, None where there is nothing to judge."""
    found = (
        WorkOrder.objects.filter(
            station__node__path__startswith=node.path, released_at__gte=period.since, released_at__lt=period.until
        )
        .select_related("station__node")
        .order_by("pk")
    )
    tallies: dict[int, Tally] = {}
    for orders in _chunks(found.iterator(chunk_size=AT_ONCE)):
        _count(orders, tallies)
    return [_row(pk, tally) for pk, tally in sorted(tallies.items(), key=lambda pair: (pair[1].name, pair[0]))]


def _chunks(orders: Iterable[WorkOrder]) -> Iterator[list[WorkOrder]]:
    rest = iter(orders)
    while chunk := list(islice(rest, AT_ONCE)):
        yield chunk


def _count(orders: list[WorkOrder], tallies: dict[int, Tally]) -> None:
    ids = [order.pk for order in orders]
    promises, reports, visits = defaultdict(list), defaultdict(list), defaultdict(list)
    for promise in Promise.objects.filter(order__in=ids).order_by("pk"):
        promises[promise.order_id].append(promise)
    for report in Report.objects.filter(order__in=ids).order_by("pk"):
        reports[report.order_id].append(report)
    for visit in Visit.objects.filter(order__in=ids):
        visits[visit.order_id].append(visit)
    corrected = list(Correction.objects.filter(order__in=ids, verdict="approved").values_list("order_id", flat=True))
    effective = milestones.effective_many(orders)
    for order in orders:
        if order.station is None:
            continue
        tally = tallies.setdefault(order.station.pk, Tally(order.station.node.name))
        tally.orders += 1
        tally.corrections += corrected.count(order.pk)
        tally.skews += [abs(skew) for visit in visits[order.pk] for skew in evidence.skews_of(visit)]
        _count_contact(order, effective[order.pk], tally)
        _count_promises([row for row in promises[order.pk] if row.round == order.reopens], effective[order.pk], tally)
        if reports[order.pk]:
            tally.reported += 1
            tally.complete_at_once += len(reports[order.pk]) == 1 and reports[order.pk][0].verdict != "rejected"


def _count_contact(order: WorkOrder, now: milestones.Effective, tally: Tally) -> None:
    """In time is within the limit for a first contact; before that limit nothing is held against anybody."""
    released, contacted = now.times["released"], now.times["contacted"]
    if released is None:
        return
    limit = released + timedelta(seconds=policies.seconds("clock.contact", order, at=released))
    if contacted is not None or clock.now() > limit or now.times["repaired"] is not None:
        tally.contact_due += 1
        tally.contact_in_time += contacted is not None and contacted <= limit


def _count_promises(promises: list[Promise], now: milestones.Effective, tally: Tally) -> None:
    tally.promised += bool(promises)
    outcomes = [milestones.keeping(promise, now.times["arrived"], clock.now()) for promise in promises]
    tally.kept += outcomes.count("kept")
    tally.broken += outcomes.count("broken")


def _row(station_id: int, tally: Tally) -> dict[str, Any]:
    return {
        "station_id": station_id,
        "station_name": tally.name,
        "orders": tally.orders,
        "t2_in_time_share": _share(tally.contact_in_time, tally.contact_due),
        "promised_share": _share(tally.promised, tally.orders),
        "kept_share": _share(tally.kept, tally.kept + tally.broken),
        "complete_first_time_share": _share(tally.complete_at_once, tally.reported),
        "corrections": tally.corrections,
        "clock_skew_p90_s": round(float(np.percentile(tally.skews, 90)), 1) if tally.skews else None,
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


for column, zh, en in [
    ("t2_in_time_share", "T2 及时率", "T2 in time"),
    ("promised_share", "T3 约定率", "T3 promised"),
    ("kept_share", "约定兑现率", "Promises kept"),
    ("complete_first_time_share", "回单一次合格率", "Reports right at first"),
    ("corrections", "时间更正次数", "Corrections"),
    ("clock_skew_p90_s", "手机时钟偏差（P90，秒）", "Phone clock off (P90, s)"),
]:
    texts.define(f"column.{column}", zh=zh, en=en)
