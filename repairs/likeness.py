"""How alike two reports are, and why: distance, time, zone, text, phone, symptom. Pure.

A suggestion only: whether two orders are one fault is decided by a person. Texts are compared by the standard library's
matcher: fifty addresses against one take two milliseconds here, so a dependency would earn nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

from coverage.index import great_circle_m


@dataclass(frozen=True)
class Report:
    """What is compared of an order, or of a form before it is saved. `zone` is the station that serves the place."""

    symptom: str
    work_class: str
    at: datetime
    lon: float | None = None
    lat: float | None = None
    address: str = ""
    phone: str = ""
    zone: int | None = None


@dataclass(frozen=True)
class Reach:
    """How far apart in metres and in time two reports of one fault may lie (policy rows merge.*)."""

    radius_m: float
    window: timedelta


@dataclass(frozen=True)
class Likeness:
    """`score` 0..1; `reasons` are codes with their facts, the weightiest first."""

    score: float
    reasons: tuple[dict[str, Any], ...]


# How much each sign counts; what is not known of one of the two counts for nothing on either side.
_WEIGHTS = {"distance": 4.0, "symptom": 2.0, "time": 1.5, "text": 2.0, "zone": 1.0, "phone": 1.5}


def compare(one: Report, other: Report, reach: Reach) -> Likeness:
    """How alike the two are. Reports out of reach of one another, in time or in space, score 0."""
    minutes = abs((one.at - other.at) / timedelta(minutes=1))
    window = reach.window / timedelta(minutes=1)
    metres = _metres(one, other)
    same_phone = bool(one.phone) and one.phone == other.phone
    if minutes > window or (metres is not None and metres > reach.radius_m and not same_phone):
        return Likeness(0.0, ())
    signs: list[tuple[str, float, dict[str, Any]]] = [
        ("time", 1 - minutes / window if window else 1.0, {"minutes": round(minutes)}),
        ("symptom", 1.0 if one.symptom == other.symptom else 0.5 if one.work_class == other.work_class else 0.0, {}),
    ]
    if metres is not None:
        signs.append(("distance", max(0.0, 1 - metres / reach.radius_m), {"metres": round(metres)}))
    if one.zone is not None and other.zone is not None:
        signs.append(("zone", float(one.zone == other.zone), {}))
    if one.address and other.address:
        likeness = text_likeness(one.address, other.address)
        signs.append(("text", likeness, {"percent": round(likeness * 100)}))
    if one.phone and other.phone:
        signs.append(("phone", float(same_phone), {}))
    whole = sum(_WEIGHTS[code] for code, _, _ in signs)
    score = sum(_WEIGHTS[code] * value for code, value, _ in signs) / whole
    told = sorted(((_WEIGHTS[code] * value, code, facts) for code, value, facts in signs if value > 0), reverse=True)
    return Likeness(round(score, 3), tuple({"code": code, **facts} for _, code, facts in told))


def text_likeness(one: str, other: str) -> float:
    """0..1 by the characters that stand in the same order in both."""
    return SequenceMatcher(None, one.replace(" ", ""), other.replace(" ", ""), autojunk=False).ratio()


def best(found: Iterable[tuple[Any, Likeness]], least: float, most: int) -> list[tuple[Any, Likeness]]:
    """Those that score `least` or more, the most alike first, `most` of them."""
    kept = [(what, likeness) for what, likeness in found if likeness.score >= least]
    return sorted(kept, key=lambda pair: -pair[1].score)[:most]


def _metres(one: Report, other: Report) -> float | None:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    return great_circle_m(one.lon, one.lat, other.lon, other.lat)
