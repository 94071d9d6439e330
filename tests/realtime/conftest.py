"""A hub on the test's loop, and a stream whose state is the log itself, so that convergence can be checked exactly."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import pytest_asyncio
from django.db import connection

from dispatch.kernel import actors, commands, events, snapshots
from dispatch.kernel.models import Entry
from dispatch.realtime import hub as hub_module
from dispatch.realtime import states
from tests.served import Served


def plain_state(prefix: str) -> Callable[[str], tuple[int, dict[str, Any]]]:
    """A state that counts: how many entries there are, and the sum of what they say."""

    def take(name: str) -> tuple[int, dict[str, Any]]:
        stream = f"{prefix}:{name}"
        with snapshots.one_view():
            said = [data.get("n", 0) for data in Entry.objects.filter(stream=stream).values_list("data", flat=True)]
            return events.heads([stream])[stream], {"count": len(said), "sum": sum(said)}

    return take


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams board:* that anybody may follow, and crew:* that nobody may."""
    open_to_all = states.Audience(lambda actor, name: None, plain_state("board"))
    closed = states.Audience(lambda actor, name: states.number("x"), plain_state("crew"))
    monkeypatch.setattr(states, "_audiences", {"board": open_to_all, "crew": closed})


@pytest_asyncio.fixture
async def hub(transactional_db: None, plain: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[hub_module.Hub]:
    """Beats come so often that every client of these tests is checked against them all the time."""
    monkeypatch.setattr(hub_module, "BEAT_EVERY", 0.05)
    yield hub_module.start(asyncio.get_running_loop())
    await hub_module.stop()


@pytest_asyncio.fixture
async def town_hub(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[hub_module.Hub]:
    """A hub with the product's own audiences; it looks at access more often than in service."""
    monkeypatch.setattr(hub_module, "BEAT_EVERY", 0.05)
    monkeypatch.setattr(hub_module, "GUARD_EVERY", 0.1)
    yield hub_module.start(asyncio.get_running_loop())
    await hub_module.stop()


@pytest.fixture(scope="session")
def lasting_server(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Served]:
    """One real server for the tests of a worker: it takes seconds to start. Its engine is off; tests dispatch."""
    with django_db_blocker.unblock(), Served.on_test_database(PAIDAN_ENGINE="0") as server:  # type: ignore[attr-defined]
        yield server


@pytest.fixture
def server(lasting_server: Served, transactional_db: None) -> Served:
    """A real server on the test's database."""
    return lasting_server


async def in_thread(work: Callable[..., Any], *args: Any) -> Any:
    """Run database work of a test beside the loop."""

    def run() -> Any:
        try:
            return work(*args)
        finally:
            connection.close()

    return await asyncio.to_thread(run)


def say(*numbers: int, stream: str = "board:1") -> dict[str, int]:
    """Commit one entry for each number."""
    heads: dict[str, int] = {}
    for number in numbers:
        fact = {"n": number}
        heads = commands.perform(actors.SYSTEM, "say", lambda tx, fact=fact: tx.record(stream, "said", fact))["heads"]
    return heads


async def said(*numbers: int, stream: str = "board:1") -> int:
    """The same beside the loop; gives the stream's head."""
    return (await in_thread(lambda: say(*numbers, stream=stream)))[stream]
