"""The server's sentences, each in Chinese and in English.

One catalogue instead of Django's gettext machinery: it needs no compiler on the machine, the front end gets the same
words, and a missing language is a failed start instead of a raw key on a screen. Every storey defines its own texts in
a module of its own when the app is loaded.
"""

from collections.abc import Mapping
from typing import Literal, cast

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
DEFAULT: Language = "zh"

_texts: dict[str, dict[Language, str]] = {}


def define(key: str, *, zh: str, en: str) -> None:
    """Add one text. Defining the same key with other words is a programming mistake."""
    words: dict[Language, str] = {"zh": zh, "en": en}
    if not zh or not en:
        raise ValueError(f"text {key!r} lacks a language")
    if _texts.setdefault(key, words) != words:
        raise ValueError(f"text {key!r} is defined twice")


def say(key: str, language: str, /, **facts: object) -> str:
    """The text of `key` in `language`, facts filled in. An unknown key raises KeyError."""
    words = _texts[key][as_language(language)]
    return words.format_map(_Facts(facts)) if "{" in words else words


def both(key: str) -> dict[str, str]:
    """The text of `key` in each language, by language; for interfaces that leave the choice to the reader."""
    return {str(language): words for language, words in _texts[key].items()}


def knows(key: str) -> bool:
    """Whether `key` is in the catalogue."""
    return key in _texts


def everything() -> Mapping[str, Mapping[Language, str]]:
    """The whole catalogue, for the front end and for the law that nothing is missing."""
    return _texts


def as_language(value: str | None) -> Language:
    """The nearest language that we speak: anything English is `en`, all else the default."""
    if value and value.lower().startswith("en"):
        return "en"
    if value and value.lower().startswith("zh"):
        return "zh"
    return DEFAULT


def negotiate(accept_language: str) -> Language:
    """The first language of an Accept-Language header that we speak (RFC 9110, 12.5.4; weights honoured)."""
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language[:200].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            ranked.append((-(float(weight) if weight else 1.0), place, tag.lower()))
        except ValueError:
            continue
    for _, _, tag in sorted(ranked):
        if tag[:2] in LANGUAGES:
            return cast(Language, tag[:2])
    return DEFAULT


class _Facts(dict[str, object]):
    """A fact that a sentence wants and nobody gave shows as a dash, never as an error on an error page."""

    def __missing__(self, key: str) -> str:
        return "–"
