"""All reports, in the order in which a desk lists them."""

from dispatch.board.reports import (  # noqa: F401  each adds itself
    filling,
    first_time,
    load,
    promises,
    reliability,
    repeats,
    returns,
    satisfaction,
    station_made,
    times,
    withdrawals,
)
from dispatch.board.reports.definition import REPORTS, Report
from dispatch.kernel.errors import Refusal

ORDER = (
    "promises", "times", "spread", "first-time", "repeats", "returns", "withdrawals", "load", "station-made",
    "satisfaction", "filling", "reliability",
)  # fmt: skip


def listed() -> list[Report]:
    """Every report, as a desk lists them."""
    return [REPORTS[code] for code in ORDER]


def named(code: str) -> Report:
    """The report of a code, or not_found."""
    if code not in REPORTS:
        raise Refusal("not_found")
    return REPORTS[code]
