"""What others see of an order: the console's card, the panel's request, and the customer's ticket.

Each is a projection made for its audience: the ticket has no field that a customer may not see.
"""

from datetime import datetime
from typing import Any, TypedDict

from dispatch.kernel import clock
from repairs import catalogue
from repairs.lifecycle import ENDED
from repairs.models import Clock, ServiceRequest, WorkOrder


class OrderCard(TypedDict):
    """An order on a board. `due_*` is its nearest running clock, `warned` the last per cent warned of."""

    id: int
    number: str
    utility: str
    business_type: str
    symptom: str
    priority: int
    is_life_safety: bool
    state: str
    lon: float | None
    lat: float | None
    address: str
    extent: str
    opened_at: str | None
    station_id: int | None
    technician_id: int | None
    technician_name: str
    node_id: int
    due_at: str | None
    due_kind: str | None
    due_started_at: str | None
    warned: int
    version: int
    updated_at: str | None
    reports: int
    urges: int
    reopens: int
    parent_id: int | None
    promised_at: str | None
    appointed_from: str | None
    appointed_to: str | None
    state_reason: str
    made_by_station: bool
    important_user: str


class TicketStep(TypedDict):
    """One thing that happened, as the customer's page lists it."""

    key: str
    at: str


class TicketView(TypedDict):
    """What the customer sees."""

    number: str
    utility: str
    symptom: str
    state_key: str
    opened_at: str | None
    steps: list[TicketStep]
    promised_at: str | None
    appointed_from: str | None
    appointed_to: str | None
    station_name: str | None
    station_name_en: str | None
    technician_given_name: str | None
    safety: list[str]
    state_reason: str
    resume_by: str | None
    new_number: str | None
    new_code: str | None
    is_merged: bool
    urges: int
    updated_at: str | None
    version: int


STATE_KEYS = {
    "waiting": "received",
    "offered": "station_found",
    "accepted": "station_found",
    "assigned": "technician_assigned",
    "departed": "on_the_way",
    "arrived": "on_site",
    "repaired": "repaired",
    "reported": "repaired",
    "closed": "closed",
    "hand_queue": "waiting_for_dispatcher",
    "withdrawal_asked": "waiting_for_dispatcher",
    "suspended": "suspended",
    "withdrawn": "withdrawn",
    "merged": "merged",
    "handed_over": "handed_over",
}
_STEPS = (
    ("received", "opened_at"),
    ("station_found", "accepted_at"),
    ("technician_assigned", "assigned_at"),
    ("on_the_way", "departed_at"),
    ("on_site", "arrived_at"),
    ("repaired", "repaired_at"),
    ("closed", "closed_at"),
)


# States whose reason the customer reads in plain words.
_EXPLAINED = ("suspended", "withdrawn", "handed_over")


def order_card(order: WorkOrder) -> OrderCard:
    """The card of an order whose request is loaded with it."""
    return {
        "id": order.pk,
        "number": order.request.number,
        "utility": order.utility,
        "business_type": order.business_type,
        "symptom": order.symptom,
        "priority": order.priority,
        "is_life_safety": order.is_life_safety,
        "state": order.state,
        "lon": order.lon,
        "lat": order.lat,
        "address": order.address,
        "extent": order.extent,
        "opened_at": clock.iso(order.opened_at),
        "station_id": order.station_id,
        "technician_id": order.assignee_id,
        "technician_name": order.assignee_name,
        "node_id": order.node_id,
        "due_at": clock.iso(order.due_at),
        "due_kind": order.due_kind or None,
        "due_started_at": clock.iso(order.due_started_at),
        "warned": order.warned,
        "version": order.version,
        "updated_at": clock.iso(order.updated_at),
        "reports": 1 + order.merged_children,
        "urges": order.urges,
        "reopens": order.reopens,
        "parent_id": order.parent_id,
        "promised_at": clock.iso(order.promised_at),
        "appointed_from": clock.iso(order.appointed_from),
        "appointed_to": clock.iso(order.appointed_to),
        "state_reason": order.state_reason,
        "made_by_station": order.made_by_station,
        "important_user": order.important_user,
    }


def ticket(order: WorkOrder) -> TicketView:
    """The customer's view of an order whose request, station and station's node are loaded with it."""
    request = order.request
    symptom = catalogue.SYMPTOMS[request.symptom]
    steps: list[TicketStep] = [
        {"key": key, "at": clock.iso(at) or ""} for key, name in _STEPS if (at := getattr(order, name)) is not None
    ]
    station = order.station if order.state not in ("waiting", "offered", "hand_queue") else None
    new = _went_to(order)
    return {
        "number": request.number,
        "utility": request.utility,
        "symptom": request.symptom,
        "state_key": _state_key(order),
        "opened_at": clock.iso(order.opened_at),
        "steps": steps,
        "promised_at": clock.iso(promised_at(order)),
        "appointed_from": clock.iso(order.appointed_from) if order.arrived_at is None else None,
        "appointed_to": clock.iso(order.appointed_to) if order.arrived_at is None else None,
        "station_name": station.node.name if station else None,
        "station_name_en": (station.node.name_en or station.node.name) if station else None,
        "technician_given_name": f"{order.assignee_name[:1]}师傅" if order.assignee_name else None,
        "safety": catalogue.safety_of(symptom, request.hazards),
        "state_reason": order.state_reason if order.state in _EXPLAINED else "",
        "resume_by": clock.iso(order.due_at) if order.due_kind == "resume" else None,
        "new_number": new.number if new else None,
        "new_code": new.tracking_code if new else None,
        "is_merged": order.state == "merged",
        "urges": order.urges,
        "updated_at": clock.iso(order.updated_at),
        "version": order.version,
    }


def promised_at(order: WorkOrder) -> datetime | None:
    """What the customer may count on: the time that somebody promised, else the limit that runs. It ends on arrival."""
    if order.promised_at is not None and order.arrived_at is None and order.state not in ENDED:
        return order.promised_at
    return order.due_at if order.due_kind in ("arrival", "restore") else None


def _state_key(order: WorkOrder) -> str:
    """How the customer reads the state: a merged order goes through what its parent goes through."""
    if order.state == "merged":
        if order.closed_at is not None:
            return "closed"
        if order.repaired_at is not None:
            return "repaired"
    return STATE_KEYS[order.state]


def _went_to(order: WorkOrder) -> ServiceRequest | None:
    """The request that took the place of one handed over to another utility."""
    if order.state != "handed_over":
        return None
    row = order.hand_overs.select_related("new_order__request").order_by("-pk").first()
    return row.new_order.request if row and row.new_order else None


def masked_name(name: str) -> str:
    """张**: the surname and stars."""
    return name[:1] + "*" * min(2, len(name) - 1) if name else ""


def masked_phone(phone: str) -> str:
    """138****1234: the first three and the last four; of a short number only the last two."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) > 8 else "****" + phone[-2:] if phone else ""


def request_view(request: ServiceRequest) -> dict[str, Any]:
    """The request as the order panel shows it; name and number stay masked until a recorded reveal."""
    return {
        "number": request.number,
        "channel": request.channel,
        "hazards": request.hazards,
        "address": request.address,
        "description": request.description,
        "extent": request.extent,
        "accuracy_m": request.accuracy_m,
        "given": {"lon": request.given_lon, "lat": request.given_lat, "datum": request.given_datum},
        "contact_name": masked_name(request.contact_name),
        "contact_phone": masked_phone(request.contact_phone),
        "taken_at": clock.iso(request.taken_at),
        "safety": catalogue.safety_of(catalogue.SYMPTOMS[request.symptom], request.hazards),
    }


def clock_view(row: Clock) -> dict[str, Any]:
    """A clock with the policy it came from."""
    return {
        "kind": row.kind,
        "started_at": clock.iso(row.started_at),
        "due_at": clock.iso(row.due_at),
        "stopped_at": clock.iso(row.stopped_at),
        "paused_at": clock.iso(row.paused_at),
        "breached_at": clock.iso(row.breached_at),
        "policy": None
        if row.policy is None
        else {
            "code": row.policy.code,
            "value": float(row.policy.value),
            "unit": row.policy.unit,
            "citation": row.policy.citation,
            "mark": row.policy.mark,
            "verified": row.policy.is_verified,
        },
    }
