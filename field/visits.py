"""Verbs of visits: given by the board, taken step by step by the technician, ended when the order goes elsewhere.

Locks are taken order → visit → technicians by id, so a technician's tap and a dispatcher's reassignment of the same
order wait for one another and the later one sees what the first did. A tap on a visit that is gone is not thrown away:
it is kept on the order as `visit.late_tap` and answered with `visit.not_yours_anymore`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F, Max

from dispatch.kernel import clock, texts
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.organisation import board_streams
from field import arrivals, cards, lifecycle
from field.arrival_rules import Tap
from field.lifecycle import BEGUN, Step, VisitState
from field.models import Technician, Visit
from field.movement import Fix
from field.problems import DECLINE_REASONS
from field.site_forms import catalogue as site_forms
from repairs import causes, orders, reports
from repairs.models import WorkOrder
from repairs.report_checks import Written

Ended = Callable[[Tx, Sequence[Visit]], None]
_enders: list[Ended] = []


def on_end(function: Ended) -> Ended:
    """Have it called with visits that cannot be given to anybody else any more, in the transaction that does so."""
    _enders.append(function)
    return function


SHORTEST_REASON = 2
Given = tuple[WorkOrder, Technician, dict[str, Any]]


@dataclass(frozen=True)
class Said:
    """What the technician says with a step. `device_at` and `fix` are evidence beside the server's own time.

    `sent_at` is the phone's clock when it spoke to the server: a tap kept in a cellar for an hour is late by an hour
    without its clock being wrong. `fix_at` is when the phone read the fix, `same_fixes` how often in a row it was the
    very same. `without_form`: why the work is said to be done although the form that is a duty could not be filled in.
    """

    device_at: datetime | None = None
    fix: Fix | None = None
    version: int | None = None
    reason: str = ""
    cause: str = ""
    note: str = ""
    sent_at: datetime | None = None
    fix_at: datetime | None = None
    same_fixes: int = 0
    without_form: str = ""
    report: Written = field(default_factory=Written)

    def evidence(self, at: datetime) -> dict[str, Any]:
        """As it is kept with the visit; `at` is the server's time."""
        kept: dict[str, Any] = {"at": clock.iso(self.device_at)}
        if self.sent_at is not None:
            kept["skew_s"] = round((self.sent_at - at).total_seconds(), 1)
        if self.fix is not None:
            kept |= {"lon": self.fix.lon, "lat": self.fix.lat, "accuracy_m": self.fix.accuracy_m}
        return kept


def give(
    tx: Tx, order: WorkOrder, technician: Technician, explanation: dict[str, Any], version: int | None = None
) -> Visit:
    """Give a locked order to a technician; somebody who had it before is told that it is gone.

    Refuses with command.stale for an older `version` of the order, and along the order's lifecycle.
    """
    orders.check_version(tx, order, version)
    return give_many(tx, [(order, technician, explanation)])[0]


def give_many(tx: Tx, given: Sequence[Given]) -> list[Visit]:
    """Give locked orders to technicians in a handful of statements, whatever their number."""
    if not given:
        return []
    ended = _end(tx, [order.pk for order, _, _ in given], "reassigned")
    orders.assign_many(tx, [(order, technician.pk, technician.name) for order, technician, _ in given])
    made = Visit.objects.bulk_create(_planned(tx, given))
    kept = settle({visit.technician_id for visit in [*ended, *made]})
    for visit in ended:
        _tell_crew(tx, visit, "visit.cancelled")
    for visit in made:
        _tell_crew(tx, visit, "visit.assigned")
        _tell_order(tx, visit, "visit.assigned", kept[visit.technician_id])
    tell_boards(tx, kept.values())
    return made


def end_for(tx: Tx, order: WorkOrder, reason: str) -> Visit | None:
    """The order goes elsewhere or away: its live visit, if any, ends, and its technician is told."""
    ended = end_many(tx, [order.pk], reason)
    return ended[0] if ended else None


def end_many(tx: Tx, order_ids: Sequence[int], reason: str) -> list[Visit]:
    """The same for many locked orders at once."""
    ended = _end(tx, order_ids, reason)
    kept = settle({visit.technician_id for visit in ended})
    for visit in ended:
        _tell_crew(tx, visit, "visit.cancelled")
        _tell_order(tx, visit, "visit.cancelled", kept[visit.technician_id], reason=reason)
    tell_boards(tx, kept.values())
    for station_id in {technician.station_id for technician in kept.values()}:
        orders.hands_free(station_id)
    return ended


def hand_back(tx: Tx, technician: Technician, reason: str) -> int:
    """Put back for another choice what the technician has not begun. Gives how many orders went back."""
    waiting = Visit.objects.filter(technician=technician, ended_at=None).exclude(state__in=BEGUN)
    locked = orders.locked(sorted(waiting.values_list("order_id", flat=True)))
    still = set(waiting.filter(order__in=locked).values_list("order_id", flat=True))
    for order_id in sorted(still):
        orders.unassign(tx, locked[order_id], reason=reason)
        end_for(tx, locked[order_id], reason)
    return len(still)


def accept(tx: Tx, visit: Visit, said: Said) -> dict[str, Any]:
    """The technician takes the visit."""
    return _take(tx, visit, "accept", said)


def decline(tx: Tx, visit: Visit, said: Said) -> dict[str, Any]:
    """The technician does not take it; the order goes back to its station for another choice."""
    return _take(tx, visit, "decline", said)


def depart(tx: Tx, visit: Visit, said: Said) -> dict[str, Any]:
    """On the way."""
    return _take(tx, visit, "depart", said)


def arrive(tx: Tx, visit: Visit, said: Said) -> dict[str, Any]:
    """At the place."""
    return _take(tx, visit, "arrive", said)


def repair(tx: Tx, visit: Visit, said: Said) -> dict[str, Any]:
    """The fault is gone; the cause must be said."""
    return _take(tx, visit, "repair", said)


def report(tx: Tx, visit: Visit, said: Said) -> dict[str, Any]:
    """Reported back; the visit is over."""
    return _take(tx, visit, "report", said)


VERBS: dict[str, Callable[[Tx, Visit, Said], dict[str, Any]]] = {
    "accept": accept,
    "decline": decline,
    "depart": depart,
    "arrive": arrive,
    "repair": repair,
    "report": report,
}


def _take(tx: Tx, visit: Visit, action: str, said: Said) -> dict[str, Any]:
    """One step of the technician. Gives {visit: card}, or {late: facts} where the visit is gone.

    A late tap is an answer and not a refusal here, because a refusal would roll back what is kept of it; the caller
    turns it into visit.not_yours_anymore after the commit.
    """
    visit = locked(visit)
    order = visit.order
    if visit.state == VisitState.CANCELLED:
        return keep_late(tx, visit, action, said)
    step = _judge(visit, action, said)
    if action == "repair":
        _settle_form(tx, visit, said)
    begins = visit.state not in BEGUN and step.target in BEGUN
    _move_order(tx, order, action, said)
    _stamp(tx, visit, step, said)
    if action == "arrive" and said.device_at is not None:
        read = replace(said.fix, at=said.fix_at or said.device_at) if said.fix else None
        arrivals.look(tx, visit, Tap(said.device_at, read, said.same_fixes), said.sent_at)
    technician = visit.technician
    # Only the first step on the way and the last one change what boards show of the technician.
    if step.ends or begins:
        technician = settle({technician.pk})[technician.pk]
        tell_boards(tx, [technician])
    if step.ends:
        orders.hands_free(technician.station_id)
    if step.ends or action == "repair":
        _gone(tx, [visit])
    _tell_crew(tx, visit, step.event)
    _tell_order(tx, visit, step.event, technician, reason=said.reason, device=visit.device_times[action])
    return {"visit": cards.visit_card(visit)}


def locked(visit: Visit) -> Visit:
    """The visit with its order, both locked in the order that everybody locks in."""
    order = orders.locked([visit.order_id])[visit.order_id]
    visit = Visit.objects.select_for_update(of=("self",)).select_related("technician__station__node").get(pk=visit.pk)
    visit.order = order
    return visit


def _judge(visit: Visit, action: str, said: Said) -> Step:
    """The table's row for the step, or the refusal."""
    if said.version is not None and said.version != visit.version:
        raise Refusal(
            "command.stale",
            version=visit.version,
            changed_by=visit.changed_by_name,
            changed_at=clock.iso(visit.changed_at),
            state=visit.state,
        )
    step = lifecycle.step_for(action, visit.state)
    if step is None:
        raise Refusal("visit.step_not_open", action=action, state=visit.state, allowed=lifecycle.allowed(visit.state))
    if "reason" in step.needs and said.reason not in DECLINE_REASONS:
        raise Refusal("visit.reason_needed")
    if "cause" in step.needs and said.cause not in causes.of(visit.order.utility):
        raise Refusal("visit.cause_needed")
    return step


def _settle_form(tx: Tx, visit: Visit, said: Said) -> None:
    """A form that is a duty is in, or it is said why not, for the reviewer to see. Refuses with site_form.owed."""
    form = site_forms.newest_for(visit.order.symptom)
    if form is None or not form.is_duty or visit.filled_forms.filter(code=form.code).exists():
        return
    why = said.without_form.strip()
    if len(why) < SHORTEST_REASON:
        raise Refusal("site_form.owed", form=texts.say(f"site_form.{form.code}", tx.actor.language), code=form.code)
    visit.form_waived = why[:300]
    facts = {"visit_id": visit.pk, "technician": visit.technician.name, "form": form.code, "note": visit.form_waived}
    tx.record(f"order:{visit.order_id}", "order.form_waived", facts)


def _move_order(tx: Tx, order: WorkOrder, action: str, said: Said) -> None:
    """The step of the work order that goes with the visit's."""
    match action:
        case "decline":
            orders.unassign(tx, order, reason=said.reason)
        case "depart":
            orders.depart(tx, order)
        case "arrive":
            orders.arrive(tx, order)
        case "repair":
            orders.repair(tx, order, cause=said.cause, note=said.note)
        case "report":
            said_so = said.report
            written = replace(
                said_so,
                cause_code=said_so.cause_code or said.cause,
                result_note=said_so.result_note or said.note,
            )
            reports.report_back(tx, order, written, said.device_at)


def _stamp(tx: Tx, visit: Visit, step: Step, said: Said) -> None:
    visit.state = step.target.value
    if step.stamp:
        setattr(visit, step.stamp, tx.at)
    if step.ends:
        visit.ended_at, visit.end_reason = tx.at, said.reason if step.action == "decline" else ""
    if step.action == "report":
        visit.rejected_reason, visit.rejected_note = "", ""
    visit.cause, visit.note = said.report.cause_code or said.cause or visit.cause, said.note or visit.note
    visit.device_times[step.action] = said.evidence(tx.at)
    _changed(tx, visit)
    visit.save()


def keep_late(tx: Tx, visit: Visit, action: str, said: Said, **more: Any) -> dict[str, Any]:
    """The visit is gone: what was said stays on the order's log, and the answer tells who took it away."""
    cause = said.report.cause_code or said.cause
    payload = {**said.evidence(tx.at), "reason": said.reason, "cause": cause, "note": said.note, **more}
    tx.record(
        f"order:{visit.order_id}",
        "visit.late_tap",
        {
            "visit_id": visit.pk,
            "technician_id": visit.technician_id,
            "technician": visit.technician.name,
            "action": action,
            "said": payload,
            "end_reason": visit.end_reason,
        },
    )
    ended_at = visit.ended_at or tx.at
    return {
        "late": {
            "who": visit.changed_by_name,
            "when": clock.iso(ended_at),
            # For the sentence: the wall clock where the technician works.
            "local": f"{ended_at.astimezone(ZoneInfo(visit.technician.station.node.time_zone)):%H:%M}",
            "reason": visit.end_reason,
            "order_id": visit.order_id,
            "visit_id": visit.pk,
        }
    }


def reopen_for_report(tx: Tx, order: WorkOrder, reason: str, note: str) -> Visit | None:
    """The report of a locked order was rejected: its visit lives again, behind what its technician does now.

    The order has been moved before. Gives None for an order that nobody visited.
    """
    visit = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("technician__station__node")
        .filter(order=order, state=VisitState.REPORTED)
        .order_by("-reported_at", "-pk")
        .first()
    )
    if visit is None:
        return None
    visit.order = order
    step = lifecycle.TABLE["reject_report"]
    behind = Visit.objects.filter(technician=visit.technician_id, ended_at=None).aggregate(last=Max("sequence"))["last"]
    visit.state, visit.ended_at, visit.reported_at = step.target.value, None, None
    visit.rejected_reason, visit.rejected_note, visit.sequence = reason, note[:300], (behind or 0) + 1
    _changed(tx, visit)
    visit.save()
    technician = settle({visit.technician_id})[visit.technician_id]
    tell_boards(tx, [technician])
    _tell_crew(tx, visit, step.event)
    _tell_order(tx, visit, step.event, technician, reason=reason, note=note)
    return visit


def tell_of_order(tx: Tx, order: WorkOrder) -> None:
    """Something about the order changed that its technician's phone shows (a time promised by the desk)."""
    visit = Visit.objects.filter(order=order, ended_at=None).first()
    if visit is not None:
        visit.order = order
        _tell_crew(tx, visit, "visit.changed")


def _changed(tx: Tx, visit: Visit) -> None:
    visit.version += 1
    visit.changed_at, visit.changed_by, visit.changed_by_name = tx.at, tx.actor.key, tx.actor.name[:80]


def _planned(tx: Tx, given: Sequence[Given]) -> list[Visit]:
    """New visits with their place in each technician's line: life safety in front of what has not begun."""
    last = dict(
        Visit.objects.filter(technician__in={technician.pk for _, technician, _ in given}, ended_at=None)
        .values_list("technician_id")
        .annotate(Max("sequence"))
    )
    made = []
    for order, technician, explanation in given:
        if order.is_life_safety:
            waiting = Visit.objects.filter(technician=technician, ended_at=None).exclude(state__in=BEGUN)
            waiting.update(sequence=F("sequence") + 1)
            sequence = 0
        else:
            sequence = last.get(technician.pk, 0) + 1
        last[technician.pk] = max(last.get(technician.pk, 0) + int(order.is_life_safety), sequence)
        travel_s = explanation.get("travel_s")
        made.append(
            Visit(
                order=order,
                technician=technician,
                sequence=sequence,
                planned_travel_s=travel_s,
                planned_arrival_at=tx.at + timedelta(seconds=travel_s) if travel_s is not None else None,
                assigned_at=tx.at,
                explanation=explanation,
                changed_at=tx.at,
                changed_by=tx.actor.key,
                changed_by_name=tx.actor.name[:80],
            )
        )
    return made


def _gone(tx: Tx, ended: Sequence[Visit]) -> None:
    for hear in _enders:
        hear(tx, ended)


def _end(tx: Tx, order_ids: Iterable[int], reason: str) -> list[Visit]:
    """End the live visits of locked orders."""
    live = list(
        Visit.objects.select_for_update(of=("self",))
        .select_related("order__request", "technician")
        .filter(order__in=list(order_ids), ended_at=None)
        .order_by("pk")
    )
    for visit in live:
        visit.state, visit.ended_at, visit.end_reason = VisitState.CANCELLED.value, tx.at, reason
        _changed(tx, visit)
    _gone(tx, live)
    Visit.objects.bulk_update(
        live, ["state", "ended_at", "end_reason", "version", "changed_at", "changed_by", "changed_by_name"]
    )
    return live


# One statement with arrays; the ORM's bulk update builds a CASE of as many arms as there are rows.
_SETTLE = """
UPDATE field_technician t SET open_visits = g.open_visits, state = g.state, version = t.version + 1
FROM unnest(%s::bigint[], %s::smallint[], %s::text[]) AS g(id, open_visits, state) WHERE t.user_id = g.id
"""


def settle(technician_ids: Iterable[int]) -> dict[int, Technician]:
    """Bring technicians' load and state in line with their live visits; locked in the order of their ids."""
    ids = sorted(set(technician_ids))
    if not ids:
        return {}
    locked = list(
        Technician.objects.select_for_update(of=("self",))
        .select_related("station__node")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    loads = Counter(Visit.objects.filter(technician__in=ids, ended_at=None).values_list("technician_id", flat=True))
    for technician in locked:
        technician.open_visits = loads[technician.pk]
        technician.state = state_of(technician)
        technician.version += 1
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE,
            [
                [technician.pk for technician in locked],
                [technician.open_visits for technician in locked],
                [technician.state for technician in locked],
            ],
        )
    return {technician.pk: technician for technician in locked}


def state_of(technician: Technician) -> str:
    """Busy while there is something to do; off shift and on a break stay as they are."""
    if technician.state in (Technician.State.OFF, Technician.State.BREAK):
        return technician.state
    return Technician.State.BUSY if technician.open_visits else Technician.State.AVAILABLE


def _tell_crew(tx: Tx, visit: Visit, kind: str) -> None:
    tx.record(f"crew:{visit.technician_id}", kind, {"visit": cards.visit_card(visit)})


def _tell_order(tx: Tx, visit: Visit, kind: str, technician: Technician, **more: Any) -> None:
    tx.record(
        f"order:{visit.order_id}",
        kind,
        {
            "visit_id": visit.pk,
            "technician_id": technician.pk,
            "technician": technician.name,
            **{name: value for name, value in more.items() if value},
        },
    )


def tell_boards(tx: Tx, technicians: Iterable[Technician]) -> None:
    """The boards above each technician's station, and the technician's own phone, get the new card."""
    by_id = {technician.pk: technician for technician in technicians}
    for card in cards.cards_of(by_id.values()):
        technician = by_id[card["id"]]
        data = {"technician": card}
        tx.record_all(board_streams(technician.station.node.path), "technician.changed", data)
        tx.record(f"crew:{technician.pk}", "technician.changed", data)
