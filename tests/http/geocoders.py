"""A server on loopback that answers like the geocoders of the map providers: the fake at that port."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Provider:
    """What it answers (`status`, `body`), after how long, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.status, self.delay = 200, 0.0
        self.body: Any = {}
        self.url = ""


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that runs while the block does."""
    fake = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            fake.asked.append((parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}))
            time.sleep(fake.delay)
            body = fake.body if isinstance(fake.body, bytes) else json.dumps(fake.body).encode()
            self.send_response(fake.status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


GIVEN = (113.625, 34.747)
NOMINATIM = [
    {
        "lat": "34.747",
        "lon": "113.625",
        "display_name": "18, 建设路, 中原区, 郑州市",
        "boundingbox": ["34.7468", "34.7472", "113.6248", "113.6252"],
    },
    {
        "lat": "34.75",
        "lon": "113.6",
        "display_name": "中原区, 郑州市",
        "boundingbox": ["34.65", "34.85", "113.45", "113.65"],
    },
]
AMAP = {
    "status": "1",
    "info": "OK",
    "infocode": "10000",
    "count": "2",
    "geocodes": [
        {"formatted_address": "河南省郑州市中原区建设路18号", "location": "113.625,34.747", "level": "门牌号"},
        {"formatted_address": "河南省郑州市中原区", "location": "113.613,34.748", "level": "区县"},
    ],
}
BAIDU = {
    "status": 0,
    "result": {
        "location": {"lng": 113.625, "lat": 34.747},
        "precise": 1,
        "confidence": 80,
        "comprehension": 100,
        "level": "门址",
    },
}
TIANDITU = {
    "msg": "ok",
    "status": "0",
    "location": {"lon": 113.625, "lat": 34.747, "level": "门址", "keyWord": "建设路18号", "score": 100},
}
