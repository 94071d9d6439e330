"""Nothing acknowledged is lost or doubled: server and PostgreSQL are killed (-9) at random instants under load.

In each round requests stream in over HTTP while the engine places them; at a random instant everything is killed, in
either order, and started again. What was acknowledged is remembered; what was not is sent again with the same key.
At the end every key is sent once more: an acknowledged one must give the number it gave before. Then the database is
asked whether every number exists once, every stream is gapless, and the counters equal what is really held.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from tests.bench import town
from tests.bench.house import ROOT, House

SECONDS = 900
KILLS = 20
A_ROUND = 400
CONNECTIONS = 12
SETTLE_SECONDS = 60


def run() -> Iterator[dict[str, Any]]:
    with House("kill") as house:
        found = trial(house, KILLS, random.Random())
    for name in ("lost", "doubled", "renumbered", "unplaced", "streams_with_holes", "wrong_counters"):
        value = found[name]
        yield {"name": f"kill.{name}", "value": value, "unit": "", "goal": 0, "pass": value == 0, "kills": KILLS}
    yield {
        "name": "kill.acknowledged",
        "value": found["acknowledged"],
        "unit": "requests",
        "goal": None,
        "pass": found["acknowledged"] > 0,
        "unanswered": found["unanswered"],
        "recovery_s": found["recovery_s"],
    }


def trial(house: House, kills: int, chance: random.Random) -> dict[str, Any]:
    """`kills` rounds of load and death, then the reckoning: how many requests are lost, doubled, renumbered …"""
    settled = house.settle(stations=8, capacity=100_000)
    bodies = house.place / "bodies"
    town.write_bodies(bodies, kills * A_ROUND + 1, chance)
    known: dict[int, str] = {}
    unanswered: set[int] = set()
    recoveries = []
    for number in range(kills):
        began = time.monotonic()
        house.serve()
        recoveries.append(time.monotonic() - began)
        places = [*sorted(unanswered), *range(number * A_ROUND, (number + 1) * A_ROUND)]
        load = _start(house, settled, bodies, places, seconds=60)
        _wait_for_the_first(house, len(known) + len(unanswered))
        time.sleep(chance.uniform(0.0, 2.0))
        house.kill_everything(chance.sample(["server", "postgres"], 2))
        answers, tried = _heard(load)
        _remember(known, unanswered, tried, answers)
        house.postgres.start()
    house.serve()
    everything = sorted({*known, *unanswered})
    again = {place: answer["number"] for place, answer in _all_of(house, settled, bodies, everything).items()}
    with house.connect() as connection:
        _wait_until_placed(connection)
        found = reckon(connection, list(again.values()))
    return {
        **found,
        "lost": found["lost"] + len(set(everything) - set(again)),
        "renumbered": sum(1 for place, number in known.items() if again.get(place) != number),
        "acknowledged": len(known),
        "unanswered": len(unanswered),
        "recovery_s": round(sum(recoveries) / len(recoveries), 2) if recoveries else None,
    }


def reckon(connection: psycopg.Connection[Any], numbers: list[str]) -> dict[str, int]:
    """What the database says of requests that were acknowledged under these numbers."""

    def ask(question: str, *values: Any) -> int:
        row = connection.execute(question, values).fetchone()
        return int(row[0]) if row else 0

    return {
        "lost": ask(
            "SELECT count(*) FROM unnest(%s::text[]) AS g(number) WHERE NOT EXISTS (SELECT 1 FROM"
            " repairs_workorder o JOIN repairs_servicerequest r ON r.id = o.request_id WHERE r.number = g.number)",
            numbers,
        ),
        "doubled": len(numbers)
        - len(set(numbers))
        + ask("SELECT count(*) - %s FROM repairs_servicerequest", len(set(numbers)))
        + ask("SELECT count(*) FROM (SELECT request_id FROM repairs_workorder GROUP BY 1 HAVING count(*) > 1) t")
        # After an offer that lapsed while all was down comes another, rightly; two at once, or one unaccounted, do not.
        + ask(
            "SELECT count(*) FROM (SELECT order_id FROM board_offer WHERE answered_at IS NULL"
            " GROUP BY 1 HAVING count(*) > 1) t"
        )
        + ask(
            "SELECT count(*) FROM repairs_workorder o WHERE attempts <>"
            " (SELECT count(*) FROM board_offer f WHERE f.order_id = o.id)"
        ),
        "unplaced": ask("SELECT count(*) FROM repairs_workorder WHERE state IN ('waiting', 'hand_queue')"),
        "streams_with_holes": ask(
            "SELECT count(*) FROM kernel_stream s LEFT JOIN (SELECT stream, count(*) AS n, max(version) AS last"
            " FROM kernel_entry GROUP BY 1) e ON e.stream = s.name"
            " WHERE e.n IS DISTINCT FROM s.head OR e.last <> s.head"
        ),
        "wrong_counters": ask(
            "SELECT count(*) FROM coverage_station s WHERE s.open_orders + s.open_over <> (SELECT count(*)"
            " FROM coverage_reservation r WHERE r.station_id = s.node_id AND r.released_at IS NULL)"
        )
        + ask(
            "SELECT count(*) FROM coverage_slotload l WHERE l.used + l.over <> (SELECT count(*)"
            " FROM coverage_reservation r WHERE r.slot_id = l.id AND r.released_at IS NULL)"
        )
        + ask(
            "SELECT count(*) FROM repairs_workorder o WHERE state = 'offered' AND NOT EXISTS (SELECT 1"
            " FROM coverage_reservation r WHERE r.holder = 'order:' || o.id AND r.released_at IS NULL)"
        ),
    }


def _start(house: House, settled: dict[str, Any], bodies: Path, places: list[int], seconds: int) -> Any:
    assert house.served is not None
    plan = {
        "port": house.served.port,
        "path": "/api/v1/requests",
        "headers": {"Authorization": f"Bearer {settled['key']}"},
        "bodies": str(bodies),
        "places": places,
        "connections": CONNECTIONS,
        "seconds": seconds,
        "run": "kill",
    }
    command = [sys.executable, "-m", "tests.bench.load", json.dumps(plan)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def _heard(load: Any) -> tuple[dict[int, dict[str, Any]], list[int]]:
    """What was acknowledged, and what was sent at all."""
    out, _ = load.communicate(timeout=360)
    heard = json.loads(out)
    # While the database dies first, the server still says so with 500 or 503; nothing was acknowledged by that.
    return {place: answer for place, status, _, _, answer in heard["answers"] if status == 201}, heard["tried"]


def _wait_for_the_first(house: House, before: int) -> None:
    """Until this round's requests arrive in the database: a client takes its time to start on a busy machine."""
    deadline = time.monotonic() + 30
    with house.connect() as connection:
        while time.monotonic() < deadline:
            row = connection.execute("SELECT count(*) FROM repairs_servicerequest").fetchone()
            if row is not None and row[0] > max(0, before - CONNECTIONS):
                return
            time.sleep(0.02)


def _remember(known: dict[int, str], unanswered: set[int], places: list[int], answers: dict[int, Any]) -> None:
    for place in places:
        if place in answers:
            known[place] = answers[place]["number"]
            unanswered.discard(place)
        else:
            unanswered.add(place)


def _all_of(house: House, settled: dict[str, Any], bodies: Path, places: list[int]) -> dict[int, dict[str, Any]]:
    """Send every key once more; an answer may be a repetition (200 or 201), never a refusal."""
    answered: dict[int, dict[str, Any]] = {}
    for _ in range(3):
        left = [place for place in places if place not in answered]
        if left:
            answered.update(_heard(_start(house, settled, bodies, left, seconds=300))[0])
    return answered


def _wait_until_placed(connection: psycopg.Connection[Any]) -> None:
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline:
        row = connection.execute("SELECT count(*) FROM repairs_workorder WHERE state = 'waiting'").fetchone()
        if row == (0,):
            return
        time.sleep(0.2)
