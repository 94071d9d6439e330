"""One launcher per checkout: an flock dies with its holder, so it is never stale; a note in it says who holds it."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import Any

from dispatch.launcher.places import VAR
from dispatch.launcher.words import Halt

_FD = "PAIDAN_LOCK_FD"


class Lock:
    """The right to run ("run") or to set up ("setup"). Survives `exec` through an inherited descriptor."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    @classmethod
    def take(cls, name: str = "run", var: Path = VAR) -> Lock:
        """Take the lock or inherit it; Halt says who holds it and where it serves."""
        inherited = os.environ.pop(_FD, "") if name == "run" else ""
        if inherited:
            os.set_inheritable(int(inherited), False)
            return cls(int(inherited))
        path = var / f"{name}.lock"
        try:
            var.mkdir(parents=True, exist_ok=True)
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise Halt(
                f"无法写入 {var}：{error.strerror}。请检查目录权限，或用 PAIDAN_VAR 指定别处。",
                f"Cannot write to {var}: {error.strerror}. Check its permissions, or name another place in PAIDAN_VAR.",
            ) from error
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            note = read(fd)
            os.close(fd)
            raise _taken(note) from error
        lock = cls(fd)
        lock.note(state="setup")
        return lock

    def note(self, **facts: Any) -> None:
        """Leave word for whoever comes second."""
        text = json.dumps({"pid": os.getpid(), **facts}).encode()
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, text, 0)

    def hand_over(self) -> None:
        """Let the program that replaces this process by `exec` keep the lock."""
        os.set_inheritable(self._fd, True)
        os.environ[_FD] = str(self._fd)

    def release(self) -> None:
        os.ftruncate(self._fd, 0)
        os.close(self._fd)


def read(fd: int) -> dict[str, Any]:
    """What the holder left; empty when it has not written yet."""
    try:
        found = json.loads(os.pread(fd, 4096, 0) or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _taken(note: dict[str, Any]) -> Halt:
    pid = note.get("pid", "?")
    if note.get("url"):
        return Halt(
            f"派单已在运行：{note['url']}（进程 {pid}）。要停止它，在它的窗口按 Ctrl-C，或执行 kill {pid}",
            f"Paidan is already running at {note['url']} (process {pid}). To stop it press Ctrl-C in its window,"
            f" or run: kill {pid}",
        )
    return Halt(
        f"另一个安装或启动正在进行（进程 {pid}），请等它完成。",
        f"Another set-up or start is under way (process {pid}). Wait until it has finished.",
    )
