"""From an outside id to an order: what is not yours answers as not found."""

from django.db.models import Q, QuerySet

from dispatch.kernel import access
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal
from repairs.models import WorkOrder


def orders_for(actor: Actor, action: str = "order.read") -> QuerySet[WorkOrder]:
    """The orders within the actor's scope; refuses an actor who may nowhere."""
    within = Q()
    for path in access.require_anywhere(actor, action):
        within |= Q(node__path__startswith=path)
    return WorkOrder.objects.filter(within).select_related("request", "node", "station__node")


def order_for(actor: Actor, order_id: int, action: str = "order.read") -> WorkOrder:
    """One order within the actor's scope, or not_found."""
    order = orders_for(actor, action).filter(pk=order_id).first()
    if order is None:
        raise Refusal("not_found")
    return order
