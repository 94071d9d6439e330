"""From an outside id to a case, and who may take which step: what is not yours answers as not found.

An ordinary case is seen where it lies and above, and by whoever took it, to the end. A secret one is seen by its named
readers only: people who may open secret cases at the tree's root, and whom they named; nobody of the unit it speaks of.
"""

from django.db.models import Q, QuerySet

from dispatch.kernel import access, texts
from dispatch.kernel.access_table import TABLE, Role
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node, User
from repairs.cases import lifecycle
from repairs.cases.lifecycle import ANYBODY, SECRET, Step
from repairs.models import Case

_LOADED = ("node", "owner_node__parent", "owner", "first_asked", "concerned_node", "related_order__request")


def cases_for(actor: Actor, action: str = "case.read") -> QuerySet[Case]:
    """The cases that the actor may see; refuses an actor who may see none anywhere."""
    within = Q(pk=None)
    for path in access.require_anywhere(actor, action):
        within |= Q(owner_node__path__startswith=path)
    if actor.kind == "user":
        within |= Q(first_asked=actor.id)
    ordinary = Q(is_confidential=False) & within
    return Case.objects.filter(ordinary | _secrets(actor)).select_related(*_LOADED)


def case_for(actor: Actor, case_id: int, *, lock: bool = False) -> Case:
    """One case that the actor may see, or not_found."""
    found = cases_for(actor).filter(pk=case_id)
    case = (found.select_for_update(of=("self",)) if lock else found).first()
    if case is None:
        raise Refusal("not_found")
    return case


def _secrets(actor: Actor) -> Q:
    # A key is no person, and only people are named.
    if actor.kind != "user":
        return Q(pk=None)
    roots = [held.node_id for held in actor.grants if held.role in TABLE["case.open_confidential"]]
    named = Q(node__in=roots, node__parent=None) | Q(
        pk__in=Case.objects.filter(readers__user=int(actor.id or 0), readers__ended_at=None).values("pk")
    )
    own_units = {part for held in actor.grants for part in held.path.strip("/").split("/") if part}
    spared = Q(concerned_node=None) | ~Q(concerned_node__in=[int(part) for part in own_units])
    return Q(is_confidential=True) & named & spared


def opens_at_root(actor: Actor, case: Case) -> bool:
    """Whether the actor opens secret cases by role, and so may name others."""
    return any(held.role in TABLE["case.open_confidential"] and held.node_id == case.node_id for held in actor.grants)


def may(actor: Actor, case: Case, step: Step) -> bool:
    """Whether the actor, who sees the case, may take a step that its state allows."""
    if case.business_type in SECRET:
        if step.action in ("name_reader", "name_unit"):
            return opens_at_root(actor, case)
        # Whoever sees a secret case was named for it.
        return True
    if step.by_root:
        return access.allows(actor, "case.decide", case.node.path) and not is_of_unit(actor, case)
    if step.not_by_unit and is_of_unit(actor, case):
        return False
    held = access.roles_at(actor, case.owner_node.path)
    is_with_unit = case.owner_node_id != case.node_id
    reaches = step.first_asked == lifecycle.TO_THE_END or (step.first_asked and not is_with_unit)
    if reaches and actor.kind == "user" and case.first_asked_id == actor.id:
        held = frozenset(grant.role for grant in actor.grants)
    return bool(held & set(step.roles) & set(TABLE["case.work"]))


def require(actor: Actor, case: Case, step: Step) -> None:
    """Refuse a step that is somebody else's, saying whose it is."""
    if may(actor, case, step):
        return
    if step.by_root and access.allows(actor, "case.decide", case.node.path):
        raise Refusal("case.own_unit")
    roles = [role for role in step.roles if role in ANYBODY]
    words = [texts.say(f"role.{role}", actor.language) for role in roles]
    raise Refusal("case.not_your_step", roles="、".join(words) if actor.language == "zh" else ", ".join(words))


def is_of_unit(actor: Actor, case: Case) -> bool:
    """Whether the actor belongs to the unit that is complained about, or contested the complaint themselves."""
    if actor.key == case.contested_by:
        return True
    unit = case.owner_node.path
    return case.owner_node_id != case.node_id and any(held.path.startswith(unit) for held in actor.grants)


def allowed(actor: Actor, case: Case) -> list[str]:
    """The actions open to the actor now, in the table's order."""
    found = []
    for action in lifecycle.open_actions(case.business_type, case.state):
        when = "founded" if action == "decide_contest" else ""
        step = lifecycle.step_of(action, case.business_type, when)
        if step is not None and may(actor, case, step):
            found.append(action)
    return found


def unit_for(case: Case, node_id: int) -> Node:
    """A unit of the tree that the case was taken in."""
    node = Node.objects.filter(pk=node_id, is_active=True, path__startswith=case.node.path).first()
    if node is None:
        raise Refusal("case.unit_unknown")
    return node


def holder_at(user_id: int, node: Node, roles: tuple[Role, ...] = ANYBODY) -> User:
    """A person who holds one of the roles at the unit or above it, where the unit is reached from."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    held = user.grants.filter(role__in=roles).values_list("node__path", flat=True) if user else []
    if user is None or not any(node.path.startswith(path) for path in held):
        raise Refusal("case.owner_not_there")
    return user
