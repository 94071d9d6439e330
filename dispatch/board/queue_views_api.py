"""Looks at the queue that a person keeps under names: theirs alone, on whatever machine they sit at."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.board.models import QueueView
from dispatch.kernel import access, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of

router = Router(tags=["board"])

MOST = 30
"""Of one person; more would not be a choice any more."""


class QueueSettings(Schema):
    """Which orders, in which order, under which headings. What the page no longer knows it leaves out."""

    group: Literal["act", "way", "end", "held", "all"] = "all"
    utility: Literal["electricity", "water", "gas", "heating"] | None = None
    station_id: int | None = Field(None, ge=1, le=2**53)
    state: str | None = Field(None, max_length=20)
    text: str = Field("", max_length=60)
    clock: Literal["any", "running_out", "overdue"] = "any"
    sort: Literal["due", "age", "priority", "news"] = "due"
    by: Literal["none", "station", "area", "incident"] = "none"


class ViewToKeep(Schema):
    """A view of the same name is replaced."""

    name: str = Field(min_length=1, max_length=40, pattern=r"\S")
    settings: QueueSettings


@router.get("/board/queue-views", summary="The looks at the queue that you keep")
def read_views(request: HttpRequest) -> dict[str, Any]:
    return _all_of(_owner(actor_of(request)))


@router.put("/board/queue-views", summary="Keep a look at the queue under a name")
def keep(request: HttpRequest, payload: ViewToKeep) -> dict[str, Any]:
    actor = actor_of(request)
    mine = QueueView.objects.filter(user_id=_owner(actor))
    name = payload.name.strip()

    def work(tx: Tx) -> dict[str, Any]:
        if not mine.filter(name=name).exists() and mine.count() >= MOST:
            raise Refusal("queue_view.too_many", most=MOST)
        kept = {"settings": payload.settings.model_dump(), "saved_at": tx.at}
        QueueView.objects.update_or_create(user_id=_owner(actor), name=name, defaults=kept)
        return _all_of(_owner(actor))

    body = payload.model_dump(mode="json")
    return commands.perform(actor, "queue_view.keep", work, key=key_of(request), body=body)


@router.delete("/board/queue-views/{view_id}", summary="Keep it no longer")
def drop(request: HttpRequest, view_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    mine = QueueView.objects.filter(user_id=_owner(actor))

    def work(tx: Tx) -> dict[str, Any]:
        gone, _ = mine.filter(pk=view_id).delete()
        if not gone:
            raise Refusal("not_found")
        return _all_of(_owner(actor))

    return commands.perform(actor, "queue_view.drop", work, key=key_of(request), body={"view": view_id})


def _owner(actor: Actor) -> int:
    """The person; a key has no desk."""
    access.require_anywhere(actor, "queue_view.keep")
    if not isinstance(actor.id, int) or actor.kind != "user":
        raise Refusal("access.denied", action="queue_view.keep")
    return actor.id


def _all_of(user_id: int) -> dict[str, Any]:
    rows = QueueView.objects.filter(user_id=user_id).order_by("name", "pk")
    return {"views": [{"id": row.pk, "name": row.name, "settings": row.settings} for row in rows]}
