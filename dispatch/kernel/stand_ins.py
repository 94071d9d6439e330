"""A/B roles (AB角): a named person covers another's role at a node for a time.

The right is the deputy's while the row is in effect and the principal still holds the role; both ends of the span move
the access version that open sockets watch. Whom to call when somebody does not answer is asked of `named_for`.
"""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from dispatch.kernel import accounts, errors, timers
from dispatch.kernel.access_table import Role
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Grant, Node, StandIn, User

TURN = "stand_in.turn"
# What concerns the account itself is nobody else's: a technician's visits are bound to the person.
COVERABLE = frozenset({Role.AGENT, Role.DISPATCHER, Role.COORDINATOR, Role.QUALITY, Role.REVIEWER})

errors.define("stand_in.self", 422, zh="不能由本人代理本人。", en="Nobody stands in for themselves.")
errors.define(
    "stand_in.role_not_held",
    422,
    zh="{name} 在这里没有这个角色，无从代理。",
    en="{name} does not hold that role here, so nobody can cover it.",
)
errors.define(
    "stand_in.named_already",
    409,
    zh="{name} 这段时间已经有代理人。",
    en="{name} has a stand-in for that time already.",
)
errors.define("stand_in.backwards", 422, zh="结束时间应晚于开始时间。", en="It must end after it begins.")


def in_effect(at: datetime) -> QuerySet[StandIn]:
    """The rows that hold at `at`, whose principals still hold the role."""
    return StandIn.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        starts_at__lte=at,
        principal__is_active=True,
        node__is_active=True,
        principal__grants__role=F("role"),
        principal__grants__node=F("node"),
    )


def appoint(
    tx: Tx, principal: User, deputy: User, role: Role, node: Node, starts_at: datetime, ends_at: datetime | None
) -> StandIn:
    """Name `deputy` for the role that `principal` holds at `node`."""
    if principal == deputy:
        raise Refusal("stand_in.self")
    if ends_at is not None and ends_at <= max(starts_at, tx.at):
        raise Refusal("stand_in.backwards")
    # The account's row is the lock: two who name a stand-in for the same person wait for one another.
    User.objects.select_for_update().get(pk=principal.pk)
    if role not in COVERABLE or not Grant.objects.filter(user=principal, role=role, node=node).exists():
        raise Refusal("stand_in.role_not_held", name=str(principal))
    others = StandIn.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=starts_at), principal=principal, role=role, node=node
    )
    if (others.filter(starts_at__lt=ends_at) if ends_at else others).exists():
        raise Refusal("stand_in.named_already", name=str(principal))
    row = StandIn.objects.create(
        principal=principal,
        deputy=deputy,
        role=role.value,
        node=node,
        starts_at=starts_at,
        ends_at=ends_at,
        made_by=tx.actor.name[:80],
    )
    _arm(row)
    accounts.access_changed(deputy)
    tx.record(
        f"stand_in:{row.pk}", "stand_in.named", {"principal": principal.pk, "deputy": deputy.pk, "role": row.role}
    )
    return row


def end(tx: Tx, row: StandIn) -> None:
    """It is over now; a row that has not begun never will."""
    row.ends_at = max(tx.at, row.starts_at)
    row.save(update_fields=["ends_at"])
    timers.cancel(TURN, str(row.pk))
    accounts.access_changed(row.deputy)
    tx.record(f"stand_in:{row.pk}", "stand_in.ended", {"by": tx.actor.name})


def named_for(owner: User | None, role: str, path: str, at: datetime) -> User | None:
    """Who covers `owner`, else anybody's `role` at the nearest node on or above `path`; None where nobody is named."""
    rows = in_effect(at).select_related("deputy", "node").filter(deputy__is_active=True)
    rows = rows.filter(principal=owner) if owner else rows.filter(role=role)
    above = [row for row in rows if path.startswith(row.node.path)]
    return max(above, key=lambda row: (len(row.node.path), row.pk)).deputy if above else None


@timers.handler(TURN)
def turn(tx: Tx, due: timers.Due) -> None:
    """The span begins or ends: what the deputy's open sockets may hear is asked again."""
    row = StandIn.objects.select_related("deputy").filter(pk=int(due.subject)).first()
    if row is not None:
        accounts.access_changed(row.deputy)
        if row.ends_at is not None and row.ends_at > tx.at:
            timers.arm(TURN, str(row.pk), row.ends_at)


def _arm(row: StandIn) -> None:
    timers.arm(TURN, str(row.pk), row.starts_at)
