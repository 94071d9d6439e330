"""Capacity under many hands: never over at any instant, nothing lost, nobody stuck."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from django.db import connection, transaction

from coverage import capacity
from coverage.models import Capacity, Reservation, SlotLoad, Station
from dispatch.kernel import clock, organisation

pytestmark = pytest.mark.django_db(transaction=True)

HANDS, TURNS = 6, 40


@pytest.fixture
def stations() -> list[int]:
    root = organisation.add_node(None, "city", "湖滨市")
    made = []
    for place in range(3):
        node = organisation.add_node(root, "station", f"s{place}")
        station = Station.objects.create(
            node=node, code=f"s{place}", utilities=["water"], skills=[], lon=0, lat=0, open_ceiling=9
        )
        Capacity.objects.create(station=station, work_class="network", starts=time(0), ends=time(12), limit=4)
        Capacity.objects.create(station=station, work_class="network", starts=time(12), ends=time(0), limit=4)
        made.append(station.pk)
    return made


def test_never_over_at_any_instant(stations: list[int]) -> None:
    over: list[str] = []

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT node_id FROM coverage_station WHERE open_orders > open_ceiling")
            over.extend(f"station {row[0]}" for row in cursor.fetchall())
            cursor.execute('SELECT id FROM coverage_slotload WHERE used > "limit"')
            over.extend(f"slot {row[0]}" for row in cursor.fetchall())

    def hand(number: int) -> int:
        rng, mine, granted = random.Random(number), [], 0
        try:
            for turn in range(TURNS):
                now = clock.now()
                wants = [
                    capacity.Want(
                        f"h{number}.{turn}.{i}", rng.choice(stations), "network", now, now + timedelta(hours=12)
                    )
                    for i in range(rng.randint(1, 4))
                ]
                with transaction.atomic():
                    outcomes = capacity.reserve_many(wants)
                won = [holder for holder, outcome in outcomes.items() if outcome.granted]
                granted += len(won)
                mine.extend(won)
                look()
                if len(mine) > 3:
                    rng.shuffle(mine)
                    with transaction.atomic():
                        capacity.release_many([mine.pop(), mine.pop()])
        finally:
            connection.close()
        return granted

    with ThreadPoolExecutor(HANDS) as pool:
        granted = sum(pool.map(hand, range(HANDS)))
    assert not over
    assert granted > 27, "the ceilings must have been reached and places handed on"
    for station in Station.objects.filter(pk__in=stations):
        live = Reservation.objects.filter(station=station, released_at=None)
        assert station.open_orders == live.count()
        used = sum(SlotLoad.objects.filter(station=station).values_list("used", flat=True))
        assert used == live.exclude(slot=None).count()


def test_the_latest_slot_still_on_time_is_taken_first(stations: list[int]) -> None:
    noon = clock.now().replace(hour=2, minute=0, second=0, microsecond=0)  # 10:00 in Shanghai
    with transaction.atomic():
        capacity.reserve_many([capacity.Want("a", stations[0], "network", noon, noon + timedelta(hours=6))])
    assert Reservation.objects.get(holder="a").slot is not None
    assert Reservation.objects.get(holder="a").slot.starts_at == noon + timedelta(hours=2)  # type: ignore[union-attr]


def test_full_slots_refuse_and_life_safety_goes_past_them_counted_apart(stations: list[int]) -> None:
    now = clock.now()
    Capacity.objects.filter(station=stations[0]).update(limit=0)
    plain = capacity.Want("plain", stations[0], "network", now, now + timedelta(minutes=30))
    urgent = capacity.Want("urgent", stations[0], "network", now, now + timedelta(minutes=30), is_life_safety=True)
    with transaction.atomic():
        outcomes = capacity.reserve_many([plain, urgent])
    assert outcomes["plain"] == capacity.Outcome(False, reason="full")
    assert outcomes["urgent"] == capacity.Outcome(True, over=True)
    assert list(SlotLoad.objects.filter(station=stations[0], over=1).values_list("used", flat=True)) == [0]
    with transaction.atomic():
        assert capacity.release("urgent")
    assert not SlotLoad.objects.filter(over=1).exists()
    assert not capacity.release("urgent")
