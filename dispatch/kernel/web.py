"""The web adapter: who asks, how refusals are answered, how bodies are read and answers written.

Every storey's api module makes a `Router` from here; the roof gathers them into one `api`, so there is one OpenAPI 3.1
description and one table of errors.
"""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

from dispatch.kernel import accounts, actors, bounds, description, texts
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal

__all__ = ["Router", "actor_of", "key_of", "language_of", "make_api"]

log = logging.getLogger(__name__)

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def actor_of(request: HttpRequest) -> Actor:
    """Who asks: the API key of an Authorization header, else the session's user, else a customer.

    A wrong key is refused with access.login_required. A session that wants to change something must show its CSRF
    token (access.csrf).
    """
    known: Actor | None = getattr(request, "paidan_actor", None)
    if known is None:
        known = request.paidan_actor = _find_actor(request)  # type: ignore[attr-defined]
    return known


def _find_actor(request: HttpRequest) -> Actor:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        integration = accounts.actor_of_key(header.removeprefix("Bearer ").strip())
        if integration is None:
            raise Refusal("access.login_required")
        return integration
    # Reading the session costs a query, so a caller without its cookie is spared it.
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        if request.method not in SAFE_METHODS:
            check_csrf(request)
        # What a sentence names is said in the language of the page, which need not be the account's.
        return replace(actors.of_user(request.user), language=language_of(request))
    return actors.customer(origin_of(request), language_of(request))


class _Csrf(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        raise Refusal("access.csrf")


def check_csrf(request: HttpRequest) -> None:
    """Refuse with access.csrf unless the request shows the token of its cookie and comes from our own pages."""
    check = _Csrf(lambda _: HttpResponse())
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    check.process_request(request)
    check.process_view(request, _checked, (), {})


def _checked(request: HttpRequest) -> HttpResponse:
    """Stands for a view that is not exempt."""
    return HttpResponse()


def origin_of(request: HttpRequest) -> str:
    """Where an anonymous request comes from, for counting attempts: the peer's address."""
    return str(request.META.get("REMOTE_ADDR", ""))


def language_of(request: HttpRequest) -> texts.Language:
    """The language to answer in; settled by the language middleware."""
    return getattr(request, "language", texts.DEFAULT)


def key_of(request: HttpRequest) -> str | None:
    """The Idempotency-Key header, or None. Longer than 100 characters is refused."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= 100:
        raise Refusal("input.invalid", errors=[{"field": "Idempotency-Key", "code": "length"}])
    return key


def problem_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as RFC 9457 problem details in the asker's language."""
    response = HttpResponse(
        orjson.dumps(refusal.as_problem(language_of(request)), default=str),
        status=refusal.status,
        content_type="application/problem+json",
    )
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return response


class _Orjson(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return orjson.dumps(data, default=NinjaJSONEncoder().default, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


class _BoundedParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        return bounds.read_json(request.body)


def make_api() -> NinjaAPI:
    """The one API object; the roof adds the routers."""
    api = description.DescribedAPI(
        title="Paidan 派单",
        version="1",
        description=description.ABOUT,
        docs_url=None,
        openapi_url="/openapi.json",
        renderer=_Orjson(),
        parser=_BoundedParser(),
        urls_namespace="api",
    )

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        return problem_response(request, refusal)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problem_response(
            request, Refusal("input.invalid", errors=field_errors(error.errors, language_of(request)))
        )

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, _: Http404) -> HttpResponse:
        return problem_response(request, Refusal("not_found"))

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, _: AuthenticationError) -> HttpResponse:
        return problem_response(request, Refusal("access.login_required"))

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, _: RequestDataTooBig) -> HttpResponse:
        return problem_response(request, Refusal("input.too_large", limit=bounds.BODY_BYTES))

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        # The framework wraps whatever the parser raised.
        if isinstance(error.__cause__, Refusal):
            return problem_response(request, error.__cause__)
        return problem_response(request, Refusal("input.not_json" if error.status_code == 400 else "internal"))

    @api.exception_handler(Exception)
    def broken(request: HttpRequest, error: Exception) -> HttpResponse:
        # A short number joins the user's screen to our log without showing anything of the inside.
        number = uuid.uuid4().hex[:8]
        log.error("unexpected error %s on %s %s", number, request.method, request.path, exc_info=error)
        return problem_response(request, Refusal("internal", number=number))

    return api


def field_errors(errors: list[Mapping[str, Any]] | Any, language: str) -> list[dict[str, str]]:
    """Pydantic's findings as field, code and a sentence in the asker's language."""
    found = []
    for error in errors:
        where = [str(part) for part in error.get("loc", ()) if part not in {"body", "query", "path", "payload", "form"}]
        code = str(error.get("type", "invalid"))
        facts = {
            name: value for name, value in (error.get("ctx") or {}).items() if isinstance(value, str | int | float)
        }
        key = f"field.{code}" if texts.knows(f"field.{code}") else "field.invalid"
        found.append({"field": ".".join(where), "code": code, "message": texts.say(key, language, **facts)})
    return found


texts.define("field.invalid", zh="这里填写不正确。", en="This is not right.")
texts.define("field.missing", zh="请填写这一项。", en="This is needed.")
texts.define("field.string_too_long", zh="最多 {max_length} 个字。", en="{max_length} characters at most.")
texts.define("field.too_long", zh="太长，最多 {max_length}。", en="Too long: {max_length} at most.")
texts.define("field.string_too_short", zh="至少 {min_length} 个字。", en="{min_length} characters at least.")
texts.define("field.greater_than_equal", zh="不能小于 {ge}。", en="{ge} at least.")
texts.define("field.less_than_equal", zh="不能大于 {le}。", en="{le} at most.")
texts.define("field.literal_error", zh="请从这些里选：{expected}。", en="Choose one of: {expected}.")
texts.define("field.enum", zh="请从这些里选：{expected}。", en="Choose one of: {expected}.")
texts.define("field.float_parsing", zh="应填数字。", en="This must be a number.")
texts.define("field.int_parsing", zh="应填整数。", en="This must be a whole number.")
texts.define("field.finite_number", zh="应填有限的数字。", en="This must be a finite number.")
texts.define("field.datetime_parsing", zh="时间格式不正确，应为 ISO 8601。", en="This must be a time in ISO 8601.")
texts.define("field.extra_forbidden", zh="没有这一项。", en="There is no such field.")
