"""The words of the socket, version 1: every frame as a type, and the reading of what clients send.

Text frames of JSON over `/ws/v1`. The rules of a client, by which no hint can be lost and nothing counts twice:

- It keeps one version for each stream. `reset` replaces the state and the version. `entries` hold the versions
  `from + 1 … to`: those it knows are dropped, the others are applied in order; a `from` beyond its version is a gap,
  and it says `hello` again with the versions it has.
- A `beat` names the versions the server believes the client to have. Another version than its own is a gap too. Beats
  come every few seconds while the server sees its database; without them the screen is no longer live and says so.
- `live` and `presence` are not part of the log: the newest wins, and none is owed.
- After `goodbye` the server closes; the client comes back after `retry_after` seconds, with its versions.
  After `refused` it does not get that stream; others go on.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal, NotRequired, TypedDict

from dispatch.board.presence import PresenceItem
from dispatch.kernel import bounds
from dispatch.kernel.errors import Refusal

VERSION = 1
FRAME_BYTES = 16 << 10
STREAMS = 64
VERSION_LIMIT = 1 << 53
STREAM_NAME = re.compile(r"(board|crew|ticket|order):[0-9A-Za-z_-]{1,60}")

GoodbyeReason = Literal["restart", "slow", "access", "protocol"]

# RFC 6455 leaves 4000–4999 to applications.
CLOSE_CODES: dict[GoodbyeReason, int] = {"restart": 4012, "slow": 4013, "access": 4003, "protocol": 4002}


class HelloFrame(TypedDict):
    """Follow these streams, each from the version the client has; null: it has nothing. Replaces what was followed."""

    t: Literal["hello"]
    v: Literal[1]
    streams: dict[str, int | None]
    live: NotRequired[bool]


class PingFrame(TypedDict):
    t: Literal["ping"]


class Entry(TypedDict):
    """One line of a stream's log. `kind` says what `data` holds; see the events."""

    v: int
    kind: str
    at: str
    data: dict[str, Any]


EntriesFrame = TypedDict(
    "EntriesFrame", {"t": Literal["entries"], "stream": str, "from": int, "to": int, "entries": list[Entry]}
)
EntriesFrame.__doc__ = "Versions `from + 1 … to` of a stream, without holes."


class ResetFrame(TypedDict):
    """Start over: the whole state of the stream at `version`."""

    t: Literal["reset"]
    stream: str
    version: int
    state: dict[str, Any]


class BeatFrame(TypedDict):
    """The server is alive, sees its database, and has told the client everything up to these versions."""

    t: Literal["beat"]
    heads: dict[str, int]
    at: str


class PositionItem(TypedDict):
    """Where a technician is now; `heading` in degrees clockwise from north."""

    id: int
    lon: float
    lat: float
    at: str
    heading: float | None
    state: str


class LiveFrame(TypedDict):
    """What moves and is not logged. The newest item of an id wins."""

    t: Literal["live"]
    kind: Literal["positions"]
    items: list[PositionItem]


class PresenceFrame(TypedDict):
    """Who is at which order. Not logged: the newest item of an order and a person wins, and passes when not renewed."""

    t: Literal["presence"]
    items: list[PresenceItem]


class Problem(TypedDict):
    """Problem details after RFC 9457, the same as over HTTP."""

    type: str
    title: str
    status: int
    code: str
    facts: dict[str, Any]


class RefusedFrame(TypedDict):
    """The client does not get this stream, or no longer. Not yours and not there answer alike."""

    t: Literal["refused"]
    stream: str
    problem: Problem


class GoodbyeFrame(TypedDict):
    """The server closes the socket. Come back after `retry_after` seconds."""

    t: Literal["goodbye"]
    reason: GoodbyeReason
    retry_after: float


class PongFrame(TypedDict):
    t: Literal["pong"]


CLIENT_FRAMES = (HelloFrame, PingFrame)
SERVER_FRAMES = (EntriesFrame, ResetFrame, BeatFrame, LiveFrame, PresenceFrame, RefusedFrame, GoodbyeFrame, PongFrame)


@dataclass(frozen=True, slots=True)
class Hello:
    """A client's hello, read and found well formed."""

    streams: dict[str, int | None]
    live: bool = False


@dataclass(frozen=True, slots=True)
class Ping:
    pass


def read(text: str) -> Hello | Ping:
    """What a client says. Refuses with socket.bad_frame, socket.too_many_streams, input.too_large, input.too_deep."""
    if len(text) > FRAME_BYTES or len(body := text.encode("utf-8", "surrogatepass")) > FRAME_BYTES:
        raise Refusal("input.too_large", limit=FRAME_BYTES)
    frame = bounds.read_json(body)
    match frame:
        case {"t": "ping"}:
            return Ping()
        case {"t": "hello", "v": 1, "streams": dict(streams)}:
            if len(streams) > STREAMS:
                raise Refusal("socket.too_many_streams", limit=STREAMS)
            if all(_is_wish(name, version) for name, version in streams.items()):
                return Hello(streams, frame.get("live") is True)
    raise Refusal("socket.bad_frame")


def _is_wish(name: str, version: object) -> bool:
    if not STREAM_NAME.fullmatch(name):
        return False
    return version is None or (type(version) is int and 0 <= version < VERSION_LIMIT)
