"""Which stations to try, in which order, and the explanation that stays with the decision. Pure.

The order of tries: stations that cover the place and can serve it, by rank; then mutual aid, nearest first. A station
that returned the order, or let its time lapse, is not tried again. Life safety is tried over capacity, so its first
try holds. What capacity says is learned while trying (`coverage.capacity` reserves by conditional update) and written
into the explanation afterwards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class Candidate(Protocol):
    """A station as coverage judges it for a point: `able` says that nothing but capacity can speak against it."""

    @property
    def station_id(self) -> int: ...
    @property
    def rank(self) -> int: ...
    @property
    def distance_m(self) -> float | None: ...
    @property
    def able(self) -> bool: ...
    @property
    def reasons(self) -> Sequence[dict[str, Any]]: ...


@dataclass(frozen=True)
class Try:
    """A station to try, and on what ground."""

    station_id: int
    way: str


@dataclass
class Case:
    """One order under decision: the tries still open, and a row of explanation per station."""

    order_id: int
    is_life_safety: bool = False
    returned: frozenset[int] = frozenset()
    lapsed: frozenset[int] = frozenset()
    tries: list[Try] = field(default_factory=list)
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    facts: list[str] = field(default_factory=list)

    def add(self, way: str, candidates: Iterable[Candidate]) -> None:
        """Judge stations in the order given and queue the able ones as tries; one that was judged stays as it was."""
        for candidate in candidates:
            station_id = candidate.station_id
            if station_id in self.rows:
                continue
            reasons = [dict(reason) for reason in candidate.reasons]
            if way == "mutual_aid":
                reasons.insert(0, {"code": "mutual_aid"})
            if station_id in self.returned:
                reasons.append({"code": "returned_before"})
            elif station_id in self.lapsed:
                reasons.append({"code": "lapsed_before"})
            able = candidate.able and station_id not in self.returned and station_id not in self.lapsed
            self.rows[station_id] = {
                "station_id": station_id,
                "way": way,
                "rank": candidate.rank,
                "distance_m": None if candidate.distance_m is None else round(candidate.distance_m),
                "ok": able,
                "chosen": False,
                "place": len(self.rows),
                "reasons": reasons,
            }
            if able:
                self.tries.append(Try(station_id, "life_safety" if self.is_life_safety else way))

    def first_covering(self) -> int | None:
        """The station that covers the place before all others, whether it can take the order or not."""
        covering = [row for row in self.rows.values() if row["way"] == "coverage"]
        return int(covering[0]["station_id"]) if covering else None

    def full_covering(self) -> list[int]:
        """The stations that cover the place and were tried, but had no capacity left."""
        return [
            int(row["station_id"])
            for row in self.rows.values()
            if row["way"] == "coverage" and any(reason["code"] in ("full", "ceiling") for reason in row["reasons"])
        ]

    def refused(self, station_id: int, code: str) -> None:
        """The station had no room."""
        self.rows[station_id]["ok"] = False
        self.rows[station_id]["reasons"].append({"code": code})

    def chosen(self, station_id: int, over: bool) -> None:
        """The station has it; those behind it say why they have not."""
        row = self.rows[station_id]
        row["chosen"] = True
        if over:
            row["reasons"].append({"code": "over_capacity"})
        for other in self.rows.values():
            if other is not row and other["ok"]:
                other["reasons"].append({"code": "better_ranked"})

    def explanation(self) -> list[dict[str, Any]]:
        """The rows as they are kept with the decision: chosen first, then as tried."""
        return sorted(self.rows.values(), key=lambda row: (not row["chosen"], row["place"]))


def consider(
    order_id: int,
    covering: Iterable[Candidate],
    *,
    is_life_safety: bool = False,
    returned: frozenset[int] = frozenset(),
    lapsed: frozenset[int] = frozenset(),
) -> Case:
    """The case of one order with the stations that cover its place, in rank order."""
    case = Case(order_id, is_life_safety=is_life_safety, returned=returned, lapsed=lapsed)
    case.add("coverage", covering)
    if not case.rows:
        case.facts.append("uncovered")
    return case
