"""Handing a job on to a colleague, at the end of a shift or in the middle of one.

The giver stays responsible until the colleague has taken it, so nothing is ever between two people. Whoever takes it
gets a visit of their own, accepted in the same moment; what was filled in, photographed and noted stays with the order.
An offer that nobody answers is put before the desk.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypedDict

from dispatch.kernel import clock, timers
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from field import visits
from field.handing_on.models import JobOffer
from field.lifecycle import VisitState
from field.models import Technician, Visit
from field.visits import Said
from repairs import orders, policies

WAITED = "job_offer.waited"
HANDABLE = frozenset({VisitState.ASSIGNED, VisitState.ACCEPTED, VisitState.DEPARTED, VisitState.ARRIVED})


class JobOfferCard(TypedDict):
    """An open offer, as both phones show it."""

    id: int
    visit_id: int
    number: str
    symptom: str
    is_life_safety: bool
    address: str
    visit_state: str
    giver_id: int
    giver: str
    receiver_id: int
    receiver: str
    note: str
    offered_at: str | None


def offer(tx: Tx, visit: Visit, receiver: Technician, said: Said) -> dict[str, Any]:
    """Offer one's live visit to a colleague of the same station; an earlier offer of it is called off.

    Gives {offer}, or {late: facts} where the visit is gone. Refuses job_offer.self, .elsewhere, .off_shift,
    .lacks_skill, .only_report.
    """
    visit = visits.locked(visit)
    if visit.state == VisitState.CANCELLED:
        return visits.keep_late(tx, visit, "hand-on", said)
    if visit.state not in HANDABLE:
        raise Refusal("job_offer.only_report")
    if receiver.pk == visit.technician_id:
        raise Refusal("job_offer.self")
    if receiver.station_id != visit.technician.station_id:
        raise Refusal("job_offer.elsewhere")
    if receiver.state == Technician.State.OFF:
        raise Refusal("job_offer.off_shift", technician=receiver.name)
    if visit.order.skill and visit.order.skill not in receiver.skills:
        raise Refusal("job_offer.lacks_skill", technician=receiver.name)
    for earlier in _open_of([visit.pk]):
        _end(tx, earlier, JobOffer.State.CALLED_OFF)
    row = JobOffer.objects.create(
        visit=visit, giver=visit.technician, receiver=receiver, note=said.note[:300], offered_at=tx.at
    )
    row.visit = visit
    within = timedelta(seconds=policies.seconds("job_offer.answer_within", visit.order, at=tx.at))
    timers.arm(WAITED, str(row.pk), tx.at + within)
    _tell(tx, row, "job_offer.made")
    _note(tx, row, "order.job_offered", note=row.note)
    return {"offer": card(row)}


def take(tx: Tx, row: JobOffer) -> dict[str, Any]:
    """The colleague takes it: theirs from now on. Refuses job_offer.gone."""
    row = _locked(row)
    order = row.visit.order
    if row.visit.state == VisitState.ARRIVED:
        orders.unassign(tx, order, reason="handed_on")
    explanation = {"handed_on": {"from": row.giver.name, "note": row.note}, "by_hand": True}
    # Before the giver's visit ends by it, so that this does not count as gone.
    _end(tx, row, JobOffer.State.TAKEN)
    visit = visits.give(tx, order, row.receiver, explanation)
    _note(tx, row, "order.job_taken_over")
    return visits.accept(tx, visit, Said())


def decline(tx: Tx, row: JobOffer, answer: str) -> dict[str, Any]:
    """The colleague does not take it; it stays where it is."""
    row = _locked(row)
    row.answer = answer[:300]
    _end(tx, row, JobOffer.State.DECLINED)
    _note(tx, row, "order.job_offer_declined", note=row.answer)
    return {"offer": None}


def call_off(tx: Tx, row: JobOffer) -> dict[str, Any]:
    """The giver keeps it after all. Said of one that was answered meanwhile it changes nothing."""
    visits.locked(row.visit)
    fresh = _select().select_for_update(of=("self",)).get(pk=row.pk)
    if fresh.state == JobOffer.State.OPEN:
        _end(tx, fresh, JobOffer.State.CALLED_OFF)
    return {"offer": None}


def open_cards(technician: Technician) -> list[JobOfferCard]:
    """What is offered to and by a technician."""
    mine = _select().filter(state=JobOffer.State.OPEN, visit__ended_at=None)
    rows = [*mine.filter(receiver=technician).order_by("pk"), *mine.filter(giver=technician).order_by("pk")]
    return [card(row) for row in rows]


def card(row: JobOffer) -> JobOfferCard:
    order = row.visit.order
    return {
        "id": row.pk,
        "visit_id": row.visit_id,
        "number": order.request.number,
        "symptom": order.symptom,
        "is_life_safety": order.is_life_safety,
        "address": order.address,
        "visit_state": row.visit.state,
        "giver_id": row.giver_id,
        "giver": row.giver.name,
        "receiver_id": row.receiver_id,
        "receiver": row.receiver.name,
        "note": row.note,
        "offered_at": clock.iso(row.offered_at),
    }


@visits.on_end
def void(tx: Tx, ended: Sequence[Visit]) -> None:
    """The visit is gone by another way, and the offer with it; both phones hear so."""
    for row in _open_of([visit.pk for visit in ended]):
        _end(tx, row, JobOffer.State.GONE)


@timers.handler(WAITED)
def waited(tx: Tx, due: timers.Due) -> None:
    """Nobody answered in time: the desk is told, and the offer stays open."""
    row = _select().filter(pk=int(due.subject), state=JobOffer.State.OPEN).first()
    if row is not None:
        _note(tx, row, "order.job_offer_waits")


def _locked(row: JobOffer) -> JobOffer:
    """The open offer with its visit and order, locked as everybody locks. Refuses job_offer.gone."""
    visit = visits.locked(row.visit)
    fresh = _select().select_for_update(of=("self",)).get(pk=row.pk)
    if fresh.state != JobOffer.State.OPEN or visit.ended_at is not None:
        raise Refusal("job_offer.gone")
    fresh.visit = visit
    return fresh


def _select() -> Any:
    return JobOffer.objects.select_related("visit__order__request", "giver", "receiver__station__node")


def _open_of(visit_ids: Sequence[int]) -> list[JobOffer]:
    found = _select().select_for_update(of=("self",)).filter(visit__in=list(visit_ids), state=JobOffer.State.OPEN)
    return list(found.order_by("pk"))


def _end(tx: Tx, row: JobOffer, state: JobOffer.State) -> None:
    row.state, row.decided_at = state, tx.at
    row.save(update_fields=["state", "decided_at", "answer"])
    timers.cancel(WAITED, str(row.pk))
    _tell(tx, row, "job_offer.ended")


def _tell(tx: Tx, row: JobOffer, kind: str) -> None:
    """Both phones."""
    data = {"job_offer": card(row), "state": row.state, "answer": row.answer}
    tx.record_all([f"crew:{row.giver_id}", f"crew:{row.receiver_id}"], kind, data)


def _note(tx: Tx, row: JobOffer, kind: str, **more: str) -> None:
    facts = {"from": row.giver.name, "technician": row.receiver.name, "giver_id": row.giver_id}
    tx.record(f"order:{row.visit.order_id}", kind, {**facts, **{name: value for name, value in more.items() if value}})
