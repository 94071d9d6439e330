"""Positions for those who watch: about once a second, never logged, the newest wins.

A socket that is busy with what it is owed gets none; when it is idle again it gets everything that moved since it last
got some, which is at most one item a technician.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from dispatch.kernel import clock
from dispatch.realtime import frames
from dispatch.realtime.frames import Frame
from field import positions
from field.positions import Moved

if TYPE_CHECKING:
    from dispatch.realtime.listener import Listener

BOARD = "board:"
# Somebody who did not move for so long is on the board's state already.
REMEMBERED_TICKS = 60


class Positions:
    """What moved in the last minute, by technician, and at which tick."""

    def __init__(self) -> None:
        self.tick = 0
        self._since: datetime | None = None
        self._moved: dict[int, tuple[int, Moved]] = {}
        self._made: dict[tuple[str, int], Frame | None] = {}

    def look(self) -> list[Moved]:
        """Ask what came in since the last look. On a thread."""
        return positions.changed_since(self._since or clock.now() - timedelta(seconds=2))

    def take(self, moved: Iterable[Moved]) -> None:
        """Remember the newest of each technician."""
        self.tick += 1
        self._made.clear()
        for each in moved:
            known = self._moved.get(each.id)
            if known is None or each.received_at > known[1].received_at:
                self._moved[each.id] = (self.tick, each)
                self._since = max(self._since or each.received_at, each.received_at)
        oldest = self.tick - REMEMBERED_TICKS
        for gone in [pk for pk, (tick, _) in self._moved.items() if tick < oldest]:
            del self._moved[gone]

    def rest(self) -> None:
        """Nobody watches."""
        self._since = None
        self._moved.clear()

    def tell(self, listener: "Listener") -> None:
        """Send what moved on the listener's boards since it was last told, if its reader keeps up."""
        if not listener.is_idle:
            return
        for stream in listener.session.live():
            if stream.startswith(BOARD):
                frame = self._frame(stream, listener.live_tick)
                if frame is not None:
                    listener.send(frame)
        listener.live_tick = self.tick

    def _frame(self, stream: str, since: int) -> Frame | None:
        key = (stream, since)
        if key not in self._made:
            within = f"/{stream.removeprefix(BOARD)}/"
            items: list[dict[str, Any]] = [
                each.item() for tick, each in self._moved.values() if tick > since and within in each.path
            ]
            self._made[key] = frames.positions(items) if items else None
        return self._made[key]
