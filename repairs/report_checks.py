"""Automatic checks of a report before somebody reviews it: errors block approval, warnings must be acknowledged.

Pure: what is known beside the report comes as `Seen`. DOMAIN: the reviewer checks cause against text, ownership, and
arrival before completion.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from repairs import causes, milestones

REQUIRED = ("departed_at", "arrived_at", "cause_code", "restored_at", "handler", "result_code")


@dataclass(frozen=True)
class Written:
    """What a report says; with the times and the handler filled in from the stamps where it does not say them."""

    cause_code: str = ""
    cause_note: str = ""
    ownership: str = ""
    result_code: str = ""
    result_note: str = ""
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    restored_at: datetime | None = None
    handler: str = ""


@dataclass(frozen=True)
class Seen:
    """What is known beside the report. Distances in metres, spans in seconds; None where nobody measured."""

    utility: str
    times: milestones.Times = field(default_factory=dict)
    parts: int = 0
    has_paid_work: bool = False
    arrived_off_m: float | None = None
    arrival_verdict: str = ""
    skew_s: float | None = None
    max_off_m: float = 500.0
    max_skew_s: float = 120.0
    max_apart_s: float = 600.0


@dataclass(frozen=True)
class Check:
    code: str
    ok: bool
    level: Literal["error", "warning"]
    facts: dict[str, Any] = field(default_factory=dict)


def judge(report: Written, seen: Seen) -> list[Check]:
    """Every check with its outcome, in the order in which a reviewer reads them."""
    return [
        _required(report),
        _cause_known(report, seen),
        _times_in_order(report, seen),
        _ownership(report, seen),
        _cause_and_result(report, seen),
        _cause_and_text(report),
        _times_as_stamped(report, seen),
        _place(seen),
        _clock(seen),
    ]


def failed(checks: list[Check], level: str) -> list[str]:
    """The codes of what did not pass on a level."""
    return [check.code for check in checks if not check.ok and check.level == level]


def _required(report: Written) -> Check:
    missing = [name for name in REQUIRED if not getattr(report, name)]
    return Check("required_fields", not missing, "error", {"missing": missing})


def _cause_known(report: Written, seen: Seen) -> Check:
    known = not report.cause_code or report.cause_code in causes.of(seen.utility)
    return Check("cause_of_utility", known, "error", {"cause": report.cause_code})


def _times_in_order(report: Written, seen: Seen) -> Check:
    said = {"departed": report.departed_at, "arrived": report.arrived_at, "restored": report.restored_at}
    times = {**seen.times, **{name: at for name, at in said.items() if at is not None}}
    found = milestones.check(times)
    facts = [{"earlier": one.earlier, "later": one.later, "by_s": round(one.by_s)} for one in found]
    return Check("times_in_order", not found, "error", {"findings": facts})


def _ownership(report: Written, seen: Seen) -> Check:
    """Work on what is the customer's own is agreed and paid, or it is not done (DOMAIN: customer-owned faults)."""
    worked_for_nothing = (
        report.ownership == "customer" and report.result_code in causes.WORKED and not seen.has_paid_work
    )
    return Check("customer_work_agreed", not worked_for_nothing, "error", {"result": report.result_code})


def _cause_and_result(report: Written, seen: Seen) -> Check:
    says_nothing = report.cause_code == "no_fault_found"
    worked = report.result_code in causes.WORKED or seen.parts > 0
    contrary = (says_nothing and worked) or (report.result_code == "no_fault_found" and not says_nothing)
    facts = {"cause": report.cause_code, "result": report.result_code, "parts": seen.parts}
    return Check("cause_fits_result", not contrary, "warning", facts)


def _cause_and_text(report: Written) -> Check:
    """The text speaks of another group of causes, and of the chosen one not at all."""
    spoken = causes.hinted(f"{report.cause_note} {report.result_note}")
    chosen = causes.GROUP_OF.get(report.cause_code, "")
    words = [] if chosen in spoken or chosen == "unclear" else [word for found in spoken.values() for word in found]
    return Check("cause_fits_text", not words, "warning", {"words": words, "groups": sorted(spoken) if words else []})


def _times_as_stamped(report: Written, seen: Seen) -> Check:
    """A report does not move a milestone: who knows better asks for a correction."""
    apart = {}
    for name, said in (("departed", report.departed_at), ("arrived", report.arrived_at)):
        stamped = seen.times.get(name)
        if said is not None and stamped is not None and abs((said - stamped).total_seconds()) > seen.max_apart_s:
            apart[name] = round((said - stamped).total_seconds())
    return Check("times_as_stamped", not apart, "warning", {"apart_s": apart})


def _place(seen: Seen) -> Check:
    """What a person decided about the arrival counts more than how far off it was."""
    far = seen.arrived_off_m is not None and seen.arrived_off_m > seen.max_off_m
    ok = seen.arrival_verdict != "rejected" and (not far or seen.arrival_verdict == "confirmed")
    metres = None if seen.arrived_off_m is None else round(seen.arrived_off_m)
    return Check("arrived_at_place", ok, "warning", {"metres": metres, "verdict": seen.arrival_verdict})


def _clock(seen: Seen) -> Check:
    off = seen.skew_s is not None and abs(seen.skew_s) > seen.max_skew_s
    return Check("device_clock", not off, "warning", {"seconds": None if seen.skew_s is None else round(seen.skew_s)})
