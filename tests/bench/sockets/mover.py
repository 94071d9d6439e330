"""The product's server, that opens, changes and moves what its board shows when it is told to, as requests would.

An order {seconds, told}: for so long new orders, touched orders and positions are committed; the file `told` gets a
line [which new order, milliseconds since 1970 of its commit] for each new one, and "end" after the last.
"""

import json
import random
import time
from typing import Any

from tests.bench.sockets import orders

NEW_PER_S, TOUCHED_PER_S, MOVED_PER_S = 5, 45, 500

_MOVE = """
UPDATE field_position SET lon = lon + (random() - 0.5) / 500,
  lat = lat + (random() - 0.5) / 500, at = %s, received_at = %s
WHERE technician_id IN (SELECT technician_id FROM field_position ORDER BY random() LIMIT %s)
"""


def change(order: dict[str, Any]) -> None:
    """Commit at an even pace; what came late is caught up with."""
    from repairs.models import WorkOrder

    rng, made, each = random.Random(6), 0, NEW_PER_S + TOUCHED_PER_S
    known = list(WorkOrder.objects.order_by("pk").values_list("pk", flat=True))
    with open(order["told"], "w") as told:
        for number in orders.paced(int(order["seconds"] * each), each):
            if number % each == 0:
                _move()
            if number % (each // NEW_PER_S):
                _touch(rng.choice(known))
            else:
                _open(number, rng)
                made += 1
                print(json.dumps([made, time.time() * 1000]), file=told, flush=True)
        print("end", file=told)


def _open(number: int, rng: random.Random) -> None:
    from dispatch.board import engine
    from dispatch.kernel.actors import SYSTEM
    from repairs import intake

    place = {"lon": rng.uniform(113, 114), "lat": rng.uniform(22, 23)}
    form = intake.IntakeForm(utility="electricity", symptom="no_power", address=f"新路 {number} 号", place=place)
    intake.take(SYSTEM, form)
    # Nobody covers the place, so it comes before a dispatcher: that is when boards hear of it.
    engine.place_waiting()


def _touch(pk: int) -> None:
    from dispatch.kernel import commands
    from dispatch.kernel.actors import SYSTEM
    from repairs import orders as repairs_orders

    with commands.begun(SYSTEM) as tx:
        [order] = repairs_orders.locked([pk]).values()
        repairs_orders.touch(tx, order, "order.urged", {})


def _move() -> None:
    from django.db import connection

    from dispatch.kernel import clock

    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [clock.now(), clock.now(), MOVED_PER_S])


def main() -> int:
    orders.obey(change)
    from dispatch.launcher import server

    return server.main()


if __name__ == "__main__":
    raise SystemExit(main())
