"""A console says which order is open on it, and hears who else is there."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Schema
from pydantic import StringConstraints

from dispatch.board import presence
from dispatch.kernel.web import Router, actor_of
from repairs.access import order_for

router = Router(tags=["board"])


class AtOrder(Schema):
    """`about`: the action whose question is open. `gone` takes back what was said before."""

    doing: Literal["looking", "deciding", "gone"]
    about: Annotated[str, StringConstraints(pattern=r"^[a-z_]{0,40}$")] = ""


@router.put("/board/orders/{order_id}/presence", summary="Say that you are at this order; who else is")
def attend(request: HttpRequest, order_id: Annotated[int, Path(ge=1)], payload: AtOrder) -> dict[str, Any]:
    actor = actor_of(request)
    order = order_for(actor, order_id, "board.watch")
    return {"people": presence.attend(order, actor.id if actor.kind == "user" else None, payload.doing, payload.about)}
