"""Handing a job on to a colleague, at the end of a shift or in the middle of one.

The giver stays responsible until the colleague has taken it, so nothing is ever between two people. Whoever takes it
gets a visit of their own, accepted in the same moment; what was filled in, photographed and noted stays with the order.
An offer that nobody answers is put before the desk.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from dispatch.kernel import timers
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from field import visits
from field.handing_on import cards
from field.handing_on.models import JobOffer
from field.lifecycle import VisitState
from field.models import Shift, Technician, Visit
from field.visits import Said
from repairs import orders, policies

WAITED = "job_offer.waited"
HANDABLE = frozenset({VisitState.ASSIGNED, VisitState.ACCEPTED, VisitState.DEPARTED, VisitState.ARRIVED})


def coming(technicians: Iterable[Technician], at: datetime) -> set[int]:
    """Who is on shift, or begins one so soon that they could start it now."""
    found = list(technicians)
    early = at + timedelta(seconds=policies.seconds("shift.start_early", at=at))
    soon = Shift.objects.filter(technician__in=found, began_at=None, starts_at__lte=early, ends_at__gt=at)
    here = {each.pk for each in found if each.state != Technician.State.OFF}
    return here | set(soon.values_list("technician_id", flat=True))


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
    if receiver.pk not in coming([receiver], tx.at):
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
    return {"offer": cards.card(row)}


def take(tx: Tx, row: JobOffer) -> dict[str, Any]:
    """The colleague takes it: theirs from now on. Refuses job_offer.gone, .begin_shift."""
    row = _locked(row)
    if row.receiver.state == Technician.State.OFF:
        raise Refusal("job_offer.begin_shift")
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


def keep(tx: Tx, visit: Visit) -> dict[str, Any]:
    """The giver keeps it after all. Said of one that was answered meanwhile it changes nothing."""
    visit = visits.locked(visit)
    for row in _open_of([visit.pk]):
        _end(tx, row, JobOffer.State.CALLED_OFF)
    return {"offer": None}


@visits.on_end
def void(tx: Tx, ended: Sequence[Visit]) -> None:
    """The visit cannot be handed on any more, and the offer goes with it; both phones hear so."""
    for row in _open_of([visit.pk for visit in ended]):
        _end(tx, row, JobOffer.State.GONE)


@timers.handler(WAITED)
def waited(tx: Tx, due: timers.Due) -> None:
    """Nobody answered in time: the desk is told, and the offer stays open."""
    row = cards.select().filter(pk=int(due.subject), state=JobOffer.State.OPEN).first()
    if row is not None:
        _note(tx, row, "order.job_offer_waits")


def _locked(row: JobOffer) -> JobOffer:
    """The open offer with its visit and order, locked as everybody locks. Refuses job_offer.gone."""
    visit = visits.locked(row.visit)
    fresh = cards.select().select_for_update(of=("self",)).get(pk=row.pk)
    if fresh.state != JobOffer.State.OPEN or visit.ended_at is not None:
        raise Refusal("job_offer.gone")
    fresh.visit = visit
    return fresh


def _open_of(visit_ids: Sequence[int]) -> list[JobOffer]:
    found = cards.select().select_for_update(of=("self",)).filter(visit__in=list(visit_ids), state=JobOffer.State.OPEN)
    return list(found.order_by("pk"))


def _end(tx: Tx, row: JobOffer, state: JobOffer.State) -> None:
    row.state, row.decided_at = state, tx.at
    row.save(update_fields=["state", "decided_at", "answer"])
    timers.cancel(WAITED, str(row.pk))
    _tell(tx, row, "job_offer.ended")


def _tell(tx: Tx, row: JobOffer, kind: str) -> None:
    """Both phones."""
    data = {"job_offer": cards.card(row), "state": row.state, "answer": row.answer}
    tx.record_all([f"crew:{row.giver_id}", f"crew:{row.receiver_id}"], kind, data)


def _note(tx: Tx, row: JobOffer, kind: str, **more: str) -> None:
    # Whoever leads the crew may have done it in the giver's place.
    by = {"by": tx.actor.name} if tx.actor.id not in (row.giver_id, row.receiver_id, None) else {}
    facts = {"from": row.giver.name, "technician": row.receiver.name, "giver_id": row.giver_id}
    said = {name: value for name, value in more.items() if value}
    tx.record(f"order:{row.visit.order_id}", kind, {**by, **facts, **said})
