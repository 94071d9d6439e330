"""A picture as it comes in: only what it says it is, no larger than a desk needs, and nothing beside it.

Nothing is unpacked here: twenty kilobytes may unpack to hundreds of megabytes. Size comes from the header, and of a
JPEG whatever the camera wrote beside the picture (place, device, thumbnail) is cut out. A file that goes on after its
picture is another file as well (an archive, a page with script): at a desk the rest is dropped, as evidence it is
refused, because then nobody can say what was handed in.
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
# So does a colour profile, which shares its marker with previews and second pictures.
_PROFILE = b"ICC_PROFILE\0"
# A colour profile is compressed, so it may be a bomb of its own; what our pages draw needs none.
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM"})
MOST_SCANS = 64
"""A progressive JPEG has about ten; each one makes a browser draw the whole picture again."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`content` may be given to a browser as `type`; sides are in pixels."""

    content: bytes
    type: str
    width: int
    height: int


def read(body: bytes, *, is_evidence: bool = False) -> Picture:
    """The picture in `body`; refuses with picture.unreadable, picture.too_large.

    `is_evidence`: nothing may follow the picture's end (picture.not_only).
    """
    try:
        if body.startswith(b"\xff\xd8"):
            found, end = _jpeg(body)
        elif body.startswith(_PNG):
            found, end = _png(body)
        else:
            raise Refusal("picture.unreadable")
    except (struct.error, IndexError, ValueError) as error:
        raise Refusal("picture.unreadable") from error
    if not (0 < found.width <= LONGEST_SIDE and 0 < found.height <= LONGEST_SIDE):
        raise Refusal("picture.too_large", limit=LONGEST_SIDE)
    if is_evidence and end != len(body):
        raise Refusal("picture.not_only")
    return found


def _jpeg(body: bytes) -> tuple[Picture, int]:
    """The picture, and where in `body` it ends."""
    kept, place, size, scans = [body[:2]], 2, (0, 0), 0
    while True:
        if body[place] != 0xFF:
            raise Refusal("picture.unreadable")
        marker = body[place + 1]
        if marker == 0xD9:
            kept.append(b"\xff\xd9")
            break
        (length,) = struct.unpack_from(">H", body, place + 2)
        if length < 2:
            raise Refusal("picture.unreadable")
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", body, place + 5)
            size = (width, height)
        end = place + 2 + length
        if marker == 0xDA:
            scans += 1
            end = _end_of_scan(body, end)
        if end > len(body) or scans > MOST_SCANS:
            raise Refusal("picture.unreadable")
        is_profile = marker == 0xE2 and body.startswith(_PROFILE, place + 4)
        if marker in _KEPT or is_profile or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(body[place:end])
        place = end
    if not scans:
        raise Refusal("picture.unreadable")
    return Picture(b"".join(kept), "image/jpeg", *size), place + 2


def _end_of_scan(body: bytes, place: int) -> int:
    """Where the next marker stands that is no part of the scan: FF 00 is an escaped FF, FF D0 to D7 restart it."""
    while True:
        place = body.index(b"\xff", place)
        follows = body[place + 1]
        if follows == 0xFF:
            place += 1
        elif follows == 0x00 or 0xD0 <= follows <= 0xD7:
            place += 2
        else:
            return place


def _png(body: bytes) -> tuple[Picture, int]:
    """The picture, and where in `body` it ends."""
    kept, place, size = [_PNG], len(_PNG), (0, 0)
    while True:
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
            return Picture(b"".join(kept), "image/png", *size), place


errors.define(
    "picture.unreadable", 422, zh="这不是可用的照片（JPEG 或 PNG）。", en="This is not a usable picture (JPEG or PNG)."
)
errors.define(
    "picture.too_large",
    422,
    zh="照片的边长不能超过 {limit} 像素。",
    en="No side of a picture may be longer than {limit} pixels.",
)
errors.define(
    "picture.not_only",
    422,
    zh="文件里除了照片还有别的内容，不能作为留证。请重新拍一张。",
    en="The file holds more than a picture and is no evidence. Take it again.",
)
