"""A finished step leaves the hash of what it was made from, and is skipped while that stays the same."""

from __future__ import annotations

from pathlib import Path


def fresh(stamp: Path, value: str) -> bool:
    """Whether the step behind this stamp was finished for exactly these inputs."""
    try:
        return stamp.read_text() == value
    except OSError:
        return False


def write(stamp: Path, value: str) -> None:
    """Say that the step is finished; written beside and moved, so half a stamp cannot exist."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    beside = stamp.with_suffix(".new")
    beside.write_text(value)
    beside.replace(stamp)


def clear(stamp: Path) -> None:
    """Say that the step is not finished (before it begins again)."""
    stamp.unlink(missing_ok=True)
