"""What waits for a person: opened by a flow, done or dropped by a flow, called further up the line when nobody answers.

Whoever does not answer in time is covered by the named stand-in (AB角), then by the level above, up to the root.
Silence never decides anything: a todo that nobody does stays open and gets louder.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypedDict

from django.db.models import Q

from dispatch.kernel import clock, stand_ins, timers
from dispatch.kernel.commands import Tx
from dispatch.kernel.models import Node, User
from dispatch.kernel.organisation import board_streams
from repairs import policies
from repairs.models import Todo, WorkOrder

ESCALATE = "todo.escalate"
# What somebody owes about an order only while it lives; a return visit begins when it is closed.
OF_LIVING = ("withdrawal", "resume", "urged", "returned_twice", "address_conflict")
_ALL = Q()


class TodoCard(TypedDict):
    """A todo on a board. `kind` says which page does it, `subject` what it is about ('withdrawal:12')."""

    id: int
    kind: str
    subject: str
    order_id: int | None
    number: str | None
    node_id: int
    station_id: int | None
    role: str
    owner_id: int | None
    owner_name: str
    called_name: str
    called_node_id: int | None
    level: int
    opened_at: str | None
    due_at: str | None
    closed_at: str | None
    outcome: str
    facts: dict[str, Any]


def card(todo: Todo) -> TodoCard:
    """The card of a todo whose order's request, owner and called person are loaded with it."""
    return {
        "id": todo.pk,
        "kind": todo.kind,
        "subject": todo.subject,
        "order_id": todo.order_id,
        "number": todo.order.request.number if todo.order else todo.facts.get("number"),
        "node_id": todo.node_id,
        "station_id": todo.station_id,
        "role": todo.role,
        "owner_id": todo.owner_id,
        "owner_name": str(todo.owner or ""),
        "called_name": str(todo.called or ""),
        "called_node_id": todo.called_node_id,
        "level": todo.level,
        "opened_at": clock.iso(todo.opened_at),
        "due_at": clock.iso(todo.due_at),
        "closed_at": clock.iso(todo.closed_at),
        "outcome": todo.outcome,
        "facts": todo.facts,
    }


def open_(
    tx: Tx,
    kind: str,
    subject: str,
    node: Node,
    role: str,
    due_at: datetime,
    *,
    order: WorkOrder | None = None,
    owner: User | None = None,
    facts: dict[str, Any] | None = None,
    is_confidential: bool = False,
) -> Todo:
    """Somebody owes `kind` of `subject` until `due_at`. Owed already, it stays as it is."""
    known = Todo.objects.filter(kind=kind, subject=subject, closed_at=None).first()
    if known is not None:
        return known
    todo = Todo.objects.create(
        kind=kind,
        subject=subject,
        order=order,
        node=node,
        station=order.station if order else None,
        role=role,
        owner=owner,
        opened_at=tx.at,
        due_at=due_at,
        facts=facts or {},
        is_confidential=is_confidential,
    )
    timers.arm(ESCALATE, str(todo.pk), due_at)
    _tell(tx, todo, "todo.opened")
    return todo


def say_more(tx: Tx, kind: str, subject: str, facts: dict[str, Any]) -> None:
    """What is owed stays as it is, but more is known of it by now."""
    for todo in _full().select_for_update(of=("self",)).filter(kind=kind, subject=subject, closed_at=None):
        todo.facts = {**todo.facts, **facts}
        todo.save(update_fields=["facts"])
        _tell(tx, todo, "todo.opened")


def close(tx: Tx, kind: str, subject: str, outcome: str) -> None:
    """It is done, or nobody owes it any more."""
    close_many(tx, kind, [subject], outcome)


def close_many(tx: Tx, kind: str, subjects: Sequence[str], outcome: str) -> None:
    """The same of many subjects, found in one statement."""
    for todo in _full().select_for_update(of=("self",)).filter(kind=kind, subject__in=subjects, closed_at=None):
        _close(tx, todo, outcome)


def close_of_order(tx: Tx, order: WorkOrder, outcome: str, *kinds: str) -> None:
    """What was owed about an order is owed no more: the named kinds, or all."""
    found = _full().select_for_update(of=("self",)).filter(order=order, closed_at=None)
    for todo in found.filter(kind__in=kinds) if kinds else found:
        _close(tx, todo, outcome)


def _close(tx: Tx, todo: Todo, outcome: str) -> None:
    todo.closed_at, todo.closed_by, todo.outcome = tx.at, tx.actor.name[:80], outcome
    todo.save(update_fields=["closed_at", "closed_by", "outcome"])
    timers.cancel(ESCALATE, str(todo.pk))
    _tell(tx, todo, "todo.closed")


def _full() -> Any:
    return Todo.objects.select_related(
        "order__request", "order__node", "node__parent", "called_node__parent", "owner", "called"
    )


def open_within(path: str, wanted: Q = _ALL) -> list[TodoCard]:
    """What is owed at and below a node, the most pressing first; confidential things are not among them."""
    found = _full().filter(wanted, node__path__startswith=path, closed_at=None, is_confidential=False)
    return [card(todo) for todo in found.order_by("due_at", "pk")]


@timers.handler(ESCALATE)
def escalate(tx: Tx, due: timers.Due) -> None:
    """Nobody answered in time: the stand-in is called, then the level above, and so on up to the root."""
    todo = _full().select_for_update(of=("self",)).filter(pk=int(due.subject), closed_at=None).first()
    if todo is None:
        return
    todo.level += 1
    todo.called = stand_ins.named_for(todo.owner, todo.role, todo.node.path, tx.at) if todo.level == 1 else None
    # Where nobody is named to stand in, the line above is called at once.
    todo.level += todo.level == 1 and todo.called is None
    above = (todo.called_node or todo.node).parent
    if todo.level > 1:
        todo.called_node = above or todo.called_node
    todo.save(update_fields=["level", "called_node", "called"])
    stands_at = todo.called_node or todo.node
    if todo.level == 1 or stands_at.parent_id is not None:
        again = policies.seconds("todo.escalate_after", at=tx.at)
        timers.arm(ESCALATE, str(todo.pk), tx.at + timedelta(seconds=again))
    _tell(tx, todo, "todo.escalated")


def _tell(tx: Tx, todo: Todo, kind: str) -> None:
    if todo.is_confidential:
        return
    tx.record_all(board_streams(todo.node.path), kind, {"todo": dict(card(todo))})
    if todo.order_id:
        tx.record(f"order:{todo.order_id}", kind, {"todo": dict(card(todo))})
