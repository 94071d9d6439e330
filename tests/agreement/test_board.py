"""Old state + entries = new state, for every board, whatever happened in between."""

import random
from datetime import timedelta

import pytest

from dispatch.board import engine, offers, snapshot
from dispatch.kernel import clock, commands, timers
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Entry
from field import shifts, visits
from field.models import Visit
from field.visits import Said
from repairs import orders
from repairs.models import WorkOrder
from tests.agreement import board
from tests.realtime.cast import Lakeside

pytestmark = pytest.mark.django_db(transaction=True)


def do(work) -> None:
    """One command; what the product refuses is part of life."""
    try:
        commands.perform(SYSTEM, "test", lambda tx: work(tx) and None)
    except Refusal:
        return


class Day:
    """A random day in Lakeside, by the public verbs."""

    def __init__(self, town: Lakeside, chance: random.Random) -> None:
        self.town, self.chance = town, chance

    def happen(self) -> None:
        self.chance.choice(
            [
                self.report,
                self.report,
                self.engine,
                self.engine,
                self.work,
                self.work,
                self.work,
                self.by_hand,
                self.rest,
                self.wait,
            ]
        )()

    def report(self) -> None:
        symptom = self.chance.choice(["no_power", "low_voltage", "smell_of_gas"])
        # A tenth lies where nobody serves.
        self.town.report(self.chance.choice([117.05, 117.15, 117.07, 117.5]), symptom)

    def engine(self) -> None:
        engine.step()

    def work(self) -> None:
        """A technician takes the next step of a visit, or declines it."""
        live = list(Visit.objects.filter(ended_at=None).order_by("pk"))
        if live:
            visit = self.chance.choice(live)
            step = self.chance.choice([visits.accept, visits.depart, visits.arrive, visits.repair, visits.report])
            said = Said(cause="ageing", reason="too_far")
            do(lambda tx: (visits.decline if self.chance.random() < 0.1 else step)(tx, visit, said))

    def by_hand(self) -> None:
        """A dispatcher closes, queues, or offers to the other station."""
        known = list(WorkOrder.objects.order_by("pk"))
        if not known:
            return
        order = self.chance.choice(known)
        other = self.chance.choice([self.town.west, self.town.east])

        def act(tx) -> None:
            locked = orders.locked([order.pk])[order.pk]
            match self.chance.randrange(3):
                case 0:
                    orders.close(tx, locked)
                case 1:
                    offers.queue_for_hand(tx, locked, why="nobody_covers")
                case _:
                    offers.by_hand(tx, locked, other, reason="nearer")

        do(act)

    def wait(self) -> None:
        """Deadlines pass: offers lapse, clocks are breached, alarms climb."""
        clock.advance(timedelta(minutes=self.chance.choice([1, 20, 90])))
        timers.sweep()

    def rest(self) -> None:
        technician = self.chance.choice([self.town.chen, self.town.zhao])
        do(lambda tx: self.chance.choice([shifts.break_, shifts.resume, shifts.start, shifts.end])(tx, technician))


@pytest.mark.parametrize("seed", range(4))
def test_what_a_console_reduces_is_what_a_new_console_is_given(seed):
    with clock.frozen(clock.now()):
        live_and_compare(seed)


def live_and_compare(seed: int) -> None:
    town = Lakeside()
    day = Day(town, random.Random(seed))
    nodes = [town.city, town.west.node, town.east.node]
    boards = {}
    for node in nodes:
        version, state = snapshot.board_state(node)
        boards[node.pk] = (version, board.of(state))
    for _ in range(40):
        day.happen()
    # What waits for the engine is told to the boards when the engine claims it.
    town.dispatch()
    for node in nodes:
        version, reduced = boards[node.pk]
        entries = Entry.objects.filter(stream=f"board:{node.pk}", version__gt=version).order_by("version")
        board.reduce(reduced, entries.values("kind", "data"))
        head, state = snapshot.board_state(node)
        assert head == version + len(entries)
        assert board.logged(reduced) == board.logged(board.of(state)), node
