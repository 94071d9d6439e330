"""What a technician says to the customer while a visit is theirs: tries to reach them, a time promised; no steps."""

from datetime import datetime
from typing import Any

from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from field import cards, visits
from field.lifecycle import VisitState
from field.models import Visit
from field.visits import Said
from repairs import contacts, promises


def contact(tx: Tx, visit: Visit, said: Said, outcome: str) -> dict[str, Any]:
    """Keep a try to reach the customer. Gives {visit: card, contact}, or {late: facts} where the visit is gone."""
    visit = visits.locked(visit)
    if visit.state == VisitState.CANCELLED:
        return visits.keep_late(tx, visit, "contact", said, outcome=outcome)
    row = contacts.log(tx, visit.order, outcome, said.note, said.device_at)
    return {**_changed(tx, visit), "contact": contacts.view(row)}


def promise(tx: Tx, visit: Visit, said: Said, at: datetime) -> dict[str, Any]:
    """Promise the customer a time. Gives {visit: card, promise}, or {late: facts} where the visit is gone."""
    visit = visits.locked(visit)
    if visit.state == VisitState.CANCELLED:
        return visits.keep_late(tx, visit, "promise", said, promised_for=at.isoformat())
    if visit.ended_at is not None:
        raise Refusal("visit.step_not_open", action="promise", state=visit.state, allowed=[])
    row = promises.promise(tx, visit.order, at, said.reason, said.note, said.device_at)
    return {**_changed(tx, visit), "promise": promises.view(row, None, tx.at)}


def _changed(tx: Tx, visit: Visit) -> dict[str, Any]:
    visits.tell_of_order(tx, visit.order)
    return {"visit": cards.visit_card(visit)}
