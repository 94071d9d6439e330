"""What the demo stations can do: slots, the heating season, headroom, a day of works, and who helps whom.

Neighbours are the nearest stations of the same utility: two in the chain of overflow, the third by an agreement.
"""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Protocol

import numpy as np

from coverage.models import Capacity, CapacityDay, OverflowLink, Station
from coverage.trade import Utility, WorkClass

# Starts per slot of two hours: a demonstration at ten times the speed makes many of them.
LIMITS = {WorkClass.EMERGENCY: 60, WorkClass.NETWORK: 90, WorkClass.PREMISES: 70, WorkClass.QUALITY: 45}
HOURS = range(0, 24, 2)
BY_APPOINTMENT = (WorkClass.PREMISES, WorkClass.QUALITY)
APPOINTMENT_HOURS = range(8, 18, 2)
QUOTA_SHARE = 0.2
HEATING_SEASON = ("11-15", "03-15")
IN_SEASON = 1.5
HEADROOM = {Utility.GAS: 20}
HEADROOM_OF_OTHERS = 10
WORKS = ("E01", timedelta(days=3), 50, "调度自动化设备检修，半数班组参加")
CHAIN = 2
MADE_BY = "演示数据"


class Site(Protocol):
    """What is needed of a demo station."""

    @property
    def code(self) -> str: ...
    @property
    def utility(self) -> Utility: ...
    @property
    def is_urban(self) -> bool: ...


def fill(sites: Sequence[Site], stations: Mapping[str, Station], today: date) -> None:
    """Write all of it for stations that are there."""
    Capacity.objects.bulk_create(rule for site in sites for rule in _rules(site, stations[site.code]))
    for site in sites:
        stations[site.code].headroom_percent = HEADROOM.get(site.utility, HEADROOM_OF_OTHERS)
    Station.objects.bulk_update(stations.values(), ["headroom_percent"])
    code, ahead, percent, reason = WORKS
    CapacityDay.objects.create(
        station=stations[code], day=today + ahead, percent=percent, reason=reason, made_by=MADE_BY
    )
    for utility in Utility:
        of_utility = [stations[site.code] for site in sites if site.utility is utility]
        OverflowLink.objects.bulk_create(link for one in of_utility for link in _links(one, of_utility, utility, today))


def _rules(site: Site, station: Station) -> list[Capacity]:
    seasons = [(("", ""), 1.0)]
    if site.utility is Utility.HEATING:
        seasons.append((HEATING_SEASON, IN_SEASON))
    made = []
    for (first, last), share in seasons:
        for work_class, most in LIMITS.items():
            limit = round(most * share / (1 if site.is_urban else 2))
            for hour in HOURS:
                is_bookable = work_class in BY_APPOINTMENT and hour in APPOINTMENT_HOURS
                made.append(
                    Capacity(
                        station=station,
                        work_class=work_class.value,
                        starts=time(hour),
                        ends=time((hour + 2) % 24),
                        limit=limit,
                        from_day=first,
                        to_day=last,
                        appointment_quota=round(limit * QUOTA_SHARE) if is_bookable else 0,
                    )
                )
    return made


def _links(station: Station, others: Sequence[Station], utility: Utility, today: date) -> list[OverflowLink]:
    # Near enough for a city: a degree of longitude is 0.82 of one of latitude at 34.7° north.
    def way(other: Station) -> float:
        return float(np.hypot((other.lon - station.lon) * 0.82, other.lat - station.lat))

    near = sorted((other for other in others if other.pk != station.pk), key=way)
    agreed = {"kind": OverflowLink.Kind.MUTUAL_AID, "ends_on": today + timedelta(days=365), "note": "年度互助协议"}
    return [
        OverflowLink(
            station=station,
            helper=helper,
            place=place,
            utility=utility.value,
            starts_on=today,
            made_by=MADE_BY,
            **(agreed if place > CHAIN else {}),
        )
        for place, helper in enumerate(near[: CHAIN + 1], 1)
    ]
