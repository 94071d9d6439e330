"""A site with awkward pages behind the product's own bridge and wire: `python -m tests.http.bridge_site --fd N`.

Lanes are tiny (two threads, two places to wait), so that a test can fill them.
"""

import asyncio
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

gate = threading.Event()
counted = {"entered": 0, "streamed": 0, "said": 0}
BLOCK = b"x" * 65536
lanes: list[Any] = []


def echo(request: HttpRequest, anything: str = "") -> JsonResponse:
    """What arrived, as Django sees it. As the intake page it also opens the gate, since the other lane may be full."""
    if "open" in request.GET:
        gate.set()
    body = request.body
    return JsonResponse(
        {
            "method": request.method,
            "path": request.path,
            "query": request.META["QUERY_STRING"],
            "length": len(body),
            "sum": sum(body) if len(body) < 100 else None,
            "declared": request.META["CONTENT_LENGTH"],
            "headers": dict(request.headers),
            "entered": counted["entered"],
            "inside": lanes[0].inside,
            "address": request.META["REMOTE_ADDR"],
            "thread": threading.current_thread().name.rsplit("_", 1)[0],
        }
    )


def wait(request: HttpRequest) -> HttpResponse:
    """Holds its thread until somebody opens the gate."""
    counted["entered"] += 1
    gate.wait(20)
    return HttpResponse("waited")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Sixty-four MiB if somebody reads them."""

    def blocks() -> Iterator[bytes]:
        for _ in range(1024):
            counted["streamed"] += 1
            yield BLOCK

    return StreamingHttpResponse(blocks(), content_type="application/octet-stream")


def file(request: HttpRequest, size: int) -> FileResponse:
    content = tempfile.TemporaryFile()  # noqa: SIM115
    content.write(b"f" * size)
    content.seek(0)
    return FileResponse(content)


def slow(request: HttpRequest) -> HttpResponse:
    time.sleep(1)
    return HttpResponse("finished")


def counts(request: HttpRequest) -> JsonResponse:
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return JsonResponse({**counted, "resident": resident})


urlpatterns = [
    path("wait", wait),
    path("slow", slow),
    path("stream", stream),
    path("api/v1/requests", echo),
    path("file/<int:size>", file),
    path("counts", counts),
    path("empty", lambda request: HttpResponse(status=204)),
    path("broken", lambda request: 1 / 0),
    path("<path:anything>", echo),
]


async def flood(scope: dict, receive: Any, send: Any) -> None:
    """A socket that says as much as its reader takes, up to 64 MiB."""
    await receive()
    await send({"type": "websocket.accept"})
    for _ in range(65536):
        await send({"type": "websocket.send", "text": "x" * 1024})
        counted["said"] += 1
        if counted["said"] % 64 == 0:
            await asyncio.sleep(0)


def main() -> None:
    """Serve on the given socket and drain on SIGTERM as the product does."""
    settings.configure(
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="for this site only",
        DATA_UPLOAD_MAX_MEMORY_SIZE=None,
    )
    import django

    django.setup()
    from dispatch.launcher import server
    from dispatch.launcher.bridge import Bridge, Lane

    def handler(environ: dict, start_response: object) -> object:
        if environ["PATH_INFO"] == "/raise":
            raise RuntimeError("outside Django")
        return django_handler(environ, start_response)

    django_handler = WSGIHandler()
    lanes.append(Lane("rest", threads=2, waiting=2))
    bridge = Bridge(handler, intake=Lane("intake", threads=1, waiting=1), rest=lanes[0])
    fd, ready = int(sys.argv[sys.argv.index("--fd") + 1]), int(sys.argv[sys.argv.index("--ready-fd") + 1])

    async def application(scope: dict, receive: Any, send: Any) -> None:
        await (bridge if scope["type"] == "http" else flood)(scope, receive, send)

    server.Serving(fd, lambda: os.write(ready, b"1"), application=application, bridge=bridge, parts=()).run()


if __name__ == "__main__":
    main()
