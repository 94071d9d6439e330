"""The life of a case as one table: action → for which types, from which states, to which, by which roles, which clocks.

The table feeds the verbs, the buttons, the API's `allowed` and a test over type × state × action × role. Nothing else
in the product sets a case's state. Pure.
"""

from dataclasses import dataclass

from dispatch.kernel.access_table import Role
from dispatch.kernel.errors import Refusal

STATES = ("taken", "awaiting_papers", "routed", "in_hand", "contested", "answered", "fed_back", "closed")
LIVING = STATES[:-1]
OPEN = ("taken", "routed", "in_hand")
BEFORE, WHERE_IT_WAS = "(before)", "(same)"
"""Targets: the state from which it was taken aside; the state it is in."""
AT_INTAKE, TO_THE_END = "at_intake", "to_the_end"

QUICK = ("consultation", "query")
SECRET = ("wrongdoing_report",)
APPLICATION = ("connection_application",)
COMPLAINT = ("complaint",)
# Praise is passed on and thanked; the others are settled by the unit and the result is fed back.
SETTLED = ("complaint", "appeal", "suggestion", "opinion", "connection_application")
PASSED_ON = ("praise",)
TYPES = (*QUICK, *SETTLED, *PASSED_ON, *SECRET)
VISITED = ("complaint", "opinion")
GRADES: dict[str, tuple[str, ...]] = {
    "complaint": ("major", "ordinary", "special"),
    "consultation": ("simple", "complex"),
    "query": ("simple", "complex"),
}
FIRST_GRADE = {"complaint": "ordinary", "consultation": "simple", "query": "simple"}
CLOCKS = ("reply", "contact", "route", "begin", "settle", "answer", "measures", "check", "papers", "decide",
          "feed_back", "visit")  # fmt: skip
# Which clocks run from the moment that a case is taken. A complaint's answer has a limit of its own beside its grade's.
FROM_THE_START: dict[str, tuple[str, ...]] = {
    "consultation": ("reply",),
    "query": ("reply",),
    "complaint": ("contact", "route", "settle", "answer"),
    "appeal": ("contact", "route", "answer"),
    "suggestion": ("route", "answer"),
    "opinion": ("route",),
    "praise": ("route",),
    "connection_application": ("check",),
    "wrongdoing_report": ("begin", "answer"),
}
# What the answer ends; the first contact is still owed until somebody has spoken to the customer.
AT_WORK = tuple(clock for clock in CLOCKS if clock not in ("contact", "feed_back", "visit"))

A, D, C, Q, R = Role.AGENT, Role.DISPATCHER, Role.COORDINATOR, Role.QUALITY, Role.REVIEWER
ANYBODY = (A, D, C, Q, R)


@dataclass(frozen=True)
class Step:
    """One row. `first_asked`: whoever took it may do it, too, to the end or while no unit has it.

    `by_root`: only at the tree's root, and never by the unit that the question is about (`not_by_unit`). `when` tells
    rows of one action apart by what was decided.

    A clock that a step starts runs on when it is running already. `unreachable` is the target where nobody can be
    told, because no contact is known: the customer reads the answer behind the tracking code.
    """

    action: str
    types: tuple[str, ...]
    sources: tuple[str, ...]
    target: str
    event: str
    roles: tuple[Role, ...]
    when: str = ""
    stamp: str = ""
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    unreachable: str = ""
    remembers: bool = False
    first_asked: str = ""
    by_root: bool = False
    not_by_unit: bool = False


TABLE: tuple[Step, ...] = (
    Step("route", (*QUICK, "complaint", "appeal", "suggestion", "opinion"), OPEN, "routed", "case.routed", (A, D, Q, R),
         stamp="routed_at",
         stops=("route",), first_asked=AT_INTAKE),
    # Whoever hands an application on has found its papers complete.
    Step("route", (*PASSED_ON, *APPLICATION), OPEN, "routed", "case.routed", (A, D, Q, R), stamp="routed_at",
         starts=("answer",), stops=("route", "check"), first_asked=AT_INTAKE),
    Step("take", (*QUICK, *SETTLED, *PASSED_ON), ("taken", "routed"), "in_hand", "case.begun", ANYBODY,
         stamp="begun_at", first_asked=AT_INTAKE),
    Step("take", SECRET, ("taken",), "in_hand", "case.begun", (R,), stamp="begun_at", stops=("begin",)),
    # A unit does not grade the complaint about itself.
    Step("grade", COMPLAINT, OPEN, WHERE_IT_WAS, "case.graded", (Q, R), not_by_unit=True),
    Step("grade", QUICK, OPEN, WHERE_IT_WAS, "case.graded", (A, D, R), first_asked=AT_INTAKE),
    Step("contact", (*QUICK, *SETTLED, *PASSED_ON, *SECRET), (*OPEN, "awaiting_papers", "contested", "answered"),
         WHERE_IT_WAS, "case.contact_tried", ANYBODY, first_asked=TO_THE_END),
    Step("ask_papers", APPLICATION, OPEN, "awaiting_papers", "case.papers_asked", (A, D, C, R), starts=("papers",),
         stops=("check", "route", "answer"), remembers=True, first_asked=AT_INTAKE),
    Step("complete", APPLICATION, ("taken", "awaiting_papers"), BEFORE, "case.papers_complete", (A, D, C, R),
         starts=("route", "answer"), stops=("check", "papers"), first_asked=AT_INTAKE),
    Step("answer", QUICK, OPEN, "closed", "case.answered", ANYBODY, stamp="answered_at", stops=CLOCKS,
         first_asked=AT_INTAKE),
    Step("answer", PASSED_ON, ("routed", "in_hand"), "closed", "case.answered", ANYBODY, stamp="answered_at",
         stops=CLOCKS),
    Step("answer", SETTLED, ("routed", "in_hand"), "answered", "case.answered", ANYBODY, stamp="answered_at",
         starts=("feed_back",), stops=AT_WORK, unreachable="closed"),
    Step("answer", SECRET, ("in_hand",), "answered", "case.answered", (R,), stamp="answered_at",
         starts=("feed_back",), stops=AT_WORK, unreachable="closed"),
    Step("contest", COMPLAINT, ("routed", "in_hand"), "contested", "case.contested", (C, D), starts=("decide",)),
    Step("decide_contest", COMPLAINT, ("contested",), "in_hand", "case.found_justified", (R,), when="founded",
         stops=("decide",), by_root=True),
    Step("decide_contest", COMPLAINT, ("contested",), "answered", "case.found_unfounded", (R,), when="unfounded",
         stamp="answered_at", starts=("feed_back",), stops=AT_WORK, by_root=True),
    Step("feed_back", VISITED, ("answered",), "fed_back", "case.fed_back", ANYBODY, stamp="fed_back_at",
         starts=("visit",), stops=("contact", "feed_back"), first_asked=TO_THE_END),
    Step("feed_back", ("appeal", "suggestion", *APPLICATION, *SECRET), ("answered",), "closed", "case.fed_back",
         ANYBODY, stamp="fed_back_at", stops=CLOCKS, first_asked=TO_THE_END),
    Step("close", VISITED, ("fed_back",), "closed", "case.closed", (Q, R, Role.SYSTEM), stops=CLOCKS),
    # Not satisfied: handled again, one level up.
    Step("handle_again", (*SETTLED, *PASSED_ON), ("answered", "fed_back", "closed"), "routed", "case.handled_again",
         (A, Q, R, Role.CUSTOMER, Role.SYSTEM), stops=CLOCKS, first_asked=TO_THE_END),
    Step("handle_again", (*QUICK, *SECRET), ("answered", "closed"), "taken", "case.handled_again",
         (A, Q, R, Role.CUSTOMER, Role.SYSTEM), stops=CLOCKS, first_asked=TO_THE_END),
    Step("note", TYPES, STATES, WHERE_IT_WAS, "case.noted", ANYBODY, first_asked=TO_THE_END),
    Step("name_reader", SECRET, LIVING, WHERE_IT_WAS, "case.reader_named", (R,)),
    Step("name_unit", SECRET, LIVING, WHERE_IT_WAS, "case.unit_named", (R,)),
)  # fmt: skip
ACTIONS = tuple(dict.fromkeys(step.action for step in TABLE))
# What runs anew when a case is handled again.
AGAIN: dict[str, tuple[str, ...]] = {
    **FROM_THE_START,
    "complaint": ("contact", "settle", "answer"),
    "appeal": ("contact", "answer"),
    "suggestion": ("answer",),
    "opinion": ("measures",),
    "praise": ("answer",),
    "connection_application": ("answer",),
}


@dataclass(frozen=True)
class Moved:
    """Where a step leads, and what it remembers for the way back."""

    step: Step
    state: str
    state_before: str


def step_of(action: str, business_type: str, when: str = "") -> Step | None:
    """The row of an action for a type; None where the type knows no such action."""
    return next((s for s in TABLE if s.action == action and business_type in s.types and s.when == when), None)


def move(
    action: str, business_type: str, state: str, *, when: str = "", state_before: str = "", is_reachable: bool = True
) -> Moved:
    """The verdict on `action` for a case in `state`; else case.step_not_open."""
    step = step_of(action, business_type, when)
    if step is None or state not in step.sources:
        raise Refusal("case.step_not_open", action=action, state=state)
    if step.target == WHERE_IT_WAS:
        return Moved(step, state, state_before)
    if step.target == BEFORE:
        return Moved(step, state_before or "taken", "")
    target = step.unreachable if step.unreachable and not is_reachable else step.target
    return Moved(step, target, state if step.remembers else "")


def open_actions(business_type: str, state: str) -> list[str]:
    """What the table allows for a case of this type in `state`, in its order."""
    return list(dict.fromkeys(s.action for s in TABLE if business_type in s.types and state in s.sources))


def starts_of(moved: Moved, business_type: str) -> tuple[str, ...]:
    """The clocks that a step starts. An opinion's measures have a limit from the moment that the unit has it."""
    if moved.step.action == "handle_again":
        return AGAIN[business_type]
    if moved.state == "closed":
        return ()
    if moved.step.action == "complete" and moved.state != "taken":
        return ("answer",)
    if business_type == "opinion" and moved.step.action == "route":
        return ("measures",)
    return moved.step.starts
