"""Doorbells between processes over a real Valkey; and that nobody waits for one that is dead."""

import asyncio
import time

import pytest
from channels.layers import channel_layers

from dispatch.realtime import bells


@pytest.fixture
def layer(settings, request):
    """A channel layer at the given address, for one test."""

    def use(url: str) -> None:
        settings.REDIS_URL = url
        hosts = [{"address": url, "socket_timeout": 1, "socket_connect_timeout": 1}]
        backend = "channels_redis.pubsub.RedisPubSubChannelLayer"
        settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend, "CONFIG": {"hosts": hosts}}}
        channel_layers.backends.clear()

    yield use
    channel_layers.backends.clear()


async def test_a_bell_reaches_another_follower_and_the_newest_head_wins(layer, redis_url):
    layer(redis_url)
    heard: dict[str, int] = {}
    hearing = asyncio.create_task(bells.hear(heard.update))
    ringer = bells.Ringer()
    async with asyncio.timeout(10):
        while "board:1" not in heard:
            ringer.ring({"board:1": 3, "crew:7": 1})
            await asyncio.sleep(0.05)
        ringer.ring({"board:1": 4})
        ringer.ring({"board:1": 5})
        while heard["board:1"] != 5:
            await asyncio.sleep(0.01)
    assert heard["crew:7"] == 1
    hearing.cancel()


async def test_a_ring_at_a_dead_server_takes_no_time_and_keeps_a_bounded_amount(layer):
    layer("redis://127.0.0.1:9")
    ringer = bells.Ringer()
    began = time.perf_counter()
    for number in range(2 * bells.STREAMS_IN_A_BELL):
        ringer.ring({f"board:{number}": 1})
    assert time.perf_counter() - began < 1
    assert len(ringer._heads) <= bells.STREAMS_IN_A_BELL


async def test_hearing_survives_a_dead_server(layer, caplog):
    layer("redis://127.0.0.1:9")
    hearing = asyncio.create_task(bells.hear(lambda heads: None))
    await asyncio.sleep(0.5)
    assert not hearing.done()
    hearing.cancel()


def test_without_redis_there_is_nothing_to_ring_at(settings):
    settings.REDIS_URL = ""
    assert not bells.is_needed()
