"""Approved applications take effect at their instant, and those that end bring back what was before."""

from datetime import time
from decimal import Decimal
from typing import Any

from coverage import generations
from coverage.capacity import rules
from coverage.capacity.rules import CapacityPlan, SlotRule
from coverage.generations import State as PlanState
from coverage.models import Area, CoverageVersion
from dispatch.board.changes import impact
from dispatch.board.models import ChangeApplication, ChangeStep
from dispatch.kernel import timers
from dispatch.kernel.commands import Tx
from repairs import policies, todos

EFFECT, END = "application.effect", "application.end"
TODO = "application_end"
STREAM = "applications"
State = ChangeApplication.State


def kind_of(verdict: str) -> str:
    """What the log calls a step of an application."""
    return f"application.{verdict}"


def schedule(row: ChangeApplication) -> None:
    """Arm what happens at the application's instants."""
    if row.takes_effect_at is not None:
        timers.arm(EFFECT, str(row.pk), row.takes_effect_at)
    if row.until is not None:
        timers.arm(END, str(row.pk), row.until)


def unschedule(row: ChangeApplication) -> None:
    """It shall not happen."""
    timers.cancel_many([(EFFECT, str(row.pk)), (END, str(row.pk))])


@timers.handler(EFFECT)
def take_effect(tx: Tx, due: timers.Due) -> None:
    """Its capacity holds from now on; its plan has a timer of its own, and is waited for."""
    row = _locked(due)
    if row is None or row.state != State.APPROVED:
        return
    plan = row.plan
    if plan is not None and plan.state == PlanState.APPROVED:
        timers.arm(EFFECT, due.subject, tx.at + generations.SOON)
        return
    if plan is not None and plan.state not in generations.LIVED:
        # It was sent back because the ground moved: whoever approves looks again.
        _move(tx, row, State.AGREED)
        return
    if row.capacity is not None and row.station is not None:
        row.present = kept(rules.plan_of(row.station))
        rules.put(tx, row.station, plan_from(row.capacity))
    _move(tx, row, State.IN_EFFECT)


@timers.handler(END)
def come_back(tx: Tx, due: timers.Due) -> None:
    """Its time is over: areas and capacity are again what they were, where nobody has changed them since."""
    row = _locked(due)
    if row is None or row.state != State.IN_EFFECT:
        return
    is_back = all([_areas_back(tx, row), _capacity_back(tx, row)])
    if not is_back:
        facts = {"application": row.pk, "name": row.node.name, "name_en": row.node.name_en or row.node.name}
        limit = policies.deadline("coverage.agree_within", at=tx.at, zone=row.region.time_zone)
        todos.open_(tx, TODO, f"application:{row.pk}", row.region, "dispatcher", limit.due_at, facts=facts)
    _move(tx, row, State.ENDED)


def _areas_back(tx: Tx, row: ChangeApplication) -> bool:
    if row.plan is None:
        return True
    before = impact.base_of(row.plan)
    if before is None or generations.differ(row.plan, generations.active(), row.plan.touched):
        return False
    plan = CoverageVersion.objects.create(
        name=f"{row.plan.name} ↩"[:120],
        node=row.plan.node,
        base=generations.active(),
        touched=row.plan.touched,
        created_at=tx.at,
        by=tx.actor.key,
        by_name=tx.actor.name[:80],
    )
    for area in Area.objects.filter(version=before, station__in=row.plan.touched).order_by("pk"):
        area.pk, area.version = None, plan
        area.save(force_insert=True)
    generations.activate(tx, plan)
    return True


def _capacity_back(tx: Tx, row: ChangeApplication) -> bool:
    if row.capacity is None or row.station is None or row.present is None:
        return True
    if kept(rules.plan_of(row.station)) != kept(plan_from(row.capacity)):
        return False
    rules.put(tx, row.station, plan_from(row.present))
    return True


def kept(plan: CapacityPlan) -> dict[str, Any]:
    """A capacity plan as JSON, its slots in one order, so that two of the same are equal."""
    slots = [
        {
            "work_class": slot.work_class,
            "weekday": slot.weekday,
            "starts": f"{slot.starts:%H:%M}",
            "ends": f"{slot.ends:%H:%M}",
            "limit": slot.limit,
            "from_day": slot.from_day,
            "to_day": slot.to_day,
            "appointment_quota": slot.appointment_quota,
        }
        for slot in plan.slots
    ]
    return {
        "open_ceiling": plan.open_ceiling,
        "source": str(plan.source),
        "jobs_per_person": float(plan.jobs_per_person),
        "headroom_percent": plan.headroom_percent,
        "slots": sorted(slots, key=lambda slot: [str(value) for value in slot.values()]),
    }


def plan_from(said: dict[str, Any]) -> CapacityPlan:
    """The same the other way."""
    slots = [
        SlotRule(**{**slot, "starts": time.fromisoformat(slot["starts"]), "ends": time.fromisoformat(slot["ends"])})
        for slot in said["slots"]
    ]
    return CapacityPlan(
        open_ceiling=said["open_ceiling"],
        slots=slots,
        source=said["source"],
        jobs_per_person=Decimal(str(said["jobs_per_person"])),
        headroom_percent=said["headroom_percent"],
    )


def _locked(due: timers.Due) -> ChangeApplication | None:
    rows = ChangeApplication.objects.select_for_update(of=("self",))
    found = rows.select_related("plan__node", "station__node", "node", "region").filter(pk=int(due.subject))
    return found.first()


def _move(tx: Tx, row: ChangeApplication, state: State) -> None:
    row.state = state
    row.version += 1
    row.save()
    ChangeStep.objects.create(
        application=row, at=tx.at, by=tx.actor.key, by_name=tx.actor.name[:80], verdict=state.value
    )
    tx.record(STREAM, kind_of(state.value), {"application": row.pk, "version": row.version})
