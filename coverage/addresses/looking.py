"""One look at an address: its parts, what else it may mean, the places of the tree, and whether the pin contradicts.

Costs about 0.2 ms once the divisions are loaded, reads two small queries and writes nothing, so it may be asked while
somebody types. It never gives a point: the middle of a district is nobody's address.
"""

from dataclasses import asdict, dataclass
from typing import Any

from coverage import index
from coverage.addresses import divisions, places
from coverage.addresses.parsing import Parts
from coverage.addresses.places import Conflict, Named, Place


@dataclass(frozen=True)
class Look:
    """What an address says by itself, and beside a pin."""

    named: Named
    conflict: Conflict | None = None

    def view(self) -> dict[str, Any]:
        """As pages show it."""
        reading, conflict = self.named.reading, self.conflict
        return {
            "parts": asdict(reading.parts) if reading.parts else None,
            "ambiguous": [asdict(parts) for parts in reading.ambiguous],
            "candidates": reading.count,
            "contradicts": reading.contradicts,
            "elsewhere": self.named.is_elsewhere,
            "nodes": [node_view(place) for place in self.named.places],
            "conflict": None
            if conflict is None
            else {
                "code": conflict.code,
                "pin_node": node_view(conflict.pin),
                "address_node": node_view(conflict.address) if conflict.address and conflict.address.id else None,
            },
        }


def node_view(place: Place) -> dict[str, Any]:
    """A place of the tree; by its path a page sees whether a station stands below it."""
    return {"node_id": place.id, "name": place.name, "name_en": place.name_en or place.name, "path": place.path}


def look(text: str, lon: float | None = None, lat: float | None = None, city: str = "") -> Look:
    """Look at an address, and at a pin (WGS-84) beside it. `city`: where it is known to lie, by name or code."""
    tree = places.tree()
    named = places.find(text, tree, _codes_of(city))
    if lon is None or lat is None:
        return Look(named)
    pins = places.places_of_pin(tree, index.current(), places.outlines(), lon, lat)
    return Look(named, places.conflict_of(named, pins, tree))


def _codes_of(city: str) -> tuple[str, ...]:
    if city in divisions.gazetteer().by_code:
        return (city,)
    reading = divisions.read(city)
    found: tuple[Parts, ...] = (reading.parts,) if reading.parts else reading.ambiguous
    return tuple(parts.adcode for parts in found)
