"""A technician asks from the phone to withdraw the order; the work goes on until somebody above has decided."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.kernel import clock, commands
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from field import access, cards, visits
from field.lifecycle import VisitState
from field.visits import Said
from repairs import withdrawals

router = Router(tags=["field"])


class PhoneWithdrawal(Schema):
    """`device_at` is kept as evidence beside the server's own time."""

    device_at: Instant | None = None
    reason: str = Field(max_length=40)
    note: str = Field("", max_length=300)


@router.post("/field/visits/{visit_id}/ask-withdrawal", summary="Ask to withdraw the order of a visit")
def ask(request: HttpRequest, visit_id: int, payload: PhoneWithdrawal) -> dict[str, Any]:
    actor = actor_of(request)

    def work(tx: Tx) -> dict[str, Any]:
        visit = visits.locked(access.visit_for(actor, visit_id))
        if visit.state == VisitState.CANCELLED:
            said = Said(device_at=payload.device_at, reason=payload.reason, note=payload.note)
            return visits.keep_late(tx, visit, "ask-withdrawal", said)
        if visit.ended_at is not None:
            raise Refusal("visit.step_not_open", action="ask_withdrawal", state=visit.state, allowed=[])
        evidence = {"device_at": clock.iso(payload.device_at)} if payload.device_at else {}
        withdrawals.ask(tx, visit.order, payload.reason, payload.note, evidence)
        visits.tell_of_order(tx, visit.order)
        return {"visit": cards.visit_card(visit)}

    body = {"visit": visit_id, **payload.model_dump(mode="json")}
    answer = commands.perform(actor, "order.ask_withdrawal", work, key=key_of(request), body=body)
    # What came too late is kept first, and then answered as every late tap is.
    if late := answer.get("late"):
        raise Refusal("visit.not_yours_anymore", **late)
    return answer
