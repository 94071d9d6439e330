"""The hotline agent's desk over HTTP: who calls, what to ask, what is known, drafts, and the end of a call."""

import unicodedata
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import ConfigDict, field_validator, model_validator
from pydantic_core import PydanticCustomError

from dispatch.board import calling, calling_caller, calling_drafts, calling_outlook
from dispatch.kernel import access, commands, doorbell
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, language_of
from repairs import intake, pre_diagnosis
from repairs.api import refuse_other_business

router = Router(tags=["hotline desk"])


class CallerAsked(Schema):
    """The number that calls, or a customer number that they name."""

    model_config = ConfigDict(json_schema_extra={"example": {"phone": "13800001111"}})
    phone: Annotated[intake.Text, Field(max_length=30)] = ""
    customer_number: Annotated[intake.Text, Field(max_length=40)] = ""

    @field_validator("phone")
    @classmethod
    def _phone(cls, value: str) -> str:
        value = unicodedata.normalize("NFKC", value)
        if value and not intake.PHONE.fullmatch(value):
            raise PydanticCustomError("phone_shape", "not a phone number")
        return value

    @model_validator(mode="after")
    def _one_of_both(self) -> "CallerAsked":
        if not self.phone and not self.customer_number:
            raise PydanticCustomError("required", "a number is needed")
        return self


class DraftKept(Schema):
    """`revision` grows with every change; the content is the desk's own."""

    revision: int = Field(ge=1, le=2**53)
    content: dict[str, Any]


class CallEnded(Schema):
    """`said`: keys of the safety words that the caller heard. `attach_to`: a known fault that this is a report of."""

    form: intake.IntakeForm
    safety: calling.Safety = ""
    said: list[Annotated[str, Field(max_length=60)]] = Field(default_factory=list, max_length=40)
    answers: list[tuple[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=40)]]] = Field(
        default_factory=list, max_length=20
    )
    begun_at: Instant | None = None
    attach_to: Annotated[int, Field(ge=1, le=2**53)] | None = None

    def call(self, draft: UUID) -> calling.Call:
        """What ends, for the command."""
        return calling.Call(draft, self.form, self.safety, tuple(self.said), tuple(self.answers), self.begun_at)


@router.get("/calling/script", summary="What to ask and to say, per symptom, with its words")
def read_script(request: HttpRequest) -> dict[str, Any]:
    access.require_anywhere(actor_of(request), "call.work")
    return pre_diagnosis.as_json()


@router.post("/calling/caller", summary="Who calls and what they asked before; who read it goes on the audit trail")
def read_caller(request: HttpRequest, payload: CallerAsked) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "caller.read")

    def work(tx: Tx) -> dict[str, Any]:
        if payload.phone:
            return {"caller": calling_caller.by_phone(tx, payload.phone)}
        return {"caller": calling_caller.by_customer_number(tx, payload.customer_number)}

    # No key: a receipt would keep the answer where nobody's reading of it is recorded.
    return commands.perform(actor, "caller.read", work)


@router.post("/calling/outlook", summary="Known faults here, who would come and when, before anything is saved")
def read_outlook(request: HttpRequest, payload: calling_outlook.CallSketch) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "call.work")
    return calling_outlook.look(actor, payload)


@router.get("/calling/drafts", summary="Your calls that are not filed yet")
def read_drafts(request: HttpRequest) -> dict[str, Any]:
    return {"drafts": calling_drafts.all_of(calling_drafts.owner(actor_of(request)))}


@router.put("/calling/drafts/{draft_id}", summary="Keep a call not filed yet; an older revision changes nothing")
def keep_draft(request: HttpRequest, draft_id: str, payload: DraftKept) -> dict[str, Any]:
    actor = actor_of(request)
    user_id, draft = calling_drafts.owner(actor), _draft(draft_id)

    # No key: the revision makes it safe to repeat, and receipts would keep every state of it for a month.
    def work(tx: Tx) -> dict[str, Any]:
        return calling_drafts.save(tx, user_id, draft, payload.revision, payload.content)

    return commands.perform(actor, "call.keep", work)


@router.delete("/calling/drafts/{draft_id}", summary="The call came to nothing")
def drop_draft(request: HttpRequest, draft_id: str) -> dict[str, Any]:
    actor = actor_of(request)
    user_id, draft = calling_drafts.owner(actor), _draft(draft_id)
    return commands.perform(actor, "call.drop", lambda _: calling_drafts.drop(user_id, draft))


@router.post("/calling/drafts/{draft_id}/file", response={201: dict[str, Any]}, summary="File the call; once per draft")
def file(request: HttpRequest, draft_id: str, payload: CallEnded) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    user_id, draft = calling_drafts.owner(actor), _draft(draft_id)
    access.require_anywhere(actor, "request.make")
    refuse_other_business(payload.form.business_type, language_of(request))

    def work(tx: Tx) -> dict[str, Any]:
        return calling.file(tx, user_id, payload.call(draft), payload.attach_to)

    answer = _once(actor, draft, work)
    doorbell.knock("engine")
    return 201, answer


@router.post("/calling/drafts/{draft_id}/advise", response={201: dict[str, Any]}, summary="No crew is needed: advice")
def advise(request: HttpRequest, draft_id: str, payload: CallEnded) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    user_id, draft = calling_drafts.owner(actor), _draft(draft_id)
    access.require_anywhere(actor, "case.make")
    return 201, _once(actor, draft, lambda tx: calling.advise(tx, user_id, payload.call(draft)))


def _draft(draft_id: str) -> UUID:
    """The page draws it; what is no such id names nothing."""
    try:
        return UUID(draft_id)
    except ValueError:
        raise Refusal("not_found") from None


def _once(actor: Any, draft: UUID, work: Any) -> dict[str, Any]:
    """The draft's id is the key, whatever was changed before it was sent again: the first one counts."""
    return commands.perform(actor, "call.end", work, key=f"call:{draft}", body={"draft": str(draft)})
