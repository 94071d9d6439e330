"""Merging and urging at the same instant: one of two wins, the other hears why, nothing is held or counted twice."""

from collections.abc import Callable

import pytest

from coverage.models import Reservation
from dispatch.board import merging
from dispatch.board.merging_api import part_as_customer, urge_within
from dispatch.kernel import actors, commands
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import User
from field.models import Visit
from repairs import merging as joining
from repairs import orders
from repairs.models import Clock, Urge, WorkOrder
from tests.commands.lakeside import told
from tests.races.test_withdrawals import Town, nothing_is_held_twice_or_lost
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town() -> Town:
    return Town()


def said(user: User, work: Callable[[commands.Tx], object], done: str) -> str:
    try:
        commands.perform(actors.of_user(user), "race", lambda tx: _nothing(work(tx)))
    except Refusal as refusal:
        return refusal.code
    return done


def _nothing(_: object) -> None:
    return None


def merge(user: User, child: WorkOrder, into: WorkOrder, version: int | None = None) -> str:
    def work(tx: commands.Tx) -> None:
        one, other = merging.pair(actors.of_user(user), child.pk, into.pk)
        orders.check_version(tx, one, version)
        merging.merge(tx, one, other, "")

    return said(user, work, "merged")


def family(town: Town, count: int) -> tuple[WorkOrder, Visit, list[WorkOrder]]:
    """An order on the way with so many merged into it; their ids stand on both sides of its own."""
    before = [town.placed() for _ in range(count // 2)]
    parent = town.placed()
    visit = town.give(parent, town.zhou)
    for step in ("accept", "depart"):
        town.tap(visit, step)
    children = [*before, *(town.placed() for _ in range(count - count // 2))]
    for child in children:
        assert merge(town.deciders[0], child, parent) == "merged"
    return parent, visit, children


@pytest.mark.parametrize("_", range(4))
def test_two_dispatchers_merge_two_orders_into_one_another_and_one_of_them_wins(town: Town, _: int) -> None:
    pair = [town.placed(), town.placed()]
    outcomes = together(2, lambda place: merge(town.deciders[place], pair[place], pair[1 - place]))
    assert sorted(outcomes)[1] == "merged"
    assert sorted(outcomes)[0] in ("merge.parent_over", "merge.same_order")
    first, second = (WorkOrder.objects.get(pk=order.pk) for order in pair)
    child, parent = (first, second) if first.state == "merged" else (second, first)
    assert (child.parent_id, parent.state, parent.parent_id, parent.merged_children) == (
        parent.pk,
        "accepted",
        None,
        1,
    )
    assert Reservation.objects.filter(released_at=None).count() == 1
    nothing_is_held_twice_or_lost()


@pytest.mark.parametrize("_", range(3))
def test_a_parent_and_a_child_that_are_merged_elsewhere_at_once_make_no_chain(town: Town, _: int) -> None:
    """One puts B under A, the other A under C: whoever comes second finds A as it is then."""
    a, b, c = town.placed(), town.placed(), town.placed()
    together(2, lambda place: merge(town.deciders[place], [b, a][place], [a, c][place]))
    family_ = {order.pk: WorkOrder.objects.get(pk=order.pk) for order in (a, b, c)}
    for order in family_.values():
        if order.parent_id is not None:
            assert order.state == "merged"
            assert family_[order.parent_id].parent_id is None, "no chains"
    for order in family_.values():
        assert order.merged_children == sum(other.parent_id == order.pk for other in family_.values())
    nothing_is_held_twice_or_lost()


@pytest.mark.parametrize("_", range(3))
def test_urging_twice_at_once_counts_once(town: Town, _: int) -> None:
    order = town.placed()
    people = [town.he, *town.deciders]
    outcomes = together(3, lambda place: said(people[place], lambda tx: urge_within(tx, order, ""), "urged"))
    assert sorted(outcomes) == ["urge.too_soon", "urge.too_soon", "urged"]
    assert Urge.objects.filter(order=order).count() == WorkOrder.objects.get(pk=order.pk).urges == 1


def test_a_parent_and_its_child_urged_at_once_count_once(town: Town) -> None:
    parent, _, (child,) = family(town, 1)
    both = [parent, WorkOrder.objects.get(pk=child.pk)]
    outcomes = together(2, lambda place: said(town.he, lambda tx: urge_within(tx, both[place], ""), "urged"))
    assert sorted(outcomes) == ["urge.too_soon", "urged"]
    assert [WorkOrder.objects.get(pk=order.pk).urges for order in both] == [1, 0]


@pytest.mark.parametrize("_", range(4))
def test_a_child_that_leaves_while_its_parent_arrives_is_on_one_side_or_the_other(town: Town, _: int) -> None:
    """The arrival locks the parent and then its children, who leaves locks the other way round."""
    parent, visit, children = family(town, 4)
    leaving = children[0]

    def at_once(place: int) -> str:
        if place == 0:
            return town.taps(visit, "arrive")
        return said(
            town.deciders[0],
            lambda tx: joining.part(tx, orders.locked([leaving.pk])[leaving.pk], "", "by_hand"),
            "left",
        )

    assert together(2, at_once) == ["done", "left"]
    left = WorkOrder.objects.get(pk=leaving.pk)
    assert (left.state, left.parent_id, left.arrived_at) == ("waiting", None, None)
    assert Clock.objects.filter(order=left, kind="arrival", stopped_at=None).count() == 1
    for child in children[1:]:
        row = WorkOrder.objects.get(pk=child.pk)
        assert (row.state, row.arrived_at is not None) == ("merged", True)
    assert WorkOrder.objects.get(pk=parent.pk).merged_children == 3
    nothing_is_held_twice_or_lost()


@pytest.mark.parametrize("_", range(3))
def test_one_more_report_joins_while_its_parent_is_repaired_and_is_not_forgotten(town: Town, _: int) -> None:
    parent, visit, _children = family(town, 2)
    town.tap(visit, "arrive")
    late = town.placed()
    outcomes = together(2, lambda place: town.taps(visit, "repair") if place else merge(town.deciders[0], late, parent))
    assert outcomes == ["merged", "done"]
    row = WorkOrder.objects.get(pk=late.pk)
    assert row.state == "merged" and row.repaired_at is not None, "joined before or after, it is repaired with it"
    assert not Clock.objects.filter(order=late, stopped_at=None).exists()
    nothing_is_held_twice_or_lost()


def test_a_child_said_to_be_still_out_twice_at_once_is_taken_up_once(town: Town) -> None:
    parent, visit, (child,) = family(town, 1)
    for step in ("arrive", "repair"):
        town.tap(visit, step)
    outcomes = together(2, lambda _: said(town.he, lambda tx: part_as_customer(tx, child.pk, "还是没电"), "taken up"))
    assert sorted(outcomes) == ["order.step_not_open", "taken up"]
    assert told(f"order:{child.pk}").count("order.unmerged") == 1
    assert WorkOrder.objects.get(pk=parent.pk).merged_children == 0


def test_a_technician_who_sets_off_while_the_order_is_merged_is_sent_home_or_goes(town: Town) -> None:
    """A departed order is no child; whoever is first decides."""
    child, parent = town.placed(), town.placed()
    visit = town.give(child, town.zhou)
    town.tap(visit, "accept")
    merged, tapped = together(
        2, lambda place: town.taps(visit, "depart") if place else merge(town.deciders[0], child, parent)
    )
    row = WorkOrder.objects.get(pk=child.pk)
    if tapped == "done":
        assert (merged, row.state) == ("order.step_not_open", "departed")
    else:
        assert (merged, tapped, row.state) == ("merged", "late", "merged")
        assert not Visit.objects.filter(order=child, ended_at=None).exists()
    nothing_is_held_twice_or_lost()
