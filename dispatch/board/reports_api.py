"""Reports over HTTP: figures of a node and a period, as JSON or CSV."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from dispatch.board import csv_export, filling_report, promises_report, returns_report
from dispatch.board.access import node_for
from dispatch.board.periods import Period, period_of
from dispatch.kernel.models import Node
from dispatch.kernel.web import Router, actor_of

router = Router(tags=["reports"])


class Asked(Schema):
    """Which node and which days (both included, by the place's calendar), and in which form."""

    node: int
    since: date | None = Field(None, alias="from")
    until: date | None = Field(None, alias="to")
    format: Literal["json", "csv"] = "json"


def about(request: HttpRequest, asked: Asked) -> tuple[Node, Period]:
    """The node, where the asker may read its reports, and the period."""
    node = node_for(actor_of(request), asked.node, "report.read")
    return node, period_of(node, asked.since, asked.until)


PROMISES = ("name", "kind", "count", "kept", "running", "share", "average_min", "limit_min", "average_kept")


@router.get("/reports/promises", response=dict[str, Any], summary="Limits kept: per order, and as the period's average")
def read_promises(
    request: HttpRequest, asked: Query[Asked], by: promises_report.By = "utility"
) -> dict[str, Any] | HttpResponse:
    node, period = about(request, asked)
    return csv_export.answer(request, "promises", PROMISES, promises_report.promises(node, period, by), asked.format)


@router.get(
    "/reports/returns", response=dict[str, Any], summary="Returns per station and reason, and the repeated ones"
)
def read_returns(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any] | HttpResponse:
    node, period = about(request, asked)
    rows = returns_report.returns(node, period)
    return csv_export.answer(request, "returns", returns_report.COLUMNS, rows, asked.format)


@router.get("/reports/filling", response=dict[str, Any], summary="How well stations fill in milestones and reports")
def read_filling(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any] | HttpResponse:
    node, period = about(request, asked)
    rows = filling_report.filling(node, period)
    return csv_export.answer(request, "filling", filling_report.COLUMNS, rows, asked.format)
