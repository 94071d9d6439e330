"""What may be kept as evidence of a visit, and whether bytes are what they were said to be. Pure.

Bytes are judged by their structure only and never unpacked. A refusal's code is kept with the exhibit, so that the
phone and the console say the same.
"""

import hashlib
from dataclasses import dataclass

from dispatch.kernel import errors, texts
from dispatch.kernel.errors import Refusal
from field import exif, pictures, recordings
from field.exif import Camera

PURPOSES: dict[str, tuple[str, ...]] = {
    "photo": ("place", "before", "during", "after", "meter", "part", "hazard", "paper", "other"),
    "signature": ("agreement",),
    "voice": ("note",),
}
RESTARTS = 2
"""Times that bytes with a wrong hash are asked for again: a line spoils them once, a phone's store for good."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is kept to be shown, as `type`; sides in pixels where it has any."""

    content: bytes
    type: str
    width: int | None
    height: int | None
    camera: Camera


def check_announced(kind: str, purpose: str, size: int, most_bytes: int) -> None:
    """Refuse with exhibit.purpose_unknown, exhibit.too_large what need not even be sent."""
    if purpose not in PURPOSES.get(kind, ()):
        raise Refusal("exhibit.purpose_unknown")
    if size > most_bytes:
        raise Refusal("exhibit.too_large", limit=most_bytes // 1024)


def is_as_announced(body: bytes, sha256: str) -> bool:
    """Whether these are the bytes that the phone kept."""
    return hashlib.sha256(body).hexdigest() == sha256


def shown(kind: str, body: bytes) -> Shown:
    """What may be shown of `body`. Refuses with picture.unreadable, picture.too_large, picture.not_only and
    recording.unreadable."""
    if kind == "voice":
        return Shown(body, recordings.read(body), None, None, {})
    picture = pictures.read(body, is_evidence=True)
    return Shown(picture.content, picture.type, picture.width, picture.height, exif.read(body))


errors.define("exhibit.purpose_unknown", 422, zh="不知道这张留证拍的是什么。", en="What this shows is not known.")
errors.define(
    "exhibit.too_large", 422, zh="文件太大，上限为 {limit} KB。", en="The file is too large: {limit} KB at most."
)
errors.define(
    "exhibit.too_many",
    409,
    zh="这个任务的照片等留证已到上限（{limit} 份）。",
    en="This job has as many photos and recordings as it may ({limit}).",
)
errors.define(
    "exhibit.differs",
    409,
    zh="同一编号的留证已登记为另一份内容。",
    en="Something else was announced under this id before.",
)
errors.define(
    "exhibit.gap",
    409,
    zh="前面的数据还没有收到（已收到 {received} 字节）。",
    en="Bytes before these are missing ({received} are here).",
)
errors.define("exhibit.too_long", 422, zh="数据比登记的多。", en="These are more bytes than were announced.")
errors.define(
    "exhibit.hash_differs",
    422,
    zh="收到的数据和手机上登记的不一致，重传后仍然不一致。请重新拍一张。",
    en="What arrives is not what the phone announced, also when sent again. Take it again.",
)

for code, zh, en in [
    ("photo", "照片", "Photo"),
    ("signature", "签名", "Signature"),
    ("voice", "语音", "Voice note"),
]:
    texts.define(f"exhibit_kind.{code}", zh=zh, en=en)

for code, zh, en in [
    ("place", "现场全貌", "The place"),
    ("before", "处理前", "Before the work"),
    ("during", "处理中", "During the work"),
    ("after", "处理后", "After the work"),
    ("meter", "表计读数", "Meter and reading"),
    ("part", "更换的部件", "Parts replaced"),
    ("hazard", "隐患", "A danger"),
    ("paper", "单据", "A paper"),
    ("other", "其他", "Something else"),
    ("agreement", "用户签名", "The customer's signature"),
    ("note", "语音说明", "Spoken note"),
]:
    texts.define(f"exhibit_purpose.{code}", zh=zh, en=en)
