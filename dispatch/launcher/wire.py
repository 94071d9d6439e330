"""daphne with bounds: on bodies while they arrive, on what is buffered for slow readers, and on how it ends.

Three things that daphne leaves open and that were measured to hurt: a chunked body of 300 MB was held in memory; five
slow readers cost 158 MB; a request that arrives while it stops is cut off. For a socket or a streamed answer, `send`
here returns only once the transport has room again, so a writer notices a slow reader by waiting for it.
"""

# daphne.server must come first: it installs Twisted's asyncio reactor.
import daphne.server  # isort: skip

import asyncio
import logging
from collections.abc import Callable, MutableMapping
from io import BytesIO
from typing import Any

import orjson
from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet import defer
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

from dispatch.kernel import bounds, texts
from dispatch.kernel.errors import Refusal

log = logging.getLogger(__name__)

# A refused body is read and thrown away up to this many bytes, so that its sender gets to see the answer.
DISCARD_BYTES = 8 << 20


@implementer(IPushProducer)
class Flow:
    """Open while the transport has room. Twisted calls it as the producer of what is sent."""

    def __init__(self) -> None:
        self._room = asyncio.Event()
        self._room.set()

    def pauseProducing(self) -> None:
        self._room.clear()

    def resumeProducing(self) -> None:
        self._room.set()

    def stopProducing(self) -> None:
        self._room.set()

    @property
    def is_open(self) -> bool:
        return self._room.is_set()

    async def wait(self) -> None:
        await self._room.wait()


class Request(WebRequest):
    """An HTTP request whose body is counted while it comes in, and whose answer waits for its reader."""

    flow: Flow | None = None
    _limit = 0
    _seen = 0

    def gotLength(self, length: int | None) -> None:
        self._limit = bounds.body_limit(self.channel._path.split(b"?", 1)[0].decode("latin-1"))
        self._seen = 0
        if length is not None and length > self._limit + DISCARD_BYTES:
            super().gotLength(0)
            self._refuse_now()
            return
        super().gotLength(length if length is None or length <= self._limit else 0)

    def handleContentChunk(self, data: bytes) -> None:
        self._seen += len(data)
        if self._seen <= self._limit:
            super().handleContentChunk(data)
        elif self._seen > self._limit + DISCARD_BYTES:
            self._refuse_now()

    def process(self) -> Any:
        if self._seen > self._limit:
            self._refuse_now()
            return None
        return super().process()

    def start_flow(self) -> None:
        """Watch the transport's room from the first of several blocks on."""
        if self.flow is None and self.channel is not None:
            self.flow = Flow()
            self.registerProducer(self.flow, True)

    def finish(self) -> None:
        if self.flow is not None:
            self.unregisterProducer()
            self.flow = None
        super().finish()

    def connectionLost(self, reason: Any) -> None:
        if self.flow is not None:
            self.flow.resumeProducing()
        super().connectionLost(reason)

    def _refuse_now(self) -> None:
        """413 straight onto the wire: daphne has no application for this request yet."""
        channel = self.channel
        if channel is None or channel.transport is None or getattr(channel, "refused", False):
            return
        channel.refused = True
        language = texts.negotiate(self.getHeader("accept-language") or "")
        body = orjson.dumps(Refusal("input.too_large", limit=self._limit).as_problem(language))
        head = "HTTP/1.1 413 Content Too Large\r\nContent-Type: application/problem+json\r\nConnection: close\r\n"
        channel.transport.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        channel.transport.loseConnection()


class Factory(HTTPFactory):
    """Makes our requests."""

    def buildProtocol(self, addr: Any) -> Any:
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = Request
        return protocol


class Socket(WebSocketProtocol):
    """A WebSocket that knows whether its reader keeps up."""

    flow: Flow | None = None

    def onOpen(self) -> None:
        super().onOpen()
        self.flow = Flow()
        # The HTTP channel that this socket grew out of is still registered as the producer.
        self.transport.unregisterProducer()
        self.transport.registerProducer(self.flow, True)

    def onClose(self, wasClean: bool, code: int, reason: str) -> None:
        if self.flow is not None:
            self.flow.resumeProducing()
        if self in self.server.connections:
            super().onClose(wasClean, code, reason)


class Server(daphne.server.Server):
    """daphne with our requests and sockets, on a socket that is already listening, with an orderly end."""

    def __init__(self, application: Any, *, fd: int, on_started: Callable[[], None], proxied: bool = False) -> None:
        forwarded = {
            "proxy_forwarded_address_header": "X-Forwarded-For",
            "proxy_forwarded_proto_header": "X-Forwarded-Proto",
        }
        super().__init__(
            application,
            endpoints=[f"fd:fileno={fd}"],
            signal_handlers=False,
            ready_callable=on_started,
            server_name=None,
            verbosity=0,
            websocket_max_message_size=64 << 10,
            websocket_max_frame_size=64 << 10,
            request_buffer_size=64 << 10,
            **(forwarded if proxied else {}),
        )

    def create_application(self, protocol: Any, scope: MutableMapping[str, Any]) -> Any:
        if isinstance(protocol, Request):
            # The body is in a file already; daphne would copy all of it into a queue.
            scope["paidan.body"], protocol.content = protocol.content, BytesIO()
        return super().create_application(protocol, scope)

    async def handle_reply(self, protocol: Any, message: MutableMapping[str, Any]) -> None:
        if isinstance(protocol, Request) and message.get("more_body"):
            protocol.start_flow()
        await super().handle_reply(protocol, message)
        flow = protocol.flow
        if flow is not None and not flow.is_open:
            await flow.wait()

    def run(self) -> None:
        daphne.server.HTTPFactory = Factory
        WebSocketFactory.protocol = Socket
        super().run()

    def kill_all_applications(self) -> Any:
        # A connection may not have got its application yet; daphne's own loop stumbles over it.
        for details in self.connections.values():
            application = details.get("application_instance")
            if application is not None and not application.done():
                application.cancel()
        return defer.succeed(None)

    async def stop_listening(self) -> None:
        """Take no more connections; those that are open stay."""
        for listener in self.listeners:
            port = getattr(listener, "result", None)
            if port is not None and hasattr(port, "stopListening"):
                await defer.maybeDeferred(port.stopListening).asFuture(asyncio.get_running_loop())

    def end(self) -> None:
        """Leave `run`."""
        self.stop()
