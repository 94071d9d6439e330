"""From commit to screen: 200 consoles and 1,000 phones at 50 changes/s; one event to 1,000 sockets beside a bare hub.

The crowd is a process of its own over the loopback; the changes are committed by the serving process, as its requests
do. The floor is Channels and daphne as they come: a bare hub that sends the same bytes to as many consumers, without a
log, a database or access.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.house import House
from tests.bench.sockets import orders
from tests.served import ROOT, Served

SECONDS = 300
CONSOLES = 200
PHONES = 1000
PER_SECOND = 50
CHANGES = 400
EVENTS = 24
EVENTS_PER_SECOND = 4
ROUNDS = 2


class Crowd:
    """The process of the clients."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.sockets.crowd"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def ask(self, **order: Any) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the crowd ended")
        return json.loads(answer)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


@contextmanager
def crowd(port: int, sockets: list[list[str]]) -> Iterator[Crowd]:
    """So many clients, connected and in the picture."""
    clients = Crowd()
    try:
        clients.ask(port=port, sockets=sockets)
        yield clients
    finally:
        clients.close()


@contextmanager
def serving(house: House, module: str) -> Iterator[tuple[Served, str]]:
    """A server that obeys orders, and where."""
    path = str(house.place / f"{module}.orders")
    env = {"PAIDAN_VAR": str(house.place / "var"), "PAIDAN_ENGINE": "0", orders.ADDRESS: path}
    Path(path).unlink(missing_ok=True)
    server = Served(house.url, env=env, module=f"tests.bench.sockets.{module}")
    server.start()
    try:
        yield server, path
    finally:
        server.kill()


def change_to_client(house: House, town: dict[str, Any]) -> dict[str, Any]:
    """The boards hear every change, each phone its own."""
    sockets = [[town["city"], town["console"]]] * CONSOLES + town["phones"]
    with serving(house, "server") as (server, path), crowd(server.port, sockets) as clients:
        each = [stream for stream, _ in town["phones"]]
        shared = [town["city"], town["station"]]
        # A first round warms connections and code; it is not counted.
        for count in (PER_SECOND * 2, CHANGES):
            orders.tell(path, shared=shared, each=each, count=count, per_second=PER_SECOND)
            found = clients.ask(expect=count * (CONSOLES + 1), seconds=count / PER_SECOND + 20)
    whole = found["came"] == CHANGES * (CONSOLES + 1) and found["lost"] == 0
    return {
        "name": "realtime.change_to_client_p95",
        "value": found["p95"],
        "unit": "ms",
        "goal": 300,
        "pass": whole and found["p95"] <= 300,
        "detail": {"consoles": CONSOLES, "phones": PHONES, "changes_per_second": PER_SECOND, **found},
    }


def burst(house: House, module: str, sockets: list[list[str]], shared: list[str]) -> dict[str, Any]:
    """Events to all sockets, one by one."""
    with serving(house, module) as (server, path), crowd(server.port, sockets) as clients:
        for count in (8, EVENTS):
            before = processor_ms(server)
            orders.tell(path, shared=shared, each=[], count=count, per_second=EVENTS_PER_SECOND)
            found = clients.ask(expect=count * len(sockets), seconds=count / EVENTS_PER_SECOND + 20)
            found["server_cpu_ms_per_event"] = round((processor_ms(server) - before) / count, 1)
    return found


def processor_ms(server: Served) -> float:
    """The processor time that the server has used: a neighbour's load does not change it."""
    assert server.process is not None
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def one_to_thousand(house: House, town: dict[str, Any]) -> dict[str, Any]:
    """Ours and the bare hub in turn, so that a busy neighbour disturbs both."""
    ours, bare = [], []
    for _ in range(ROUNDS):
        bare.append(burst(house, "echo", [["", ""]] * PHONES, []))
        ours.append(burst(house, "server", [[town["ticket"], ""]] * PHONES, [town["ticket"]]))
    value, baseline = (min(found["p99"] for found in each) for each in (ours, bare))
    whole = all(found["came"] == EVENTS * PHONES and found["lost"] == 0 for found in ours)
    return {
        "name": "realtime.one_event_to_1000_p99",
        "value": value,
        "unit": "ms",
        "baseline": baseline,
        "ratio": round(value / baseline, 2),
        "goal": 1.5,
        "pass": whole and value <= 1.5 * baseline,
        "detail": {"ours": ours, "bare_hub": bare},
    }


def run() -> Iterator[dict[str, Any]]:
    """Both measures, on one database."""
    with House("realtime") as house:
        town = json.loads(house.run("-m", "tests.bench.sockets.town", str(PHONES)))
        yield change_to_client(house, town)
        yield one_to_thousand(house, town)
