"""HTTP on ASGI to Django's WSGI handler, through a few bounded lanes of threads.

Django's own ASGI handler costs 0.8–1.1 ms CPU a request where this costs about 0.25 ms, and it would run every view of
the process on one thread. Each lane is a pool of threads with a bound on how many requests may wait for it: past that
the answer is 503 at once, so a storm of reports cannot take the dispatchers' threads.

What it leaves to others: limits while a body is still arriving and slow readers are `wire`'s; the limits here are the
second line, for other servers.
"""

import asyncio
import logging
import os
import tempfile
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import IO, Any
from urllib.parse import unquote_to_bytes

import orjson
from django.db import close_old_connections

from dispatch.kernel import bounds, clock, texts
from dispatch.kernel.errors import Refusal

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

INTAKE = ("POST", "/api/v1/requests")
SPOOL_BYTES = 256 << 10
BLOCK_BYTES = 64 << 10
WHOLE_BYTES = 1 << 20
STALL_SECONDS = 30
RETRY_AFTER = 2
BODYLESS = {204, 304}


@dataclass
class Lane:
    """Threads for one kind of request, and how many more requests may wait for a thread."""

    name: str
    threads: int
    waiting: int
    inside: int = 0
    pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self.pool = ThreadPoolExecutor(self.threads, thread_name_prefix=f"paidan-{self.name}")

    @property
    def is_full(self) -> bool:
        return self.inside >= self.threads + self.waiting

    @property
    def must_wait(self) -> bool:
        return self.inside > self.threads


class Gone(Exception):
    """The client went away; nobody is left to answer."""


class Bridge:
    """An ASGI application for `http` scopes around a WSGI application."""

    def __init__(
        self, wsgi: Callable[..., Iterable[bytes]], *, intake: Lane | None = None, rest: Lane | None = None
    ) -> None:
        self._wsgi = wsgi
        self._intake = intake or Lane("intake", threads=64, waiting=2000)
        self._rest = rest or Lane("rest", threads=16, waiting=400)
        self.draining = False

    @property
    def inside(self) -> int:
        """Requests that wait or run."""
        return self._intake.inside + self._rest.inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        lane = self._intake if (scope["method"], scope["path"]) == INTAKE else self._rest
        if lane.is_full:
            await self._refuse(scope, send, Refusal("overloaded", retry_after=RETRY_AFTER))
            return
        lane.inside += 1
        try:
            await self._serve(lane, scope, receive, send)
        except Gone:
            log.debug("the client of %s %s went away", scope["method"], scope["path"])
        finally:
            lane.inside -= 1

    async def _serve(self, lane: Lane, scope: Scope, receive: Receive, send: Send) -> None:
        limit = bounds.body_limit(scope["path"])
        body, length = await _read(scope, receive, limit)
        if body is None:
            await self._refuse(scope, send, Refusal("input.too_large", limit=limit), close=True)
            return
        loop = asyncio.get_running_loop()
        answer = _Answer(loop, receive, send, scope["method"] == "HEAD", self)
        # Only a request that has to queue is worth a second task; a command that began is never cut short.
        if lane.must_wait:
            answer.watch()
        try:
            with body:
                await loop.run_in_executor(lane.pool, self._run, environ_of(scope, body, length), answer)
            if answer.file is not None:
                await answer.send_file(lane.pool)
            elif not answer.sent:
                await answer.send_whole()
        except Exception as error:
            if isinstance(error, Gone) or answer.sent:
                raise
            log.exception("%s %s was not answered by Django", scope["method"], scope["path"])
            await self._refuse(scope, send, Refusal("internal"))
        finally:
            answer.unwatch()

    def _run(self, environ: dict[str, Any], answer: "_Answer") -> None:
        """On a thread of the lane: the whole of Django, with its connection clean-up at the end."""
        if answer.gone:
            raise Gone
        chunks = self._wsgi(environ, answer.start)
        if isinstance(chunks, FileBlocks) and chunks.is_large:
            # Sent later, from other threads; what the view did with the database ends on this one.
            close_old_connections()
            answer.file = chunks
            return
        try:
            if getattr(chunks, "streaming", False):
                answer.stream(chunks)
            else:
                answer.whole = b"".join(chunks)
        finally:
            _close(chunks)

    async def _refuse(self, scope: Scope, send: Send, refusal: Refusal, *, close: bool = False) -> None:
        told = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-language"), "")
        body = orjson.dumps(refusal.as_problem(texts.negotiate(told)), default=str)
        headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
        if refusal.retry_after is not None:
            headers.append((b"retry-after", str(refusal.retry_after).encode()))
        if close or self.draining:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


class _Answer:
    """What one request is answered: made on a thread, sent from the loop."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, receive: Receive, send: Send, head: bool, bridge: Bridge
    ) -> None:
        self._loop, self._receive, self._send, self._bridge, self._head = loop, receive, send, bridge, head
        self._watcher: asyncio.Task[None] | None = None
        self.gone = self.sent = False
        self.status = 500
        self.headers: Headers = []
        self.whole = b""
        self.file: FileBlocks | None = None

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], None]:
        """WSGI's start_response."""
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return _no_write

    def watch(self) -> None:
        """From now on, know when the client leaves: what is sent to nobody would be taken at once, without end."""
        if self._watcher is None:
            self._watcher = self._loop.create_task(self._until_gone())

    def unwatch(self) -> None:
        if self._watcher is not None:
            self._watcher.cancel()

    async def _until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True

    async def send_whole(self) -> None:
        """Start and body together."""
        await self._send_start()
        await self._send_block(b"" if self._bodyless else self.whole, more=False)

    async def send_file(self, pool: ThreadPoolExecutor) -> None:
        """Block by block, the next one fetched when the last is on its way: slow readers hold no thread."""
        assert self.file is not None
        self.watch()
        try:
            await self._send_start()
            while not self._bodyless:
                block = await self._loop.run_in_executor(pool, self.file.read)
                if not block:
                    break
                await self._send_block(block, more=True)
            await self._send_block(b"", more=False)
        finally:
            await self._loop.run_in_executor(pool, self.file.close)

    def stream(self, blocks: Iterable[bytes]) -> None:
        """On the view's own thread, because a generator may hold a connection; a reader that stalls is let go."""
        self._loop.call_soon_threadsafe(self.watch)
        self._wait_for(self._send_start())
        if not self._bodyless:
            for block in blocks:
                self._wait_for(self._send_block(block, more=True))
        self._wait_for(self._send_block(b"", more=False))

    def _wait_for(self, sending: Coroutine[Any, Any, None]) -> None:
        future = asyncio.run_coroutine_threadsafe(sending, self._loop)
        try:
            future.result(STALL_SECONDS)
        except TimeoutError as error:
            future.cancel()
            raise Gone from error

    async def _send_block(self, block: bytes, *, more: bool) -> None:
        if self.gone:
            raise Gone
        if block or not more:
            await self._send({"type": "http.response.body", "body": block, "more_body": more})

    @property
    def _bodyless(self) -> bool:
        return self._head or self.status in BODYLESS or self.status < 200

    async def _send_start(self) -> None:
        self.sent = True
        self.headers.append((b"date", _date(clock.now().replace(microsecond=0))))
        if self._bridge.draining:
            self.headers.append((b"connection", b"close"))
        await self._send({"type": "http.response.start", "status": self.status, "headers": self.headers})


class FileBlocks:
    """WSGI's file wrapper: a file in blocks large enough for the network."""

    def __init__(self, file: IO[bytes], size: int = BLOCK_BYTES) -> None:
        self._file = file

    @property
    def is_large(self) -> bool:
        """Whether it is worth more than one read; small files are simply read."""
        try:
            return os.fstat(self._file.fileno()).st_size > WHOLE_BYTES
        except (OSError, AttributeError):
            return False

    def read(self) -> bytes:
        return self._file.read(BLOCK_BYTES)

    def __iter__(self) -> Iterator[bytes]:
        while block := self.read():
            yield block

    def close(self) -> None:
        # Django puts the response's own close here, which also ends the request for its signals.
        _close(self._file)


async def _read(scope: Scope, receive: Receive, limit: int) -> tuple[Any, int]:
    """The body as a file and its length, spooled to disk when large; no file when it is over the limit."""
    ready = scope.get("paidan.body")
    if ready is not None:
        # `wire` kept it in a file while it arrived; the queue holds only an empty message.
        await receive()
        length = ready.seek(0, 2)
        ready.seek(0)
        return (ready, length) if length <= limit else (None, length)
    body = tempfile.SpooledTemporaryFile(SPOOL_BYTES)  # noqa: SIM115
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            body.close()
            raise Gone
        length += body.write(message.get("body", b""))
        if length > limit:
            body.close()
            return None, length
        more = message.get("more_body", False)
    body.seek(0)
    return body, length


def environ_of(scope: Scope, body: Any, length: int) -> dict[str, Any]:
    """The WSGI environment (PEP 3333): strings of latin-1 characters that stand for bytes."""
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": unquote_to_bytes(scope.get("raw_path") or scope["path"].encode()).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": str(client[0]),
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": _Errors(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileBlocks,
    }
    for name, value in scope["headers"]:
        if name == b"content-type":
            environ["CONTENT_TYPE"] = value.decode("latin-1")
        elif name not in (b"content-length", b"transfer-encoding"):
            key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
            text = value.decode("latin-1")
            if key in environ:
                text = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + text
            environ[key] = text
    # A chunked body has no length of its own; what arrived is the truth either way.
    environ["CONTENT_LENGTH"] = str(length)
    return environ


class _Errors:
    def write(self, text: str) -> None:
        log.warning("%s", text.rstrip())

    def flush(self) -> None:
        """Nothing is held back."""


@lru_cache(maxsize=1)
def _date(second: datetime) -> bytes:
    return format_datetime(second, usegmt=True).encode()


def _no_write(data: bytes) -> None:
    raise NotImplementedError("Django does not write this way")


def _close(thing: object) -> None:
    close = getattr(thing, "close", None)
    if close is not None:
        close()
