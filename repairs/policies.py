"""Which limit holds here and now: the most specific policy row in effect wins.

Rows are few and read all the time, so a process keeps them and looks again every few seconds.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.db import transaction

from dispatch.kernel import clock
from repairs import storm_state, working_days
from repairs.models import Policy
from repairs.policy_seed import SEED

REREAD_SECONDS = 5.0
SECONDS = {"s": 1, "min": 60, "h": 3600, "day": 86400}
WORKDAY = "workday"
SPANS = (*SECONDS, WORKDAY)
# Codes that are only ever read by `deadline`, so that their rows may be in working days.
IN_WORKING_DAYS = "case."
SEASONS = ("night", "heat_start", storm_state.SEASON)
DEFAULT_ZONE = "Asia/Shanghai"
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

_rows: dict[str, list[Policy]] = {}
# Codes with a row that speaks of a season; for all others the wall clock need not be read.
_seasonal: set[str] = set()
_read_at = float("-inf")


class Situation(Protocol):
    """What a policy's conditions are held against; a work order is one."""

    utility: str
    business_type: str
    symptom: str
    is_life_safety: bool
    scene: str


def find(
    code: str, order: Situation | None = None, *, at: datetime | None = None, seasons: frozenset[str] = frozenset()
) -> Policy:
    """The row of `code` that holds for `order` at `at`. No row at all is a broken installation: LookupError.

    `seasons`: those that hold where no order says in which it stands.
    """
    at = at or clock.now()
    rows = _of(code)
    if order is not None and code in _seasonal:
        seasons = seasons_of(order, at)
    found = choose(rows, order, at, seasons)
    if found is None:
        raise LookupError(f"no policy row {code!r} is in effect")
    return found


def choose(rows: Iterable[Policy], order: Situation | None, at: datetime, seasons: frozenset[str]) -> Policy | None:
    """The row in effect at `at` whose conditions fit `order` most closely; of equals the newest. Pure."""
    best: tuple[int, datetime] | None = None
    found: Policy | None = None
    for row in rows:
        if row.effective_from > at or (row.effective_to is not None and row.effective_to <= at):
            continue
        fit = _fit(row, order, seasons)
        if fit is not None and (best is None or (fit, row.effective_from) > best):
            best, found = (fit, row.effective_from), row
    return found


def seconds(code: str, order: Situation | None = None, *, at: datetime | None = None) -> float:
    """A policy that is a span of time, in seconds."""
    row = find(code, order, at=at)
    return float(row.value) * SECONDS[row.unit]


def span(row: Policy) -> timedelta:
    """The time a row allows."""
    return timedelta(seconds=float(row.value) * SECONDS[row.unit])


@dataclass(frozen=True)
class Limit:
    """A deadline with the row that gave it; `is_provisional` where it counts working days not yet announced."""

    policy: Policy
    due_at: datetime
    is_provisional: bool = False


def deadline(code: str, situation: Situation | None = None, *, at: datetime, zone: str = DEFAULT_ZONE) -> Limit:
    """When the limit of `code` that begins at `at` ends; working days are counted by the calendar of `zone`."""
    row = find(code, situation, at=at)
    if row.unit != WORKDAY:
        return Limit(row, at + span(row))
    found = working_days.deadline(at, int(row.value), zone)
    return Limit(row, found.at, found.is_provisional)


def number(
    code: str, order: Situation | None = None, *, at: datetime | None = None, seasons: frozenset[str] = frozenset()
) -> float:
    """A policy that is a plain figure."""
    return float(find(code, order, at=at, seasons=seasons).value)


def thresholds(at: datetime | None = None) -> tuple[int, ...]:
    """Per cents of a clock at which somebody is warned, rising; the last is the breach."""
    return tuple(int(number(f"warn.threshold_{place}", at=at)) for place in (1, 2, 3, 4))


def forget() -> None:
    """Read the rows again at the next question: after an edit in this process, and between tests."""
    global _read_at
    _read_at = float("-inf")
    storm_state.forget()


def load_seed(**_: Any) -> None:
    """Put in the starting rows that are not there yet; an operator's edits stay."""
    with transaction.atomic():
        Policy.objects.bulk_create(
            (
                Policy(
                    code=seed.code,
                    utility=seed.utility,
                    business_type=seed.business_type,
                    symptom=seed.symptom,
                    urgency=seed.urgency,
                    scene=seed.scene,
                    season=seed.season,
                    value=Decimal(str(seed.value)),
                    unit=seed.unit,
                    effective_from=EPOCH,
                    citation=seed.citation,
                    mark=seed.mark,
                )
                for seed in SEED
            ),
            ignore_conflicts=True,
        )
    forget()


def _of(code: str) -> list[Policy]:
    global _read_at
    if time.monotonic() - _read_at > REREAD_SECONDS:
        fresh: dict[str, list[Policy]] = {}
        for row in Policy.objects.all():
            fresh.setdefault(row.code, []).append(row)
        _rows.clear()
        _rows.update(fresh)
        _seasonal.clear()
        _seasonal.update(code for code, rows in fresh.items() if any(row.season for row in rows))
        _read_at = time.monotonic()
    return _rows.get(code, [])


def seasons_of(order: Situation | None, at: datetime) -> frozenset[str]:
    """The seasons at `at` by the wall clock of the order's place, and `storm` where storm mode is on there now."""
    node = getattr(order, "node", None)
    by_clock = seasons_at(at.astimezone(ZoneInfo(getattr(node, "time_zone", DEFAULT_ZONE))))
    return by_clock | {storm_state.SEASON} if node is not None and storm_state.over(node.path) else by_clock


def seasons_at(local: datetime) -> frozenset[str]:
    """The seasons that a place's wall clock is in: `night`, and `heat_start`, the first days of the heating season.

    When they begin and end are policy rows themselves.
    """
    found = set()
    begins, ends = int(number("season.night_from")), int(number("season.night_to"))
    is_night = begins <= local.hour or local.hour < ends if begins > ends else begins <= local.hour < ends
    if is_night:
        found.add("night")
    start = date(local.year, int(number("season.heating_month")), int(number("season.heating_day")))
    if timedelta(0) <= local.date() - start < timedelta(days=number("season.heating_first_days")):
        found.add("heat_start")
    return frozenset(found)


def _fit(row: Policy, order: Situation | None, seasons: frozenset[str]) -> int | None:
    """How closely the row's conditions fit; None where one does not hold.

    Urgency outweighs all others together: no rule for a utility or a symptom may slow down what lives depend on.
    """
    if row.season and row.season not in seasons:
        return None
    score = 1 if row.season else 0
    if order is None:
        return score if not (row.utility or row.business_type or row.symptom or row.urgency or row.scene) else None
    urgency: str = "life_safety" if order.is_life_safety else "normal"
    if row.urgency == "important" and urgency == "normal" and getattr(order, "important_user", None):
        urgency = row.urgency
    for wanted, actual, weight in (
        (row.urgency, urgency, 32),
        (row.symptom, order.symptom, 16),
        (row.utility, order.utility, 8),
        (row.business_type, order.business_type, 4),
        (row.scene, order.scene, 2),
    ):
        if wanted:
            if wanted != actual:
                return None
            score += weight
    return score
