"""The two kinds of traffic and who takes them."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from importlib import import_module
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")

from channels.routing import ProtocolTypeRouter
from django.core.wsgi import get_wsgi_application

from dispatch.launcher.bridge import Bridge

Application = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]

bridge = Bridge(get_wsgi_application())


async def _no_sockets(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.close"})


def _sockets() -> Application:
    try:
        return import_module("dispatch.realtime.asgi").websocket_application
    except ModuleNotFoundError as error:
        if error.name != "dispatch.realtime.asgi":
            raise
        return _no_sockets


application = ProtocolTypeRouter({"http": bridge, "websocket": _sockets()})
