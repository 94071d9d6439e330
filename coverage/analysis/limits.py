"""Where the limits of an analysis come from: a port, because policies and travel times are above coverage."""

from collections.abc import Callable

from coverage.analysis.given import Limits

_source: Callable[[], Limits] | None = None


def use(source: Callable[[], Limits]) -> None:
    """Put what knows the policies in place."""
    global _source
    _source = source


def current() -> Limits:
    """The limits in effect; plain ones, without travel times, where nobody has given any."""
    return _source() if _source else Limits()
