"""Windows agreed with the customer: held while somebody makes up their mind, booked, moved, given back.

A booked window is the order's own reservation, in that slot of that station, and a promise (T3) until its end; moving
it is a reschedule with T3's rules. Taking the new slot and leaving the old are one transaction: whoever comes second
for the last place is refused and keeps what they had. Until the window nears the arrival limit rests and nobody is
sent.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from coverage import capacity
from coverage.capacity import booking
from coverage.models import Station
from dispatch.board import alarms, offers
from dispatch.board.appointments import windows
from dispatch.board.appointments.windows import Need, Window
from dispatch.board.models import Appointment, Decision, Offer
from dispatch.kernel import clock, timers
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from field import visits
from repairs import clocks, orders, policies, promises
from repairs.models import WorkOrder

EXPIRE = "appointment.expire"
NEAR = "appointment.near"
OPEN_IN = promises.BEFORE_DEPARTURE
RESTS = ("arrival",)
State = Appointment.State


def booked(order: WorkOrder) -> Appointment | None:
    """The window agreed for the order, if any."""
    return Appointment.objects.filter(order=order, state=State.BOOKED).first()


def hold(tx: Tx, need: Need, station_id: int, starts_at: datetime) -> Appointment:
    """Keep a window for a moment (policy appointment.hold_for). Refuses with appointment.gone where it is taken."""
    window = _still_offered(need, station_id, starts_at, tx.at)
    until = tx.at + timedelta(seconds=policies.seconds("appointment.hold_for", at=tx.at))
    held = _kept(tx, window, need, State.HELD, held_until=until)
    _take(holder_of(held), window, need)
    timers.arm(EXPIRE, str(held.pk), until)
    return held


def let_go(tx: Tx, held: Appointment, outcome: State = State.RELEASED) -> None:
    """A held window is free again; one that is held no more stays as it is."""
    if held.state != State.HELD:
        return
    capacity.release(holder_of(held))
    timers.cancel(EXPIRE, str(held.pk))
    _end(tx, held, outcome)


@timers.handler(EXPIRE)
def expire(tx: Tx, due: timers.Due) -> None:
    """Nobody came back for a held window in time."""
    held = Appointment.objects.select_for_update().filter(pk=int(due.subject)).first()
    if held is not None:
        let_go(tx, held, State.EXPIRED)


def book(
    tx: Tx, order: WorkOrder, station_id: int, starts_at: datetime, reason: str = "", held: Appointment | None = None
) -> Appointment:
    """Agree a window for a locked order, in place of one agreed before (then with T3's `reason` for moving it).

    Refuses with appointment.not_now, appointment.gone, promise.no_fourth, promise.reason_needed, or what
    `windows.judge` says.
    """
    if order.state not in OPEN_IN:
        raise Refusal("appointment.not_now", state=order.state)
    need = windows.need_of(order, tx.at)
    if held is not None:
        let_go(tx, held)
    before = booked(order)
    window = _still_offered(need, station_id, starts_at, tx.at)
    if before is not None:
        _end(tx, before, State.MOVED, reason)
    made = _kept(tx, window, need, State.BOOKED, order=order)
    _take(need.holder, window, need)
    order.appointed_from, order.appointed_to = window.starts_at, window.ends_at
    _to_station(tx, order, window)
    promises.promise(tx, order, window.ends_at, reason, at_intake=True)
    clocks.hold(tx, [order.pk], RESTS)
    clocks.refresh([order])
    orders.touch(tx, order, "order.appointed", _facts(made))
    timers.arm(NEAR, str(order.pk), window.starts_at)
    alarms.clear(tx, [order.pk], "hand_queue", "station_silent", "no_technician")
    return made


def release(tx: Tx, order: WorkOrder, reason: str) -> None:
    """The window of a locked order is given up; the order goes on as one that is done as soon as possible."""
    made = booked(order)
    if made is None:
        raise Refusal("appointment.none")
    _end(tx, made, State.RELEASED, reason)
    timers.cancel(NEAR, str(order.pk))
    order.appointed_from = order.appointed_to = order.promised_at = None
    order.claim_after = tx.at
    clocks.apply(tx, [order], [(order.pk, "promise")], [])
    _go_on(tx, order, timedelta(0))
    orders.touch(tx, order, "order.appointment_released", {**_facts(made), "reason": reason})


@timers.handler(NEAR)
def near(tx: Tx, due: timers.Due) -> None:
    """The window begins: from now on the arrival limit runs again, until the window's end at least."""
    pk = int(due.subject)
    order = orders.locked([pk]).get(pk)
    made = booked(order) if order is not None else None
    if order is None or made is None or order.arrived_at is not None or order.state not in (*OPEN_IN, "departed"):
        return
    _go_on(tx, order, made.ends_at - tx.at)
    orders.save_many([order])


def follow(tx: Tx, stations: Mapping[int, int | None]) -> None:
    """Orders with a window were placed at other stations: their windows are there now (station by order)."""
    for order_id, station_id in sorted(stations.items()):
        Appointment.objects.filter(order=order_id, state=State.BOOKED).exclude(station=station_id).update(
            station_id=station_id
        )


def rest_again(tx: Tx, order: WorkOrder) -> None:
    """A pause that ends before the window does not make the order due earlier than agreed."""
    if order.appointed_from is not None and order.appointed_from > tx.at:
        clocks.hold(tx, [order.pk], RESTS)
        clocks.refresh([order])


def holder_of(held: Appointment) -> str:
    """Under which name a held window keeps its place."""
    return f"appointment:{held.pk}"


def _still_offered(need: Need, station_id: int, starts_at: datetime, at: datetime) -> Window:
    for window in windows.offered(need, at):
        if (window.station_id, window.starts_at) == (station_id, starts_at):
            return window
    raise Refusal("appointment.gone")


def _take(holder: str, window: Window, need: Need) -> None:
    taken = booking.move(holder, window.station_id, need.work_class, window.starts_at, need.weight)
    if not taken.granted:
        raise Refusal("appointment.gone")


def _to_station(tx: Tx, order: WorkOrder, window: Window) -> None:
    """Whoever has the order now gives it up unless it is their window; the window's station has it then."""
    if order.station_id == window.station_id and order.state in ("offered", "accepted", "assigned"):
        ahead = timedelta(seconds=policies.seconds("appointment.assign_ahead", at=tx.at))
        if order.state == "assigned" and window.starts_at - tx.at > ahead:
            visits.end_for(tx, order, reason="rescheduled")
            orders.unassign(tx, order, reason="appointment")
        return
    if order.state in ("offered", "accepted", "assigned"):
        offers.end(tx, order, Offer.Answer.TAKEN_BACK, "appointment")
        visits.end_for(tx, order, reason="moved_to_other_station")
    station = Station.objects.select_related("node").get(pk=window.station_id)
    Decision.objects.create(
        order=order,
        kind=Decision.Kind.STATION,
        outcome="offered",
        station=station,
        coverage_version=0,
        candidates={"facts": ["appointment"], "rows": []},
        actor=tx.actor.key,
        at=tx.at,
    )
    offers.make_many(tx, [(order, station, Offer.Way.APPOINTMENT)], {})


def _kept(
    tx: Tx,
    window: Window,
    need: Need,
    state: State,
    order: WorkOrder | None = None,
    held_until: datetime | None = None,
) -> Appointment:
    return Appointment.objects.create(
        order=order,
        station_id=window.station_id,
        work_class=need.work_class,
        weight=need.weight,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        state=state,
        made_at=tx.at,
        made_by=tx.actor.key,
        made_name=tx.actor.name[:80],
        held_until=held_until,
    )


def _end(tx: Tx, row: Appointment, state: State, reason: str = "") -> None:
    row.state, row.ended_at, row.reason = state, tx.at, reason[:200]
    row.save(update_fields=["state", "ended_at", "reason"])


def _go_on(tx: Tx, order: WorkOrder, least: timedelta) -> None:
    clocks.let_go(tx, [order.pk], RESTS, least)
    clocks.refresh([order])


def _facts(row: Appointment) -> dict[str, object]:
    return {
        "appointed_from": clock.iso(row.starts_at),
        "appointed_to": clock.iso(row.ends_at),
        "station_id": row.station_id,
    }
