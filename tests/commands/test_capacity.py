"""Capacity held and changed: headroom, quotas, weights, opened slots when rules move, certain slots, statements."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from coverage import capacity
from coverage.capacity import booking, roster, rules
from coverage.capacity.rules import CapacityPlan, SlotRule
from coverage.models import Capacity, DutyShift, Reservation, SlotLoad, Station
from dispatch.kernel import clock, commands, organisation
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.errors import Refusal
from tests.commands.lakeside import told

pytestmark = pytest.mark.django_db(transaction=True)
ZONE = ZoneInfo("Asia/Shanghai")
EIGHT, NINE = (datetime(2026, 3, 2, hour, tzinfo=ZONE) for hour in (8, 9))


class Yard:
    """Two stations whose mornings (8 to 12) and afternoons (12 to 18) have four places each for work on the network."""

    def __init__(self) -> None:
        self.root = organisation.add_node(None, "city", "湖滨市")
        self.west, self.east = (self._station(code) for code in ("west", "east"))

    def _station(self, code: str) -> Station:
        node = organisation.add_node(self.root, "station", code)
        station = Station.objects.create(
            node=node, code=code, utilities=["water"], skills=[], lon=0, lat=0, open_ceiling=20
        )
        self.put(station)
        return station

    def put(self, station: Station, limit: int = 4, quota: int = 0, **more: Any) -> dict[str, Any]:
        spans = ((time(8), time(12)), (time(12), time(18)))
        held = [SlotRule("network", starts, ends, limit, appointment_quota=quota) for starts, ends in spans]
        with commands.begun(SYSTEM) as tx:
            return rules.put(tx, station, CapacityPlan(**{"open_ceiling": 20, "slots": held, **more}))

    def take(self, *holders: str, **more: Any) -> list[str]:
        """Each wants a place this morning at the western station; says what they heard: '', 'over' or why not."""
        wants = [self.want(holder, **more) for holder in holders]
        with transaction.atomic():
            outcomes = capacity.reserve_many(wants)
        return [outcomes[holder].reason or ("over" if outcomes[holder].over else "") for holder in holders]

    def want(self, holder: str, **more: Any) -> capacity.Want:
        given = {"deadline": clock.now() + timedelta(hours=2), **more}
        return capacity.Want(holder, self.west.pk, "network", clock.now(), **given)

    def load(self, station: Station | None = None, at: datetime = EIGHT) -> SlotLoad:
        return SlotLoad.objects.get(station=station or self.west, starts_at=at)

    def fresh(self) -> Station:
        return Station.objects.get(pk=self.west.pk)


@pytest.fixture
def yard():
    with clock.frozen(NINE):
        yield Yard()


class TestHeadroom:
    def test_the_last_places_of_a_slot_are_for_emergencies_and_life_safety_goes_past_them(self, yard: Yard) -> None:
        yard.put(yard.west, headroom_percent=25)
        assert yard.take("a", "b", "c", "d") == ["", "", "", "full"]
        assert yard.take("leak", is_emergency=True) == [""]
        assert yard.take("leak2", is_emergency=True) == ["full"]
        assert yard.take("gas", is_life_safety=True) == ["over"]
        assert (yard.load().used, yard.load().over, yard.load().kept) == (4, 1, 1)

    def test_the_last_open_orders_under_the_ceiling_too(self, yard: Yard) -> None:
        yard.put(yard.west, limit=50, open_ceiling=4, headroom_percent=50)
        assert yard.take("a", "b", "c") == ["", "", "ceiling"]
        assert yard.take("d", "e", "f", is_emergency=True) == ["", "", "ceiling"]
        assert yard.take("gas", is_life_safety=True) == ["over"]
        assert (yard.fresh().open_orders, yard.fresh().open_over) == (4, 1)


class TestWeights:
    def test_a_heavy_job_takes_more_of_the_slot_and_counts_as_one_open_order(self, yard: Yard) -> None:
        assert yard.take("burst", weight=3) == [""]
        assert yard.take("burst2", weight=2) == ["full"]
        assert yard.take("small") == [""]
        assert (yard.load().used, yard.fresh().open_orders) == (4, 2)

    def test_what_it_took_comes_back_whole(self, yard: Yard) -> None:
        yard.take("burst", weight=3)
        with transaction.atomic():
            assert capacity.release("burst")
            assert not capacity.release("burst")
        assert (yard.load().used, yard.fresh().open_orders) == (0, 0)

    def test_life_safety_past_the_slot_is_counted_with_its_weight_and_comes_back_too(self, yard: Yard) -> None:
        yard.take("burst", weight=3)
        assert yard.take("gas", weight=2, is_life_safety=True) == ["over"]
        assert (yard.load().used, yard.load().over) == (3, 2)
        with transaction.atomic():
            capacity.release("gas")
        assert yard.load().over == 0


class TestQuota:
    DAY = timedelta(days=1)

    def test_what_is_set_aside_for_appointments_is_theirs_until_shortly_before(self, yard: Yard) -> None:
        yard.put(yard.west, quota=3)
        ahead = {"deadline": NINE + timedelta(hours=9), "quota_release": timedelta(hours=2)}
        # The afternoon is looked at first: of its four places one is everybody's, then the morning's that began.
        assert yard.take("a", "b", **ahead) == ["", ""]
        noon = NINE.replace(hour=12)
        assert (yard.load(at=noon).used, yard.load().used) == (1, 1)
        with transaction.atomic():
            booked = [booking.hold(f"visit{i}", yard.west.pk, "network", noon, 1).granted for i in range(4)]
        assert booked == [True, True, True, False]
        assert (yard.load(at=noon).used, yard.load(at=noon).booked) == (4, 3)

    def test_shortly_before_it_is_everybodys(self, yard: Yard) -> None:
        yard.put(yard.west, quota=3)
        ahead = {"deadline": NINE + timedelta(hours=9), "quota_release": timedelta(hours=4)}
        assert yard.take("a", "b", **ahead) == ["", ""]
        assert yard.load(at=NINE.replace(hour=12)).used == 2

    def test_what_an_appointment_gave_back_is_set_aside_again(self, yard: Yard) -> None:
        yard.put(yard.west, quota=3)
        noon = NINE.replace(hour=12)
        with transaction.atomic():
            booking.hold("visit", yard.west.pk, "network", noon, 1)
            capacity.release("visit")
        assert (yard.load(at=noon).booked, yard.load(at=noon).used) == (0, 0)


class TestRulesMoved:
    def test_opened_slots_follow_up_and_down_but_never_below_what_is_taken(self, yard: Yard) -> None:
        yard.take("a", "b", "c")
        assert yard.put(yard.west, limit=9)["not_lowered"] == []
        assert yard.load().limit == 9
        [stuck] = yard.put(yard.west, limit=2)["not_lowered"]
        assert (stuck["limit"], stuck["used"]) == (2, 3)
        assert (yard.load().limit, yard.take("d")) == (3, ["full"])

    def test_without_their_rule_they_take_nobody_more(self, yard: Yard) -> None:
        yard.take("a")
        yard.put(yard.west, slots=[SlotRule("network", time(13), time(18), 4)])
        assert yard.load().limit == 1

    def test_headroom_and_quota_follow(self, yard: Yard) -> None:
        yard.take("a")
        yard.put(yard.west, headroom_percent=50, quota=1)
        assert (yard.load().kept, yard.load().quota) == (2, 1)

    def test_an_exception_day_holds_at_once_and_ends_as_it_came(self, yard: Yard) -> None:
        yard.take("a")
        with commands.begun(SYSTEM) as tx:
            row = rules.put_day(tx, yard.west, NINE.date(), "", 50, "停电检修")
        assert yard.load().limit == 2
        with commands.begun(SYSTEM) as tx:
            other = rules.put_day(tx, yard.west, NINE.date(), "network", 0, "网络班停工")
        assert yard.load().limit == 1
        with commands.begun(SYSTEM) as tx:
            rules.end_day(tx, other)
            rules.end_day(tx, row)
        assert yard.load().limit == 4
        assert told("capacity")[-1] == "capacity.day_ended"

    def test_what_ended_is_left_as_it_was(self, yard: Yard) -> None:
        yard.take("a")
        with clock.frozen(NINE.replace(hour=13)):
            yard.put(yard.west, limit=1)
        assert yard.load().limit == 4

    def test_a_plan_that_cannot_be_meant_changes_nothing(self, yard: Yard) -> None:
        morning = SlotRule("network", time(8), time(12), 1)
        with pytest.raises(Refusal, match="slots_overlap"):
            yard.put(yard.west, slots=[morning, SlotRule("network", time(11), time(13), 1)])
        assert Capacity.objects.filter(station=yard.west).count() == 2

    def test_what_holds_can_be_read_and_put_back(self, yard: Yard) -> None:
        yard.put(yard.east, headroom_percent=15, source="crews", jobs_per_person=Decimal("1.50"), quota=1)
        plan = rules.plan_of(Station.objects.get(pk=yard.east.pk))
        with commands.begun(SYSTEM) as tx:
            rules.put(tx, yard.west, plan)
        assert rules.plan_of(yard.fresh()) == plan


class TestCrews:
    def test_the_roster_says_how_much_and_opened_slots_follow_it(self, yard: Yard) -> None:
        yard.put(yard.west, source="crews", jobs_per_person=Decimal(1))
        assert yard.take("a") == ["full"], "nobody is on duty"
        noon = NINE.replace(hour=12)
        with commands.begun(SYSTEM) as tx:
            roster.add(tx, yard.west, [roster.Shift(EIGHT, noon, 2), roster.Shift(EIGHT, noon, 1)])
        assert yard.take("a", "b", "c", "d") == ["", "", "", "full"]
        with commands.begun(SYSTEM) as tx:
            answer = roster.end(tx, DutyShift.objects.get(people=2))
        assert [stuck["used"] for stuck in answer["not_lowered"]] == [3]
        with transaction.atomic():
            capacity.release_many(["a", "b"])
        assert yard.take("e") == ["full"]

    def test_a_shift_that_is_over_or_ends_before_it_begins_is_none(self, yard: Yard) -> None:
        for starts, ends in ((6, 9), (14, 13)):
            with pytest.raises(Refusal, match="not_ahead"), commands.begun(SYSTEM) as tx:
                roster.add(tx, yard.west, [roster.Shift(NINE.replace(hour=starts), NINE.replace(hour=ends), 1)])
        assert not DutyShift.objects.exists()

    def test_a_shift_that_is_on_ends_now_and_one_ahead_is_gone(self, yard: Yard) -> None:
        revision = yard.fresh().revision
        with commands.begun(SYSTEM) as tx:
            roster.add(tx, yard.west, [roster.Shift(NINE - 2 * HOUR, NINE + HOUR, 1)])
            roster.add(tx, yard.west, [roster.Shift(NINE + HOUR, NINE + 2 * HOUR, 1)])
            for row in DutyShift.objects.order_by("pk"):
                roster.end(tx, row)
        assert DutyShift.objects.get().ends_at == NINE
        assert yard.fresh().revision > revision, "matching must notice"


HOUR = timedelta(hours=1)


class TestCertainSlots:
    NOON = NINE.replace(hour=12)

    def hold(self, station: Station, holder: str, at: datetime = NOON, **more: Any) -> capacity.Outcome:
        with transaction.atomic():
            return booking.hold(holder, station.pk, "network", at, more.get("weight", 1))

    def free(self, station: Station, holder: str = "", weight: int = 1) -> dict[int, int]:
        found = booking.free_slots([station.pk], "network", weight, NINE, NINE.replace(hour=23), holder)
        return {slot.starts_at.astimezone(ZONE).hour: slot.free for slot in found}

    def test_what_is_free_is_what_can_be_held(self, yard: Yard) -> None:
        yard.put(yard.west, limit=5, headroom_percent=20)
        assert (self.free(yard.west), self.free(yard.west, weight=3)) == ({12: 4}, {12: 1})
        assert [self.hold(yard.west, f"v{i}").granted for i in range(5)] == [True] * 4 + [False]
        assert self.free(yard.west) == {12: 0}

    def test_a_station_at_its_ceiling_has_nothing_free_but_for_whom_it_has_already(self, yard: Yard) -> None:
        yard.put(yard.west, open_ceiling=1)
        yard.take("mine")
        assert (self.free(yard.west), self.free(yard.west, "mine")) == ({12: 0}, {12: 1})
        assert self.hold(yard.west, "other").reason == "ceiling"

    def test_a_slot_that_the_station_has_not_is_gone(self, yard: Yard) -> None:
        assert self.hold(yard.west, "v", NINE.replace(hour=13)).reason == "gone"
        assert self.hold(yard.west, "v", NINE.replace(hour=8) - timedelta(days=1)).reason == "gone"
        assert not Reservation.objects.exists()

    def test_moving_gives_the_old_place_back_in_the_same_step(self, yard: Yard) -> None:
        self.hold(yard.west, "v")
        with transaction.atomic():
            moved = booking.move("v", yard.east.pk, "network", self.NOON, 2)
        assert moved.granted
        assert (yard.load(at=self.NOON).used, yard.load(at=self.NOON).booked) == (0, 0)
        assert (yard.load(yard.east, self.NOON).used, yard.load(yard.east, self.NOON).booked) == (2, 2)
        assert Reservation.objects.get(holder="v", released_at=None).station == yard.east

    def test_moving_where_there_is_no_room_leaves_everything_as_it_was(self, yard: Yard) -> None:
        yard.put(yard.east, limit=0)
        self.hold(yard.west, "v")
        with transaction.atomic():
            moved = booking.move("v", yard.east.pk, "network", self.NOON, 1)
        assert moved == capacity.Outcome(False, reason="full")
        assert Reservation.objects.get(holder="v").released_at is None
        assert yard.load(at=self.NOON).used == 1

    def test_the_last_place_can_be_taken_by_whoever_gives_it_up(self, yard: Yard) -> None:
        yard.put(yard.west, limit=1)
        self.hold(yard.west, "v")
        with transaction.atomic():
            assert booking.move("v", yard.west.pk, "network", self.NOON, 1).granted


class TestStatements:
    def count(self, work: Any) -> list[str]:
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            work()
        return [query["sql"] for query in asked.captured_queries]

    def test_holding_takes_as_few_for_many_as_for_one(self, yard: Yard) -> None:
        def wants(count: int, name: str) -> list[capacity.Want]:
            return [
                capacity.Want(
                    f"{name}{place}",
                    (yard.west, yard.east)[place % 2].pk,
                    "network",
                    NINE,
                    NINE + timedelta(minutes=20 * place),
                    weight=1 + place % 2,
                )
                for place in range(count)
            ]

        for station in (yard.west, yard.east):
            yard.put(station, limit=200, open_ceiling=200)
        opening = self.count(lambda: capacity.reserve_many(wants(40, "opening")))
        one = self.count(lambda: capacity.reserve_many(wants(1, "a")))
        many = self.count(lambda: capacity.reserve_many(wants(40, "b")))
        assert len(many) == len(one) <= 7
        assert len(opening) == len(many) + 2, "slots are opened together, and once"
        locks = [sql for sql in many if "FOR UPDATE" in sql]
        assert ["coverage_station" in locks[0], "coverage_slotload" in locks[1], len(locks)] == [True, True, 2]
        assert all("ORDER BY" in sql for sql in locks)

    def test_giving_back_too(self, yard: Yard) -> None:
        yard.take("a", "b", "c", "d")
        one = self.count(lambda: capacity.release_many(["a"]))
        many = self.count(lambda: capacity.release_many(["b", "c", "d"]))
        assert len(many) == len(one) <= 7

    def test_moving_rules_does_not_depend_on_how_many_slots_are_open(self, yard: Yard) -> None:
        def put() -> int:
            return len(self.count(lambda: yard.put(yard.west)))

        yard.take("a")
        few = put()
        for day in range(1, 15):
            with clock.frozen(NINE + timedelta(days=day)):
                yard.take(f"d{day}")
        assert put() == few
