"""Plans of areas: drawn beside what is in effect, one step to take effect, nobody's work undone by another's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest
import shapely

from coverage import generations, index, plans
from coverage.models import Area, CoverageVersion, Station
from dispatch.board import engine
from dispatch.board.changes import activation, moves
from dispatch.board.models import Decision
from dispatch.kernel import clock, commands, organisation, timers
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.errors import Refusal
from repairs.models import Todo, WorkOrder
from tests.commands.lakeside import Lakeside, told

pytestmark = pytest.mark.django_db(transaction=True)


class Shore(Lakeside):
    """Lakeside with a second station to the east: both areas meet at longitude 117.1."""

    def __init__(self) -> None:
        super().__init__()
        node = organisation.add_node(self.city, "station", "东岸供电所", "East Shore Power")
        self.east = Station.objects.create(
            node=node,
            code="E02",
            utilities=["electricity"],
            skills=["lv_service", "hv_line", "metering"],
            lon=117.15,
            lat=31.05,
            auto_accept=True,
        )
        self.first = generations.active()
        assert self.first is not None
        Area.objects.create(version=self.first, station=self.east, geometry=wkb(117.1, 117.2), vertices=5)
        index.forget()

    def plan(self, *stations: Station, name: str = "东移") -> CoverageVersion:
        with commands.begun(SYSTEM) as tx:
            plan = plans.make(tx, self.city, name)
            plans.take_up(tx, plan, stations)
        return plan

    def draw(self, plan: CoverageVersion, **east_west: tuple[float, float]) -> None:
        with commands.begun(SYSTEM) as tx:
            plans.put_areas(
                tx, plan, {getattr(self, name).pk: [plans.AreaDraft(box(*span))] for name, span in east_west.items()}
            )

    def border_moves_to(self, lon: float) -> CoverageVersion:
        plan = self.plan(self.station, self.east)
        self.draw(plan, station=(117.0, lon), east=(lon, 117.2))
        return plan

    def approve(self, plan: CoverageVersion, at: Any = None, **more: Any) -> None:
        with commands.begun(SYSTEM) as tx:
            plans.check(tx, plan)
            plans.approve(tx, plan, at or tx.at, **more)

    def take_effect(self) -> None:
        while timers.sweep():
            pass


def box(west: float, east: float) -> dict[str, Any]:
    return orjson.loads(shapely.to_geojson(shapely.box(west, 31.0, east, 31.1)))


def wkb(west: float, east: float) -> bytes:
    return bytes(shapely.to_wkb(shapely.box(west, 31.0, east, 31.1)))


@pytest.fixture
def shore() -> Shore:
    return Shore()


def first_at(lon: float, version: CoverageVersion | None = None) -> int | None:
    return moves.firsts(version or generations.active(), [index.Want(lon, 31.05, "electricity")])[0]


class TestDraft:
    def test_a_draft_changes_nothing_that_is_in_effect(self, shore: Shore) -> None:
        plan = shore.border_moves_to(117.05)
        assert first_at(117.07) == shore.station.pk
        assert first_at(117.07, plan) == shore.east.pk
        assert Area.objects.filter(version=shore.first).count() == 2

    def test_a_plan_of_one_station_shows_the_others_as_they_are(self, shore: Shore) -> None:
        plan = shore.plan(shore.east)
        assert {area.station_id for area in generations.composed(plan)} == {shore.station.pk, shore.east.pk}
        assert Area.objects.filter(version=plan).count() == 1

    def test_giving_a_station_back_leaves_it_as_it_is(self, shore: Shore) -> None:
        plan = shore.border_moves_to(117.05)
        with commands.begun(SYSTEM) as tx:
            plans.give_back(tx, plan, shore.station.pk)
        assert plan.touched == [shore.east.pk]
        assert first_at(117.02, plan) == shore.station.pk

    def test_a_shape_that_cannot_be_used_is_refused_and_nothing_is_lost(self, shore: Shore) -> None:
        plan = shore.border_moves_to(117.05)
        drafts = {shore.station.pk: [plans.AreaDraft({"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]})]}
        with pytest.raises(Refusal) as refused, commands.begun(SYSTEM) as tx:
            plans.put_areas(tx, plan, drafts)
        assert refused.value.code == "area.invalid"
        assert refused.value.facts["refusals"] == [{"code": "ring_too_short", "points": 2}]
        assert first_at(117.07, plan) == shore.east.pk

    def test_every_edit_moves_the_revision_and_takes_the_check_back(self, shore: Shore) -> None:
        plan = shore.border_moves_to(117.05)
        with commands.begun(SYSTEM) as tx:
            plans.check(tx, plan)
        seen = plan.revision
        shore.draw(plan, east=(117.06, 117.2))
        assert (plan.state, plan.revision) == ("draft", seen + 1)
        with pytest.raises(Refusal) as refused:
            plans.open_for_edit(plan, seen)
        assert refused.value.code == "plan.stale"


class TestApproval:
    def test_what_was_not_checked_or_has_errors_is_not_approved(self, shore: Shore) -> None:
        plan = shore.border_moves_to(117.05)
        with pytest.raises(Refusal, match="not_checked"), commands.begun(SYSTEM) as tx:
            plans.approve(tx, plan, tx.at)
        plan.state, plan.findings = "checked", [{"code": "overlap", "level": "error"}]
        with pytest.raises(Refusal, match="has_errors"), commands.begun(SYSTEM) as tx:
            plans.approve(tx, plan, tx.at)

    def test_it_takes_effect_at_its_instant_and_not_before(self, shore: Shore) -> None:
        plan = shore.border_moves_to(117.05)
        soon = clock.now() + timedelta(hours=1)
        shore.approve(plan, soon)
        shore.take_effect()
        assert generations.active() == shore.first
        with clock.frozen(soon):
            shore.take_effect()
        plan.refresh_from_db()
        assert (plan.state, generations.active()) == ("active", plan)
        assert first_at(117.07) == shore.east.pk
        assert "coverage.activated" in told(f"board:{shore.city.pk}")

    def test_called_off_it_does_not_take_effect_and_may_be_approved_again(self, shore: Shore) -> None:
        plan = shore.border_moves_to(117.05)
        shore.approve(plan)
        with commands.begun(SYSTEM) as tx:
            plans.call_off(tx, plan)
        shore.take_effect()
        assert generations.active() == shore.first
        shore.approve(plan)
        shore.take_effect()
        assert generations.active() == plan

    def test_two_plans_that_touch_the_same_station_do_not_wait_beside_each_other(self, shore: Shore) -> None:
        shore.approve(shore.border_moves_to(117.05), clock.now() + timedelta(hours=1))
        with pytest.raises(Refusal, match="in_the_way"):
            shore.approve(shore.border_moves_to(117.07))

    def test_plans_of_different_stations_do_not_undo_each_other(self, shore: Shore) -> None:
        west, east = shore.plan(shore.station), shore.plan(shore.east)
        shore.draw(west, station=(116.9, 117.1))
        shore.draw(east, east=(117.1, 117.3))
        for plan in (west, east):
            shore.approve(plan)
            shore.take_effect()
        assert (first_at(116.95), first_at(117.25)) == (shore.station.pk, shore.east.pk)

    def test_a_draft_on_ground_that_moved_is_looked_at_again_before_it_counts(self, shore: Shore) -> None:
        old, quick = shore.border_moves_to(117.05), shore.border_moves_to(117.08)
        shore.approve(quick)
        shore.take_effect()
        with commands.begun(SYSTEM) as tx:
            plans.check(tx, old)
        assert [finding["code"] for finding in old.findings if finding["level"] == "error"] == ["moved_meanwhile"]
        with pytest.raises(Refusal, match="has_errors"), commands.begun(SYSTEM) as tx:
            plans.approve(tx, old, tx.at)
        with commands.begun(SYSTEM) as tx:
            plans.rebase(tx, old)
        shore.approve(old)
        shore.take_effect()
        assert first_at(117.07) == shore.east.pk

    def test_an_approved_plan_whose_ground_moved_goes_back_and_somebody_is_told(self, shore: Shore) -> None:
        plan = shore.border_moves_to(117.05)
        soon = clock.now() + timedelta(hours=1)
        shore.approve(plan, soon)
        # An import does not ask who waits.
        with commands.begun(SYSTEM) as tx:
            other = plans.make(tx, shore.city, "导入")
            plans.put_areas(tx, other, {shore.east.pk: [plans.AreaDraft(box(117.1, 117.4))]})
            generations.activate(tx, other)
        with clock.frozen(soon):
            shore.take_effect()
        plan.refresh_from_db()
        assert (plan.state, generations.active()) == ("draft", other)
        assert Todo.objects.get(kind=activation.TODO).subject == plans.subject_of(plan)


class TestPast:
    def test_any_past_moment_says_who_covered_a_point_then(self, shore: Shore) -> None:
        before = clock.now()
        later = before + timedelta(days=1)
        plan = shore.border_moves_to(117.05)
        with clock.frozen(later):
            shore.approve(plan)
            shore.take_effect()
        assert generations.at(before) == shore.first
        assert generations.at(later) == plan
        assert first_at(117.07, generations.at(before)) == shore.station.pk
        assert first_at(117.07, generations.at(later)) == shore.east.pk

    def test_before_the_first_generation_nobody_covered_anything(self, shore: Shore) -> None:
        assert generations.at(clock.now() - timedelta(days=9)) is None


class TestOpenOrders:
    def placed(self, shore: Shore, lon: float = 117.07) -> WorkOrder:
        order = shore.order(lon=lon)
        assert order.station_id == shore.station.pk
        return order

    def test_those_in_what_moved_are_listed_and_others_are_not(self, shore: Shore) -> None:
        inside, outside = self.placed(shore), self.placed(shore, 117.02)
        moved = moves.moved_orders(shore.border_moves_to(117.05))
        assert [(one.order_id, one.from_station_id, one.to_station_id) for one in moved] == [
            (inside.pk, shore.station.pk, shore.east.pk)
        ]
        assert outside.pk not in {one.order_id for one in moved}

    @pytest.mark.parametrize(("way", "goes"), [("keep", False), ("rematch", True)])
    def test_they_are_kept_or_matched_anew_as_the_approver_says(self, shore: Shore, way: str, goes: bool) -> None:
        order, other = self.placed(shore), self.placed(shore)
        shore.approve(shore.border_moves_to(117.05), open_orders=way, other_orders=[other.pk])
        shore.take_effect()
        engine.step()
        there = {True: shore.east.pk, False: shore.station.pk}
        order.refresh_from_db()
        other.refresh_from_db()
        assert (order.station_id, other.station_id) == (there[goes], there[not goes])

    def test_what_has_started_is_never_moved(self, shore: Shore) -> None:
        order = self.placed(shore)
        visit = shore.give(order, shore.zhou)
        shore.tap(visit, "accept")
        shore.tap(visit, "depart")
        plan = shore.border_moves_to(117.05)
        assert [one.may_move for one in moves.moved_orders(plan)] == [False]
        shore.approve(plan, open_orders="rematch")
        shore.take_effect()
        order.refresh_from_db()
        assert (order.state, order.station_id) == ("departed", shore.station.pk)

    def test_a_visit_not_begun_is_called_off_and_the_new_station_has_the_order(self, shore: Shore) -> None:
        order = self.placed(shore)
        visit = shore.give(order, shore.zhou)
        shore.approve(shore.border_moves_to(117.05), open_orders="rematch")
        shore.take_effect()
        engine.step()
        order.refresh_from_db()
        visit.refresh_from_db()
        assert (order.state, order.station_id) == ("accepted", shore.east.pk)
        assert visit.end_reason == "moved_to_other_station"
        assert "order.rematched" in told(f"order:{order.pk}")
        shore.station.refresh_from_db()
        assert Decision.objects.filter(order=order).latest("pk").coverage_version == generations.active().pk  # type: ignore[union-attr]
