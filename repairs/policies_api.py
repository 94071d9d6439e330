"""Policies over HTTP: everybody at a desk reads them, an administrator adds, ends and verifies rows."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import ConfigDict

from dispatch.kernel import access, clock, commands
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from repairs import policies, policy_editing
from repairs.models import Policy
from repairs.policy_editing import Draft
from repairs.policy_seed import SEED

router = Router(tags=["policies"])

Code = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_.]+$")]


class Row(Schema):
    """A row to add; empty conditions hold for all."""

    model_config = ConfigDict(extra="forbid")
    code: Code
    utility: Literal["", "electricity", "water", "gas", "heating"] = ""
    business_type: str = Field("", max_length=30)
    symptom: str = Field("", max_length=40)
    urgency: Literal["", "normal", "important", "life_safety"] = ""
    scene: Literal["", "city", "rural", "remote"] = ""
    season: Literal["", "night", "heat_start", "storm"] = ""
    value: Decimal = Field(max_digits=14, decimal_places=4, allow_inf_nan=False)
    unit: str = Field(max_length=12)
    effective_from: Instant | None = None
    citation: str = Field(min_length=2, max_length=300)
    mark: Literal["S", "P", "U", "D"]
    is_verified: bool = False
    note: str = Field("", max_length=300)

    def draft(self, now: datetime) -> Draft:
        return Draft(**{**self.dict(), "effective_from": self.effective_from or now})


class End(Schema):
    at: Instant | None = None


class Verified(Schema):
    is_verified: bool


@router.get("/policies", summary="Every row of the limits, with those of the past and the future")
def read_policies(request: HttpRequest, code: str = "", at: Instant | None = None) -> dict[str, Any]:
    access.require_anywhere(actor_of(request), "policy.read")
    rows = Policy.objects.order_by("code", "utility", "symptom", "urgency", "scene", "season", "-effective_from")
    if code:
        rows = rows.filter(code=code)
    now = at or clock.now()
    return {
        "policies": [policy_editing.view(row, now) for row in rows],
        "units": {code: policy_editing.units_of(code) for code in sorted({seed.code for seed in SEED})},
        "seasons": policies.SEASONS,
    }


@router.post("/policies/preview", summary="What a new row would change, before it is made")
def preview_policy(request: HttpRequest, payload: Row) -> dict[str, Any]:
    access.require_anywhere(actor_of(request), "policy.edit")
    return policy_editing.preview(payload.draft(clock.now()))


@router.post("/policies", response={201: dict[str, Any]}, summary="Add a row; it replaces its like from its time on")
def add_policy(request: HttpRequest, payload: Row) -> tuple[int, dict[str, Any]]:
    def work(tx: Tx) -> dict[str, Any]:
        return {"policy": policy_editing.view(policy_editing.add(tx, payload.draft(tx.at)), tx.at)}

    return 201, _edit(request, "policy.add", work, payload.model_dump(mode="json"))


@router.post("/policies/{policy_id}/end", summary="A row holds only until then")
def end_policy(request: HttpRequest, policy_id: int, payload: End) -> dict[str, Any]:
    def work(tx: Tx) -> dict[str, Any]:
        row = _row(policy_id)
        policy_editing.end(tx, row, payload.at or tx.at)
        return {"policy": policy_editing.view(row, tx.at)}

    return _edit(request, "policy.end", work, {"policy": policy_id, **payload.model_dump(mode="json")})


@router.post("/policies/{policy_id}/verify", summary="Say that the figure was looked up at its source, or take it back")
def verify_policy(request: HttpRequest, policy_id: int, payload: Verified) -> dict[str, Any]:
    def work(tx: Tx) -> dict[str, Any]:
        row = _row(policy_id)
        policy_editing.verify(tx, row, payload.is_verified)
        return {"policy": policy_editing.view(row, tx.at)}

    return _edit(request, "policy.verify", work, {"policy": policy_id, **payload.model_dump(mode="json")})


def _edit(request: HttpRequest, name: str, work: Any, body: dict[str, Any]) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "policy.edit")
    answer = commands.perform(actor, name, work, key=key_of(request), body=body)
    policies.forget()
    return answer


def _row(policy_id: int) -> Policy:
    row = Policy.objects.select_for_update().filter(pk=policy_id).first()
    if row is None:
        raise Refusal("not_found")
    return row
