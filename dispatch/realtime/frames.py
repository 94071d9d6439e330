"""Frames as they leave: JSON once, and the bytes of the WebSocket once, however many sockets get them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from dispatch.kernel import clock
from dispatch.kernel.errors import Refusal
from dispatch.realtime.protocol import GoodbyeReason
from dispatch.realtime.session import Batch

# Larger messages leave in fragments, so that a slow reader holds back one of them and not a whole board.
FRAGMENT_BYTES = 64 << 10
_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


class Frame:
    """One message: its JSON, and its bytes on the wire made on first use."""

    __slots__ = ("_pieces", "payload")

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self._pieces: tuple[bytes, ...] | None = None

    def __len__(self) -> int:
        return len(self.payload)

    @property
    def pieces(self) -> tuple[bytes, ...]:
        """WebSocket frames of an unmasked text message (RFC 6455, 5.2 and 5.4)."""
        if self._pieces is None:
            self._pieces = tuple(_framed(self.payload))
        return self._pieces


def _framed(payload: bytes) -> Iterator[bytes]:
    last = max(0, (len(payload) - 1) // FRAGMENT_BYTES)
    for place in range(last + 1):
        part = payload[place * FRAGMENT_BYTES : (place + 1) * FRAGMENT_BYTES]
        opening = (0x80 if place == last else 0) | (0x01 if place == 0 else 0)
        size = len(part)
        if size < 126:
            yield bytes((opening, size)) + part
        elif size < 1 << 16:
            yield bytes((opening, 126)) + size.to_bytes(2, "big") + part
        else:
            yield bytes((opening, 127)) + size.to_bytes(8, "big") + part


def _frame(content: Mapping[str, Any]) -> Frame:
    return Frame(orjson.dumps(content, option=_OPTIONS))


def entries(batch: Batch) -> Frame:
    """The frame of a batch, kept with it."""
    if batch.frame is None:
        batch.frame = _frame(
            {"t": "entries", "stream": batch.stream, "from": batch.start, "to": batch.end, "entries": batch.entries}
        )
    frame: Frame = batch.frame
    return frame


def reset(stream: str, version: int, state: Any) -> Frame:
    return _frame({"t": "reset", "stream": stream, "version": version, "state": state})


def beat(heads: Mapping[str, int], at: datetime) -> Frame:
    return _frame({"t": "beat", "heads": heads, "at": clock.iso(at)})


def positions(items: Sequence[Mapping[str, Any]]) -> Frame:
    return _frame({"t": "live", "kind": "positions", "items": items})


def presence(items: Sequence[Mapping[str, Any]]) -> Frame:
    return _frame({"t": "presence", "items": items})


def refused(stream: str, refusal: Refusal, language: str) -> Frame:
    return _frame({"t": "refused", "stream": stream, "problem": refusal.as_problem(language)})


def goodbye(reason: GoodbyeReason, retry_after: float) -> Frame:
    return _frame({"t": "goodbye", "reason": reason, "retry_after": round(retry_after, 1)})


PONG = _frame({"t": "pong"})
