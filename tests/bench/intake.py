"""From a request over HTTP to its offer at a station: how many a second in a storm, and how soon when it is quiet.

The product's real server process answers on loopback with its engine inside; the client is another process that keeps
its connections open. "Placed" is the commit of the order's station decision and offer, an instant the database itself
records (track_commit_timestamp), against the instant the client sent the request, on the same machine's clock.
The floor is `tests.bench.floor`: the same rows with raw SQL, on the same server, after the storm.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from tests.bench import floor, town
from tests.bench.house import ROOT, House

SECONDS = 420
STORM = 10_000
CONNECTIONS = 64
QUIET_RATE = 10
QUIET_SECONDS = 30
WARM = 200
FLOOR_ORDERS = 3_000
FLOOR_SECONDS = 25
PLACED_SECONDS = 120


def run() -> Iterator[dict[str, Any]]:
    quiet = QUIET_RATE * QUIET_SECONDS
    with House("intake") as house:
        settled = house.settle(stations=40, capacity=1_000_000)
        town.write_bodies(house.place / "bodies", WARM + quiet + STORM, random.Random(95598), rows=5)
        house.serve()
        _send(house, settled, first=0, count=WARM, connections=8)
        yield from _quiet(house, _send(house, settled, first=WARM, count=quiet, connections=8, rate=QUIET_RATE))
        yield from _storm(house, _send(house, settled, first=WARM + quiet, count=STORM, connections=CONNECTIONS))


def _send(house: House, settled: dict[str, Any], **plan: Any) -> list[tuple[str, float, float]]:
    """Send requests from a process of its own; gives (number, sent, answered) and waits until all are placed."""
    assert house.served is not None
    whole = {
        "port": house.served.port,
        "path": "/api/v1/requests",
        "headers": {"Authorization": f"Bearer {settled['key']}"},
        "bodies": str(house.place / "bodies"),
        "seconds": 240,
        **plan,
    }
    command = [sys.executable, "-m", "tests.bench.load", json.dumps(whole)]
    answers = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)["answers"]
    refused = [answer for answer in answers if answer[1] != 201]
    if refused or len(answers) != plan["count"]:
        raise RuntimeError(f"{len(answers)} answers, refused: {refused[:2]}\n{house.served.output()[-2000:]}")
    _wait_until_placed(house)
    return [(answer["number"], sent, answered) for _, _, sent, answered, answer in answers]


def _wait_until_placed(house: House) -> None:
    deadline = time.monotonic() + PLACED_SECONDS
    with house.connect() as connection:
        while time.monotonic() < deadline:
            row = connection.execute("SELECT count(*) FROM repairs_workorder WHERE state = 'waiting'").fetchone()
            if row == (0,):
                return
            time.sleep(0.1)
    raise RuntimeError("orders still wait for a station")


def _placed(house: House, numbers: list[str]) -> dict[str, float]:
    """When each request's offer was committed, in seconds since the epoch."""
    with house.connect() as connection:
        return dict(
            connection.execute(
                "SELECT r.number, extract(epoch FROM pg_xact_commit_timestamp(d.xmin))::float8 FROM board_decision d"
                " JOIN board_offer f ON f.order_id = d.order_id JOIN repairs_workorder o ON o.id = d.order_id"
                " JOIN repairs_servicerequest r ON r.id = o.request_id WHERE d.kind = 'station' AND r.number = ANY(%s)",
                [numbers],
            ).fetchall()
        )


def _share(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _quiet(house: House, sent: list[tuple[str, float, float]]) -> Iterator[dict[str, Any]]:
    placed = _placed(house, [number for number, _, _ in sent])
    waits = [(placed[number] - at) * 1000 for number, at, _ in sent]
    answers = [(answered - at) * 1000 for _, at, answered in sent]
    p99 = _share(waits, 0.99)
    yield {
        "name": "intake.quiet_placed_p99",
        "value": round(p99, 1),
        "unit": "ms",
        "goal": 50,
        "pass": p99 < 50,
        "p50": round(_share(waits, 0.5), 1),
        "answered_p50": round(_share(answers, 0.5), 1),
        "answered_p99": round(_share(answers, 0.99), 1),
        "rate": QUIET_RATE,
        "requests": len(sent),
    }


def _storm(house: House, sent: list[tuple[str, float, float]]) -> Iterator[dict[str, Any]]:
    placed = _placed(house, [number for number, _, _ in sent])
    began = min(at for _, at, _ in sent)
    rate = len(placed) / (max(placed.values()) - began)
    answered = len(sent) / (max(answered for _, _, answered in sent) - began)
    assert house.served is not None
    house.served.stop()
    with house.connect() as connection:
        ids = [
            pk
            for (pk,) in connection.execute(
                "SELECT o.id FROM repairs_workorder o JOIN repairs_servicerequest r ON r.id = o.request_id"
                " WHERE r.number = ANY(%s) ORDER BY o.id LIMIT %s",
                [[number for number, _, _ in sent], FLOOR_ORDERS],
            )
        ]
        baseline, rows = floor.measure(connection, ids, FLOOR_SECONDS)
    yield {
        "name": "intake.storm_placed",
        "value": round(rate, 1),
        "unit": "orders/s",
        "baseline": round(baseline, 1),
        "ratio": round(rate / baseline, 3),
        "goal": 0.3,
        "pass": rate / baseline >= 0.3,
        "answered_per_s": round(answered, 1),
        "floor_rows_per_order": rows,
    }
    yield {
        "name": "intake.storm_placed_per_second",
        "value": round(rate, 1),
        "unit": "orders/s",
        "goal": 300,
        "pass": rate >= 300,
        "requests": len(sent),
        "placed": len(placed),
        "answer_p99_ms": round(_share([(answered - at) * 1000 for _, at, answered in sent], 0.99)),
    }
