"""The one clock. Nothing else in the product asks the machine what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_frozen: datetime | None = None


def now() -> datetime:
    """This instant, aware, in UTC."""
    return _frozen if _frozen is not None else datetime.now(UTC)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stand still at `at` (tests and time-compressed replays); `advance` moves it on."""
    global _frozen
    before, _frozen = _frozen, at
    try:
        yield
    finally:
        _frozen = before


def advance(by: timedelta) -> None:
    """Move a frozen clock; moving a running one is a programming mistake."""
    global _frozen
    if _frozen is None:
        raise RuntimeError("the clock is running; freeze it before moving it")
    _frozen += by


def move_to(at: datetime) -> None:
    """Put a frozen clock at `at`."""
    global _frozen
    if _frozen is None:
        raise RuntimeError("the clock is running; freeze it before moving it")
    _frozen = at


def iso(at: datetime | None) -> str | None:
    """An instant as every interface of the product writes it: ISO 8601, UTC, milliseconds, Z."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
