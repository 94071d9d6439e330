"""Capacity under many hands: 16 processes hold and give back places, and a log says what was held at every instant.

A trigger appends each change of a reservation to a log while the station's row is locked, so the order of the log is,
per station, the order of the commits. The log is then lived through again by plain counting, which knows nothing of how
the product decided: never over a ceiling or a slot but for life safety, never into what is kept for others.
The floor is the conditional update: the same wants by as many processes with bare SQL, which checks a limit and a
ceiling and nothing else.
"""

import json
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as hour_of_day
from typing import Any

from tests.bench.house import ROOT, House

SECONDS = 590
HANDS, WANTS, FLOOR_WANTS = 16, 5_000, 1_000
CEILING, LIMIT = 14, 6
BATCH, HOLDS = 8, 18
WEIGHTS = (1, 1, 1, 2, 3)
START = 8151

LOG = """
CREATE TABLE held_log (id bigserial PRIMARY KEY, holder text, station bigint, slot bigint, weight int, sign int,
                       over_slot boolean, over_ceiling boolean, booked boolean, made_at timestamptz);
CREATE FUNCTION log_held() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO held_log (holder, station, slot, weight, sign, over_slot, over_ceiling, booked, made_at)
    VALUES (NEW.holder, NEW.station_id, NEW.slot_id, NEW.weight, CASE WHEN NEW.released_at IS NULL THEN 1 ELSE -1 END,
    NEW.over_slot, NEW.over_ceiling, NEW.is_appointment, NEW.made_at);
  RETURN NULL;
END $$;
CREATE TRIGGER log_held AFTER INSERT OR UPDATE OF released_at ON coverage_reservation
  FOR EACH ROW EXECUTE FUNCTION log_held();
CREATE TABLE floor_slot (id int PRIMARY KEY, station int, most int, used int NOT NULL DEFAULT 0);
CREATE TABLE floor_station (id int PRIMARY KEY, ceiling int, open int NOT NULL DEFAULT 0);
CREATE TABLE floor_held (holder text PRIMARY KEY, station int, slot int, weight int);
"""


def run() -> Iterator[dict[str, Any]]:
    with House("reserving") as house:
        found = trial(house, HANDS, WANTS, seed=4, floor_wants=FLOOR_WANTS)
    wrong = found["wrong"]
    rate, bare = found["granted"] / found["seconds"], found["floor_granted"] / found["floor_seconds"]
    yield {
        "name": "reserving.rate",
        "value": round(rate, 1),
        "unit": "reservations/s",
        "baseline": round(bare, 1),
        "ratio": round(rate / bare, 3),
        "goal": 200,
        "pass": rate >= 200,
        **{name: found[name] for name in ("asked", "granted", "refused", "released", "deadlocks", "hands")},
        "asked_per_s": round(found["asked"] / found["seconds"], 1),
        "seconds": round(found["seconds"], 1),
    }
    yield {
        "name": "reserving.over_at_any_instant",
        "value": len(wrong),
        "unit": "places",
        "goal": 0,
        "pass": not wrong and found["full_at_times"] > 0,
        "instants": found["instants"],
        "full_at_times": found["full_at_times"],
        **({"first": wrong[:3]} if wrong else {}),
    }


def trial(house: House, hands: int, wants: int, seed: int, floor_wants: int = 0) -> dict[str, Any]:
    """Let `hands` processes ask for `wants` places each; gives what came of it and what was wrong, if anything."""
    house.run("-m", "tests.bench.reserving", "settle", str(hands))
    with house.connect() as connection:
        connection.execute(LOG)
        connection.execute("INSERT INTO floor_station SELECT n, %s FROM generate_series(1, %s) n", [CEILING, hands])
        connection.execute(
            "INSERT INTO floor_slot SELECT s * 10 + n, s, %s FROM generate_series(1, %s) s, generate_series(0, 5) n",
            [LIMIT, hands],
        )
    said, seconds = _let_go(house, "hand", hands, wants, seed)
    found: dict[str, Any] = {"hands": hands, "seconds": seconds, **said, **_relive(house)}
    if floor_wants:
        said, seconds = _let_go(house, "floor", hands, floor_wants, seed)
        found |= {"floor_granted": said["granted"], "floor_seconds": seconds}
    return found


def _let_go(house: House, work: str, hands: int, wants: int, seed: int) -> tuple[dict[str, int], float]:
    """Start the processes, let all begin at once, and add up what they say."""
    with house.connect() as gate:
        gate.execute("SELECT pg_advisory_lock(%s)", [START])
        running = [
            subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "tests.bench.reserving",
                    work,
                    str(wants),
                    str(seed * 1_000 + place),
                    str(hands),
                ],
                cwd=ROOT,
                env=house.env,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for place in range(hands)
        ]
        try:
            _wait_for_all(gate, hands)
            gate.execute("SELECT pg_advisory_unlock(%s)", [START])
            began = time.perf_counter()
            texts = [hand.communicate(timeout=SECONDS) for hand in running]
            seconds = time.perf_counter() - began
        finally:
            for hand in running:
                if hand.poll() is None:
                    hand.kill()
    if any(hand.returncode for hand in running):
        raise RuntimeError("\n".join(errors[-1500:] for _, errors in texts if errors))
    sums: dict[str, int] = defaultdict(int)
    for text, _ in texts:
        for name, count in json.loads(text).items():
            sums[name] += count
    return dict(sums), seconds


def _wait_for_all(gate: Any, hands: int) -> None:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        waiting = gate.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted", [START]
        ).fetchone()
        if waiting == (hands,):
            return
        time.sleep(0.1)
    raise RuntimeError("not all hands came")


@dataclass
class Told:
    """What the log says of one station or slot so far."""

    used: int = 0
    booked: int = 0


@dataclass
class Book:
    """Counts by station and by slot, and every instant at which they were wrong."""

    stations: dict[int, tuple[int, int]]
    slots: dict[int, tuple[int, int, int, datetime]]
    open: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    of_slot: dict[int, Told] = field(default_factory=lambda: defaultdict(Told))
    wrong: list[str] = field(default_factory=list)
    full: int = 0

    def live(self, row: tuple[Any, ...]) -> None:
        pk, holder, station, slot, weight, sign, over_slot, over_ceiling, booked, made_at = row
        kind, where = holder[0], f"{holder} at {pk}"
        ceiling, headroom = self.stations[station]
        if (over_ceiling or over_slot) and kind != "l":
            self.wrong.append(f"{where}: over without life safety")
        if not over_ceiling:
            self.open[station] += sign
            most = ceiling if kind in "le" else ceiling - headroom
            self.full += sign > 0 and self.open[station] == most
            if self.open[station] > ceiling or (sign > 0 and self.open[station] > most):
                self.wrong.append(f"{where}: {self.open[station]} open of {most}")
        if slot is not None and not over_slot:
            told, (limit, kept, quota, starts_at) = self.of_slot[slot], self.slots[slot]
            told.used += sign * weight
            told.booked += sign * weight if booked else 0
            room = (
                limit
                - (0 if kind in "le" else kept)
                - (0 if booked or starts_at <= made_at else max(0, quota - told.booked))
            )
            if told.used > limit or (sign > 0 and told.used > room):
                self.wrong.append(f"{where}: slot {slot} has {told.used} of {room}")


def _relive(house: House) -> dict[str, Any]:
    """Live through the log again; gives what was wrong at any instant, or with the counters at the end."""
    with house.connect() as connection:
        book = Book(
            {
                pk: (ceiling, -(-ceiling * percent // 100))
                for pk, ceiling, percent in connection.execute(
                    "SELECT node_id, open_ceiling, headroom_percent FROM coverage_station"
                )
            },
            {
                pk: (limit, kept, quota, starts_at)
                for pk, limit, kept, quota, starts_at in connection.execute(
                    'SELECT id, "limit", kept, quota, starts_at FROM coverage_slotload'
                )
            },
        )
        instants = 0
        for row in connection.execute("SELECT * FROM held_log ORDER BY id"):
            book.live(row)
            instants += 1
        for pk, open_orders in connection.execute("SELECT node_id, open_orders FROM coverage_station"):
            if book.open[pk] != open_orders:
                book.wrong.append(f"station {pk} counts {open_orders}, the log {book.open[pk]}")
        for pk, used, booked in connection.execute("SELECT id, used, booked FROM coverage_slotload"):
            if (book.of_slot[pk].used, book.of_slot[pk].booked) != (used, booked):
                book.wrong.append(f"slot {pk} counts {used} and {booked}, the log {book.of_slot[pk]}")
    return {"wrong": book.wrong, "instants": instants, "full_at_times": book.full}


def settle(stations: int) -> None:
    """As many stations as hands, which want to hold more than fits.

    A quarter of each ceiling and slot is kept for emergencies, and a place of each slot set aside for appointments.
    """
    from coverage.models import Capacity, Station
    from dispatch.kernel import organisation

    city = organisation.add_node(None, "city", "量测市", "Measured")
    for number in range(stations):
        station = Station.objects.create(
            node=organisation.add_node(city, "station", f"{number + 1} 号站", f"Station {number + 1}"),
            code=f"S{number}",
            utilities=["water"],
            skills=[],
            lon=113.0,
            lat=22.5,
            open_ceiling=CEILING,
            headroom_percent=25,
        )
        Capacity.objects.bulk_create(
            Capacity(
                station=station,
                work_class="network",
                starts=hour_of_day(start),
                ends=hour_of_day((start + 4) % 24),
                limit=LIMIT,
                appointment_quota=1,
            )
            for start in range(0, 24, 4)
        )


def _wait_at_gate(cursor: Any) -> None:
    cursor.execute("SELECT pg_advisory_lock_shared(%s)", [START])
    cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [START])


def hand(count: int, seed: int, _: int) -> dict[str, int]:
    """Ask for `count` places in small batches, and give the oldest back as soon as one holds many."""
    from django.db import OperationalError, connection, transaction

    from coverage import capacity
    from coverage.models import Station
    from dispatch.kernel import clock

    rng = random.Random(seed)
    stations = list(Station.objects.order_by("pk").values_list("pk", flat=True))
    # What deadlines and windows go by does not move while the hands are at work, whatever the hour of the day.
    now = clock.now().replace(minute=30, second=0, microsecond=0)
    said = dict.fromkeys(("asked", "granted", "refused", "released", "deadlocks"), 0)
    mine: list[str] = []

    def want(number: int) -> capacity.Want:
        kind = rng.choices("pelb", (80, 10, 2, 8))[0]
        return capacity.Want(
            f"{kind}{seed}.{number}",
            rng.choice(stations),
            "network",
            now,
            now + timedelta(hours=rng.choice((1, 6, 12, 20))),
            is_life_safety=kind == "l",
            is_emergency=kind == "e",
            weight=rng.choice(WEIGHTS),
            slot_at=windows[rng.randrange(3)] if kind == "b" else None,
        )

    hours = [now.replace(minute=0) + timedelta(hours=ahead) for ahead in range(1, 13)]
    windows = [at for at in hours if (at.hour + 8) % 4 == 0]
    with connection.cursor() as cursor:
        _wait_at_gate(cursor)
    while said["asked"] < count:
        wants = [want(said["asked"] + place) for place in range(min(rng.randint(1, BATCH), count - said["asked"]))]
        try:
            with transaction.atomic():
                outcomes = capacity.reserve_many(wants)
        except OperationalError:
            said["deadlocks"] += 1
            continue
        said["asked"] += len(wants)
        won = [holder for holder, outcome in outcomes.items() if outcome.granted]
        said["granted"] += len(won)
        said["refused"] += len(wants) - len(won)
        mine += won
        if len(mine) > HOLDS or (len(won) < len(wants) and mine):
            given_back = [mine.pop(rng.randrange(len(mine))) for _ in range(len(mine) // 3 + 1)]
            with transaction.atomic():
                said["released"] += capacity.release_many(given_back)
    return said


def bare(count: int, seed: int, stations: int) -> dict[str, int]:
    """The floor: the same batches by conditional updates, in one order of stations and slots."""
    import os

    import psycopg

    rng, mine, said = random.Random(seed), [], {"asked": 0, "granted": 0}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection, connection.cursor() as cursor:
        _wait_at_gate(cursor)
        while said["asked"] < count:
            size = min(rng.randint(1, BATCH), count - said["asked"])
            wants = sorted((rng.randint(1, stations), rng.randrange(6), rng.choice(WEIGHTS)) for _ in range(size))
            won = 0
            with connection.transaction():
                for place, (station, slot, weight) in enumerate(wants):
                    holder = f"{seed}.{said['asked'] + place}"
                    cursor.execute(
                        "WITH s AS (UPDATE floor_station SET open = open + 1 WHERE id = %(st)s AND open < ceiling"
                        " AND EXISTS (SELECT 1 FROM floor_slot WHERE id = %(sl)s AND used + %(w)s <= most)"
                        " RETURNING id), l AS (UPDATE floor_slot SET used = used + %(w)s WHERE id = %(sl)s"
                        " AND used + %(w)s <= most AND EXISTS (SELECT 1 FROM s) RETURNING id)"
                        " INSERT INTO floor_held SELECT %(h)s, %(st)s, id, %(w)s FROM l",
                        {"st": station, "sl": station * 10 + slot, "w": weight, "h": holder},
                    )
                    if cursor.rowcount:
                        mine.append((station, station * 10 + slot, holder))
                        won += 1
            said["asked"] += size
            said["granted"] += won
            if len(mine) > HOLDS or (won < size and mine):
                back = sorted(mine.pop(rng.randrange(len(mine))) for _ in range(len(mine) // 3 + 1))
                with connection.transaction():
                    for station, slot, holder in back:
                        cursor.execute("UPDATE floor_station SET open = open - 1 WHERE id = %s", [station])
                        cursor.execute(
                            "WITH gone AS (DELETE FROM floor_held WHERE holder = %s RETURNING weight)"
                            " UPDATE floor_slot SET used = used - (SELECT weight FROM gone) WHERE id = %s",
                            [holder, slot],
                        )
    return said


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "settle":
        settle(int(sys.argv[2]))
    else:
        work = hand if sys.argv[1] == "hand" else bare
        print(json.dumps(work(*map(int, sys.argv[2:5]))))
