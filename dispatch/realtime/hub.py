"""One follower per process: it reads the log once and hands each frame, made once, to every socket of its stream.

It is woken by doorbells and, because doorbells may be lost, looks by itself four times a second; a look is one
sequence read while nothing happens. After a round it rests as long as the round took, so a storm is sent in larger
pieces and never takes more than half of the loop. What is lost here is only time: sessions notice gaps by number.
"""

import asyncio
import logging
import random
import resource
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from dispatch.kernel import clock, doorbell
from dispatch.realtime import bells, frames, identity, live, log, states
from dispatch.realtime.desk import AWAY, LONGEST_PAUSE, Desk
from dispatch.realtime.frames import Frame
from dispatch.realtime.listener import Listener
from dispatch.realtime.session import Batch

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

LOOK_EVERY = 0.25
BEAT_EVERY = 5.0
GUARD_EVERY = 2.0
# Memberships of the tree may change without the account: everybody is looked at anew now and then.
GUARD_ALL_EVERY = 300.0
LIVE_EVERY = 1.0
STATE_LASTS = 1.0
LONGEST_REST = 0.15
# The loop is let go after so many sockets.
CHUNK = 100
SOCKETS = 10_000
GOODBYE_WAIT = 2.0


class Line:
    """A stream that sockets of this process follow. `head`: how far they have been told; None: not yet known."""

    __slots__ = ("head", "listeners")

    def __init__(self) -> None:
        self.head: int | None = None
        self.listeners: dict[Listener, None] = {}


class Hub:
    """Lives on one loop; only `rung` may be called from other threads."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.listeners: set[Listener] = set()
        self.is_draining = False
        self._lines: dict[str, Line] = {}
        self._follower = Desk(loop, "follower", threads=1)
        self._desk = Desk(loop, "sockets")
        self._rung: set[str] = set()
        self._wake = asyncio.Event()
        self._looked_at = 0.0
        self._settled = -1
        self._rings: dict[str, int] = {}
        self._rings_lock = threading.Lock()
        self._reading: dict[tuple[str, int], asyncio.Future[Batch | None]] = {}
        self._taking: dict[str, asyncio.Future[tuple[int, Frame]]] = {}
        self._live = live.Live()
        self._unlisten: Callable[[], None] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    # -- life

    def start(self) -> None:
        """Begin to follow."""
        _make_room()
        self._unlisten = doorbell.listen(self.rung)
        steps = [self._follow(), self._beat(), self._guard(), self._tell_live()]
        if bells.is_needed():
            steps.append(bells.hear(self.rung))
        self._tasks = [self.loop.create_task(step) for step in steps]
        for task in self._tasks:
            task.add_done_callback(_complain)

    async def drain(self) -> None:
        """Tell everybody to come back, to another process or to the next one, each at another moment."""
        self.is_draining = True
        leaving = list(self.listeners)
        spread = 0.5 + min(10.0, len(leaving) / 200)
        for place, listener in enumerate(leaving):
            listener.goodbye("restart", random.uniform(0.3, spread))
            if place % CHUNK == CHUNK - 1:
                await asyncio.sleep(0)
        until = self.loop.time() + GOODBYE_WAIT
        while self.listeners and self.loop.time() < until:
            await asyncio.sleep(0.02)

    async def stop(self) -> None:
        """End everything; sockets that are still open are cut."""
        self.is_draining = True
        if self._unlisten is not None:
            self._unlisten()
            self._unlisten = None
        for listener in list(self.listeners):
            listener.close()
            listener.abort()
        for task in self._tasks:
            task.cancel()
        questions: list[asyncio.Future[Any]] = [*self._reading.values(), *self._taking.values()]
        for question in questions:
            question.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._follower.close()
        self._desk.close()

    # -- sockets

    def admit(self, listener: Listener) -> None:
        self.listeners.add(listener)

    def dismiss(self, listener: Listener) -> None:
        """The socket is gone."""
        listener.close()
        self.listeners.discard(listener)

    def join(self, stream: str, listener: Listener) -> None:
        """From now on the listener is told what is new in the stream."""
        line = self._lines.get(stream)
        if line is None:
            if not self._lines:
                # Nobody looked while there was nothing to look for; that says nothing against the database.
                self._looked_at = self.loop.time() - LOOK_EVERY
            line = self._lines[stream] = Line()
            self._wake.set()
        line.listeners[listener] = None

    def leave(self, stream: str, listener: Listener) -> None:
        line = self._lines.get(stream)
        if line is not None:
            line.listeners.pop(listener, None)
            if not line.listeners:
                del self._lines[stream]

    def settle(self, stream: str, version: int) -> int | None:
        """A listener has everything up to `version`: a line that stood nowhere begins there. Gives where it stands."""
        line = self._lines.get(stream)
        if line is None:
            return None
        if line.head is None:
            line.head = version
            self._rung.add(stream)
            self._wake.set()
        return line.head

    # -- questions of sockets

    async def ask(self, work: Callable[..., Answer], *args: Any) -> Answer:
        """Have a question answered by the database, however long it is away."""
        return await self._desk.patiently(work, *args)

    async def replay(self, stream: str, after: int) -> Batch | None:
        """What a client at `after` lacks; sockets that ask for the same at the same time share the answer."""
        key = (stream, after)
        found = self._reading.get(key)
        if found is None:
            found = self._reading[key] = asyncio.ensure_future(self.ask(log.replay, stream, after))
            found.add_done_callback(lambda _: self._reading.pop(key, None))
        return await asyncio.shield(found)

    async def state(self, stream: str) -> tuple[int, Frame]:
        """(version, reset frame). A state serves whoever asks within a second: the log leads on from it."""
        found = self._taking.get(stream)
        if found is None:
            found = self._taking[stream] = asyncio.ensure_future(self.ask(_take, stream))
            found.add_done_callback(lambda _: self.loop.call_later(STATE_LASTS, self._taking.pop, stream, None))
        return await asyncio.shield(found)

    # -- doorbells

    def rung(self, heads: Mapping[str, int]) -> None:
        """A commit moved these streams. Any thread; quick."""
        with self._rings_lock:
            is_first = not self._rings
            self._rings.update(heads)
        if is_first:
            try:
                self.loop.call_soon_threadsafe(self._take_rings)
            except RuntimeError:
                # The loop has ended; whoever listens next reads the log.
                self._rings = {}

    def _take_rings(self) -> None:
        with self._rings_lock:
            heads, self._rings = self._rings, {}
        self._hear(heads)

    def _hear(self, heads: Mapping[str, int]) -> None:
        for stream, head in heads.items():
            line = self._lines.get(stream)
            if line is not None and line.head is not None and head > line.head:
                self._rung.add(stream)
        if self._rung:
            self._wake.set()

    # -- the follower

    async def _follow(self) -> None:
        pause = 0.0
        while True:
            try:
                await self._sleep()
                await self._look()
                await self._read_on()
                pause = 0.0
            except AWAY as error:
                pause = min(max(0.1, pause * 2), LONGEST_PAUSE)
                logger.warning("the follower cannot read the log, trying again in %.1f s: %s", pause, error)
                await asyncio.sleep(pause)

    @property
    def is_well(self) -> bool:
        """Whether the log could be read a moment ago."""
        return not self._lines or self.loop.time() - self._looked_at < LOOK_EVERY + 2

    async def _sleep(self) -> None:
        """Until somebody rings or it is time to look; without sockets there is nothing to look for."""
        if not self._rung:
            try:
                await asyncio.wait_for(self._wake.wait(), LOOK_EVERY if self._lines else None)
            except TimeoutError:
                return
        self._wake.clear()

    async def _look(self) -> None:
        """Find what moved without a doorbell."""
        now = self.loop.time()
        if not self._lines or now - self._looked_at < LOOK_EVERY:
            return
        self._settled, heads = await self._follower.once(log.moved, list(self._lines), self._settled)
        self._looked_at = self.loop.time()
        if heads:
            self._hear(heads)

    async def _read_on(self) -> None:
        wanted = {
            stream: line.head for stream in self._rung if (line := self._lines.get(stream)) and line.head is not None
        }
        self._rung.clear()
        if not wanted:
            return
        try:
            batches = await self._follower.once(log.after, wanted.items())
        except log.MissingEntries as missing:
            # The log was cut off in front of us: whoever stands before the cut finds a gap and starts over.
            self._rung.update(wanted)
            if (line := self._lines.get(missing.stream)) is not None:
                line.head = missing.next - 1
            return
        except AWAY:
            self._rung.update(wanted)
            raise
        began = self.loop.time()
        for batch in batches:
            await self._tell(batch)
        await asyncio.sleep(min(self.loop.time() - began, LONGEST_REST))

    async def _tell(self, batch: Batch) -> None:
        line = self._lines.get(batch.stream)
        if line is None or line.head != batch.start:
            return
        line.head = batch.end
        if batch.has_more:
            self._rung.add(batch.stream)
        await self._each(line.listeners, lambda listener: listener.told(batch))

    async def _each(self, listeners: Iterable[Listener], act: Callable[[Listener], None]) -> None:
        """Do something for many sockets without keeping the loop for long."""
        for place, listener in enumerate(list(listeners)):
            act(listener)
            if place % CHUNK == CHUNK - 1:
                await asyncio.sleep(0)

    # -- what goes on beside it

    async def _beat(self) -> None:
        """Alive, but only while the log can be read: a client without beats knows that it is behind."""
        while True:
            await asyncio.sleep(BEAT_EVERY)
            if self.is_well:
                await self._each(self.listeners, partial(self._beat_one, {}))

    def _beat_one(self, made: dict[tuple[tuple[str, int], ...], Frame], listener: Listener) -> None:
        for stream in listener.session.streams:
            line = self._lines.get(stream)
            if line is not None and line.head is not None:
                listener.perform(listener.session.heard(stream, line.head))
        if listener.has_said_hello and listener.is_idle:
            heads = listener.session.live()
            key = tuple(heads.items())
            if key not in made:
                made[key] = frames.beat(heads, clock.now())
            listener.send(made[key])

    async def _guard(self) -> None:
        """Within five seconds nobody hears what is no longer theirs."""
        all_at = self.loop.time() + GUARD_ALL_EVERY
        while True:
            await asyncio.sleep(GUARD_EVERY)
            known = [(each, each.asker) for each in self.listeners if each.asker is not None and not each.is_closed]
            askers = {asker for _, asker in known if asker.user is not None or asker.api_key is not None}
            if not askers:
                continue
            standing = await self._desk.patiently(identity.standing, askers)
            is_all = self.loop.time() >= all_at
            if is_all:
                all_at += GUARD_ALL_EVERY
            for place, (listener, asker) in enumerate(known):
                if asker in askers and (is_all or not standing.holds(asker)):
                    listener.recheck()
                    if is_all and place % CHUNK == CHUNK - 1:
                        await asyncio.sleep(0.5)

    @property
    def live_tick(self) -> int:
        return self._live.tick

    async def _tell_live(self) -> None:
        while True:
            await asyncio.sleep(LIVE_EVERY)
            watching = [each for each in self.listeners if each.wants_live and not each.is_closed]
            if not watching:
                self._live.rest()
                continue
            try:
                self._live.take(await self._desk.once(self._live.look))
            except AWAY:
                continue
            await self._each(watching, self._live.tell)


def _make_room() -> None:
    """A socket is an open file, and many systems give a process 1,024 of them unless it asks for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = SOCKETS + 2000 if hard == resource.RLIM_INFINITY else min(hard, SOCKETS + 2000)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _take(stream: str) -> tuple[int, Frame]:
    version, state = states.take(stream)
    return version, frames.reset(stream, version, state)


def _complain(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.critical("a part of the hub ended", exc_info=error)


_hub: Hub | None = None


def current() -> Hub:
    """The hub of the running loop, started when it is first needed."""
    loop = asyncio.get_running_loop()
    if _hub is None or _hub.loop is not loop:
        return start(loop)
    return _hub


def start(loop: asyncio.AbstractEventLoop | None = None) -> Hub:
    """Start this process's hub on the loop (the running one); starting twice is harmless."""
    global _hub
    loop = loop or asyncio.get_event_loop()
    if _hub is None or _hub.loop is not loop:
        _hub = Hub(loop)
        _hub.start()
    return _hub


async def drain() -> None:
    """Say goodbye to every socket and take no more."""
    if _hub is not None:
        await _hub.drain()


async def stop() -> None:
    """End the hub."""
    global _hub
    if _hub is not None:
        ending, _hub = _hub, None
        await ending.stop()
