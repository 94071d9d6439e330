"""Reports over HTTP: what there is, figures of a node and a period, the orders behind each figure, and files."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from coverage.models import Station
from dispatch.board.access import node_for
from dispatch.board.reports import catalogue, counting, files, listing
from dispatch.board.reports.asked import Asked
from dispatch.board.reports.definition import Report, card
from dispatch.board.reports.periods import period_of
from dispatch.kernel import access, clock
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from dispatch.kernel.web import Router, actor_of, language_of

router = Router(tags=["reports"])

By = Literal["", "station", "place", "utility", "urgency", "day", "month", "all"]
MOST_PLACES = 4000
Answer = dict[str, Any] | HttpResponse | FileResponse
Id = Annotated[int, Field(ge=1, lt=2**63)]


class ReportAsked(Schema):
    """Which node and which days (both included, by the place's calendar), of what, grouped how, in which form."""

    node: int
    since: date | None = Field(None, alias="from")
    until: date | None = Field(None, alias="to")
    utility: Literal["", "electricity", "water", "gas", "heating"] = ""
    urgency: Literal["", "life_safety", "normal"] = ""
    station: Id | None = None
    by: By = Field("", description="empty: the report's own first grouping")
    format: Literal["json", "csv", "xlsx"] = "json"
    orders: bool = Field(False, description="xlsx: with a second sheet of the orders that were counted")


class ListAsked(ReportAsked):
    """The figure of one row: its keys in the order of the row's columns; no keys: of the whole report."""

    figure: str = Field("", max_length=40, description="empty: whatever the report counts")
    row: list[Annotated[str, Field(max_length=60)]] = Field([], max_length=4)
    page: int = Field(1, ge=1, le=100_000)


def _asked(actor: Actor, report: Report, said: ReportAsked, row: tuple[str, ...] = ()) -> Asked:
    node = node_for(actor, said.node, "report.read")
    by = said.by or report.by[0]
    if by not in report.by:
        raise Refusal("reports.by_wrong")
    if said.station is not None:
        found = Station.objects.filter(pk=said.station, node__path__startswith=node.path)
        if not found.exists():
            raise Refusal("not_found")
    period = period_of(node, said.since, said.until)
    return Asked(node, period, clock.now(), by, said.utility, said.urgency, said.station, row)


@router.get("/reports", response=dict[str, Any], summary="The reports there are, and how each is counted")
def read_reports(request: HttpRequest) -> dict[str, Any]:
    access.require_anywhere(actor_of(request), "report.read")
    return {"reports": [card(report) for report in catalogue.listed()], "bands": list(files.BANDS)}


@router.get("/reports/places", response=dict[str, Any], summary="The part of the tree whose reports may be read")
def read_places(request: HttpRequest, node: int) -> dict[str, Any]:
    top = node_for(actor_of(request), node, "report.read")
    below = Node.objects.filter(path__startswith=top.path, is_active=True).order_by("path")[:MOST_PLACES]
    return {
        "places": [
            {"id": one.pk, "name": one.name, "name_en": one.name_en, "kind": one.kind, "path": one.path}
            for one in below
        ]
    }


@router.get("/reports/{code}", response=dict[str, Any], summary="A report's rows and total, as JSON, CSV or Excel")
def read_report(request: HttpRequest, code: str, said: Query[ReportAsked]) -> Answer:
    actor = actor_of(request)
    access.require_anywhere(actor, "report.read")
    report = catalogue.named(code)
    asked = _asked(actor, report, said)
    with counting.bounded():
        rows, total = counting.table(report, asked)
        notes = report.notes(asked, language_of(request))
    if said.format == "json":
        return {"rows": rows, "total": total, "notes": notes}
    if said.format == "csv":
        return files.csv_of(report, asked, rows, language_of(request))
    return files.book_of(actor, report, asked, rows, language_of(request), with_orders=said.orders)


@router.get("/reports/{code}/orders", response=dict[str, Any], summary="The orders that a figure of a report counts")
def read_orders(request: HttpRequest, code: str, said: Query[ListAsked]) -> Answer:
    actor = actor_of(request)
    access.require_anywhere(actor, "report.read")
    report = catalogue.named(code)
    asked = _asked(actor, report, said, tuple(said.row))
    figure = report.figure(said.figure) if said.figure else files.EVERYTHING
    if figure is None:
        raise Refusal("not_found")
    if said.format == "json":
        return listing.page(actor, report, figure, asked, said.page)
    return files.orders_of(actor, report, figure, asked, language_of(request), said.format)
