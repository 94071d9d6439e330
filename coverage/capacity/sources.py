"""What the slots of many stations depend on, read at once: rules, exception days, headroom, who is on duty."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from coverage.capacity.slots import Rule, Slot, Source, slots_between
from coverage.models import Capacity, CapacityDay, CapacitySource, DutyShift, Station

DAY = timedelta(days=1)


@dataclass
class Sources:
    """Rules and sources by (station, class); a station without rules for a class has no slots and so no limit."""

    rules: dict[tuple[int, str], list[Rule]] = field(default_factory=dict)
    of: dict[tuple[int, str], Source] = field(default_factory=dict)

    def slots(self, station_id: int, work_class: str, at: datetime, until: datetime) -> list[Slot]:
        """The slots of one class of one station in [at, until], latest first."""
        key = (station_id, work_class)
        return slots_between(self.rules[key], self.of[key], at, until) if self.rules.get(key) else []


def read(stations: Iterable[Station], work_classes: Collection[str], first: datetime, last: datetime) -> Sources:
    """The sources of stations whose nodes are loaded, as they hold in [first, last]: three queries at most."""
    found = Sources()
    by_id = {station.pk: station for station in stations}
    for rule in Capacity.objects.filter(station__in=by_id, work_class__in=work_classes):
        found.rules.setdefault((rule.station_id, rule.work_class), []).append(rule)
    if not found.rules:
        return found
    days: dict[tuple[int, str], dict[date, int]] = defaultdict(dict)
    for row in CapacityDay.objects.filter(station__in=by_id, day__gte=first - 2 * DAY, day__lte=last + 2 * DAY):
        days[row.station_id, row.work_class][row.day] = row.percent
    rosters: dict[int, list[tuple[datetime, datetime, int]]] = defaultdict(list)
    crews = [pk for pk, station in by_id.items() if station.capacity_source == CapacitySource.CREWS]
    if crews:
        for shift in DutyShift.objects.filter(station__in=crews, ends_at__gt=first - DAY, starts_at__lt=last + DAY):
            rosters[shift.station_id].append((shift.starts_at, shift.ends_at, shift.people))
    for pk, work_class in found.rules:
        station = by_id[pk]
        found.of[pk, work_class] = Source(
            zone=station.node.time_zone,
            headroom_percent=station.headroom_percent,
            percents=days[pk, ""] | days[pk, work_class],
            jobs_per_person=float(station.jobs_per_person) if pk in crews else None,
            roster=rosters[pk],
        )
    return found
