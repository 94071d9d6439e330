"""What is owed, as the one who owes it reads it; confidential things are on nobody's list."""

from datetime import timedelta

import pytest
from django.test import Client

from dispatch.kernel import accounts, clock, commands
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import User
from repairs import todos
from tests.commands.lakeside import Lakeside

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Lakeside:
    town = Lakeside()
    lin = User.objects.create(username="lin")
    accounts.grant(lin, Role.DISPATCHER, town.city)
    due = clock.now() + timedelta(minutes=10)
    with commands.begun(SYSTEM) as tx:
        todos.open_(tx, "withdrawal", "withdrawal:1", town.city, "dispatcher", due)
        todos.open_(tx, "review", "order:1", town.node, "reviewer", due - timedelta(minutes=5))
        todos.open_(tx, "case", "case:1", town.city, "reviewer", due, owner=lin)
        todos.open_(tx, "case", "case:2", town.city, "dispatcher", due, owner=lin, is_confidential=True)
    return town


def listed(user: User, query: str) -> list[str]:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/api/v1/todos?{query}")
    assert answer.status_code == 200, answer.content
    return [todo["subject"] for todo in answer.json()["todos"]]


def test_a_node_lists_what_is_owed_below_it_most_pressing_first_and_nothing_confidential(town: Lakeside) -> None:
    lin = User.objects.get(username="lin")
    assert listed(lin, f"node={town.city.pk}") == ["order:1", "withdrawal:1", "case:1"]
    assert listed(lin, f"node={town.city.pk}&kind=review,withdrawal") == ["order:1", "withdrawal:1"]


def test_mine_is_what_calls_for_me_or_for_my_role(town: Lakeside) -> None:
    assert listed(User.objects.get(username="lin"), f"node={town.city.pk}&mine=true") == ["withdrawal:1", "case:1"]


def test_a_station_sees_its_own_and_a_technician_none(town: Lakeside) -> None:
    assert listed(town.he, f"node={town.node.pk}") == ["order:1"]
    client = Client()
    client.force_login(town.he)
    assert client.get(f"/api/v1/todos?node={town.city.pk}").status_code == 404
    client.force_login(town.zhou.user)
    assert client.get(f"/api/v1/todos?node={town.node.pk}").status_code == 403
