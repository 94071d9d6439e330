"""Where things are on this machine. The checkout is found from this file, never from the working directory."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("PAIDAN_VAR") or ROOT / "var")
LOGS = VAR / "log"
STAMPS = VAR / "stamps"
VENV = Path(os.environ.get("PAIDAN_VENV") or ROOT / ".venv")
FRONTEND = ROOT / "frontend"
LOCK = ROOT / ".ci" / "requirements.lock"
DEV_LOCK = ROOT / ".ci" / "requirements-dev.lock"


def venv_python() -> Path:
    """The interpreter of the virtual environment."""
    return VENV / "bin" / "python"


def digest(*files: Path, more: str = "") -> str:
    """One hash over the names and contents of files, in order."""
    total = hashlib.sha256(more.encode())
    for file in files:
        total.update(str(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file).encode())
        total.update(b"\0")
        total.update(file.read_bytes())
    return total.hexdigest()
