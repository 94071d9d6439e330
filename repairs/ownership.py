"""Whose turn it is: for every state of an order the role that must act next, and the clock that says until when.

The law behind it: no living order is without an owner and a next deadline. Pure.
"""

from dataclasses import dataclass

from repairs.lifecycle import ENDED, STATES


@dataclass(frozen=True)
class Turn:
    """`role` must act; at least one of the clocks `until` runs, or ran and stopped with its deed."""

    role: str
    until: tuple[str, ...]
    by_assignee: bool = False


_ARRIVING = ("arrival", "restore", "promise")
TURNS: dict[str, Turn] = {
    "waiting": Turn("system", ("issue",)),
    "offered": Turn("coordinator", ("accept",)),
    "hand_queue": Turn("dispatcher", ("issue",)),
    "accepted": Turn("coordinator", _ARRIVING),
    "assigned": Turn("technician", _ARRIVING, by_assignee=True),
    "departed": Turn("technician", _ARRIVING, by_assignee=True),
    "arrived": Turn("technician", ("restore",), by_assignee=True),
    "repaired": Turn("technician", ("report_back",), by_assignee=True),
    "reported": Turn("reviewer", ("review",)),
    "suspended": Turn("coordinator", ("resume",)),
    "withdrawal_asked": Turn("dispatcher", ("withdrawal",)),
}


def turn_of(state: str) -> Turn | None:
    """The turn in `state`; None where the order has ended (a merged one goes with its parent's)."""
    return TURNS.get(state)


if set(TURNS) != set(STATES) - set(ENDED):
    raise AssertionError("every living state needs its turn")
