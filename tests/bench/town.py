"""The town that is measured in: a grid of stations that share borders, each serving all utilities, and its reports.

`python -m tests.bench.town '{"stations": 40, "capacity": 1000000}'` builds it in the database of DATABASE_URL and
prints {"key": the API key of an integration that may report}. Stations do not accept by themselves, so an order rests
where it is placed, and capacity is as large as asked, so that what is measured is placing and not scarcity.
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

WEST, SOUTH, STEP = 113.0, 22.5, 0.05
COLUMNS = 8

SYMPTOMS = (
    ("electricity", "no_power", 40),
    ("electricity", "low_voltage", 12),
    ("water", "no_water", 18),
    ("water", "water_leak", 14),
    ("gas", "no_gas", 6),
    ("heating", "no_heating", 8),
    ("gas", "smell_of_gas", 2),
)


def build(stations: int, capacity: int) -> dict[str, Any]:
    """City, stations, areas and capacity. Everything that is not measured is written directly."""
    import shapely

    from coverage.models import Area, Capacity, CoverageVersion, Station
    from coverage.trade import Skill, Utility, WorkClass
    from dispatch.kernel import accounts, clock, organisation

    city = organisation.add_node(None, "city", "量测市", "Measured")
    version = CoverageVersion.objects.create(state="active", created_at=clock.now(), activated_at=clock.now())
    for number in range(stations):
        west, south = WEST + number % COLUMNS * STEP, SOUTH + number // COLUMNS * STEP
        station = Station.objects.create(
            node=organisation.add_node(city, "station", f"{number + 1} 号站", f"Station {number + 1}"),
            code=f"S{number + 1:03}",
            utilities=[utility.value for utility in Utility],
            skills=[skill.value for skill in Skill],
            lon=west + STEP / 2,
            lat=south + STEP / 2,
            open_ceiling=capacity,
        )
        box = shapely.segmentize(shapely.box(west, south, west + STEP, south + STEP), STEP / 25)
        Area.objects.create(
            version=version,
            station=station,
            name=station.code,
            geometry=box.wkb,
            vertices=shapely.get_num_coordinates(box),
        )
        Capacity.objects.bulk_create(
            Capacity(station=station, work_class=work.value, starts="00:00", ends="00:00", limit=capacity)
            for work in WorkClass
        )
    return {"key": accounts.issue_key("bench", city)[1], "stations": stations}


def write_bodies(path: Path, count: int, chance: random.Random, rows: int = 1) -> None:
    """One request a line, somewhere in the town's southernmost `rows` of stations."""
    weights = [weight for _, _, weight in SYMPTOMS]
    with path.open("w") as file:
        for number in range(count):
            utility, symptom, _ = chance.choices(SYMPTOMS, weights)[0]
            place = {
                "lon": round(WEST + chance.random() * COLUMNS * STEP, 6),
                "lat": round(SOUTH + chance.random() * rows * STEP, 6),
            }
            body = {
                "utility": utility,
                "symptom": symptom,
                "place": place,
                "address": f"人民路 {number % 900 + 1} 号",
                "extent": chance.choice(["household", "household", "building"]),
                "channel": "hotline",
                "contact_name": "王芳",
                "contact_phone": f"138{number % 10**8:08}",
                "description": "来电反映，请尽快处理。",
            }
            file.write(json.dumps(body, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(build(**json.loads(sys.argv[1]))))
