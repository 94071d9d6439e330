"""What came to each station and what ended there, hour by hour of the local day: the rows that forecasts are made of.

Past days do not change, so a node's are read once a day and process. A day counts from the station's first order in
the weeks looked at on, also when nothing came; what came is what the station was given, not who covered the place.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from dispatch.board import capacity_forecast
from dispatch.board.capacity_forecast import HOURS, Usual
from repairs import working_days

KEPT = 16

_CAME = """
SELECT station_id, work_class, (opened_at AT TIME ZONE %(zone)s)::date AS day,
  extract(hour FROM opened_at AT TIME ZONE %(zone)s)::int AS hour, count(*)
FROM repairs_workorder
WHERE opened_at >= %(since)s AND opened_at < %(until)s AND station_id = ANY(%(stations)s)
  AND (opened_at AT TIME ZONE %(zone)s)::date = ANY(%(days)s)
GROUP BY 1, 2, 3, 4
"""
_ENDED = """
SELECT station_id, (released_at AT TIME ZONE %(zone)s)::date AS day,
  extract(hour FROM released_at AT TIME ZONE %(zone)s)::int AS hour, count(*)
FROM coverage_reservation
WHERE released_at >= %(since)s AND released_at < %(until)s AND station_id = ANY(%(stations)s)
  AND (released_at AT TIME ZONE %(zone)s)::date = ANY(%(days)s)
GROUP BY 1, 2, 3
"""
_FIRST = """
SELECT station_id, (min(opened_at) AT TIME ZONE %(zone)s)::date FROM repairs_workorder
WHERE opened_at >= %(since)s AND opened_at < %(until)s AND station_id = ANY(%(stations)s) GROUP BY 1
"""

_kept: OrderedDict[tuple[Any, ...], dict[int, Usual]] = OrderedDict()


def usual_of(station_ids: Sequence[int], zone: str, today: date, weeks: int) -> dict[int, Usual]:
    """Each station's usual day like today, from the last `weeks` days of its kind: same weekday, or days off."""
    key = (tuple(station_ids), zone, today, weeks)
    if key not in _kept:
        _kept[key] = _read(station_ids, zone, today, weeks)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return _kept[key]


def forget() -> None:
    """Read again at the next question: between tests."""
    _kept.clear()


def today_by_hour(station_ids: Sequence[int], zone: str, today: date) -> dict[int, list[int]]:
    """What came to each station today so far, by hour."""
    found: dict[int, list[int]] = {pk: [0] * HOURS for pk in station_ids}
    for station_id, _, _, hour, count in _rows(_CAME, station_ids, zone, [today]):
        found[station_id][hour] += count
    return found


def _read(station_ids: Sequence[int], zone: str, today: date, weeks: int) -> dict[int, Usual]:
    days = working_days.days_like(today, weeks)
    if not days:
        return {pk: capacity_forecast.usual([], []) for pk in station_ids}
    came: dict[tuple[int, date], dict[str, list[float]]] = defaultdict(dict)
    for station_id, work_class, day, hour, count in _rows(_CAME, station_ids, zone, days):
        came[station_id, day].setdefault(work_class, [0.0] * HOURS)[hour] += count
    ended: dict[tuple[int, date], list[float]] = defaultdict(lambda: [0.0] * HOURS)
    for station_id, day, hour, count in _rows(_ENDED, station_ids, zone, days):
        ended[station_id, day][hour] += count
    first = dict(_rows(_FIRST, station_ids, zone, days))
    found = {}
    for pk in station_ids:
        known = [day for day in days if pk in first and day >= first[pk]]
        found[pk] = capacity_forecast.usual([came[pk, day] for day in known], [ended[pk, day] for day in known])
    return found


def _rows(query: str, station_ids: Sequence[int], zone: str, days: Sequence[date]) -> list[tuple[Any, ...]]:
    tz = ZoneInfo(zone)
    facts: dict[str, Any] = {
        "zone": zone,
        "stations": list(station_ids),
        "days": list(days),
        "since": datetime.combine(days[0], time(), tz),
        "until": datetime.combine(days[-1] + timedelta(days=1), time(), tz),
    }
    with connection.cursor() as cursor:
        cursor.execute(query, facts)
        return cursor.fetchall()
