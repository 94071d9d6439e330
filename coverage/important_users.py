"""Who goes before others: the register of important users (重要用户), asked for with every request that comes in.

A register of some hundreds: a process keeps it and looks again every few seconds.
"""

import time
from datetime import date, timedelta

import numpy as np
from django.db.models import Q

from coverage.models import ImportantUser
from dispatch.kernel import clock

REREAD_SECONDS = 5.0
METRES_PER_DEGREE = 111_195.0
ORDER = {grade.value: place for place, grade in enumerate(ImportantUser.Grade)}

_rows: list[ImportantUser] = []
_places = np.zeros((0, 3))
_read_at = float("-inf")


def at(lon: float | None, lat: float | None, phone: str, utility: str, day: date) -> ImportantUser | None:
    """Whose report it is: by the number that called, else by the place (WGS-84); of several the highest grade.

    An entry ends at the beginning of the day that it names as its end.
    """
    rows = _register()
    if not rows:
        return None
    near = np.zeros(len(rows), dtype=bool)
    if lon is not None and lat is not None:
        east = (_places[:, 0] - lon) * METRES_PER_DEGREE * np.cos(np.radians(lat))
        north = (_places[:, 1] - lat) * METRES_PER_DEGREE
        near = np.hypot(east, north) <= _places[:, 2]
    found = [
        row
        for row, is_near in zip(rows, near, strict=True)
        if (is_near or (row.phone and row.phone == phone))
        and row.utility in ("", utility)
        and row.starts_on <= day
        and (row.ends_on is None or row.ends_on > day)
    ]
    return min(found, key=lambda row: (row.phone == "" or row.phone != phone, ORDER[row.grade], row.pk), default=None)


def _register() -> list[ImportantUser]:
    global _read_at, _places
    if time.monotonic() - _read_at > REREAD_SECONDS:
        # A day to spare: today is another day elsewhere.
        lately = clock.now().date() - timedelta(days=1)
        _rows[:] = (
            ImportantUser.objects.select_related("node").filter(Q(ends_on=None) | Q(ends_on__gte=lately)).order_by("pk")
        )
        _places = np.array([(row.lon, row.lat, row.radius_m) for row in _rows]).reshape(-1, 3)
        _read_at = time.monotonic()
    return _rows


def forget() -> None:
    """Read the register again at the next question: after an entry in this process, and between tests."""
    global _read_at
    _read_at = float("-inf")
