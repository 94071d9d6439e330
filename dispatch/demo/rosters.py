"""Plans the demo technicians' shifts some days ahead, so that somebody is on shift at every hour."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch.demo import people, plan
from field.models import Shift, Technician

DAYS_AHEAD = 3


def plan_ahead(crew: Iterable[Technician], now: datetime) -> int:
    """Shifts from yesterday (those that still run) to some days ahead for whoever has none there. Gives how many."""
    zone = ZoneInfo(plan.ZONE_NAME)
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    places: dict[int, int] = defaultdict(int)
    members = sorted(crew, key=lambda technician: technician.pk)
    known = set(Shift.objects.filter(technician__in=members, ends_at__gt=now).values_list("technician_id", "starts_at"))
    planned = []
    for technician in members:
        place = places[technician.station_id]
        places[technician.station_id] += 1
        first, last = people.shift_for(place)
        for day in range(-1, DAYS_AHEAD):
            start = today + timedelta(days=day, hours=first)
            end = today + timedelta(days=day, hours=last)
            if end > now and (technician.pk, start) not in known:
                planned.append(Shift(technician=technician, starts_at=start, ends_at=end))
    Shift.objects.bulk_create(planned)
    return len(planned)
