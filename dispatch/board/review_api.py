"""Reports and their review over HTTP."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field

from dispatch.board import reviewing
from dispatch.board.doing import Reasoned, Versioned, on_order
from dispatch.kernel import access, texts
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.web import Router, actor_of
from repairs import causes, report_checks, reports
from repairs.access import order_for
from repairs.models import WorkOrder

router = Router(tags=["board"])


class ReportSaid(Versioned):
    """A report as the coordinator amends it. What is left out stays as it was written last, or as it was stamped."""

    cause_code: str = Field("", max_length=40)
    cause_note: str = Field("", max_length=1000)
    ownership: causes.Owner | Literal[""] = ""
    result_code: causes.Result | Literal[""] = ""
    result_note: str = Field("", max_length=1000)
    departed_at: Instant | None = None
    arrived_at: Instant | None = None
    restored_at: Instant | None = None
    handler: str = Field("", max_length=60)


class Review(Reasoned):
    verdict: Literal["approve", "reject"]


def report_view(order: WorkOrder) -> dict[str, Any] | None:
    """The report that counts, with the checks; None before anybody wrote one."""
    row = reports.newest(order)
    return None if row is None else reports.view(order, row)


@router.get("/board/orders/{order_id}/report", summary="The report, its checks, and the causes that it may name")
def read_report(request: HttpRequest, order_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    order = order_for(actor, order_id)
    return {
        "report": report_view(order),
        "checks": [reviewing.check_view(check) for check in reviewing.checks_of(order)],
        "required": list(report_checks.REQUIRED),
        "cause_codes": [
            {"code": code, "group": causes.GROUP_OF[code], **texts.both(f"cause.{code}")}
            for code in causes.of(order.utility)
        ],
        "may_write": access.allows(actor, "order.write_report", order.node.path) and order.state in reports.WRITABLE,
    }


@router.put("/board/orders/{order_id}/report", summary="Write the report anew before it is reviewed")
def write_report(request: HttpRequest, order_id: int, payload: ReportSaid) -> dict[str, Any]:
    written = report_checks.Written(**payload.model_dump(exclude={"version"}))

    def work(tx: Tx, order: WorkOrder) -> dict[str, Any]:
        row = reports.amend(tx, order, written)
        found = reviewing.checks_of(order)
        return {"report": reports.view(order, row), "checks": [reviewing.check_view(check) for check in found]}

    return on_order(request, order_id, "write_report", payload, work)


@router.post("/board/orders/{order_id}/review", summary="Approve the report, or send it back with a reason")
def review(request: HttpRequest, order_id: int, payload: Review) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> None:
        if payload.verdict == "approve":
            reviewing.approve(tx, order, payload.note)
        else:
            reviewing.reject(tx, order, payload.reason, payload.note)

    action = "close" if payload.verdict == "approve" else "reject_report"
    return on_order(request, order_id, action, payload, work)
