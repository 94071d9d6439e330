"""What all tests share: servers of their own, a clock that can stand still, Chromium."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dispatch.kernel import clock
from dispatch.launcher import chromium
from dispatch.launcher.postgres import Postgres
from dispatch.launcher.valkey import Valkey
from tests.served import Served

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


@pytest.fixture
def frozen() -> Iterator[datetime]:
    """The product's clock stands at noon of a Monday in China; `clock.advance` moves it."""
    with clock.frozen(NOON):
        yield NOON


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Valkey, one for each worker."""
    server = Valkey(tmp_path_factory.mktemp("valkey"))
    yield server.start()
    server.stop()


@pytest.fixture
def make_postgres() -> Iterator[Callable[..., Postgres]]:
    """Durable servers of a test's own, for tests that kill them; stopped when the test ends."""
    # Not under tmp_path: pytest closes its folder to others, and as root the server runs as somebody else.
    room = Path(tempfile.mkdtemp(prefix="paidan-test-"))
    room.chmod(0o755)
    made: list[Postgres] = []

    def make(durable: bool = True) -> Postgres:
        server = Postgres(room / f"pg{len(made)}", durable=durable)
        server.start()
        made.append(server)
        return server

    yield make
    for server in made:
        server.stop()
    shutil.rmtree(room, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The machine's Chromium; browser tests fail with advice where there is none."""
    return chromium.find()


@pytest.fixture
def served(transactional_db: None) -> Iterator[Served]:
    """The real server process on the test's database, empty but for what the test commits. See `tests.served`."""
    with Served.on_test_database() as server:
        yield server
