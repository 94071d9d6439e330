"""Reports (回单): written by the technician or amended by the coordinator, one row per writing, the newest counts.

A row keeps what was said; times and handler that nobody said are the order's own, corrections included. Who reviews is
the storey's above; here a review is owed as soon as somebody has reported back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from dispatch.kernel import clock
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import causes, milestones, orders, policies, report_checks, todos
from repairs.models import PaidWork, PartUsed, Report, WorkOrder
from repairs.report_checks import Written

TODO = "review"
WRITABLE = ("repaired", "reported")


def subject_of(order: WorkOrder) -> str:
    """Under which name a review is owed."""
    return f"order:{order.pk}"


def newest(order: WorkOrder) -> Report | None:
    """The report that counts: the last one of the order's present life."""
    return Report.objects.filter(order=order, round=order.reopens).order_by("-pk").first()


def restored_of(found: Sequence[WorkOrder]) -> dict[int, datetime]:
    """When it worked again, by order, where the newest report says so."""
    rounds = {order.pk: order.reopens for order in found}
    rows = Report.objects.filter(order__in=rounds).order_by("pk").values_list("order_id", "round", "restored_at")
    said = {order_id: at for order_id, round_, at in rows if round_ == rounds[order_id]}
    return {order_id: at for order_id, at in said.items() if at is not None}


def report_back(tx: Tx, order: WorkOrder, written: Written, device_at: datetime | None = None) -> Report:
    """The technician reports back: the report is kept and somebody owes its review."""
    row = _keep(tx, order, written, device_at)
    orders.report_back(tx, order, row.result_note, {"cause": row.cause_code, "result": row.result_code})
    due_at = tx.at + timedelta(seconds=policies.seconds("clock.review", order, at=tx.at))
    facts = {"cause": row.cause_code, "result": row.result_code, "handler": order.assignee_name}
    todos.open_(tx, TODO, subject_of(order), orders.region_of(order), "reviewer", due_at, order=order, facts=facts)
    return row


def amend(tx: Tx, order: WorkOrder, written: Written) -> Report:
    """The coordinator writes it anew, before it is reviewed."""
    if order.state not in WRITABLE:
        raise Refusal("order.step_not_open", action="write_report", state=order.state)
    row = _keep(tx, order, written, None)
    orders.touch(tx, order, "order.report_written", {"cause": row.cause_code, "result": row.result_code})
    return row


def _keep(tx: Tx, order: WorkOrder, written: Written, device_at: datetime | None) -> Report:
    """The row, and what of it the order repeats. What is left out is as it was written last, or as it usually is."""
    last = newest(order)
    cause = written.cause_code or (last.cause_code if last else "") or order.cause
    if cause not in causes.of(order.utility):
        raise Refusal("report.cause_unknown", cause=cause)
    if any(at is not None and at > tx.at for at in (written.departed_at, written.arrived_at, written.restored_at)):
        raise Refusal("report.time_to_come")
    usual_result = "no_fault_found" if cause == "no_fault_found" else "repaired"
    usual_owner = "customer" if causes.GROUP_OF[cause] == "customer" else "utility"
    row = Report.objects.create(
        order=order,
        round=order.reopens,
        written_at=tx.at,
        written_by=tx.actor.key,
        written_name=tx.actor.name[:80],
        device_at=device_at,
        cause_code=cause,
        cause_note=written.cause_note or (last.cause_note if last else ""),
        ownership=written.ownership or (last.ownership if last else usual_owner),
        result_code=written.result_code or (last.result_code if last else usual_result),
        result_note=written.result_note or (last.result_note if last else order.result_note),
        departed_at=written.departed_at,
        arrived_at=written.arrived_at,
        restored_at=written.restored_at,
        handler=written.handler,
    )
    order.cause, order.result_note = row.cause_code, row.result_note
    return row


def filled(order: WorkOrder, row: Report | None) -> Written:
    """What the report says, with the order's own times and handler where it does not say them.

    Whoever was next door when called has nothing to depart from: they departed when they arrived. An order of a time
    before reports were kept has what its columns say.
    """
    times = milestones.effective(order).times
    said = row or Report(cause_code=order.cause, result_note=order.result_note, ownership="", result_code="")
    arrived = said.arrived_at or times["arrived"]
    return Written(
        cause_code=said.cause_code,
        cause_note=said.cause_note,
        ownership=said.ownership,
        result_code=said.result_code or ("repaired" if row is None and order.cause else ""),
        result_note=said.result_note,
        departed_at=said.departed_at or times["departed"] or arrived,
        arrived_at=arrived,
        restored_at=said.restored_at or times["restored"],
        handler=said.handler or order.assignee_name,
    )


def checks(order: WorkOrder, row: Report | None, seen: report_checks.Seen) -> list[report_checks.Check]:
    """The checks of the order's report; `seen` brings what other storeys know, this one adds the rest."""
    known = replace(
        seen,
        times=milestones.effective(order).times,
        parts=PartUsed.objects.filter(order=order).count(),
        has_paid_work=PaidWork.objects.filter(order=order).exists(),
        max_off_m=policies.number("report.max_arrival_distance", order),
        max_skew_s=policies.seconds("report.max_clock_skew", order),
        max_apart_s=policies.seconds("report.max_time_difference", order),
    )
    return report_checks.judge(filled(order, row), known)


def view(order: WorkOrder, row: Report) -> dict[str, Any]:
    """The report as its readers see it: complete, with who wrote it and what a reviewer said."""
    whole = filled(order, row)
    return {
        "id": row.pk,
        "written_at": clock.iso(row.written_at),
        "written_by": row.written_name,
        "device_at": clock.iso(row.device_at),
        "cause_code": whole.cause_code,
        "cause_group": causes.GROUP_OF.get(whole.cause_code, ""),
        "cause_note": whole.cause_note,
        "ownership": whole.ownership,
        "result_code": whole.result_code,
        "result_note": whole.result_note,
        "departed_at": clock.iso(whole.departed_at),
        "arrived_at": clock.iso(whole.arrived_at),
        "restored_at": clock.iso(whole.restored_at),
        "handler": whole.handler,
        "said": [name for name in ("departed_at", "arrived_at", "restored_at", "handler") if getattr(row, name)],
        "verdict": row.verdict,
        "reviewed_by": row.reviewed_name,
        "reviewed_at": clock.iso(row.reviewed_at),
        "review_reason": row.review_reason,
        "review_note": row.review_note,
    }
