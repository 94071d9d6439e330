"""Every kind of event, by the kind of stream that carries it, with the shape of its data.

Each entry of a board, a crew or a ticket carries the whole new card, so a client's reducer only puts it in its place.
The story of an order is for reading: its facts differ by kind.
"""

from typing import Any, TypedDict

from coverage.cards import StationCard
from dispatch.board.cards import AlarmCard
from dispatch.board.changes import effects
from dispatch.board.models import ChangeApplication
from field import lifecycle as visit_lifecycle
from field.cards import ShiftCard, TechnicianCard, VisitCard
from field.handing_on.cards import JobOfferCard
from field.sos import SosCard
from repairs import lifecycle as order_lifecycle
from repairs.cards import OrderCard, TicketView
from repairs.cases import lifecycle as case_lifecycle
from repairs.storms import StormCard
from repairs.todos import TodoCard


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


class SosChanged(TypedDict):
    """The technician's open call for help; null when it is over."""

    sos: SosCard | None


class TodoChanged(TypedDict):
    """What somebody owes, as it is now. Closed ones leave the board."""

    todo: TodoCard


class CoverageActivated(TypedDict):
    """Other areas are in force: load them anew."""

    coverage_version: int


class VisitChanged(TypedDict):
    """The visit as it is now. Ended ones leave the day."""

    visit: VisitCard


class ShiftChanged(TypedDict):
    shift: ShiftCard


class JobOfferChanged(TypedDict):
    """An offer between two technicians as it is now; `state` other than open: it has left both phones."""

    job_offer: JobOfferCard
    state: str
    answer: str


class CrewChanged(TypedDict):
    """Who leads, belongs or helps is to be read again."""

    crew_id: int
    station_id: int


class TicketUpdated(TypedDict):
    ticket: TicketView


class TechnicianLeft(TypedDict):
    """The technician belongs to a station elsewhere from now on."""

    technician_id: int


class StormChanged(TypedDict):
    """Storm mode at a node above or below. Ended ones leave the board."""

    storm: StormCard


Kinds = tuple[str, ...]

# Things that happen to an order without moving it along its life.
ORDER_NOTES: Kinds = (
    "order.contact_tried",
    "order.promised",
    "order.appointed",
    "order.appointment_released",
    "order.corrected",
    "order.correction_asked",
    "order.correction_refused",
    "order.urged",
    "order.paid_work_agreed",
    "order.parts_used",
    "order.child_merged",
    "order.child_closed",
    "order.parent_arrived",
    "order.parent_repaired",
    "order.outside_area",
    "order.place_decided",
    "order.child_unmerged",
    "order.report_written",
    "order.late_work_seen",
    "order.arrival_doubted",
    "order.arrival_judged",
    "order.handed_in",
    "order.visited_back",
    "order.visit_tried",
    "order.noted",
    "order.exhibit_announced",
    "order.exhibit_received",
    "order.exhibit_refused",
    "order.form_handed_in",
    "order.form_waived",
    "order.call_kept",
    "order.job_offered",
    "order.job_taken_over",
    "order.job_offer_declined",
    "order.job_offer_waits",
)
ORDER_STEPS: Kinds = tuple(dict.fromkeys(f"order.{step.event}" for step in order_lifecycle.TABLE.values()))
ORDER_KINDS: Kinds = ("order.taken", *ORDER_STEPS, *ORDER_NOTES, "order.due_warned", "order.breached")
VISIT_STEPS: Kinds = tuple(dict.fromkeys(step.event for step in visit_lifecycle.TABLE.values()))
VISIT_KINDS: Kinds = ("visit.assigned", "visit.changed", "visit.seen", *VISIT_STEPS)
JOB_OFFER_KINDS: Kinds = ("job_offer.made", "job_offer.ended")
TELLING_KINDS: Kinds = ("visit.told", "visit.unreached")
TODO_KINDS: Kinds = ("todo.opened", "todo.escalated", "todo.closed")
ALARM_KINDS: Kinds = ("alarm.raised", "alarm.acknowledged", "alarm.escalated", "alarm.cleared")
SOS_KINDS: Kinds = ("sos.called", "sos.seen", "sos.over")
SHIFT_KINDS: Kinds = ("shift.started", "shift.ended", "shift.paused", "shift.resumed")
STORM_KINDS: Kinds = ("storm.began", "storm.changed", "storm.ended")
REINFORCEMENT_KINDS: Kinds = (
    "reinforcement.asked",
    "reinforcement.lent",
    "reinforcement.refused",
    "reinforcement.called_off",
    "reinforcement.over",
)
CASE_STEPS: Kinds = tuple(dict.fromkeys(step.event for step in case_lifecycle.TABLE))
CASE_KINDS: Kinds = ("case.taken", *CASE_STEPS, "case.due_warned", "case.breached", "contact.revealed")

PLAN_KINDS: Kinds = (
    "plan.drafted",
    "plan.stations_taken_up",
    "plan.station_given_back",
    "plan.areas_drawn",
    "plan.areas_imported",
    "plan.rebased",
    "plan.checked",
    "plan.approved",
    "plan.called_off",
    "plan.sent_back",
    "plan.discarded",
)
APPLICATION_KINDS: Kinds = tuple(effects.kind_of(state.value) for state in ChangeApplication.State)

EVENTS: dict[str, tuple[tuple[Kinds, Any], ...]] = {
    "board": (
        (ORDER_KINDS, OrderChanged),
        (("order.left",), OrderLeft),
        (TODO_KINDS, TodoChanged),
        (("technician.changed",), TechnicianChanged),
        (("crew.changed",), CrewChanged),
        (("technician.left",), TechnicianLeft),
        (("station.changed",), StationChanged),
        (STORM_KINDS, StormChanged),
        (REINFORCEMENT_KINDS, dict[str, Any]),
        (ALARM_KINDS, AlarmChanged),
        (("coverage.activated",), CoverageActivated),
    ),
    "crew": (
        (VISIT_KINDS, VisitChanged),
        (SHIFT_KINDS, ShiftChanged),
        (SOS_KINDS, SosChanged),
        (JOB_OFFER_KINDS, JobOfferChanged),
        (("technician.changed",), TechnicianChanged),
        (("crew.changed",), CrewChanged),
    ),
    "ticket": ((("ticket.updated",), TicketUpdated),),
    "order": (
        (
            (*ORDER_KINDS, *VISIT_KINDS, *TELLING_KINDS, "visit.late_tap", "contact.revealed"),
            dict[str, Any],
        ),
        (ALARM_KINDS, AlarmChanged),
        (TODO_KINDS, TodoChanged),
    ),
    # Logs that nobody follows over a socket: they hold codes and names, never what was written.
    "case": ((CASE_KINDS, dict[str, Any]),),
    "hotline_register": ((("hotline_area.registered", "hotline_area.ended"), dict[str, Any]),),
    "coverage": (((*PLAN_KINDS, "territory.drawn", "territory.removed"), dict[str, Any]),),
    "applications": ((APPLICATION_KINDS, dict[str, Any]),),
    "absences": ((("absence.declared", "absence.called_off"), dict[str, Any]),),
    "capacity": (
        (
            (
                "capacity.rules_put",
                "capacity.day_put",
                "capacity.day_ended",
                "capacity.roster_moved",
                "overflow.linked",
                "overflow.unlinked",
                "overflow.ordered",
            ),
            dict[str, Any],
        ),
    ),
    "important_users": ((("important_user.registered", "important_user.ended"), dict[str, Any]),),
    "stand_in": ((("stand_in.named", "stand_in.ended"), dict[str, Any]),),
}
