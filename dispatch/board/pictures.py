"""A picture as it comes in: only what it says it is, no larger than a desk needs, and nothing beside it.

Nothing is unpacked here: twenty kilobytes may unpack to hundreds of megabytes. Size comes from the header, and of a
JPEG whatever the camera wrote beside the picture (place, device, thumbnail) is cut out.
"""

import struct
from dataclasses import dataclass

from dispatch.kernel import errors
from dispatch.kernel.errors import Refusal

LONGEST_SIDE = 4096
_PNG = b"\x89PNG\r\n\x1a\n"
# Start of frame, but for the three of that range that mean something else.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# JFIF and Adobe say how colours are meant; other APPn and comments are the camera's.
_KEPT = frozenset({0xE0, 0xEE})
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"iCCP"})


@dataclass(frozen=True, slots=True)
class Picture:
    """`content` may be given to a browser as `type`; sides are in pixels."""

    content: bytes
    type: str
    width: int
    height: int


def read(body: bytes) -> Picture:
    """The picture in `body`; refuses with picture.unreadable, picture.too_large."""
    try:
        if body.startswith(b"\xff\xd8"):
            found = _jpeg(body)
        elif body.startswith(_PNG):
            found = _png(body)
        else:
            raise Refusal("picture.unreadable")
    except (struct.error, IndexError) as error:
        raise Refusal("picture.unreadable") from error
    if not (0 < found.width <= LONGEST_SIDE and 0 < found.height <= LONGEST_SIDE):
        raise Refusal("picture.too_large", limit=LONGEST_SIDE)
    return found


def _jpeg(body: bytes) -> Picture:
    kept, place, size = [body[:2]], 2, (0, 0)
    while True:
        if body[place] != 0xFF:
            raise Refusal("picture.unreadable")
        marker = body[place + 1]
        (length,) = struct.unpack_from(">H", body, place + 2)
        if length < 2:
            raise Refusal("picture.unreadable")
        if marker == 0xDA:
            # From here on the picture itself, up to its end.
            kept.append(body[place:])
            break
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", body, place + 5)
            size = (width, height)
        if marker in _KEPT or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(body[place : place + 2 + length])
        place += 2 + length
    return Picture(b"".join(kept), "image/jpeg", *size)


def _png(body: bytes) -> Picture:
    kept, place, size = [_PNG], len(_PNG), (0, 0)
    while place < len(body):
        (length,) = struct.unpack_from(">I", body, place)
        kind = body[place + 4 : place + 8]
        whole = body[place : place + 12 + length]
        if len(whole) < 12 + length:
            raise Refusal("picture.unreadable")
        if kind == b"IHDR":
            size = struct.unpack_from(">II", body, place + 8)
        if kind in _PNG_KEPT:
            kept.append(whole)
        place += 12 + length
        if kind == b"IEND":
            break
    return Picture(b"".join(kept), "image/png", *size)


errors.define(
    "picture.unreadable", 422, zh="这不是可用的照片（JPEG 或 PNG）。", en="This is not a usable picture (JPEG or PNG)."
)
errors.define(
    "picture.too_large",
    422,
    zh="照片的边长不能超过 {limit} 像素。",
    en="No side of a picture may be longer than {limit} pixels.",
)
