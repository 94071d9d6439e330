"""Important users go before others: known by place or number, further ahead in a storm, never above lives."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from coverage import important_users
from dispatch.kernel import clock
from dispatch.kernel.access_table import Role
from dispatch.kernel.organisation import today_at
from repairs import policies
from tests.commands.test_plans import Shore
from tests.http.test_plans_api import person
from tests.http.test_storms_api import reported, switch

pytestmark = pytest.mark.django_db
URL = "/api/v1/important-users"


@pytest.fixture
def shore(frozen: object) -> Iterator[Shore]:
    policies.forget()
    important_users.forget()
    yield Shore()
    policies.forget()
    important_users.forget()


def register(client: Client, shore: Shore, **said: Any) -> tuple[int, dict[str, Any]]:
    body = {
        "node_id": shore.node.pk,
        "name": "湖滨医院",
        "kind": "hospital",
        "grade": "first",
        "lon": 117.06,
        "lat": 31.05,
        "radius_m": 150,
        "phone": "0371-6666 0000",
        **said,
    }
    answer = client.post(URL, body, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_report_from_its_place_or_its_number_goes_ahead(shore: Shore) -> None:
    before = reported(117.0605).priority
    assert register(person(Role.DISPATCHER, shore.city), shore)[0] == 201
    here, by_number, beside = reported(117.0605), reported(117.02, phone="0371-66660000"), reported(117.0630)
    assert [(one.important_user, one.priority) for one in (here, by_number, beside)] == [
        ("湖滨医院", before - 1),
        ("湖滨医院", before - 1),
        ("", before),
    ]


def test_its_arrival_has_a_limit_of_its_own(shore: Shore) -> None:
    register(person(Role.DISPATCHER, shore.city), shore)
    order = reported(117.0605)
    due = order.clocks.get(kind="arrival").due_at
    assert due - order.opened_at == timedelta(minutes=30), "DOMAIN: important user, arrive in 30 min"
    other = reported(117.02)
    assert other.clocks.get(kind="arrival").due_at - other.opened_at == timedelta(minutes=45)


def test_in_a_storm_it_goes_further_ahead_but_never_among_life_safety(shore: Shore) -> None:
    liu = person(Role.DISPATCHER, shore.city)
    register(liu, shore)
    plain, calm = reported(117.02, symptom="low_voltage"), reported(117.0605, symptom="low_voltage")
    assert calm.priority == plain.priority - 1
    switch(liu, shore.city.pk)
    assert reported(117.0605, symptom="low_voltage").priority == max(2, plain.priority - 2)
    assert reported(117.0605, symptom="no_power", extent="area").priority == 2
    danger = reported(117.0605, symptom="downed_line")
    assert (danger.priority, danger.clocks.get(kind="arrival").due_at) == (
        1,
        reported(117.02, symptom="downed_line").clocks.get(kind="arrival").due_at,
    )


def test_for_another_utility_or_after_its_end_it_is_like_anybody(shore: Shore) -> None:
    liu = person(Role.DISPATCHER, shore.city)
    register(liu, shore, utility="water")
    assert reported(117.0605).important_user == ""
    _, answer = register(liu, shore)
    assert reported(117.0605).important_user == "湖滨医院"
    ended = liu.delete(f"{URL}/{answer['important_user']['id']}").json()["important_user"]
    assert (ended["to"], ended["is_in_force"]) == (today_at(shore.node).isoformat(), False)
    assert reported(117.0605).important_user == ""


def test_of_several_the_highest_grade_counts_and_the_number_before_the_place(shore: Shore) -> None:
    liu, day = person(Role.DISPATCHER, shore.city), today_at(shore.city)
    register(liu, shore, name="附属小学", kind="school", grade="second", phone="")
    register(liu, shore)
    register(liu, shore, name="水厂", kind="water_works", lon=117.0, radius_m=10, phone="110")
    found = important_users.at(117.06, 31.05, "", "electricity", day)
    assert found is not None and found.name == "湖滨医院"
    called = important_users.at(117.06, 31.05, "110", "electricity", day)
    assert called is not None and called.name == "水厂"


def test_the_register_is_kept_by_dispatchers_of_the_place(shore: Shore) -> None:
    assert register(person(Role.COORDINATOR, shore.node), shore)[0] == 403
    assert register(person(Role.DISPATCHER, shore.east.node), shore)[0] == 404
    liu = person(Role.DISPATCHER, shore.city)
    _, answer = register(liu, shore)
    pk = answer["important_user"]["id"]
    assert person(Role.DISPATCHER, shore.east.node).delete(f"{URL}/{pk}").status_code == 404
    assert person(Role.DISPATCHER, shore.east.node).get(f"{URL}?node={shore.east.node_id}").json() == {
        "important_users": []
    }
    assert [row["name"] for row in liu.get(f"{URL}?node={shore.city.pk}").json()["important_users"]] == ["湖滨医院"]


@pytest.mark.parametrize(
    "said", [{"radius_m": 0}, {"lon": 181}, {"kind": "palace"}, {"name": "x"}, {"phone": "<b>"}], ids=str
)
def test_what_makes_no_sense_is_refused(shore: Shore, said: dict[str, Any]) -> None:
    assert register(person(Role.DISPATCHER, shore.city), shore, **said)[0] == 422


def test_an_entry_does_not_end_before_it_begins(shore: Shore) -> None:
    yesterday = (clock.now() - timedelta(days=2)).date().isoformat()
    assert register(person(Role.DISPATCHER, shore.city), shore, ends_on=yesterday)[0] == 422
