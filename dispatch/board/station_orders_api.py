"""Station-made orders over HTTP: similar ones first, then the order; and how many of a station's orders are its own."""

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from coverage.addresses import looking
from coverage.models import Station
from dispatch.board import station_orders
from dispatch.kernel import access, commands
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from repairs import intake, orders

router = Router(tags=["station orders"])


class Making(Schema):
    """The form is the intake's own; `not_a_duplicate` says that somebody looked at the similar orders."""

    kind: station_orders.Kind
    form: intake.IntakeForm
    not_a_duplicate: bool = False


@router.post("/board/stations/{station_id}/orders", response={201: dict[str, Any]}, summary="A station makes an order")
def make(request: HttpRequest, station_id: int, payload: Making) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    access.require_anywhere(actor, "order.make_at_station")
    station = Station.objects.select_related("node").filter(pk=station_id, is_active=True).first()
    if station is None or not access.allows(actor, "order.make_at_station", station.node.path):
        raise Refusal("not_found")

    looked = looking.look(payload.form.address, *intake.point_of(payload.form)).view()

    def work(tx: Tx) -> dict[str, Any]:
        made = station_orders.make(tx, station, payload.kind, payload.form, not_a_duplicate=payload.not_a_duplicate)
        return {
            "order": orders.card(made.order),
            "tracking_code": made.order.request.tracking_code,
            "warnings": [*made.warnings, *(["address_conflict"] if looked["conflict"] else [])],
            "address": looked,
            "normal_way": made.normal_way,
        }

    body = {"station": station_id, **payload.model_dump(mode="json")}
    return 201, commands.perform(actor, "order.make_at_station", work, key=key_of(request), body=body)


@router.post("/board/similar", summary="Orders like the one that a form would make, before it is saved")
def read_similar(request: HttpRequest, payload: intake.IntakeForm) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "order.read")
    return {"similar": station_orders.alike(actor, payload)}
