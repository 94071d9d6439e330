"""Everything of one machine, started in order, watched, and stopped in the opposite order.

Order: PostgreSQL, Valkey when asked for, migrations and demo city, the server, the simulation. DATABASE_URL and
REDIS_URL replace the embedded servers. A child that falls over is started again, more slowly each time.
"""

import os
import secrets
import select
import signal
import socket
import sys
import time
from contextlib import suppress

from dispatch.launcher import greeting, ports
from dispatch.launcher.children import Child
from dispatch.launcher.places import LOGS, ROOT, VAR
from dispatch.launcher.postgres import Postgres
from dispatch.launcher.prepare import WITHOUT_DEMO
from dispatch.launcher.running import Lock
from dispatch.launcher.valkey import Valkey
from dispatch.launcher.words import Halt, say, speak_utf8

READY_SECONDS = 60
MOST_LOG_BYTES = 10 << 20


class Stop(Exception):
    """Somebody asked us to stop."""


class House:
    """What runs, and how to end it."""

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._listener: socket.socket | None = None
        self._postgres: Postgres | None = None
        self._valkey: Valkey | None = None
        self._children: list[Child] = []
        self._due: dict[str, float] = {}
        self._url = ""

    def start(self) -> None:
        """Bring everything up and say where it is; Halt when something cannot start."""
        self._listener = ports.listen()
        _keep_secret()
        _make_room()
        if not os.environ.get("DATABASE_URL"):
            self._postgres = Postgres(VAR / "postgres")
            os.environ["DATABASE_URL"] = self._postgres.start()
        if not os.environ.get("REDIS_URL") and os.environ.get("WITH_REDIS") == "1":
            self._valkey = Valkey(VAR / "valkey")
            os.environ["REDIS_URL"] = self._valkey.start()
        os.environ["PAIDAN_DEMO"] = os.environ.get("PAIDAN_DEMO") or "1"
        self._prepare()
        self._serve()
        host, port = ports.address()
        url = f"http://{host if host not in ('0.0.0.0', '::') else '127.0.0.1'}:{port}"  # noqa: S104
        if os.environ["PAIDAN_DEMO"] == "1" and _has_command("simulate"):
            self._add(
                Child("simulation", _manage("simulate"), log=LOGS / "simulation.log", cwd=ROOT, env={"PAIDAN_URL": url})
            )
        self._url = url
        self._tell()
        greeting.show(url)

    def watch(self) -> None:
        """Until told to stop: start again what fell over."""
        while True:
            time.sleep(0.5)
            if self._postgres is not None and not self._postgres.is_running:
                say("PostgreSQL 意外停止，正在重新启动", "PostgreSQL stopped by itself; starting it again")
                self._postgres.start()
                self._tell()
            for child in self._children:
                if child.is_running:
                    continue
                if child.name not in self._due:
                    self._due[child.name] = time.monotonic() + child.next_delay()
                    say(
                        f"{child.name} 意外停止，正在重新启动",
                        f"{child.name} stopped by itself; starting it again (see var/log)",
                    )
                elif time.monotonic() >= self._due[child.name]:
                    del self._due[child.name]
                    child.start()
                    self._tell()

    def stop(self) -> None:
        """Whoever is a client ends before what it talks to: simulation, server (which drains), Valkey, PostgreSQL."""
        for child in reversed(self._children):
            if not child.stop():
                say(f"{child.name} 未按时结束，已强行停止", f"{child.name} did not end in time and was killed")
        if self._listener is not None:
            self._listener.close()
        if self._valkey is not None:
            self._valkey.stop()
        if self._postgres is not None:
            self._postgres.stop()
        self._lock.release()

    def _add(self, child: Child) -> None:
        child.start()
        self._children.append(child)

    def _tell(self) -> None:
        """Leave word of where it is and who belongs to it."""
        self._lock.note(state="running", url=self._url, children=self._pids())

    def _pids(self) -> dict[str, int]:
        found = {child.name: child.process.pid for child in self._children if child.process}
        if self._postgres is not None and self._postgres.pid:
            found["postgres"] = self._postgres.pid
        return found

    def _prepare(self) -> None:
        preparing = Child("prepare", [sys.executable, "-m", "dispatch.launcher.prepare"], cwd=ROOT)
        preparing.start()
        assert preparing.process is not None
        try:
            while preparing.is_running:
                time.sleep(0.05)
        except BaseException:
            preparing.stop()
            raise
        if preparing.process.returncode == WITHOUT_DEMO:
            os.environ["PAIDAN_DEMO"] = "0"
        elif preparing.process.returncode:
            raise Halt(
                "数据库没有准备好（原因见上）。",
                "The database could not be made ready (see above).",
            )

    def _serve(self) -> None:
        assert self._listener is not None
        ready, tell = os.pipe()
        fd = self._listener.fileno()
        command = [sys.executable, "-m", "dispatch.launcher.server", "--fd", str(fd), "--ready-fd", str(tell)]
        server = Child("server", command, cwd=ROOT, log=LOGS / "server.log", pass_fds=(fd, tell), patience=20)
        try:
            self._add(server)
        finally:
            os.close(tell)
        try:
            # Readable with a byte when it serves, readable without one when it died.
            told, _, _ = select.select([ready], [], [], READY_SECONDS)
            if not told or not os.read(ready, 1):
                raise Halt(
                    "服务没有启动。",
                    "The server did not start.",
                    detail="\n".join((LOGS / "server.log").read_text(errors="replace").splitlines()[-25:]),
                )
        finally:
            os.close(ready)
        # Started again later it has nobody to tell.
        server.command, server.pass_fds = command[:-2], (fd,)


def _manage(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def _has_command(name: str) -> bool:
    return any(ROOT.glob(f"dispatch/*/management/commands/{name}.py"))


def _keep_secret() -> None:
    """Django's secret key, made once, readable by its owner only."""
    path = VAR / "secret_key"
    if os.environ.get("PAIDAN_SECRET_KEY") or (path.exists() and path.stat().st_size):
        return
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))


def _make_room() -> None:
    LOGS.mkdir(parents=True, exist_ok=True)
    # WhiteNoise looks for it, and warns when it is not there.
    (VAR / "static").mkdir(exist_ok=True)
    for log in LOGS.glob("*.log"):
        if log.stat().st_size > MOST_LOG_BYTES:
            log.replace(log.with_suffix(".log.old"))


def _ask_to_stop(number: int, frame: object) -> None:
    raise Stop


def main() -> int:
    """Run until Ctrl-C or SIGTERM; 0 after an orderly end."""
    speak_utf8()
    os.chdir(ROOT)
    os.umask(0o022)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)
    house: House | None = None
    try:
        house = House(Lock.take("run"))
        house.start()
        house.watch()
    except Halt as halt:
        halt.show()
        return 1
    except Stop:
        say("\n正在停止…", "Stopping …")
        return 0
    finally:
        # A second Ctrl-C must not cut the stopping short: PostgreSQL would need recovery, requests would be lost.
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if house is not None:
            house.stop()
            with suppress(OSError):
                say("已停止。", "Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
