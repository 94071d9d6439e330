"""`python -m tests.bench [name ...]`: measure, and print one JSON object a line.

Each module runs in a process of its own with a bound on its time, so that one cannot warm or break another. A line is
{name, value, unit, baseline, ratio, goal, pass}; a module that fails or takes too long is a line that did not pass.
The exit status is 0 only where every line passed.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

HERE = Path(__file__).resolve().parent
SECONDS = 600


def names() -> list[str]:
    """The modules that measure: those with a `run`."""
    return sorted(path.stem for path in HERE.glob("*.py") if "\ndef run() ->" in path.read_text())


def line(name: str, **facts: Any) -> dict[str, Any]:
    """A whole line, whatever the module left out."""
    return {
        "name": name,
        "value": None,
        "unit": "",
        "baseline": None,
        "ratio": None,
        "goal": None,
        "pass": None,
        **facts,
    }


def inside(name: str) -> None:
    """In the child: run one module and print its lines as they come; whatever else speaks, speaks to stderr."""
    lines, sys.stdout = sys.stdout, sys.stderr
    for facts in importlib.import_module(f"tests.bench.{name}").run():
        print(json.dumps(line(**{"name": name, **facts}), ensure_ascii=False), file=lines, flush=True)


def outside(name: str) -> Iterator[dict[str, Any]]:
    """In the parent: a child for one module, its lines, and a line for what went wrong."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.bench", "--inside", name], stdout=subprocess.PIPE, text=True, cwd=HERE.parents[1]
    )
    assert child.stdout is not None
    try:
        # The child bounds itself by an alarm, so reading its lines needs no bound of its own.
        for text in child.stdout:
            yield json.loads(text)
        if child.wait(30):
            yield line(name, error=f"stopped with status {child.returncode}", **{"pass": False})
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait(30)


def bound(name: str) -> None:
    """Raise TimeoutError in this process when the module takes longer than its SECONDS."""
    limit = getattr(importlib.import_module(f"tests.bench.{name}"), "SECONDS", SECONDS)

    def too_long(*_: object) -> None:
        raise TimeoutError(f"{name} took longer than {limit} s")

    signal.signal(signal.SIGALRM, too_long)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.alarm(limit)


def main(given: list[str]) -> int:
    if given[:1] == ["--inside"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
        django.setup()
        bound(given[1])
        inside(given[1])
        return 0
    unknown = sorted(set(given) - set(names()))
    if unknown:
        print(f"no such measure: {', '.join(unknown)}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    passed = True
    for name in given or names():
        for facts in outside(name):
            passed = passed and facts["pass"] is not False
            print(json.dumps(facts, ensure_ascii=False), flush=True)
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
