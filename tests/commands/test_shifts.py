"""Shifts begin, pause and end by the technician's word; positions are taken only in between."""

from datetime import timedelta

import pytest

from dispatch.kernel import clock, timers
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Timer
from field import cards, positions
from field.models import Position, Shift, Technician
from field.movement import Fix
from repairs.models import WorkOrder
from tests.commands.lakeside import Lakeside, last, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(frozen) -> Lakeside:
    return Lakeside()


def refused(code: str, act, *args, **more) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        act(*args, **more)
    assert refusal.value.code == code
    return refusal.value


class TestShifts:
    def test_the_planned_shift_of_now_is_taken(self, town):
        planned = Shift.objects.create(
            technician=town.qian,
            starts_at=clock.now() + timedelta(minutes=20),
            ends_at=clock.now() + timedelta(hours=8),
        )
        qian = town.shift(town.qian, "start")
        planned.refresh_from_db()
        assert (qian.state, qian.shift_ends_at, planned.began_at) == ("available", planned.ends_at, clock.now())
        assert last(f"crew:{qian.pk}", "shift.started")["shift"]["on_shift"] is True

    def test_without_a_plan_a_shift_of_the_policys_length_is_made(self, town):
        qian = town.shift(town.qian, "start")
        assert qian.shift_ends_at == clock.now() + timedelta(hours=8)

    def test_beginning_twice_is_refused(self, town):
        refused("shift.already_on", town.shift, town.zhou, "start")
        assert Shift.objects.filter(technician=town.zhou, ended_at=None).count() == 1

    def test_a_break_and_back_with_work_waiting(self, town):
        town.give(town.order(), town.zhou)
        assert town.shift(town.zhou, "break").state == "break"
        refused("shift.on_break", town.shift, town.zhou, "break")
        assert town.shift(town.zhou, "resume").state == "busy"
        refused("shift.not_on_break", town.shift, town.zhou, "resume")

    def test_the_end_gives_back_what_has_not_begun(self, town):
        order = town.order()
        visit = town.give(order, town.zhou)
        town.tap(visit, "accept")
        zhou = town.shift(town.zhou, "end")
        visit.refresh_from_db()
        assert (zhou.state, zhou.open_visits, zhou.shift_ends_at) == ("off", 0, None)
        assert (visit.state, visit.end_reason) == ("cancelled", "shift_ended")
        assert WorkOrder.objects.get(pk=order.pk).state == "accepted"
        assert last(f"crew:{zhou.pk}", "shift.ended")["shift"]["on_shift"] is False
        assert "technician.changed" in told(f"board:{town.city.pk}")

    def test_nobody_goes_home_from_the_middle_of_a_visit(self, town):
        visit = town.give(town.order(), town.zhou)
        town.tap(visit, "accept")
        town.tap(visit, "depart")
        refusal = refused("shift.visits_under_way", town.shift, town.zhou, "end")
        assert refusal.facts["numbers"] == visit.order.request.number
        assert Technician.objects.get(pk=town.zhou.pk).state == "busy"

    @pytest.mark.parametrize("action", ["end", "break"])
    def test_off_shift_there_is_nothing_to_end_or_pause(self, town, action):
        refused("shift.not_on", town.shift, town.qian, action)

    def test_the_crew_state_shows_the_running_shift_and_what_is_open(self, town):
        visit = town.give(town.order(), town.zhou)
        state = cards.crew_state(Technician.objects.get(pk=town.zhou.pk))
        assert state["shift"]["on_shift"] is True
        assert [card["id"] for card in state["visits"]] == [visit.pk]


class TestPositions:
    def fix(self, lon: float = 117.05, seconds_ago: float = 0, **more) -> Fix:
        return Fix(lon, 31.05, clock.now() - timedelta(seconds=seconds_ago), more.get("accuracy_m"))

    def test_of_a_batch_the_newest_is_kept(self, town):
        taken = positions.accept(town.zhou, [self.fix(117.052, 0), self.fix(117.050, 60), self.fix(117.051, 30)])
        assert taken == {"accepted": 3, "refused": []}
        assert Position.objects.get().lon == 117.052

    def test_what_comes_late_does_not_overwrite_what_is_newer(self, town):
        positions.accept(town.zhou, [self.fix(117.052, 0)])
        positions.accept(town.zhou, [self.fix(117.050, 60)])
        assert Position.objects.get().lon == 117.052

    def test_one_nonsensical_item_spoils_nothing(self, town):
        taken = positions.accept(town.zhou, [Fix(200, 31, clock.now()), self.fix()])
        assert taken == {"accepted": 1, "refused": [{"index": 0, "code": "not_on_earth"}]}

    def test_off_shift_nobody_is_seen(self, town):
        refused("position.off_shift", positions.accept, town.qian, [self.fix()])
        positions.accept(town.zhou, [self.fix()])
        town.shift(town.zhou, "end")
        assert not Position.objects.exists()
        assert cards.technician_cards(town.city.path)[0]["lon"] is None

    def test_a_position_that_races_the_end_of_the_shift_is_not_kept(self, town):
        still_on = Technician.objects.get(pk=town.zhou.pk)
        town.shift(town.zhou, "end")
        positions.keep(still_on.pk, self.fix(), clock.now())
        assert not Position.objects.exists()

    def test_who_forgot_to_end_the_shift_is_not_seen_for_ever(self, town):
        positions.accept(town.zhou, [Fix(117.05, 31.05, clock.now())])
        clock.advance(timedelta(minutes=110))
        positions.accept(town.wu, [Fix(117.06, 31.05, clock.now())])
        clock.advance(timedelta(minutes=15))
        timers.sweep()
        assert list(Position.objects.values_list("technician", flat=True)) == [town.wu.pk]
        card = last(f"board:{town.city.pk}", "technician.changed")["technician"]
        assert (card["id"], card["lon"], card["lat"]) == (town.zhou.pk, None, None)
        clock.advance(timedelta(minutes=125))
        timers.sweep()
        assert not Position.objects.exists(), "the next look comes by itself"

    def test_the_end_of_the_shift_ends_looking_after_it(self, town):
        town.shift(town.zhou, "end")
        assert not Timer.objects.filter(kind="position.forget", subject=str(town.zhou.pk)).exists()
        town.shift(town.zhou, "start")
        assert Timer.objects.filter(kind="position.forget", subject=str(town.zhou.pk)).count() == 1

    def test_the_feed_gives_what_came_in_since_within_a_path(self, town):
        since = clock.now()
        clock.advance(timedelta(seconds=10))
        positions.accept(town.zhou, [self.fix()])
        assert [moved.item()["id"] for moved in positions.changed_since(since, town.city.path)] == [town.zhou.pk]
        assert positions.changed_since(since, "/999/") == []
        assert positions.changed_since(clock.now() + timedelta(seconds=5)) == []
