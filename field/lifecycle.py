"""The visit's lifecycle: one table. Pure.

It feeds what the phone may do, what the commands check and the test over every state and action. `order_action` names
the step of the work order that goes with it (`repairs.lifecycle`).
"""

from dataclasses import dataclass
from enum import StrEnum


class VisitState(StrEnum):
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    REPAIRED = "repaired"
    REPORTED = "reported"
    DECLINED = "declined"
    CANCELLED = "cancelled"


S = VisitState

ENDED = frozenset({S.REPORTED, S.DECLINED, S.CANCELLED})
# From here on the technician is under way: never taken along for a better plan.
BEGUN = frozenset({S.DEPARTED, S.ARRIVED, S.REPAIRED})


@dataclass(frozen=True)
class Step:
    """One row: from which states to which, what it stamps, what the technician must say, who is told what."""

    action: str
    sources: frozenset[VisitState]
    target: VisitState
    event: str
    stamp: str | None = None
    needs: tuple[str, ...] = ()
    order_action: str | None = None
    by_technician: bool = True

    @property
    def ends(self) -> bool:
        return self.target in ENDED


TABLE: dict[str, Step] = {
    step.action: step
    for step in [
        Step("accept", frozenset({S.ASSIGNED}), S.ACCEPTED, "visit.accepted", "accepted_at"),
        Step(
            "decline",
            frozenset({S.ASSIGNED}),
            S.DECLINED,
            "visit.declined",
            needs=("reason",),
            order_action="unassign",
        ),
        Step("depart", frozenset({S.ACCEPTED}), S.DEPARTED, "visit.departed", "departed_at", order_action="depart"),
        # Whoever stands next to the place has nothing to depart from.
        Step(
            "arrive",
            frozenset({S.ACCEPTED, S.DEPARTED}),
            S.ARRIVED,
            "visit.arrived",
            "arrived_at",
            order_action="arrive",
        ),
        Step(
            "repair",
            frozenset({S.ARRIVED}),
            S.REPAIRED,
            "visit.repaired",
            "repaired_at",
            needs=("cause",),
            order_action="repair",
        ),
        Step(
            "report", frozenset({S.REPAIRED}), S.REPORTED, "visit.reported", "reported_at", order_action="report_back"
        ),
        # The reviewer found the report wanting: the visit lives again until it is written anew.
        Step(
            "reject_report",
            frozenset({S.REPORTED}),
            S.REPAIRED,
            "visit.report_rejected",
            order_action="reject_report",
            by_technician=False,
        ),
        # Taken away: reassigned, withdrawn, merged, moved to another station, the shift ended before it began.
        Step(
            "cancel",
            frozenset({S.ASSIGNED, S.ACCEPTED, S.DEPARTED, S.ARRIVED, S.REPAIRED}),
            S.CANCELLED,
            "visit.cancelled",
            by_technician=False,
        ),
    ]
}


def allowed(state: str) -> list[str]:
    """What the technician may do next, in the table's order."""
    return [step.action for step in TABLE.values() if step.by_technician and state in step.sources]


def step_for(action: str, state: str) -> Step | None:
    """The row of `action` if it may be taken from `state`."""
    step = TABLE[action]
    return step if state in step.sources else None
