"""Appointments over HTTP: for desks by the order, for customers by their code, and before there is an order."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema

from coverage import index
from coverage.trade import Utility
from dispatch.board import story
from dispatch.board.appointments import agreeing, choosing, windows
from dispatch.board.doing import Versioned, on_order
from dispatch.board.models import Appointment
from dispatch.kernel import access, clock, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.description import PUBLIC
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from repairs import cards
from repairs.access import order_for
from repairs.api import count_anonymous, ticket_of
from repairs.models import WorkOrder

router = Router(tags=["appointments"])
MOST_DAYS = 31


class WindowsWanted(Schema):
    """A fault not yet reported: where (WGS-84) and what."""

    utility: Utility
    symptom: str = Field(max_length=40)
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    days: int | None = Field(None, ge=1, le=MOST_DAYS)


class WindowHeld(WindowsWanted):
    """A window of these, to be kept for a moment."""

    station_id: int
    starts_at: Instant


class Chosen(Versioned):
    """A window for an order; `reason` (as for promises) where another one was agreed before."""

    station_id: int
    starts_at: Instant
    reason: Literal["", "customer_asks", "crew_held_up", "parts_awaited", "weather", "traffic", "other"] = ""
    hold_id: int | None = None


class GivenUp(Versioned):
    reason: str = Field("", max_length=200)


class ChosenByCustomer(Schema):
    station_id: int
    starts_at: Instant


@router.get("/board/orders/{order_id}/slots", summary="Windows that can be agreed for an order")
def order_slots(request: HttpRequest, order_id: int, days: int | None = None) -> dict[str, Any]:
    actor = actor_of(request)
    order = order_for(actor, order_id)
    access.require(actor, "appointment.offer", order.node.path)
    return _slots(order, days)


@router.post("/board/appointments/slots", summary="Windows for a fault not yet reported")
def slots_before(request: HttpRequest, payload: WindowsWanted) -> dict[str, Any]:
    access.require_anywhere(actor_of(request), "appointment.offer")
    need = _need(payload)
    return {"slots": windows.views(windows.offered(need, clock.now(), payload.days))}


@router.post("/board/appointments", response={201: dict[str, Any]}, summary="Keep a window for a moment")
def hold(request: HttpRequest, payload: WindowHeld) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    access.require_anywhere(actor, "appointment.offer")

    def work(tx: Tx) -> dict[str, Any]:
        held = agreeing.hold(tx, _need(payload), payload.station_id, payload.starts_at)
        return {"appointment": view(held)}

    body = payload.model_dump(mode="json")
    return 201, commands.perform(actor, "appointment.hold", work, key=key_of(request), body=body)


@router.delete("/board/appointments/{appointment_id}", summary="A held window is free again")
def let_go(request: HttpRequest, appointment_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "appointment.offer")

    def work(tx: Tx) -> dict[str, Any]:
        held = _held(actor, appointment_id)
        agreeing.let_go(tx, held)
        return {"appointment": view(held)}

    body = {"appointment": appointment_id}
    return commands.perform(actor, "appointment.let_go", work, key=key_of(request), body=body)


@router.post("/board/orders/{order_id}/appointment", summary="Agree a window for an order, or another one")
def book(request: HttpRequest, order_id: int, payload: Chosen) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> dict[str, Any]:
        held = _held(tx.actor, payload.hold_id) if payload.hold_id is not None else None
        made = agreeing.book(tx, order, payload.station_id, payload.starts_at, payload.reason, held)
        return {"appointment": view(made)}

    return on_order(request, order_id, "appoint", payload, work, needs="appointment.offer")


@router.post("/board/orders/{order_id}/appointment/release", summary="Give the agreed window up")
def release(request: HttpRequest, order_id: int, payload: GivenUp) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> None:
        agreeing.release(tx, order, payload.reason)

    return on_order(request, order_id, "appoint", payload, work, needs="appointment.offer")


@router.get("/track/{code}/slots", openapi_extra=PUBLIC, summary="Windows that the customer may choose from")
def own_slots(request: HttpRequest, code: str) -> dict[str, Any]:
    count_anonymous(str(request.META.get("REMOTE_ADDR", "")))
    return _slots(ticket_of(code), None)


@router.post("/track/{code}/appointment", openapi_extra=PUBLIC, summary="The customer chooses a window")
def choose(request: HttpRequest, code: str, payload: ChosenByCustomer) -> dict[str, Any]:
    actor = actor_of(request)
    found = ticket_of(code)
    access.require(actor, "ticket.follow")
    count_anonymous(str(request.META.get("REMOTE_ADDR", "")))

    def work(tx: Tx) -> dict[str, Any]:
        order = choosing.choose(tx, found.pk, payload.station_id, payload.starts_at)
        return {"ticket": cards.ticket(order)}

    body = {"order": found.pk, **payload.model_dump(mode="json")}
    return commands.perform(actor, "appointment.choose", work, key=key_of(request), body=body)


@story.section("appointments")
def told(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """Every window agreed for the order, the newest first."""
    return [view(row) for row in order.appointments.select_related("station__node").order_by("-pk")]


def view(row: Appointment) -> dict[str, Any]:
    """A window as pages show it."""
    return {
        "id": row.pk,
        "order_id": row.order_id,
        "station_id": row.station_id,
        "station_name": row.station.node.name,
        "starts_at": clock.iso(row.starts_at),
        "ends_at": clock.iso(row.ends_at),
        "state": row.state,
        "made_at": clock.iso(row.made_at),
        "made_by": row.made_name,
        "held_until": clock.iso(row.held_until),
        "ended_at": clock.iso(row.ended_at),
        "reason": row.reason,
    }


def _slots(order: WorkOrder, days: int | None) -> dict[str, Any]:
    now = clock.now()
    found = windows.offered(windows.need_of(order, now), now, days if days is None else max(1, min(days, MOST_DAYS)))
    made = agreeing.booked(order)
    return {"slots": windows.views(found), "appointment": view(made) if made else None}


def _need(payload: WindowsWanted) -> windows.Need:
    zone = _zone(payload.lon, payload.lat, payload.utility.value)
    return windows.need_at(payload.utility.value, payload.symptom, payload.lon, payload.lat, zone, clock.now())


def _zone(lon: float, lat: float, utility: str) -> str:
    snapshot = index.current()
    found = index.candidates(snapshot, index.Want(lon, lat, utility), clock.now())
    return snapshot.posts[found[0].station_id].zone if found else "UTC"


def _held(actor: Actor, appointment_id: int) -> Appointment:
    """A held window: of whoever holds it, and of nobody else."""
    row = Appointment.objects.select_for_update(of=("self",)).select_related("station__node").filter(pk=appointment_id)
    held = row.first()
    if held is None or held.made_by != actor.key or held.order_id is not None:
        raise Refusal("not_found")
    return held
