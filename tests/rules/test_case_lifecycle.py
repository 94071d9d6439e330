"""The table of cases over type × state × action × role, and its law: no living case without an owner and a deadline."""

import itertools

import pytest

from dispatch.kernel import texts
from dispatch.kernel.access_table import TABLE as ACCESS
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import Actor, Held
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from repairs.cases import access, lifecycle, turns
from repairs.cases.lifecycle import ACTIONS, CLOCKS, LIVING, STATES, TABLE, TYPES
from repairs.models import Case

ROOT = Node(pk=1, path="/1/", kind="city")
UNIT = Node(pk=5, path="/1/5/", kind="station", parent=ROOT)
WHENS = {"decide_contest": ("founded", "unfounded")}


def whens(action: str) -> tuple[str, ...]:
    return WHENS.get(action, ("",))


def case(kind: str, state: str, **more: object) -> Case:
    return Case(business_type=kind, state=state, node=ROOT, owner_node=UNIT, is_confidential=False, **more)


def person(role: Role, node: Node, pk: int = 7) -> Actor:
    return Actor("user", pk, "x", "en", (Held(role, node.pk, node.path),))


@pytest.mark.parametrize(("kind", "state", "action"), itertools.product(TYPES, STATES, ACTIONS))
def test_each_step_leads_where_the_table_says_or_is_refused(kind, state, action):
    for when in whens(action):
        rows = [s for s in TABLE if s.action == action and kind in s.types and s.when == when]
        assert len(rows) <= 1, "one row for each action of a type"
        if rows and state in rows[0].sources:
            assert lifecycle.move(action, kind, state, when=when, state_before="routed").state in STATES
        else:
            with pytest.raises(Refusal) as refused:
                lifecycle.move(action, kind, state, when=when)
            assert refused.value.code == "case.step_not_open"


def reachable(kind: str, has_contact: bool) -> set[tuple[str, str, frozenset[str]]]:
    """Every (state, state before, running clocks) that steps in any order lead to."""
    first = [("taken", "", frozenset(lifecycle.FROM_THE_START[kind]))]
    if kind in lifecycle.APPLICATION:
        first.append(("awaiting_papers", "taken", frozenset({"papers"})))
    seen, left = set(first), first
    while left:
        state, before, running = left.pop()
        for action in lifecycle.open_actions(kind, state):
            for when in whens(action):
                moved = lifecycle.move(action, kind, state, when=when, state_before=before, is_reachable=has_contact)
                stops = CLOCKS if moved.state == "closed" else moved.step.stops
                starts = lifecycle.starts_of(moved, kind)
                for reached in (False, True) if action == "contact" else (False,):
                    gone = {*stops, *(("contact",) if reached else ())}
                    then = (moved.state, moved.state_before, frozenset((running - gone) | set(starts)))
                    if then not in seen:
                        seen.add(then)
                        left.append(then)
    return seen


@pytest.mark.parametrize(("kind", "has_contact"), itertools.product(TYPES, (False, True)))
def test_no_living_case_is_ever_without_a_deadline_and_somebody_who_owes_it(kind, has_contact):
    states = set()
    for state, _, running in reachable(kind, has_contact):
        states.add(state)
        if state == "closed":
            assert running == frozenset()
        else:
            assert running, f"{kind} {state} has no clock"
            assert turns.turn_of(kind, state) and turns.turn_of(kind, state, "station")
    assert "closed" in states, "every type comes to an end"


@pytest.mark.parametrize("state", LIVING)
def test_a_station_owes_by_its_coordinator_and_a_bureau_by_its_dispatcher(state):
    at_station, at_bureau = (turns.turn_of("complaint", state, kind) for kind in ("station", "county"))
    if state in ("routed", "in_hand"):
        assert (at_station.role, at_bureau.role) == (Role.COORDINATOR, Role.DISPATCHER)
    else:
        assert at_station == at_bureau and at_station.is_at_root


WORKERS = {Role.AGENT, Role.DISPATCHER, Role.COORDINATOR, Role.QUALITY, Role.REVIEWER}


@pytest.mark.parametrize(
    ("kind", "state", "role", "node", "expected"),
    [
        ("complaint", "routed", Role.COORDINATOR, UNIT, ["take", "contact", "answer", "contest", "note"]),
        ("complaint", "routed", Role.DISPATCHER, UNIT, ["route", "take", "contact", "answer", "contest", "note"]),
        ("complaint", "routed", Role.REVIEWER, ROOT, ["route", "take", "grade", "contact", "answer", "note"]),
        ("complaint", "routed", Role.REVIEWER, UNIT, ["route", "take", "contact", "answer", "note"]),
        ("complaint", "contested", Role.REVIEWER, ROOT, ["contact", "decide_contest", "note"]),
        ("complaint", "contested", Role.REVIEWER, UNIT, ["contact", "note"]),
        ("complaint", "contested", Role.COORDINATOR, UNIT, ["contact", "note"]),
        ("complaint", "fed_back", Role.QUALITY, ROOT, ["close", "handle_again", "note"]),
        ("complaint", "fed_back", Role.COORDINATOR, UNIT, ["note"]),
        ("complaint", "closed", Role.QUALITY, ROOT, ["handle_again", "note"]),
        ("complaint", "closed", Role.COORDINATOR, UNIT, ["note"]),
        ("consultation", "taken", Role.AGENT, ROOT, ["route", "take", "grade", "contact", "answer", "note"]),
        ("connection_application", "awaiting_papers", Role.COORDINATOR, UNIT, ["contact", "complete", "note"]),
        ("praise", "taken", Role.AGENT, ROOT, ["route", "take", "contact", "note"]),
    ],
)
def test_who_may_do_what(kind, state, role, node, expected):
    assert access.allowed(person(role, node), case(kind, state)) == expected


@pytest.mark.parametrize(("kind", "state", "role"), itertools.product(TYPES, STATES, sorted(set(Role) - WORKERS)))
def test_nobody_else_takes_any_step(kind, state, role):
    if kind not in lifecycle.SECRET:
        assert access.allowed(person(role, ROOT), case(kind, state)) == []


@pytest.mark.parametrize(("kind", "state"), itertools.product(sorted(set(TYPES) - set(lifecycle.SECRET)), STATES))
def test_a_role_reaches_its_node_and_nothing_beside_it(kind, state):
    beside = Node(pk=6, path="/1/6/", kind="station", parent=ROOT)
    for role in WORKERS:
        assert access.allowed(person(role, beside), case(kind, state)) == []


@pytest.mark.parametrize("role", sorted(WORKERS))
def test_whoever_took_it_goes_on_with_it_wherever_it_lies(role):
    beside = Node(pk=6, path="/1/6/", kind="station", parent=ROOT)
    first = person(role, beside)
    own = access.allowed(first, case("appeal", "answered", first_asked_id=7))
    assert {"contact", "feed_back", "note"} <= set(own)
    with_unit = access.allowed(first, case("appeal", "routed", first_asked_id=7))
    assert with_unit == ["contact", "note"], "the unit answers"
    at_intake = Case(business_type="appeal", state="taken", node=ROOT, owner_node=ROOT, first_asked_id=7)
    assert ("route" in access.allowed(first, at_intake)) == (role != Role.COORDINATOR)


def test_nobody_of_the_unit_decides_about_it_whatever_else_they_hold():
    both = Actor("user", 7, "x", "en", (Held(Role.REVIEWER, 1, "/1/"), Held(Role.COORDINATOR, 5, "/1/5/")))
    above = person(Role.REVIEWER, ROOT)
    contested = case("complaint", "contested")
    assert "decide_contest" not in access.allowed(both, contested)
    assert "decide_contest" in access.allowed(above, contested)
    assert "decide_contest" not in access.allowed(above, case("complaint", "contested", contested_by="user:7"))


def test_the_steps_of_the_table_are_only_for_those_whom_the_access_table_lets_work():
    for step in TABLE:
        assert set(step.roles) <= ACCESS["case.work"] | {Role.CUSTOMER, Role.SYSTEM}
        if step.by_root:
            assert set(step.roles) <= ACCESS["case.decide"]


def test_every_state_action_event_grade_and_clock_has_its_words():
    assert all(texts.knows(f"case_state.{state}") and texts.knows(f"case_ticket.{state}") for state in STATES)
    assert all(texts.knows(f"case_action.{action}") for action in ACTIONS)
    assert all(texts.knows(f"case_event.{step.event.partition('.')[2]}") for step in TABLE)
    assert all(texts.knows(f"case_grade.{grade}") for grades in lifecycle.GRADES.values() for grade in grades)
    assert all(texts.knows(f"case_clock.{clock}") for clock in CLOCKS)
