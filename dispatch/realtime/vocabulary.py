"""Every kind of event, by the kind of stream that carries it, with the shape of its data.

Each entry of a board, a crew or a ticket carries the whole new card, so a client's reducer only puts it in its place.
The story of an order is for reading: its facts differ by kind.
"""

from typing import Any, TypedDict

from coverage.cards import StationCard
from dispatch.board.cards import AlarmCard
from field import lifecycle as visit_lifecycle
from field.cards import ShiftCard, TechnicianCard, VisitCard
from repairs import lifecycle as order_lifecycle
from repairs.cards import OrderCard, TicketView


class OrderChanged(TypedDict):
    """The order as it is now. Ended ones leave the board."""

    order: OrderCard


class OrderLeft(TypedDict):
    """The order belongs to another part of the tree from now on."""

    order_id: int


class TechnicianChanged(TypedDict):
    technician: TechnicianCard


class StationChanged(TypedDict):
    station: StationCard


class AlarmChanged(TypedDict):
    """The alarm as it is now. Cleared ones leave the board."""

    alarm: AlarmCard


class CoverageActivated(TypedDict):
    """Other areas are in force: load them anew."""

    coverage_version: int


class VisitChanged(TypedDict):
    """The visit as it is now. Ended ones leave the day."""

    visit: VisitCard


class ShiftChanged(TypedDict):
    shift: ShiftCard


class TicketUpdated(TypedDict):
    ticket: TicketView


Kinds = tuple[str, ...]

ORDER_STEPS: Kinds = tuple(dict.fromkeys(f"order.{step.event}" for step in order_lifecycle.TABLE.values()))
ORDER_KINDS: Kinds = ("order.taken", *ORDER_STEPS, "order.due_warned", "order.breached")
VISIT_KINDS: Kinds = ("visit.assigned", *dict.fromkeys(step.event for step in visit_lifecycle.TABLE.values()))
ALARM_KINDS: Kinds = ("alarm.raised", "alarm.acknowledged", "alarm.escalated", "alarm.cleared")
SHIFT_KINDS: Kinds = ("shift.started", "shift.ended", "shift.paused", "shift.resumed")

EVENTS: dict[str, tuple[tuple[Kinds, Any], ...]] = {
    "board": (
        (ORDER_KINDS, OrderChanged),
        (("order.left",), OrderLeft),
        (("technician.changed",), TechnicianChanged),
        (("station.changed",), StationChanged),
        (ALARM_KINDS, AlarmChanged),
        (("coverage.activated",), CoverageActivated),
    ),
    "crew": (
        (VISIT_KINDS, VisitChanged),
        (SHIFT_KINDS, ShiftChanged),
        (("technician.changed",), TechnicianChanged),
    ),
    "ticket": ((("ticket.updated",), TicketUpdated),),
    "order": (
        ((*ORDER_KINDS, *VISIT_KINDS, "visit.late_tap", "contact.revealed"), dict[str, Any]),
        (ALARM_KINDS, AlarmChanged),
    ),
}
