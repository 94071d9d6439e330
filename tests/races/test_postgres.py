"""The embedded PostgreSQL comes up whatever the last run left behind, and keeps what was committed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dispatch.launcher.postgres import Postgres


@pytest.fixture
def home() -> Iterator[Path]:
    room = Path(tempfile.mkdtemp(prefix="paidan-test-"))
    room.chmod(0o755)
    yield room / "pg"
    shutil.rmtree(room, ignore_errors=True)


@pytest.fixture
def server(home) -> Iterator[Postgres]:
    server = Postgres(home)
    server.start()
    yield server
    server.stop()


def write(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")


def read(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT n FROM kept").fetchone()
    assert row is not None
    return row[0]


class TestStarting:
    def test_what_was_committed_is_there_after_a_restart(self, server):
        write(server.url())
        server.stop()
        assert read(server.start()) == 7

    def test_what_was_committed_survives_being_killed(self, server):
        write(server.url())
        server.kill()
        assert read(server.start()) == 7

    def test_a_preparation_that_was_cut_off_is_swept_away(self, home):
        (home / "data.new" / "base").mkdir(parents=True)
        server = Postgres(home)
        try:
            write(server.start())
        finally:
            server.stop()
        assert not (home / "data.new").exists()

    def test_a_pid_that_now_belongs_to_somebody_else_is_no_hindrance(self, server, home):
        write(server.url())
        server.kill()
        note = home / "data" / "postmaster.pid"
        note.write_text(note.read_text().replace(note.read_text().split("\n", 1)[0], str(os.getpid()), 1))
        assert read(server.start()) == 7

    def test_a_server_that_outlived_its_launcher_is_ended_first(self, server, home):
        write(server.url())
        heir = Postgres(home)
        try:
            assert read(heir.start()) == 7
            assert not server.is_running
        finally:
            heir.stop()

    def test_a_deep_folder_is_no_hindrance(self, home):
        server = Postgres(home / ("deep" * 20) / "pg")
        try:
            server.start()
            assert len(str(server.socket_folder)) < 100
        finally:
            server.stop()
            shutil.rmtree(server.socket_folder, ignore_errors=True)


class TestSafety:
    @pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
    def test_nothing_that_keeps_promises_is_switched_off(self, server, setting):
        with psycopg.connect(server.url()) as connection:
            assert connection.execute(f"SHOW {setting}").fetchone() == ("on",)

    def test_it_listens_on_no_network(self, server):
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)

    def test_its_socket_is_behind_a_closed_folder(self, server):
        assert server.socket_folder.stat().st_mode & 0o077 == 0
