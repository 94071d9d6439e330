"""A technician asks from the phone to withdraw the order; the work goes on until somebody above has decided."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.kernel import commands
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from field import access, cards
from repairs import orders, withdrawals

router = Router(tags=["field"])


class Asking(Schema):
    """`device_at` is kept as evidence beside the server's own time."""

    device_at: datetime | None = None
    reason: str = Field(max_length=40)
    note: str = Field("", max_length=300)


@router.post("/field/visits/{visit_id}/ask-withdrawal", summary="Ask to withdraw the order of a visit")
def ask(request: HttpRequest, visit_id: int, payload: Asking) -> dict[str, Any]:
    actor = actor_of(request)

    def work(tx: Tx) -> dict[str, Any]:
        visit = access.visit_for(actor, visit_id)
        order = orders.locked([visit.order_id])[visit.order_id]
        visit.refresh_from_db()
        if visit.ended_at is not None:
            raise Refusal("visit.step_not_open", action="ask_withdrawal", state=visit.state, allowed=[])
        said = {"device_at": payload.device_at.isoformat()} if payload.device_at else {}
        withdrawals.ask(tx, order, payload.reason, payload.note, said)
        visit.order = order
        return {"visit": cards.visit_card(visit)}

    body = {"visit": visit_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "order.ask_withdrawal", work, key=key_of(request), body=body)
