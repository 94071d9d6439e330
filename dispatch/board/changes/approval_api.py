"""Approving plans over HTTP, with the open orders that they would move in view."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema

from coverage import plan_cards, plans, plans_api
from coverage.models import CoverageVersion
from dispatch.board.changes import moves
from dispatch.kernel import access, commands
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.web import Router, actor_of, key_of

router = Router(tags=["coverage plans"])


class Approval(Schema):
    """When it takes effect (at once where left out) and what becomes of open orders; `other_orders`: the other way."""

    revision: int
    takes_effect_at: Instant | None = None
    open_orders: Literal["keep", "rematch"] = "keep"
    other_orders: list[int] = Field([], max_length=5_000)


@router.get("/coverage/plans/{plan_id}/moves", summary="Open orders that the plan would match to another station")
def read_moves(request: HttpRequest, plan_id: int, limit: int = 200) -> dict[str, Any]:
    actor = actor_of(request)
    plan = plans.plan_for(actor, plan_id)
    prefixes = access.require_anywhere(actor, "order.read")
    found = [one for one in moves.moved_orders(plan) if any(one.path.startswith(prefix) for prefix in prefixes)]
    return {
        "count": len(found),
        "may_move": sum(one.may_move for one in found),
        "orders": [
            {
                "order_id": one.order_id,
                "number": one.number,
                "state": one.state,
                "from_station_id": one.from_station_id,
                "to_station_id": one.to_station_id,
                "may_move": one.may_move,
            }
            for one in found[: max(0, min(limit, 1_000))]
        ],
    }


@router.post("/coverage/plans/{plan_id}/approve", summary="Let a checked plan take effect")
def approve(request: HttpRequest, plan_id: int, payload: Approval) -> dict[str, Any]:
    actor = actor_of(request)
    plans.plan_for(actor, plan_id, "coverage.approve")

    def work(tx: Tx) -> dict[str, Any]:
        plan = plans.plan_for(actor, plan_id, "coverage.approve", lock=True)
        plans.open_for_edit(plan, payload.revision)
        at = payload.takes_effect_at or tx.at
        plans.approve(tx, plan, at, CoverageVersion.OpenOrders(payload.open_orders), payload.other_orders)
        return plans_api.view(actor, plan)

    body = {**payload.model_dump(mode="json"), "plan": plan_id}
    return commands.perform(actor, "plan.approve", work, key=key_of(request), body=body)


@router.post("/coverage/plans/{plan_id}/call-off", summary="An approved plan shall not take effect")
def call_off(request: HttpRequest, plan_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    plans.plan_for(actor, plan_id, "coverage.approve")

    def work(tx: Tx) -> dict[str, Any]:
        plan = plans.plan_for(actor, plan_id, "coverage.approve", lock=True)
        plans.call_off(tx, plan)
        return {"plan": plan_cards.plan_card(plan)}

    return commands.perform(actor, "plan.call_off", work, key=key_of(request), body={"plan": plan_id})
