"""SAIFI, SAIDI, CAIDI and ASAI of a node, with all days and without major event days."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from dispatch.board.reports import ieee1366, outage_facts
from dispatch.board.reports.asked import Asked
from dispatch.board.reports.definition import Chart, Figure, Group, Report, Shown, define
from dispatch.board.reports.ieee1366 import Step
from dispatch.board.reports.outage_facts import Facts
from dispatch.kernel import texts

FACTS = """
  SELECT u.order_id, n.path, u.utility, false AS is_life_safety, s.node_id AS station_id, u.began_at AS at, b.basis,
    coalesce(q.number, '#' || u.id) AS number, j.customers, j.customer_minutes, j.is_major, u.is_planned
  FROM unnest(%(outages)s::bigint[], %(customers)s::bigint[], %(customer_minutes)s::float[], %(is_major)s::bool[])
    AS j(id, customers, customer_minutes, is_major)
  JOIN repairs_outage u ON u.id = j.id JOIN kernel_node n ON n.id = u.node_id
  LEFT JOIN coverage_station s ON s.node_id = u.node_id
  LEFT JOIN repairs_workorder o ON o.id = u.order_id LEFT JOIN repairs_servicerequest q ON q.id = o.request_id
  CROSS JOIN (VALUES ('all_days'), ('without_major')) AS b(basis)
  WHERE n.path LIKE %(below)s AND (b.basis = 'all_days' OR NOT j.is_major)
"""
BASES = ("all_days", "without_major")


def prepare(asked: Asked) -> dict[str, Any]:
    """The period's outages, each once, with what their sustained steps add up to."""
    facts = outage_facts.read(asked)
    by_outage: dict[int, list[Step]] = defaultdict(list)
    for step in facts.in_period:
        by_outage[step.outage_id].append(step)
    return {
        "outages": list(by_outage),
        "customers": [sum(step.customers for step in steps) for steps in by_outage.values()],
        "customer_minutes": [sum(step.customers * step.minutes for step in steps) for steps in by_outage.values()],
        "is_major": [steps[0].day in facts.major for steps in by_outage.values()],
    }


def rows(asked: Asked) -> list[dict[str, Any]]:
    """A row per month (or day, or of the whole period) and basis; none where no outage was ever entered."""
    facts = outage_facts.read(asked)
    if facts.since is None:
        return []
    # Before the first outage that somebody entered nothing is known, and nothing is no zero.
    spans = [span for span in _spans(asked) if span[1] >= facts.since]
    bases = BASES if facts.limit is not None else BASES[:1]
    return [_row(facts, *span, basis) for span in spans for basis in bases]


def notes(asked: Asked, language: str) -> list[str]:
    """What is not known, in words."""
    facts = outage_facts.read(asked)
    utility = texts.say(f"utility.{facts.utility}", language)
    if facts.since is None:
        return [texts.say("report_note.no_outages", language, utility=utility)]
    said = []
    if facts.since > asked.period.first:
        said.append(texts.say("report_note.since", language, day=facts.since.isoformat()))
    if facts.served.mean(asked.period.first, asked.period.last) is None:
        said.append(texts.say("report_note.no_served", language, utility=utility))
    if facts.limit is None:
        said.append(texts.say("report_note.no_history", language))
    else:
        said.append(texts.say("report_note.threshold", language, minutes=f"{facts.limit:.2f}", days=len(facts.major)))
    return said


def _row(facts: Facts, first: date, last: date, name: dict[str, str], basis: str) -> dict[str, Any]:
    steps = [
        step
        for step in facts.in_period
        if first <= step.day <= last and (basis == "all_days" or step.day not in facts.major)
    ]
    days = (last - first).days + 1
    if basis == "without_major":
        days -= sum(1 for day in facts.major if first <= day <= last)
    found = ieee1366.indices(steps, facts.served.mean(first, last), days * 1440)
    served = facts.served.mean(first, last)
    return {
        **name,
        "basis": basis,
        "interruptions": found.interruptions,
        "interrupted": found.customers,
        "customer_minutes": round(found.customer_minutes),
        "served": None if served is None else round(served),
        "saifi": _rounded(found.saifi, 5),
        "saidi": _rounded(found.saidi, 3),
        "caidi": _rounded(found.caidi, 2),
        "asai": _rounded(found.asai, 7),
    }


def _spans(asked: Asked) -> list[tuple[date, date, dict[str, str]]]:
    """The period in months or days, or whole; a part of a month is that part."""
    first, last = asked.period.first, asked.period.last
    if asked.by == "day":
        count = (last - first).days + 1
        days = [first + timedelta(days=place) for place in range(count)]
        return [(day, day, {"day": day.isoformat()}) for day in days]
    if asked.by == "month":
        spans = []
        while first <= last:
            end = min(last, (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1))
            spans.append((first, end, {"month": f"{first:%Y-%m}"}))
            first = end + timedelta(days=1)
        return spans
    return [(first, last, {})]


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


RELIABILITY = define(
    Report(
        code="reliability",
        facts=FACTS,
        prepare=prepare,
        rows=rows,
        notes=notes,
        lists="true",
        groups=(Group("basis", words="report_basis"),),
        by=("month", "all", "day"),
        figures=(
            Figure("saifi", "index", ""),
            Figure("saidi", "minutes", ""),
            Figure("caidi", "minutes", ""),
            Figure("asai", "availability", ""),
            Figure("interruptions", "number", ""),
            Figure("interrupted", "number", ""),
            Figure("customer_minutes", "number", ""),
            Figure("served", "number", ""),
        ),
        shown=(
            Shown("number", "text", "g.number"),
            Shown("interrupted", "number", "g.customers"),
            Shown("customer_minutes", "number", "round(g.customer_minutes)::bigint"),
            Shown("is_planned", "flag", "g.is_planned"),
            Shown("is_major", "flag", "g.is_major"),
        ),
        chart=Chart("bars", ("saidi",), series="basis"),
        has_total=False,
    ),
    title=("供电可靠性（SAIDI 等）", "Reliability (SAIDI and others)"),
    rule=(
        "按 IEEE 1366：只算超过 5 分钟的持续停电，分步恢复逐步累计，跨日停电归开始之日，尚未恢复的算到现在。SAIFI "
        "= 停电户数 ÷ 供电户数；SAIDI = 停电户分钟 ÷ 供电户数；CAIDI = SAIDI ÷ SAIFI；ASAI = 1 − SAIDI ÷ 期间分钟数"
        "。供电户数取期间各日平均，本级未填时用下级之和。重大事件日：前五年每日 SAIDI 的对数均值 + 2.5 倍标准差（零"
        "值日不计），超过即是；历史不足时不判定。未选业务时按供电。",
        "As IEEE 1366 has it: interruptions of more than five minutes only; restoration counts step by step; an "
        "outage of several days belongs to the day it began; what is still out counts until now. SAIFI = customers "
        "interrupted ÷ customers served; SAIDI = customer minutes ÷ customers served; CAIDI = SAIDI ÷ SAIFI; ASAI "
        "= 1 − SAIDI ÷ minutes of the period. Customers served are the mean over the days; where a unit has no "
        "figure, those below are added. Major event day: above exp(mean + 2.5 deviations of ln daily SAIDI) of "
        "five years before, zero days dropped; not judged with too little history. Electricity, unless another "
        "utility is chosen.",
    ),
)
