"""Doubtful arrivals: the technician goes on, a person decides with the evidence, once and on record."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dispatch.board import reviewing
from dispatch.kernel import accounts, clock
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import AuditRecord, User
from field import positions
from field.models import ArrivalDoubt, Technician, Visit
from field.movement import Fix
from repairs.models import Todo, WorkOrder
from tests.commands.lakeside import Lakeside, last, told

pytestmark = pytest.mark.django_db

FAR = {"lon": 117.12, "lat": 31.05, "accuracy_m": 12}


@pytest.fixture
def town(frozen: object) -> Lakeside:
    return Lakeside()


def desk(town: Lakeside, name: str, role: Role) -> Client:
    user = User.objects.create(username=name, display_name=name.title())
    accounts.grant(user, role, town.city)
    return of(user)


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def arrive(town: Lakeside, place: dict[str, Any] | None, technician: Technician | None = None, **more: Any) -> Visit:
    """The technician taps "arrived" on a phone that says it is at `place`."""
    visit = town.give(town.order(), technician or town.zhou)
    client = of(visit.technician.user)
    body = {"device_at": clock.iso(clock.now() - timedelta(seconds=2)), **more}
    for action, said in (("accept", {}), ("arrive", {"position": place} if place else {})):
        headers = {"Device-Time": clock.iso(clock.now()) or ""}
        path = f"/api/v1/field/visits/{visit.pk}/{action}"
        answer = client.post(path, {**body, **said}, "application/json", headers=headers)
        assert answer.status_code == 200, answer.content
    assert answer.json()["visit"]["state"] == "arrived", "nobody is stopped at the door"
    return Visit.objects.get(pk=visit.pk)


def listed(client: Client, town: Lakeside, state: str = "open") -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/board/arrivals?node={town.city.pk}&state={state}")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["arrivals"])


def decide(client: Client, pk: int, verdict: str, reason: str, note: str = "") -> tuple[int, str]:
    body = {"verdict": verdict, "reason": reason, "note": note}
    answer = client.post(f"/api/v1/board/arrivals/{pk}/decide", body, "application/json")
    return answer.status_code, answer.json().get("code", "")


def place_check(order: WorkOrder) -> bool:
    return next(check.ok for check in reviewing.checks_of(order) if check.code == "arrived_at_place")


def test_an_arrival_where_it_should_be_is_nobodys_business(town: Lakeside) -> None:
    visit = arrive(town, {"lon": 117.0501, "lat": 31.05, "accuracy_m": 12})
    assert not ArrivalDoubt.objects.exists()
    assert not Todo.objects.filter(kind="arrival_doubt").exists()
    assert "order.arrival_doubted" not in told(f"order:{visit.order_id}")


def test_a_far_arrival_stands_and_is_put_before_a_person_with_its_evidence(town: Lakeside) -> None:
    lin = desk(town, "lin", Role.DISPATCHER)
    visit = arrive(town, FAR)
    (row,) = listed(lin, town)
    assert (row["codes"], row["technician"], row["number"]) == (["far"], "周强", visit.order.request.number)
    evidence = row["evidence"]
    assert evidence["distance_m"] == pytest.approx(6680, abs=30)
    assert (evidence["fix"]["accuracy_m"], evidence["skew_s"], evidence["waited_s"]) == (12, 0, 2)
    assert evidence["place"] == {"lon": 117.05, "lat": 31.05}
    todo = Todo.objects.get(kind="arrival_doubt")
    assert (todo.role, todo.node) == ("dispatcher", town.city)
    assert row["due_at"] == clock.iso(todo.due_at)
    assert last(f"order:{visit.order_id}", "order.arrival_doubted")["doubts"] == ["far"]


def test_confirmed_the_review_of_the_report_asks_no_more(town: Lakeside) -> None:
    lin = desk(town, "lin", Role.DISPATCHER)
    visit = arrive(town, FAR)
    assert place_check(visit.order) is False
    (row,) = listed(lin, town)
    assert decide(lin, row["id"], "confirmed", "place_wrong") == (200, "")
    assert place_check(visit.order) is True
    assert Todo.objects.get(kind="arrival_doubt").outcome == "confirmed"
    assert listed(lin, town) == []
    (done,) = listed(lin, town, "decided")
    assert (done["verdict"], done["reason"], done["decided_by"], done["may_decide"]) == (
        "confirmed",
        "place_wrong",
        "Lin",
        False,
    )


def test_rejected_it_is_on_record_and_the_reviewer_sees_it(town: Lakeside) -> None:
    qin = desk(town, "qin", Role.REVIEWER)
    visit = arrive(town, None)
    (row,) = listed(qin, town)
    assert row["codes"] == ["no_fix"]
    assert place_check(visit.order) is True, "no position is no distance"
    assert decide(qin, row["id"], "rejected", "tapped_early") == (200, "")
    assert place_check(visit.order) is False
    told_ = last(f"order:{visit.order_id}", "order.arrival_judged")
    assert (told_["verdict"], told_["reason"], told_["by"]) == ("rejected", "tapped_early", "Qin")
    record = AuditRecord.objects.get(action="arrival.judge")
    assert (record.subject, record.facts["verdict"]) == (f"visit:{visit.pk}", "rejected")
    visit.refresh_from_db()
    assert visit.arrived_at is not None, "the stamp stays; moving it is a correction's business"


@pytest.mark.parametrize(
    ("verdict", "reason", "note", "code"),
    [
        ("confirmed", "not_there", "", "arrival.reason_unknown"),
        ("rejected", "", "没去", "arrival.reason_unknown"),
        ("rejected", "other", " ", "arrival.note_needed"),
        ("perhaps", "other", "", "input.invalid"),
    ],
)
def test_a_decision_without_a_fitting_reason_is_refused(
    town: Lakeside, verdict: str, reason: str, note: str, code: str
) -> None:
    lin = desk(town, "lin", Role.DISPATCHER)
    arrive(town, FAR)
    (row,) = listed(lin, town)
    assert decide(lin, row["id"], verdict, reason, note) == (422, code)
    assert listed(lin, town) == [row]


def test_it_is_decided_once(town: Lakeside) -> None:
    lin, qin = desk(town, "lin", Role.DISPATCHER), desk(town, "qin", Role.QUALITY)
    arrive(town, FAR)
    (row,) = listed(lin, town)
    assert decide(qin, row["id"], "confirmed", "seen_in_photo") == (200, "")
    assert decide(lin, row["id"], "rejected", "not_there") == (409, "arrival.decided_already")
    assert ArrivalDoubt.objects.get().verdict == "confirmed"


def test_nobody_decides_about_an_arrival_of_their_own(town: Lakeside) -> None:
    accounts.grant(town.zhou.user, Role.DISPATCHER, town.city)
    arrive(town, FAR)
    zhou = of(town.zhou.user)
    (row,) = listed(zhou, town)
    assert row["may_decide"] is False
    assert decide(zhou, row["id"], "confirmed", "place_wrong") == (403, "arrival.ones_own")


def test_stations_technicians_and_strangers_neither_see_nor_decide(town: Lakeside) -> None:
    arrive(town, FAR)
    pk = ArrivalDoubt.objects.get().pk
    for client in (of(town.he), of(town.wu.user)):
        assert client.get(f"/api/v1/board/arrivals?node={town.node.pk}").status_code == 403
        assert decide(client, pk, "confirmed", "place_wrong")[0] == 403
    assert Client().get(f"/api/v1/board/arrivals?node={town.node.pk}").status_code == 401
    lin = desk(town, "lin", Role.DISPATCHER)
    assert decide(lin, pk + 1, "confirmed", "place_wrong") == (404, "not_found")


def test_in_a_cellar_the_last_sight_at_the_door_is_enough(town: Lakeside) -> None:
    seen = Fix(117.0503, 31.0502, clock.now() - timedelta(minutes=10), 20)
    positions.keep(town.zhou.pk, seen, clock.now())
    arrive(town, None)
    assert not ArrivalDoubt.objects.exists()


def test_a_tap_without_any_phone_is_not_judged(town: Lakeside) -> None:
    visit = town.give(town.order(), town.zhou)
    town.tap(visit, "accept")
    town.tap(visit, "arrive")
    assert not ArrivalDoubt.objects.exists()
