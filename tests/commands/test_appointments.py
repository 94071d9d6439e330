"""Windows agreed with customers: what is offered is real, the last place goes to one, and a promise is a promise."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from coverage.models import Capacity, Reservation, SlotLoad
from dispatch.board import engine, wanting
from dispatch.board.appointments import agreeing, windows
from dispatch.board.models import Appointment
from dispatch.kernel import clock, commands, timers
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.errors import Refusal
from repairs import orders
from repairs.models import Clock, WorkOrder
from tests.commands.lakeside import told
from tests.commands.test_plans import Shore

pytestmark = pytest.mark.django_db(transaction=True)
ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, tzinfo=ZONE)


class Booking(Shore):
    """Both stations see to premises in windows of two hours from 8 to 18; the western one has two places in each."""

    def __init__(self) -> None:
        super().__init__()
        for station, limit in ((self.station, 2), (self.east, 1)):
            for hour in range(8, 18, 2):
                Capacity.objects.create(
                    station=station, work_class="premises", starts=time(hour), ends=time(hour + 2), limit=limit
                )

    def premises(self, lon: float = 117.07) -> WorkOrder:
        return self.order("partial_power", lon=lon)

    def windows(self, order: WorkOrder) -> list[windows.Window]:
        return windows.offered(windows.need_of(order, clock.now()), clock.now())

    def book(self, order: WorkOrder, window: windows.Window, reason: str = "") -> Appointment:
        with commands.begun(SYSTEM) as tx:
            locked = orders.locked([order.pk])[order.pk]
            made = agreeing.book(tx, locked, window.station_id, window.starts_at, reason)
        order.refresh_from_db()
        return made

    def tomorrow(self, order: WorkOrder, hour: int) -> windows.Window:
        day = (clock.now().astimezone(ZONE) + timedelta(days=1)).date()
        at = datetime.combine(day, time(hour), ZONE)
        return next(window for window in self.windows(order) if window.starts_at == at)


@pytest.fixture
def town():
    with clock.frozen(NOON):
        yield Booking()


def used(station_id: int, starts_at: datetime) -> int:
    return sum(SlotLoad.objects.filter(station=station_id, starts_at=starts_at).values_list("used", flat=True))


class TestOffered:
    def test_windows_are_those_of_the_station_that_covers_the_place_and_none_is_past(self, town: Booking) -> None:
        found = town.windows(town.premises())
        assert {window.station_id for window in found} == {town.station.pk}
        assert found[0].starts_at == NOON.replace(hour=14)
        assert found[-1].starts_at <= NOON + timedelta(days=7)
        assert all(window.ends_at - window.starts_at == timedelta(hours=2) for window in found)

    def test_the_way_and_the_least_notice_decide_the_earliest(self, town: Booking) -> None:
        order = town.premises()
        with clock.frozen(NOON.replace(hour=13, minute=5)):
            assert town.windows(order)[0].starts_at == NOON.replace(hour=16)

    def test_nobody_is_asked_to_be_at_home_at_night(self, town: Booking) -> None:
        for hour in (4, 6, 18, 20, 22):
            ends = time((hour + 2) % 24)
            Capacity.objects.create(station=town.station, work_class="premises", starts=time(hour), ends=ends, limit=2)
        found = [window.starts_at.astimezone(ZONE).hour for window in town.windows(town.premises())]
        assert set(found) == {8, 10, 12, 14, 16, 18}

    def test_what_is_taken_is_not_offered_again(self, town: Booking) -> None:
        first, second, third = town.premises(), town.premises(), town.premises()
        at = town.tomorrow(first, 10)
        assert at.free == 2
        town.book(first, at)
        assert town.tomorrow(second, 10).free == 1
        town.book(second, at)
        assert at.starts_at not in {window.starts_at for window in town.windows(third)}

    @pytest.mark.parametrize(
        ("symptom", "code"),
        [("downed_line", "appointment.life_safety"), ("no_power", "appointment.not_for_this")],
    )
    def test_what_cannot_wait_is_not_appointed(self, town: Booking, symptom: str, code: str) -> None:
        with pytest.raises(Refusal) as refused:
            town.windows(town.order(symptom))
        assert refused.value.code == code

    def test_a_place_that_nobody_covers_has_no_windows(self, town: Booking) -> None:
        assert town.windows(town.premises(lon=120.0)) == []


class TestAgreed:
    def test_it_takes_its_slot_and_is_promised(self, town: Booking) -> None:
        order = town.premises()
        window = town.tomorrow(order, 10)
        town.book(order, window)
        assert (order.appointed_from, order.appointed_to) == (window.starts_at, window.ends_at)
        assert (order.promised_at, order.promises) == (window.ends_at, 1)
        assert used(town.station.pk, window.starts_at) == 1
        assert Reservation.objects.get(holder=wanting.holder_of(order), released_at=None).is_appointment
        assert "order.appointed" in told(f"order:{order.pk}")

    def test_the_arrival_limit_rests_until_the_window_and_then_runs_to_its_end_at_least(self, town: Booking) -> None:
        order = town.premises()
        window = town.tomorrow(order, 10)
        town.book(order, window)
        arrival = Clock.objects.get(order=order, kind="arrival", stopped_at=None)
        assert arrival.paused_at is not None
        with clock.frozen(window.starts_at):
            timers.sweep()
        arrival.refresh_from_db()
        assert arrival.paused_at is None and arrival.due_at >= window.ends_at and arrival.breached_at is None

    def test_nobody_is_sent_before_the_window_nears(self, town: Booking) -> None:
        town.station.auto_assign = True
        town.station.save()
        order = town.premises()
        window = town.tomorrow(order, 10)
        town.book(order, window)
        engine.step()
        order.refresh_from_db()
        assert (order.state, order.assignee_id) == ("accepted", None)
        with clock.frozen(window.starts_at - timedelta(hours=1)):
            town.zhou.shift_ends_at = window.ends_at
            town.zhou.save()
            engine.step()
        order.refresh_from_db()
        assert order.state == "assigned"

    def test_of_two_who_want_the_last_place_one_gets_it_and_the_other_keeps_what_they_had(self, town: Booking) -> None:
        early, late = town.premises(lon=117.15), town.premises(lon=117.15)
        window, other = town.tomorrow(early, 10), town.tomorrow(late, 14)
        town.book(late, other)
        town.book(early, window)
        with pytest.raises(Refusal) as refused:
            town.book(late, window, "customer_asks")
        assert refused.value.code == "appointment.gone"
        late.refresh_from_db()
        assert late.appointed_from == other.starts_at
        assert used(town.east.pk, other.starts_at) == used(town.east.pk, window.starts_at) == 1

    def test_moving_it_gives_the_old_place_back_and_counts_as_a_reschedule(self, town: Booking) -> None:
        order = town.premises()
        first, second = town.tomorrow(order, 10), town.tomorrow(order, 14)
        town.book(order, first)
        with pytest.raises(Refusal, match="reason_needed"):
            town.book(order, second)
        town.book(order, second, "customer_asks")
        assert (used(town.station.pk, first.starts_at), used(town.station.pk, second.starts_at)) == (0, 1)
        town.book(order, first, "weather")
        with pytest.raises(Refusal, match="no_fourth"):
            town.book(order, second, "customer_asks")
        assert used(town.station.pk, first.starts_at) == 1
        assert [row.state for row in order.appointments.order_by("pk")] == ["moved", "moved", "booked"]

    def test_given_up_it_is_an_order_like_any_other(self, town: Booking) -> None:
        order = town.premises()
        town.book(order, town.tomorrow(order, 10))
        with commands.begun(SYSTEM) as tx:
            agreeing.release(tx, orders.locked([order.pk])[order.pk], "用户不等了")
        order.refresh_from_db()
        assert (order.appointed_from, order.promised_at) == (None, None)
        assert Clock.objects.get(order=order, kind="arrival", stopped_at=None).paused_at is None
        assert not Clock.objects.filter(order=order, kind="promise", stopped_at=None).exists()

    def test_an_order_whose_technician_was_chosen_waits_again(self, town: Booking) -> None:
        order = town.premises()
        visit = town.give(order, town.zhou)
        town.book(order, town.tomorrow(order, 10))
        visit.refresh_from_db()
        assert (order.state, visit.end_reason) == ("accepted", "rescheduled")

    def test_what_has_started_is_not_appointed(self, town: Booking) -> None:
        order = town.premises()
        window = town.tomorrow(order, 10)
        visit = town.give(order, town.zhou)
        town.tap(visit, "accept")
        town.tap(visit, "depart")
        with pytest.raises(Refusal, match="not_now"):
            town.book(order, window)


class TestHeld:
    def need(self, order: WorkOrder) -> windows.Need:
        return windows.need_of(order, clock.now())

    def test_a_held_place_is_not_offered_and_comes_back_when_its_time_is_over(self, town: Booking) -> None:
        order = town.premises(lon=117.15)
        window = town.tomorrow(order, 10)
        with commands.begun(SYSTEM) as tx:
            held = agreeing.hold(tx, self.need(order), window.station_id, window.starts_at)
        assert window.starts_at not in {one.starts_at for one in town.windows(order)}
        assert held.held_until is not None
        with clock.frozen(held.held_until):
            timers.sweep()
            held.refresh_from_db()
            assert held.state == "expired"
            assert town.tomorrow(order, 10) == window

    def test_what_is_held_becomes_the_orders_in_one_step(self, town: Booking) -> None:
        order = town.premises(lon=117.15)
        window = town.tomorrow(order, 10)
        with commands.begun(SYSTEM) as tx:
            held = agreeing.hold(tx, self.need(order), window.station_id, window.starts_at)
        with commands.begun(SYSTEM) as tx:
            agreeing.book(tx, orders.locked([order.pk])[order.pk], window.station_id, window.starts_at, held=held)
        held.refresh_from_db()
        assert held.state == "released"
        assert used(town.east.pk, window.starts_at) == 1
