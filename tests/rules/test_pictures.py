"""A picture is what its header says, within bounds, and holds nothing that the camera wrote beside it."""

import struct
import zlib

import pytest

from dispatch.kernel.errors import Refusal
from field import pictures


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def jpeg(width: int = 640, height: int = 480, *more: bytes) -> bytes:
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    return b"\xff\xd8" + b"".join(more) + frame + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"scan\xff\xd9"


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int = 2, height: int = 2, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * ((min(width, 9) + 1) * min(height, 9))))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + pixels + chunk(b"IEND", b"")


def refused(body: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        pictures.read(body)
    return caught.value.code


def test_type_and_size_come_from_the_header():
    assert (lambda p: (p.type, p.width, p.height))(pictures.read(jpeg(640, 480))) == ("image/jpeg", 640, 480)
    assert (lambda p: (p.type, p.width, p.height))(pictures.read(png(3, 5))) == ("image/png", 3, 5)


def test_where_and_with_what_it_was_taken_is_cut_out():
    place = segment(0xE1, b"Exif\0\0 31.05 N 117.05 E")
    words = segment(0xFE, b"taken by Zhou")
    colours = segment(0xE0, b"JFIF\0")
    profile, second = segment(0xE2, b"ICC_PROFILE\0\1\1 sRGB"), segment(0xE2, b"MPF\0 another picture")
    kept = pictures.read(jpeg(640, 480, colours, place, words, profile, second)).content
    assert kept == jpeg(640, 480, colours, profile)
    assert pictures.read(png(2, 2, chunk(b"tEXt", b"Author\0Zhou"))).content == png(2, 2)


def test_what_follows_the_end_of_a_png_is_dropped():
    assert pictures.read(png() + b"<script>alert(1)</script>").content == png()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\x00\x00",
        jpeg()[:12],
        png()[:20],
        png()[:-20],
        b"\xff\xd8" + b"\x00" * 40,
    ],
    ids=["nothing", "svg", "gif", "start", "half", "no-length", "cut-jpeg", "cut-head", "cut-png", "zeros"],
)
def test_what_is_no_picture_is_refused(body):
    assert refused(body) == "picture.unreadable"


@pytest.mark.parametrize(("width", "height"), [(4097, 10), (10, 4097), (0, 10), (10, 0)])
def test_sides_have_a_limit(width, height):
    assert refused(jpeg(width, height)) == "picture.too_large"
    assert refused(png(width, height)) == "picture.too_large"
    assert pictures.read(jpeg(4096, 1)).width == 4096
