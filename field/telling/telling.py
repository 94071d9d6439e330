"""What technicians must learn, as rows: made from the log, moved on by their phones and by what they do themselves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q

from dispatch.kernel import outbox
from dispatch.kernel.commands import Tx
from field import cards, visits
from field.lifecycle import TABLE, VisitState
from field.models import Technician, Visit
from field.telling import text_messages
from field.telling.models import PushSubscription, Telling

KINDS = {
    "visit.assigned": Telling.Kind.NEW,
    "visit.changed": Telling.Kind.CHANGED,
    "visit.report_rejected": Telling.Kind.CHANGED,
    "visit.cancelled": Telling.Kind.WITHDRAWN,
    "sos.seen": Telling.Kind.HELP,
    "job_offer.made": Telling.Kind.OFFERED,
}
OWN_STEPS = frozenset(step.event for step in TABLE.values() if step.by_technician)
PROOFS = {"page": "received_at", "notification": "shown_at"}


@outbox.reader("field.telling")
def follow(seen: Sequence[outbox.Seen]) -> None:
    """Owe each technician what the log says of them; what they did something about is told."""
    entries = [entry for entry in seen if entry.stream.startswith("crew:")]
    owed = [telling for entry in entries if (telling := _owed(entry))]
    if owed:
        reachable = _reachable({telling.technician_id for telling in owed})
        made = [telling for telling in owed if telling.is_urgent or telling.technician_id in reachable]
        Telling.objects.bulk_create(made, ignore_conflicts=True)
    for entry in entries:
        if entry.kind in OWN_STEPS:
            _seen(int(entry.data["visit"]["id"]), entry.at)


def acknowledge(tx: Tx, visit: Visit) -> dict[str, Any]:
    """The technician has seen the job; said twice it is said once, and of a job that is gone it changes nothing."""
    visit = visits.locked(visit)
    if visit.seen_at is None and visit.ended_at is None:
        visit.seen_at = tx.at
        visit.save(update_fields=["seen_at"])
        _seen(visit.pk, tx.at)
        tx.record(f"crew:{visit.technician_id}", "visit.seen", {"visit": cards.visit_card(visit)})
        facts = {"visit_id": visit.pk, "technician_id": visit.technician_id, "technician": visit.technician.name}
        tx.record(f"order:{visit.order_id}", "visit.seen", facts)
    return {"visit": cards.visit_card(visit)}


def reached(technician: Technician, version: int, by: Literal["page", "notification"], at: datetime) -> int:
    """The phone showed everything up to this version of its stream. Gives how many tellings that was news for."""
    proof = PROOFS[by]
    open_ = Telling.objects.filter(technician=technician, version__lte=version, due_at__isnull=False)
    return open_.filter(**{f"{proof}__isnull": True}).update(**{proof: at})


def _owed(entry: outbox.Seen) -> Telling | None:
    kind = KINDS.get(entry.kind)
    technician_id = int(entry.stream.removeprefix("crew:"))
    # Nobody is told of what they did themselves.
    if kind is None or entry.actor == f"user:{technician_id}":
        return None
    if kind == Telling.Kind.OFFERED:
        return _offered(entry, technician_id)
    card = entry.data.get("visit")
    if card is not None and kind == Telling.Kind.CHANGED and card["state"] == VisitState.REPORTED:
        return None
    facts = {"number": card["number"], "symptom": card["symptom"]} if card else {"names": _names(entry.data)}
    return Telling(
        technician_id=technician_id,
        visit_id=card["id"] if card else None,
        kind=kind,
        version=entry.version,
        is_urgent=bool(card and card["is_life_safety"] and kind == Telling.Kind.NEW),
        facts=facts,
        at=entry.at,
        due_at=entry.at,
    )


def _offered(entry: outbox.Seen, technician_id: int) -> Telling:
    offer = entry.data["job_offer"]
    facts = {"number": offer["number"], "symptom": offer["symptom"], "giver": offer["giver"]}
    at = entry.at
    return Telling(technician_id=technician_id, kind="offered", version=entry.version, facts=facts, at=at, due_at=at)


def _names(data: dict[str, Any]) -> str:
    return "、".join(data["sos"]["seen_by"])


def _reachable(technician_ids: set[int]) -> set[int]:
    """Those to whom something can be sent at all; for the others a row would be work for nothing."""
    having = Q(technician__in=technician_ids, ended_at=None)
    found = set(PushSubscription.objects.filter(having).values_list("technician_id", flat=True))
    if text_messages.are_possible():
        with_number = Technician.objects.filter(pk__in=technician_ids).exclude(phone="")
        found |= set(with_number.values_list("pk", flat=True))
    return found


def _seen(visit_id: int, at: datetime) -> None:
    Telling.objects.filter(visit=visit_id, seen_at=None).update(seen_at=at, due_at=None)
