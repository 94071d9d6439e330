"""Where and when a camera says that a JPEG was taken (EXIF 2.32). Pure, bounded, and trusted no further than a hint.

The bytes come from a phone that anybody may hold: what is odd reads as not said, never as an error.
"""

import struct
from typing import Any, TypedDict

_MOST_FIELDS = 256
_GPS, _DETAILS = 0x8825, 0x8769
_TAKEN, _TAKEN_OFFSET = 0x9003, 0x9011
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}


class Camera(TypedDict, total=False):
    """`at` as the camera wrote it ("2026:11:23 17:05:00", its wall clock), `offset` its zone where it says one."""

    lon: float
    lat: float
    at: str
    offset: str


def read(body: bytes) -> Camera:
    """What the first Exif block of a JPEG says; empty where there is none or it makes no sense."""
    try:
        tiff = _block(body)
        return _camera(tiff) if tiff else {}
    except (struct.error, IndexError, ValueError, ZeroDivisionError, OverflowError):
        return {}


def _block(body: bytes) -> bytes:
    place = 2
    while body[place] == 0xFF and body[place + 1] not in (0xD9, 0xDA):
        (length,) = struct.unpack_from(">H", body, place + 2)
        if body[place + 1] == 0xE1 and body[place + 4 : place + 10] == b"Exif\0\0":
            return body[place + 10 : place + 2 + length]
        place += 2 + length
    return b""


def _camera(tiff: bytes) -> Camera:
    order = {b"II": "<", b"MM": ">"}[tiff[:2]] if tiff[:2] in (b"II", b"MM") else ""
    if not order or struct.unpack_from(order + "H", tiff, 2)[0] != 42:
        return {}
    first = _fields(tiff, order, struct.unpack_from(order + "I", tiff, 4)[0])
    found: Camera = {}
    if _GPS in first:
        gps = _fields(tiff, order, first[_GPS])
        lat, lon = _degrees(gps.get(2), gps.get(1), "S"), _degrees(gps.get(4), gps.get(3), "W")
        if lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180:
            found["lon"], found["lat"] = round(lon, 6), round(lat, 6)
    details = _fields(tiff, order, first[_DETAILS]) if _DETAILS in first else {}
    if isinstance(at := details.get(_TAKEN), str):
        found["at"] = at[:19]
        if isinstance(offset := details.get(_TAKEN_OFFSET), str):
            found["offset"] = offset[:6]
    return found


def _fields(tiff: bytes, order: str, place: Any) -> dict[int, Any]:
    """One directory: numbers, words and fractions by tag; kinds that nobody here asks for are left out."""
    (count,) = struct.unpack_from(order + "H", tiff, place)
    found: dict[int, Any] = {}
    for entry in range(min(count, _MOST_FIELDS)):
        at = place + 2 + 12 * entry
        tag, kind, length = struct.unpack_from(order + "HHI", tiff, at)
        size = _SIZES.get(kind, 0) * length
        if not size or size > 1024:
            continue
        start = at + 8 if size <= 4 else struct.unpack_from(order + "I", tiff, at + 8)[0]
        raw = tiff[start : start + size]
        if kind == 2:
            words = raw.split(b"\0")[0].decode("ascii", "ignore")
            found[tag] = "".join(letter for letter in words if letter.isprintable()).strip()
        elif kind in (3, 4):
            found[tag] = struct.unpack_from(order + ("H" if kind == 3 else "I"), raw)[0]
        elif kind == 5:
            parts = struct.unpack(f"{order}{2 * length}I", raw)
            found[tag] = [above / below for above, below in zip(parts[::2], parts[1::2], strict=True)]
    return found


def _degrees(parts: Any, side: Any, negative: str) -> float | None:
    if not isinstance(parts, list) or len(parts) != 3 or not isinstance(side, str):
        return None
    value = parts[0] + parts[1] / 60 + parts[2] / 3600
    return -value if side.upper() == negative else value
