"""Whoever waits for an order's lock gets it as it is then, also when it went to another node and station meanwhile."""

import threading
import time

import pytest
from django.db import connection

from coverage.models import Station
from dispatch.kernel import commands, organisation
from dispatch.kernel.actors import SYSTEM
from repairs import orders
from tests.commands.lakeside import Lakeside
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def somebody_waits_for_a_lock(seconds: float = 20) -> bool:
    """Until another connection of this database waits for a lock of a row."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("goes", ["back to the region", "to another station"])
def test_an_order_that_moved_while_one_waited_is_there_with_its_new_place(goes: str) -> None:
    town = Lakeside()
    hill = Station.objects.create(
        node=organisation.add_node(town.city, "station", "山前供电所"), code="E02", utilities=["electricity"],
        skills=["lv_service"], lon=117.15, lat=31.05,
    )  # fmt: skip
    order = town.order()
    held = threading.Event()

    def work(place: int) -> tuple[int | None, int] | None:
        if place == 0:
            with commands.begun(SYSTEM) as tx:
                locked = orders.locked([order.pk])[order.pk]
                held.set()
                assert somebody_waits_for_a_lock()
                if goes == "to another station":
                    orders.offer_many(tx, [(locked, hill, None)])
                else:
                    orders.queue_for_hand(tx, locked, "no_station")
            return None
        assert held.wait(20)
        with commands.begun(SYSTEM):
            found = orders.locked([order.pk])
            assert order.pk in found, "an order never goes missing under its own lock"
            mine = found[order.pk]
            return (mine.station.pk if mine.station else None, mine.node.pk)

    _, seen = together(2, work)
    assert seen == ((hill.pk, hill.node_id) if goes == "to another station" else (None, town.city.pk))
