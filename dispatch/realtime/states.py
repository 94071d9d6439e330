"""The audiences: for each kind of stream, who may follow it, and the state that its entries change.

Both are asked on the hub's threads. `check` refuses as the access functions of the storeys do: what is not yours
answers as not found. `take` gives (version, state) out of one REPEATABLE READ transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Audience:
    """One kind of stream, named `<prefix>:<name>`."""

    check: Callable[[Actor, str], object]
    take: Callable[[str], tuple[int, Mapping[str, Any]]]


_audiences: dict[str, Audience] = {}


def audience(prefix: str, check: Callable[[Actor, str], object], take: Callable[[str], tuple[int, Any]]) -> None:
    """Add a kind of stream."""
    if prefix in _audiences:
        raise ValueError(f"streams {prefix!r} are defined twice")
    _audiences[prefix] = Audience(check, take)


def refusal_of(actor: Actor, stream: str) -> Refusal | None:
    """None when `actor` may follow the stream. A stranger is told to log in, everybody else that it is not there."""
    prefix, _, name = stream.partition(":")
    try:
        _audiences[prefix].check(actor, name)
    except Refusal as refusal:
        return refusal if refusal.code == "access.login_required" else Refusal("not_found")
    except KeyError:
        return Refusal("not_found")
    return None


def take(stream: str) -> tuple[int, Mapping[str, Any]]:
    """(version, state) of a stream that somebody was admitted to; not_found when it has gone since."""
    prefix, _, name = stream.partition(":")
    return _audiences[prefix].take(name)


def number(name: str) -> int:
    """An id out of a stream's name; not_found when it is none."""
    if not (name.isascii() and name.isdigit() and len(name) <= 18):
        raise Refusal("not_found")
    return int(name)
