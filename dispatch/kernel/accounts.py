"""Keys of integrations, grants, and the counting of attempts."""

import hashlib
import secrets
from datetime import timedelta

from django.db import connection
from django.db.models import F, Q

from dispatch.kernel import clock
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import Actor, Held
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import ApiKey, Grant, Node, StandIn, User


def issue_key(name: str, node: Node, role: Role = Role.INTEGRATION) -> tuple[ApiKey, str]:
    """A new API key and its secret, which is shown this once and kept only as a hash."""
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        name=name, prefix=prefix, secret_hash=_hash(secret), node=node, role=role.value, created_at=clock.now()
    )
    return key, f"pd_{prefix}_{secret}"


# Asked with every request of an integration; through the ORM it cost two thirds of the request's time outside intake.
_LIVE_KEY = """
SELECT k.secret_hash, k.id, k.name, k.role, k.node_id, n.path FROM kernel_apikey k
JOIN kernel_node n ON n.id = k.node_id AND n.is_active WHERE k.prefix = %s AND k.revoked_at IS NULL
"""


def actor_of_key(secret: str) -> Actor | None:
    """The integration whose live key `secret` opens. The comparison takes the same time for every wrong secret."""
    parts = secret.split("_", 2)
    if len(parts) != 3 or parts[0] != "pd" or not secret.isprintable():
        return None
    with connection.cursor() as cursor:
        cursor.execute(_LIVE_KEY, [parts[1]])
        row = cursor.fetchone()
    if row is None or not secrets.compare_digest(row[0], _hash(parts[2])):
        return None
    _, pk, name, role, node_id, path = row
    return Actor("api_key", pk, name, grants=(Held(Role(role), node_id, path),))


def revoke_key(key: ApiKey) -> None:
    """End a key at once."""
    key.revoked_at = clock.now()
    key.save(update_fields=["revoked_at"])


def grant(user: User, role: Role, node: Node) -> None:
    """Give a role at a node; giving it twice changes nothing."""
    Grant.objects.get_or_create(user=user, role=role.value, node=node)
    access_changed(user)


def revoke(user: User, role: Role, node: Node) -> None:
    """Take a role away. Open sockets notice through the access version."""
    Grant.objects.filter(user=user, role=role.value, node=node).delete()
    access_changed(user)


def access_changed(user: User) -> None:
    """Open sockets of the account, and of whoever stands in for it, look again at what they may hear."""
    deputies = StandIn.objects.filter(principal=user).values("deputy")
    User.objects.filter(Q(pk=user.pk) | Q(pk__in=deputies)).update(access_version=F("access_version") + 1)


def count_attempt(scope: str, limit: int, window: timedelta) -> None:
    """Count one attempt of `scope` (an origin, a user name); refuse with access.too_many_attempts past the limit."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_attempt AS a (scope, count, since) VALUES (%s, 1, %s)"
            " ON CONFLICT (scope) DO UPDATE SET"
            "  count = CASE WHEN a.since < %s THEN 1 ELSE a.count + 1 END,"
            "  since = CASE WHEN a.since < %s THEN EXCLUDED.since ELSE a.since END"
            " RETURNING count, since",
            [scope[:120], now, now - window, now - window],
        )
        count, since = cursor.fetchone()
    if count > limit:
        raise Refusal("access.too_many_attempts", retry_after=max(1, round((since + window - now).total_seconds())))


def _hash(secret: str) -> str:
    # A random 256-bit secret needs no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()
