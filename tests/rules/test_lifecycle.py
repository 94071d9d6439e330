"""The life of an order, over every state, action and role: the table is the only truth, so it is asked in full."""

from itertools import product

import pytest

from dispatch.kernel import access, texts
from dispatch.kernel.access_table import TABLE as ACCESS
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import Actor, Held
from dispatch.kernel.errors import Refusal
from repairs import cards, lifecycle, ownership
from repairs.lifecycle import BEFORE, ENDED, STATES, TABLE

# What DOMAIN says, written down a second time by hand: action → the states it is open in.
OPEN = {
    "offer": {"waiting", "hand_queue", "offered", "accepted", "assigned"},
    "accept": {"offered"},
    "return": {"offered"},
    "lapse": {"offered"},
    "rematch": {"hand_queue", "offered", "accepted", "assigned"},
    "queue_for_hand": {"waiting", "offered", "accepted"},
    "assign": {"accepted", "assigned", "departed"},
    "unassign": {"assigned", "departed", "arrived"},
    "depart": {"assigned"},
    "arrive": {"assigned", "departed"},
    "repair": {"arrived"},
    "report_back": {"repaired"},
    "reject_report": {"reported"},
    "close": {"reported"},
    "suspend": {"waiting", "offered", "hand_queue", "accepted", "assigned", "departed", "arrived"},
    "resume": {"suspended"},
    "ask_withdrawal": {
        "waiting", "offered", "hand_queue", "accepted", "assigned", "departed", "arrived", "suspended",
    },
    "refuse_withdrawal": {"withdrawal_asked"},
    "approve_withdrawal": {"withdrawal_asked"},
    "hand_over": {"waiting", "hand_queue", "accepted", "assigned", "departed", "arrived"},
    "merge": {"waiting", "offered", "hand_queue", "accepted", "assigned"},
    "unmerge": {"merged"},
    "reopen": {"closed", "withdrawn", "handed_over"},
}  # fmt: skip
# Field steps that no role asks for by name: they follow from a visit.
WITHOUT_ROLE = {"unassign"}


@pytest.mark.parametrize(("state", "action"), product(STATES, TABLE))
def test_an_action_is_open_in_its_states_and_refused_with_its_name_in_all_others(state: str, action: str) -> None:
    if state in OPEN[action]:
        moved = lifecycle.move(action, state, state_before="assigned")
        assert moved.state in STATES
        assert action in lifecycle.open_actions(state)
        return
    assert action not in lifecycle.open_actions(state)
    with pytest.raises(Refusal) as refused:
        lifecycle.move(action, state)
    assert refused.value.code == "order.step_not_open"
    assert refused.value.facts == {"action": action, "state": state}


@pytest.mark.parametrize(("action", "role"), product(sorted(set(TABLE) - WITHOUT_ROLE), Role))
def test_a_role_does_what_the_access_table_gives_it_below_its_node_and_nothing_beside_it(
    action: str, role: Role
) -> None:
    here = Actor("user", 1, "某人", grants=(Held(role, 4, "/1/4/"),))
    may = role in ACCESS[f"order.{action}"]
    assert access.allows(here, f"order.{action}", "/1/4/19/") is may
    assert not access.allows(here, f"order.{action}", "/1/5/")
    assert not access.allows(here, f"order.{action}", "/1/")


@pytest.mark.parametrize("action", ["merge", "ask_withdrawal", "suspend", "hand_over"])
def test_life_safety_is_neither_merged_nor_withdrawn_nor_parked_nor_handed_over(action: str) -> None:
    with pytest.raises(Refusal) as refused:
        lifecycle.move(action, "waiting", is_life_safety=True)
    assert refused.value.code == "order.life_safety_stays"


@pytest.mark.parametrize(
    ("state", "goes_on"),
    [
        ("waiting", "waiting"), ("offered", "waiting"), ("hand_queue", "waiting"),
        ("accepted", "accepted"), ("assigned", "accepted"), ("departed", "accepted"), ("arrived", "accepted"),
    ],
)  # fmt: skip
def test_a_paused_order_goes_on_at_its_station_or_with_matching(state: str, goes_on: str) -> None:
    paused = lifecycle.move("suspend", state)
    resumed = lifecycle.move("resume", paused.state, state_before=paused.state_before)
    assert (resumed.state, resumed.state_before) == (goes_on, "")
    assert ("issue" in resumed.starts) is (goes_on == "waiting")
    assert "departed_at" in resumed.undone


@pytest.mark.parametrize("state", ["accepted", "assigned", "departed", "arrived"])
def test_a_refused_withdrawal_of_a_paused_order_leaves_it_paused_with_its_way_back(state: str) -> None:
    path, before = "suspend ask_withdrawal refuse_withdrawal resume", ""
    here = state
    for action in path.split():
        moved = lifecycle.move(action, here, state_before=before)
        here, before = moved.state, moved.state_before
    assert (here, before) == ("accepted", "")


def test_a_technician_works_on_beneath_a_withdrawal_that_nobody_decided_yet() -> None:
    here, before = "assigned", ""
    for action in ("ask_withdrawal", "depart", "arrive", "repair"):
        moved = lifecycle.move(action, here, state_before=before)
        here, before = moved.state, moved.state_before
        assert here == "withdrawal_asked"
    assert lifecycle.move("refuse_withdrawal", here, state_before=before).state == "repaired"


def test_beneath_a_withdrawal_the_steps_keep_their_order() -> None:
    with pytest.raises(Refusal):
        lifecycle.move("repair", "withdrawal_asked", state_before="departed")
    with pytest.raises(Refusal):
        lifecycle.move("depart", "withdrawal_asked", state_before="suspended>accepted")


def test_every_living_state_is_somebodys_turn_with_a_clock_that_exists() -> None:
    assert set(ownership.TURNS) == set(STATES) - set(ENDED)
    for turn in ownership.TURNS.values():
        assert turn.role in set(Role)
        assert set(turn.until) <= set(lifecycle.CLOCKS)


def test_a_step_back_takes_back_the_stamps_of_what_is_no_longer_so() -> None:
    assert lifecycle.move("unassign", "arrived").undone[:3] == ("assigned_at", "departed_at", "arrived_at")
    assert lifecycle.move("assign", "departed").undone[0] == "departed_at"
    assert lifecycle.move("reject_report", "reported").undone == ("reported_at", "closed_at")
    assert "repaired_at" in lifecycle.move("reopen", "closed").undone
    assert lifecycle.move("suspend", "arrived").undone == ()


@pytest.mark.parametrize(("state", "action"), product(STATES, TABLE))
def test_no_step_takes_back_its_own_stamp_or_an_earlier_one(state: str, action: str) -> None:
    step = TABLE[action]
    if state in step.sources and step.stamp and step.target in lifecycle.STATES:
        undone = lifecycle.move(action, state).undone
        assert step.stamp not in undone
        assert "offered_at" not in undone


def test_every_state_can_be_reached_and_all_but_the_end_can_be_left() -> None:
    reached, frontier = {"waiting"}, ["waiting"]
    while frontier:
        state = frontier.pop()
        for action in lifecycle.open_actions(state):
            target = TABLE[action].target
            if target != BEFORE and target not in reached:
                reached.add(target)
                frontier.append(target)
    assert reached == set(STATES)
    assert {state for state in STATES if not lifecycle.open_actions(state)} <= set(ENDED)


def test_every_state_has_words_and_a_ticket_state_with_words() -> None:
    for state in STATES:
        for language in texts.LANGUAGES:
            assert texts.say(f"state.{state}", language)
            assert texts.say(f"ticket.{cards.STATE_KEYS[state]}", language)
