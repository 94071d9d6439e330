"""Evidence from the phone over HTTP: announced like every deed, its bytes sent in pieces that may stop anywhere."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Schema

from dispatch.kernel import commands
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.web import Router, actor_of, key_of, language_of
from field import access, exhibits
from field.api import PhonePlace

router = Router(tags=["field"])

MOST_SIZE = 32 << 20
"""No policy may ask for more in one file; a column counts bytes in 31 bits."""


class ExhibitSaid(Schema):
    """What the phone keeps and will send. `sha256` and `size` (bytes) are those of the bytes as they will come."""

    id: UUID
    kind: Literal["photo", "signature", "voice"]
    purpose: str = Field(max_length=20)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", json_schema_extra={"example": "0123456789abcdef" * 4})
    size: int = Field(gt=0, le=MOST_SIZE)
    device_at: Instant | None = None
    position: PhonePlace | None = None


@router.post("/field/visits/{visit_id}/exhibits", summary="Announce a photo, a signature or a voice note of a visit")
def announce(request: HttpRequest, visit_id: int, payload: ExhibitSaid) -> dict[str, Any]:
    actor = actor_of(request)
    place = payload.position
    said = exhibits.Announced(
        phone_id=payload.id,
        kind=payload.kind,
        purpose=payload.purpose,
        sha256=payload.sha256,
        size=payload.size,
        taken_at=payload.device_at,
        lon=place.lon if place else None,
        lat=place.lat if place else None,
        accuracy_m=place.accuracy_m if place else None,
    )

    def work(tx: Tx) -> dict[str, Any]:
        return exhibits.announce(tx, access.visit_for(actor, visit_id), said)

    body = {"visit": visit_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "visit.exhibit", work, key=key_of(request), body=body)


@router.get("/field/exhibits/{exhibit_id}", summary="How many bytes of an announced exhibit are here")
def read_standing(request: HttpRequest, exhibit_id: UUID) -> dict[str, Any]:
    technician = access.technician_of(actor_of(request))
    return exhibits.standing(technician, exhibit_id, language_of(request))


@router.put(
    "/field/exhibits/{exhibit_id}/bytes", summary="Bytes of an announced exhibit from an offset on, as the body"
)
def take_bytes(
    request: HttpRequest, exhibit_id: UUID, offset: Annotated[int, Query(ge=0, le=MOST_SIZE)] = 0
) -> dict[str, Any]:
    actor = actor_of(request)
    technician = access.technician_of(actor)
    piece = request.body

    def work(tx: Tx) -> dict[str, Any]:
        return exhibits.receive(tx, technician, exhibit_id, offset, piece)

    return commands.perform(actor, "visit.exhibit_bytes", work)
