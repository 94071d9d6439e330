"""Change applications (渠道产能及区域覆盖信息变更): a station or region asks, the region agrees, channel management
approves; in effect no earlier than the lead time.

Nobody approves what they asked for themselves. Only an emergency, with its reason, goes below the lead time. What ends
brings back what was before, unless others have changed it since: then somebody is asked.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from coverage import plans
from coverage.capacity import rules
from coverage.generations import State as PlanState
from coverage.models import CoverageVersion, Station
from dispatch.board.changes import effects, impact
from dispatch.board.models import ChangeApplication, ChangeStep
from dispatch.kernel import access
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from repairs import policies, todos

State = ChangeApplication.State
OPEN = (State.SUBMITTED, State.AGREED)
TODO, NEWS = "application", "application_news"
NEEDS = {State.SUBMITTED: ("coverage.agree", Role.DISPATCHER), State.AGREED: ("coverage.approve", Role.ADMIN)}


def subject_of(application: ChangeApplication) -> str:
    """How timers and todos name an application."""
    return f"application:{application.pk}"


def earliest(node: Node, at: datetime) -> datetime:
    """When a change asked for at `at` may take effect at the earliest: after the lead time in working days.

    A limit in working days ends with the last second of a day; what follows it begins with the next day.
    """
    return policies.deadline("coverage.change_lead", at=at, zone=node.time_zone).due_at + timedelta(seconds=1)


def apply(
    tx: Tx,
    node: Node,
    *,
    reason: str,
    wanted_at: datetime,
    station: Station | None = None,
    plan: CoverageVersion | None = None,
    capacity: dict[str, Any] | None = None,
    until: datetime | None = None,
    contact: str = "",
    emergency_reason: str = "",
) -> ChangeApplication:
    """Ask for a change. A dispatcher of the region has agreed by asking.

    Refuses with application.is_an_absence, application.too_soon, application.backwards, plan.not_checked,
    plan.has_errors, plan.empty, application.plan_taken, application.nothing, or what `capacity.rules.judge` says.
    """
    _judge_times(node, tx.at, wanted_at, until, is_emergency=bool(emergency_reason))
    if plan is None and capacity is None:
        raise Refusal("application.nothing")
    if plan is not None:
        _judge_plan(plan)
    row = ChangeApplication(
        node=node,
        region=_region_of(node),
        station=station,
        plan=plan,
        reason=reason,
        contact=contact,
        wanted_at=wanted_at,
        until=until,
        is_emergency=bool(emergency_reason),
        emergency_reason=emergency_reason,
        applied_at=tx.at,
        applied_by=tx.actor.key,
        applied_name=tx.actor.name[:80],
    )
    if station is not None and capacity is not None:
        rules.judge(effects.plan_from(capacity))
        row.capacity, row.present = capacity, effects.kept(rules.plan_of(station))
    _take_in(tx, row)
    row.save()
    _step(tx, row, "submitted", reason)
    if access.allows(tx.actor, "coverage.agree", row.region.path):
        _agreed(tx, row, "")
    else:
        _ask(tx, row)
    _tell_touched(tx, row)
    return row


def agree(tx: Tx, row: ChangeApplication, note: str) -> None:
    """The region agrees; once more where the plan was edited. Refuses application.own, application.not_open."""
    if not is_edited(row):
        _may(tx.actor, row, State.SUBMITTED)
    else:
        access.require(tx.actor, "coverage.agree", row.region.path)
    if row.plan is not None:
        _judge_plan(row.plan)
    _take_in(tx, row)
    _agreed(tx, row, note)


def approve(
    tx: Tx,
    row: ChangeApplication,
    note: str,
    takes_effect_at: datetime | None = None,
    open_orders: str = "keep",
    other_orders: Sequence[int] = (),
    emergency_reason: str = "",
) -> None:
    """Channel management approves; it takes effect at the time wanted, or at another one.

    Refuses with application.own, application.plan_edited (somebody edited the plan after it was agreed to),
    application.too_soon (below the lead time and no emergency), or what approving the plan says.
    """
    _may(tx.actor, row, State.AGREED)
    at = max(takes_effect_at or row.wanted_at, tx.at)
    if emergency_reason:
        row.is_emergency, row.emergency_reason = True, emergency_reason
    soonest = earliest(row.region, row.applied_at)
    if at < soonest and not row.is_emergency:
        raise Refusal("application.too_soon", earliest=soonest.isoformat())
    if row.until is not None and row.until <= at:
        raise Refusal("application.backwards")
    if row.plan is not None:
        if row.plan.revision != row.plan_revision:
            raise Refusal("application.plan_edited")
        plans.approve(tx, row.plan, at, open_orders, other_orders)
    row.takes_effect_at = at
    _move(tx, row, State.APPROVED, note)
    todos.close(tx, TODO, subject_of(row), "approved")
    effects.schedule(row)


def refuse(tx: Tx, row: ChangeApplication, note: str) -> None:
    """Whoever's turn it is says no, with why."""
    if len(note.strip()) < 2:
        raise Refusal("reason.required")
    if row.state not in OPEN:
        raise Refusal("application.not_open", state=row.state)
    _may(tx.actor, row, State(row.state))
    _over(tx, row, State.REFUSED, note)


def withdraw(tx: Tx, row: ChangeApplication, note: str) -> None:
    """The applicant takes it back; before it takes effect also an approved one."""
    if row.applied_by != tx.actor.key:
        raise Refusal("application.not_yours")
    if row.state == State.APPROVED:
        effects.unschedule(row)
        if row.plan is not None and row.plan.state == PlanState.APPROVED:
            plans.call_off(tx, row.plan)
    elif row.state not in OPEN:
        raise Refusal("application.not_open", state=row.state)
    _over(tx, row, State.WITHDRAWN, note)


def seen(tx: Tx, row: ChangeApplication, stations: Sequence[int]) -> None:
    """Stations that are touched have read it."""
    todos.close_many(tx, NEWS, [f"{subject_of(row)}:{pk}" for pk in stations], "seen")


def is_edited(row: ChangeApplication) -> bool:
    """Whether the plan is another one by now than the one that was agreed to."""
    return row.plan is not None and row.state == State.AGREED and row.plan.revision != row.plan_revision


def may(actor: Actor, row: ChangeApplication) -> list[str]:
    """What the actor may do about it now."""
    found = []
    if row.state in OPEN:
        action, _ = NEEDS[State(row.state)]
        if access.allows(actor, action, row.region.path) and row.applied_by != actor.key:
            found += ["agree" if row.state == State.SUBMITTED else "approve", "refuse"]
    if is_edited(row):
        found = [one for one in found if one != "approve"]
        found += ["agree"] if access.allows(actor, "coverage.agree", row.region.path) else []
    if row.applied_by == actor.key and row.state in (*OPEN, State.APPROVED):
        found.append("withdraw")
    return found


def _may(actor: Actor, row: ChangeApplication, state: State) -> None:
    if row.state != state:
        raise Refusal("application.not_open", state=row.state)
    action, _ = NEEDS[state]
    access.require(actor, action, row.region.path)
    if row.applied_by == actor.key:
        raise Refusal("application.own")


def _judge_times(node: Node, at: datetime, wanted_at: datetime, until: datetime | None, *, is_emergency: bool) -> None:
    if until is not None:
        if until <= wanted_at:
            raise Refusal("application.backwards")
        longest = timedelta(seconds=policies.seconds("coverage.absence_longest", at=at))
        if until - wanted_at <= longest:
            raise Refusal("application.is_an_absence", hours=round(longest / timedelta(hours=1)))
    soonest = earliest(node, at)
    if wanted_at < soonest and not is_emergency:
        raise Refusal("application.too_soon", earliest=soonest.isoformat())


def _judge_plan(plan: CoverageVersion) -> None:
    if plan.state != PlanState.CHECKED:
        raise Refusal("plan.not_checked")
    if not plan.touched:
        raise Refusal("plan.empty")
    if any(finding.get("level") == "error" for finding in plan.findings):
        raise Refusal("plan.has_errors")


def _take_in(tx: Tx, row: ChangeApplication) -> None:
    """What is looked at is this: later edits of the plan are not it."""
    if row.plan is None:
        return
    taken = ChangeApplication.objects.filter(plan=row.plan, state__in=(*OPEN, State.APPROVED)).exclude(pk=row.pk)
    if taken.exists():
        raise Refusal("application.plan_taken")
    row.plan_revision = row.plan.revision
    row.impact = impact.reckon(row.plan, tx.at)


def _region_of(node: Node) -> Node:
    """Where it is agreed: above the station; a region's own asking is agreed there."""
    return node.parent if node.kind == Node.Kind.STATION and node.parent is not None else node


def _agreed(tx: Tx, row: ChangeApplication, note: str) -> None:
    todos.close(tx, TODO, subject_of(row), "agreed")
    _move(tx, row, State.AGREED, note)
    _ask(tx, row)


def _ask(tx: Tx, row: ChangeApplication) -> None:
    """The next to decide owes an answer."""
    _, role = NEEDS[State(row.state)]
    code = "coverage.agree_within" if row.state == State.SUBMITTED else "coverage.approve_within"
    due = policies.deadline(code, at=tx.at, zone=row.region.time_zone).due_at
    facts = {"application": row.pk, "name": row.node.name, "name_en": row.node.name_en or row.node.name}
    todos.open_(tx, TODO, subject_of(row), row.region, role.value, due, facts=facts)


def _tell_touched(tx: Tx, row: ChangeApplication) -> None:
    """Stations whose areas would change hear of it, but for the one that asks."""
    touched = set(row.plan.touched if row.plan else []) - {row.node_id}
    within = timedelta(seconds=policies.seconds("coverage.acknowledge_within", at=tx.at))
    for station in Station.objects.select_related("node").filter(pk__in=touched).order_by("pk"):
        facts = {"application": row.pk, "name": row.node.name, "name_en": row.node.name_en or row.node.name}
        subject = f"{subject_of(row)}:{station.pk}"
        todos.open_(tx, NEWS, subject, station.node, "coordinator", tx.at + within, facts=facts)


def _over(tx: Tx, row: ChangeApplication, state: State, note: str) -> None:
    todos.close(tx, TODO, subject_of(row), state.value)
    _move(tx, row, state, note)


def _move(tx: Tx, row: ChangeApplication, state: State, note: str) -> None:
    row.state = state
    row.version += 1
    row.save()
    _step(tx, row, state.value, note)


def _step(tx: Tx, row: ChangeApplication, verdict: str, note: str) -> None:
    roles = sorted(access.roles_at(tx.actor, row.region.path) or access.roles_at(tx.actor, row.node.path))
    ChangeStep.objects.create(
        application=row,
        at=tx.at,
        by=tx.actor.key,
        by_name=tx.actor.name[:80],
        role=roles[0] if roles else "",
        verdict=verdict,
        note=note[:300],
    )
    tx.record(effects.STREAM, effects.kind_of(verdict), {"application": row.pk, "version": row.version})
