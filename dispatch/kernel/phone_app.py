"""What makes the technician's page an app: its worker, its manifest, its icon. None of it tells a stranger anything.

The worker's first line names the generation of the page: all files that the build made for it, under the hash of their
names and of the shell around them. One changed byte makes a browser fetch the whole generation, beside the one in use.
"""

import hashlib
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dispatch.kernel import assets, texts
from dispatch.kernel.web import language_of

SHELL = "/technician/"
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="#0b5563"/>'
    '<path d="M17.2 6.5 9.7 17.3h5.3l-1.300 8.200 7.800-11.200h-5.700z" fill="#fff"/></svg>'
)


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The script; 404 where nothing was built yet."""
    script = settings.FRONTEND_DIST / "worker" / "technician.js"
    files = assets.whole("technician")
    if not script.is_file() or not files:
        return HttpResponse(status=404)
    around = get_template("paidan/shell.html").template.source  # type: ignore[attr-defined]
    name = hashlib.sha256(json.dumps([around, *files]).encode()).hexdigest()[:16]
    generation = json.dumps({"name": name, "shell": SHELL, "files": files})
    body = f"const GENERATION = {generation};\n{script.read_text()}"
    return HttpResponse(body, content_type="text/javascript; charset=utf-8")


@require_GET
@never_cache
def manifest(request: HttpRequest) -> JsonResponse:
    """How the app is called and looks on a home screen."""
    speech = language_of(request)
    icons = [
        {"src": "/technician/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": purpose}
        for purpose in ("any", "maskable")
    ]
    return JsonResponse(
        {
            "id": SHELL,
            "start_url": SHELL,
            "scope": SHELL,
            "display": "standalone",
            "orientation": "portrait",
            "name": texts.say("phone_app.name", speech),
            "short_name": texts.say("brand", speech),
            "description": texts.say("phone_app.description", speech),
            "lang": "zh-Hans" if speech == "zh" else "en",
            "background_color": "#eef3f4",
            "theme_color": "#0b5563",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


@require_GET
def icon(request: HttpRequest) -> HttpResponse:
    """Full to its edges, the sign well inside, so that a home screen may cut it to any shape."""
    response = HttpResponse(ICON, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response
