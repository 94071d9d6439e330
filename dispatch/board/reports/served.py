"""How many customers a part of the tree supplies on a day, from what was said of it and of what is below. Pure.

What is said of a node counts for all of it; where nothing is said, what is said below is added up.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean


class Served:
    """Customers of one node by day. `said`: (path, from that day, customers) of the node and what is below."""

    def __init__(self, path: str, said: Iterable[tuple[str, date, int]]) -> None:
        self.path = path
        self._of: dict[str, list[tuple[date, int]]] = defaultdict(list)
        for where, day, customers in said:
            self._of[where].append((day, customers))
        for rows in self._of.values():
            rows.sort()
        self._changes = sorted({day for rows in self._of.values() for day, _ in rows})

    def on(self, day: date) -> int | None:
        """None where nothing was said by that day."""
        return self._sum(self.path, day)

    def mean(self, first: date, last: date) -> float | None:
        """The mean over the days of a period, both included, on which something is known."""
        marks = [first, *(day for day in self._changes if first < day <= last), last + timedelta(days=1)]
        known: list[int] = []
        for since, until in pairwise(marks):
            customers = self.on(since)
            if customers is not None:
                known += [customers] * (until - since).days
        return fmean(known) if known else None

    def _sum(self, path: str, day: date) -> int | None:
        own = self._of.get(path, [])
        place = bisect_right(own, day, key=lambda row: row[0])
        if place:
            return own[place - 1][1]
        below = {
            path + where.removeprefix(path).split("/")[0] + "/"
            for where in self._of
            if where.startswith(path) and where != path
        }
        found = [customers for child in sorted(below) if (customers := self._sum(child, day)) is not None]
        return sum(found) if found else None
