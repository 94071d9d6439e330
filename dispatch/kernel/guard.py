"""The outermost middleware: size of bodies, refusals outside the API, and the headers that browsers obey."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from dispatch.kernel import bounds, texts
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import problem_response


def content_policy(tiles: str = "") -> str:
    """What a page may load: its own, and the map's tiles from the one address that the operator named."""
    origin = " " + "{0.scheme}://{0.netloc}".format(urlsplit(tiles)) if tiles else ""
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: blob:{origin}",
            f"connect-src 'self'{origin}",
            "worker-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


CONTENT_POLICY = content_policy(str((settings.MAP_TILES or {}).get("url", "")))


class GuardMiddleware:
    """Refuses bodies that say they are too large and addresses no row can hold; answers refusals of pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.language = texts.negotiate(request.headers.get("Accept-Language", ""))  # type: ignore[attr-defined]
        refusal = self.refusal_of(request)
        response = problem_response(request, refusal) if refusal else self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=(self)")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        return response

    @staticmethod
    def refusal_of(request: HttpRequest) -> Refusal | None:
        """What is wrong with a request before anybody has looked at what it wants."""
        limit = bounds.body_limit(request.path)
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = request.META["CONTENT_LENGTH"] = 0
        if length > limit:
            return Refusal("input.too_large", limit=limit)
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return Refusal("not_found")
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return problem_response(request, error) if isinstance(error, Refusal) else None
