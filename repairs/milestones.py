"""Milestones of an order: T1 released, T2 first contact, T3 promised, T4 repaired, and the utility's own beside them.

What holds is the stamp by the server's clock, overlaid with the corrections that somebody else approved; a stamp is
never overwritten. In which order milestones must lie is decided here, whoever asks. The rules are pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from repairs.models import Correction, Promise, WorkOrder

# milestone → the stamp on the order
STAMPS = {
    "released": "released_at",
    "contacted": "contacted_at",
    "promised": "promised_at",
    "departed": "departed_at",
    "arrived": "arrived_at",
    "repaired": "repaired_at",
    "reported": "reported_at",
}
CORRECTABLE = ("released", "contacted", "promised", "departed", "arrived", "repaired")
# A tap that was never made may be filled in where a later one stands: milestone → what must stand.
FILLED_AFTER = {"contacted": "released", "departed": "arrived"}
# What must not come after what (DOMAIN: T1 ≤ T2 ≤ T4, arrived ≤ restored ≤ T4); the promised time is not an event.
ORDER = (
    ("released", "contacted"),
    ("released", "arrived"),
    ("contacted", "repaired"),
    ("departed", "arrived"),
    ("arrived", "restored"),
    ("restored", "repaired"),
    ("arrived", "repaired"),
    ("repaired", "reported"),
)
PROMISES_AT_MOST = 3

# People write whole minutes beside stamps that know the millisecond.
_SAME_MINUTE_S = 60

Times = Mapping[str, datetime | None]


@dataclass(frozen=True)
class Finding:
    """Two milestones that lie the wrong way round."""

    earlier: str
    later: str
    by_s: float


def check(times: Times) -> list[Finding]:
    """What is in the wrong order by a minute or more; nothing where a milestone is missing. Pure."""
    found = []
    for earlier, later in ORDER:
        first, second = times.get(earlier), times.get(later)
        if first is not None and second is not None and (by_s := (first - second).total_seconds()) >= _SAME_MINUTE_S:
            found.append(Finding(earlier, later, by_s))
    return found


@dataclass(frozen=True)
class Effective:
    """An order's milestones as they count now: `times` by name (`restored` among them), and which were corrected."""

    times: dict[str, datetime | None]
    corrected: frozenset[str] = frozenset()

    def findings(self) -> list[Finding]:
        """What lies in the wrong order."""
        return check(self.times)


def overlay(
    stamps: Times, corrections: Iterable[Correction], round_: int = 0, restored: datetime | None = None
) -> Effective:
    """Stamps with the approved corrections over them, the newest winning. Pure.

    A correction speaks of one stamp: of an earlier life of the order, or of a stamp that was taken back since, it says
    nothing. Restoration is what the report says, else the repair.
    """
    times = dict(stamps)
    corrected = set()
    for row in sorted(corrections, key=lambda row: (row.decided_at is not None, row.decided_at, row.pk or 0)):
        if row.verdict != "approved" or row.was != stamps.get(row.milestone):
            continue
        if row.was is not None or row.round == round_:
            times[row.milestone] = row.becomes
            corrected.add(row.milestone)
    times["restored"] = restored or times.get("repaired")
    return Effective(times, frozenset(corrected))


def stamps_of(order: WorkOrder) -> dict[str, datetime | None]:
    """The order's stamps by milestone."""
    return {name: getattr(order, field) for name, field in STAMPS.items()}


def effective(order: WorkOrder) -> Effective:
    """The order's milestones as they count now."""
    return effective_many([order])[order.pk]


def effective_many(orders: Iterable[WorkOrder]) -> dict[int, Effective]:
    """Like `effective`, for many with two queries."""
    from repairs import reports

    found = list(orders)
    corrections: dict[int, list[Correction]] = {}
    for row in Correction.objects.filter(order__in=[order.pk for order in found], verdict="approved"):
        corrections.setdefault(row.order_id, []).append(row)
    restored = reports.restored_of(found)
    return {
        order.pk: overlay(stamps_of(order), corrections.get(order.pk, []), order.reopens, restored.get(order.pk))
        for order in found
    }


def keeping(promise: Promise, arrived_at: datetime | None, now: datetime) -> str:
    """What became of a promise: replaced (in time), broken, kept, or open while its time is still to come. Pure."""
    if promise.replaced_at is not None:
        return "replaced" if promise.replaced_at <= promise.promised_for else "broken"
    if arrived_at is not None:
        return "kept" if arrived_at <= promise.promised_for else "broken"
    return "open" if now <= promise.promised_for else "broken"
