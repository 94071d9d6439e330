"""Where storm mode is on. Few rows, asked for at every limit: a process keeps them and rereads every few seconds."""

import time

from repairs.models import Storm

REREAD_SECONDS = 5.0
SEASON = "storm"

_on: list[Storm] = []
_read_at = float("-inf")


def on() -> list[Storm]:
    """The storms that are on anywhere, with their nodes."""
    global _read_at
    if time.monotonic() - _read_at > REREAD_SECONDS:
        _on[:] = Storm.objects.select_related("node").filter(ended_at=None).order_by("began_at")
        _read_at = time.monotonic()
    return _on


def over(path: str) -> list[Storm]:
    """The storms that are on at the node of `path` or above it, the nearest one first."""
    return sorted((storm for storm in on() if path.startswith(storm.node.path)), key=lambda one: -len(one.node.path))


def anywhere() -> frozenset[str]:
    """The season of limits that hold for the whole house, such as the size of a batch."""
    return frozenset({SEASON}) if on() else frozenset()


def forget() -> None:
    """Read the rows again at the next question: after a switch in this process, and between tests."""
    global _read_at
    _read_at = float("-inf")
