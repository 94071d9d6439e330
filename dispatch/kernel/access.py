"""May they? The only reader of the access table."""

from dispatch.kernel.access_table import TABLE, Role
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal

EVERYBODY = frozenset(Role)
"""An action of all roles is open also to an account that holds none, or holds one far below the root."""

__all__ = ["Role", "allows", "paths", "require", "roles_at"]


def allows(actor: Actor, action: str, path: str = "/") -> bool:
    """Whether `actor` holds a role for `action` at a node on or above `path`. An unknown action raises KeyError."""
    roles = TABLE[action]
    return roles == EVERYBODY or any(grant.role in roles and path.startswith(grant.path) for grant in actor.grants)


def require(actor: Actor, action: str, path: str = "/") -> None:
    """Refuse with access.login_required or access.denied unless `allows`."""
    if not allows(actor, action, path):
        raise Refusal("access.login_required" if actor.kind == "customer" else "access.denied", action=action)


def paths(actor: Actor, action: str) -> list[str]:
    """The shortest path prefixes within which `actor` may do `action`; empty where they may not at all."""
    roles = TABLE[action]
    if roles == EVERYBODY:
        return ["/"]
    found = sorted({grant.path for grant in actor.grants if grant.role in roles}, key=len)
    kept: list[str] = []
    for path in found:
        if not any(path.startswith(shorter) for shorter in kept):
            kept.append(path)
    return kept


def require_anywhere(actor: Actor, action: str) -> list[str]:
    """Like `paths`, but refuses an actor who may nowhere."""
    found = paths(actor, action)
    if not found:
        raise Refusal("access.login_required" if actor.kind == "customer" else "access.denied", action=action)
    return found


def roles_at(actor: Actor, path: str) -> frozenset[Role]:
    """The roles that reach `path`."""
    return frozenset(grant.role for grant in actor.grants if path.startswith(grant.path))
