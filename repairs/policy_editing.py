"""Changing the limits of the trade: a row is never overwritten, a new one takes over at its time.

What a change would do is shown before it is made: the rows it replaces, and for a clock's limit how many orders of
the days before would have had another deadline and another end. A code the product does not read cannot be added, and
the last row that holds for everything cannot be ended: no clock may ever be without a limit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from dispatch.kernel import audit, clock
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import policies
from repairs.models import Clock, Policy
from repairs.policy_seed import SEED

CONDITIONS = ("utility", "business_type", "symptom", "urgency", "scene", "season")
STREAM = "policies"
LOOKED_AT = 20_000


@dataclass(frozen=True)
class Draft:
    """A row that somebody wants: its conditions ('' for all), its value, from when on, and why."""

    code: str
    value: Decimal
    unit: str
    effective_from: datetime
    citation: str
    mark: str
    utility: str = ""
    business_type: str = ""
    symptom: str = ""
    urgency: str = ""
    scene: str = ""
    season: str = ""
    is_verified: bool = False
    note: str = ""

    def conditions(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in CONDITIONS}


def units_of(code: str) -> tuple[str, ...]:
    """The units that a code's rows may have: a span in any unit of time (the limits of cases in working days, too),
    anything else in the seed's own."""
    found = {seed.unit for seed in SEED if seed.code == code}
    if not found:
        raise Refusal("policy.code_unknown", code=code)
    if found <= set(policies.SPANS) and code.startswith(policies.IN_WORKING_DAYS):
        return policies.SPANS
    return tuple(policies.SECONDS) if found <= set(policies.SECONDS) else tuple(sorted(found))


def check(draft: Draft, now: datetime) -> None:
    """Refuse what no row may say: another unit, nothing or less, the past."""
    if draft.unit not in units_of(draft.code):
        raise Refusal("policy.unit_wrong", unit=draft.unit, units=", ".join(units_of(draft.code)))
    if draft.value < 0 or (draft.value == 0 and draft.code.startswith(("clock.", policies.IN_WORKING_DAYS))):
        raise Refusal("policy.value_wrong")
    if draft.unit == policies.WORKDAY and draft.value != int(draft.value):
        raise Refusal("policy.value_wrong")
    if draft.unit == "percent" and draft.value > 100:
        raise Refusal("policy.value_wrong")
    # A deadline that was told is not changed behind people's backs.
    if draft.effective_from < now - timedelta(minutes=1):
        raise Refusal("policy.not_backdated")


def preview(draft: Draft) -> dict[str, Any]:
    """What `draft` would do: {replaces: [row], orders: {looked_at, changed, breached_before, breached_after}}."""
    now = clock.now()
    check(draft, now)
    return {
        "replaces": [view(row, now) for row in _same(draft).filter(effective_from__lte=draft.effective_from)],
        "orders": _orders(draft, now) if draft.code.startswith("clock.") else None,
    }


def add(tx: Tx, draft: Draft) -> Policy:
    """Put the row in; the one that held for the same until then ends where it begins."""
    check(draft, tx.at)
    if _same(draft).filter(effective_from__gte=draft.effective_from).exists():
        raise Refusal("policy.later_row_exists")
    _same(draft).update(effective_to=draft.effective_from)
    row = Policy.objects.create(
        code=draft.code,
        **draft.conditions(),
        value=draft.value,
        unit=draft.unit,
        effective_from=max(draft.effective_from, tx.at),
        citation=draft.citation,
        mark=draft.mark,
        is_verified=draft.is_verified,
        note=draft.note,
        made_by=tx.actor.name[:80],
        made_at=tx.at,
    )
    _say(tx, "policy.added", row)
    return row


def end(tx: Tx, row: Policy, at: datetime) -> None:
    """The row holds only until `at`, which may lie ahead; one that has not begun never does.

    Refused where no row for everything would be left.
    """
    if row.effective_from > tx.at:
        _call_off(tx, row)
        return
    if at < tx.at - timedelta(minutes=1) or (row.effective_to is not None and row.effective_to <= tx.at):
        raise Refusal("policy.not_backdated")
    if not any(getattr(row, name) for name in CONDITIONS):
        raise Refusal("policy.last_row", code=row.code)
    # Later it would hold beside the row that takes its place.
    if row.effective_to is not None and at >= row.effective_to:
        raise Refusal("policy.ends_before")
    row.effective_to = max(at, tx.at)
    row.save(update_fields=["effective_to"])
    _say(tx, "policy.ended", row)


def _call_off(tx: Tx, row: Policy) -> None:
    """What it would have replaced goes on instead. No clock knows a row that never began, so none is left behind:
    its moment is free for another. The log keeps it."""
    same = Policy.objects.filter(code=row.code, **{name: getattr(row, name) for name in CONDITIONS})
    same.filter(effective_to=row.effective_from).update(effective_to=row.effective_to)
    Policy.objects.filter(pk=row.pk).delete()
    row.effective_to = row.effective_from
    _say(tx, "policy.ended", row)


def verify(tx: Tx, row: Policy, is_verified: bool) -> None:
    """Somebody looked the figure up at its source, or takes that back."""
    row.is_verified = is_verified
    row.save(update_fields=["is_verified"])
    _say(tx, "policy.verified" if is_verified else "policy.unverified", row)


def view(row: Policy, at: datetime) -> dict[str, Any]:
    """A row as pages show it."""
    return {
        "id": row.pk,
        "code": row.code,
        **{name: getattr(row, name) for name in CONDITIONS},
        "value": float(row.value),
        "unit": row.unit,
        "effective_from": clock.iso(row.effective_from),
        "effective_to": clock.iso(row.effective_to),
        "citation": row.citation,
        "mark": row.mark,
        "is_verified": row.is_verified,
        "note": row.note,
        "made_by": row.made_by,
        "made_at": clock.iso(row.made_at),
        "is_in_effect": row.effective_from <= at and (row.effective_to is None or row.effective_to > at),
    }


def _same(draft: Draft) -> QuerySet[Policy]:
    """The rows of the same code and conditions that do not end before the draft begins, oldest first."""
    return (
        Policy.objects.filter(code=draft.code, **draft.conditions())
        .exclude(effective_to__lte=draft.effective_from)
        .order_by("effective_from")
    )


def _orders(draft: Draft, now: datetime) -> dict[str, int]:
    """What the orders of the days before would have had, had the draft held then."""
    since = now - timedelta(days=policies.number("policy.preview_days", at=now))
    kind = draft.code.removeprefix("clock.")
    rows = list(Policy.objects.filter(code=draft.code))
    changed_row = Policy(
        code=draft.code, **draft.conditions(), value=draft.value, unit=draft.unit, effective_from=policies.EPOCH
    )
    found = {"looked_at": 0, "changed": 0, "breached_before": 0, "breached_after": 0}
    clocks_ = Clock.objects.filter(kind=kind, policy__isnull=False, started_at__gte=since).select_related(
        "order__node", "policy"
    )
    for one in clocks_.order_by("-pk")[:LOOKED_AT].iterator(2_000):
        order, at = one.order, one.started_at
        seasons = policies.seasons_of(order, at)
        # Rows of the same conditions give way to the draft; all others compete with it as they would have.
        others = [row for row in rows if any(getattr(row, name) != getattr(draft, name) for name in CONDITIONS)]
        best = policies.choose([*others, changed_row], order, at, seasons)
        then = (
            one.due_at if best is not changed_row else at + policies.span(changed_row) + timedelta(seconds=one.paused_s)
        )
        over = one.stopped_at or now
        found["looked_at"] += 1
        found["changed"] += then != one.due_at
        found["breached_before"] += over > one.due_at
        found["breached_after"] += over > then
    return found


def _say(tx: Tx, kind: str, row: Policy) -> None:
    tx.record(STREAM, kind, {"policy": view(row, tx.at), "by": tx.actor.name})
    audit.record(tx.actor, kind, f"policy:{row.pk}", {"code": row.code, "value": str(row.value), "unit": row.unit})
