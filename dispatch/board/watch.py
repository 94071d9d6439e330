"""What the board notices in the log: a deadline that has passed, a todo that climbs, work that came too late.

A reader of the whole log with its own cursor, so that a deadline fires its alarm exactly once whoever runs it, also
with every broker dead (promise 6).
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from dispatch.board import alarms
from dispatch.kernel import commands, outbox
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.commands import Tx
from field.models import JobOffer, Technician
from repairs import orders, policies, todos
from repairs.models import Todo, WorkOrder

# Late taps that say nothing of work: to take a visit that is gone, or not, or to ask for an end that has come.
# After these the desk need not call anybody.
ANSWERS = ("visit.seen", "visit.accepted", "visit.declined", "visit.cancelled")
NO_WORK = ("accept", "decline", "ask-withdrawal")


@outbox.reader("board.watch")
def watch(seen: Sequence[outbox.Seen]) -> None:
    """Raise an alarm for each order whose clock was breached and each todo that climbs; owe a look at late work."""
    told = [entry for entry in seen if entry.stream.startswith("order:")]
    late = {_order_of(entry): str(entry.data.get("clock", "")) for entry in told if entry.kind == "order.breached"}
    taps = [entry for entry in told if entry.kind == "visit.late_tap" and entry.data.get("action") not in NO_WORK]
    worked = {_order_of(entry): entry.data for entry in taps}
    unreached = {_order_of(entry): entry.data for entry in told if entry.kind == "visit.unreached"}
    answered = [_order_of(entry) for entry in told if entry.kind in ANSWERS]
    waits = {_order_of(entry): entry.data for entry in told if entry.kind == "order.job_offer_waits"}
    offered = [int(entry.data["job_offer"]["order_id"]) for entry in seen if entry.kind == "job_offer.ended"]
    owed = {entry.data["todo"]["id"]: entry.kind for entry in seen if entry.kind in ("todo.escalated", "todo.closed")}
    if not (late or worked or owed or unreached or answered or waits or offered):
        return
    with commands.begun(SYSTEM) as tx:
        for pk, order in orders.locked({*late, *worked, *unreached, *waits}).items():
            # An ended order, or one whose clock was met meanwhile, needs nobody's eyes any more.
            if pk in late and order.due_at is not None and order.due_at <= tx.at:
                alarms.raise_(tx, "order_overdue", order.node, order=order, facts={"clock": late[pk]})
            if pk in worked:
                _owe_a_look(tx, order, worked[pk])
            if pk in unreached and order.assignee_id == unreached[pk]["technician_id"]:
                alarms.raise_(tx, "unreached", order.node, order=order, facts=_whom_to_call(unreached[pk]))
            if pk in waits and JobOffer.objects.filter(visit__order=pk, state=JobOffer.State.OPEN).exists():
                alarms.raise_(tx, "job_offer_waits", order.node, order=order, facts=_between(waits[pk]))
        alarms.clear(tx, answered, "unreached")
        alarms.clear(tx, offered, "job_offer_waits")
        _follow_todos(tx, owed)


def _order_of(entry: outbox.Seen) -> int:
    return int(entry.stream.removeprefix("order:"))


def _whom_to_call(said: dict[str, Any]) -> dict[str, Any]:
    technician = Technician.objects.get(pk=said["technician_id"])
    return {"technician": technician.name, "technician_id": technician.pk, "phone": technician.phone}


def _between(said: dict[str, Any]) -> dict[str, Any]:
    return {"giver": said["from"], "technician": said["technician"]}


def _owe_a_look(tx: Tx, order: WorkOrder, said: dict[str, Any]) -> None:
    """Work was done on an order that was gone by then: it is kept, and a person decides what comes of it."""
    within = timedelta(seconds=policies.seconds("late_work.decide_within", order, at=tx.at))
    facts = {
        "technician": said.get("technician", ""),
        "action": said.get("action", ""),
        "why": said.get("end_reason", ""),
    }
    region = orders.region_of(order)
    todos.open_(tx, "late_work", f"order:{order.pk}", region, "dispatcher", tx.at + within, order=order, facts=facts)


def _follow_todos(tx: Tx, owed: dict[int, str]) -> None:
    """Whoever is called next hears it as an alarm, until the todo is done."""
    rows = Todo.objects.select_related("order__request", "order__node", "node", "called_node", "called")
    for todo in rows.filter(pk__in=owed, order__isnull=False, is_confidential=False):
        if todo.closed_at is not None:
            if todo.kind == "urged":
                alarms.clear(tx, [todo.order_id or 0], "urged")
            if not Todo.objects.filter(order=todo.order, closed_at=None, level__gt=0).exists():
                alarms.clear(tx, [todo.order_id or 0], "todo_overdue")
        elif owed[todo.pk] == "todo.escalated":
            node = todo.called_node or todo.node
            facts = {"todo": todo.kind, "todo_key": f"todo.{todo.kind}", "called": str(todo.called or node)}
            alarms.raise_(tx, "todo_overdue", node, order=todo.order, facts=facts)
