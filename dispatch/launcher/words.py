"""What the launcher says: always Chinese and English side by side, because nobody has logged in yet."""

from __future__ import annotations

import sys


def both(zh: str, en: str) -> str:
    """One line in both languages."""
    return f"{zh} · {en}"


def say(zh: str, en: str) -> None:
    """Print one line at once, also when the output is a pipe."""
    print(both(zh, en), flush=True)


class Halt(Exception):
    """The launcher cannot go on, and says why and what to do. Nothing was damaged."""

    def __init__(self, zh: str, en: str, *, detail: str = "") -> None:
        super().__init__(both(zh, en))
        self.zh, self.en, self.detail = zh, en, detail

    def show(self) -> None:
        """Print it for a person, details first so that the advice stands last."""
        if self.detail:
            print(self.detail.rstrip(), file=sys.stderr)
        print(f"\n✗ {self.zh}\n✗ {self.en}", file=sys.stderr, flush=True)


def speak_utf8() -> None:
    """Chinese must not fail on a terminal that cannot show it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
