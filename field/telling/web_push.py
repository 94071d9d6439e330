"""Sending to a browser's push service: encrypted for that browser (RFC 8291), signed by us (RFC 8292).

The address comes from a phone, so it is an address from outside: only known push services are spoken to, over TLS, at
an address that is public, and whatever they answer beyond its status is thrown away. An installation with a push
service of its own names its whole origin; that one is trusted as it is.
"""

import base64
import binascii
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction
from py_vapid import Vapid02

from dispatch.kernel import clock
from dispatch.kernel.errors import Refusal
from field.telling.models import PushKey

TIMEOUT_S = 8
TOKEN_S = 12 * 3600
"""RFC 8292 allows a day at most."""
POINT_BYTES = 65
SECRET_BYTES = 16


class Outcome(StrEnum):
    """What a push service made of it."""

    TAKEN = "taken"
    GONE = "gone"
    FAILED = "failed"


def public_key() -> str:
    """Our public key as browsers want it: an uncompressed point, base64url."""
    numbers = _key().public_key.public_numbers()
    return base64url(b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"))


def check(endpoint: str, p256dh: str, auth: str) -> None:
    """Refuses push.host_refused and push.keys_invalid, before anything of it is kept."""
    if _known(endpoint) is None:
        raise Refusal("push.host_refused")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unbase64url(p256dh))
        if len(unbase64url(auth)) != SECRET_BYTES:
            raise ValueError("auth")
    except (ValueError, binascii.Error):
        raise Refusal("push.keys_invalid") from None


def send(endpoint: str, p256dh: str, auth: str, payload: bytes, headers: Mapping[str, str]) -> Outcome:
    """One push. Never raises for what the other side does."""
    where = _known(endpoint)
    if where is None:
        return Outcome.GONE
    body = http_ece.encrypt(
        payload,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=unbase64url(p256dh),
        auth_secret=unbase64url(auth),
    )
    claims = {
        "aud": f"{where.scheme}://{where.netloc}",
        "exp": int(clock.now().timestamp()) + TOKEN_S,
        "sub": settings.PUSH_CONTACT,
    }
    sent = {**_key().sign(claims), "Content-Encoding": "aes128gcm", **headers}
    try:
        connection = _connect(where)
        try:
            path = (where.path or "/") + (f"?{where.query}" if where.query else "")
            connection.request("POST", path, body, sent)
            status = connection.getresponse().status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError):
        return Outcome.FAILED
    if status in (404, 410):
        return Outcome.GONE
    return Outcome.TAKEN if 200 <= status < 300 else Outcome.FAILED


def base64url(value: bytes) -> str:
    """Without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def unbase64url(value: str) -> bytes:
    """Raises binascii.Error or ValueError for what is none."""
    return base64.b64decode(value.encode("ascii") + b"=" * (-len(value) % 4), altchars=b"-_", validate=True)


def _key() -> Vapid02:
    row = PushKey.objects.first()
    if row is None:
        made = Vapid02()
        made.generate_keys()
        with transaction.atomic():
            row, _ = PushKey.objects.get_or_create(
                pk=1, defaults={"private_pem": made.private_pem().decode(), "made_at": clock.now()}
            )
    return Vapid02.from_pem(row.private_pem.encode())


def _known(endpoint: str) -> SplitResult | None:
    """The address, where it is one of a push service that we speak to."""
    try:
        where = urlsplit(endpoint)
        origin, host, port = f"{where.scheme}://{where.netloc}", where.hostname or "", where.port
    except ValueError:
        return None
    for known in settings.PUSH_SERVICES:
        if "://" in known:
            if origin == known:
                return where
        elif where.scheme == "https" and port in (None, 443) and (host == known or host.endswith("." + known)):
            return where if "@" not in where.netloc else None
    return None


def _connect(where: SplitResult) -> http.client.HTTPConnection:
    host = where.hostname or ""
    if f"{where.scheme}://{where.netloc}" in settings.PUSH_SERVICES:
        kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        return kind(host, where.port, timeout=TIMEOUT_S)
    connection = http.client.HTTPSConnection(host, 443, timeout=TIMEOUT_S)
    # The address that was looked at is the one that is spoken to; asked again, a name may mean another one.
    raw = socket.create_connection((_public_address(host), 443), TIMEOUT_S)
    connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    return connection


def _public_address(host: str) -> str:
    for _, _, _, _, address in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM):
        if ipaddress.ip_address(address[0]).is_global:
            return str(address[0])
    raise OSError(f"{host} has no public address")
