"""The simulation's way into the product: its public HTTP interface, with keys of its own, one thread, patient.

Overload and a server that is just starting are waited for; what is sent again carries the same idempotency key.
"""

import http.client
import logging
import queue
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson

log = logging.getLogger(__name__)

WAITING_AT_MOST = 2000
PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class Letter:
    """A POST to be made: path, body, and the API key it goes under. `then` gets (status, answer)."""

    path: str
    body: dict[str, Any]
    secret: str
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    then: Callable[[int, dict[str, Any]], None] | None = None


class Door:
    """Posts letters one after another on a thread of its own."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._letters: queue.Queue[Letter | None] = queue.Queue(WAITING_AT_MOST)
        self._stopping = threading.Event()
        self._connection: http.client.HTTPConnection | None = None
        self._thread = threading.Thread(target=self._run, name="demo-door", daemon=True)
        self._thread.start()

    def post(self, letter: Letter) -> bool:
        """Queue a letter; false when too many wait already."""
        try:
            self._letters.put_nowait(letter)
        except queue.Full:
            return False
        return True

    @property
    def waiting(self) -> int:
        return self._letters.qsize()

    def stop(self) -> None:
        """Stop after the letter in hand."""
        self._stopping.set()
        with suppress(queue.Full):
            self._letters.put_nowait(None)
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            letter = self._letters.get()
            if letter is None:
                return
            status, answer = self._deliver(letter)
            if letter.then is not None and not self._stopping.is_set():
                letter.then(status, answer)

    def _deliver(self, letter: Letter) -> tuple[int, dict[str, Any]]:
        deadline, pause = time.monotonic() + PATIENCE_SECONDS, 0.5
        while True:
            status, retry_after, answer = self._send(letter)
            passing = status in (0, 429, 502, 503, 504)
            if not passing or time.monotonic() > deadline or self._stopping.is_set():
                if status >= 400 and status not in (404, 409):
                    log.warning("%s answered %s %s", letter.path, status, answer.get("code", ""))
                return status, answer
            self._stopping.wait(max(retry_after, pause))
            pause = min(pause * 2, 10)

    def _send(self, letter: Letter) -> tuple[int, float, dict[str, Any]]:
        """(status, seconds to wait, answer); status 0 where nobody answered."""
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(self._host, self._port, timeout=20)
            headers = {
                "Authorization": f"Bearer {letter.secret}",
                "Content-Type": "application/json",
                "Idempotency-Key": letter.key,
            }
            self._connection.request("POST", f"/api/v1{letter.path}", orjson.dumps(letter.body), headers)
            response = self._connection.getresponse()
            raw = response.read()
            try:
                answer = orjson.loads(raw)
            except orjson.JSONDecodeError:
                answer = {}
            after = response.headers.get("Retry-After", "")
            return response.status, float(after) if after.isdigit() else 0.0, answer if isinstance(answer, dict) else {}
        except (OSError, http.client.HTTPException):
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            return 0, 0.0, {}
