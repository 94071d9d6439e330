"""A report, or the list behind one of its figures, as a file: the same rows and words in CSV and in Excel.

How many orders a file holds is bounded by the policy `reports.most_orders`; a file that was cut says so.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.http import FileResponse, HttpResponse

from dispatch.board.reports import counting, csv_export, listing, sheets, xlsx_export
from dispatch.board.reports.asked import Asked
from dispatch.board.reports.definition import Figure, Report
from dispatch.board.reports.times import BANDS
from dispatch.kernel import texts
from dispatch.kernel.actors import Actor
from repairs import policies

__all__ = ["BANDS", "EVERYTHING", "book_of", "csv_of", "orders_of"]

EVERYTHING = Figure("", "number", "count(*)")
"""Whatever the report counts."""
AT_ONCE = 2000


def csv_of(report: Report, asked: Asked, rows: list[dict[str, Any]], language: str) -> HttpResponse:
    """The table."""
    columns = sheets.columns_of(report, asked)
    return _csv(report.code, columns, list(sheets.cells(columns, rows, asked, language)), language)


def book_of(
    actor: Actor, report: Report, asked: Asked, rows: list[dict[str, Any]], language: str, *, with_orders: bool
) -> FileResponse:
    """The table, and where wanted a sheet of the orders it counts."""
    book = xlsx_export.Book(language)
    columns = sheets.columns_of(report, asked)
    above = sheets.filters(report, asked, language)
    book.sheet(_sheet("report", language), above, columns, sheets.cells(columns, rows, asked, language))
    if with_orders:
        _orders_sheet(book, actor, report, EVERYTHING, asked, language)
    return _book(report.code, book)


def orders_of(
    actor: Actor, report: Report, figure: Figure, asked: Asked, language: str, form: str
) -> HttpResponse | FileResponse:
    """The list behind a figure."""
    name = f"{report.code}-orders"
    if form == "csv":
        columns = sheets.order_columns(report)
        _, found = _orders(actor, report, figure, asked, _most())
        return _csv(name, columns, list(sheets.cells(columns, found, asked, language)), language)
    book = xlsx_export.Book(language)
    _orders_sheet(book, actor, report, figure, asked, language)
    return _book(name, book)


def _most() -> int:
    return int(policies.number("reports.most_orders"))


def _orders_sheet(
    book: xlsx_export.Book, actor: Actor, report: Report, figure: Figure, asked: Asked, language: str
) -> None:
    most = _most()
    columns = sheets.order_columns(report)
    count, found = _orders(actor, report, figure, asked, most)
    below = texts.say("report_sheet.cut", language, rows=most) if count > most else ""
    book.sheet(_sheet("orders", language), (), columns, sheets.cells(columns, found, asked, language), below)


def _orders(
    actor: Actor, report: Report, figure: Figure, asked: Asked, most: int
) -> tuple[int, Iterator[dict[str, Any]]]:
    """How many there are, and the cards of the first `most`, looked up some at a time."""
    with counting.bounded():
        count, facts = counting.listed(report, figure, asked, most)
    parts = (facts[start : start + AT_ONCE] for start in range(0, len(facts), AT_ONCE))
    return count, chain.from_iterable(listing.cards(actor, part) for part in parts)


def _sheet(code: str, language: str) -> str:
    return texts.say(f"report_sheet.{code}", language)


def _csv(name: str, columns: list[sheets.Column], rows: list[list[Any]], language: str) -> HttpResponse:
    headings = [column.heading(language) for column in columns]
    response = HttpResponse(csv_export.write(headings, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _book(name: str, book: xlsx_export.Book) -> FileResponse:
    return FileResponse(
        book.close(), as_attachment=True, filename=f"{name}.xlsx", content_type=xlsx_export.CONTENT_TYPE
    )
