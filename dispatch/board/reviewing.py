"""Reviewing reports (回单审核): the checks with all that is known beside the report, approval, and sending it back.

Errors in the checks block approval, warnings must be acknowledged with a note; whoever wrote a report does not review
it. Sent back, the visit lives again for its technician until the report is written anew.
"""

from typing import Any

from coverage import capacity
from dispatch.board import wanting
from dispatch.kernel import texts
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from field import arrivals, evidence, visits
from field.models import Visit
from repairs import milestones, orders, report_checks, reports, todos
from repairs.models import Report, WorkOrder
from repairs.report_checks import Check

REASONS = (
    "cause_unclear",
    "times_wrong",
    "ownership_wrong",
    "result_unclear",
    "evidence_missing",
    "handler_wrong",
    "other",
)


def checks_of(order: WorkOrder) -> list[Check]:
    """The checks of the report that counts."""
    seen_by_phones = list(Visit.objects.filter(order=order))
    seen = report_checks.Seen(
        utility=order.utility,
        arrival_verdict=arrivals.verdict_of(order),
        arrived_off_m=evidence.arrived_off_m(order, seen_by_phones),
        skew_s=evidence.skew_of(seen_by_phones),
    )
    return reports.checks(order, reports.newest(order), seen)


def approve(tx: Tx, order: WorkOrder, note: str, *, with_remarks: bool = True) -> None:
    """Close a locked order and give its capacity back. `with_remarks`: warnings want the reviewer's note."""
    report = _reviewable(tx, order)
    found = checks_of(order)
    if errors := report_checks.failed(found, "error"):
        raise Refusal("review.errors", codes=errors, what=_words(tx, errors))
    warnings = report_checks.failed(found, "warning")
    if with_remarks and warnings and not note.strip():
        raise Refusal("review.note_needed", codes=warnings, what=_words(tx, warnings))
    _judged(tx, report, "approved", "", note)
    orders.close(tx, order)
    capacity.release(wanting.holder_of(order))
    todos.close(tx, reports.TODO, reports.subject_of(order), "approved")


def reject(tx: Tx, order: WorkOrder, reason: str, note: str) -> None:
    """Send the report of a locked order back with a reason; its technician has the visit again."""
    if reason not in REASONS or not note.strip():
        raise Refusal("review.reason_needed")
    report = _reviewable(tx, order)
    _judged(tx, report, "rejected", reason, note)
    orders.reject_report(tx, order, reason, note)
    visits.reopen_for_report(tx, order, reason, note)
    todos.close(tx, reports.TODO, reports.subject_of(order), "rejected")


def _reviewable(tx: Tx, order: WorkOrder) -> Report | None:
    if order.state != "reported":
        raise Refusal("order.step_not_open", action="close", state=order.state)
    report = reports.newest(order)
    if report is not None and report.written_by == tx.actor.key:
        raise Refusal("review.by_another")
    return report


def _judged(tx: Tx, report: Report | None, verdict: str, reason: str, note: str) -> None:
    if report is None:
        return
    report.verdict, report.review_reason, report.review_note = verdict, reason, note
    report.reviewed_by, report.reviewed_name, report.reviewed_at = tx.actor.key, tx.actor.name[:80], tx.at
    report.save()


def _words(tx: Tx, codes: list[str]) -> str:
    return "、".join(texts.say(f"report_check.{code}", tx.actor.language) for code in codes)


def check_view(check: Check) -> dict[str, Any]:
    """A check as pages show it."""
    return {"code": check.code, "ok": check.ok, "level": check.level, "facts": check.facts}


def findings_view(found: list[milestones.Finding]) -> list[dict[str, Any]]:
    """Milestones the wrong way round, as pages show them."""
    return [{"earlier": one.earlier, "later": one.later, "by_s": round(one.by_s)} for one in found]
