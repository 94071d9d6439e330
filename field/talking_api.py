"""The technician's calls to the customer over HTTP: who was reached, what was promised."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.kernel import commands
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from field import access, talking
from field.api import sent_at
from field.models import Visit
from field.visits import Said
from repairs.contacts import Outcome
from repairs.promises import Reason

router = Router(tags=["field"])


class ContactSaid(Schema):
    """How a try to reach the customer went. `device_at` is kept beside the server's time."""

    outcome: Outcome
    note: str = Field("", max_length=300)
    device_at: Instant | None = None


class PromiseSaid(Schema):
    """The time promised; from the second on with a reason."""

    at: Instant
    reason: Reason = ""
    note: str = Field("", max_length=300)
    device_at: Instant | None = None


@router.post("/field/visits/{visit_id}/contact", summary="Say how a try to reach the customer went")
def say_contact(request: HttpRequest, visit_id: int, payload: ContactSaid) -> dict[str, Any]:
    said = Said(device_at=payload.device_at, sent_at=sent_at(request), note=payload.note)
    return _done(
        request, visit_id, "contact", payload, lambda tx, visit: talking.contact(tx, visit, said, payload.outcome)
    )


@router.post("/field/visits/{visit_id}/promise", summary="Promise the customer a time, at most three times")
def say_promise(request: HttpRequest, visit_id: int, payload: PromiseSaid) -> dict[str, Any]:
    said = Said(device_at=payload.device_at, sent_at=sent_at(request), reason=payload.reason, note=payload.note)
    return _done(request, visit_id, "promise", payload, lambda tx, visit: talking.promise(tx, visit, said, payload.at))


def _done(request: HttpRequest, visit_id: int, what: str, payload: Schema, work: Any) -> dict[str, Any]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        visit: Visit = access.visit_for(actor, visit_id)
        given: dict[str, Any] = work(tx, visit)
        return given

    body = {"visit": visit_id, **payload.model_dump(mode="json")}
    answer = commands.perform(actor, f"visit.{what}", run, key=key_of(request), body=body)
    if late := answer.get("late"):
        raise Refusal("visit.not_yours_anymore", **late)
    return answer
