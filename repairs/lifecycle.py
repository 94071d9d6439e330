"""The life of a work order as one table: action → from which states, to which, what it stamps, which clocks it moves.

The table feeds the verbs, the buttons, the API's `allowed` and a test over state × action × role; who may do what is
the access table's (`order.<action>`). Nothing else in the product sets an order's state. Pure.
"""

from dataclasses import dataclass

from dispatch.kernel.errors import Refusal

STATES = (
    "waiting",
    "offered",
    "accepted",
    "assigned",
    "departed",
    "arrived",
    "repaired",
    "reported",
    "closed",
    "suspended",
    "withdrawal_asked",
    "withdrawn",
    "hand_queue",
    "merged",
    "handed_over",
)
ENDED = ("closed", "withdrawn", "merged", "handed_over")
_STAMPED = ("offered", "accepted", "assigned", "departed", "arrived", "repaired", "reported", "closed")
# How many of the stamps above stand when an order is in a state of its straight way.
_STANDING = {"waiting": 0, "hand_queue": 0} | {state: place for place, state in enumerate(_STAMPED, 1)}
_STAMPS = tuple(f"{state}_at" for state in _STAMPED)
CLOCKS = (
    "issue",
    "accept",
    "contact",
    "arrival",
    "promise",
    "restore",
    "report_back",
    "review",
    "resume",
    "withdrawal",
)
ON_SITE_OR_BEFORE = ("waiting", "offered", "hand_queue", "accepted", "assigned", "departed", "arrived")
BEFORE = "(before)"
"""The target of a step that puts an order back into the state it was taken from."""
# Whoever was on the way is sent home by a suspension; what goes on afterwards begins at the station, or with matching.
_PARKED_AS = {"offered": "waiting", "hand_queue": "waiting"} | dict.fromkeys(
    ("assigned", "departed", "arrived"), "accepted"
)


@dataclass(frozen=True)
class Step:
    """One action. `remembers` keeps the state it left so that a later step can return to it.

    `beneath`: a technician cannot know, in a cellar, that somebody asks to withdraw the order; such a step is taken
    beneath the question and changes the state that a refusal leads back to.

    A clock that a step starts runs on when it is running already: a second try does not renew a promise.
    """

    action: str
    sources: tuple[str, ...]
    target: str
    event: str
    stamp: str = ""
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    remembers: bool = False
    not_for_life_safety: bool = False
    beneath: bool = False


TABLE: dict[str, Step] = {
    step.action: step
    for step in (
        Step(
            "offer",
            ("waiting", "hand_queue", "offered", "accepted", "assigned"),
            "offered",
            "offered",
            stamp="offered_at",
            starts=("accept",),
            stops=("issue",),
        ),
        Step(
            "accept",
            ("offered",),
            "accepted",
            "accepted",
            stamp="accepted_at",
            starts=("contact",),
            stops=("accept",),
        ),
        Step("return", ("offered",), "waiting", "returned", starts=("issue",), stops=("accept",)),
        Step("lapse", ("offered",), "waiting", "lapsed", starts=("issue",), stops=("accept",)),
        Step(
            "rematch",
            ("hand_queue", "offered", "accepted", "assigned"),
            "waiting",
            "rematched",
            starts=("issue",),
            stops=("accept",),
        ),
        Step(
            "queue_for_hand",
            ("waiting", "offered", "accepted"),
            "hand_queue",
            "queued_for_hand",
            starts=("issue",),
            stops=("accept",),
        ),
        Step("assign", ("accepted", "assigned", "departed"), "assigned", "assigned", stamp="assigned_at"),
        Step("unassign", ("assigned", "departed", "arrived"), "accepted", "unassigned", beneath=True),
        Step("depart", ("assigned",), "departed", "departed", stamp="departed_at", beneath=True),
        Step(
            "arrive",
            ("assigned", "departed"),
            "arrived",
            "arrived",
            stamp="arrived_at",
            starts=("restore",),
            stops=("arrival", "contact", "promise"),
            beneath=True,
        ),
        Step(
            "repair",
            ("arrived",),
            "repaired",
            "repaired",
            stamp="repaired_at",
            starts=("report_back",),
            stops=("restore",),
            beneath=True,
        ),
        Step(
            "report_back",
            ("repaired",),
            "reported",
            "reported_back",
            stamp="reported_at",
            starts=("review",),
            stops=("report_back",),
        ),
        Step("reject_report", ("reported",), "repaired", "report_rejected", starts=("report_back",), stops=("review",)),
        Step("close", ("reported",), "closed", "closed", stamp="closed_at", stops=("review",)),
        Step(
            "suspend",
            ON_SITE_OR_BEFORE,
            "suspended",
            "suspended",
            starts=("resume",),
            stops=("issue", "accept"),
            remembers=True,
            not_for_life_safety=True,
        ),
        Step("resume", ("suspended",), BEFORE, "resumed", stops=("resume",)),
        Step(
            "ask_withdrawal",
            (*ON_SITE_OR_BEFORE, "suspended"),
            "withdrawal_asked",
            "withdrawal_asked",
            starts=("withdrawal",),
            remembers=True,
            not_for_life_safety=True,
        ),
        Step("refuse_withdrawal", ("withdrawal_asked",), BEFORE, "withdrawal_refused", stops=("withdrawal",)),
        Step(
            "approve_withdrawal",
            ("withdrawal_asked",),
            "withdrawn",
            "withdrawn",
            stamp="closed_at",
            stops=CLOCKS,
        ),
        Step(
            "hand_over",
            ("waiting", "hand_queue", "accepted", "assigned", "departed", "arrived"),
            "handed_over",
            "handed_over",
            stamp="closed_at",
            stops=CLOCKS,
            not_for_life_safety=True,
        ),
        Step(
            "merge",
            ("waiting", "offered", "hand_queue", "accepted", "assigned"),
            "merged",
            "merged",
            stops=("issue", "accept"),
            not_for_life_safety=True,
        ),
        Step("unmerge", ("merged",), "waiting", "unmerged", starts=("issue", "arrival")),
        Step("reopen", ("closed", "withdrawn", "handed_over"), "waiting", "reopened", starts=("issue", "arrival")),
    )
}


@dataclass(frozen=True)
class Moved:
    """Where a step leads: the new state, the states remembered for a way back ('' for none), and the stamps that it
    takes back because what they say is no longer so (the log keeps that it was)."""

    step: Step
    state: str
    state_before: str
    undone: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()


def move(action: str, state: str, *, state_before: str = "", is_life_safety: bool = False) -> Moved:
    """The verdict on `action` in `state`. Refuses with order.step_not_open or order.life_safety_stays."""
    step = TABLE[action]
    before, _, rest = state_before.partition(">")
    if step.beneath and state == "withdrawal_asked" and before in step.sources:
        beneath = ">".join(filter(None, (step.target, rest)))
        return Moved(step, state, beneath, _undone(step.target), step.starts)
    if state not in step.sources:
        raise Refusal("order.step_not_open", action=action, state=state)
    if step.not_for_life_safety and is_life_safety:
        raise Refusal("order.life_safety_stays", action=action)
    if step.target == BEFORE:
        # A withdrawal may be asked of a suspended order: the ways back are kept one behind the other.
        starts = ("issue",) if step.action == "resume" and before == "waiting" else step.starts
        return Moved(step, before, rest, _undone(before) if step.action == "resume" else (), starts)
    kept = ""
    if step.remembers:
        parked = _PARKED_AS.get(state, state) if step.action == "suspend" else state
        kept = ">".join(filter(None, (parked, state_before)))
    return Moved(step, step.target, kept, _undone(step.target), step.starts)


def _undone(target: str) -> tuple[str, ...]:
    return _STAMPS[_STANDING[target] :] if target in _STANDING else ()


def open_actions(state: str) -> list[str]:
    """What the table allows from `state`, in its order."""
    return [action for action, step in TABLE.items() if state in step.sources]
