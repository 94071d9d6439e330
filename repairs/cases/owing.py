"""Who owes the next step of a case, as one todo that climbs: to the stand-in, then up the line, never to silence."""

from datetime import timedelta
from typing import Any

from dispatch.kernel import timers
from dispatch.kernel.commands import Tx
from repairs import policies, todos
from repairs.cases.turns import turn_of
from repairs.models import Case, Todo

TODO = "case"


def subject_of(case: Case) -> str:
    """Under which name it is owed."""
    return f"case:{case.pk}"


def bring_up_to_date(tx: Tx, case: Case, *, is_visited_elsewhere: bool = False) -> None:
    """After each step: the todo of a locked case says who must act next and until when.

    A return visit is owed by a todo of its own (`return_visits`), so the case owes nothing beside it.
    """
    unit = "" if case.owner_node_id == case.node_id else case.owner_node.kind
    turn = turn_of(case.business_type, case.state, unit)
    if turn is None or case.due_at is None or is_visited_elsewhere:
        todos.close(tx, TODO, subject_of(case), case.state)
        return
    node = case.node if turn.is_at_root else case.owner_node
    owner = case.first_asked if case.state == "answered" and case.first_asked else case.owner
    owner = None if case.state in ("contested", "fed_back") else owner
    known = Todo.objects.filter(kind=TODO, subject=subject_of(case), closed_at=None).first()
    wanted = (node.pk, turn.role.value, owner.pk if owner else None, case.due_at)
    if known is not None:
        if (known.node_id, known.role, known.owner_id, known.due_at) == wanted:
            return
        todos.close(tx, TODO, subject_of(case), "moved_on")
    todo = todos.open_(
        tx, TODO, subject_of(case), node, turn.role, case.due_at,
        owner=owner, facts=facts_of(case), is_confidential=case.is_confidential,
    )  # fmt: skip
    _report_up(tx, case, todo)


def graded(tx: Tx, case: Case) -> None:
    """Whoever owes it hears how grave it is, and those above them where it is major."""
    todos.say_more(tx, TODO, subject_of(case), facts_of(case))
    for todo in Todo.objects.filter(kind=TODO, subject=subject_of(case), closed_at=None, level=0):
        _report_up(tx, case, todo)


def _report_up(tx: Tx, case: Case, todo: Todo) -> None:
    """A major complaint is called up the line at once, level by level, and not only when it is late."""
    if case.grade == "major":
        after = timedelta(seconds=policies.seconds("case.major_climbs_after", case, at=tx.at))
        timers.arm(todos.ESCALATE, str(todo.pk), min(tx.at + after, todo.due_at))


def facts_of(case: Case, late: str = "") -> dict[str, Any]:
    """What a board may know of a case: nothing that somebody wrote."""
    return {
        "case_id": case.pk,
        "number": case.number,
        "business_type": case.business_type,
        "utility": case.utility,
        "state": case.state,
        "grade": case.grade,
        "what": case.due_kind,
        "late": late,
        "first_asked": str(case.first_asked or ""),
        "first_asked_id": case.first_asked_id,
    }


def late(tx: Tx, case: Case, kind: str) -> None:
    """A limit has passed: whoever took the case is named beside the one who owes the step."""
    todos.say_more(tx, TODO, subject_of(case), facts_of(case, late=kind))
