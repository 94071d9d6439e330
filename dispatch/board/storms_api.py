"""Storm mode over HTTP: the switch with what it will do, the groups it suggests, the report, and the wallboard."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from coverage.models import ImportantUser, Station
from dispatch.board import storm_groups, storm_report, wall
from dispatch.board.access import node_for
from dispatch.kernel import access, clock, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from dispatch.kernel.organisation import today_at
from dispatch.kernel.web import Router, actor_of, key_of
from repairs import policies, storms
from repairs.lifecycle import ENDED
from repairs.models import Storm, WorkOrder

router = Router(tags=["storms"])

PAST = 30


class StormNotice(Schema):
    """What customers read while it is on, and when somebody is asked whether it is still needed."""

    notice_zh: str = Field(min_length=2, max_length=300)
    notice_en: str = Field(min_length=2, max_length=300)
    look_again_at: Instant


class StormSwitch(StormNotice):
    node_id: int
    name: str = Field(min_length=2, max_length=60)


@router.get("/board/storms", summary="Storms that are on here, above and below; those that ended; where one may be on")
def read_storms(request: HttpRequest, node: int) -> dict[str, Any]:
    at = node_for(actor_of(request), node, "storm.read")
    regions = Node.objects.filter(path__startswith=at.path, is_active=True).exclude(kind=Node.Kind.STATION)
    past = Storm.objects.select_related("node").filter(node__path__startswith=at.path, ended_at__isnull=False)
    return {
        "on": storms.seen_from(at.path),
        "regions": [
            {"id": one.pk, "name": one.name, "name_en": one.name_en or one.name, "path": one.path}
            for one in regions.order_by("path")
        ],
        "past": [storms.card(row) for row in past.order_by("-ended_at", "-pk")[:PAST]],
    }


@router.get("/board/storms/preview", summary="What storm mode at a node would do")
def preview(request: HttpRequest, node: int) -> dict[str, Any]:
    """The limits that change, and how many orders, stations and important users are below the node."""
    at = node_for(actor_of(request), node, "storm.switch")
    now = clock.now()
    users = ImportantUser.objects.filter(node__path__startswith=at.path, starts_on__lte=today_at(at))
    return {
        "rules": [storm_report.rule_view(row, plain) for row, plain in storms.rules(now)],
        "open_orders": WorkOrder.objects.filter(node__path__startswith=at.path).exclude(state__in=ENDED).count(),
        "stations": Station.objects.filter(node__path__startswith=at.path, is_active=True).count(),
        "important_users": users.exclude(ends_on__lte=today_at(at)).count(),
        "longest_h": round(policies.seconds("storm.look_again_within", at=now) / 3600),
    }


@router.post("/board/storms", response={201: dict[str, Any]}, summary="Switch storm mode on")
def begin(request: HttpRequest, payload: StormSwitch) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    node = node_for(actor, payload.node_id, "storm.switch")

    def work(tx: Tx) -> dict[str, Any]:
        storm = storms.begin(tx, node, payload.name, payload.notice_zh, payload.notice_en, payload.look_again_at)
        return {"storm": storms.card(storm)}

    body = payload.model_dump(mode="json")
    return 201, commands.perform(actor, "storm.begin", work, key=key_of(request), body=body)


@router.post("/board/storms/{storm_id}/change", summary="Other words for customers, or look again later")
def change(request: HttpRequest, storm_id: int, payload: StormNotice) -> dict[str, Any]:
    actor = actor_of(request)

    def work(tx: Tx) -> dict[str, Any]:
        storm = _mine(actor, storm_id)
        storms.change(tx, storm, payload.notice_zh, payload.notice_en, payload.look_again_at)
        return {"storm": storms.card(storm)}

    body = {"storm": storm_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "storm.change", work, key=key_of(request), body=body)


@router.post("/board/storms/{storm_id}/end", summary="Back to normal, with the report of what was done")
def end(request: HttpRequest, storm_id: int) -> dict[str, Any]:
    actor = actor_of(request)

    def work(tx: Tx) -> dict[str, Any]:
        storm = _mine(actor, storm_id)
        storms.end(tx, storm, storm_report.reckon(storm, tx.at))
        return {"storm": storms.card(storm), "report": storm.report}

    return commands.perform(actor, "storm.end", work, key=key_of(request), body={"storm": storm_id})


@router.get("/board/storms/{storm_id}/report", summary="What was done in a storm, up to now or up to its end")
def read_report(request: HttpRequest, storm_id: int) -> dict[str, Any]:
    storm = Storm.objects.select_related("node").filter(pk=storm_id).first()
    actor = actor_of(request)
    if storm is None or not access.allows(actor, "storm.read", storm.node.path):
        access.require_anywhere(actor, "storm.read")
        raise Refusal("not_found")
    return {"storm": storms.card(storm), "report": storm.report or storm_report.reckon(storm, clock.now())}


@router.get("/board/groups", summary="Orders that are likely one fault, to be merged by a person")
def read_groups(request: HttpRequest, node: int) -> dict[str, Any]:
    return storm_groups.suggest(node_for(actor_of(request), node), clock.now())


@router.get("/board/wall", summary="The situation room's figures of a node, at most a few seconds old")
def read_wall(request: HttpRequest, node: int) -> dict[str, Any]:
    return wall.wall(node_for(actor_of(request), node, "storm.read"))


def _mine(actor: Actor, storm_id: int) -> Storm:
    """A storm that the actor may switch, locked."""
    storm = Storm.objects.select_for_update(of=("self",)).select_related("node").filter(pk=storm_id).first()
    if storm is None or not access.allows(actor, "storm.switch", storm.node.path):
        access.require_anywhere(actor, "storm.switch")
        raise Refusal("not_found")
    return storm
