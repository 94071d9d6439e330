"""Addresses over HTTP: what a text says while it is typed, and on request the points of the configured geocoder."""

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Schema

from coverage.addresses import asking, looking
from coverage.trade import Utility
from dispatch.kernel import access
from dispatch.kernel.web import Router, actor_of

router = Router(tags=["addresses"])


class Typed(Schema):
    """`lon`, `lat` (WGS-84): a pin to compare with; `city_hint`: where it is known to lie; `points`: ask a geocoder."""

    text: str = Field(max_length=2000)
    utility: Utility | None = None
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    city_hint: str = Field("", max_length=60)
    points: bool = False


@router.post("/addresses/parse", response=dict[str, Any], summary="The parts of an address, and what speaks against it")
def parse(request: HttpRequest, payload: Typed) -> dict[str, Any]:
    """Writes no order and makes up no point: `points` are only what a geocoder answered, by its own accuracy."""
    access.require_anywhere(actor_of(request), "address.read")
    seen = looking.look(payload.text, payload.lon, payload.lat, payload.city_hint)
    points = asking.points_of(payload.text, payload.city_hint) if payload.points else []
    return {**seen.view(), "points": [asdict(point) for point in points], "geocoder": asking.provider_name()}
