"""An order never has two live visits, whoever gives it at the same instant; a tap and a reassignment take turns."""

import pytest
from django.db import IntegrityError, transaction

from dispatch.kernel import actors, commands
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.errors import Refusal
from field import visits
from field.models import Technician, Visit
from field.visits import Said
from repairs import orders
from repairs.models import WorkOrder
from tests.commands.lakeside import Lakeside, told
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town() -> Lakeside:
    return Lakeside()


def give(order: WorkOrder, technician: Technician, version: int | None = None) -> str:
    def work(tx):
        visits.give(tx, orders.locked([order.pk])[order.pk], technician, {}, version=version)

    try:
        commands.perform(SYSTEM, "order.assign", work)
    except Refusal as refusal:
        return refusal.code
    return "given"


def tap(visit: Visit, action: str) -> str:
    actor = actors.of_user(visit.technician.user)
    try:
        answer = commands.perform(
            actor, f"visit.{action}", lambda tx: visits.VERBS[action](tx, visit, Said(reason="busy", cause="ageing"))
        )
    except Refusal as refusal:
        return refusal.code
    return "late" if "late" in answer else "done"


def test_the_schema_itself_allows_one_live_visit(town):
    visit = town.give(town.order(), town.zhou)
    visit.pk = None
    with pytest.raises(IntegrityError, match="visit_one_live"), transaction.atomic():
        visit.save(force_insert=True)


def test_eight_dispatchers_at_once_leave_one_live_visit(town):
    order = town.order()
    crew = [town.zhou, town.wu, town.sun, town.feng] * 2
    outcomes = together(len(crew), lambda place: give(order, crew[place]))
    assert set(outcomes) == {"given"}
    live = Visit.objects.get(order=order, ended_at=None)
    order.refresh_from_db()
    assert (order.state, order.assignee_id) == ("assigned", live.technician_id)
    assert Visit.objects.filter(order=order, end_reason="reassigned").count() == 7
    for technician in Technician.objects.all():
        assert technician.open_visits == Visit.objects.filter(technician=technician, ended_at=None).count()


def test_of_dispatchers_who_saw_the_same_version_one_wins(town):
    order = town.order()
    crew = [town.zhou, town.wu, town.sun]
    outcomes = together(len(crew), lambda place: give(order, crew[place], order.version))
    assert sorted(outcomes) == ["command.stale", "command.stale", "given"]
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("_", range(4))
def test_a_tap_and_a_reassignment_take_turns(town, _):
    order = town.order()
    visit = town.give(order, town.zhou)
    town.tap(visit, "accept")
    tapped, given = together(2, lambda place: give(order, town.wu) if place else tap(visit, "arrive"))
    order.refresh_from_db()
    live = Visit.objects.get(order=order, ended_at=None)
    # Either the technician was first and has arrived, or the order was gone and the tap is kept.
    if tapped == "done":
        assert (given, live.technician_id, order.state) == ("order.step_not_open", town.zhou.pk, "arrived")
    else:
        assert (tapped, given, live.technician_id, order.state) == ("late", "given", town.wu.pk, "assigned")
        assert told(f"order:{order.pk}").count("visit.late_tap") == 1


def test_a_double_tap_happens_once(town):
    visit = town.give(town.order(), town.zhou)
    outcomes = together(3, lambda _: tap(visit, "accept"))
    assert sorted(outcomes) == ["done", "visit.step_not_open", "visit.step_not_open"]
    visit.refresh_from_db()
    assert visit.version == 2


def test_the_end_of_a_shift_and_a_new_visit_take_turns(town):
    for _ in range(4):
        order = town.order()

        def at_once(place: int, order: WorkOrder = order) -> str:
            if place == 0:
                return give(order, town.sun)
            try:
                return town.shift(town.sun, "end").state
            except Refusal as refusal:
                return refusal.code

        given, ended = together(2, at_once)
        sun = Technician.objects.get(pk=town.sun.pk)
        live = Visit.objects.filter(technician=sun, ended_at=None).count()
        assert (given, sun.open_visits) == ("given", live)
        assert ended in ("off", "busy")
        # Whoever is still on shift did not lose the visit; whoever went home before it came has it all the same.
        assert (sun.state == "off") == (ended == "off")
        if sun.state == "off":
            town.shift(sun, "start")
