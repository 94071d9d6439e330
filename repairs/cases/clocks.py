"""Clocks of a case: started and stopped by its steps, warned at the policy's per cents, breached once.

The deadline's effect is in the transaction that fires the timer (promise 6). A late case names its first-asked person.
"""

from collections.abc import Iterable
from datetime import datetime

from dispatch.kernel import clock, timers
from dispatch.kernel.commands import Tx
from repairs import policies
from repairs.cases import owing
from repairs.models import Case, CaseClock

THRESHOLD = "case.threshold"
# Limits that have a row of their own for some grades: the clock's kind, and its grades.
_BY_GRADE = {"reply": ("complex",), "settle": ("major", "ordinary", "special"), "visit": ("major",)}


def code_of(kind: str, grade: str) -> str:
    """The policy code that a clock of a case of this grade goes by."""
    return f"case.{kind}.{grade}" if grade in _BY_GRADE.get(kind, ()) else f"case.{kind}"


def apply(tx: Tx, case: Case, stops: Iterable[str], starts: Iterable[str]) -> None:
    """Stop and start clocks of a locked case and bring its nearest deadline up to date, unsaved."""
    running = {row.kind: row for row in case.clocks.filter(stopped_at=None)}
    ended = [running.pop(kind) for kind in stops if kind in running]
    if ended:
        CaseClock.objects.filter(pk__in=[row.pk for row in ended]).update(stopped_at=tx.at)
        timers.cancel_many((THRESHOLD, str(row.pk)) for row in ended)
    for kind in starts:
        if kind not in running:
            running[kind] = _begin(tx, case, kind)
    set_due(case, running.values())


def _begin(tx: Tx, case: Case, kind: str) -> CaseClock:
    limit = policies.deadline(code_of(kind, case.grade), case, at=tx.at, zone=case.node.time_zone)
    row = CaseClock.objects.create(
        case=case,
        kind=kind,
        policy=limit.policy,
        started_at=tx.at,
        due_at=limit.due_at,
        is_provisional=limit.is_provisional,
    )
    _arm(row)
    return row


def regrade(tx: Tx, case: Case) -> None:
    """Another grade, other limits: counted from when each clock began, so that a grade buys nobody time twice."""
    running = list(case.clocks.filter(stopped_at=None))
    for row in running:
        if row.kind in _BY_GRADE:
            code = code_of(row.kind, case.grade)
            limit = policies.deadline(code, case, at=row.started_at, zone=case.node.time_zone)
            row.policy, row.due_at, row.is_provisional = limit.policy, limit.due_at, limit.is_provisional
            if row.breached_at is None:
                row.next_threshold = next(p for p in policies.thresholds(tx.at) if instant(row, p) > tx.at or p == 100)
                _arm(row)
            row.save()
    set_due(case, running)


def set_due(case: Case, running: Iterable[CaseClock]) -> None:
    """Repeat the nearest of the running clocks on the case."""
    nearest = min(running, key=lambda row: (row.due_at, row.pk), default=None)
    case.due_at, case.due_kind = (nearest.due_at, nearest.kind) if nearest else (None, "")


def instant(row: CaseClock, percent: int) -> datetime:
    """When `percent` of the clock's time has gone, by the wall clock."""
    return row.started_at + (row.due_at - row.started_at) * percent / 100


def _arm(row: CaseClock) -> None:
    timers.arm(THRESHOLD, str(row.pk), instant(row, row.next_threshold), {"case": row.case_id})


@timers.handler(THRESHOLD)
def threshold(tx: Tx, due: timers.Due) -> None:
    """Warn, or breach, once; on the case's log, and on its todo the name of whoever took it."""
    cases = Case.objects.select_for_update(of=("self",)).select_related("node", "owner_node", "first_asked", "owner")
    case = cases.get(pk=due.data["case"])
    row = CaseClock.objects.filter(pk=int(due.subject), stopped_at=None, breached_at=None).first()
    if row is None:
        return
    percents = policies.thresholds(tx.at)
    # A clock that nobody looked at for long passes several thresholds at once; only the last is told.
    passed = max((p for p in percents if instant(row, p) <= tx.at), default=row.next_threshold)
    following = next((p for p in percents if p > passed), None)
    row.next_threshold = following or percents[-1] + 1
    if following is None:
        row.breached_at = tx.at
    else:
        _arm(row)
    row.save(update_fields=["next_threshold", "breached_at"])
    kind = "case.breached" if following is None else "case.due_warned"
    facts = {"clock": row.kind, "percent": passed, "due_at": clock.iso(row.due_at)}
    tx.record(f"case:{case.pk}", kind, {**facts, "by": tx.actor.name})
    if following is None:
        owing.late(tx, case, row.kind)
