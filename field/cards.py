"""What others see of the field: a technician on the boards, a visit on the phone, the phone's whole state."""

from collections.abc import Iterable
from typing import TypedDict

from django.db.models import Max, Sum

from coverage.trade import SKILLS_OF
from dispatch.kernel import clock
from field import lifecycle, sos
from field.handing_on import cards as offers
from field.models import Position, Technician, Visit
from field.site_forms import catalogue as site_forms
from repairs import catalogue, clocks, policies, reports


class TechnicianCard(TypedDict):
    """A technician as every board shows them. The place is given only on shift."""

    id: int
    name: str
    name_en: str
    station_id: int
    skills: list[str]
    utilities: list[str]
    state: str
    visit_order_id: int | None
    open_visits: int
    lon: float | None
    lat: float | None
    position_at: str | None
    shift_ends_at: str | None


class SentBack(TypedDict):
    """The report that a reviewer sent back, to be written anew from where it was."""

    cause_code: str
    result_code: str
    ownership: str
    note: str


class PartCard(TypedDict):
    """A part that went into the repair."""

    name: str
    quantity: float
    unit: str


class FormCard(TypedDict):
    """A form that the visit asks for, and when it was last handed in."""

    code: str
    is_duty: bool
    handed_in_at: str | None


class VisitCard(TypedDict):
    """A visit with all that is needed to do it, for the technician whose visit it is."""

    id: int
    order_id: int
    number: str
    utility: str
    symptom: str
    skill: str
    priority: int
    is_life_safety: bool
    state: str
    sequence: int
    address: str
    lon: float | None
    lat: float | None
    description: str
    contact_name: str
    contact_phone: str
    due_at: str | None
    assigned_at: str | None
    seen_at: str | None
    accepted_at: str | None
    departed_at: str | None
    arrived_at: str | None
    repaired_at: str | None
    planned_arrival_at: str | None
    ended_at: str | None
    end_reason: str
    contacted_at: str | None
    promised_at: str | None
    appointed_from: str | None
    appointed_to: str | None
    promises: int
    cause: str
    rejected_reason: str
    rejected_note: str
    sent_back: SentBack | None
    is_withdrawal_asked: bool
    paid_fen: int
    parts: list[PartCard]
    form: FormCard | None
    version: int
    safety: list[str]
    allowed: list[str]


class ShiftCard(TypedDict):
    """The running shift, or the next planned one while off."""

    on_shift: bool
    starts_at: str | None
    ends_at: str | None


class CrewState(TypedDict):
    """What the stream `crew:<technician>` starts from."""

    technician: TechnicianCard
    shift: ShiftCard
    visits: list[VisitCard]
    sos: sos.SosCard | None
    job_offers: list[offers.JobOfferCard]
    position_kept_s: float


def technician_card(technician: Technician, current: int | None, position: Position | None) -> TechnicianCard:
    """The card; `current` is the order being worked on or next in line."""
    skills = set(technician.skills)
    shown = position if technician.state != Technician.State.OFF else None
    return {
        "id": technician.pk,
        "name": technician.name,
        "name_en": technician.name_en or technician.name,
        "station_id": technician.station_id,
        "skills": list(technician.skills),
        "utilities": [utility.value for utility, needed in SKILLS_OF.items() if skills & set(needed)],
        "state": technician.state,
        "visit_order_id": current,
        "open_visits": technician.open_visits,
        "lon": round(shown.lon, 6) if shown else None,
        "lat": round(shown.lat, 6) if shown else None,
        "position_at": clock.iso(shown.at) if shown else None,
        "shift_ends_at": clock.iso(technician.shift_ends_at),
    }


def cards_of(technicians: Iterable[Technician]) -> list[TechnicianCard]:
    """Cards of many with two queries more, however many they are."""
    found = list(technicians)
    ids = [technician.pk for technician in found]
    current = current_orders(ids)
    positions = Position.objects.in_bulk(ids)
    return [technician_card(each, current.get(each.pk), positions.get(each.pk)) for each in found]


def technician_cards(path: str) -> list[TechnicianCard]:
    """Everybody at the stations below a node."""
    return cards_of(Technician.objects.filter(station__node__path__startswith=path).order_by("pk"))


def current_orders(technician_ids: Iterable[int]) -> dict[int, int]:
    """The order each is working on: what has begun comes first, then the visits' sequence."""
    current: dict[int, tuple[bool, int, int]] = {}
    live = Visit.objects.filter(technician__in=list(technician_ids), ended_at=None)
    for technician_id, order_id, state, sequence in live.values_list("technician_id", "order_id", "state", "sequence"):
        key = (state not in lifecycle.BEGUN, sequence, order_id)
        if technician_id not in current or key < current[technician_id]:
            current[technician_id] = key
    return {technician_id: key[2] for technician_id, key in current.items()}


def visit_card(visit: Visit) -> VisitCard:
    """The card of a visit whose order and request are loaded."""
    order, request = visit.order, visit.order.request
    return {
        "id": visit.pk,
        "order_id": order.pk,
        "number": request.number,
        "utility": order.utility,
        "symptom": order.symptom,
        "skill": order.skill,
        "priority": order.priority,
        "is_life_safety": order.is_life_safety,
        "state": visit.state,
        "sequence": visit.sequence,
        "address": order.address,
        "lon": order.lon,
        "lat": order.lat,
        "description": request.description,
        "contact_name": request.contact_name,
        "contact_phone": request.contact_phone,
        "due_at": clock.iso(clocks.due_of_work(order)),
        "assigned_at": clock.iso(visit.assigned_at),
        "seen_at": clock.iso(visit.seen_at),
        "accepted_at": clock.iso(visit.accepted_at),
        "departed_at": clock.iso(visit.departed_at),
        "arrived_at": clock.iso(visit.arrived_at),
        "repaired_at": clock.iso(visit.repaired_at),
        "planned_arrival_at": clock.iso(visit.planned_arrival_at),
        "ended_at": clock.iso(visit.ended_at),
        "end_reason": visit.end_reason,
        "contacted_at": clock.iso(order.contacted_at),
        "promised_at": clock.iso(order.promised_at),
        "appointed_from": clock.iso(order.appointed_from),
        "appointed_to": clock.iso(order.appointed_to),
        "promises": order.promises,
        "cause": visit.cause,
        "rejected_reason": visit.rejected_reason,
        "rejected_note": visit.rejected_note,
        "sent_back": _sent_back(visit) if visit.rejected_reason else None,
        "is_withdrawal_asked": order.state == "withdrawal_asked",
        "paid_fen": _paid_fen(visit),
        "parts": _parts(visit),
        "form": _form(visit),
        "version": visit.version,
        "safety": catalogue.safety_of(catalogue.SYMPTOMS[order.symptom], request.hazards),
        "allowed": lifecycle.allowed(visit.state),
    }


def _sent_back(visit: Visit) -> SentBack | None:
    row = reports.newest(visit.order)
    if row is None:
        return None
    return {
        "cause_code": row.cause_code,
        "result_code": row.result_code,
        "ownership": row.ownership,
        "note": row.result_note,
    }


def _paid_fen(visit: Visit) -> int:
    """What the customer agreed to pay, in hundredths of a yuan; nothing is asked for a visit that nobody took yet."""
    if visit.accepted_at is None or visit.ended_at is not None:
        return 0
    return int(visit.order.paid_works.aggregate(sum=Sum("amount_fen"))["sum"] or 0)


def _parts(visit: Visit) -> list[PartCard]:
    """What went into the repair; nobody uses parts before they are there."""
    if visit.arrived_at is None or visit.ended_at is not None:
        return []
    used = visit.order.parts_used.order_by("pk").values_list("name", "quantity", "unit")
    return [{"name": name, "quantity": float(quantity), "unit": unit} for name, quantity, unit in used]


def _form(visit: Visit) -> FormCard | None:
    form = site_forms.newest_for(visit.order.symptom)
    if form is None:
        return None
    handed_in = None
    if visit.arrived_at is not None:
        handed_in = visit.filled_forms.aggregate(last=Max("handed_in_at"))["last"]
    return {"code": form.code, "is_duty": form.is_duty, "handed_in_at": clock.iso(handed_in)}


def shift_card(technician: Technician) -> ShiftCard:
    """The running shift, or else the next planned one."""
    now = clock.now()
    running = technician.shifts.filter(began_at__isnull=False, ended_at=None).first()
    shift = running or technician.shifts.filter(began_at=None, ends_at__gt=now).order_by("starts_at").first()
    return {
        "on_shift": running is not None,
        "starts_at": clock.iso((shift.began_at or shift.starts_at) if shift else None),
        "ends_at": clock.iso(shift.ends_at if shift else None),
    }


def crew_state(technician: Technician) -> CrewState:
    """Everything the phone shows. Read it in one view with the stream's version (`snapshots.one_view`)."""
    live = (
        Visit.objects.filter(technician=technician, ended_at=None)
        .select_related("order__request")
        .order_by("sequence", "assigned_at")
    )
    return {
        "technician": cards_of([technician])[0],
        "shift": shift_card(technician),
        "visits": [visit_card(visit) for visit in live],
        "sos": sos.card_of(technician),
        "job_offers": offers.open_cards(technician),
        "position_kept_s": policies.seconds("position.kept_for", at=clock.now()),
    }
