"""A client by the book of `dispatch.realtime.protocol`, and two ways to connect it: straight to ASGI, or by TCP.

It fails the test on a gap, on a frame it cannot place, and on an entry that comes out of order.
"""

import asyncio
import json
from collections.abc import Callable
from functools import cache
from typing import Any, Self

from jsonschema import Draft202012Validator

from dispatch.realtime import contract
from dispatch.realtime.asgi import websocket_application

PATIENCE = 10.0


@cache
def server_frames() -> Draft202012Validator:
    """The promised shape of everything that arrives."""
    schema = contract.schema()
    return Draft202012Validator({"$ref": "#/$defs/ServerFrame", "$defs": schema["$defs"]})


class Book:
    """What a client knows: a version and a state for each stream."""

    def __init__(self) -> None:
        self.versions: dict[str, int] = {}
        self.states: dict[str, Any] = {}
        self.entries: dict[str, list[dict[str, Any]]] = {}
        self.resets: list[str] = []
        self.refusals: dict[str, dict[str, Any]] = {}
        self.beats: list[dict[str, int]] = []
        self.live: list[dict[str, Any]] = []
        self.presence: list[dict[str, Any]] = []
        self.goodbye: dict[str, Any] | None = None
        self.pongs = 0

    def take(self, frame: dict[str, Any]) -> None:
        server_frames().validate(frame)
        match frame["t"]:
            case "reset":
                self.resets.append(frame["stream"])
                self.versions[frame["stream"]] = frame["version"]
                self.states[frame["stream"]] = frame["state"]
                self.entries[frame["stream"]] = []
            case "entries":
                self._take_entries(frame)
            case "beat":
                self.beats.append(frame["heads"])
                for stream, head in frame["heads"].items():
                    assert self.versions.get(stream) == head, f"{stream}: a beat says {head}"
            case "live":
                self.live += frame["items"]
            case "presence":
                self.presence += frame["items"]
            case "refused":
                self.refusals[frame["stream"]] = frame["problem"]
            case "goodbye":
                self.goodbye = frame
            case "pong":
                self.pongs += 1
            case other:
                raise AssertionError(f"unknown frame {other}")

    def _take_entries(self, frame: dict[str, Any]) -> None:
        stream, have = frame["stream"], self.versions[frame["stream"]]
        assert [entry["v"] for entry in frame["entries"]] == list(range(frame["from"] + 1, frame["to"] + 1))
        assert frame["from"] <= have, f"{stream}: a gap, {frame['from']} after {have}"
        new = [entry for entry in frame["entries"] if entry["v"] > have]
        self.entries.setdefault(stream, []).extend(new)
        self.versions[stream] = max(have, frame["to"])


class AsgiClient:
    """A socket on the application itself, without a server between."""

    def __init__(
        self, book: Book | None = None, *, headers: dict[str, str] | None = None, path: str = "/ws/v1"
    ) -> None:
        self.book = book or Book()
        self.closed: int | None = None
        self.is_accepted = False
        # Cleared, the client takes nothing any more: its server's `send` does not return.
        self.reads = asyncio.Event()
        self.reads.set()
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._news = asyncio.Event()
        given = {"host": "localhost", "origin": "http://localhost", **(headers or {})}
        self._scope = {
            "type": "websocket",
            "path": path,
            "headers": [(name.encode(), value.encode()) for name, value in given.items() if value],
            "client": ["10.1.1.1", 5000],
        }

    async def __aenter__(self) -> Self:
        self._inbox.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(websocket_application(self._scope, self._inbox.get, self._send))
        await self.until(lambda: self.is_accepted or self.closed is not None)
        return self

    async def __aexit__(self, *exception: object) -> None:
        self.reads.set()
        self._inbox.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await asyncio.wait_for(self._task, PATIENCE)

    async def _send(self, message: dict[str, Any]) -> None:
        await self.reads.wait()
        if message["type"] == "websocket.accept":
            self.is_accepted = True
        elif message["type"] == "websocket.close":
            self.closed = message.get("code", 1000)
            self._inbox.put_nowait({"type": "websocket.disconnect", "code": self.closed})
        else:
            self.book.take(json.loads(message["text"]))
        self._news.set()

    def say(self, frame: Any) -> None:
        text = frame if isinstance(frame, str) else json.dumps(frame)
        self._inbox.put_nowait({"type": "websocket.receive", "text": text})

    def hello(self, *streams: str, live: bool = False) -> None:
        """Follow streams from what the book knows of them."""
        wanted = {stream: self.book.versions.get(stream) for stream in streams}
        self.say({"t": "hello", "v": 1, "streams": wanted, "live": live})

    async def until(self, holds: Callable[[], Any], seconds: float = PATIENCE) -> None:
        """Wait for frames until the condition holds."""
        async with asyncio.timeout(seconds):
            while not holds():
                if hasattr(self, "_task") and self._task.done() and self._task.exception():
                    raise self._task.exception()  # type: ignore[misc]
                self._news.clear()
                await self._news.wait()
