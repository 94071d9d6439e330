"""Who is behind a socket, and whether that still holds. Synchronous; runs on the hub's threads.

A socket outlives the request that opened it. So its session, its account and its key are looked at again every other
second, all sockets in one go, and whoever changed is identified anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.utils.crypto import salted_hmac

from dispatch.kernel import accounts, actors, clock
from dispatch.kernel.actors import Actor
from dispatch.kernel.models import ApiKey, User

Mark = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a handshake brought: a session cookie, an API key, or nothing."""

    session: str | None = None
    bearer: str | None = None
    language: str = "zh"
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """The actor behind a socket. `mark` changes when the account does; `is_gone`: the claim does not hold any more."""

    actor: Actor
    session: str | None = None
    api_key: int | None = None
    mark: Mark = ()
    is_gone: bool = False

    @property
    def user(self) -> int | None:
        return cast(int, self.actor.id) if self.actor.kind == "user" else None

    @property
    def language(self) -> str:
        return self.actor.language


def identify(claim: Claim) -> Asker:
    """The actor of a claim; a claim that does not hold (any more) gives a customer, with `is_gone` set."""
    stranger = actors.customer(claim.origin, claim.language)
    if claim.bearer is not None:
        integration = accounts.actor_of_key(claim.bearer)
        if integration is None:
            return Asker(stranger, is_gone=True)
        return Asker(integration, api_key=cast(int, integration.id))
    if claim.session is None:
        return Asker(stranger)
    store = import_module(settings.SESSION_ENGINE).SessionStore(claim.session)
    user = get_user(cast(Any, SimpleNamespace(session=store)))
    if not isinstance(user, User):
        return Asker(stranger, is_gone=True)
    return Asker(
        actors.of_user(user), session=claim.session, mark=_mark(user.access_version, user.is_active, user.password)
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds now of the sessions, accounts and keys that were asked about."""

    sessions: frozenset[str]
    keys: frozenset[int]
    marks: dict[int, Mark]

    def holds(self, asker: Asker) -> bool:
        """Whether nothing that `asker` rests on has changed."""
        if asker.session is not None and asker.session not in self.sessions:
            return False
        if asker.api_key is not None and asker.api_key not in self.keys:
            return False
        return asker.user is None or self.marks.get(asker.user) == asker.mark


def standing(askers: Iterable[Asker]) -> Standing:
    """One look at everything that open sockets rest on: at most three queries."""
    askers = list(askers)
    sessions = {asker.session for asker in askers if asker.session is not None}
    keys = {asker.api_key for asker in askers if asker.api_key is not None}
    users = {asker.user for asker in askers if asker.user is not None}
    live = Session.objects.filter(session_key__in=sessions, expire_date__gt=clock.now()) if sessions else None
    valid = ApiKey.objects.filter(pk__in=keys, revoked_at=None, node__is_active=True) if keys else None
    rows = (
        User.objects.filter(pk__in=users).values_list("pk", "access_version", "is_active", "password") if users else ()
    )
    return Standing(
        frozenset(live.values_list("session_key", flat=True)) if live is not None else frozenset(),
        frozenset(valid.values_list("pk", flat=True)) if valid is not None else frozenset(),
        {pk: _mark(version, is_active, password) for pk, version, is_active, password in rows},
    )


def _mark(access_version: int, is_active: bool, password: str) -> Mark:
    # Only a fingerprint of the hash is kept with a socket.
    return access_version, is_active, salted_hmac("dispatch.realtime.identity", password).hexdigest()
