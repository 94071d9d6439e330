"""One open socket: its session, its way out, who is behind it. Everything here happens on the hub's loop."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING

from dispatch.kernel.errors import Refusal
from dispatch.realtime import frames, identity, protocol, session, states
from dispatch.realtime.frames import Frame
from dispatch.realtime.identity import Asker, Claim
from dispatch.realtime.outlet import Outlet, Send
from dispatch.realtime.protocol import CLOSE_CODES, GoodbyeReason

if TYPE_CHECKING:
    from dispatch.realtime.hub import Hub

log = logging.getLogger(__name__)

# A client says hello again when it opens a panel, and pings; more than this is a loop gone wild.
FRAMES_PER_SECOND = 5.0
FRAMES_AT_ONCE = 40.0


class Listener:
    """Carries out what its session decides."""

    def __init__(self, hub: "Hub", claim: Claim, send: Send) -> None:
        self.claim = claim
        self.asker: Asker | None = None
        self.session = session.Session()
        self.wants_live = False
        self.live_tick = 0
        self.is_closed = False
        self.has_said_hello = False
        self._hub = hub
        self._outlet = Outlet(send)
        self._tasks: set[asyncio.Task[None]] = set()
        self._allowance = FRAMES_AT_ONCE
        self._counted_at = hub.loop.time()

    @property
    def is_idle(self) -> bool:
        """Whether the reader keeps up."""
        return not self.is_closed and self._outlet.is_idle

    def receive(self, text: str | None) -> None:
        """A frame from the client; what cannot be read, or comes too often, ends the socket."""
        try:
            if text is None or not self._is_allowed():
                raise Refusal("socket.bad_frame")
            said = protocol.read(text)
        except Refusal:
            self.goodbye("protocol", retry_after=5)
            return
        if isinstance(said, protocol.Ping):
            # Like a beat, a pong says that the log can be read; a client that gets neither is no longer live.
            if self._hub.is_well:
                self.send(frames.PONG)
            return
        self.has_said_hello = True
        self.wants_live, self.live_tick = said.live, self._hub.live_tick
        self.perform(self.session.hello(said.streams))

    def perform(self, effects: Sequence[session.Effect]) -> None:
        """Carry out a session's effects, in their order."""
        for effect in effects:
            if self.is_closed:
                return
            match effect:
                case session.Deliver(batch):
                    self.send(frames.entries(batch))
                case session.DeliverState(_, _, frame):
                    self.send(frame)
                case session.Join(stream):
                    self._hub.join(stream, self)
                case session.Leave(stream):
                    self._hub.leave(stream, self)
                case session.Refuse(stream, code):
                    language = self.asker.language if self.asker else self.claim.language
                    self.send(frames.refused(stream, Refusal(code), language))
                case session.Authorise(streams, number):
                    self._begin(self._authorise(streams, number))
                case session.Read(stream, after, number):
                    self._begin(self._read(stream, after, number))
                case session.TakeState(stream, number):
                    self._begin(self._take_state(stream, number))

    def told(self, batch: session.Batch) -> None:
        """The follower brings news."""
        if not self.is_closed:
            self.perform(self.session.told(batch))

    def send(self, frame: Frame) -> None:
        """Send what is owed; a reader that is too slow for it is let go."""
        if not self.is_closed and not self._outlet.offer(frame):
            self.goodbye("slow", retry_after=2)

    def goodbye(self, reason: GoodbyeReason, retry_after: float) -> None:
        """The last words. The client comes back with its versions, or stays away."""
        if self.is_closed:
            return
        self.close()
        self._outlet.finish(frames.goodbye(reason, retry_after), CLOSE_CODES[reason])

    def close(self) -> None:
        """The socket is gone, or as good as gone: nothing more is done for it."""
        self.is_closed = True
        for stream in self.session.streams:
            self._hub.leave(stream, self)
        for task in list(self._tasks):
            if task is not asyncio.current_task():
                task.cancel()

    def abort(self) -> None:
        """Cut the line."""
        self._outlet.abort()

    def recheck(self) -> None:
        """Something about the asker changed: identify anew, and take away what is no longer theirs."""
        if not self.is_closed:
            self._begin(self._reauthorise())

    async def _authorise(self, streams: Sequence[str], number: int) -> None:
        self.asker, refusals = await self._hub.ask(_authorise, self.claim, streams)
        for stream, refusal in refusals.items():
            if refusal is None:
                self.perform(self.session.admitted(stream, number))
            else:
                self.perform(self.session.refused(stream, number, refusal.code))

    async def _reauthorise(self) -> None:
        before = self.asker
        asker, refusals = await self._hub.ask(_authorise, self.claim, self.session.streams)
        self.asker = asker
        if asker.is_gone or (before and before.user != asker.user):
            self.goodbye("access", retry_after=1)
            return
        for stream, refusal in refusals.items():
            if refusal is not None:
                self.perform(self.session.lost(stream, refusal.code))

    async def _read(self, stream: str, after: int, number: int) -> None:
        batch = await self._hub.replay(stream, after)
        self.perform(self.session.read(stream, number, after, batch))
        if batch is not None:
            self._compare(stream, batch.end)

    async def _take_state(self, stream: str, number: int) -> None:
        try:
            version, frame = await self._hub.state(stream)
        except Refusal as refusal:
            self.perform(self.session.lost(stream, refusal.code))
            return
        self.perform(self.session.state(stream, number, version, frame))
        self._compare(stream, version)

    def _compare(self, stream: str, version: int) -> None:
        head = self._hub.settle(stream, version)
        if head is not None:
            self.perform(self.session.heard(stream, head))

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = self._hub.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a socket failed", exc_info=error)
            self.goodbye("restart", retry_after=5)

    def _is_allowed(self) -> bool:
        now = self._hub.loop.time()
        self._allowance = min(FRAMES_AT_ONCE, self._allowance + (now - self._counted_at) * FRAMES_PER_SECOND)
        self._counted_at = now
        self._allowance -= 1
        return self._allowance >= 0


def _authorise(claim: Claim, streams: Sequence[str]) -> tuple[Asker, dict[str, Refusal | None]]:
    asker = identity.identify(claim)
    return asker, {stream: states.refusal_of(asker.actor, stream) for stream in streams}
