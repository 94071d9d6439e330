"""`make run`, from the point where everything is installed: it starts once, ends whole, and gets up again."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60


class Launched:
    """One launcher with its own var/ and port."""

    def __init__(self, var: Path, port: int) -> None:
        self.var, self.port = var, port
        self.output = tempfile.TemporaryFile("w+b")  # noqa: SIM115
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def begin(self) -> subprocess.Popen[bytes]:
        outside = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
        env = {name: value for name, value in os.environ.items() if name not in outside}
        env |= {"PAIDAN_VAR": str(self.var), "PORT": str(self.port), "PAIDAN_DEMO": "0"}
        self.output.seek(0)
        self.output.truncate()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dispatch.launcher.up"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=self.output,
            start_new_session=True,
        )
        return self.process

    def start(self) -> None:
        process = self.begin()
        until(lambda: "Ctrl-C" in self.said() or process.poll() is not None, START_SECONDS)
        assert process.poll() is None, self.said()

    def said(self) -> str:
        self.output.seek(0)
        return self.output.read().decode()

    def note(self) -> dict:
        return json.loads((self.var / "run.lock").read_text())

    def family(self) -> list[psutil.Process]:
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(40)


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/v1/session", trust_env=False, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture
def launched(tmp_path) -> Iterator[Launched]:
    # Reachable by the database's own user, which pytest's folders are not.
    var = Path(tempfile.mkdtemp(prefix="paidan-test-"))
    var.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    launched = Launched(var, port)
    yield launched
    launched.end()
    subprocess.run(["rm", "-rf", str(var)], check=True)


class TestOneLauncher:
    def test_it_starts_answers_refuses_a_second_and_ends_with_all_its_children(self, launched):
        launched.start()
        assert answers(launched.url)
        assert (launched.var / "secret_key").stat().st_mode & 0o777 == 0o600

        second = Launched(launched.var, launched.port)
        assert second.begin().wait(20) == 1
        assert launched.url in second.said()

        family = launched.family()
        launched.process.send_signal(signal.SIGINT)
        assert launched.process.wait(40) == 0
        assert [one for one in family if one.is_running()] == []
        assert "shut down" in (launched.var / "postgres" / "postgres.log").read_text().splitlines()[-1]

    def test_killed_it_leaves_nobody_behind_and_the_next_start_goes_on(self, launched):
        launched.start()
        family = launched.family()
        launched.process.kill()
        launched.process.wait()
        until(lambda: not any(one.is_running() for one in family))
        launched.start()
        assert answers(launched.url)

    def test_whoever_falls_over_is_started_again(self, launched):
        launched.start()
        psutil.Process(launched.note()["children"]["server"]).kill()
        until(lambda: answers(launched.url), 40)
        psutil.Process(launched.note()["children"]["postgres"]).kill()
        until(lambda: "PostgreSQL stopped by itself" in launched.said())
        until(lambda: answers(launched.url), 40)

    def test_a_taken_port_is_named_and_nothing_is_begun(self, launched):
        with socket.socket() as other:
            other.bind(("127.0.0.1", launched.port))
            other.listen()
            assert launched.begin().wait(20) == 1
        assert f"PORT={launched.port + 1}" in launched.said()
        assert not (launched.var / "postgres").exists()

    def test_a_place_that_cannot_be_written_is_named(self, launched):
        stuck = Launched(Path("/proc/nowhere"), launched.port)
        assert stuck.begin().wait(20) == 1
        assert "/proc/nowhere" in stuck.said()
