"""The dispatcher's HTTP surface: the board's snapshot, an order's whole story, decisions by hand, alarms."""

from typing import Any

from django.http import HttpRequest
from ninja import Field

from coverage.models import Station
from dispatch.board import access as board_access
from dispatch.board import alarms, offers, returns, reviewing, snapshot, story, technicians
from dispatch.board.cards import BoardState
from dispatch.board.doing import Reasoned, Versioned, Work, on_order
from dispatch.kernel import access, commands
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from field.models import Technician
from repairs.access import order_for
from repairs.models import WorkOrder

router = Router(tags=["board"])


class Assignment(Versioned):
    technician_id: int
    override_reason: str | None = Field(None, max_length=300)


class OfferByHand(Versioned):
    station_id: int
    reason: str = Field(min_length=2, max_length=300)


@router.get("/board/{node_id}/snapshot", summary="Everything alive on a node's board, with the stream version")
def read_board(request: HttpRequest, node_id: int) -> dict[str, int | BoardState]:
    version, state = snapshot.board_state(board_access.node_for(actor_of(request), node_id))
    return {"version": version, "state": state}


@router.get("/board/orders/{order_id}", summary="An order's whole story, its clocks and decisions, and what you may do")
def read_order(request: HttpRequest, order_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    return story.of_order(actor, order_for(actor, order_id))


@router.get("/board/orders/{order_id}/technicians", summary="Who could go, best first, and why")
def read_technicians(request: HttpRequest, order_id: int) -> list[dict[str, Any]]:
    actor = actor_of(request)
    order = order_for(actor, order_id)
    access.require(actor, "order.assign", order.node.path)
    return technicians.ranked(order)


@router.post("/board/orders/{order_id}/assign", summary="Give the order to a technician, or to another one")
def assign(request: HttpRequest, order_id: int, payload: Assignment) -> dict[str, Any]:
    return on_order(request, order_id, "assign", payload, assigning(payload))


def assigning(payload: Assignment) -> Work:
    """What an assignment does to the locked order."""

    def work(tx: Tx, order: WorkOrder) -> None:
        technician = Technician.objects.select_related("station__node").filter(pk=payload.technician_id).first()
        if technician is None or not access.allows(tx.actor, "order.assign", technician.station.node.path):
            raise Refusal("not_found")
        technicians.assign_by_hand(
            tx, order, technician, version=payload.version, override_reason=payload.override_reason
        )

    return work


@router.post("/board/orders/{order_id}/offer", summary="Send the order to a station by hand; it holds over capacity")
def offer(request: HttpRequest, order_id: int, payload: OfferByHand) -> dict[str, Any]:
    return on_order(request, order_id, "offer", payload, offering(payload))


def offering(payload: OfferByHand) -> Work:
    """What an offer by hand does to the locked order."""

    def work(tx: Tx, order: WorkOrder) -> None:
        found = Station.objects.select_related("node", "main_point__node")
        station = found.filter(pk=payload.station_id, is_active=True).first()
        if station is None or not access.allows(tx.actor, "order.offer", station.node.path):
            raise Refusal("not_found")
        station = station.main_point or station
        if order.utility not in station.utilities:
            raise Refusal("offer.not_serving")
        if order.station_id == station.pk and order.state != "hand_queue":
            raise Refusal("offer.same_station")
        offers.by_hand(tx, order, station, reason=payload.reason, version=payload.version)

    return work


@router.post("/board/orders/{order_id}/accept", summary="The station takes the order")
def accept(request: HttpRequest, order_id: int, payload: Versioned) -> dict[str, Any]:
    return on_order(request, order_id, "accept", payload, accepting(payload))


def accepting(payload: Versioned) -> Work:
    """What accepting does to the locked order."""
    return lambda tx, order: offers.accept(tx, order, version=payload.version)


@router.post("/board/orders/{order_id}/return", summary="The station gives the order back before accepting it")
def return_(request: HttpRequest, order_id: int, payload: Reasoned) -> dict[str, Any]:
    return on_order(
        request,
        order_id,
        "return",
        payload,
        lambda tx, order: returns.give_back(tx, order, payload.reason, payload.note, version=payload.version),
    )


@router.get("/board/orders/{order_id}/returns", summary="Who returned the order and why, with the map of it")
def read_returns(request: HttpRequest, order_id: int) -> dict[str, Any]:
    return {"returns": returns.of_order(order_for(actor_of(request), order_id))}


@router.post("/board/orders/{order_id}/queue", summary="Put the order before a dispatcher")
def queue(request: HttpRequest, order_id: int, payload: Reasoned) -> dict[str, Any]:
    return on_order(request, order_id, "queue_for_hand", payload, queueing(payload))


def queueing(payload: Reasoned) -> Work:
    """What taking the order in hand does to it, once locked."""

    def work(tx: Tx, order: WorkOrder) -> None:
        offers.take_back(tx, order, payload.note)
        offers.queue_for_hand(tx, order, why="by_hand")

    return work


@router.post("/board/orders/{order_id}/close", summary="Close a reported order; its capacity comes back")
def close(request: HttpRequest, order_id: int, payload: Reasoned) -> dict[str, Any]:
    def work(tx: Tx, order: WorkOrder) -> None:
        reviewing.approve(tx, order, payload.note, with_remarks=False)

    return on_order(request, order_id, "close", payload, work)


@router.post("/board/alarms/{alarm_id}/acknowledge", summary="Say that you have seen an alarm")
def acknowledge(request: HttpRequest, alarm_id: int) -> dict[str, Any]:
    actor = actor_of(request)

    def run(tx: Tx) -> dict[str, Any]:
        return {"alarm": dict(alarms.alarm_card(alarms.acknowledge(tx, board_access.alarm_for(actor, alarm_id))))}

    return commands.perform(actor, "alarm.acknowledge", run, key=key_of(request), body={"alarm": alarm_id})
