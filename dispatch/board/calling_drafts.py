"""Calls that are not filed yet: kept on the server as on the agent's machine, so that neither's death loses a word.

A draft is its agent's alone. Saving is safe to repeat and in any order: a revision that is not newer changes nothing.
What nobody touched for the policy's time is forgotten, because it speaks of people.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson

from dispatch.board import calling_problems as _words  # noqa: F401  the refusals must be defined before one is raised
from dispatch.board.models import CallDraft, CallRecord
from dispatch.kernel import access, clock, timers
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import policies

OVER = "call.draft_over"
LONGEST = 24_000
"""Bytes of one draft: a whole form and its answers are about 3,000."""


def owner(actor: Actor) -> int:
    """The person at the desk; a key has none."""
    access.require_anywhere(actor, "call.work")
    if not isinstance(actor.id, int) or actor.kind != "user":
        raise Refusal("access.denied", action="call.work")
    return actor.id


def all_of(user_id: int) -> list[dict[str, Any]]:
    """The person's drafts, oldest first."""
    return [view(row) for row in CallDraft.objects.filter(user_id=user_id).order_by("begun_at", "pk")]


def save(tx: Tx, user_id: int, draft: UUID, revision: int, content: dict[str, Any]) -> dict[str, Any]:
    """Keep a draft. Gives the draft as it is kept now, or `ended` where the call was filed meanwhile.

    Refuses call.draft_too_long, call.too_many_drafts, and not_found for another person's.
    """
    if len(orjson.dumps(content)) > LONGEST:
        raise Refusal("call.draft_too_long")
    ended = CallRecord.objects.filter(draft=draft).first()
    if ended is not None:
        return {"draft": None, "ended": ended.answer if ended.by == tx.actor.key else {}}
    kept = {"revision": revision, "content": content, "begun_at": tx.at, "saved_at": tx.at}
    row = CallDraft.objects.select_for_update().filter(pk=draft).first()
    if row is None:
        most = int(policies.number("call.drafts_at_most", at=tx.at))
        if CallDraft.objects.filter(user_id=user_id).count() >= most:
            raise Refusal("call.too_many_drafts", most=most)
        # Two tabs may begin to keep the same draft at once.
        row, _ = CallDraft.objects.get_or_create(pk=draft, defaults={"user_id": user_id, **kept})
        timers.arm(OVER, str(draft), tx.at + _kept_for())
    if row.user_id != user_id:
        raise Refusal("not_found")
    if revision > row.revision:
        row.revision, row.content, row.saved_at = revision, content, tx.at
        row.save(update_fields=["revision", "content", "saved_at"])
    return {"draft": view(row), "ended": None}


def drop(user_id: int, draft: UUID) -> None:
    """The call came to nothing. One that is gone already is no matter."""
    CallDraft.objects.filter(pk=draft, user_id=user_id).delete()
    timers.cancel(OVER, str(draft))


def view(row: CallDraft) -> dict[str, Any]:
    """A draft as the desk reads it."""
    return {
        "id": str(row.pk),
        "revision": row.revision,
        "content": row.content,
        "begun_at": clock.iso(row.begun_at),
        "saved_at": clock.iso(row.saved_at),
    }


def _kept_for() -> timedelta:
    return timedelta(seconds=policies.seconds("call.draft_kept"))


@timers.handler(OVER)
def forget(tx: Tx, due: timers.Due) -> None:
    """Nobody touched it for so long; where somebody did, look again then."""
    row = CallDraft.objects.select_for_update().filter(pk=UUID(due.subject)).first()
    if row is None:
        return
    until = row.saved_at + _kept_for()
    if until > tx.at:
        timers.arm(OVER, due.subject, until)
    else:
        row.delete()
