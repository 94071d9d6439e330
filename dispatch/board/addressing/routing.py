"""The second route: an order without a pin goes by the name of its place, where the tree means exactly one station.

No point is made up for it: the middle of a district is nobody's address. Two places, or two stations in one, are a
person's to decide, as before. What the address said is kept with the decision.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from coverage import index
from coverage.addresses import places
from coverage.addresses.places import Named
from coverage.models import Area
from dispatch.board.matching import Case
from dispatch.board.models import Offer
from repairs.models import WorkOrder

WAY = Offer.Way.BY_ADDRESS.value
Past = Mapping[tuple[int, str], set[int]]


def cases(pinless: Sequence[WorkOrder], snapshot: index.Snapshot, past: Past, at: datetime) -> dict[int, Case]:
    """The cases of orders that have no pin; two statements for all of them."""
    found = {}
    tree = places.tree() if any(order.address for order in pinless) else None
    for order in pinless:
        case = found[order.pk] = Case(
            order.pk,
            is_life_safety=order.is_life_safety,
            returned=frozenset(past.get((order.pk, "returned"), ())),
            lapsed=frozenset(past.get((order.pk, "lapsed"), ())),
        )
        named = places.find(order.address, tree) if tree is not None else None
        stations = stations_of(named, snapshot, order.utility) if named else []
        if named is not None and len(stations) == 1:
            case.add(WAY, index.named(snapshot, stations, order.utility, order.skill, at, _reason(named)))
        if not case.rows:
            case.facts.append(_why_not(named, stations))
    return found


def stations_of(named: Named, snapshot: index.Snapshot, utility: str) -> list[int]:
    """The stations that an address means: those of its place, or the one whose area bears the town's name."""
    if named.place is None:
        return []
    stations = places.stations_of(named.place, snapshot, utility)
    town = named.reading.parts.town if named.reading.parts else ""
    if len(stations) > 1 and town:
        rows = Area.objects.filter(version=snapshot.version, name=town, station__in=stations).order_by("station")
        of_town = list(rows.values_list("station", flat=True).distinct())
        stations = of_town or stations
    return stations


def _reason(named: Named) -> dict[str, object]:
    parts, place = named.reading.parts, named.place
    said = "".join(dict.fromkeys(parts.names)) if parts else ""
    return {
        "code": "by_address",
        "address": said or (place.name if place else ""),
        "adcode": parts.adcode if parts else "",
        "node_id": place.id if place else None,
    }


def _why_not(named: Named | None, stations: Sequence[int]) -> str:
    """Why the address leads to no station by itself."""
    if named is None or not (named.reading.parts or named.reading.ambiguous or named.places):
        return "no_place"
    if named.is_elsewhere:
        return "address_elsewhere"
    return "address_unclear" if named.place is None or len(stations) > 1 else "uncovered"
