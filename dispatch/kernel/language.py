"""Which language to answer in: the reader's choice (a cookie), else the account's, else what the browser asks for."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from dispatch.kernel import texts

COOKIE = "language"


class LanguageMiddleware:
    """Sets `request.language` to zh or en."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.language = self.choose(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.language)  # type: ignore[attr-defined]
        return response

    @staticmethod
    def choose(request: HttpRequest) -> texts.Language:
        if request.COOKIES.get(COOKIE) in texts.LANGUAGES:
            return texts.as_language(request.COOKIES[COOKIE])
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            return texts.as_language(getattr(request.user, "language", None))
        return texts.negotiate(request.headers.get("Accept-Language", ""))


def context(request: HttpRequest) -> dict[str, object]:
    """For every template: the language, its tag, and whether this is the demonstration."""
    language = getattr(request, "language", texts.DEFAULT)
    return {
        "language": language,
        "language_tag": "zh-Hans" if language == "zh" else "en",
        "other_language": "en" if language == "zh" else "zh",
        "demo": settings.DEMO,
    }
