"""What the map asks for beside the board: the last hours, somebody's way, and where something is."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from dispatch.board import access as board_access
from dispatch.board import finding, replay, ways
from dispatch.kernel import access
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of
from field.models import Technician

router = Router(tags=["board"])

LONGEST_HOURS = 24

Hours = Annotated[int, Query(ge=1, le=LONGEST_HOURS)]


@router.get("/board/{node_id}/history", summary="What became of the orders of the last hours, to be played back")
def read_history(request: HttpRequest, node_id: int, hours: Hours = LONGEST_HOURS) -> dict[str, Any]:
    return replay.history(board_access.node_for(actor_of(request), node_id), hours)


@router.get("/board/{node_id}/find", summary="Orders, people and stations by number, address, name or end of a phone")
def find(request: HttpRequest, node_id: int, q: Annotated[str, Query(max_length=60)]) -> dict[str, Any]:
    return finding.find(board_access.node_for(actor_of(request), node_id), q)


@router.get("/board/technicians/{technician_id}/way", summary="Where a technician was today, is, and is to go")
def read_way(request: HttpRequest, technician_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    technician = Technician.objects.select_related("station__node", "user").filter(pk=technician_id).first()
    if technician is None or not access.allows(actor, "board.watch", technician.station.node.path):
        access.require_anywhere(actor, "board.watch")
        raise Refusal("not_found")
    return ways.of(technician)
