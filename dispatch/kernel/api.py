"""The session over HTTP: who am I, log in, log out, choose a language."""

from datetime import timedelta
from typing import Any, Literal

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Schema

from dispatch.kernel import accounts, actors, language
from dispatch.kernel.access_table import Role
from dispatch.kernel.description import PUBLIC
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node, User
from dispatch.kernel.web import Router, actor_of, check_csrf, language_of, origin_of

router = Router(tags=["session"])

LOGIN_TRIES = 20
LOGIN_WINDOW = timedelta(minutes=5)


class Credentials(Schema):
    username: str
    password: str


class Preferences(Schema):
    language: Literal["zh", "en"]


@router.get("/session", openapi_extra=PUBLIC, summary="Who is logged in, with which roles")
def read_session(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    nodes = {node.pk: node for node in Node.objects.filter(pk__in=[held.node_id for held in actor.grants])}
    roles = [
        {
            "role": held.role,
            "node_id": held.node_id,
            "node_name": nodes[held.node_id].name,
            "node_name_en": nodes[held.node_id].name_en or nodes[held.node_id].name,
            "path": held.path,
        }
        for held in actor.grants
        if held.node_id in nodes
    ]
    zone = nodes[actor.grants[0].node_id].time_zone if roles else "Asia/Shanghai"
    person = {"id": actor.id, "name": actor.name, "language": language_of(request)}
    return {
        "authenticated": actor.kind == "user",
        "csrf": get_token(request),
        "user": person if actor.kind == "user" else None,
        "roles": roles,
        "demo": settings.DEMO,
        "time_zone": zone,
        "language": language_of(request),
    }


def log_in(request: HttpRequest, username: str, password: str) -> User:
    """Open a session; the page and the API both come here. Refuses with access.bad_credentials."""
    accounts.count_attempt(f"login:{origin_of(request)}", LOGIN_TRIES, LOGIN_WINDOW)
    accounts.count_attempt(f"login-name:{username[:60]}", LOGIN_TRIES, LOGIN_WINDOW)
    user = authenticate(request, username=username[:150], password=password[:256])
    if not isinstance(user, User):
        raise Refusal("access.bad_credentials")
    login(request, user)
    # Whoever asked before was a customer; from here on it is this person, though the request brought no cookie.
    request.paidan_actor = actors.of_user(user)  # type: ignore[attr-defined]
    return user


@router.post("/session", openapi_extra=PUBLIC, summary="Log in")
def open_session(request: HttpRequest, payload: Credentials) -> dict[str, Any]:
    check_csrf(request)
    log_in(request, payload.username, payload.password)
    return read_session(request)


@router.delete("/session", response={204: None}, openapi_extra=PUBLIC, summary="Log out")
def close_session(request: HttpRequest) -> tuple[int, None]:
    actor_of(request)
    logout(request)
    return 204, None


@router.patch("/session", openapi_extra=PUBLIC, summary="Choose the language")
def change_session(request: HttpRequest, payload: Preferences, response: HttpResponse) -> dict[str, str]:
    actor = actor_of(request)
    if actor.kind == "user" and actor.id is not None:
        User.objects.filter(pk=actor.id).update(language=payload.language)
    response.set_cookie(
        language.COOKIE, payload.language, max_age=365 * 86400, samesite="Lax", secure=settings.SECURE_COOKIES
    )
    return {"language": payload.language}


# Whose work begins somewhere else than at the map; the first that a person holds counts.
_DESKS = {
    Role.DISPATCHER: "/console/",
    Role.COORDINATOR: "/console/station",
    Role.QUALITY: "/console/quality",
    Role.REVIEWER: "/console/quality",
    Role.AGENT: "/console/agent",
}


def landing_for(roles: set[Role]) -> str:
    """The page that a person with these roles works on."""
    if roles == {Role.TECHNICIAN}:
        return "/technician/"
    return next((page for role, page in _DESKS.items() if role in roles), "/console/")
