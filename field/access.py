"""From an outside id, or from the one who asks, to an object of the field: what is not yours answers as not found."""

from dispatch.kernel import access
from dispatch.kernel.access_table import TABLE, Role
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal
from field.models import Technician, Visit


def technician_of(actor: Actor) -> Technician:
    """The technician that the actor is, with station and node. Refuses accounts that are none."""
    if actor.kind != "user" or not isinstance(actor.id, int):
        access.require_anywhere(actor, "visit.work")
        raise Refusal("visit.not_technician")
    technician = Technician.objects.select_related("station__node").filter(pk=actor.id).first()
    if technician is None:
        raise Refusal("visit.not_technician")
    access.require(actor, "visit.work", technician.station.node.path)
    return technician


def visit_for(actor: Actor, visit_id: int) -> Visit:
    """A visit that is, or was, the actor's own."""
    technician = technician_of(actor)
    visit = Visit.objects.filter(pk=visit_id, technician=technician).first()
    if visit is None:
        raise Refusal("not_found")
    return visit


def technician_for(actor: Actor, technician_id: int) -> Technician:
    """A technician whose crew stream the actor may watch: oneself, or one below the actor's desk; no colleague's."""
    technician = Technician.objects.select_related("station__node").filter(pk=technician_id).first()
    if technician is not None:
        path = technician.station.node.path
        if actor.kind == "user" and actor.id == technician.pk:
            if access.allows(actor, "visit.work", path):
                return technician
        elif access.roles_at(actor, path) & (TABLE["crew.watch"] - {Role.TECHNICIAN}):
            return technician
    access.require_anywhere(actor, "crew.watch")
    raise Refusal("not_found")
