"""How full each station is now, slot by slot of its day, and what today will still bring.

Read without locks: a gauge, not a promise. Stations come fullest first; of a wide node only the fullest are given, and
how many were left out is said.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from coverage.capacity import sources
from coverage.capacity.slots import headroom_of
from coverage.cards import station_card
from coverage.models import Absence, SlotLoad, Station
from coverage.trade import WorkClass
from dispatch.board import capacity_forecast, capacity_history
from dispatch.board.capacity_forecast import Forecast, Limits, Room
from dispatch.kernel import clock
from repairs import policies

MOST_STATIONS = 120
CLASSES = [work_class.value for work_class in WorkClass]


@dataclass(frozen=True, slots=True)
class SlotNow:
    """One slot of today with what is taken of it; one that nobody has opened yet has nothing taken."""

    work_class: str
    starts_at: datetime
    ends_at: datetime
    limit: int
    kept: int
    quota: int
    used: int
    booked: int
    over: int

    @property
    def free(self) -> int:
        """What is left for ordinary work."""
        return max(0, self.limit - self.kept - self.used - max(0, self.quota - self.booked))


def today(prefixes: Sequence[str]) -> dict[str, Any]:
    """The gauge of all active stations below these paths. Shape: {at, left_out, stations: […]}."""
    at = clock.now()
    mine = Q(pk__in=[])
    for prefix in prefixes:
        mine |= Q(node__path__startswith=prefix)
    found = sorted(Station.objects.select_related("node").filter(mine, is_active=True, main_point=None), key=_emptiest)
    shown = found[:MOST_STATIONS]
    away = _away(shown, at)
    cards: dict[int, dict[str, Any]] = {}
    for zone, group in groupby(sorted(shown, key=lambda station: station.node.time_zone), _zone):
        of_zone = list(group)
        slots = slots_of(of_zone, zone, at)
        forecasts = _forecasts(of_zone, zone, at, slots)
        for station in of_zone:
            cards[station.pk] = _card(station, at, slots[station.pk], forecasts[station.pk], away.get(station.pk))
    return {
        "at": clock.iso(at),
        "left_out": len(found) - len(shown),
        "stations": [cards[station.pk] for station in shown],
    }


def slots_of(stations: Sequence[Station], zone: str, at: datetime) -> dict[int, list[SlotNow]]:
    """Each station's slots that touch today by the zone's calendar, by class and time."""
    since, until = _day(zone, at)
    made = sources.read(stations, CLASSES, since, until)
    ids = [station.pk for station in stations]
    loads = SlotLoad.objects.filter(station__in=ids, ends_at__gt=since, starts_at__lt=until)
    opened: dict[tuple[int, str], dict[datetime, SlotLoad]] = defaultdict(dict)
    for load in loads:
        opened[load.station_id, load.work_class][load.starts_at] = load
    found: dict[int, list[SlotNow]] = {pk: [] for pk in ids}
    for pk in ids:
        for work_class in CLASSES:
            rows = opened[pk, work_class]
            # An opened slot is as it stands, whatever the rules have become since; the rest is as the rules make it.
            day = [_slot(load) for load in rows.values() if load.limit or load.used or load.over]
            day += [
                SlotNow(work_class, slot.starts_at, slot.ends_at, slot.limit, slot.kept, slot.quota, 0, 0, 0)
                for slot in made.slots(pk, work_class, since, until - timedelta(microseconds=1))
                if slot.starts_at not in rows
            ]
            found[pk] += sorted(day, key=lambda slot: slot.starts_at)
    return found


def classes_of(station: Station, day: date) -> list[dict[str, Any]]:
    """The slots of any day of a station's calendar, by class."""
    zone = station.node.time_zone
    return _classes(slots_of([station], zone, datetime.combine(day, time(12), ZoneInfo(zone)))[station.pk])


def _classes(slots: Sequence[SlotNow]) -> list[dict[str, Any]]:
    return [
        {"work_class": work_class, "slots": [_slot_card(slot) for slot in of_class]}
        for work_class, of_class in groupby(slots, lambda slot: slot.work_class)
    ]


def _forecasts(
    stations: Sequence[Station], zone: str, at: datetime, slots: dict[int, list[SlotNow]]
) -> dict[int, Forecast]:
    since, _ = _day(zone, at)
    ids = sorted(station.pk for station in stations)
    weeks = max(1, int(policies.number("forecast.weeks", at=at)))
    known = capacity_history.usual_of(ids, zone, since.date(), weeks)
    actual = capacity_history.today_by_hour(ids, zone, since.date())
    limits = Limits(
        least_days=int(policies.number("forecast.least_days", at=at)),
        prior=policies.number("forecast.prior", at=at),
        most_factor=max(1.0, policies.number("forecast.most_factor", at=at)),
    )
    return {
        station.pk: capacity_forecast.look(
            known[station.pk],
            actual[station.pk],
            _hour(at, since),
            station.open_orders + station.open_over,
            station.open_ceiling - headroom_of(station.open_ceiling, station.headroom_percent),
            [
                Room(slot.work_class, _hour(slot.starts_at, since), _hour(slot.ends_at, since), slot.free)
                for slot in slots[station.pk]
                if slot.ends_at > at
            ],
            limits,
        )
        for station in stations
    }


def _card(
    station: Station, at: datetime, slots: Sequence[SlotNow], forecast: Forecast, absent_until: datetime | None
) -> dict[str, Any]:
    card = station_card(station, at)
    since, _ = _day(station.node.time_zone, at)
    return {
        "station_id": station.pk,
        "name": card["name"],
        "name_en": card["name_en"],
        "utilities": card["utilities"],
        "open_orders": card["open_orders"],
        "open_ceiling": station.open_ceiling,
        "open_kept": headroom_of(station.open_ceiling, station.headroom_percent),
        "is_open": card["is_open"],
        "absent_until": clock.iso(absent_until) if absent_until else None,
        "classes": _classes(slots),
        "forecast": _forecast_card(forecast, since),
    }


def _forecast_card(forecast: Forecast, since: datetime) -> dict[str, Any]:
    def rounded(value: float | None) -> float | None:
        return None if value is None or not isfinite(value) else round(value, 1)

    return {
        "days": forecast.days,
        "is_too_little": forecast.factor is None,
        "factor": None if forecast.factor is None else round(forecast.factor, 2),
        "so_far": forecast.so_far,
        "expected_today": rounded(forecast.expected_today),
        "expected_left": rounded(forecast.expected_left),
        "by_hour": [
            {"hour": hour, "expected": rounded(forecast.expected[hour]) if forecast.expected else None, "actual": count}
            for hour, count in enumerate(forecast.actual)
        ],
        "full_at": None if forecast.full_at is None else clock.iso(since + timedelta(hours=forecast.full_at)),
        "full_of": forecast.full_of,
    }


def _slot(load: SlotLoad) -> SlotNow:
    return SlotNow(
        load.work_class,
        load.starts_at,
        load.ends_at,
        load.limit,
        load.kept,
        load.quota,
        load.used,
        load.booked,
        load.over,
    )


def _slot_card(slot: SlotNow) -> dict[str, Any]:
    return {
        "starts_at": clock.iso(slot.starts_at),
        "ends_at": clock.iso(slot.ends_at),
        "limit": slot.limit,
        "kept": slot.kept,
        "quota": slot.quota,
        "used": slot.used,
        "booked": slot.booked,
        "over": slot.over,
    }


def _away(stations: Sequence[Station], at: datetime) -> dict[int, datetime]:
    """Until when stations are absent now."""
    rows = Absence.objects.filter(station__in=stations, starts_at__lte=at, ends_at__gt=at, called_off_at=None)
    return dict(rows.order_by("ends_at").values_list("station_id", "ends_at"))


def _emptiest(station: Station) -> tuple[float, int]:
    taken = station.open_orders + station.open_over
    return (-taken / station.open_ceiling if station.open_ceiling else -float(taken > 0)), station.pk


def _zone(station: Station) -> str:
    return station.node.time_zone


def _day(zone: str, at: datetime) -> tuple[datetime, datetime]:
    """The first instants of today and of tomorrow by the zone's calendar."""
    tz = ZoneInfo(zone)
    day = at.astimezone(tz).date()
    return datetime.combine(day, time(), tz), datetime.combine(day + timedelta(days=1), time(), tz)


def _hour(at: datetime, since: datetime) -> float:
    return (at - since).total_seconds() / 3600
