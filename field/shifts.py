"""Working time: a shift begins, pauses and ends by the technician's own word.

A planned shift that is near is taken; otherwise one is made on the spot with the policy's length. A shift ends only
when nothing is under way; what has not begun goes back to the station for another choice. Positions end with it.
"""

from collections.abc import Callable
from datetime import timedelta

from dispatch.kernel import clock, timers
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from field import cards, lifecycle, positions, visits
from field.models import Shift, Technician, Visit
from repairs import orders, policies

FORGET = "position.forget"

Ended = Callable[[Tx, Technician], None]
_enders: list[Ended] = []


def on_end(function: Ended) -> Ended:
    """Have it called with whoever ends their shift, in the transaction that does so."""
    _enders.append(function)
    return function


def start(tx: Tx, technician: Technician) -> Technician:
    """Begin to work: the planned shift of now, or one on the spot."""
    technician = locked(technician.pk)
    if technician.state != Technician.State.OFF:
        raise Refusal("shift.already_on")
    early = timedelta(seconds=policies.seconds("shift.start_early", at=tx.at))
    planned = technician.shifts.filter(began_at=None, starts_at__lte=tx.at + early, ends_at__gt=tx.at)
    shift = planned.order_by("starts_at").first() or Shift(
        technician=technician,
        starts_at=tx.at,
        ends_at=tx.at + timedelta(seconds=policies.seconds("shift.length", at=tx.at)),
    )
    shift.began_at = tx.at
    shift.save()
    orders.hands_free(technician.station_id)
    timers.arm(FORGET, str(technician.pk), tx.at + timedelta(seconds=policies.seconds("position.kept_for", at=tx.at)))
    return _now(tx, technician, Technician.State.AVAILABLE, shift, "shift.started")


def end(tx: Tx, technician: Technician) -> Technician:
    """Go home. Refuses while visits are under way."""
    under_way = list(
        Visit.objects.filter(technician=technician, ended_at=None, state__in=lifecycle.BEGUN).values_list(
            "order__request__number", flat=True
        )
    )
    if under_way:
        raise Refusal("shift.visits_under_way", count=len(under_way), numbers="、".join(under_way))
    # Orders are locked before technicians, everywhere.
    visits.hand_back(tx, technician, "shift_ended")
    technician = locked(technician.pk)
    if technician.state == Technician.State.OFF:
        raise Refusal("shift.not_on")
    if Visit.objects.filter(technician=technician, ended_at=None).exists():
        # Given in this very moment: the next try hands it back.
        raise Refusal("busy", retry_after=1)
    shift = running(technician)
    if shift is not None:
        shift.ended_at = tx.at
        shift.save(update_fields=["ended_at"])
    for hear in _enders:
        hear(tx, technician)
    positions.forget(technician.pk)
    timers.cancel(FORGET, str(technician.pk))
    return _now(tx, technician, Technician.State.OFF, None, "shift.ended")


def break_(tx: Tx, technician: Technician) -> Technician:
    """Pause: nothing new comes by itself until `resume`."""
    technician = locked(technician.pk)
    if technician.state == Technician.State.OFF:
        raise Refusal("shift.not_on")
    if technician.state == Technician.State.BREAK:
        raise Refusal("shift.on_break")
    return _now(tx, technician, Technician.State.BREAK, running(technician), "shift.paused")


def resume(tx: Tx, technician: Technician) -> Technician:
    """Back from the break."""
    technician = locked(technician.pk)
    if technician.state != Technician.State.BREAK:
        raise Refusal("shift.not_on_break")
    orders.hands_free(technician.station_id)
    return _now(tx, technician, Technician.State.AVAILABLE, running(technician), "shift.resumed")


@timers.handler(FORGET)
def forget_unseen(tx: Tx, due: timers.Due) -> None:
    """Nobody is seen longer than the policy says, also where somebody went home without ending the shift."""
    technician = locked(int(due.subject))
    if technician.state == Technician.State.OFF:
        return
    kept = timedelta(seconds=policies.seconds("position.kept_for", at=tx.at))
    if positions.forget(technician.pk, before=tx.at - kept):
        visits.tell_boards(tx, [technician])
    timers.arm(FORGET, due.subject, tx.at + kept)


VERBS: dict[str, Callable[[Tx, Technician], Technician]] = {
    "start": start,
    "end": end,
    "break": break_,
    "resume": resume,
}


def locked(technician_id: int) -> Technician:
    """The technician's row, locked, with station and node."""
    return Technician.objects.select_for_update(of=("self",)).select_related("station__node").get(pk=technician_id)


def running(technician: Technician) -> Shift | None:
    """The shift that has begun and not ended."""
    return technician.shifts.filter(began_at__isnull=False, ended_at=None).first()


def _now(tx: Tx, technician: Technician, state: str, shift: Shift | None, kind: str) -> Technician:
    technician.state = state
    technician.state = visits.state_of(technician)
    technician.shift_ends_at = shift.ends_at if shift else None
    technician.version += 1
    technician.save(update_fields=["state", "shift_ends_at", "version"])
    card = {
        "on_shift": shift is not None,
        "starts_at": clock.iso(shift.began_at) if shift else None,
        "ends_at": clock.iso(shift.ends_at) if shift else None,
    }
    tx.record(f"crew:{technician.pk}", kind, {"shift": card if shift else cards.shift_card(technician)})
    visits.tell_boards(tx, [technician])
    return technician
