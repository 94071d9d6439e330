"""What a command would do to each of several orders, before anybody says yes: the very commands, rehearsed.

Nothing is kept. They are carried out one by one afterwards, each under its own key and version, so what changed in
between is refused then as it would be for one.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import ValidationError

from dispatch.board import api as by_hand
from dispatch.board import merging_api, special_api, withdrawals_api
from dispatch.board.doing import Reasoned, Run, Versioned, Work, running
from dispatch.kernel import access, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, language_of

router = Router(tags=["board"])

MOST = 200
LONGEST_S = 8
"""Of rehearsing in all; the orders that are left are told as not looked at."""

Verb = Literal["accept", "assign", "merge", "offer", "queue", "resume", "suspend", "urge", "withdrawal"]


class OrderSeen(Schema):
    """An order as the person saw it."""

    id: int = Field(ge=1, lt=2**63)
    version: int | None = None


class Several(Schema):
    """`verb` as under `/board/orders/{id}/`, `body` as there without the version."""

    verb: Verb
    body: dict[str, Any] = Field(default_factory=dict, max_length=12)
    orders: list[OrderSeen] = Field(min_length=1, max_length=MOST)


@dataclass(frozen=True)
class Way:
    """`action` of the access table; the body's schema; what runs on one order."""

    action: str
    schema: type[Schema]
    run: Callable[[Actor, OrderSeen, Any], Run]


def _on_one(action: str, schema: type[Versioned], work_of: Callable[[Any], Work]) -> Way:
    def run(actor: Actor, seen: OrderSeen, payload: Any) -> Run:
        return running(actor, seen.id, action, seen.version, work_of(payload))

    return Way(action, schema, run)


WAYS: dict[str, Way] = {
    "accept": _on_one("order.accept", Versioned, by_hand.accepting),
    "assign": _on_one("order.assign", by_hand.Assignment, by_hand.assigning),
    "offer": _on_one("order.offer", by_hand.OfferByHand, by_hand.offering),
    "queue": _on_one("order.queue_for_hand", Reasoned, by_hand.queueing),
    "suspend": _on_one("order.suspend", special_api.Pause, special_api.pausing),
    "resume": _on_one("order.resume", special_api.GoingOn, special_api.going_on),
    "withdrawal": _on_one("order.ask_withdrawal", withdrawals_api.WithdrawalAsking, withdrawals_api.asking),
    "merge": Way(
        "order.merge",
        merging_api.Merge,
        lambda actor, seen, payload: merging_api.joining_of(actor, seen.id, payload),
    ),
    "urge": Way(
        "order.urge",
        merging_api.UrgeSaid,
        lambda actor, seen, payload: merging_api.urging_of(actor, seen.id, payload),
    ),
}


@router.post("/board/several/rehearse", summary="What a command would do to each of several orders; nothing is kept")
def rehearse(request: HttpRequest, payload: Several) -> dict[str, Any]:
    """For each order `will` with the card it would have, or the code and the sentence of the refusal."""
    actor = actor_of(request)
    way = WAYS[payload.verb]
    access.require_anywhere(actor, way.action)
    until = time.monotonic() + LONGEST_S
    told: list[dict[str, Any]] = []
    for seen in payload.orders:
        try:
            if time.monotonic() > until:
                raise Refusal("several.not_looked_at")
            answer = commands.rehearse(actor, way.run(actor, seen, _body(way, payload, seen)))
            told.append({"id": seen.id, "will": True, "order": answer["order"]})
        except Refusal as refusal:
            said = {"code": refusal.code, "why": refusal.sentence(language_of(request))}
            told.append({"id": seen.id, "will": False, **said})
    return {"orders": told}


def _body(way: Way, payload: Several, seen: OrderSeen) -> Any:
    """What one order's route would have been sent. Refuses as that route would."""
    try:
        return way.schema.model_validate({**payload.body, "version": seen.version})
    except ValidationError as error:
        errors = [
            {"field": ".".join(["body", *map(str, one["loc"])]), "code": one["type"]} for one in error.errors()[:8]
        ]
        raise Refusal("input.invalid", errors=errors) from error
