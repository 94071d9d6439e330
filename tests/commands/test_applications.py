"""Change applications: by others than who asked, not before the lead time, and what ends comes back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from coverage import absences, generations, index, plans
from coverage.capacity import rules
from coverage.models import CoverageVersion, Station
from dispatch.board.changes import applications, effects
from dispatch.board.models import ChangeApplication
from dispatch.kernel import accounts, actors, clock, commands
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node, User
from repairs import policies
from repairs.models import Todo
from tests.commands.lakeside import last
from tests.commands.test_plans import Shore, first_at

pytestmark = pytest.mark.django_db(transaction=True)
# A Friday: the next working day is Monday.
FRIDAY = datetime(2026, 3, 6, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
TUESDAY = FRIDAY + timedelta(days=4)
DAY = timedelta(days=1)


class Office(Shore):
    """He of the station, Liu of the region, and Ma of channel management."""

    def __init__(self) -> None:
        super().__init__()
        self.station_clerk = actors.of_user(self.he)
        self.liu = self.person("liu", Role.DISPATCHER, self.city)
        self.ma = self.person("ma", Role.ADMIN, self.city)

    def person(self, name: str, role: Role, node: Node) -> Actor:
        user = User.objects.create(username=name, display_name=name)
        accounts.grant(user, role, node)
        return actors.of_user(user)

    def checked(self, lon: float = 117.05) -> CoverageVersion:
        plan = self.border_moves_to(lon)
        with commands.begun(self.liu) as tx:
            plans.check(tx, plan)
        return plan

    def apply(self, by: Actor | None = None, **said: Any) -> ChangeApplication:
        said = {"reason": "新小区交付", "wanted_at": TUESDAY, "plan": None, **said}
        if said["plan"] is None and "capacity" not in said:
            said["plan"] = self.checked()
        with commands.begun(by or self.station_clerk) as tx:
            return applications.apply(tx, self.node, **said)

    def agree(self, row: ChangeApplication, by: Actor | None = None) -> None:
        row.refresh_from_db()
        with commands.begun(by or self.liu) as tx:
            applications.agree(tx, row, "")

    def approve(self, row: ChangeApplication, by: Actor | None = None, **more: Any) -> None:
        row = ChangeApplication.objects.select_related("plan__node", "region", "node", "station__node").get(pk=row.pk)
        with commands.begun(by or self.ma) as tx:
            applications.approve(tx, row, "", **more)

    def more_capacity(self, ceiling: int = 99) -> dict[str, Any]:
        return {**effects.kept(rules.plan_of(Station.objects.get(pk=self.station.pk))), "open_ceiling": ceiling}


@pytest.fixture
def office():
    with clock.frozen(FRIDAY):
        yield Office()


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=code.replace(".", r"\."))


class TestAsking:
    def test_it_goes_from_station_to_region_to_channel_management_and_takes_effect(self, office: Office) -> None:
        row = office.apply()
        assert row.state == "submitted"
        assert Todo.objects.get(kind="application", closed_at=None).role == "dispatcher"
        office.agree(row)
        assert Todo.objects.get(kind="application", closed_at=None).role == "admin"
        office.approve(row)
        row.refresh_from_db()
        assert (row.state, row.takes_effect_at) == ("approved", TUESDAY)
        office.take_effect()
        assert first_at(117.07) == office.station.pk, "not before its time"
        # It looks whether its plan has taken effect, and once more a moment later.
        for seconds in (1, 3):
            with clock.frozen(TUESDAY + timedelta(seconds=seconds)):
                office.take_effect()
        row.refresh_from_db()
        assert (row.state, first_at(117.07)) == ("in_effect", office.east.pk)
        assert [step.verdict for step in row.steps.order_by("pk")] == ["submitted", "agreed", "approved", "in_effect"]
        assert not Todo.objects.filter(kind="application", closed_at=None).exists()

    def test_it_says_what_it_moves_in_ground_and_in_past_requests(self, office: Office) -> None:
        for lon in (117.02, 117.06, 117.08, 117.15):
            office.order(lon=lon)
        found = {one["station_id"]: one for one in office.apply().impact["stations"]}
        west, east = found[office.station.pk], found[office.east.pk]
        assert (west["requests_before"], west["requests_after"]) == (3, 1)
        assert east["requests_after"] - east["requests_before"] == 2
        assert west["lost_km2"] == pytest.approx(east["gained_km2"]) and west["lost_km2"] > 40
        assert west["gained_km2"] == 0

    def test_the_neighbour_that_gains_hears_of_it(self, office: Office) -> None:
        office.apply()
        told = Todo.objects.get(kind="application_news")
        assert (told.node_id, told.role) == (office.east.node_id, "coordinator")

    def test_a_region_that_asks_has_agreed(self, office: Office) -> None:
        assert office.apply(office.liu).state == "agreed"

    def test_below_the_lead_time_only_an_emergency_with_its_reason_goes(self, office: Office) -> None:
        with refused("application.too_soon"):
            office.apply(wanted_at=FRIDAY + DAY)
        row = office.apply(wanted_at=FRIDAY + timedelta(hours=1), emergency_reason="站点火灾")
        assert row.is_emergency

    def test_what_ends_within_a_day_is_an_absence(self, office: Office) -> None:
        with refused("application.is_an_absence"):
            office.apply(until=TUESDAY + timedelta(hours=20))
        with refused("application.backwards"):
            office.apply(until=TUESDAY)

    def test_a_plan_is_asked_for_once_and_only_when_it_was_checked(self, office: Office) -> None:
        with refused("plan.not_checked"):
            office.apply(plan=office.border_moves_to(117.05))
        plan = office.checked()
        office.apply(plan=plan)
        with refused("application.plan_taken"):
            office.apply(plan=plan)


class TestDeciding:
    def test_nobody_decides_what_they_asked_for(self, office: Office) -> None:
        both = office.person("both", Role.ADMIN, office.city)
        row = office.apply(both)
        office.agree(row)
        with refused("application.own"):
            office.approve(row, both)
        office.approve(row)

    def test_a_station_does_not_agree_and_a_region_does_not_approve(self, office: Office) -> None:
        row = office.apply(office.person("boss", Role.COORDINATOR, office.city))
        with refused("access.denied"):
            office.agree(row, office.station_clerk)
        office.agree(row)
        with refused("access.denied"):
            office.approve(row, office.liu)

    def test_a_plan_edited_after_it_was_agreed_to_must_be_agreed_to_again(self, office: Office) -> None:
        row = office.apply()
        office.agree(row)
        plan = CoverageVersion.objects.get(pk=row.plan_id)
        office.draw(plan, east=(117.05, 117.25))
        with refused("application.plan_edited"):
            office.approve(row)
        with commands.begun(office.liu) as tx:
            plans.check(tx, plan)
        office.agree(ChangeApplication.objects.select_related("plan", "region", "node").get(pk=row.pk))
        office.approve(row)

    def test_a_refusal_needs_a_reason_and_ends_it(self, office: Office) -> None:
        row = office.apply()
        with refused("reason.required"), commands.begun(office.liu) as tx:
            applications.refuse(tx, row, "")
        with commands.begun(office.liu) as tx:
            applications.refuse(tx, row, "邻站同意不了")
        with refused("application.not_open"):
            office.agree(row)
        assert not Todo.objects.filter(kind="application", closed_at=None).exists()

    def test_who_asked_may_take_it_back_also_when_it_waits(self, office: Office) -> None:
        row = office.apply()
        office.agree(row)
        office.approve(row)
        row = ChangeApplication.objects.select_related("plan", "region", "node").get(pk=row.pk)
        with refused("application.not_yours"), commands.begun(office.liu) as tx:
            applications.withdraw(tx, row, "")
        with commands.begun(office.station_clerk) as tx:
            applications.withdraw(tx, row, "不再需要")
        with clock.frozen(TUESDAY + DAY):
            office.take_effect()
        assert first_at(117.07) == office.station.pk

    def test_the_approver_may_not_hasten_it_without_an_emergency(self, office: Office) -> None:
        row = office.apply()
        office.agree(row)
        with refused("application.too_soon"):
            office.approve(row, takes_effect_at=FRIDAY + timedelta(hours=2))
        office.approve(row, takes_effect_at=FRIDAY + timedelta(hours=2), emergency_reason="主干道断路")
        row.refresh_from_db()
        assert row.is_emergency and row.takes_effect_at == FRIDAY + timedelta(hours=2)


class TestCapacity:
    def test_another_capacity_holds_from_its_instant_on(self, office: Office) -> None:
        row = office.apply(station=office.station, capacity=office.more_capacity())
        office.agree(row)
        office.approve(row)
        with clock.frozen(TUESDAY):
            office.take_effect()
        office.station.refresh_from_db()
        row.refresh_from_db()
        assert (office.station.open_ceiling, row.state, row.present["open_ceiling"]) == (99, "in_effect", 60)

    def test_what_ends_comes_back_by_itself(self, office: Office) -> None:
        until = TUESDAY + 5 * DAY
        plan = office.checked()
        row = office.apply(plan=plan, station=office.station, capacity=office.more_capacity(), until=until)
        office.agree(row)
        office.approve(row)
        with clock.frozen(TUESDAY + timedelta(seconds=5)):
            office.take_effect()
            assert first_at(117.07) == office.east.pk
        with clock.frozen(until):
            office.take_effect()
            office.station.refresh_from_db()
            row.refresh_from_db()
            assert (row.state, office.station.open_ceiling, first_at(117.07)) == ("ended", 60, office.station.pk)

    def test_what_somebody_changed_since_is_not_taken_back_but_asked_about(self, office: Office) -> None:
        until = TUESDAY + 5 * DAY
        row = office.apply(station=office.station, capacity=office.more_capacity(), until=until)
        office.agree(row)
        office.approve(row)
        with clock.frozen(TUESDAY + timedelta(seconds=5)):
            office.take_effect()
            with commands.begun(office.ma) as tx:
                rules.put(tx, office.station, effects.plan_from(office.more_capacity(70)))
        with clock.frozen(until):
            office.take_effect()
        office.station.refresh_from_db()
        assert office.station.open_ceiling == 70
        assert Todo.objects.get(kind="application_end", closed_at=None).role == "dispatcher"


class TestAbsence:
    LONGEST = DAY

    def away(self, office: Office, starts: datetime = FRIDAY, hours: int = 6) -> Any:
        with commands.begun(office.station_clerk) as tx:
            longest = policies.span(policies.find("coverage.absence_longest", at=tx.at))
            return absences.declare(tx, office.station, starts, starts + timedelta(hours=hours), "停电", longest)

    def able(self, office: Office) -> bool:
        index.forget()
        [judged] = index.candidates(index.current(), index.Want(117.02, 31.05, "electricity"), clock.now())
        return judged.able

    def test_a_station_that_is_away_is_not_matched_and_is_there_again_by_itself(self, office: Office) -> None:
        assert self.able(office)
        self.away(office)
        assert not self.able(office)
        office.take_effect()
        assert last(f"board:{office.city.pk}", "station.changed")["station"]["is_open"] is False
        with clock.frozen(FRIDAY + timedelta(hours=6)):
            assert self.able(office)
            office.take_effect()
            assert last(f"board:{office.city.pk}", "station.changed")["station"]["is_open"] is True
        assert generations.active() == office.first, "areas stay as they are"

    def test_called_off_it_is_over_at_once(self, office: Office) -> None:
        row = self.away(office)
        with commands.begun(office.station_clerk) as tx:
            absences.call_off(tx, row)
        assert self.able(office)
        with refused("absence.over"), commands.begun(office.station_clerk) as tx:
            absences.call_off(tx, row)

    def test_more_than_a_day_needs_an_application_also_in_pieces(self, office: Office) -> None:
        with refused("absence.is_a_change"):
            self.away(office, hours=25)
        self.away(office, hours=20)
        with refused("absence.is_a_change"):
            self.away(office, FRIDAY + timedelta(hours=20), hours=20)
        with refused("absence.overlaps"):
            self.away(office, FRIDAY + timedelta(hours=3))
