"""What is shown live and never logged: where technicians are, and who is at which order. The newest wins.

About once a second. A socket that is busy with what it is owed gets none; when it is idle again it gets everything that
changed since it last got some, which is at most one item of each.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from dispatch.board import presence
from dispatch.kernel import clock
from dispatch.realtime import frames
from dispatch.realtime.frames import Frame
from field import positions

if TYPE_CHECKING:
    from dispatch.realtime.listener import Listener

BOARD = "board:"
# What did not change for so long is on the board's state already, or forgotten.
REMEMBERED_TICKS = 60


class Seen(Protocol):
    """Something of which only the newest counts. `path` is its place in the tree."""

    @property
    def id(self) -> Any: ...
    @property
    def path(self) -> str: ...
    @property
    def received_at(self) -> datetime: ...
    def item(self) -> Any: ...


class Feed:
    """What changed in the last minute, by id, and at which tick."""

    def __init__(self, ask: Callable[[datetime], Sequence[Seen]], write: Callable[[Sequence[Any]], Frame]) -> None:
        self._ask = ask
        self._write = write
        self._since: datetime | None = None
        self._moved: dict[Any, tuple[int, Seen]] = {}
        self._made: dict[tuple[str, int], Frame | None] = {}

    def look(self) -> Sequence[Seen]:
        """Ask what came in since the last look. On a thread."""
        return self._ask(self._since or clock.now() - timedelta(seconds=2))

    def take(self, tick: int, moved: Iterable[Seen]) -> None:
        """Remember the newest of each."""
        self._made.clear()
        for each in moved:
            known = self._moved.get(each.id)
            if known is None or each.received_at > known[1].received_at:
                self._moved[each.id] = (tick, each)
                self._since = max(self._since or each.received_at, each.received_at)
        for gone in [pk for pk, (at, _) in self._moved.items() if at < tick - REMEMBERED_TICKS]:
            del self._moved[gone]

    def rest(self) -> None:
        """Nobody watches."""
        self._since = None
        self._moved.clear()

    def frame(self, stream: str, since: int) -> Frame | None:
        """What changed on a board after a tick; made once for all who ask."""
        key = (stream, since)
        if key not in self._made:
            within = f"/{stream.removeprefix(BOARD)}/"
            items = [each.item() for tick, each in self._moved.values() if tick > since and within in each.path]
            self._made[key] = self._write(items) if items else None
        return self._made[key]


class Live:
    """All feeds, told together."""

    def __init__(self) -> None:
        self.tick = 0
        self._feeds = (
            Feed(positions.changed_since, frames.positions),
            Feed(presence.changed_since, frames.presence),
        )

    def look(self) -> list[Sequence[Seen]]:
        """Ask each feed. On a thread."""
        return [feed.look() for feed in self._feeds]

    def take(self, news: Sequence[Iterable[Seen]]) -> None:
        """Remember what was found."""
        self.tick += 1
        for feed, moved in zip(self._feeds, news, strict=True):
            feed.take(self.tick, moved)

    def rest(self) -> None:
        """Nobody watches."""
        for feed in self._feeds:
            feed.rest()

    def tell(self, listener: "Listener") -> None:
        """Send what changed on the listener's boards since it was last told, if its reader keeps up."""
        if not listener.is_idle:
            return
        for stream in listener.session.live():
            if stream.startswith(BOARD):
                for feed in self._feeds:
                    frame = feed.frame(stream, listener.live_tick)
                    if frame is not None:
                        listener.send(frame)
        listener.live_tick = self.tick
