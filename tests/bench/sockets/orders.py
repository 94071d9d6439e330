"""A way to tell a server under measurement what to commit or send: one datagram, one order."""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

ADDRESS = "BENCH_ORDERS"


def tell(path: str, **order: Any) -> None:
    """Send an order to the server that obeys at `path`."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.sendto(json.dumps(order).encode(), path)


def obey(act: Callable[[dict[str, Any]], None]) -> None:
    """In the server: carry out orders on a thread of their own, one after another."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    line.bind(os.environ[ADDRESS])

    def run() -> None:
        while True:
            act(json.loads(line.recv(1 << 20)))

    threading.Thread(target=run, name="bench-orders", daemon=True).start()


def paced(count: int, per_second: float) -> Iterator[int]:
    """0 … count-1, each when it is due; what came late is caught up with."""
    began = time.monotonic()
    for number in range(count):
        pause = began + number / per_second - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        yield number
