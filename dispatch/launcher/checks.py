"""Everything a change must pass (`make test`): each check is run, even after one failed; pytest comes last.

ONLY=ruff,mypy chooses some; ARGS goes to pytest. A check's output is shown when it fails.
"""

import os
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from dispatch.launcher import chromium, frontend
from dispatch.launcher.places import FRONTEND, ROOT
from dispatch.launcher.words import Halt, say, speak_utf8

# A migration check and the front end's checks read no data.
ANY_DATABASE = {"DATABASE_URL": "postgresql:///none"}


@dataclass(frozen=True)
class Check:
    """One command."""

    name: str
    command: list[str]
    cwd: Path = ROOT
    env: dict[str, str] | None = None
    live: bool = False


def everything() -> list[Check]:
    """The checks in the order in which they are run."""
    python = sys.executable
    checks = [
        Check("ruff", [python, "-m", "ruff", "check", "."]),
        Check("format", [python, "-m", "ruff", "format", "--check", "."]),
        Check("storeys", [python, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]),
        Check("mypy", [python, "-m", "mypy"], env=ANY_DATABASE),
        Check(
            "migrations",
            [python, "manage.py", "makemigrations", "--check", "--dry-run", "--skip-checks"],
            env=ANY_DATABASE,
        ),
    ]
    if (FRONTEND / "package.json").exists():
        npm, env = frontend.npm()
        checks.append(Check("frontend", [*npm, "run", "check"], cwd=FRONTEND, env=env))
    workers = os.environ.get("WORKERS", "2")
    extra = shlex.split(os.environ.get("ARGS", ""))
    checks.append(Check("pytest", [python, "-m", "pytest", "-n", workers, "--dist", "loadgroup", *extra], live=True))
    return checks


def run(check: Check) -> bool:
    """Run one; True when it passed."""
    began = time.monotonic()
    if check.live:
        print(f"── {check.name}", flush=True)
    done = subprocess.run(
        check.command,
        cwd=check.cwd,
        env={**os.environ, **(check.env or {})},
        stdin=subprocess.DEVNULL,
        stdout=None if check.live else subprocess.PIPE,
        stderr=None if check.live else subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    took = time.monotonic() - began
    if not check.live:
        print(f"{'✓' if done.returncode == 0 else '✗'} {check.name:<12} {took:5.1f} s", flush=True)
        if done.returncode:
            print(done.stdout, flush=True)
    return done.returncode == 0


def _frontend_stands(checks: list[Check]) -> bool:
    """The build, for the checks that look at it; it may be broken without keeping the others from running."""
    if not {check.name for check in checks} & {"frontend", "pytest"}:
        return True
    try:
        frontend.ensure()
    except Halt as halt:
        halt.show()
        return False
    return True


def main() -> int:
    """Run them; 0 only when all passed."""
    speak_utf8()
    wanted = {name for name in os.environ.get("ONLY", "").split(",") if name}
    checks = [check for check in everything() if not wanted or check.name in wanted]
    if any(check.name == "pytest" for check in checks):
        try:
            chromium.find()
        except Halt as halt:
            halt.show()
            return 1
    failed = [] if _frontend_stands(checks) else ["frontend build"]
    failed += [check.name for check in checks if not run(check)]
    if failed:
        say(f"没有通过：{'、'.join(failed)}", f"Failed: {', '.join(failed)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
