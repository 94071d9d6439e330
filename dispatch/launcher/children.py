"""Child processes that cannot outlive the launcher, and that come back when they fall over.

On Linux the kernel signals a child when its parent is gone (`PR_SET_PDEATHSIG`), so `kill -9` of the launcher leaves
nothing behind. Elsewhere the next start finds what was left by its own marks (see `postgres`).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def tie_to_parent(when_gone: signal.Signals) -> None:
    """In the child, before exec: have it signalled when its parent dies. Must be set after a change of user."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(when_gone))


@dataclass
class Child:
    """One program. `stop_with` is the signal after which it is given `patience` seconds; then it is killed."""

    name: str
    command: Sequence[str]
    log: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    stop_with: signal.Signals = signal.SIGTERM
    patience: float = 15
    user: int | None = None
    group: int | None = None
    pass_fds: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started_at: float = 0

    def start(self) -> None:
        """Start it in a group of its own: Ctrl-C must reach the launcher only, which knows the order of stopping."""
        output = self.log.open("ab") if self.log else None
        try:
            self.process = subprocess.Popen(
                list(self.command),
                env={**os.environ, **self.env},
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
                user=self.user,
                group=self.group,
                extra_groups=[] if self.user is not None else None,
                pass_fds=self.pass_fds,
                preexec_fn=lambda: tie_to_parent(self.stop_with),
            )
        finally:
            if output:
                output.close()
        self.started_at = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> bool:
        """Stop and wait; False when it had to be killed."""
        if self.process is None or self.process.poll() is not None:
            return True
        self.process.send_signal(self.stop_with)
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False
        return True

    def next_delay(self) -> float:
        """Seconds to wait before starting it again: longer with each failure in a row, at most half a minute."""
        if time.monotonic() - self.started_at > 60:
            self.failures = 0
        self.failures += 1
        return min(0.5 * 2 ** (self.failures - 1), 30)
