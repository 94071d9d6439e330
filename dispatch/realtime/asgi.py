"""The socket's door at /ws/v1: who may knock, and the loop that carries frames in.

Cookies travel with every handshake, from whatever page it comes, so the Origin must be ours: scheme, host and port.
Channels' own validator looks at neither scheme nor port, and at nothing when every host is allowed.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from dispatch.kernel import texts
from dispatch.realtime import hub
from dispatch.realtime.identity import Claim
from dispatch.realtime.listener import Listener

log = logging.getLogger(__name__)

PATH = "/ws/v1"
HELLO_WITHIN = 10.0
CLOSE_WITHIN = 8.0

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def websocket_application(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """ASGI: one call for each socket, from its handshake to its end."""
    if (await receive())["type"] != "websocket.connect":
        return
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    here = hub.current()
    is_full = here.is_draining or len(here.listeners) >= hub.SOCKETS
    if is_full or scope["path"] != PATH or not is_ours(scope, headers):
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    listener = Listener(here, claim_of(scope, headers), send)
    here.admit(listener)
    try:
        await _carry(listener, receive)
    finally:
        here.dismiss(listener)


async def _carry(listener: Listener, receive: Receive) -> None:
    loop = asyncio.get_running_loop()
    late = loop.call_later(HELLO_WITHIN, _too_late, listener)
    try:
        while not listener.is_closed:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            listener.receive(message.get("text"))
    finally:
        late.cancel()
    # The last words are under way; the client's part of the closing is waited for, but not for ever.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_WITHIN):
            while (await receive())["type"] != "websocket.disconnect":
                pass


def _too_late(listener: Listener) -> None:
    if not listener.has_said_hello:
        listener.goodbye("protocol", retry_after=5)


def is_ours(scope: Mapping[str, Any], headers: Mapping[str, str]) -> bool:
    """Whether the handshake comes from a page of ours, or from a program that brings no cookie to misuse."""
    host = headers.get("host", "")
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]):
        return False
    origin = headers.get("origin")
    if origin is None:
        return settings.SESSION_COOKIE_NAME not in headers.get("cookie", "")
    return origin in settings.CSRF_TRUSTED_ORIGINS or origin == f"{_scheme(scope, headers)}://{host}"


def _scheme(scope: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    proxied = settings.SECURE_PROXY_SSL_HEADER
    if proxied and headers.get(proxied[0].removeprefix("HTTP_").replace("_", "-").lower()) == proxied[1]:
        return "https"
    return "https" if scope.get("scheme") in {"wss", "https"} else "http"


def claim_of(scope: Mapping[str, Any], headers: Mapping[str, str]) -> Claim:
    """What the handshake says about who is asking; nothing of it is believed yet."""
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        cookies = SimpleCookie()
    session = cookies.get(settings.SESSION_COOKIE_NAME)
    bearer = headers.get("authorization", "")
    return Claim(
        session=session.value if session else None,
        bearer=bearer.removeprefix("Bearer ").strip() if bearer.startswith("Bearer ") else None,
        language=texts.negotiate(headers.get("accept-language", "")),
        origin=str((scope.get("client") or ("",))[0]),
    )
