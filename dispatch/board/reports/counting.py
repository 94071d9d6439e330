"""Rows, totals and lists of any report, by one SQL frame around its facts.

A long question is stopped by the database after the time that the policy `reports.longest` allows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg import errors as pg

from dispatch.board.reports.asked import Asked
from dispatch.board.reports.definition import Figure, Report
from dispatch.kernel.errors import Refusal
from repairs import policies

# by → the columns that it puts before the others, as (name, SQL); the first is its key.
_PLACED = "coalesce(nullif(split_part(substr(f.path, %(depth)s), '/', 1), ''), %(node)s::text)::bigint"
BY: dict[str, tuple[tuple[str, str], ...]] = {
    "station": (
        ("station_id", "f.station_id"),
        ("station_name", "coalesce(sn.name, '')"),
        ("station_name_en", "coalesce(nullif(sn.name_en, ''), sn.name, '')"),
    ),
    "place": (
        ("place_id", "pn.id"),
        ("place_name", "coalesce(pn.name, '')"),
        ("place_name_en", "coalesce(nullif(pn.name_en, ''), pn.name, '')"),
    ),
    "utility": (("utility", "f.utility"),),
    "urgency": (("urgency", "CASE WHEN f.is_life_safety THEN 'life_safety' ELSE 'normal' END"),),
    "day": (("day", "to_char(f.at AT TIME ZONE %(zone)s, 'YYYY-MM-DD')"),),
    "month": (("month", "to_char(f.at AT TIME ZONE %(zone)s, 'YYYY-MM')"),),
    "all": (),
}
_CHOSEN = """
WITH facts AS MATERIALIZED ({facts}), chosen AS (
  SELECT f.*{by}{windows} FROM facts f
  LEFT JOIN kernel_node sn ON sn.id = f.station_id{place}
  WHERE (%(utility)s = '' OR f.utility = %(utility)s)
    AND (%(urgency)s = '' OR f.is_life_safety = (%(urgency)s = 'life_safety'))
    AND (%(station)s::bigint IS NULL OR f.station_id = %(station)s)
)
"""
_PLACE = f"\n  LEFT JOIN kernel_node pn ON pn.id = {_PLACED}"


Given = dict[str, Any]


def table(report: Report, asked: Asked) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """The rows in the report's order, one per group, as {column: value}; and the same figures of everything together,
    None where there is nothing, or where a sum would mean nothing.
    """
    if report.rows is not None:
        return report.rows(asked), None
    given = report.prepare(asked)
    return _rows(report, asked, given), _total(report, asked, given) if report.has_total else None


def _rows(report: Report, asked: Asked, given: Given) -> list[dict[str, Any]]:
    keys = [name for name, _ in _by(asked)] + [group.name for group in report.groups]
    # Days stay in their order whatever a table of stations begins with.
    first = [report.order] if report.order and asked.by not in {"day", "month"} else []
    order = ", ".join([*first, *_sort(asked, report)])
    figures = ", ".join(f'{one.sql} AS "{one.name}"' for one in report.figures)
    named = ", ".join(f'g."{key}"' for key in keys)
    query = (
        _frame(report, asked)
        + f"SELECT {named}{', ' if keys else ''}{figures} FROM chosen g WHERE {report.counted}"
        + (f" GROUP BY {named} ORDER BY {order}" if keys else " HAVING count(*) > 0")
    )
    return list(_read(query, _parameters(asked, given)))


def _total(report: Report, asked: Asked, given: Given) -> dict[str, Any] | None:
    figures = ", ".join(f'{one.sql} AS "{one.name}"' for one in report.figures)
    whole = Asked(**{**vars(asked), "by": "all", "row": ()})
    query = _frame(report, whole) + f"SELECT {figures} FROM chosen g WHERE {report.counted} HAVING count(*) > 0"
    return next(_read(query, _parameters(whole, given)), None)


def listed(
    report: Report, figure: Figure, asked: Asked, limit: int, offset: int = 0
) -> tuple[int, list[dict[str, Any]]]:
    """How many facts a figure of one group is made of, and some of them, the newest first:
    {order_id, path, at, station_id, shown…}.
    """
    given = _parameters(asked, report.prepare(asked))
    shown = "".join(f', {one.sql} AS "{one.name}"' for one in report.shown)
    frame, within = _frame(report, asked), _within(report, figure, asked)
    query = (
        f"{frame} SELECT g.order_id, g.path, g.at, g.station_id{shown} FROM chosen g WHERE {within}"
        " ORDER BY g.at DESC, g.order_id DESC LIMIT %(limit)s OFFSET %(offset)s"
    )
    count = next(_read(f"{frame} SELECT count(*) AS n FROM chosen g WHERE {within}", given))["n"]
    return count, list(_read(query, {**given, "limit": limit, "offset": offset}))


def keys_of(report: Report, asked: Asked) -> list[str]:
    """The columns that name a row, in the order of `Asked.row`."""
    return [name for name, _ in _by(asked)[:1]] + [group.name for group in report.groups]


def _by(asked: Asked) -> tuple[tuple[str, str], ...]:
    return BY[asked.by]


def _sort(asked: Asked, report: Report) -> list[str]:
    by = [name for name, _ in _by(asked)]
    first = by[1:2] or by[:1]
    return [f'g."{name}"' for name in (*first, *by[:1], *(group.name for group in report.groups))]


def _frame(report: Report, asked: Asked) -> str:
    by = "".join(f', {sql} AS "{name}"' for name, sql in _by(asked) if name not in {"station_id", "utility"})
    over = _by(asked)[0][1] if _by(asked) else "true"
    windows = f", {report.windows.format(by=over)}" if report.windows else ""
    return _CHOSEN.format(facts=report.facts, by=by, windows=windows, place=_PLACE if asked.by == "place" else "")


def _within(report: Report, figure: Figure, asked: Asked) -> str:
    """Which chosen facts a figure is made of, in the group asked for."""
    wanted = [report.lists, f"({figure.of})"]
    if not figure.wide:
        wanted.append(f"({report.counted})")
    if asked.row:
        keys = keys_of(report, asked)
        if len(asked.row) != len(keys):
            raise Refusal("input.invalid", errors=[{"field": "row", "code": "length"}])
        kept = len(keys) - len(report.groups) if figure.wide else len(keys)
        wanted += [f"coalesce(g.\"{key}\"::text, '') = %(row{place})s" for place, key in enumerate(keys[:kept])]
    return " AND ".join(wanted)


def _parameters(asked: Asked, given: Given) -> Given:
    named = {f"row{place}": value for place, value in enumerate(asked.row)}
    return {**asked.parameters, **named, **given}


@contextmanager
def bounded() -> Iterator[None]:
    """Within it a statement that takes longer than the policy allows is refused with reports.too_long."""
    longest = int(policies.seconds("reports.longest") * 1000)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {longest}")
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, pg.QueryCanceled):
            raise Refusal("reports.too_long") from error
        raise


def _read(query: str, parameters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        names = [column.name for column in cursor.description or ()]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))
