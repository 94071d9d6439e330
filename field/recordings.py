"""A voice note as it comes in: a WebM, MP4 or Ogg file by its own structure, and nothing after it.

Only the outermost boxes are walked; a browser plays it under a policy that lets nothing in it run.
"""

import struct

from dispatch.kernel import errors
from dispatch.kernel.errors import Refusal

_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"
_TOP_OF_MP4 = frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"free", b"sidx", b"styp", b"skip", b"wide"})
_MOST_PARTS = 20_000


def read(body: bytes) -> str:
    """The media type to play `body` as; refuses with recording.unreadable."""
    try:
        if body.startswith(_EBML):
            found = _is_webm(body) and "audio/webm"
        elif body[4:8] == b"ftyp":
            found = _is_mp4(body) and "audio/mp4"
        elif body.startswith(b"OggS"):
            found = _is_ogg(body) and "audio/ogg"
        else:
            found = False
    except (struct.error, IndexError) as error:
        raise Refusal("recording.unreadable") from error
    if not found:
        raise Refusal("recording.unreadable")
    return str(found)


def _is_webm(body: bytes) -> bool:
    """An EBML head that says WebM, then one segment to the end of the file."""
    length, head = _vint(body, 4)
    start = head + length
    if b"\x42\x82\x84webm" not in body[head:start] or body[start : start + 4] != _SEGMENT:
        return False
    size, data = _vint(body, start + 4)
    # All ones: a recorder that writes as it goes does not know the end.
    return size == -1 or data + size == len(body)


def _vint(body: bytes, place: int) -> tuple[int, int]:
    """EBML's number of variable width and where it ends; -1 for "unknown"."""
    first = body[place]
    width = 9 - first.bit_length()
    if not 1 <= width <= 8 or place + width > len(body):
        raise IndexError(place)
    raw = int.from_bytes(body[place : place + width], "big") & ((1 << 7 * width) - 1)
    return (-1 if raw == (1 << 7 * width) - 1 else raw), place + width


def _is_mp4(body: bytes) -> bool:
    """Known boxes, one after the other, exactly to the end."""
    place = 0
    for _ in range(_MOST_PARTS):
        if place == len(body):
            return True
        (size,) = struct.unpack_from(">I", body, place)
        if body[place + 4 : place + 8] not in _TOP_OF_MP4 or size < 8 or place + size > len(body):
            return False
        place += size
    return False


def _is_ogg(body: bytes) -> bool:
    """Pages, one after the other, exactly to the end."""
    place = 0
    for _ in range(_MOST_PARTS):
        if place == len(body):
            return True
        if body[place : place + 4] != b"OggS":
            return False
        segments = body[place + 26]
        place += 27 + segments + sum(body[place + 27 : place + 27 + segments])
    return False


errors.define("recording.unreadable", 422, zh="这不是可用的录音。", en="This is not a usable recording.")
