"""The product's server, that commits changes when it is told to, as its own requests would: in this process.

An order {streams, count, per_second}: change number n goes to the boards and to one of the crews, in turn. The moment
before each commit travels in the entry, so that what is measured includes the commit itself.
"""

import time
from typing import Any

from tests.bench.sockets import orders

CARD = {
    "number": "2611230001234",
    "utility": "electricity",
    "business_type": "fault_repair",
    "symptom": "no_power",
    "priority": 3,
    "is_life_safety": False,
    "state": "assigned",
    "lon": 113.123456,
    "lat": 22.654321,
    "address": "人民路 123 号幸福小区 4 栋 2 单元 501",
    "extent": "household",
    "technician_name": "陈刚",
    "due_at": "2026-11-23T02:00:00.000Z",
    "due_kind": "arrival",
    "warned": 50,
    "version": 7,
    "reports": 1,
}


def change(order: dict[str, Any]) -> None:
    """Commit so many changes at such a pace."""
    from dispatch.kernel import commands
    from dispatch.kernel.actors import SYSTEM

    shared, each = order["shared"], order["each"]
    for number in orders.paced(order["count"], order["per_second"]):
        streams = [*shared, each[number % len(each)]] if each else shared

        def work(tx: commands.Tx, number: int = number, streams: list[str] = streams) -> None:
            tx.record_all(streams, "order.assigned", {"order": {"id": number, "sent": time.time(), **CARD}})

        commands.perform(SYSTEM, "bench", work)


def main() -> int:
    orders.obey(change)
    from dispatch.launcher import server

    return server.main()


if __name__ == "__main__":
    raise SystemExit(main())
