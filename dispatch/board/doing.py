"""How the board's HTTP surface does something to one order: access, lock, what the person saw, work, the new card."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.kernel import access, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.web import actor_of, key_of
from repairs import orders
from repairs.access import order_for
from repairs.models import WorkOrder

Work = Callable[[Tx, WorkOrder], dict[str, Any] | None]
Run = Callable[[Tx], dict[str, Any]]


class Versioned(Schema):
    """`version` is the order's version that the person saw; an older one is refused with command.stale."""

    version: int | None = None


class Reasoned(Versioned):
    reason: str = Field("", max_length=40)
    note: str = Field("", max_length=300)


def on_order(
    request: HttpRequest, order_id: int, action: str, payload: Versioned, work: Work, *, needs: str = ""
) -> dict[str, Any]:
    """One command on one order: `work(tx, order)` on the locked row; the answer is the new card and what `work` gives.

    `needs` names the action of the access table where it is not `order.<action>`. Whether the person saw the order as
    it is comes before every other reason to refuse.
    """
    actor = actor_of(request)
    needed = needs or f"order.{action}"
    run = running(actor, order_id, needed, payload.version, work)
    body = {"order": order_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, needed, run, key=key_of(request), body=body)


def running(actor: Actor, order_id: int, needed: str, version: int | None, work: Work) -> Run:
    """The body of such a command, to be performed or rehearsed."""

    def run(tx: Tx) -> dict[str, Any]:
        order = orders.locked([order_for(actor, order_id).pk])[order_id]
        access.require(actor, needed, order.node.path)
        orders.check_version(tx, order, version)
        more = work(tx, order) or {}
        return {"order": orders.card(order), **more}

    return run
