"""The four kinds of streams: who may follow each, and what it starts from.

A board is for desks at or above its node; a crew's stream for the technician and those above; an order's for whoever
may read the order; a ticket's for anybody who holds its code, which cannot be guessed.
"""

from typing import Any, TypedDict

from dispatch.board import access as board_access
from dispatch.board import snapshot, story
from dispatch.board.cards import BoardState
from dispatch.kernel import access, events, snapshots
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from dispatch.realtime import states
from field import access as field_access
from field import cards as field_cards
from field.cards import CrewState
from field.models import Technician
from repairs import access as repairs_access
from repairs import cards as repairs_cards
from repairs.cards import OrderCard, TicketView
from repairs.models import ServiceRequest, WorkOrder


class TicketState(TypedDict):
    """What `ticket:<code>` starts from."""

    ticket: TicketView


class OrderState(TypedDict):
    """What `order:<id>` starts from: the card, and the log so far in `story`."""

    order: OrderCard
    story: list[dict[str, Any]]


def check_board(actor: Actor, name: str) -> None:
    board_access.node_for(actor, states.number(name))


def take_board(name: str) -> tuple[int, BoardState]:
    node = Node.objects.filter(pk=states.number(name), is_active=True).first()
    if node is None:
        raise Refusal("not_found")
    return snapshot.board_state(node)


def check_crew(actor: Actor, name: str) -> None:
    field_access.technician_for(actor, states.number(name))


def take_crew(name: str) -> tuple[int, CrewState]:
    stream = f"crew:{name}"
    with snapshots.one_view():
        technician = Technician.objects.select_related("station__node").filter(pk=states.number(name)).first()
        if technician is None:
            raise Refusal("not_found")
        return events.heads([stream])[stream], field_cards.crew_state(technician)


def check_ticket(actor: Actor, code: str) -> None:
    access.require(actor, "ticket.follow")
    if not ServiceRequest.objects.filter(tracking_code=code).exists():
        raise Refusal("not_found")


def take_ticket(code: str) -> tuple[int, TicketState]:
    stream = f"ticket:{code}"
    with snapshots.one_view():
        orders = WorkOrder.objects.select_related("request", "station__node", "node")
        order = orders.filter(request__tracking_code=code).first()
        if order is None:
            raise Refusal("not_found")
        return events.heads([stream])[stream], {"ticket": repairs_cards.ticket(order)}


def check_order(actor: Actor, name: str) -> None:
    repairs_access.order_for(actor, states.number(name))


def take_order(name: str) -> tuple[int, OrderState]:
    stream = f"order:{name}"
    with snapshots.one_view():
        order = WorkOrder.objects.select_related("request", "node").filter(pk=states.number(name)).first()
        if order is None:
            raise Refusal("not_found")
        state: OrderState = {"order": repairs_cards.order_card(order), "story": story.lines(order.pk)}
        return events.heads([stream])[stream], state


states.audience("board", check_board, take_board)
states.audience("crew", check_crew, take_crew)
states.audience("ticket", check_ticket, take_ticket)
states.audience("order", check_order, take_order)
