"""Forms from the phone over HTTP."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import FiniteFloat, StrictBool, StringConstraints

from dispatch.kernel import commands
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from field import access
from field.api import PhonePlace, fix_of_place, sent_at
from field.site_forms import filling
from field.visits import Said

router = Router(tags=["field"])

ItemCode = Annotated[str, StringConstraints(max_length=40)]
Words = Annotated[str, StringConstraints(max_length=300)]


class FormSaid(Schema):
    """A form in the version that the phone showed; `answers` by item: true, a number or words."""

    form: str = Field(max_length=40)
    version: int = Field(ge=1, le=30_000)
    answers: dict[ItemCode, StrictBool | FiniteFloat | Words] = Field(max_length=60)
    device_at: Instant | None = None
    position: PhonePlace | None = None


@router.post("/field/visits/{visit_id}/forms", summary="Hand in the form of a visit")
def hand_in(request: HttpRequest, visit_id: int, payload: FormSaid) -> dict[str, Any]:
    actor = actor_of(request)
    fix = fix_of_place(payload.position, payload.device_at)
    said = Said(device_at=payload.device_at, fix=fix, sent_at=sent_at(request))
    filled = filling.Filled(payload.form, payload.version, dict(payload.answers), said)

    def work(tx: Tx) -> dict[str, Any]:
        return filling.hand_in(tx, access.visit_for(actor, visit_id), filled)

    body = {"visit": visit_id, **payload.model_dump(mode="json")}
    answer = commands.perform(actor, "visit.form", work, key=key_of(request), body=body)
    # What came too late is kept first, and then answered as every late tap is.
    if late := answer.get("late"):
        raise Refusal("visit.not_yours_anymore", **late)
    return answer
