"""A withdrawal is decided once, whoever decides at the same instant; a technician's tap and the decision take turns."""

from collections import Counter
from collections.abc import Callable

import pytest

from coverage.models import Reservation, Station
from dispatch.board import engine, offers
from dispatch.board import withdrawals as deciding
from dispatch.kernel import accounts, actors, clock, commands, timers
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import User
from field import visits
from field.models import Technician, Visit
from field.visits import Said
from repairs import intake, orders, policies, withdrawals
from repairs.models import Clock, Todo, Withdrawal, WorkOrder
from tests.commands.lakeside import Lakeside, told
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


class Town(Lakeside):
    """Lin and Ming both decide for the city."""

    def __init__(self) -> None:
        super().__init__()
        policies.forget()
        self.deciders = [self._dispatcher(name) for name in ("lin", "ming")]

    def _dispatcher(self, name: str) -> User:
        user = User.objects.create(username=name, display_name=name)
        accounts.grant(user, Role.DISPATCHER, self.city)
        return user

    def placed(self) -> WorkOrder:
        """An order that the engine gave to the station, with capacity held."""
        form = intake.IntakeForm(utility="electricity", symptom="no_power", place={"lon": 117.05, "lat": 31.05})
        number = intake.take(SYSTEM, form)["number"]
        engine.place_waiting()
        return WorkOrder.objects.get(request__number=number)

    def asked(self, *steps: str) -> tuple[WorkOrder, Visit]:
        """An order of Zhou's after `steps`, with the question asked by the station."""
        order = self.placed()
        visit = self.give(order, self.zhou)
        for step in steps:
            self.tap(visit, step)
        with commands.begun(actors.of_user(self.he)) as tx:
            withdrawals.ask(tx, orders.locked([order.pk])[order.pk], "dead_number", "三次均为空号")
        return order, visit

    def decide(self, user: User, order: WorkOrder, verdict: str, version: int | None = None) -> str:
        def work(tx: commands.Tx) -> None:
            locked = orders.locked([order.pk])[order.pk]
            orders.check_version(tx, locked, version)
            row = Withdrawal.objects.select_for_update().get(order=order)
            deciding.decide(tx, row, locked, approve=verdict == "approve", note="已核实")

        return _said(user, "withdrawal.decide", work, verdict)

    def taps(self, visit: Visit, action: str) -> str:
        def work(tx: commands.Tx) -> dict[str, object]:
            return visits.VERBS[action](tx, visit, Said(reason="busy", cause="ageing", note="更换熔断器"))

        try:
            answer = commands.perform(actors.of_user(visit.technician.user), f"visit.{action}", work)
        except Refusal as refusal:
            return refusal.code
        return "late" if "late" in answer else "done"


def _said(user: User, name: str, work: Callable[[commands.Tx], None], done: str) -> str:
    try:
        commands.perform(actors.of_user(user), name, work)
    except Refusal as refusal:
        return refusal.code
    return done


@pytest.fixture
def town() -> Town:
    return Town()


def nothing_is_held_twice_or_lost() -> None:
    held = Counter(Reservation.objects.filter(released_at=None).values_list("station", flat=True))
    for station in Station.objects.all():
        assert station.open_orders + station.open_over == held[station.pk]
    live = Counter(Visit.objects.filter(ended_at=None).values_list("technician", flat=True))
    for technician in Technician.objects.all():
        assert technician.open_visits == live[technician.pk]


@pytest.mark.parametrize("verdicts", [("approve", "refuse"), ("approve", "approve"), ("refuse", "refuse")])
def test_of_two_dispatchers_at_once_one_decides_and_the_other_hears_it(town: Town, verdicts: tuple[str, str]) -> None:
    order, _ = town.asked("accept", "depart")
    outcomes = together(2, lambda place: town.decide(town.deciders[place], order, verdicts[place]))
    assert sorted(outcomes, key=lambda one: "." in one)[1] == "withdrawal.decided"
    won = next(one for one in outcomes if "." not in one)
    order.refresh_from_db()
    row = Withdrawal.objects.get(order=order)
    assert row.verdict == {"approve": "approved", "refuse": "refused"}[won]
    assert order.state == {"approve": "withdrawn", "refuse": "departed"}[won]
    told_of = told(f"order:{order.pk}")
    assert told_of.count("order.withdrawn") + told_of.count("order.withdrawal_refused") == 1
    nothing_is_held_twice_or_lost()


def test_of_dispatchers_who_saw_the_same_version_the_second_is_told_that_it_is_old(town: Town) -> None:
    order, _ = town.asked("accept")
    order.refresh_from_db()
    outcomes = together(2, lambda place: town.decide(town.deciders[place], order, "approve", order.version))
    assert sorted(outcomes) == ["approve", "command.stale"]


@pytest.mark.parametrize("_", range(4))
def test_an_approval_and_a_repair_take_turns_and_neither_is_lost(town: Town, _: int) -> None:
    order, visit = town.asked("accept", "depart", "arrive")
    decided, tapped = together(
        2, lambda place: town.taps(visit, "repair") if place else town.decide(town.deciders[0], order, "approve")
    )
    order.refresh_from_db()
    row = Withdrawal.objects.get(order=order)
    if tapped == "done":
        assert (decided, order.state, row.verdict) == ("withdrawal.decided", "repaired", "void")
        assert Reservation.objects.filter(released_at=None).count() == 1
    else:
        assert (tapped, decided, order.state, row.verdict) == ("late", "approve", "withdrawn", "approved")
        assert told(f"order:{order.pk}").count("visit.late_tap") == 1, "what he did is kept"
        assert not Reservation.objects.filter(released_at=None).exists()
        assert not Clock.objects.filter(order=order, stopped_at=None).exists()
    assert not Todo.objects.filter(kind="withdrawal", closed_at=None).exists()
    nothing_is_held_twice_or_lost()


@pytest.mark.parametrize("verdict", ["approve", "refuse"])
def test_a_decision_and_an_arrival_take_turns(town: Town, verdict: str) -> None:
    order, visit = town.asked("accept", "depart")
    decided, tapped = together(
        2, lambda place: town.taps(visit, "arrive") if place else town.decide(town.deciders[0], order, verdict)
    )
    order.refresh_from_db()
    assert decided == verdict, "an arrival does not answer the question"
    if verdict == "refuse":
        assert (tapped, order.state, order.state_before) == ("done", "arrived", "")
    else:
        # Beneath the question and then gone, or gone and kept: the arrival is in the log either way.
        entries = told(f"order:{order.pk}")
        assert entries.count("visit.arrived") + entries.count("visit.late_tap") == 1
        assert (order.state, Visit.objects.filter(ended_at=None).count()) == ("withdrawn", 0)
    nothing_is_held_twice_or_lost()


def test_two_who_ask_at_once_ask_one_question(town: Town) -> None:
    order = town.placed()

    def ask(place: int) -> str:
        def work(tx: commands.Tx) -> None:
            reason = ("dead_number", "customer_cancels", "wrong_number")[place]
            withdrawals.ask(tx, orders.locked([order.pk])[order.pk], reason, "用户来电")

        return _said([town.he, *town.deciders][place], "order.ask_withdrawal", work, "asked")

    assert sorted(together(3, ask)) == ["asked", "order.step_not_open", "order.step_not_open"]
    assert Withdrawal.objects.filter(order=order).count() == 1
    assert Todo.objects.filter(kind="withdrawal", closed_at=None).count() == 1


@pytest.mark.parametrize("_", range(3))
def test_a_question_and_a_lapse_or_an_acceptance_take_turns(town: Town, _: int) -> None:
    Station.objects.update(auto_accept=False)
    order = town.placed()
    assert order.state == "offered"

    def at_once(place: int) -> str:
        if place == 0:

            def ask(tx: commands.Tx) -> None:
                withdrawals.ask(tx, orders.locked([order.pk])[order.pk], "test", "演练工单")

            return _said(town.deciders[0], "order.ask_withdrawal", ask, "asked")
        if place == 1:

            def take(tx: commands.Tx) -> None:
                offers.accept(tx, orders.locked([order.pk])[order.pk])

            return _said(town.he, "order.accept", take, "accepted")
        with commands.begun(SYSTEM) as tx:
            offers.lapse(tx, timers.Due(0, offers.LAPSE, str(order.pk), clock.now(), {"station": town.station.pk}))
        return "lapsed"

    asked, accepted, _lapsed = together(3, at_once)
    order.refresh_from_db()
    assert asked == "asked", "whatever the station did first, the question can be asked"
    assert order.state == "withdrawal_asked"
    before = order.state_before
    assert before in ("offered", "accepted", "waiting")
    assert (accepted == "accepted") == (before == "accepted")
    assert Reservation.objects.filter(released_at=None).count() == (0 if before == "waiting" else 1)
    assert town.decide(town.deciders[1], order, "approve") == "approve"
    assert not Reservation.objects.filter(released_at=None).exists()
    nothing_is_held_twice_or_lost()
