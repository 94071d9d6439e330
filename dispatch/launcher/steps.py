"""One long step of the set-up: it shows that it lives, keeps its full output in a file, and explains its failure."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dispatch.launcher.children import tie_to_parent
from dispatch.launcher.words import Halt, both, say

BEATS_EVERY = 2.0
PLAIN_BEATS_EVERY = 10.0
LAST_LINES = 25


class _Beat:
    """Says how long a step has been running: in place on a terminal, a line now and then elsewhere."""

    def __init__(self, label: str) -> None:
        self._label, self._began = label, time.monotonic()
        self._terminal = sys.stdout.isatty()
        self._last = self._began

    def tick(self, note: str) -> None:
        now = time.monotonic()
        if now - self._last < (BEATS_EVERY if self._terminal else PLAIN_BEATS_EVERY):
            return
        self._last = now
        line = f"  … {now - self._began:3.0f} s  {note}"
        if self._terminal:
            print(f"\r{line[: shutil.get_terminal_size().columns - 1]}\033[K", end="", flush=True)
        else:
            print(line, flush=True)

    def done(self) -> None:
        if self._terminal:
            print("\r\033[K", end="")
        print(f"  ✓ {time.monotonic() - self._began:.1f} s", flush=True)


def run(
    zh: str,
    en: str,
    command: Sequence[str],
    *,
    log: Path,
    failed: Callable[[str], Halt] | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a command with its output in `log`; raises Halt with the last lines when it fails."""
    say(zh, en)
    beat = _Beat(en)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(command),
            cwd=cwd,
            env=dict(env) if env is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=lambda: tie_to_parent(signal.SIGTERM),
        )
        try:
            while process.poll() is None:
                time.sleep(0.1)
                beat.tick(_last_line(log))
        except BaseException:
            # Ctrl-C reaches the child too; wait for it, so that it can tidy up before we go.
            _give_up(process)
            raise
    if process.returncode:
        text = log.read_text(errors="replace")
        if failed is not None:
            raise failed(text)
        raise Halt(
            f"「{zh}」失败；完整输出见 {log}",
            f"“{en}” failed; its whole output is in {log}",
            detail="\n".join(text.splitlines()[-LAST_LINES:]),
        )
    beat.done()


def _last_line(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 400))
        lines = file.read().decode(errors="replace").replace("\r", "\n").split("\n")
    # Of an address only its end says how far it has come.
    lines = [re.sub(r"\w+://\S*/(\S+)", r"\1", line) for line in lines]
    return next((line.strip()[:100] for line in reversed(lines) if line.strip()), both("请稍候", "please wait"))


def _give_up(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        process.wait()
