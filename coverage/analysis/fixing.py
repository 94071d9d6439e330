"""Mending a finding: new areas for the stations that it touches. Pure; nothing is kept here.

No mend makes another defect: ground that somebody covered stays covered, nothing is covered twice that was not, and no
sliver arises. So what a cut leaves over as a strip goes to the station that keeps the ground, and a strip that it would
leave between the cut area and a third station goes to the third. An area that stands for more utilities than the
finding is of is first taken apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import shapely

from coverage.analysis import ground
from coverage.analysis.given import Drawn, Finding, Fix, Limits, Site
from coverage.trade import Utility


class CannotMend(Exception):
    """The code says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Redrawn:
    """An area as it would be."""

    station_id: int
    utility: str
    rank: int
    name: str
    geometry: shapely.Geometry


def mend(
    finding: Finding, fix: Fix, areas: Sequence[Drawn], sites: Mapping[int, Site], limits: Limits
) -> dict[int, list[Redrawn]]:
    """All areas anew of each station that the fix changes. Refuses a fix that the finding does not offer."""
    if fix not in finding.fixes or fix.station_id is None or finding.geometry is None:
        raise CannotMend("finding.not_offered")
    sheet = _Sheet(areas, sites, _utilities(finding), int(finding.facts.get("rank", 1)))
    if fix.code == "assign_gap" or finding.facts.get("of") == "gap":
        sheet.gain(fix.station_id, finding.geometry)
    else:
        [loser] = [pk for pk in finding.station_ids if pk != fix.station_id]
        _cut(sheet, fix.station_id, loser, finding, limits)
    return sheet.changed()


def _utilities(finding: Finding) -> frozenset[str]:
    if finding.utility:
        return frozenset({finding.utility})
    return frozenset(finding.facts.get("utilities", [utility.value for utility in Utility]))


def _cut(sheet: "_Sheet", keeper: int, loser: int, finding: Finding, limits: Limits) -> None:
    """Take shared ground from the loser; for a sliver only the strip, where more is shared that is yet to decide."""
    kept = sheet.ground_of(keeper)
    before = sheet.ground_of(loser)
    takes = kept
    if finding.code == "sliver" and finding.geometry is not None:
        shared = ground.pieces([shapely.intersection(kept, before)])
        if (shared.width_m >= limits.sliver_width_m).any():
            takes = finding.geometry
    sheet.lose(loser, takes)
    if (strips := _strips(sheet.ground_of(loser), before, limits)) is not None:
        sheet.lose(loser, strips)
        sheet.gain(keeper, strips)
    for third in sheet.others(keeper, loser):
        theirs = sheet.ground_of(third)
        shared_before = shapely.intersection(before, theirs)
        left = _strips(shapely.intersection(sheet.ground_of(loser), theirs), shared_before, limits)
        if left is not None:
            sheet.lose(loser, left)
    if not sheet.has_any(loser):
        raise CannotMend("finding.would_empty")


def _strips(after: shapely.Geometry, before: shapely.Geometry, limits: Limits) -> shapely.Geometry | None:
    """Thin parts of `after` that were not parts of `before` as they are."""
    old = [part for part in shapely.get_parts(before) if shapely.area(part) > 0]
    parts = ground.pieces([after])
    thin = [
        shape
        for shape, width in zip(parts.shapes, parts.width_m, strict=True)
        if width < limits.sliver_width_m and not any(shapely.equals(shape, part) for part in old)
    ]
    return shapely.union_all(thin) if thin else None


class _Sheet:
    """The areas while they are redrawn, for some utilities in one rank."""

    def __init__(self, areas: Sequence[Drawn], sites: Mapping[int, Site], utilities: frozenset[str], rank: int) -> None:
        self.sites, self.utilities, self.rank = sites, utilities, rank
        self.rows: dict[int, list[Redrawn]] = {}
        for area in areas:
            row = Redrawn(area.station_id, area.utility, area.rank, area.name, area.geometry)
            self.rows.setdefault(area.station_id, []).append(row)
        self.touched: set[int] = set()

    def changed(self) -> dict[int, list[Redrawn]]:
        return {pk: self.rows[pk] for pk in sorted(self.touched)}

    def has_any(self, station_id: int) -> bool:
        return any(self._is_meant(row) for row in self.rows[station_id])

    def others(self, *but: int) -> list[int]:
        """Stations with ground of the same kind that may meet the redrawn ones."""
        near = shapely.envelope(shapely.union_all([self.ground_of(pk) for pk in but]))
        return [
            pk
            for pk, rows in sorted(self.rows.items())
            if pk not in but
            and any(self._is_meant(row) and bool(shapely.intersects(near, row.geometry)) for row in rows)
        ]

    def ground_of(self, station_id: int) -> shapely.Geometry:
        return shapely.union_all([row.geometry for row in self.rows.get(station_id, ()) if self._is_meant(row)])

    def gain(self, station_id: int, shape: shapely.Geometry) -> None:
        """Ground for a station: joined to the area that it lies beside, else an area of its own."""
        serves = self.sites[station_id].serves & self.utilities
        self._take_apart(station_id)
        rows = self.rows.setdefault(station_id, [])
        wanting = set(serves)
        for utility in sorted(serves):
            fitting = [place for place, row in enumerate(rows) if row.rank == self.rank and row.utility == utility]
            if not fitting:
                continue
            near = ground.layer_of((utility,), [rows[place] for place in fitting])
            beside = ground.beside(near, shapely.get_parts(shape))
            place = fitting[beside[0][0] if beside and beside[0] else 0]
            rows[place] = replace(rows[place], geometry=union(rows[place].geometry, shape))
            wanting.discard(utility)
        whole = [place for place, row in enumerate(rows) if row.rank == self.rank and not row.utility]
        if wanting and whole and self.sites[station_id].serves <= self.utilities:
            rows[whole[0]] = replace(rows[whole[0]], geometry=union(rows[whole[0]].geometry, shape))
            wanting = set()
        name = rows[0].name if rows else ""
        rows += [Redrawn(station_id, utility, self.rank, name, tidy(shape)) for utility in sorted(wanting)]
        self.touched.add(station_id)

    def lose(self, station_id: int, shape: shapely.Geometry) -> None:
        """Take ground from all that the station has of this kind; areas of which nothing is left go."""
        self._take_apart(station_id)
        kept = []
        for row in self.rows[station_id]:
            rest = difference(row.geometry, shape) if self._is_meant(row) else row.geometry
            if not shapely.is_empty(rest):
                kept.append(replace(row, geometry=rest))
        self.rows[station_id] = kept
        self.touched.add(station_id)

    def _is_meant(self, row: Redrawn) -> bool:
        serves = self.sites[row.station_id].serves
        return row.rank == self.rank and bool(({row.utility} if row.utility else serves) & serves & self.utilities)

    def _take_apart(self, station_id: int) -> None:
        """An area for all utilities of which only some are meant becomes one for each."""
        serves = self.sites[station_id].serves
        if serves <= self.utilities:
            return
        apart = []
        for row in self.rows.get(station_id, []):
            is_apart = not row.utility and row.rank == self.rank
            apart += [replace(row, utility=utility) for utility in sorted(serves)] if is_apart else [row]
        self.rows[station_id] = apart


def union(one: shapely.Geometry, other: shapely.Geometry) -> shapely.Geometry:
    """Both as one area, along whose former border nothing is left."""
    one, other = meeting(one, other), meeting(other, one)
    return tidy(shapely.union(one, other))


def difference(one: shapely.Geometry, other: shapely.Geometry) -> shapely.Geometry:
    """What of the first is not the second's; nothing is left where their borders are the same."""
    return tidy(shapely.difference(meeting(one, other), other))


def meeting(one: shapely.Geometry, other: shapely.Geometry) -> shapely.Geometry:
    """The first with the second's corners on its border.

    A corner that overlay has computed lies beside its edge by the last digit. Left so, the border keeps a hair of no
    width and some kilometres of length.
    """
    met = shapely.snap(one, other, ground.HAIR_DEGREES)
    return met if shapely.is_valid(met) else one


def tidy(shape: shapely.Geometry) -> shapely.Geometry:
    """Only the ground of an overlay's result: without crumbs, and without the hairs that it leaves open inside."""
    kept = []
    for part in ground.pieces([shape]).shapes:
        rings: Any = shapely.polygons(shapely.get_rings(part)[1:])
        holes = [ring.exterior for ring in ground.pieces(rings).shapes] if len(rings) else []
        kept.append(shapely.Polygon(part.exterior, holes) if len(holes) < len(rings) else part)
    if not kept:
        return shapely.Polygon()
    return kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)
