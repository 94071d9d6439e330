"""Limits on what comes in, checked before anything expensive is done with it."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, AwareDatetime

from dispatch.kernel.errors import Refusal

BODY_BYTES = 1 << 20
IMPORT_BYTES = 64 << 20
AREAS_BYTES = 16 << 20
# Bodies that hold areas: a file of many, and those that an editor saves or has reshaped.
_LARGER = (
    (re.compile(r"/api/v1/coverage/imports"), IMPORT_BYTES),
    (re.compile(r"/api/v1/coverage/(?:shape|plans/\d+/)"), AREAS_BYTES),
)
DEPTH = 40

# An escaped NUL that is really one (an even number of backslashes stands before it).
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[\]{}]')


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("outside of the calendar") from None


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A time in a body: with its zone, within the calendar, given as UTC."""


def body_limit(path: str) -> int:
    """How large a body may be for this path, in bytes."""
    return next((limit for pattern, limit in _LARGER if pattern.match(path)), BODY_BYTES)


def is_too_deep(body: bytes) -> bool:
    """Whether a JSON text nests deeper than DEPTH; brackets inside strings do not count. Stops where it knows."""
    depth = 0
    for match in _STRUCTURE.finditer(body):
        token = match.group()
        if token in (b"[", b"{"):
            depth += 1
            if depth > DEPTH:
                return True
        elif token in (b"]", b"}"):
            depth -= 1
    return False


def read_json(body: bytes) -> Any:
    """Parse a JSON body: input.too_deep past DEPTH levels, input.not_json where it is none or holds a NUL.

    NUL is a legal character of JSON, but PostgreSQL keeps no text that has one, and nobody types it.
    """
    # Fewer brackets than the limit cannot nest past it; most bodies stop here.
    if body.count(b"[") + body.count(b"{") > DEPTH and is_too_deep(body):
        raise Refusal("input.too_deep", limit=DEPTH)
    if b"u0000" in body and _NUL.search(body):
        raise Refusal("input.not_json")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refusal("input.not_json") from error
