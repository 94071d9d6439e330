"""Clients of a real server over TCP: one that reads as `Book` does, and one that stops reading."""

import asyncio
import json
import socket
from collections.abc import Callable
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.realtime.client import PATIENCE, Book


class TcpClient:
    """Reads into its book until the connection ends; `closed` is then the close code (1006: cut)."""

    def __init__(self, port: int, book: Book | None = None, cookie: str = "") -> None:
        self.book = book or Book()
        self.closed: int | None = None
        self._port, self._cookie = port, cookie
        self._news = asyncio.Event()
        self._error: BaseException | None = None

    async def __aenter__(self) -> Self:
        origin = f"http://127.0.0.1:{self._port}"
        self._line: ClientConnection = await connect(
            f"ws://127.0.0.1:{self._port}/ws/v1",
            additional_headers={"Origin": origin, **({"Cookie": self._cookie} if self._cookie else {})},
            compression=None,
            max_size=None,
        )
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._line.close()
        await self._reader
        if self._error is not None:
            raise self._error

    async def _read(self) -> None:
        try:
            async for text in self._line:
                self.book.take(json.loads(text))
                self._news.set()
        except ConnectionClosed:
            pass
        except BaseException as error:
            self._error = error
        self.closed = self._line.close_code or 1006
        self._news.set()

    def cut(self) -> None:
        """The line dies, without a word."""
        self._line.transport.abort()

    async def hello(self, *streams: str) -> None:
        wanted = {stream: self.book.versions.get(stream) for stream in streams}
        await self._line.send(json.dumps({"t": "hello", "v": 1, "streams": wanted}))

    async def until(self, holds: Callable[[], Any], seconds: float = PATIENCE) -> None:
        async with asyncio.timeout(seconds):
            while not holds():
                if self._error is not None:
                    raise self._error
                self._news.clear()
                await self._news.wait()


class StuckClient:
    """Says hello over a bare socket with a small buffer, and reads no more until asked to."""

    def __init__(self, port: int, cookie: str, *streams: str) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(("127.0.0.1", port))
        self._socket.sendall(
            f"GET /ws/v1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            f"Cookie: {cookie}\r\n\r\n".encode()
        )
        assert self._socket.recv(12) == b"HTTP/1.1 101"
        text = json.dumps({"t": "hello", "v": 1, "streams": dict.fromkeys(streams)}).encode()
        size = bytes((0x80 | len(text),)) if len(text) < 126 else bytes((0xFE,)) + len(text).to_bytes(2, "big")
        self._socket.sendall(b"\x81" + size + b"\0\0\0\0" + text)

    def read_to_the_end(self) -> bytes:
        """What was under way, until the server's end of it."""
        found = b""
        while True:
            try:
                piece = self._socket.recv(1 << 16)
            except ConnectionResetError:
                return found
            if not piece:
                return found
            found += piece

    def close(self) -> None:
        self._socket.close()
