"""The demo city as rows: loaded once, refused beside other data, a log-in for each role, steering."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command

from coverage import index
from coverage.capacity import rules
from coverage.models import Area, BackgroundOutline, Capacity, CapacityDay, Station, Territory
from dispatch.demo import city, rosters, steering
from dispatch.demo.logins import LOGINS
from dispatch.demo.models import SimulationState
from dispatch.kernel import accounts, actors, clock, commands, organisation
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Entry, Grant, Node, User
from field.models import Shift, Technician

pytestmark = pytest.mark.django_db


def load() -> str:
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


class TestLoading:
    def test_the_city_is_there_and_a_second_time_changes_nothing(self):
        said = load()
        assert "42 个站点" in said and "42 stations" in said
        counts = (Station.objects.count(), Technician.objects.count(), Area.objects.count(), Node.objects.count())
        assert counts[0] >= 40 and counts[1] >= 320
        assert BackgroundOutline.objects.count() == 12
        # The city, and each of its counties.
        assert Territory.objects.count() == 13
        assert Capacity.objects.count() > counts[0]
        assert index.active_version() > 0
        assert Entry.objects.filter(kind="coverage.activated").count() == Node.objects.count()
        assert "there already" in load()
        assert counts == (
            Station.objects.count(),
            Technician.objects.count(),
            Area.objects.count(),
            Node.objects.count(),
        )

    def test_its_capacity_has_a_season_headroom_a_day_of_works_and_helpers_of_the_same_utility(self):
        load()
        heating = Station.objects.filter(utilities=["heating"]).order_by("pk")[0]
        winter = Capacity.objects.filter(station=heating, from_day="11-15", work_class="network", starts="08:00").get()
        others = Capacity.objects.filter(station=heating, from_day="", work_class="network", starts="08:00").get()
        assert winter.limit > others.limit
        assert not Station.objects.filter(headroom_percent=0).exists()
        assert CapacityDay.objects.get().percent == 50
        for station in Station.objects.all():
            helpers = [link.helper for link in station.overflows.order_by("place")]
            assert helpers and all(helper.utilities == station.utilities for helper in helpers)
        for plan in map(rules.plan_of, Station.objects.all()):
            rules.judge(plan)

    def test_beside_other_data_it_is_refused_and_nothing_is_left(self):
        organisation.add_node(None, "city", "湖滨市", "Lakeside")
        with pytest.raises(CommandError, match="1 nodes"):
            load()
        assert (Node.objects.count(), Station.objects.count(), city.is_loaded()) == (1, 0, False)

    def test_there_is_a_login_for_every_role_and_it_opens(self):
        load()
        for login in LOGINS:
            user = User.objects.get(username=login["username"])
            assert check_password(login["password"], user.password)
            assert Grant.objects.filter(user=user, role=login["role"]).exists()
        assert Technician.objects.filter(user__username="technician").exists()

    def test_at_every_hour_of_the_next_days_somebody_is_planned(self):
        load()
        now = clock.now()
        for hours in range(0, 48, 3):
            at = now + timedelta(hours=hours)
            there = Shift.objects.filter(starts_at__lte=at, ends_at__gt=at)
            assert there.values("technician__station").distinct().count() == Station.objects.count()

    def test_planning_ahead_again_plans_nothing_twice(self):
        load()
        assert rosters.plan_ahead(Technician.objects.all(), clock.now()) == 0


class TestSteering:
    @pytest.fixture
    def dispatcher(self):
        node = organisation.add_node(None, "city", "湖滨市", "Lakeside")
        user = User.objects.create(username="li")
        accounts.grant(user, accounts.Role.DISPATCHER, node)
        SimulationState.objects.create()
        return actors.of_user(user)

    def test_what_is_not_given_stays(self, dispatcher):
        commands.perform(dispatcher, "simulation.steer", lambda tx: dict(steering.change(tx, speed=60)))
        commands.perform(dispatcher, "simulation.steer", lambda tx: dict(steering.change(tx, storm=True)))
        state = steering.read()
        assert (state["speed"], state["storm"], state["paused"], state["is_alive"]) == (60, True, False, False)

    def test_where_there_is_no_demonstration_nothing_is_steered(self):
        with pytest.raises(Refusal) as refusal:
            commands.perform(SYSTEM, "simulation.steer", lambda tx: dict(steering.change(tx, speed=2)))
        assert refusal.value.code == "demo.not_here"


def test_over_http_only_dispatchers_and_administrators_steer(client):
    load()
    for login in LOGINS:
        client.force_login(User.objects.get(username=login["username"]))
        may = login["role"] in ("dispatcher", "admin")
        assert client.get("/api/v1/demo/simulation").status_code == (200 if may else 403), login["role"]
        answer = client.post("/api/v1/demo/simulation", {"speed": 20, "paused": True}, "application/json")
        assert answer.status_code == (200 if may else 403)
        if may:
            assert (answer.json()["speed"], answer.json()["paused"]) == (20, True)
            assert client.post("/api/v1/demo/simulation", {"speed": 61}, "application/json").status_code == 422
