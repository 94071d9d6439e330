"""From an id to a visit or a technician: one's own, those below one's desk, and nothing else."""

import pytest

from dispatch.kernel import accounts, actors, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import User
from field import access
from tests.commands.lakeside import Lakeside

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(frozen) -> Lakeside:
    return Lakeside()


def code_of(ask, *args) -> str:
    with pytest.raises(Refusal) as refusal:
        ask(*args)
    return refusal.value.code


def test_everybody_watches_their_own_crew_stream_and_no_colleagues(town):
    zhou = actors.of_user(town.zhou.user)
    assert access.technician_for(zhou, town.zhou.pk) == town.zhou
    assert code_of(access.technician_for, zhou, town.wu.pk) == "not_found"


def test_another_role_beside_the_technicians_opens_no_colleague(town):
    accounts.grant(town.zhou.user, Role.AUDITOR, town.node)
    assert code_of(access.technician_for, actors.of_user(town.zhou.user), town.wu.pk) == "not_found"


def test_a_coordinator_watches_the_own_stations_crew_only(town):
    he = actors.of_user(town.he)
    assert access.technician_for(he, town.wu.pk) == town.wu
    elsewhere = User.objects.create(username="jin")
    accounts.grant(elsewhere, Role.COORDINATOR, organisation.add_node(town.city, "station", "东站", "East"))
    assert code_of(access.technician_for, actors.of_user(elsewhere), town.wu.pk) == "not_found"


def test_strangers_and_customers_watch_nobody(town):
    assert code_of(access.technician_for, actors.customer(), town.wu.pk) == "access.login_required"


def test_a_technician_whose_role_was_taken_away_has_no_visits(town):
    visit = town.give(town.order(), town.zhou)
    assert access.visit_for(actors.of_user(town.zhou.user), visit.pk) == visit
    accounts.revoke(town.zhou.user, Role.TECHNICIAN, town.node)
    assert code_of(access.visit_for, actors.of_user(town.zhou.user), visit.pk) == "access.denied"


def test_an_account_that_is_no_technicians_is_told_so(town):
    assert code_of(access.technician_of, actors.of_user(town.he)) == "visit.not_technician"
    assert code_of(access.technician_of, actors.customer()) == "access.login_required"
