"""A year of 200,000 orders, and how long each report of it takes, against a bare count of the same orders by station.

The year is made by SQL in a database of its own: sixty stations, four clocks, an offer, a decision, a visit, a report
and a reservation to each order; returns, withdrawals, pauses, corrections and return visits to some. Reports are asked
through the product, as the desk asks them, and each three times; the best counts, for the machine is shared.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

ORDERS = int(os.environ.get("PAIDAN_BENCH_ORDERS", "200000"))
STATIONS, TECHNICIANS = 60, 120
SECONDS = 590
TRIES = 3
GOAL_S = 20.0
"""No report of the whole year may be one that the policy `reports.longest` stops."""
LAST = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = 365
BARE = """
SELECT station_id, count(*), avg(extract(epoch FROM arrived_at - opened_at)) FROM repairs_workorder
WHERE opened_at >= %s AND opened_at < %s GROUP BY station_id
"""


def run() -> Iterator[dict[str, Any]]:
    from tests.bench.house import House

    with House("reports") as house:
        began = time.perf_counter()
        house.run("-m", "tests.bench.reports", "fill", seconds=SECONDS)
        filled = time.perf_counter() - began
        found = json.loads(house.run("-m", "tests.bench.reports", "ask", seconds=SECONDS))
    for days, of_span in found.items():
        bare = of_span.pop("bare")
        slowest = max(of_span, key=lambda name: of_span[name])
        for name, seconds in sorted(of_span.items(), key=lambda one: -one[1]):
            yield {
                "name": f"reports.{name}.{days}d",
                "value": round(seconds * 1000),
                "unit": "ms",
                "baseline": round(bare * 1000, 1),
                "ratio": round(seconds / bare, 1),
                "goal": GOAL_S * 1000 if name == slowest else None,
                "pass": seconds <= GOAL_S,
                "orders": ORDERS,
                "filled_s": round(filled),
            }


def fill() -> None:
    """Make the year."""
    from coverage.models import Reservation, SlotLoad, Station
    from dispatch.board.models import Decision, Offer
    from dispatch.kernel import organisation
    from dispatch.kernel.models import User
    from field.models import Technician, Visit
    from repairs.models import (
        Clock,
        Correction,
        Report,
        ReturnVisit,
        ServiceRequest,
        Suspension,
        Withdrawal,
        WorkOrder,
    )

    city = organisation.add_node(None, "city", "湖滨市", "Lakeside")
    for place in range(STATIONS):
        node = organisation.add_node(city, "station", f"站{place}", f"Station {place}")
        Station.objects.create(node=node, code=f"S{place}", utilities=["electricity"], skills=[], lon=117, lat=31)
    stations = list(Station.objects.order_by("pk").values_list("pk", flat=True))
    for place in range(TECHNICIANS):
        user = User.objects.create(username=f"t{place}")
        Technician.objects.create(user=user, station_id=stations[place % STATIONS], name=f"t{place}", skills=[])
    people = list(Technician.objects.order_by("pk").values_list("pk", flat=True))
    # i is the order; its station, instant and place follow from it, so that the year is the same every time.
    series = f"generate_series(1, {ORDERS}) AS i"
    at = f"timestamptz '{LAST - timedelta(days=YEAR)}' + i * interval '{YEAR * 86400 / ORDERS} s'"
    utility = "(ARRAY['electricity','water','gas','heating'])[1 + i %% 4]"
    insert(
        ServiceRequest, series, id="i", number="lpad(i::text, 13, '0')", tracking_code="'c' || i", utility=utility,
        business_type="'fault_repair'", symptom="'no_power'", extent="'household'", channel="'phone'", taken_at=at,
    )  # fmt: skip
    station = f"(ARRAY{stations})[1 + (i * 7919) %% {STATIONS}]"
    arrived = f"{at} + interval '1 min' * (10 + (i * 31) %% 70)"
    repaired = f"{at} + interval '1 min' * (40 + (i * 31) %% 300)"
    insert(
        WorkOrder, series, id="i", request_id="i", utility=utility, business_type="'fault_repair'",
        symptom="'no_power'", work_class="'network'", skill="'lv_service'", priority="3",
        is_life_safety="i %% 50 = 0", state="'closed'",
        node_id=station, station_id=station, opened_at=at, released_at=at, offered_at=at, accepted_at=at,
        contacted_at=at, arrived_at=arrived, repaired_at=repaired, closed_at=repaired,
        updated_at=repaired, claim_after=at, lon="117 + (i %% 3001) * 0.0004", lat="31 + (i %% 1999) * 0.0004",
        address="'路 ' || (i %% 90000)",
        reopens="(i %% 40 = 0)::int",
    )  # fmt: skip
    for kind, until in (("issue", at), ("arrival", arrived), ("contact", arrived), ("restore", repaired)):
        due = f"{at} + interval '{'5 h' if kind == 'restore' else '45 min'}'"
        insert(Clock, series, order_id="i", kind=f"'{kind}'", started_at=at, due_at=due, stopped_at=until)
    answer = "CASE WHEN i %% 25 = 0 THEN 'returned' ELSE 'accepted' END"
    insert(
        Offer, series, order_id="i", station_id=station, way="'coverage'", made_at=at, answered_at=at, answer=answer,
        reason="(ARRAY['no_crew','outside_area','other'])[1 + i %% 3]",
    )  # fmt: skip
    reason = "CASE WHEN i %% 60 = 0 THEN 'full' ELSE 'better_ranked' END"
    row = f"jsonb_build_object('station_id', {station}, 'way', 'coverage', 'reasons', jsonb_build_array(jsonb_build_object('code', {reason})))"  # noqa: E501
    insert(
        Decision, series, order_id="i", kind="'station'", outcome="'offered'", actor="'system'", at=at,
        candidates=f"jsonb_build_object('facts', '[]'::jsonb, 'rows', jsonb_build_array({row}))",
    )  # fmt: skip
    insert(
        Visit, series, order_id="i", technician_id=f"(ARRAY{people})[1 + i %% {TECHNICIANS}]", state="'reported'",
        assigned_at=at, arrived_at=arrived, ended_at=repaired, changed_at=repaired,
    )  # fmt: skip
    insert(Report, series, order_id="i", written_at=repaired, restored_at=repaired, verdict="'approved'")
    some = f"generate_series(1, {ORDERS}, {{}}) AS i"
    insert(
        ReturnVisit, some.format(3), order_id="i", number="lpad(i::text, 13, '0')", utility=utility,
        business_type="'fault_repair'", node_id=station, station_id=station, kind="'order'", why_sampled="'drawn'",
        percent="30", draw="1", opened_at=repaired, due_at=repaired, state="'done'", solved="i %% 11 > 0",
        satisfaction="1 + i %% 5", done_at=repaired,
    )  # fmt: skip
    insert(
        Withdrawal, some.format(100), order_id="i", reason="'customer_cancels'", asked_by="'u'", asked_role="'agent'",
        asked_at=at, station_id=station, region_id=str(city.pk), decide_by=at, verdict="'refused'", decided_at=at,
    )  # fmt: skip
    insert(
        Suspension, some.format(33), order_id="i", reason="'bad_weather'", suspended_at=at, resume_by=arrived,
        resumed_at=f"{at} + interval '5 min'", stops_clock="true",
    )  # fmt: skip
    insert(
        Correction, some.format(300), order_id="i", milestone="'arrived'", was=arrived, becomes=at,
        asked_at=at, asked_by="'a'",
        verdict="'approved'", decided_at=at, decided_by="'b'",
    )  # fmt: skip
    slots = f"unnest(ARRAY{stations}) AS s CROSS JOIN generate_series(0, {YEAR * 4 - 1}) AS i"
    since = f"timestamptz '{LAST - timedelta(days=YEAR)}' + i * interval '6 h'"
    insert(
        SlotLoad, slots, station_id="s", work_class="'network'", starts_at=since, ends_at=f"{since} + interval '6 h'",
        limit="6", used="i %% 7",
    )  # fmt: skip
    insert(Reservation, series, holder="'order:' || i", station_id=station, made_at=at, released_at=repaired)
    execute("ANALYZE")


def insert(model: Any, source: str, **columns: str) -> None:
    """Rows of a model from SQL; columns that are not given have the model's own default, else nothing."""
    given = {}
    for field in model._meta.concrete_fields:
        if field.column in columns:
            given[field.column] = columns[field.column]
        elif not field.null and not field.primary_key:
            default = field.get_default()
            kind = field.get_internal_type()
            if kind == "ArrayField":
                given[field.column] = "'{}'"
            elif kind == "JSONField":
                given[field.column] = f"'{json.dumps(default)}'::jsonb"
            elif isinstance(default, bool | int | float):
                given[field.column] = str(default).lower()
            else:
                given[field.column] = f"'{default or ''}'"
    names = ", ".join(f'"{name}"' for name in given)
    execute(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(given.values())} FROM {source}")


def execute(sql: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%%", "%"))


def ask() -> dict[str, dict[str, float]]:
    """Seconds of each report of the year and of its last thirty days, and of the bare count."""
    from dispatch.board.reports import catalogue, counting
    from dispatch.board.reports.asked import Asked
    from dispatch.board.reports.periods import period_of
    from dispatch.kernel.models import Node

    city = Node.objects.get(parent=None)
    found: dict[str, dict[str, float]] = {}
    for days in (YEAR, 30):
        last = (LAST - timedelta(days=1)).date()
        period = period_of(city, last - timedelta(days=days - 1), last)
        found[str(days)] = {"bare": best(lambda period=period: bare(period.since, period.until))}
        for report in catalogue.listed():
            asked = Asked(city, period, LAST, "station" if "station" in report.by else "all")

            def whole(report: Any = report, asked: Asked = asked) -> None:
                rows, _ = counting.table(report, asked)
                assert rows or report.code == "reliability", report.code

            found[str(days)][report.code] = best(whole)
    return found


def best(work: Any) -> float:
    taken = []
    for _ in range(TRIES):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
        if taken[-1] > 4:
            break
    return min(taken)


def bare(since: datetime, until: datetime) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BARE, [since, until])
        assert len(cursor.fetchall()) == STATIONS


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
    django.setup()
    if sys.argv[1] == "fill":
        fill()
    else:
        print(json.dumps(ask()))
