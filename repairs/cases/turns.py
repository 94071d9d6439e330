"""Whose turn a case is: for every type and living state the role that must act next, and where.

The law behind it: no living case without somebody who owes the next step, and a deadline. Pure.
"""

from dataclasses import dataclass

from dispatch.kernel.access_table import Role
from repairs.cases.lifecycle import LIVING, TYPES

# Who judges, routes and answers a case that has not been given to a unit.
INTAKE_ROLE = dict.fromkeys(TYPES, Role.AGENT) | {"complaint": Role.REVIEWER, "wrongdoing_report": Role.REVIEWER}


@dataclass(frozen=True)
class Turn:
    """`role` must act, at the tree's root or at the unit that has the case."""

    role: Role
    is_at_root: bool


def turn_of(business_type: str, state: str, unit_kind: str = "") -> Turn | None:
    """The turn in `state`; None where the case has ended. `unit_kind`: of the unit that has it, '' while none has.

    At a station the coordinator acts, above it a dispatcher.
    """
    if state not in LIVING:
        return None
    if business_type == "wrongdoing_report" or state == "contested":
        return Turn(Role.REVIEWER, is_at_root=True)
    if state == "fed_back":
        return Turn(Role.QUALITY, is_at_root=True)
    if state == "answered":
        return Turn(Role.AGENT, is_at_root=True)
    if state in ("taken", "awaiting_papers") or not unit_kind:
        return Turn(INTAKE_ROLE[business_type], is_at_root=True)
    return Turn(Role.COORDINATOR if unit_kind == "station" else Role.DISPATCHER, is_at_root=False)
