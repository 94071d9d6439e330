"""A house to measure in: a durable PostgreSQL of its own with fsync on, migrated, and the product's server on it.

Everything lies under var/bench and goes when the measuring ends, also when it fails.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import psycopg

from dispatch.launcher.postgres import Postgres
from tests.served import ROOT, Served

MIGRATE_SECONDS = 120
# Commit times make "placed" an instant that the database knows, not one that we poll for.
SETTINGS = {"track_commit_timestamp": "on", "max_connections": "120"}


class House:
    """Use as a context manager: `url` names the migrated database; `serve()` starts the product's server on it."""

    def __init__(self, name: str) -> None:
        var = ROOT / "var" / "bench"
        var.mkdir(parents=True, exist_ok=True)
        self.place = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=var))
        # The database may run as an unprivileged account that has to get in here.
        self.place.chmod(0o755)
        self.postgres = Postgres(self.place / "pg", durable=True, settings=SETTINGS)
        self.served: Served | None = None
        self.url = ""

    def __enter__(self) -> Self:
        try:
            self.url = self.postgres.start()
            self.manage("migrate", "--verbosity=0")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        if self.served is not None:
            self.served.kill()
        self.postgres.stop()
        for folder in (self.place, self.postgres.home):
            shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            self.place.parent.rmdir()

    @property
    def env(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "dispatch.settings",
            "PAIDAN_VAR": str(self.place / "var"),
        }

    def manage(self, *command: str) -> str:
        """A management command in a process of its own."""
        return self.run("manage.py", *command)

    def run(self, *command: str, seconds: float = MIGRATE_SECONDS) -> str:
        """A Python program on this database; gives what it printed."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{command} failed:\n{done.stderr[-3000:]}")
        return done.stdout

    def settle(self, **how: Any) -> dict[str, Any]:
        """Build the town that is measured in (see `tests.bench.town`)."""
        return json.loads(self.run("-m", "tests.bench.town", json.dumps(how)))

    def serve(self, **env: str) -> Served:
        """Start the server process and wait until it answers."""
        self.served = Served(self.url, env={"PAIDAN_VAR": str(self.place / "var"), **env})
        self.served.start()
        return self.served

    def kill_everything(self, order: Sequence[str]) -> None:
        """kill -9 of the server and of PostgreSQL with all its processes, in the order given."""
        for name in order:
            if name == "server" and self.served is not None:
                self.served.kill()
            elif name == "postgres":
                self.postgres.kill()

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection for reading what came of it."""
        return psycopg.connect(self.url, autocommit=True)
