"""From an outside id to an object of the board: what is not yours answers as not found."""

from dispatch.board import alarms
from dispatch.board.models import Alarm
from dispatch.kernel import access
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from repairs.access import orders_for
from repairs.models import Correction, ReturnVisit


def node_for(actor: Actor, node_id: int, action: str = "board.watch") -> Node:
    """A node at which the actor may do `action`; without one, watch its board."""
    node = Node.objects.filter(pk=node_id, is_active=True).first()
    if node is None or not access.allows(actor, action, node.path):
        access.require_anywhere(actor, action)
        raise Refusal("not_found")
    return node


def correction_for(actor: Actor, correction_id: int) -> Correction:
    """A correction of an order within the actor's scope."""
    row = Correction.objects.filter(pk=correction_id, order__in=orders_for(actor)).first()
    if row is None:
        raise Refusal("not_found")
    return row


def return_visit_for(actor: Actor, visit_id: int, action: str) -> ReturnVisit:
    """A return visit within the actor's scope."""
    paths = access.require_anywhere(actor, action)
    found = ReturnVisit.objects.select_related("order__request", "station__node").filter(pk=visit_id).first()
    if found is None or not any(found.node.path.startswith(path) for path in paths):
        raise Refusal("not_found")
    return found


def alarm_for(actor: Actor, alarm_id: int) -> Alarm:
    """An open alarm on one of the actor's boards, locked."""
    alarm = (
        Alarm.objects.select_for_update(of=("self",))
        .select_related("node", "order__request", "order__node", "station__node")
        .filter(pk=alarm_id, cleared_at=None)
        .first()
    )
    if alarm is not None:
        paths = {alarm.node.path, alarms.home_of(alarm)}
        if any(access.allows(actor, "alarm.acknowledge", path) for path in paths):
            return alarm
    access.require_anywhere(actor, "alarm.acknowledge")
    raise Refusal("not_found")
