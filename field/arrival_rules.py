"""Whether an arrival may be believed. Pure.

A phone underground or between tall buildings is not taken for a liar: the inaccuracy of a fix is granted before it is
called far away, and a fix that says nothing (none, a rough one, an old one) is made up for by where the technician was
last seen shortly before. A doubt never stops anybody: it is put before a person with everything it was judged by.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from field.movement import Fix, is_leap
from field.travel import geodesic_m

DOUBTS = ("far", "no_fix", "rough_fix", "old_fix", "too_fast", "mock_hints")
HINTS = ("exact_place", "accuracy_zero", "frozen")
EXACT_M = 0.5
"""No receiver stands within half a metre of a pin that somebody set on a map."""
FROZEN_FIXES = 20
"""Readings in a row without the smallest change: a receiver's own noise would have moved the last digits."""


class Known(TypedDict):
    """Where the technician was last seen before the tap; `apart_s`: how long before."""

    distance_m: int
    accuracy_m: float | None
    apart_s: int


class Doubt(TypedDict):
    """Why an arrival is doubtful; `metres` where a distance is the reason."""

    code: str
    metres: int | None


@dataclass(frozen=True)
class Tap:
    """What the phone said when "arrived" was tapped. `at` is the phone's clock; `fix.at` the time of the reading, and
    `same_fixes` how many readings in a row were this very one."""

    at: datetime
    fix: Fix | None = None
    same_fixes: int = 0


@dataclass(frozen=True)
class ArrivalLimits:
    """From policy rows: metres, seconds, metres a second, and how many hints of a pretended position make a doubt."""

    max_distance_m: float
    max_accuracy_m: float
    max_fix_age_s: float
    known_within_s: float
    max_speed_ms: float
    hints_at: int


@dataclass(frozen=True)
class Judged:
    """`distance_m`: between fix and place, nothing granted."""

    doubts: list[Doubt] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    distance_m: int | None = None
    known: Known | None = None


def judge(tap: Tap, place: tuple[float, float], last: Fix | None, limits: ArrivalLimits) -> Judged:
    """What speaks against an arrival at `place` (lon, lat); `last` is where the technician was seen before."""
    known = _known(tap, place, last)
    if tap.fix is None:
        doubts = [] if _was_near(known, limits) else [Doubt(code="no_fix", metres=None)]
        return Judged(doubts, [], None, known)
    away = geodesic_m(place, (tap.fix.lon, tap.fix.lat))
    hints = hints_of(tap, away)
    doubts = _of_fix(tap, tap.fix, away, known, limits)
    if last is not None and last.at < tap.fix.at and is_leap(last, tap.fix, limits.max_speed_ms):
        leap = geodesic_m((last.lon, last.lat), (tap.fix.lon, tap.fix.lat))
        doubts.append(Doubt(code="too_fast", metres=round(leap)))
    if len(hints) >= limits.hints_at:
        doubts.append(Doubt(code="mock_hints", metres=None))
    return Judged(doubts, hints, round(away), known)


def hints_of(tap: Tap, away_m: float) -> list[str]:
    """Signs of a position that an app pretends. A browser is not told of it, so these are hints and never proofs."""
    if tap.fix is None:
        return []
    signs = {
        "exact_place": away_m < EXACT_M,
        "accuracy_zero": tap.fix.accuracy_m is not None and tap.fix.accuracy_m <= 0,
        "frozen": tap.same_fixes >= FROZEN_FIXES,
    }
    return [hint for hint in HINTS if signs[hint]]


def _of_fix(tap: Tap, fix: Fix, away: float, known: Known | None, limits: ArrivalLimits) -> list[Doubt]:
    """A fix too rough or too old to say anything is doubtful only where nothing else speaks for the arrival."""
    rough = (fix.accuracy_m or 0.0) > limits.max_accuracy_m
    old = (tap.at - fix.at).total_seconds() > limits.max_fix_age_s
    if rough or old:
        return [] if _was_near(known, limits) else [Doubt(code="rough_fix" if rough else "old_fix", metres=None)]
    if away - (fix.accuracy_m or 0.0) > limits.max_distance_m:
        return [Doubt(code="far", metres=round(away))]
    return []


def _known(tap: Tap, place: tuple[float, float], last: Fix | None) -> Known | None:
    if last is None:
        return None
    away = round(geodesic_m(place, (last.lon, last.lat)))
    return Known(distance_m=away, accuracy_m=last.accuracy_m, apart_s=round((tap.at - last.at).total_seconds()))


def _was_near(known: Known | None, limits: ArrivalLimits) -> bool:
    if known is None or abs(known["apart_s"]) > limits.known_within_s:
        return False
    granted = min(known["accuracy_m"] or 0.0, limits.max_accuracy_m)
    return known["distance_m"] - granted <= limits.max_distance_m
