"""A recording is what its outermost boxes say, to the last byte."""

import struct

import pytest

from dispatch.kernel.errors import Refusal
from field import recordings

HEAD = b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"
SOUND = b"\x1f\x43\xb6\x75\x83abc"
STREAMED = HEAD + b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + SOUND
SIZED = HEAD + b"\x18\x53\x80\x67" + bytes([0x80 + len(SOUND)]) + SOUND
OGG = b"OggS" + bytes(22) + b"\x02\x03\x02abcde"


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


MP4 = box(b"ftyp", b"isom\0\0\0\0") + box(b"moov", bytes(30)) + box(b"mdat", bytes(9))


@pytest.mark.parametrize(
    ("body", "kind"),
    [(STREAMED, "audio/webm"), (SIZED, "audio/webm"), (MP4, "audio/mp4"), (OGG * 3, "audio/ogg")],
    ids=["webm-streamed", "webm-sized", "mp4", "ogg"],
)
def test_what_recorders_write_is_known(body: bytes, kind: str) -> None:
    assert recordings.read(body) == kind


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"ID3\x04" + bytes(40),
        HEAD,
        HEAD.replace(b"webm", b"mkv!") + STREAMED[len(HEAD) :],
        SIZED + b"<script>",
        SIZED[:-1],
        b"\x1a\x45\xdf\xa3\x00" + bytes(20),
        MP4 + b"PK\x03\x04 an archive behind it",
        MP4 + box(b"html", b"<script>"),
        MP4[:-4],
        box(b"ftyp") + struct.pack(">I", 4) + b"mdat",
        OGG + b"trailing",
        OGG[:20],
    ],
    ids=range(13),
)
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        recordings.read(body)
    assert caught.value.code == "recording.unreadable"
