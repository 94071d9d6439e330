"""Crews: who leads, who stands in, who helps; made at the station's desk, read and led on the phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from coverage.models import Station
from dispatch.kernel import clock, organisation, timers
from dispatch.kernel.access_table import Role
from field.models import Crew, CrewMember, JobOffer, Technician, Visit
from tests.commands.lakeside import Lakeside, last, told
from tests.http.test_board_api import Desk, he, person, town
from tests.http.test_field_api import Phone, zhou

__all__ = ["he", "town", "zhou"]
pytestmark = pytest.mark.django_db(transaction=True)


def code(answer: Any) -> str:
    return str(answer.json()["code"])


class Crews:
    """Somebody's desk, and what it does with crews."""

    def __init__(self, desk: Desk, town: Lakeside) -> None:
        self.client, self.town = desk.client, town

    def all(self) -> Any:
        return self.client.get(f"/api/v1/field/stations/{self.town.station.pk}/crews")

    def make(self, name: str, *members: Technician, leader: int | None = 0, deputy: int | None = 1, **more: Any) -> Any:
        return self.client.post(
            f"/api/v1/field/stations/{self.town.station.pk}/crews",
            self.body(name, *members, leader=leader, deputy=deputy, **more),
            "application/json",
        )

    def change(self, crew: dict[str, Any], *members: Technician, **more: Any) -> Any:
        body = {"version": crew["version"], **self.body(crew["name"], *members, **more)}
        return self.client.put(f"/api/v1/field/crews/{crew['id']}", body, "application/json")

    def body(
        self, name: str, *members: Technician, leader: int | None = 0, deputy: int | None = 1, **more: Any
    ) -> dict[str, Any]:
        heads = {
            "leader_id": None if leader is None else members[leader].pk,
            "deputy_id": None if deputy is None else members[deputy].pk,
        }
        return {"name": name, "member_ids": [each.pk for each in members], **heads, **more}

    def help(self, crew: dict[str, Any], technician: Technician, **more: Any) -> Any:
        body = {"technician_id": technician.pk, **more}
        return self.client.post(f"/api/v1/field/crews/{crew['id']}/helpers", body, "application/json")


@pytest.fixture
def desk(he: Desk, town: Lakeside) -> Crews:
    return Crews(he, town)


def own(phone: Phone) -> dict[str, Any]:
    return dict(phone.client.get("/api/v1/field/crew").json())


def names(card: dict[str, Any], belonging: str = "member") -> set[str]:
    return {one["name"] for one in card["people"] if one["belonging"] == belonging}


def test_a_crew_is_made_and_its_people_read_it(desk: Crews, town: Lakeside, zhou: Phone) -> None:
    made = desk.make("一班", town.zhou, town.wu, name_en="Crew 1")
    assert made.status_code == 201, made.json()
    card = made.json()["crew"]
    assert (card["name"], names(card), card["acting_id"]) == ("一班", {"周强", "吴敏"}, town.zhou.pk)
    assert desk.all().json() == {"crews": [card], "may_edit": True}
    assert own(zhou)["crew"] == card
    assert own(Phone(town.sun))["crew"] is None
    assert told(f"crew:{town.wu.pk}").count("crew.changed") == 1
    assert last(f"board:{town.node.pk}", "crew.changed")["station_id"] == town.station.pk


def test_the_stand_in_leads_while_the_leader_is_off_shift(desk: Crews, town: Lakeside, zhou: Phone) -> None:
    desk.make("一班", town.zhou, town.wu)
    wu = Phone(town.wu)
    assert (own(zhou)["leads"], own(wu)["leads"]) == (True, False)
    town.shift(town.zhou, "end")
    assert (own(zhou)["leads"], own(wu)["leads"]) == (False, True)
    town.shift(town.wu, "end")
    assert own(wu)["crew"]["acting_id"] is None
    town.shift(town.zhou, "start")
    assert own(wu)["crew"]["acting_id"] == town.zhou.pk


def test_who_leads_hands_on_the_jobs_of_the_crew_and_nobody_elses(desk: Crews, town: Lakeside, zhou: Phone) -> None:
    desk.make("一班", town.zhou, town.wu)
    desk.make("二班", town.sun, town.feng)
    visit = town.give(town.order(), town.wu)
    foreign = town.give(town.order(), town.sun)
    (job,) = own(zhou)["jobs"]
    assert (job["id"], job["technician_id"], job["offered_to"]) == (visit.pk, town.wu.pk, "")
    answer = zhou.post(f"visits/{visit.pk}/hand-on", {"to": town.zhou.pk, "note": "吴敏临时有事"})
    assert answer.status_code == 200, answer.json()
    assert own(zhou)["jobs"][0]["offered_to"] == "周强"
    offer = JobOffer.objects.get()
    assert (offer.giver_id, offer.receiver_id) == (town.wu.pk, town.zhou.pk)
    assert zhou.post(f"job-offers/{offer.pk}/take", {}).status_code == 200
    assert Visit.objects.get(order=visit.order_id, ended_at=None).technician_id == town.zhou.pk
    assert code(zhou.post(f"visits/{foreign.pk}/hand-on", {"to": town.zhou.pk})) == "not_found"
    # Only while leading: the member who does not lead has no hand in it.
    mine = Visit.objects.get(order=visit.order_id, ended_at=None)
    assert code(Phone(town.wu).post(f"visits/{mine.pk}/hand-on", {"to": town.wu.pk})) == "not_found"


def test_the_story_names_who_did_it_for_somebody_else(desk: Crews, town: Lakeside, zhou: Phone) -> None:
    desk.make("一班", town.zhou, town.wu, town.sun)
    visit = town.give(town.order(), town.wu)
    assert zhou.post(f"visits/{visit.pk}/hand-on", {"to": town.sun.pk}).status_code == 200
    said = last(f"order:{visit.order_id}", "order.job_offered")
    assert (said["from"], said["technician"], said["by"]) == ("吴敏", "孙磊", "周强")


def test_who_is_chosen_from_another_crew_leaves_it(desk: Crews, town: Lakeside) -> None:
    desk.make("一班", town.zhou, town.wu, town.feng)
    second = desk.make("二班", town.sun, town.qian).json()["crew"]
    changed = desk.change(second, town.sun, town.qian, town.feng)
    assert changed.status_code == 200, changed.json()
    one, two = desk.all().json()["crews"]
    assert (names(one), names(two)) == ({"周强", "吴敏"}, {"孙磊", "钱伟", "冯娜"})


def test_what_makes_no_sense_is_refused_in_words(desk: Crews, town: Lakeside) -> None:
    first = desk.make("一班", town.zhou, town.wu).json()["crew"]
    assert code(desk.make("一班", town.sun, town.feng)) == "crew.name_taken"
    assert code(desk.make("二班", town.sun, town.feng, deputy=0)) == "crew.same_leader"
    stranger = {"leader_id": town.zhou.pk}
    assert code(desk.make("二班", town.sun, town.feng, **stranger)) == "crew.leader_not_member"
    assert code(desk.make("二班", town.sun, town.zhou, deputy=None)) == "crew.leads_another"
    assert code(desk.make("   ", town.sun, town.feng)) == "input.invalid"
    node = organisation.add_node(town.city, "station", "山脚供电所", "Hillside Power")
    hill = Station.objects.create(node=node, code="E02", utilities=["electricity"], skills=[], lon=117.15, lat=31.05)
    Technician.objects.filter(pk=town.feng.pk).update(station=hill)
    assert code(desk.make("二班", town.sun, town.feng)) == "crew.not_of_station"
    assert desk.change(first, town.zhou, town.wu, town.sun).status_code == 200
    assert code(desk.change(first, town.zhou, town.wu)) == "crew.changed_meanwhile"


def test_disbanded_it_has_nobody_and_its_name_is_free(desk: Crews, town: Lakeside, zhou: Phone) -> None:
    crew = desk.make("一班", town.zhou, town.wu).json()["crew"]
    assert desk.client.delete(f"/api/v1/field/crews/{crew['id']}").status_code == 200
    assert own(zhou) == {"crew": None, "leads": False, "jobs": [], "others": []}
    assert code(desk.client.delete(f"/api/v1/field/crews/{crew['id']}")) == "crew.gone"
    assert desk.make("一班", town.zhou, town.wu).status_code == 201
    assert Crew.objects.filter(ended_at=None).count() == 1


def test_somebody_helps_until_their_shift_ends(desk: Crews, town: Lakeside) -> None:
    first = desk.make("一班", town.zhou, town.wu).json()["crew"]
    desk.make("二班", town.sun, town.feng)
    helped = desk.help(first, town.sun)
    assert helped.status_code == 201, helped.json()
    assert names(helped.json()["crew"], "helping") == {"孙磊"}
    assert [one["helps"] for one in own(Phone(town.sun))["crew"]["people"] if one["name"] == "孙磊"] == ["一班"]
    assert code(desk.help(first, town.sun)) == "crew.helps_already"
    assert code(desk.help(first, town.wu)) == "crew.own_crew"
    assert code(desk.help(first, town.qian)) == "crew.off_shift"
    town.shift(town.sun, "end")
    assert names(desk.all().json()["crews"][0], "helping") == set()


def test_helping_ends_at_its_time_and_by_word(desk: Crews, town: Lakeside) -> None:
    first = desk.make("一班", town.zhou, town.wu).json()["crew"]
    until = clock.iso(clock.now() + timedelta(minutes=30))
    assert desk.help(first, town.sun, until=until).status_code == 201
    past = clock.iso(clock.now() - timedelta(minutes=1))
    assert code(desk.help(first, town.feng, until=past)) == "crew.until_wrong"
    clock.advance(timedelta(minutes=31))
    timers.sweep()
    assert not CrewMember.objects.filter(belonging="helping", ended_at=None).exists()
    assert desk.help(first, town.sun).status_code == 201
    row = CrewMember.objects.get(belonging="helping", ended_at=None)
    for _ in range(2):
        assert desk.client.post(f"/api/v1/field/crews/helpers/{row.pk}/end").status_code == 200
    assert not CrewMember.objects.filter(belonging="helping", ended_at=None).exists()


def test_who_leads_sends_one_of_theirs_and_calls_them_back(desk: Crews, town: Lakeside, zhou: Phone) -> None:
    desk.make("一班", town.zhou, town.wu)
    second = desk.make("二班", town.sun, town.feng).json()["crew"]
    assert [other["name"] for other in own(zhou)["others"]] == ["二班"]
    assert zhou.post(f"crews/{second['id']}/helpers", {"technician_id": town.wu.pk}).status_code == 201
    row = CrewMember.objects.get(belonging="helping")
    # Not somebody of another crew, and not by somebody who does not lead.
    assert code(zhou.post(f"crews/{second['id']}/helpers", {"technician_id": town.feng.pk})) == "not_found"
    wu = Phone(town.wu)
    assert code(wu.post(f"crews/{second['id']}/helpers", {"technician_id": town.zhou.pk})) == "crew.not_leading"
    assert code(Phone(town.feng).post(f"crews/helpers/{row.pk}/end", {})) == "not_found"
    assert zhou.post(f"crews/helpers/{row.pk}/end", {}).status_code == 200
    row.refresh_from_db()
    assert row.ended_at is not None


def test_a_leader_may_not_make_crews_and_another_stations_desk_sees_none(
    desk: Crews, town: Lakeside, zhou: Phone
) -> None:
    crew = desk.make("一班", town.zhou, town.wu).json()["crew"]
    node = organisation.add_node(town.city, "station", "山脚供电所", "Hillside Power")
    other = Crews(person("other", Role.COORDINATOR, node), town)
    assert code(other.all()) == "not_found"
    assert code(other.make("三班", town.sun, town.feng)) == "not_found"
    assert other.change(crew, town.zhou, town.wu).status_code == 404
    assert other.help(crew, town.sun).status_code == 404
    assert other.client.delete(f"/api/v1/field/crews/{crew['id']}").status_code == 404
    for_phone = Crews.__new__(Crews)
    for_phone.client, for_phone.town = zhou.client, town
    assert for_phone.make("三班", town.sun, town.feng).status_code == 403
    assert for_phone.all().status_code == 403
    reader = Crews(person("auditor", Role.AUDITOR, town.node), town)
    assert reader.all().json()["may_edit"] is False
    assert reader.make("三班", town.sun, town.feng).status_code == 403


def test_crew_mates_are_named_first_when_a_job_is_handed_on(desk: Crews, town: Lakeside, zhou: Phone) -> None:
    desk.make("一班", town.zhou, town.sun)
    found = zhou.client.get("/api/v1/field/colleagues").json()["colleagues"]
    assert (found[0]["name"], found[0]["is_crew"]) == ("孙磊", True)
    assert not any(one["is_crew"] for one in found[1:])
