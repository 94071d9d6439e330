"""Reinforcements: a technician of another station comes until a time, and is home again whoever is awake."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from coverage.models import Station
from dispatch.kernel import clock, timers
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import Grant
from field.models import Reinforcement, Technician, Visit
from repairs.models import Todo, WorkOrder
from tests.commands.lakeside import last, told
from tests.commands.test_plans import Shore
from tests.http.test_plans_api import person

pytestmark = pytest.mark.django_db
API = "/api/v1/board/reinforcements"


@pytest.fixture
def shore(frozen: object) -> Iterator[Shore]:
    yield Shore()


def post(client: Client, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post(path, body, content_type="application/json")
    return answer.status_code, answer.json()


def ask(client: Client, shore: Shore, technician: Technician, hours: float = 6, **said: Any) -> tuple[int, Any]:
    until = clock.iso(clock.now() + timedelta(hours=hours))
    return post(client, API, technician_id=technician.pk, host_id=shore.east.pk, until=until, **said)


def station_of(technician: Technician) -> int:
    return Technician.objects.values_list("station_id", flat=True).get(pk=technician.pk)


def test_whoever_has_both_sides_lends_at_once_and_the_time_brings_them_home(shore: Shore) -> None:
    liu = person(Role.DISPATCHER, shore.city)
    status, answer = ask(liu, shore, shore.zhou)
    assert (status, answer["reinforcement"]["state"]) == (201, "running")
    assert station_of(shore.zhou) == shore.east.pk
    nodes = Grant.objects.filter(user=shore.zhou.user, role="technician").values_list("node_id", flat=True)
    assert list(nodes) == [shore.east.node_id], "the right to work goes along"
    assert last(f"board:{shore.node.pk}", "technician.left") == {"technician_id": shore.zhou.pk}
    assert last(f"board:{shore.east.node_id}", "technician.changed")["technician"]["station_id"] == shore.east.pk
    assert "technician.left" not in told(f"board:{shore.city.pk}"), "the city has both"
    clock.advance(timedelta(hours=6, seconds=1))
    timers.sweep()
    assert (station_of(shore.zhou), Reinforcement.objects.get().state) == (shore.station.pk, "over")
    assert list(nodes.all()) == [shore.node.pk]


def test_what_has_not_begun_stays_at_home_and_what_has_is_finished(shore: Shore) -> None:
    begun, waiting = shore.order(), shore.order(lon=117.06)
    visit, other = shore.give(begun, shore.zhou), shore.give(waiting, shore.zhou)
    for step in ("accept", "depart"):
        shore.tap(visit, step)
    assert ask(person(Role.DISPATCHER, shore.city), shore, shore.zhou)[0] == 201
    other.refresh_from_db()
    assert (other.state, other.end_reason) == ("cancelled", "lent")
    assert WorkOrder.objects.get(pk=waiting.pk).state == "accepted", "for another choice at home"
    client = Client()
    client.force_login(shore.zhou.user)
    body = {"at": clock.iso(clock.now()), "lon": 117.05, "lat": 31.05}
    answer = client.post(f"/api/v1/field/visits/{visit.pk}/arrive", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert Visit.objects.get(pk=visit.pk).state == "arrived"


def test_another_regions_people_are_asked_for_and_their_dispatcher_decides(shore: Shore) -> None:
    eastern, western = person(Role.DISPATCHER, shore.east.node), person(Role.DISPATCHER, shore.node)
    status, answer = ask(eastern, shore, shore.zhou, note="杆塔倒了两基")
    row = answer["reinforcement"]
    assert (status, row["state"], row["may_decide"], row["may_end"]) == (201, "asked", False, True)
    assert station_of(shore.zhou) == shore.station.pk
    assert Todo.objects.get(kind="reinforcement").node == shore.city
    assert post(eastern, f"{API}/{row['id']}/decide", verdict="lend")[0] == 403
    status, answer = post(western, f"{API}/{row['id']}/decide", verdict="lend")
    assert (status, answer["reinforcement"]["state"]) == (200, "running")
    assert station_of(shore.zhou) == shore.east.pk
    assert not Todo.objects.filter(kind="reinforcement", closed_at=None).exists()
    again = post(western, f"{API}/{row['id']}/decide", verdict="refuse", note="不行")
    assert (again[0], again[1]["code"]) == (409, "reinforcement.decided_already")


def test_a_refusal_says_why_and_a_wish_can_be_taken_back(shore: Shore) -> None:
    eastern, western = person(Role.DISPATCHER, shore.east.node), person(Role.DISPATCHER, shore.node)
    row = ask(eastern, shore, shore.zhou)[1]["reinforcement"]
    assert post(western, f"{API}/{row['id']}/decide", verdict="refuse")[1]["code"] == "reason.required"
    refused = post(western, f"{API}/{row['id']}/decide", verdict="refuse", note="本站也缺人")[1]["reinforcement"]
    assert (refused["state"], refused["decided_note"]) == ("refused", "本站也缺人")
    row = ask(eastern, shore, shore.zhou)[1]["reinforcement"]
    assert post(western, f"{API}/{row['id']}/end")[0] == 403, "not theirs to take back"
    assert post(eastern, f"{API}/{row['id']}/end")[1]["reinforcement"]["state"] == "called_off"
    assert post(eastern, f"{API}/{row['id']}/end")[1]["code"] == "reinforcement.over"


def test_either_side_may_send_them_home_early(shore: Shore) -> None:
    liu, western = person(Role.DISPATCHER, shore.city), person(Role.DISPATCHER, shore.node)
    row = ask(liu, shore, shore.zhou)[1]["reinforcement"]
    assert post(western, f"{API}/{row['id']}/end")[1]["reinforcement"]["state"] == "over"
    assert station_of(shore.zhou) == shore.station.pk
    clock.advance(timedelta(hours=7))
    timers.sweep()
    assert told(f"board:{shore.city.pk}").count("reinforcement.over") == 1, "once"


def test_nonsense_is_refused(shore: Shore) -> None:
    liu = person(Role.DISPATCHER, shore.city)
    assert ask(liu, shore, shore.zhou, hours=-1)[1]["code"] == "reinforcement.until_wrong"
    assert ask(liu, shore, shore.zhou, hours=24 * 8)[1]["code"] == "reinforcement.until_wrong"
    Station.objects.filter(pk=shore.east.pk).update(skills=["mains"])
    assert ask(liu, shore, shore.zhou)[1]["code"] == "reinforcement.not_able"
    Station.objects.filter(pk=shore.east.pk).update(skills=["hv_line"])
    ask(liu, shore, shore.zhou)
    assert ask(liu, shore, shore.zhou)[1]["code"] == "reinforcement.same_station"
    back = post(
        liu,
        API,
        technician_id=shore.zhou.pk,
        host_id=shore.station.pk,
        until=clock.iso(clock.now() + timedelta(hours=1)),
    )
    assert back[1]["code"] == "reinforcement.lent_already"
    assert ask(person(Role.COORDINATOR, shore.east.node), shore, shore.wu)[0] == 403
    assert ask(person(Role.DISPATCHER, shore.node), shore, shore.wu)[0] == 404, "not their station to fill"


def test_candidates_are_the_people_on_shift_elsewhere_the_least_busy_first(shore: Shore) -> None:
    shore.give(shore.order(), shore.zhou)
    Technician.objects.filter(pk=shore.sun.pk).update(skills=["mains"])
    eastern = person(Role.DISPATCHER, shore.east.node)
    rows = eastern.get(f"{API}/candidates?host={shore.east.pk}").json()["candidates"]
    names = [row["name"] for row in rows]
    assert names[-1] == "周强" and "钱伟" not in names, "off shift"
    assert "孙磊" not in names, "nothing to do there for them"
    assert not any(row["is_own"] for row in rows)
    assert "lon" not in rows[0]
    assert eastern.get(f"{API}/candidates?host={shore.station.pk}").status_code == 404


def test_desks_list_what_comes_and_goes(shore: Shore) -> None:
    row = ask(person(Role.DISPATCHER, shore.city), shore, shore.zhou)[1]["reinforcement"]
    for node in (shore.node, shore.east.node, shore.city):
        listed = person(Role.DISPATCHER, node).get(f"{API}?node={node.pk}").json()["reinforcements"]
        assert [one["id"] for one in listed] == [row["id"]]
