"""What a report is: facts, by what they are grouped, the figures made of them, and the chart that shows them.

Facts are rows of SQL, each about one order (or, of a few reports, about a slot or a case that has none). Every figure
says which facts it is made of, so that what a figure counts and what its list shows are the same rows by construction.
A report's SQL selects at least `order_id, path, utility, is_life_safety, station_id, at`; `path` is where in the tree a
fact belongs, and `at` is when, by which it falls into the period.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from dispatch.board.reports.asked import Asked
from dispatch.kernel import texts

Unit = Literal[
    "number", "share", "minutes", "seconds", "mark", "flag", "code", "name", "text", "time", "ratio", "band", "index",
    "availability",
]  # fmt: skip
ALL_BY = ("station", "place", "utility", "urgency", "day", "month", "all")
ALL_FIRST = ("all", "station", "place", "utility", "urgency", "day", "month")


@dataclass(frozen=True)
class Group:
    """A column that a report is always grouped by, beside what the reader chose. `words`: the group of its texts."""

    name: str
    unit: Unit = "code"
    words: str = ""


@dataclass(frozen=True)
class Figure:
    """An aggregate over facts. `of` says which facts it is made of; `wide`: those of the whole reader's group,
    whatever the fixed groups (how many orders a station had at all, beside its returns for one reason).
    """

    name: str
    unit: Unit
    sql: str
    of: str = "true"
    wide: bool = False


@dataclass(frozen=True)
class Shown:
    """What a list of orders says of each fact."""

    name: str
    unit: Unit
    sql: str
    words: str = ""


@dataclass(frozen=True)
class Chart:
    """How rows are drawn. `series`: the fixed group that parts the bars; `report`: the report whose rows they are;
    `prefer`: the codes of the series worth drawing where each of many groups would have a bar for each.
    """

    kind: Literal["bars", "stack", "spread", "lines"]
    figures: tuple[str, ...]
    series: str = ""
    report: str = ""
    prefer: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """`windows`: more columns of the chosen facts, over `{by}`; `counted`: the facts that make rows of the table;
    `lists`: those that may stand on a list, by default whatever has an order.
    """

    code: str
    facts: str
    figures: tuple[Figure, ...]
    chart: Chart
    groups: tuple[Group, ...] = ()
    by: tuple[str, ...] = ALL_BY
    shown: tuple[Shown, ...] = ()
    windows: str = ""
    counted: str = "true"
    lists: str = "g.order_id IS NOT NULL"
    order: str = ""
    has_total: bool = True
    is_listed: bool = True
    prepare: Callable[[Asked], dict[str, Any]] = field(default=lambda asked: {})
    """More parameters of the facts: what is judged in Python comes as arrays."""
    rows: Callable[[Asked], list[dict[str, Any]]] | None = None
    """The rows, where they are no aggregates of SQL."""
    notes: Callable[[Asked, str], list[str]] = field(default=lambda asked, language: [])
    """What a reader must know of these figures, in a language: what is missing, what was left out."""

    def figure(self, name: str) -> Figure | None:
        return next((one for one in self.figures if one.name == name), None)


REPORTS: dict[str, Report] = {}


def define(report: Report, *, title: tuple[str, str], rule: tuple[str, str]) -> Report:
    """Add a report with its name and how it is counted, each in Chinese and in English."""
    if REPORTS.setdefault(report.code, report) != report:
        raise ValueError(f"report {report.code!r} is defined twice")
    texts.define(f"report_title.{report.code}", zh=title[0], en=title[1])
    texts.define(f"report_rule.{report.code}", zh=rule[0], en=rule[1])
    return report


def card(report: Report) -> dict[str, Any]:
    """A report as pages read it: its words in both languages, its columns in their order."""
    columns: list[dict[str, Any]] = [
        {"name": one.name, "unit": one.unit, "words": one.words, "title": texts.both(f"column.{one.name}")}
        for one in report.groups
    ]
    columns += [
        {"name": one.name, "unit": one.unit, "words": "", "title": texts.both(f"column.{one.name}"), "drills": True}
        for one in report.figures
    ]
    return {
        "code": report.code,
        "title": texts.both(f"report_title.{report.code}"),
        "rule": texts.both(f"report_rule.{report.code}"),
        "by": list(report.by),
        "is_listed": report.is_listed,
        "groups": [one.name for one in report.groups],
        "columns": columns,
        "shown": [
            {"name": one.name, "unit": one.unit, "words": one.words, "title": texts.both(f"column.{one.name}")}
            for one in report.shown
        ],
        "chart": {
            "kind": report.chart.kind,
            "figures": list(report.chart.figures),
            "series": report.chart.series,
            "report": report.chart.report or report.code,
            "prefer": list(report.chart.prefer),
        },
    }
