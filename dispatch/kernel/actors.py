"""Who acts: a person with grants, an integration's key, a customer without an account, or the product itself."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dispatch.kernel.access_table import Role

if TYPE_CHECKING:
    from dispatch.kernel.models import User


@dataclass(frozen=True)
class Held:
    """A role at a node, as far as access needs it."""

    role: Role
    node_id: int
    path: str


@dataclass(frozen=True)
class Actor:
    """The one who asks. `key` names them in the log, in receipts and in the audit trail."""

    kind: Literal["user", "api_key", "customer", "system"]
    id: int | str | None
    name: str
    language: str = "zh"
    grants: tuple[Held, ...] = ()

    @property
    def key(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"

    def holds(self, role: Role) -> bool:
        """Whether the role is held anywhere."""
        return any(grant.role == role for grant in self.grants)


SYSTEM = Actor("system", None, "派单 Paidan", grants=(Held(Role.SYSTEM, 0, "/"),))


def customer(origin: str = "", language: str = "zh") -> Actor:
    """Somebody without an account; `origin` keeps idempotency keys of different people apart."""
    return Actor("customer", origin or None, "customer", language, (Held(Role.CUSTOMER, 0, "/"),))


def of_user(user: "User") -> Actor:
    """The actor of an account with its grants and those of whom it stands in for, read afresh (one query)."""
    # Above this module in the kernel, but only the account's rows are asked for here.
    from dispatch.kernel import clock, stand_ins

    own = user.grants.filter(node__is_active=True).values_list("role", "node_id", "node__path")
    lent = stand_ins.in_effect(clock.now()).filter(deputy=user).values_list("role", "node_id", "node__path")
    held = tuple(Held(Role(role), node_id, path) for role, node_id, path in own.union(lent))
    return Actor("user", user.pk, str(user), user.language, held)
