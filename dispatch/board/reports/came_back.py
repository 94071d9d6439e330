"""Which faults came back: the same utility, at the same place, soon after the last one there was repaired. Pure.

The same place is the same address in the same words, or a point within some metres; nothing here knows assets.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, floor, hypot, radians

METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault at a place; `repaired_at` is None while it is not."""

    order_id: int
    utility: str
    opened_at: datetime
    repaired_at: datetime | None
    address: str = ""
    lon: float | None = None
    lat: float | None = None


def came_back(faults: Iterable[Fault], within: timedelta, radius_m: float) -> dict[int, int]:
    """Each repeated order's id → the id of the latest one before it at its place.

    One opened at the very instant of the repair, or exactly `within` after it, is a repeat; one opened before the
    repair is a second report of the same fault and is not.
    """
    cell = max(radius_m, 1.0) / METRES_PER_DEGREE
    at_address: dict[tuple[str, str], list[Fault]] = defaultdict(list)
    at_point: dict[tuple[str, int, int], list[Fault]] = defaultdict(list)
    found: dict[int, int] = {}
    for fault in sorted(faults, key=lambda one: (one.opened_at, one.order_id)):
        near = list(at_address[fault.utility, fault.address]) if fault.address else []
        if fault.lon is not None and fault.lat is not None:
            near += _near(fault, at_point, cell, radius_m)
        before = [
            one
            for one in near
            if one.repaired_at is not None and timedelta(0) <= fault.opened_at - one.repaired_at <= within
        ]
        if before:
            latest = max(before, key=lambda one: (one.repaired_at or one.opened_at, one.order_id))
            found[fault.order_id] = latest.order_id
        if fault.address:
            at_address[fault.utility, fault.address].append(fault)
        if fault.lon is not None and fault.lat is not None:
            at_point[(fault.utility, *_cell(fault.lon, fault.lat, cell))].append(fault)
    return found


def _cell(lon: float, lat: float, cell: float) -> tuple[int, int]:
    """A square of about the radius; narrower toward the poles, so columns are as wide as at the fault's own row."""
    row = floor(lat / cell)
    return row, floor(lon * max(0.01, cos(radians(row * cell))) / cell)


def _near(
    fault: Fault, at_point: dict[tuple[str, int, int], list[Fault]], cell: float, radius_m: float
) -> Sequence[Fault]:
    assert fault.lon is not None and fault.lat is not None
    found: list[Fault] = []
    for up in (-1, 0, 1):
        row, column = _cell(fault.lon, fault.lat + up * cell, cell)
        for aside in (-1, 0, 1):
            others = at_point.get((fault.utility, row, column + aside), ())
            found += [other for other in others if _metres(fault, other) <= radius_m]
    return found


def _metres(one: Fault, other: Fault) -> float:
    assert one.lon is not None and one.lat is not None and other.lon is not None and other.lat is not None
    east = (one.lon - other.lon) * cos(radians((one.lat + other.lat) / 2))
    return METRES_PER_DEGREE * hypot(east, one.lat - other.lat)
