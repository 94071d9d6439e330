"""The way out of one socket: bounded. What its reader does not take waits here, and too much of it ends the socket.

daphne takes whatever it is given and buffers without a bound (five stuck readers cost 158 MB when measured). So on
daphne the Twisted transport is asked to say when it is full: above 64 KiB it calls `pauseProducing`, and nothing is
written until it calls `resumeProducing`. Writes go straight to the transport, without a coroutine for each: that is
what makes one event to a thousand sockets cheap. Other servers get the frames through ASGI's `send`, one at a time.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any, Protocol

from dispatch.realtime.frames import Frame

BACKLOG_FRAMES = 256
BACKLOG_BYTES = 1 << 20
# How long a reader may take for the last words before the line is cut.
LINGER_SECONDS = 5.0

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Wire(Protocol):
    """What carries frames: `write` while `is_ready`; `on_ready` is called when it can take more."""

    is_ready: bool
    on_ready: Callable[[], None]

    def write(self, frame: Frame, place: int) -> bool:
        """Write the frame's piece at `place`; true when it was the last."""

    def close(self, code: int) -> None: ...

    def abort(self) -> None: ...


class Outlet:
    """A bounded queue before a wire."""

    def __init__(self, send: Send) -> None:
        self._wire = wire_for(send)
        self._wire.on_ready = self._flush
        self._waiting: deque[Frame] = deque()
        self._bytes = 0
        self._place = 0
        self._closing: int | None = None
        self._is_closed = False

    @property
    def is_idle(self) -> bool:
        """Whether the reader keeps up: what is not owed is sent only then."""
        return not self._waiting and self._wire.is_ready

    def offer(self, frame: Frame) -> bool:
        """Send the frame or let it wait. False: too much waits, this reader is too slow.

        One frame may be larger than the bound, when nothing else waits: a board's state often is.
        """
        if self._closing is not None:
            return True
        if not self._waiting and self._wire.is_ready:
            if not self._wire.write(frame, 0):
                self._place = 1
                self._keep(frame)
                self._flush()
            return True
        if self._waiting and (len(self._waiting) >= BACKLOG_FRAMES or self._bytes + len(frame) > BACKLOG_BYTES):
            return False
        self._keep(frame)
        return True

    def finish(self, last: Frame, code: int) -> None:
        """Forget what waits, say the last words, close; cut the line when the reader does not take them."""
        if self._closing is not None:
            return
        begun = self._waiting[0] if self._waiting and self._place else None
        self._waiting.clear()
        # A message whose first fragment has left must be ended, or the last words would be read as part of it.
        self._waiting.extend([begun, last] if begun else [last])
        self._closing = code
        self._flush()
        if self._waiting:
            asyncio.get_running_loop().call_later(LINGER_SECONDS, self.abort)

    def abort(self) -> None:
        """Cut the line."""
        self._waiting.clear()
        self._wire.abort()

    def _keep(self, frame: Frame) -> None:
        self._waiting.append(frame)
        self._bytes += len(frame)

    def _flush(self) -> None:
        while self._waiting and self._wire.is_ready:
            if self._wire.write(self._waiting[0], self._place):
                self._bytes -= len(self._waiting.popleft())
                self._place = 0
            else:
                self._place += 1
        if self._closing is not None and not self._waiting and not self._is_closed:
            self._is_closed = True
            self._wire.close(self._closing)


def wire_for(send: Send) -> Wire:
    """The best wire behind an ASGI `send`: daphne's own connection where it is one, else the call itself."""
    protocol = send.args[0] if isinstance(send, partial) and send.args else None
    if callable(getattr(protocol, "sendData", None)) and hasattr(protocol, "transport"):
        return TwistedWire(protocol)
    return AsgiWire(send)


def _nothing() -> None:
    """Nobody waits for the wire yet."""


class TwistedWire:
    """daphne's WebSocket connection, with the transport's own word on when it is full."""

    def __init__(self, protocol: Any) -> None:
        self.is_ready = True
        self.on_ready: Callable[[], None] = _nothing
        self._protocol = protocol
        # A TLS connection has no such way past its buffer.
        self._can_push = hasattr(protocol.transport, "writeSomeData") and hasattr(protocol.transport, "_tempDataLen")
        # The HTTP channel that the socket was upgraded from is still registered; it has nothing to produce any more.
        protocol.unregisterProducer()
        protocol.registerProducer(self, True)

    def write(self, frame: Frame, place: int) -> bool:
        protocol = self._protocol
        if protocol.state != protocol.STATE_OPEN:
            return True
        if protocol._perMessageCompress is not None:
            protocol.sendMessage(frame.payload, False)
            return True
        pieces = frame.pieces
        self._push(pieces[place])
        return place == len(pieces) - 1

    def _push(self, data: bytes) -> None:
        """Into the socket at once where nothing waits before it; the rest, if any, through the transport's buffer.

        Through the buffer alone each message costs a turn of the reactor and two calls to register and forget it.
        """
        transport = self._protocol.transport
        if self._can_push and transport.connected and not (transport.dataBuffer or transport._tempDataLen):
            sent = transport.writeSomeData(data)
            # Anything but a number is the end of the connection, which the transport finds out by itself.
            if type(sent) is int:
                if sent == len(data):
                    return
                data = data[sent:]
        self._protocol.sendData(data)

    def close(self, code: int) -> None:
        if self._protocol.state == self._protocol.STATE_OPEN:
            self._protocol.sendClose(code=code)

    def abort(self) -> None:
        if self._protocol.transport is not None:
            self._protocol.transport.abortConnection()

    def pauseProducing(self) -> None:
        """Twisted: the transport holds more than it wants to."""
        self.is_ready = False

    def resumeProducing(self) -> None:
        """Twisted: the transport was drained."""
        self.is_ready = True
        self.on_ready()

    def stopProducing(self) -> None:
        """Twisted: the connection is gone."""
        self.is_ready = False


class AsgiWire:
    """Any server's `send`: one message is under way at a time, and its return says that there is room again."""

    def __init__(self, send: Send) -> None:
        self.is_ready = True
        self.on_ready: Callable[[], None] = _nothing
        self._send = send
        self._task: asyncio.Future[None] | None = None
        self._last: MutableMapping[str, Any] | None = None

    def write(self, frame: Frame, place: int) -> bool:
        self._start({"type": "websocket.send", "text": frame.payload.decode()})
        return True

    def close(self, code: int) -> None:
        self._last = {"type": "websocket.close", "code": code}
        if self.is_ready:
            self._start(self._last)

    def abort(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _start(self, message: MutableMapping[str, Any]) -> None:
        self.is_ready = False
        self._task = asyncio.ensure_future(self._carry(message))

    async def _carry(self, message: MutableMapping[str, Any]) -> None:
        try:
            await self._send(message)
        except (OSError, RuntimeError):
            # The client is gone; the application hears of it by its own message.
            return
        if message is self._last:
            return
        if self._last is not None:
            self._start(self._last)
            return
        self.is_ready = True
        self.on_ready()
