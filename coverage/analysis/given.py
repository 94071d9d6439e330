"""What an analysis is given and what it finds, as values. Coordinates are WGS-84 degrees, longitude first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import shapely


class Drawn(Protocol):
    """An area as a generation has it (`generations.PlanArea`)."""

    @property
    def station_id(self) -> int: ...
    @property
    def utility(self) -> str: ...
    @property
    def rank(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def geometry(self) -> shapely.Geometry: ...


@dataclass(frozen=True, slots=True)
class Site:
    """A station. `serves`, `is_active` and `off_duty` are those of who receives for it: itself, or its main point.

    `off_duty` says why nobody there will ever be on duty: 'inactive', 'never_open' or 'roster_ended'; else ''.
    """

    id: int
    path: str
    lon: float
    lat: float
    serves: frozenset[str]
    receiver_id: int
    is_active: bool = True
    off_duty: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the tree with the outline that its stations should cover and stay within."""

    node_id: int
    path: str
    geometry: shapely.Geometry


@dataclass(frozen=True, slots=True)
class Known:
    """A registered area without coverage; `utility` '' is all of them."""

    utility: str
    geometry: shapely.Geometry


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a finding begins. Metres and seconds; without `seconds` travel times are not looked at."""

    sliver_width_m: float = 20.0
    far_m: float = 60_000.0
    far_s: float = 5_400.0
    # Travel time in seconds of straight-line metres; it must rise with them.
    seconds: Callable[[float], float] | None = None

    @property
    def key(self) -> tuple[float, ...]:
        """Differs where findings would."""
        way = [self.seconds(metres) for metres in (0.0, 1e3, 1e4, 1e5)] if self.seconds else []
        return (self.sliver_width_m, self.far_m, self.far_s, *way)


# Overlay in floating point leaves crumbs on borders that are the same: below this they are no ground at all.
LEAST_M2 = 1.0
# Below this width a strip is narrower than any pin is exact: worth saying, not worth warning.
NARROW_M = 1.0


@dataclass(frozen=True, slots=True)
class Fix:
    """What would mend a finding; `station_id` gets the ground (assign_gap, snap) or keeps it (cut_overlap)."""

    code: str
    station_id: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong on the map or with a station. `key` stays while it does; `utility` '' is more than one."""

    key: str
    code: str
    level: str
    utility: str = ""
    station_ids: tuple[int, ...] = ()
    node_id: int | None = None
    geometry: shapely.Geometry | None = None
    square_metres: float | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a region is covered for a utility."""

    node_id: int
    utility: str
    covered_km2: float
    territory_km2: float

    @property
    def share(self) -> float:
        return min(1.0, self.covered_km2 / self.territory_km2) if self.territory_km2 else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """All that a look found, the worst first; `left_out` counts what was too much to list."""

    findings: tuple[Finding, ...]
    shares: tuple[Share, ...]
    left_out: int = 0
