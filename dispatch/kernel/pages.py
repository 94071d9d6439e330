"""The pages under every storey: landing, log-in, choice of language, the shells of the two applications, and refusals.

Everything here works without script. What a person sees after the log-in is decided by roles in `api.landing_for`;
what lies behind a shell is guarded where the data are read, not here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dispatch.kernel import actors, assets, language, texts
from dispatch.kernel import page_texts as _words  # noqa: F401  the words must be defined before a template asks
from dispatch.kernel.api import landing_for, log_in
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import language_of

Page = Callable[..., HttpResponse]
UTILITIES = ("electricity", "water", "gas", "heating")


@dataclass(frozen=True)
class DemoLogin:
    """An account of the demonstration that the landing page offers; `label` is a text key."""

    username: str
    password: str
    label: str


_demo_logins: list[DemoLogin] = []


def offer_demo_login(username: str, password: str, label: str) -> None:
    """Show an account on the landing page while the demonstration runs. The demo's storey calls this when it loads."""
    login = DemoLogin(username, password, label)
    if login not in _demo_logins:
        _demo_logins.append(login)


def refusable(view: Page) -> Page:
    """Answer a refusal that a page did not handle itself with a page of words, not with JSON."""

    @wraps(view)
    def safely(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return wrong(request, refusal)

    return safely


@require_GET
@never_cache
def landing(request: HttpRequest) -> HttpResponse:
    demo_logins = _demo_logins if settings.DEMO else []
    return render(request, "paidan/landing.html", {"utilities": UTILITIES, "demo_logins": demo_logins})


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@refusable
def log_in_page(request: HttpRequest) -> HttpResponse:
    """The staff's log-in; afterwards to `next` where that is ours, else to the page of the person's roles."""
    wanted = _ours(request, request.POST.get("next") or request.GET.get("next"))
    shown: dict[str, object] = {"next": wanted or "", "errors": {}, "username": ""}
    if request.method == "GET":
        shown["here_before"] = request.user if request.user.is_authenticated else None
        return render(request, "paidan/login.html", shown)
    username, password = request.POST.get("username", "").strip(), request.POST.get("password", "")
    speech = language_of(request)
    errors = {
        name: texts.say(f"login.required.{name}", speech)
        for name, value in (("username", username), ("password", password))
        if not value
    }
    status = 422
    if not errors:
        try:
            user = log_in(request, username, password)
            return redirect(wanted or landing_for({held.role for held in actors.of_user(user).grants}))
        except Refusal as refusal:
            errors, status = {"form": refusal.sentence(speech)}, refusal.status
    return render(request, "paidan/login.html", {**shown, "errors": errors, "username": username}, status=status)


@require_POST
def log_out_page(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("/")


# Choosing a language needs nobody's rights, and must also work where cookies for CSRF are refused.
@csrf_exempt
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language for a year and go back to where they were."""
    response = redirect(_ours(request, request.POST.get("next")) or "/")
    remember_language(response, request.POST.get("language"))
    return response


def remember_language(response: HttpResponse, chosen: str | None) -> None:
    """Set the language cookie; anything that is not one of our languages is ignored."""
    if chosen in texts.LANGUAGES:
        response.set_cookie(
            language.COOKIE, str(chosen), max_age=365 * 86400, samesite="Lax", secure=settings.SECURE_COOKIES
        )


def shell(entry: str) -> Page:
    """The page that carries a front-end application; strangers are sent to the log-in first."""

    @require_GET
    @never_cache
    def show(request: HttpRequest, rest: str = "") -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"/login?{urlencode({'next': request.get_full_path()})}")
        scripts, _ = assets.files_of(entry)
        return render(request, "paidan/shell.html", {"entry": entry, "title": f"shell.{entry}", "built": bool(scripts)})

    return show


def wrong(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of words for a refusal."""
    sentence = refusal.sentence(language_of(request))
    response = render(
        request, "paidan/wrong.html", {"title": "wrong.title", "sentence": sentence}, status=refusal.status
    )
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The 404 page."""
    sentence = texts.say("wrong.not_found.text", language_of(request))
    return render(request, "paidan/wrong.html", {"title": "wrong.not_found.title", "sentence": sentence}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The 500 page; it asks nothing of the database, which may be what broke."""
    sentence = texts.say("wrong.internal.text", language_of(request))
    return render(request, "paidan/wrong.html", {"title": "wrong.title", "sentence": sentence}, status=500)


def out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a form without a valid token is answered with."""
    return wrong(request, Refusal("access.csrf"))


def _ours(request: HttpRequest, address: str | None) -> str | None:
    """`address` if it leads to a page of this site, else None."""
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts=None, require_https=request.is_secure())
    return address if address and safe else None
