"""The floor: Channels and daphne as they come, with a bare hub. No log, no database, no versions, no access.

One channel of the in-memory layer for the process; a group message is handed to every consumer's `send`.
"""

import argparse
import asyncio
import json
import os
import time
from typing import Any

import daphne.server  # isort: skip

from tests.bench.sockets import orders
from tests.bench.sockets.server import CARD

consumers: set[Any] = set()


async def hub() -> None:
    """Wait at the group's channel and tell everybody."""
    from channels.layers import get_channel_layer

    layer = get_channel_layer()
    assert layer is not None
    channel = await layer.new_channel()
    await layer.group_add("everybody", channel)
    while True:
        message = await layer.receive(channel)
        for consumer in list(consumers):
            await consumer.send(text_data=message["text"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int)
    parser.add_argument("--ready-fd", type=int)
    given = parser.parse_args()

    import django

    django.setup()
    from channels.generic.websocket import AsyncWebsocketConsumer
    from channels.layers import get_channel_layer

    class Echo(AsyncWebsocketConsumer):
        async def connect(self) -> None:
            await self.accept()
            consumers.add(self)

        async def disconnect(self, code: int) -> None:
            consumers.discard(self)

    loop = daphne.server.twisted_loop

    def say(order: dict[str, Any]) -> None:
        for number in orders.paced(order["count"], order["per_second"]):
            entry = {"v": number, "kind": "order.assigned", "at": "2026-11-23T02:00:00.000Z"}
            card = {"order": {"id": number, "sent": time.time(), **CARD}}
            frame = {
                "t": "entries",
                "stream": "x",
                "from": number - 1,
                "to": number,
                "entries": [{**entry, "data": card}],
            }
            message = {"type": "say", "text": json.dumps(frame, ensure_ascii=False, separators=(",", ":"))}
            asyncio.run_coroutine_threadsafe(get_channel_layer().group_send("everybody", message), loop).result(10)

    def ready() -> None:
        loop.create_task(hub())
        orders.obey(say)
        os.write(given.ready_fd, b"1")

    server = daphne.server.Server(
        Echo.as_asgi(), endpoints=[f"fd:fileno={given.fd}"], ready_callable=ready, verbosity=0
    )
    server.run()


if __name__ == "__main__":
    main()
