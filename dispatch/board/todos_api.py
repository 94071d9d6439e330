"""What waits for people (待办) over HTTP: of a node, or of the person who asks."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from dispatch.board.access import node_for
from dispatch.kernel.web import Router, actor_of
from repairs import todos

router = Router(tags=["todos"])


@router.get("/todos", summary="What is owed at and below a node, the most pressing first; `mine`: what calls for you")
def read_todos(request: HttpRequest, node: int, kind: str = "", mine: bool = False) -> dict[str, Any]:
    actor = actor_of(request)
    at = node_for(actor, node, "todo.read")
    wanted = Q(kind__in=kind.split(",")) if kind else Q()
    if mine:
        wanted &= Q(owner=actor.id) | Q(called=actor.id) | Q(owner=None, role__in={held.role for held in actor.grants})
    return {"todos": todos.open_within(at.path, wanted)}
