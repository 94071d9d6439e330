"""Deciding over HTTP which of pin and address is right."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field

from dispatch.board.addressing import conflicts
from dispatch.board.doing import Versioned, on_order
from dispatch.kernel.commands import Tx
from dispatch.kernel.web import Router
from repairs.intake import Place, Text
from repairs.models import WorkOrder

router = Router(tags=["addresses"])


class PlaceDecided(Versioned):
    """`place` and `address` replace those of the order; `rematch` lets the order find its station anew."""

    decision: conflicts.Decision
    place: Place | None = None
    address: Annotated[Text, Field(max_length=300)] = ""
    rematch: bool = False
    note: Annotated[Text, Field(max_length=300)] = ""


@router.post("/board/orders/{order_id}/address", summary="Say whether the pin or the address is right, or correct them")
def decide(request: HttpRequest, order_id: int, payload: PlaceDecided) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> dict[str, Any]:
        went = conflicts.decide(
            tx,
            order,
            payload.decision,
            place=payload.place,
            address=payload.address,
            rematch=payload.rematch,
            note=payload.note,
        )
        return {"rematched": went}

    return on_order(request, order_id, "decide_place", payload, work)
