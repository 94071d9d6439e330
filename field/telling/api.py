"""How a phone is told when its page is closed, and how it says what it has shown."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.kernel import clock, commands
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.web import Router, actor_of, key_of
from field import access
from field.telling import subscriptions, telling, web_push

router = Router(tags=["field"])

Endpoint = Annotated[str, Field(min_length=10, max_length=1000)]


class PushSubscribed(Schema):
    """As the browser gives it: the push service's address and the browser's keys, base64url."""

    endpoint: Endpoint
    p256dh: str = Field(min_length=80, max_length=120)
    auth: str = Field(min_length=20, max_length=40)
    language: Literal["zh", "en"]


class PushEnded(Schema):
    endpoint: Endpoint


class VisitSeen(Schema):
    device_at: Instant | None = None


class Reached(Schema):
    """What the phone showed: everything up to `version` of its stream, on its page or as a notification."""

    version: int = Field(ge=0, le=2**62)
    by: Literal["page", "notification"]


@router.get("/field/push", summary="The public key that a browser subscribes with, base64url")
def read_key(request: HttpRequest) -> dict[str, str]:
    access.technician_of(actor_of(request))
    return {"key": web_push.public_key()}


@router.post("/field/push/subscriptions", summary="Push to this browser from now on")
def subscribe(request: HttpRequest, payload: PushSubscribed) -> dict[str, Any]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        technician = access.technician_of(actor)
        return subscriptions.begin(tx, technician, payload.endpoint, payload.p256dh, payload.auth, payload.language)

    body = payload.model_dump(mode="json")
    return commands.perform(actor, "push.subscribe", run, key=key_of(request), body=body)


@router.post("/field/push/subscriptions/end", summary="Push to this browser no more")
def unsubscribe(request: HttpRequest, payload: PushEnded) -> dict[str, Any]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        return subscriptions.end(tx, access.technician_of(actor), payload.endpoint)

    return commands.perform(actor, "push.unsubscribe", run, key=key_of(request), body=payload.model_dump(mode="json"))


@router.post("/field/push/test", summary="Push a test to one's own browsers")
def test(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        return subscriptions.try_out(tx, access.technician_of(actor))

    return commands.perform(actor, "push.test", run, key=key_of(request), body={})


@router.post("/field/visits/{visit_id}/seen", summary="Say that the job was seen: it rings no more")
def see(request: HttpRequest, visit_id: int, payload: VisitSeen) -> dict[str, Any]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        return telling.acknowledge(tx, access.visit_for(actor, visit_id))

    body = {"visit": visit_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "visit.seen", run, key=key_of(request), body=body)


@router.post("/field/tellings/reached", summary="Say what the phone has shown, so that no other way is taken")
def reached(request: HttpRequest, payload: Reached) -> dict[str, int]:
    technician = access.technician_of(actor_of(request))
    return {"reached": telling.reached(technician, payload.version, payload.by, clock.now())}
