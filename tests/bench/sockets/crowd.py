"""Many sockets in one lean process, which note when each entry came. A module for a process of its own.

Lines on stdin: first {port, sockets: [[stream or "", cookie]]}, answered with {"connected": seconds}; then
{expect, seconds}: answered with the latencies in milliseconds of so many receipts, or of those that came in time.
"""

import asyncio
import json
import re
import resource
import sys
import time
from typing import Any

SENT = re.compile(rb'"sent": ?(\d+\.\d+)')
AT_ONCE = 40
CONNECT_SECONDS = 60.0


def frame_in(data: bytes, place: int) -> tuple[int, int] | None:
    """Where the payload of the server's frame at `place` begins and ends; None while it is not all there."""
    if len(data) < place + 2:
        return None
    size, begin = data[place + 1], place + 2
    if size >= 126:
        width = 2 if size == 126 else 8
        if len(data) < begin + width:
            return None
        size, begin = int.from_bytes(data[begin : begin + width], "big"), begin + width
    return (begin, begin + size) if len(data) >= begin + size else None


class Client(asyncio.Protocol):
    """A handshake, a hello, then nothing but noting."""

    def __init__(self, crowd: "Crowd", port: int, stream: str, cookie: str) -> None:
        self._crowd, self._port, self._stream, self._cookie = crowd, port, stream, cookie
        self._rest = b""
        self._is_open = False
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        where = f"127.0.0.1:{self._port}"
        cookie = f"Cookie: {self._cookie}\r\n" if self._cookie else ""
        transport.write(  # type: ignore[attr-defined]
            f"GET /ws/v1 HTTP/1.1\r\nHost: {where}\r\nOrigin: http://{where}\r\nUpgrade: websocket\r\n{cookie}"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.time()
        if not self._is_open:
            self._rest += data
            head, gap, self._rest = self._rest.partition(b"\r\n\r\n")
            if not gap:
                self._rest = head
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            self._is_open = True
            if not self._stream:
                self.ready.set_result(None)
                return
            self._say({"t": "hello", "v": 1, "streams": {self._stream: None}})
            data = b""
        self._rest = data = self._rest + data if self._rest else data
        place = 0
        while (found := frame_in(data, place)) is not None:
            begin, end = found
            if data[place] == 0x89:
                self._transport.write(bytes((0x8A, 0x80 | (end - begin))) + b"\0\0\0\0" + data[begin:end])
            elif sent := SENT.findall(data, begin, end):
                self._crowd.came(now, [float(each) for each in sent])
            elif not self.ready.done() and data.startswith(b'{"t":"reset"', begin):
                self.ready.set_result(None)
            place = end
        self._rest = data[place:]

    def connection_lost(self, error: Exception | None) -> None:
        self._crowd.lost += 1
        if not self.ready.done():
            self.ready.set_exception(error or ConnectionError("closed"))

    def _say(self, frame: dict[str, Any]) -> None:
        text = json.dumps(frame).encode()
        assert len(text) < 126
        self._transport.write(bytes((0x81, 0x80 | len(text))) + b"\0\0\0\0" + text)


class Crowd:
    """All clients and what came to them."""

    def __init__(self) -> None:
        self.lost = 0
        self._latencies: list[float] = []
        self._clients: list[Client] = []

    def came(self, now: float, sent: list[float]) -> None:
        self._latencies += [(now - each) * 1000 for each in sent]

    async def connect(self, port: int, sockets: list[list[str]]) -> float:
        began, few = time.monotonic(), asyncio.Semaphore(AT_ONCE)

        async def one(stream: str, cookie: str) -> None:
            async with few:
                client = Client(self, port, stream, cookie)
                await asyncio.get_running_loop().create_connection(lambda: client, "127.0.0.1", port)
                await asyncio.wait_for(client.ready, CONNECT_SECONDS)
                self._clients.append(client)

        await asyncio.gather(*(one(stream, cookie) for stream, cookie in sockets))
        return time.monotonic() - began

    async def gather(self, expect: int, seconds: float) -> dict[str, Any]:
        until = time.monotonic() + seconds
        while len(self._latencies) < expect and time.monotonic() < until:
            await asyncio.sleep(0.05)
        found, self._latencies = sorted(self._latencies), []

        def at(part: float) -> float | None:
            return round(found[min(len(found) - 1, int(len(found) * part))], 2) if found else None

        return {"came": len(found), "lost": self.lost, "p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": at(1)}


async def main() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    crowd, loop = Crowd(), asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        if "port" in order:
            answer: dict[str, Any] = {"connected": await crowd.connect(order["port"], order["sockets"])}
        else:
            answer = await crowd.gather(order["expect"], order["seconds"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
