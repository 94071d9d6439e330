"""How a case moves: one body for every step – table, row, clocks, record, log, and the todo of whoever is next.

The log of a case says what happened and who did it, never what was written: its words are in the record (CaseNote),
which only those who may open the case read.
"""

from typing import Any

from dispatch.kernel import clock, texts
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import User
from repairs.cases import clocks, lifecycle, owing
from repairs.models import Case, CaseNote

LOADED = ("node", "owner_node__parent", "owner", "first_asked")


def locked(case_id: int) -> Case:
    """The case, locked, with what its steps need."""
    return Case.objects.select_for_update(of=("self",)).select_related(*LOADED).get(pk=case_id)


def check_version(tx: Tx, case: Case, version: int | None) -> None:
    """Refuse with command.stale when somebody changed the case after the caller looked."""
    if version is not None and version != case.version:
        raise Refusal(
            "command.stale",
            version=case.version,
            state=texts.say(f"case_state.{case.state}", tx.actor.language),
            state_code=case.state,
            changed_by=case.changed_by,
            changed_at=clock.iso(case.updated_at),
        )


def step(
    tx: Tx,
    case: Case,
    action: str,
    *,
    when: str = "",
    text: str = "",
    facts: dict[str, Any] | None = None,
    fields: dict[str, Any] | None = None,
    stops: tuple[str, ...] = (),
    is_visited_elsewhere: bool = False,
) -> lifecycle.Moved:
    """Move a locked case along the table. `facts` go on the log and so hold codes and names, nothing that was written.

    `stops`: clocks that this step ends beside those of the table.
    """
    moved = lifecycle.move(
        action,
        case.business_type,
        case.state,
        when=when,
        state_before=case.state_before,
        is_reachable=bool(case.contact_phone),
    )
    for name, value in (fields or {}).items():
        setattr(case, name, value)
    case.state, case.state_before = moved.state, moved.state_before
    if moved.step.stamp:
        setattr(case, moved.step.stamp, tx.at)
    case.closed_at = tx.at if moved.state == "closed" and action != "note" else case.closed_at
    ended = lifecycle.CLOCKS if moved.state == "closed" else (*moved.step.stops, *stops)
    clocks.apply(tx, case, ended, lifecycle.starts_of(moved, case.business_type))
    if action == "grade":
        clocks.regrade(tx, case)
    said = {"when": when, **(facts or {})} if when else dict(facts or {})
    save(tx, case)
    note(tx, case, action, text, said)
    tx.record(f"case:{case.pk}", moved.step.event, {"state": case.state, **said, "by": tx.actor.name})
    owing.bring_up_to_date(tx, case, is_visited_elsewhere=is_visited_elsewhere)
    return moved


def save(tx: Tx, case: Case) -> None:
    """Write a locked case that changed."""
    case.version += 1
    case.changed_by, case.updated_at = tx.actor.name[:80], tx.at
    case.save()


def note(tx: Tx, case: Case, kind: str, text: str, facts: dict[str, Any]) -> CaseNote:
    """A line of the record, signed."""
    return CaseNote.objects.create(
        case=case,
        round=case.rounds,
        kind=kind,
        text=text,
        facts=facts,
        at=tx.at,
        by=tx.actor.key,
        by_name=tx.actor.name[:80],
    )


def user_of(tx: Tx) -> User | None:
    """The person who acts; a key or a customer is none."""
    return User.objects.filter(pk=int(tx.actor.id or 0)).first() if tx.actor.kind == "user" else None
