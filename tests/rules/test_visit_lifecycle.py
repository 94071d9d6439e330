"""The visit's table: every state × every action, and that it goes with the order's table."""

import pytest

from dispatch.kernel import access_table
from field import lifecycle
from field.lifecycle import TABLE, VisitState
from repairs import lifecycle as of_orders

PATHS = {
    "accept": {"assigned": "accepted"},
    "decline": {"assigned": "declined"},
    "depart": {"accepted": "departed"},
    "arrive": {"accepted": "arrived", "departed": "arrived"},
    "repair": {"arrived": "repaired"},
    "report": {"repaired": "reported"},
    "reject_report": {"reported": "repaired"},
    "cancel": dict.fromkeys(("assigned", "accepted", "departed", "arrived", "repaired"), "cancelled"),
}


@pytest.mark.parametrize("state", list(VisitState))
@pytest.mark.parametrize("action", list(TABLE))
def test_every_action_in_every_state(action, state):
    step = lifecycle.step_for(action, state)
    assert (step.target.value if step else None) == PATHS[action].get(state.value)


def test_nothing_that_a_technician_does_leads_out_of_an_end():
    for state in lifecycle.ENDED:
        assert lifecycle.allowed(state) == []


def test_the_technician_is_never_offered_what_others_decide():
    offered = {action for state in VisitState for action in lifecycle.allowed(state)}
    assert offered == set(PATHS) - {"cancel", "reject_report"}


def test_every_state_before_the_end_leads_on():
    for state in set(VisitState) - lifecycle.ENDED:
        assert lifecycle.allowed(state)


# The order's state that goes with each state of its live visit.
BESIDE = {
    "assigned": "assigned",
    "accepted": "assigned",
    "departed": "departed",
    "arrived": "arrived",
    "repaired": "repaired",
    "reported": "reported",
    "declined": "accepted",
}


@pytest.mark.parametrize(
    ("action", "source"),
    [(action, source) for action, paths in PATHS.items() for source in paths if TABLE[action].order_action],
)
def test_the_order_goes_along_with_its_visit(action, source):
    step = TABLE[action]
    moved = of_orders.move(step.order_action, BESIDE[source])
    assert moved.state == BESIDE[step.target.value]


def test_every_step_of_an_order_has_its_line_in_the_access_table():
    assert [action for action in of_orders.TABLE if f"order.{action}" not in access_table.TABLE] == []
