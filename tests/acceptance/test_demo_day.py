"""The demo city comes alive on a real server: asked over HTTP, matched, driven to, repaired and closed."""

import time
from datetime import timedelta

import pytest
from django.core.management import call_command

from dispatch.demo.models import SimulationState
from dispatch.demo.simulation import Simulation
from dispatch.kernel.models import Entry
from field.models import Position, Visit
from repairs.models import WorkOrder
from tests.served import Served

pytestmark = pytest.mark.django_db(transaction=True)

DEADLINE_S = 150


def test_the_city_lives(transactional_db, monkeypatch):
    call_command("load_demo", verbosity=0)
    with Served.on_test_database() as server:
        simulation = Simulation(server.url, seed=11)
        monkeypatch.setattr(
            "dispatch.demo.desk.PATIENCE",
            dict.fromkeys(("offered", "urgent", "reported", "hand_queue", "alarm"), (0.5, 1.0)),
        )
        monkeypatch.setattr("dispatch.demo.simulation.LOOK_S", 0.5)
        SimulationState.objects.update(speed=60)
        began = time.monotonic()
        closed = 0
        while closed < 3 and time.monotonic() - began < DEADLINE_S:
            simulation.tick(4.0)
            closed = WorkOrder.objects.filter(state="closed").count()
        simulation.stop()
        simulation.door.stop()
    assert closed >= 3
    assert WorkOrder.objects.count() >= 40
    assert Visit.objects.filter(state="reported").count() >= closed
    assert Position.objects.count() > 100
    # Everything came through the public doors: every order has its own log from the intake to the close.
    for order in WorkOrder.objects.filter(state="closed"):
        kinds = list(
            Entry.objects.filter(stream=f"order:{order.pk}").order_by("version").values_list("kind", flat=True)
        )
        steps = [kind for kind in kinds if kind.startswith("order.")]
        assert kinds[0] == "order.taken" and steps[-1] == "order.closed"
        stamps = [order.opened_at, order.accepted_at, order.assigned_at, order.arrived_at, order.repaired_at]
        assert stamps == sorted(stamps)
        assert order.closed_at - order.opened_at < timedelta(seconds=DEADLINE_S)
