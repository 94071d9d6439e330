"""A report's columns and cells as a file has them: headings and codes in words, times by the place's clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dispatch.board.reports import times
from dispatch.board.reports.asked import Asked
from dispatch.board.reports.counting import BY
from dispatch.board.reports.definition import Report
from dispatch.kernel import texts

WORDS_OF = {"utility": "utility", "urgency": "report_urgency"}


@dataclass(frozen=True)
class Column:
    name: str
    unit: str
    words: str = ""

    def heading(self, language: str) -> str:
        """What stands above it; minutes and seconds say so, because a cell is a bare number."""
        said = texts.say(f"column.{self.name}", language)
        if self.unit not in {"minutes", "seconds"}:
            return said
        return said + (" " if language == "en" else "") + texts.say(f"report_sheet.{self.unit}", language)


def columns_of(report: Report, asked: Asked) -> list[Column]:
    """The table's columns, the reader's group first."""
    by = [Column(name, "text", WORDS_OF.get(name, "")) for name, _ in BY[asked.by] if not name.endswith(("_id", "_en"))]
    groups = [Column(one.name, one.unit, one.words) for one in report.groups]
    return [*by, *groups, *(Column(one.name, one.unit) for one in report.figures)]


def order_columns(report: Report) -> list[Column]:
    """The columns of a list of orders."""
    shown = [Column(one.name, one.unit, one.words) for one in report.shown if one.name != "number"]
    return [
        Column("number", "text"),
        Column("at", "time"),
        Column("utility", "code", "utility"),
        Column("symptom", "code", "symptom"),
        Column("station_name", "text"),
        Column("address", "text"),
        *shown,
    ]


def cells(
    columns: Sequence[Column], rows: Iterable[dict[str, Any]], asked: Asked, language: str
) -> Iterator[list[Any]]:
    """The rows as lists of str, bool, int, float, naive local datetime or None."""
    zone = ZoneInfo(asked.node.time_zone)
    for row in rows:
        yield [_cell(column, _value(column, row, language), zone, language) for column in columns]


def _value(column: Column, row: dict[str, Any], language: str) -> Any:
    """A name stands in the one column of its language."""
    return row.get(f"{column.name}_en") or row.get(column.name) if language == "en" else row.get(column.name)


def _cell(column: Column, value: Any, zone: ZoneInfo, language: str) -> Any:
    if value is None:
        return None
    if column.unit == "flag":
        return texts.say(f"report_flag.{'true' if value else 'false'}", language)
    if column.unit == "time":
        return datetime.fromisoformat(value).astimezone(zone).replace(tzinfo=None, microsecond=0)
    if column.unit == "band":
        return band(int(value))
    if column.words and texts.knows(f"{column.words}.{value}"):
        return texts.say(f"{column.words}.{value}", language)
    return value


def band(place: int) -> str:
    """A band of minutes: '15–30', the last '1440+'."""
    if place >= len(times.BANDS):
        return f"{times.BANDS[-1]}+"
    return f"{times.BANDS[place - 1] if place else 0}–{times.BANDS[place]}"


def filters(report: Report, asked: Asked, language: str) -> list[tuple[str, str]]:
    """What a file says above its table: name, scope, days, filters, and how it is counted."""
    chosen = [
        texts.say(f"utility.{asked.utility}", language) if asked.utility else "",
        texts.say(f"report_urgency.{asked.urgency}", language) if asked.urgency else "",
        f"#{asked.station}" if asked.station else "",
    ]
    node = asked.node.name if language == "zh" else asked.node.name_en or asked.node.name
    said = [
        ("report", texts.say(f"report_title.{report.code}", language)),
        ("node", node),
        ("period", f"{asked.period.first} – {asked.period.last} ({asked.node.time_zone})"),
        ("filters", " · ".join(filter(None, chosen)) or "–"),
        ("rule", texts.say(f"report_rule.{report.code}", language)),
    ]
    return [(texts.say(f"report_sheet.{name}", language), words) for name, words in said]
