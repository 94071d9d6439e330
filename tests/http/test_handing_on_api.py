"""A job goes from one technician to a colleague and is never between the two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from coverage.models import Station
from dispatch.board.models import Alarm
from dispatch.kernel import clock, organisation, outbox, timers
from dispatch.kernel.models import Entry
from field import cards
from field.models import JobOffer, Shift, Technician, Telling, Visit
from repairs.models import WorkOrder
from tests.commands.lakeside import Lakeside, told
from tests.http.test_board_api import town
from tests.http.test_field_api import Phone, zhou

__all__ = ["town", "zhou"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wu(town: Lakeside) -> Phone:
    return Phone(town.wu)


def under_way(town: Lakeside, *steps: str, symptom: str = "no_power") -> Visit:
    visit = town.give(town.order(symptom), town.zhou)
    for step in steps:
        town.tap(visit, step)
    return Visit.objects.get(pk=visit.pk)


def code(answer: Any) -> str:
    return str(answer.json()["code"])


def offered(phone: Phone, visit: Visit, to: Technician, note: str = "") -> Any:
    return phone.post(f"visits/{visit.pk}/hand-on", {"to": to.pk, "note": note})


def colleagues(phone: Phone) -> set[str]:
    return {each["name"] for each in phone.client.get("/api/v1/field/colleagues").json()["colleagues"]}


def offers_of(technician: Technician) -> list[tuple[str, str]]:
    state = cards.crew_state(Technician.objects.get(pk=technician.pk))
    return [(card["giver"], card["receiver"]) for card in state["job_offers"]]


def later(minutes: float) -> None:
    clock.advance(timedelta(minutes=minutes))
    timers.sweep()
    outbox.run_all()


@pytest.mark.parametrize("steps", [(), ("accept",), ("accept", "depart"), ("accept", "depart", "arrive")])
def test_the_colleague_takes_it_and_works_on_from_an_accepted_job(
    town: Lakeside, zhou: Phone, wu: Phone, steps: tuple[str, ...]
) -> None:
    visit = under_way(town, *steps)
    answer = offered(zhou, visit, town.wu, "表箱已打开，缺空开")
    assert answer.status_code == 200, answer.json()
    offer = answer.json()["offer"]
    assert (offer["giver"], offer["receiver"], offer["note"]) == ("周强", "吴敏", "表箱已打开，缺空开")
    assert offers_of(town.zhou) == offers_of(town.wu) == [("周强", "吴敏")]
    # Nobody lets go before somebody holds.
    visit.refresh_from_db()
    assert visit.ended_at is None

    taken = wu.post(f"job-offers/{offer['id']}/take", {})
    assert taken.status_code == 200, taken.json()
    assert taken.json()["heads"][f"crew:{town.wu.pk}"] > 0
    now = Visit.objects.get(order=visit.order_id, ended_at=None)
    assert (now.technician_id, now.state) == (town.wu.pk, "accepted")
    assert WorkOrder.objects.get(pk=visit.order_id).assignee_id == town.wu.pk
    assert offers_of(town.zhou) == offers_of(town.wu) == []
    assert told(f"order:{visit.order_id}")[-4:].count("order.job_taken_over") == 1
    for step in ("depart", "arrive"):
        assert wu.post(f"visits/{now.pk}/{step}", {}).status_code == 200
    assert wu.post(f"visits/{now.pk}/repair", {"cause": "ageing"}).status_code == 200
    assert wu.post(f"visits/{now.pk}/report", {}).status_code == 200


def test_after_it_was_taken_the_giver_can_go_home(town: Lakeside, zhou: Phone, wu: Phone) -> None:
    visit = under_way(town, "accept", "depart", "arrive")
    assert code(zhou.post("shift", {"action": "end"})) == "shift.visits_under_way"
    offer = offered(zhou, visit, town.wu).json()["offer"]
    assert code(zhou.post("shift", {"action": "end"})) == "shift.visits_under_way"
    assert wu.post(f"job-offers/{offer['id']}/take", {}).status_code == 200
    assert zhou.post("shift", {"action": "end"}).status_code == 200


def test_declined_it_stays_and_the_giver_hears_why(town: Lakeside, zhou: Phone, wu: Phone) -> None:
    visit = under_way(town, "accept")
    offer = offered(zhou, visit, town.wu).json()["offer"]
    assert wu.post(f"job-offers/{offer['id']}/decline", {"note": "没有空开"}).status_code == 200
    heard = Entry.objects.filter(stream=f"crew:{town.zhou.pk}", kind="job_offer.ended").get().data
    assert (heard["state"], heard["answer"]) == ("declined", "没有空开")
    visit.refresh_from_db()
    assert visit.state == "accepted"
    assert code(wu.post(f"job-offers/{offer['id']}/take", {})) == "job_offer.gone"


def test_kept_after_all_also_when_said_twice(town: Lakeside, zhou: Phone, wu: Phone) -> None:
    visit = under_way(town, "accept")
    offer = offered(zhou, visit, town.wu).json()["offer"]
    for _ in range(2):
        assert zhou.post(f"visits/{visit.pk}/keep", {}).status_code == 200
    assert code(wu.post(f"job-offers/{offer['id']}/take", {})) == "job_offer.gone"
    assert told(f"crew:{town.wu.pk}").count("job_offer.ended") == 1


def test_a_newer_offer_takes_the_place_of_the_one_before(town: Lakeside, zhou: Phone, wu: Phone) -> None:
    visit = under_way(town, "accept")
    first = offered(zhou, visit, town.wu).json()["offer"]
    assert offered(zhou, visit, town.sun).status_code == 200
    assert (offers_of(town.wu), offers_of(town.sun)) == ([], [("周强", "孙磊")])
    assert code(wu.post(f"job-offers/{first['id']}/take", {})) == "job_offer.gone"


@pytest.mark.parametrize("how", ["reassigned", "reported", "repaired", "declined"])
def test_an_offer_goes_with_its_visit(town: Lakeside, zhou: Phone, wu: Phone, how: str) -> None:
    visit = under_way(town, *("accept", "arrive")[: {"declined": 0, "reassigned": 1}.get(how, 2)])
    offer = offered(zhou, visit, town.wu).json()["offer"]
    match how:
        case "reassigned":
            town.give(visit.order, town.sun)
        case "declined":
            town.tap(visit, "decline")
        case _:
            town.tap(visit, "repair")
            if how == "reported":
                town.tap(visit, "report")
    assert JobOffer.objects.get().state == "gone"
    assert offers_of(town.zhou) == offers_of(town.wu) == []
    assert code(wu.post(f"job-offers/{offer['id']}/take", {})) == "job_offer.gone"


def test_an_offer_for_a_job_that_is_gone_is_kept_as_a_late_tap(town: Lakeside, zhou: Phone) -> None:
    visit = under_way(town, "accept")
    town.give(visit.order, town.sun)
    assert code(offered(zhou, visit, town.wu)) == "visit.not_yours_anymore"
    late = Entry.objects.get(stream=f"order:{visit.order_id}", kind="visit.late_tap").data
    assert late["action"] == "hand-on"


def test_who_cannot_take_it_is_refused_by_name(town: Lakeside, zhou: Phone) -> None:
    visit = under_way(town, "accept")
    assert code(offered(zhou, visit, town.qian)) == "job_offer.off_shift"
    assert code(offered(zhou, visit, town.feng)) == "job_offer.lacks_skill"
    assert code(offered(zhou, visit, town.zhou)) == "job_offer.self"
    done = under_way(town, "accept", "arrive", "repair")
    assert code(offered(zhou, done, town.wu)) == "job_offer.only_report"
    node = organisation.add_node(town.city, "station", "山脚供电所", "Hillside Power")
    hill = Station.objects.create(node=node, code="E02", utilities=["electricity"], skills=[], lon=117.15, lat=31.05)
    town.sun.station = hill
    town.sun.save()
    assert code(offered(zhou, visit, town.sun)) == "not_found"
    assert JobOffer.objects.count() == 0


def test_whose_shift_begins_soon_is_asked_and_takes_it_once_on_shift(town: Lakeside, zhou: Phone) -> None:
    now = clock.now()
    visit = under_way(town, "accept")
    Shift.objects.create(technician=town.qian, starts_at=now + timedelta(minutes=20), ends_at=now + timedelta(hours=8))
    assert "钱伟" in colleagues(zhou)
    offer = offered(zhou, visit, town.qian).json()["offer"]
    qian = Phone(town.qian)
    assert code(qian.post(f"job-offers/{offer['id']}/take", {})) == "job_offer.begin_shift"
    assert qian.post("shift", {"action": "start"}).status_code == 200
    assert qian.post(f"job-offers/{offer['id']}/take", {}).status_code == 200


def test_colleagues_are_of_ones_own_station_and_here(town: Lakeside, zhou: Phone) -> None:
    assert colleagues(zhou) == {"吴敏", "孙磊", "冯娜"}


def test_nobody_answers_or_offers_for_another(town: Lakeside, zhou: Phone, wu: Phone) -> None:
    visit = under_way(town, "accept")
    assert code(offered(wu, visit, town.wu)) == "not_found"
    offer = offered(zhou, visit, town.wu).json()["offer"]
    sun = Phone(town.sun)
    for phone in (sun, zhou):
        assert code(phone.post(f"job-offers/{offer['id']}/take", {})) == "not_found"
    assert code(sun.post(f"visits/{visit.pk}/keep", {})) == "not_found"
    assert code(sun.post("job-offers/999999/take", {})) == "not_found"
    assert JobOffer.objects.get().state == "open"


def test_said_again_with_its_key_it_is_done_once(town: Lakeside, zhou: Phone, wu: Phone) -> None:
    visit = under_way(town, "accept")
    body = {"to": town.wu.pk, "note": ""}
    first = zhou.post(f"visits/{visit.pk}/hand-on", body, key="h1").json()
    assert zhou.post(f"visits/{visit.pk}/hand-on", body, key="h1").json() == first
    take = f"job-offers/{first['offer']['id']}/take"
    assert wu.post(take, {}, key="t1").json() == wu.post(take, {}, key="t1").json()
    assert (JobOffer.objects.count(), Visit.objects.filter(technician=town.wu.pk).count()) == (1, 1)


def test_unanswered_it_alarms_the_desk_until_it_is_answered(town: Lakeside, zhou: Phone, wu: Phone) -> None:
    visit = under_way(town, "accept")
    offer = offered(zhou, visit, town.wu).json()["offer"]
    later(9)
    assert not Alarm.objects.filter(kind="job_offer_waits").exists()
    later(2)
    alarm = Alarm.objects.get(kind="job_offer_waits", cleared_at=None)
    assert alarm.order_id == visit.order_id
    assert alarm.facts["giver"] == "周强"
    assert wu.post(f"job-offers/{offer['id']}/decline", {}).status_code == 200
    outbox.run_all()
    assert not Alarm.objects.filter(kind="job_offer_waits", cleared_at=None).exists()


def test_danger_to_life_waits_two_minutes(town: Lakeside, zhou: Phone) -> None:
    visit = under_way(town, "accept", symptom="smoke_or_fire")
    assert offered(zhou, visit, town.wu).status_code == 200
    later(3)
    assert Alarm.objects.filter(kind="job_offer_waits", order=visit.order_id).exists()


def test_the_colleague_is_told_although_their_page_is_closed(town: Lakeside, zhou: Phone, settings: Any) -> None:
    settings.SMS_URL, settings.SMS_TOKEN = "http://127.0.0.1:9/sms", "word"
    Technician.objects.update(phone="13900002222")
    offered(zhou, under_way(town, "accept"), town.wu)
    outbox.run_all()
    telling = Telling.objects.get(kind="offered")
    assert (telling.technician_id, telling.facts["giver"]) == (town.wu.pk, "周强")


@pytest.mark.parametrize("rival", ["desk", "keep", "repair"])
def test_taking_races_with_everybody_else_and_the_order_has_one_visit(
    town: Lakeside, zhou: Phone, wu: Phone, rival: str
) -> None:
    for _ in range(4):
        visit = under_way(town, *(("accept",) if rival == "desk" else ("accept", "arrive")))
        offer = offered(zhou, visit, town.wu).json()["offer"]

        def act(place: int, visit: Visit = visit, offer: dict[str, Any] = offer) -> int:
            try:
                if place == 0:
                    return int(wu.post(f"job-offers/{offer['id']}/take", {}).status_code)
                if rival == "desk":
                    town.give(visit.order, town.sun)
                    return 200
                path = "keep" if rival == "keep" else "repair"
                return int(zhou.post(f"visits/{visit.pk}/{path}", {"cause": "ageing"}).status_code)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            taken, other = pool.map(act, (0, 1))
        live = Visit.objects.get(order=visit.order_id, ended_at=None)
        assert JobOffer.objects.get(pk=offer["id"]).state != "open"
        assert {taken, other} <= {200, 409}, (taken, other)
        if taken != 200:
            assert live.technician_id != town.wu.pk
