"""Corrections of milestones: one person says what is true and why, another decides; the stamp itself stays."""

from datetime import datetime, timedelta
from typing import Any

from dispatch.kernel import clock, texts
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import milestones, orders, policies, todos
from repairs.models import Correction, WorkOrder

TODO = "correction"
VERDICTS = {"approve": "approved", "refuse": "refused"}


def ask(tx: Tx, order: WorkOrder, milestone: str, becomes: datetime, reason: str) -> Correction:
    """Say on a locked order that a milestone was at another time. The region's reviewer owes the decision."""
    stamps = milestones.stamps_of(order)
    needed = milestones.FILLED_AFTER.get(milestone)
    if stamps[milestone] is None and (needed is None or stamps[needed] is None):
        raise Refusal("correction.nothing_stamped")
    if milestone != "promised" and becomes > tx.at:
        raise Refusal("correction.time_to_come")
    if Correction.objects.filter(order=order, milestone=milestone, verdict="").exists():
        raise Refusal("correction.asked_already")
    row = Correction.objects.create(
        order=order,
        round=order.reopens,
        milestone=milestone,
        was=stamps[milestone],
        becomes=becomes,
        reason=reason,
        asked_by=tx.actor.key,
        asked_name=tx.actor.name[:80],
        asked_at=tx.at,
    )
    facts = _facts(row)
    due_at = tx.at + timedelta(seconds=policies.seconds("correction.decide_within", order, at=tx.at))
    todos.open_(tx, TODO, subject_of(row), orders.region_of(order), "reviewer", due_at, order=order, facts=facts)
    orders.touch(tx, order, "order.correction_asked", facts)
    return row


def decide(tx: Tx, order: WorkOrder, row: Correction, verdict: str, note: str) -> Correction:
    """Approve or refuse a correction of a locked order; whoever asked does not decide.

    Refuses correction.breaks_order where the milestones would then lie the wrong way round.
    """
    if row.verdict:
        raise Refusal("correction.decided_already")
    if row.asked_by == tx.actor.key:
        raise Refusal("correction.by_another")
    row.verdict, row.decided_at = VERDICTS[verdict], tx.at
    row.decided_by, row.decided_name, row.note = tx.actor.key, tx.actor.name[:80], note
    if row.verdict == "approved":
        if row.was != milestones.stamps_of(order)[row.milestone]:
            raise Refusal("correction.outdated")
        _check_order(tx, order, row)
    row.save()
    todos.close(tx, TODO, subject_of(row), row.verdict)
    kind = "order.corrected" if row.verdict == "approved" else "order.correction_refused"
    orders.touch(tx, order, kind, {**_facts(row), "note": note})
    return row


def breaks(now: milestones.Effective, row: Correction) -> list[milestones.Finding]:
    """What would lie the wrong way round if the correction held over what counts now. Pure."""
    times = {**now.times, row.milestone: row.becomes}
    if row.milestone == "repaired" and now.times["restored"] == now.times["repaired"]:
        times["restored"] = row.becomes
    return milestones.check(times)


def _check_order(tx: Tx, order: WorkOrder, row: Correction) -> None:
    found = breaks(milestones.effective(order), row)
    if found:
        earlier, later = (
            texts.say(f"milestone.{name}", tx.actor.language) for name in (found[0].earlier, found[0].later)
        )
        raise Refusal("correction.breaks_order", earlier=earlier, later=later)


def subject_of(row: Correction) -> str:
    """Under which name its decision is owed."""
    return f"correction:{row.pk}"


def _facts(row: Correction) -> dict[str, Any]:
    return {
        "correction_id": row.pk,
        "milestone": row.milestone,
        "was": clock.iso(row.was),
        "becomes": clock.iso(row.becomes),
        "reason": row.reason,
    }


def view(row: Correction) -> dict[str, Any]:
    """A correction as lists and the order's panel show it."""
    return {
        "id": row.pk,
        "order_id": row.order_id,
        "milestone": row.milestone,
        "was": clock.iso(row.was),
        "becomes": clock.iso(row.becomes),
        "reason": row.reason,
        "asked_by": row.asked_name,
        "asked_at": clock.iso(row.asked_at),
        "verdict": row.verdict,
        "decided_by": row.decided_name,
        "decided_at": clock.iso(row.decided_at),
        "note": row.note,
    }


for code, zh, en in [
    ("released", "T1 派到站点", "T1 released"),
    ("contacted", "T2 首次联系", "T2 first contact"),
    ("promised", "T3 约定上门", "T3 promised"),
    ("departed", "出发", "Departed"),
    ("arrived", "到场", "Arrived"),
    ("restored", "恢复", "Restored"),
    ("repaired", "T4 修复", "T4 repaired"),
    ("reported", "回单", "Reported back"),
]:
    texts.define(f"milestone.{code}", zh=zh, en=en)
