"""A lean client that sends requests and remembers every answer: raw asyncio on kept-alive connections.

It runs as a process of its own (`python -m tests.bench.load PLAN`), so that it does not share an interpreter with what
it measures. PLAN is a JSON object: port, headers, path, bodies (a file with one JSON body a line), first, count,
connections, rate (a second; 0 means as fast as answers come), seconds. It prints one JSON object: `answers`, a list
of [place in the file, status, seconds since the epoch when sent, … when answered, answer], and `tried`, the places that
were sent at all.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

RETRIES = {429, 503}


async def exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, bytes, bool]:
    """One request and its answer: status, body, and whether the connection stays open."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    length, keep = 0, True
    for text in head.split(b"\r\n")[1:]:
        name, _, value = text.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
        elif name.lower() == b"connection" and value.strip().lower() == b"close":
            keep = False
    return status, await reader.readexactly(length), keep


def request_of(plan: dict[str, Any], body: bytes, key: str) -> bytes:
    """The bytes of one POST."""
    headers = {
        "Host": "localhost",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Idempotency-Key": key,
        **plan.get("headers", {}),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {plan['path']} HTTP/1.1\r\n{head}\r\n".encode() + body


async def drive(plan: dict[str, Any]) -> dict[str, list[Any]]:
    """Send the plan's requests and gather the answers; what has no answer when the connection breaks has none."""
    lines = Path(plan["bodies"]).read_bytes().splitlines()
    places = iter(plan.get("places") or range(plan.get("first", 0), plan.get("first", 0) + plan["count"]))
    rate, began = plan.get("rate", 0), time.monotonic()
    deadline = began + plan.get("seconds", 300)
    answers: list[list[Any]] = []
    tried: list[int] = []
    sent = 0

    async def work() -> None:
        nonlocal sent
        connection = None
        for place in places:
            if rate:
                turn, sent = began + sent / rate, sent + 1
                await asyncio.sleep(max(0.0, turn - time.monotonic()))
            body = lines[place]
            request = request_of(plan, body, f"{plan.get('run', 'bench')}-{place}")
            tried.append(place)
            at = time.time()
            while time.monotonic() < deadline:
                if connection is None:
                    connection = await asyncio.open_connection("127.0.0.1", plan["port"])
                status, text, keep = await exchange(*connection, request)
                if not keep:
                    connection[1].close()
                    connection = None
                if status not in RETRIES:
                    answers.append([place, status, at, time.time(), json.loads(text or b"null")])
                    break
                await asyncio.sleep(0.2)

    outcomes = await asyncio.gather(*(work() for _ in range(plan["connections"])), return_exceptions=True)
    for outcome in outcomes:
        # A server that is killed breaks its connections; anything else is our mistake.
        if isinstance(outcome, BaseException) and not isinstance(outcome, OSError | EOFError):
            raise outcome
    return {"answers": answers, "tried": tried}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(drive(json.loads(sys.argv[1])))))
