"""What a board shows of a station."""

from datetime import datetime
from typing import TypedDict

from coverage import duty
from coverage.models import Station
from dispatch.kernel import clock


class StationCard(TypedDict):
    """`open_orders` counts all that is open, life safety past the ceiling included."""

    id: int
    code: str
    name: str
    name_en: str
    lon: float
    lat: float
    utilities: list[str]
    open_orders: int
    open_ceiling: int
    is_open: bool
    path: str


def station_card(station: Station, at: datetime | None = None, *, is_away: bool = False) -> StationCard:
    """The card of a station whose node is loaded with it."""
    return {
        "id": station.pk,
        "code": station.code,
        "name": station.node.name,
        "name_en": station.node.name_en or station.node.name,
        "lon": station.lon,
        "lat": station.lat,
        "utilities": station.utilities,
        "open_orders": station.open_orders + station.open_over,
        "open_ceiling": station.open_ceiling,
        "is_open": station.is_active
        and not is_away
        and duty.is_open(station.hours, at or clock.now(), station.node.time_zone),
        "path": station.node.path,
    }
