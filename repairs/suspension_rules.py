"""Special situations (特殊情况): which reasons there are, and what each needs. Pure.

Source: DOMAIN, Special situations. Whether a pause stops the clock, how long it may last and whether it ends by itself
are policies: `suspend.stops_clock.<reason>`, `suspend.longest.<reason>`, `suspend.by_itself.<reason>`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.kernel.errors import Refusal


@dataclass(frozen=True)
class Kind:
    """A reason to pause. `needs_attempts`: failed tries to reach the customer must have been logged before."""

    code: str
    needs_attempts: bool = False
    by_technician: bool = True


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("customer_unreachable", needs_attempts=True),
        Kind("no_access"),
        Kind("bad_weather"),
        Kind("traffic"),
        Kind("unsafe_site"),
        Kind("parts_awaited"),
        Kind("third_party"),
        Kind("second_visit"),
        Kind("reappointment"),
        Kind("force_majeure", by_technician=False),
    )
}


def judge(
    reason: str,
    note: str,
    resume_by: datetime,
    *,
    now: datetime,
    longest: timedelta,
    failed_attempts: int,
    needed_attempts: int,
) -> None:
    """Whether a pause may be made; else the refusal with its reason."""
    kind = KINDS.get(reason)
    if kind is None:
        raise Refusal("suspend.reason_unknown")
    if len(note.strip()) < 2:
        raise Refusal("suspend.note_needed")
    if resume_by <= now:
        raise Refusal("suspend.not_in_the_past")
    if resume_by > now + longest:
        raise Refusal("suspend.too_long", hours=round(longest / timedelta(hours=1)))
    if kind.needs_attempts and failed_attempts < needed_attempts:
        raise Refusal("suspend.attempts_needed", made=failed_attempts, needed=needed_attempts)
