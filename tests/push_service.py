"""A push service and a text message gateway on loopback: real HTTP, and a browser's own keys to read what came."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from field.telling.web_push import base64url

AUTH = b"0123456789abcdef"


class PushService:
    """Keeps what it is sent, by path. `answers` are the statuses of the next requests; then 201."""

    def __init__(self) -> None:
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.came.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(outer.answers.pop(0) if outer.answers else 201)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"


class Browser:
    """What a browser keeps of its subscription."""

    def __init__(self, service: PushService, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.endpoint = f"{service.origin}/{name}"
        self._service = service

    def subscription(self, language: str = "zh") -> dict[str, str]:
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "p256dh": base64url(point), "auth": base64url(AUTH), "language": language}

    def messages(self) -> list[dict[str, Any]]:
        """What it could read of what came for it; each must be signed."""
        read = []
        for path, headers, body in self._service.came:
            if not self.endpoint.endswith(path):
                continue
            assert headers["content-encoding"] == "aes128gcm"
            assert Vapid02.verify(headers["authorization"])
            read.append(json.loads(http_ece.decrypt(body, private_key=self._key, auth_secret=AUTH)))
        return read
