"""A real server process for tests: the product's own serving command on a free port."""

import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.parse import quote

from django.db import connection

from dispatch.launcher import ports
from dispatch.launcher.children import tie_to_parent

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 30


class Served:
    """`python -m dispatch.launcher.server` on one database. Use as a context manager; `url` is where it answers."""

    def __init__(
        self, database_url: str, *, env: Mapping[str, str] | None = None, module: str = "dispatch.launcher.server"
    ) -> None:
        self._module = module
        self.database_url = database_url
        self._env = {**os.environ, "DATABASE_URL": database_url, "PAIDAN_LOG": "WARNING", **(env or {})}
        self.log = tempfile.TemporaryFile("w+b")  # noqa: SIM115
        self.process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @classmethod
    def on_test_database(cls, **env: str) -> Self:
        """On the database that Django's tests use in this worker; needs committed data (transaction=True)."""
        settings = connection.settings_dict
        host = settings["HOST"]
        account = quote(settings["USER"]) + (":" + quote(settings["PASSWORD"]) if settings["PASSWORD"] else "")
        where = f"?host={quote(host)}" if host.startswith("/") else ""
        net = "" if where else f"{host}{':' + str(settings['PORT']) if settings['PORT'] else ''}"
        return cls(f"postgresql://{account}@{net}/{quote(settings['NAME'])}{where}", env=env)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait until it answers; its log is shown when it does not. A second time: on the same port."""
        listener = ports.free(self.port)
        self.port = listener.getsockname()[1]
        ready, tell = os.pipe()
        command = [
            sys.executable,
            "-m",
            self._module,
            "--fd",
            str(listener.fileno()),
            "--ready-fd",
            str(tell),
        ]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**self._env, "DJANGO_SETTINGS_MODULE": "dispatch.settings"},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            pass_fds=(listener.fileno(), tell),
            start_new_session=True,
            preexec_fn=lambda: tie_to_parent(signal.SIGKILL),
        )
        os.close(tell)
        listener.close()
        told, _, _ = select.select([ready], [], [], READY_SECONDS)
        said = os.read(ready, 1) if told else b""
        os.close(ready)
        if not said:
            self.kill()
            raise RuntimeError(f"the server did not start:\n{self.output()}")

    def stop(self, seconds: float = 20) -> int:
        """SIGTERM, and its exit status after it has drained."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """kill -9."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def output(self) -> str:
        """What it printed."""
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        if self.process is not None and self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.close()
