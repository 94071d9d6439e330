"""What one socket has been told and what it must be told next. Pure: no loop, no database, no clock.

The promise: from the version a client names, it gets every later entry of a stream once and in order, or a whole state
to start over from. The way: subscribe first, then read the log, then drop what is already known. What the follower
says while the log is being read waits; whatever still does not fit is a gap, and a gap is read from the log again. So
lost, late and doubled hints are all harmless.

Whoever drives a session performs the effects it returns, in their order, and brings the answers back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

# A client further behind than this gets the whole state: replaying a thousand cards costs more than sending a board.
REPLAY_LIMIT = 1000
# Batches that may wait while the log is read; more are forgotten and read again.
WAITING_LIMIT = 16


@dataclass(slots=True, eq=False)
class Batch:
    """Entries `start + 1 … end` of a stream. `entries` are opaque here; `frame` is what a driver made of them once."""

    stream: str
    start: int
    end: int
    entries: list[Any]
    has_more: bool = False
    frame: Any = None

    def __post_init__(self) -> None:
        if len(self.entries) != self.end - self.start:
            raise ValueError(f"{self.stream}: {len(self.entries)} entries cannot lead from {self.start} to {self.end}")

    def after(self, version: int) -> "Batch":
        """What of this a reader at `version` does not know yet."""
        return Batch(self.stream, version, self.end, self.entries[version - self.start :], self.has_more)


@dataclass(frozen=True, slots=True)
class Join:
    """From now on bring every batch of the stream. Joining twice changes nothing."""

    stream: str


@dataclass(frozen=True, slots=True)
class Leave:
    stream: str


@dataclass(frozen=True, slots=True)
class Authorise:
    """Ask for each stream whether this client may follow it; answer with `admitted` or `refused`."""

    streams: tuple[str, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Read:
    """Read the log after a version; answer with `read`."""

    stream: str
    after: int
    number: int


@dataclass(frozen=True, slots=True)
class TakeState:
    """Take the stream's state with its version; answer with `state`."""

    stream: str
    number: int


@dataclass(frozen=True, slots=True)
class Deliver:
    """Send the entries."""

    batch: Batch


@dataclass(frozen=True, slots=True)
class DeliverState:
    """Send the state that was just brought."""

    stream: str
    version: int
    state: Any


@dataclass(frozen=True, slots=True)
class Refuse:
    """Tell the client that it does not get this stream, and why."""

    stream: str
    code: str


Effect = Join | Leave | Authorise | Read | TakeState | Deliver | DeliverState | Refuse


class Phase(Enum):
    ASKED = auto()
    READING = auto()
    RESETTING = auto()
    LIVE = auto()


@dataclass(slots=True)
class Followed:
    """One stream of one socket. `at` is the version the client has or is being sent."""

    at: int | None
    number: int
    phase: Phase = Phase.ASKED
    heard: int = 0
    waiting: list[Batch] = field(default_factory=list)


def must_reset(after: int, head: int, limit: int = REPLAY_LIMIT) -> bool:
    """Whether the log cannot lead a client on from `after`: too far behind, or ahead of a log that was restored."""
    return after > head or head - after > limit


class Session:
    """The state of one socket. Answers that come late, twice or for a replaced subscription are dropped."""

    def __init__(self) -> None:
        self._followed: dict[str, Followed] = {}
        self._number = 0

    @property
    def streams(self) -> tuple[str, ...]:
        return tuple(self._followed)

    def hello(self, wanted: Mapping[str, int | None]) -> list[Effect]:
        """A new subscription in place of the old one, from the versions that the client names (None: it has nothing).

        Also for a stream that was followed before the client's word counts: it may have lost what we sent.
        """
        self._number += 1
        effects: list[Effect] = [Leave(stream) for stream in self._followed if stream not in wanted]
        self._followed = {stream: Followed(version, self._number) for stream, version in wanted.items()}
        return [*effects, Authorise(tuple(wanted), self._number)] if wanted else effects

    def admitted(self, stream: str, number: int) -> list[Effect]:
        """The client may follow the stream."""
        followed = self._current(stream, number, Phase.ASKED)
        return [Join(stream), self._start(stream, followed)] if followed else []

    def refused(self, stream: str, number: int, code: str) -> list[Effect]:
        """The client may not."""
        return self.lost(stream, code) if self._current(stream, number, Phase.ASKED) else []

    def lost(self, stream: str, code: str) -> list[Effect]:
        """The client may no longer follow the stream."""
        return [Leave(stream), Refuse(stream, code)] if self._followed.pop(stream, None) else []

    def told(self, batch: Batch) -> list[Effect]:
        """The follower brings the newest entries of a stream."""
        followed = self._followed.get(batch.stream)
        if followed is None:
            return []
        if followed.phase is Phase.LIVE:
            return self._advance(followed, batch)
        followed.heard = max(followed.heard, batch.end)
        if len(followed.waiting) < WAITING_LIMIT:
            followed.waiting.append(batch)
        return []

    def heard(self, stream: str, head: int) -> list[Effect]:
        """The follower stands at `head`; whoever is behind it although live has missed something."""
        followed = self._followed.get(stream)
        if followed is None:
            return []
        if followed.phase is Phase.LIVE and followed.at is not None and followed.at < head:
            return self._fetch(stream, followed)
        followed.heard = max(followed.heard, head)
        return []

    def read(self, stream: str, number: int, after: int, batch: Batch | None) -> list[Effect]:
        """The log's answer to `Read`: the entries after `after`, or None where it cannot lead on from there."""
        followed = self._current(stream, number, Phase.READING)
        if followed is None or followed.at != after:
            return []
        if batch is None:
            followed.phase = Phase.RESETTING
            return [TakeState(stream, number)]
        # Also when nothing is missing: the client waits to hear that it is up to date.
        effects: list[Effect] = [Deliver(batch)]
        followed.at = batch.end
        if batch.has_more:
            return [*effects, Read(stream, batch.end, number)]
        return effects + self._go_live(stream, followed)

    def state(self, stream: str, number: int, version: int, state: Any) -> list[Effect]:
        """The answer to `TakeState`."""
        followed = self._current(stream, number, Phase.RESETTING)
        if followed is None:
            return []
        followed.at = version
        return [DeliverState(stream, version, state), *self._go_live(stream, followed)]

    def live(self) -> dict[str, int]:
        """The versions up to which the client has been told everything, for the streams that are not being read."""
        return {
            stream: followed.at
            for stream, followed in self._followed.items()
            if followed.phase is Phase.LIVE and followed.at is not None
        }

    def _current(self, stream: str, number: int, phase: Phase) -> Followed | None:
        followed = self._followed.get(stream)
        return followed if followed and followed.number == number and followed.phase is phase else None

    def _start(self, stream: str, followed: Followed) -> Effect:
        if followed.at is None:
            followed.phase = Phase.RESETTING
            return TakeState(stream, followed.number)
        followed.phase = Phase.READING
        return Read(stream, followed.at, followed.number)

    def _fetch(self, stream: str, followed: Followed, waiting: Iterable[Batch] = ()) -> list[Effect]:
        assert followed.at is not None
        followed.phase, followed.waiting = Phase.READING, list(waiting)
        return [Read(stream, followed.at, followed.number)]

    def _advance(self, followed: Followed, batch: Batch) -> list[Effect]:
        at = followed.at
        assert at is not None
        if batch.end <= at:
            return []
        if batch.start > at:
            followed.heard = max(followed.heard, batch.end)
            return self._fetch(batch.stream, followed, [batch])
        followed.at = batch.end
        return [Deliver(batch if batch.start == at else batch.after(at))]

    def _go_live(self, stream: str, followed: Followed) -> list[Effect]:
        followed.phase = Phase.LIVE
        waiting, followed.waiting = followed.waiting, []
        effects: list[Effect] = []
        for place, batch in enumerate(waiting):
            effects += self._advance(followed, batch)
            if followed.phase is not Phase.LIVE:
                followed.waiting = waiting[place:]
                return effects
        assert followed.at is not None
        if followed.heard > followed.at:
            return effects + self._fetch(stream, followed)
        return effects
