"""A technician learns of a job although the page is closed: by push, by text message, and in the end from the desk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from dispatch.board.models import Alarm
from dispatch.kernel import clock, outbox
from dispatch.kernel.models import Entry
from field.models import PushSubscription, Technician, Telling, Visit
from field.telling import sending
from tests.commands.lakeside import Lakeside
from tests.http.test_board_api import code, he, town
from tests.http.test_field_api import Phone, zhou
from tests.push_service import Browser, PushService

__all__ = ["he", "town", "zhou"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    with PushService() as service:
        settings.PUSH_SERVICES = ("fcm.googleapis.com", service.origin)
        yield service


@pytest.fixture
def gateway(settings: Any) -> Iterator[PushService]:
    with PushService() as gateway:
        settings.SMS_URL, settings.SMS_TOKEN = f"{gateway.origin}/sms", "gateway-word"
        Technician.objects.update(phone="13900002222")
        yield gateway


def later(seconds: float) -> None:
    """Time passes, the log is read, and the sender does what is due until nothing is."""
    clock.advance(timedelta(seconds=seconds))
    outbox.run_all()
    while sending.step():
        pass
    outbox.run_all()


def subscribed(phone: Phone, service: PushService, name: str = "one", language: str = "zh") -> Browser:
    browser = Browser(service, name)
    assert phone.post("push/subscriptions", browser.subscription(language)).status_code == 200
    return browser


def texts_of(gateway: PushService) -> list[dict[str, Any]]:
    return [json.loads(body) for _, _, body in gateway.came]


def told(visit: Visit) -> list[tuple[str, Any]]:
    entries = Entry.objects.filter(stream=f"order:{visit.order_id}", kind__startswith="visit.").order_by("version")
    return [(e.kind, e.data.get("way")) for e in entries if e.kind in ("visit.told", "visit.unreached", "visit.seen")]


@pytest.mark.usefixtures("frozen")
class TestAJob:
    def test_is_pushed_to_each_phone_in_its_language_without_a_word_about_the_customer(
        self, town: Lakeside, zhou: Phone, service: PushService
    ) -> None:
        phone, tablet = subscribed(zhou, service), subscribed(zhou, service, "two", "en")
        other = subscribed(Phone(town.wu), service, "three")
        visit = town.give(town.order(), town.zhou)
        later(0)
        assert phone.messages() == []
        later(5)
        (said,) = phone.messages()
        assert said["title"] == "新任务：停电"
        assert (said["visit_id"], said["is_urgent"], said["kind"]) == (visit.pk, False, "new")
        assert tablet.messages()[0]["title"] == "New job: No power"
        assert not {"湖滨路", "王女士", "13800001111"} & set(str(phone.messages()).split())
        assert "湖滨路" not in str(phone.messages()) and "1380" not in str(phone.messages())
        assert other.messages() == []
        (_, headers, _) = service.came[0]
        assert (headers["topic"], headers["urgency"]) == (f"visit-{visit.pk}", "high")
        later(600)
        assert len(phone.messages()) == 1

    def test_that_the_open_page_showed_needs_no_push(self, town: Lakeside, zhou: Phone, service: PushService) -> None:
        phone = subscribed(zhou, service)
        town.give(town.order(), town.zhou)
        later(1)
        version = zhou.day()["version"]
        assert zhou.post("tellings/reached", {"version": version - 2, "by": "page"}).json() == {"reached": 0}
        assert zhou.post("tellings/reached", {"version": version, "by": "page"}).json() == {"reached": 1}
        later(600)
        assert phone.messages() == []

    def test_that_is_taken_back_is_told_so_and_one_that_was_never_told_is_not(
        self, town: Lakeside, zhou: Phone, service: PushService
    ) -> None:
        phone = subscribed(zhou, service)
        visit = town.give(town.order(), town.zhou)
        later(6)
        town.give(visit.order, town.wu)
        later(6)
        assert [said["kind"] for said in phone.messages()] == ["new", "withdrawn"]
        again = town.give(town.order(), town.zhou)
        town.give(again.order, town.wu)
        later(6)
        assert [said["kind"] for said in phone.messages()] == ["new", "withdrawn", "withdrawn"]

    def test_that_nobody_saw_is_texted_once_with_one_key(
        self, town: Lakeside, zhou: Phone, service: PushService, gateway: PushService
    ) -> None:
        subscribed(zhou, service)
        visit = town.give(town.order(), town.zhou)
        gateway.answers = [503]
        later(5)
        later(90)
        assert len(gateway.came) == 1
        later(10)
        later(600)
        first, second = texts_of(gateway)
        assert first == second
        assert (first["to"], first["text"]) == ("13900002222", f"【派单】新任务：停电。{_number(visit)}")
        assert gateway.came[0][1]["authorization"] == "Bearer gateway-word"
        assert gateway.came[0][1]["idempotency-key"] == first["key"]
        assert told(visit) == [("visit.told", "text")]

    def test_that_was_begun_is_told_no_more(
        self, town: Lakeside, zhou: Phone, service: PushService, gateway: PushService
    ) -> None:
        phone = subscribed(zhou, service)
        visit = town.give(town.order(), town.zhou)
        zhou.post(f"visits/{visit.pk}/accept", {})
        later(600)
        assert (phone.messages(), gateway.came) == ([], [])

    def test_nobody_is_told_of_what_they_did_themselves(
        self, town: Lakeside, zhou: Phone, service: PushService
    ) -> None:
        phone = subscribed(zhou, service)
        visit = town.give(town.order(), town.zhou)
        zhou.post(f"visits/{visit.pk}/decline", {"reason": "vehicle"})
        later(600)
        assert phone.messages() == []


def _number(visit: Visit) -> str:
    number = visit.order.request.number
    return f"单号 {number[:6]} {number[6:9]} {number[9:12]} {number[12:]}，点开查看。"


@pytest.mark.usefixtures("frozen")
class TestDanger:
    def test_rings_until_somebody_says_that_they_have_seen_it(
        self, town: Lakeside, zhou: Phone, service: PushService
    ) -> None:
        phone = subscribed(zhou, service)
        visit = town.give(town.order("downed_line"), town.zhou)
        later(0)
        for _ in range(2):
            later(15)
        assert [said["is_urgent"] for said in phone.messages()] == [True, True, True]
        for _ in range(2):
            answer = zhou.post(f"visits/{visit.pk}/seen", {}, key="seen-1")
            assert answer.json()["visit"]["seen_at"] is not None
        zhou.post(f"visits/{visit.pk}/seen", {}, key="seen-2")
        later(600)
        assert len(phone.messages()) == 3
        assert told(visit) == [("visit.told", "push"), ("visit.seen", None)]
        assert not Alarm.objects.filter(kind="unreached").exists()

    def test_is_texted_and_then_the_desk_is_asked_to_call_until_there_is_an_answer(
        self, town: Lakeside, zhou: Phone, gateway: PushService
    ) -> None:
        visit = town.give(town.order("downed_line"), town.zhou)
        later(60)
        later(60)
        assert told(visit) == [("visit.told", "text"), ("visit.unreached", None)]
        alarm = Alarm.objects.get(kind="unreached")
        assert (alarm.order_id, alarm.severity, alarm.cleared_at) == (visit.order_id, "high", None)
        assert (alarm.facts["technician"], alarm.facts["phone"]) == ("周强", "13900002222")
        zhou.post(f"visits/{visit.pk}/accept", {})
        later(1)
        alarm.refresh_from_db()
        assert alarm.cleared_at is not None

    def test_given_to_somebody_else_meanwhile_calls_for_the_new_one(self, town: Lakeside, zhou: Phone) -> None:
        visit = town.give(town.order("downed_line"), town.zhou)
        later(100)
        town.give(visit.order, town.wu)
        later(30)
        assert not Alarm.objects.filter(kind="unreached").exists()
        later(100)
        assert Alarm.objects.get(kind="unreached").facts["technician"] == "吴敏"

    def test_of_a_job_that_is_gone_or_a_strangers_nothing_can_be_said(self, town: Lakeside, zhou: Phone) -> None:
        visit = town.give(town.order("downed_line"), town.zhou)
        assert code(Phone(town.wu).post(f"visits/{visit.pk}/seen", {})) == (404, "not_found")
        town.give(visit.order, town.wu)
        assert zhou.post(f"visits/{visit.pk}/seen", {}).json()["visit"]["seen_at"] is None
        assert told(visit) == []


@pytest.mark.usefixtures("frozen")
class TestPhones:
    @pytest.mark.parametrize(
        "endpoint",
        [
            "https://example.org/push/1",
            "http://fcm.googleapis.com/push/1",
            "https://fcm.googleapis.com.example.org/1",
            "https://fcm.googleapis.com:8443/push/1",
            "https://someone@fcm.googleapis.com/push/1",
            "https://127.0.0.1/push/1",
            "file:///etc/hosts-of-nobody",
            "https://[::1/broken",
        ],
    )
    def test_only_known_services_are_spoken_to(self, zhou: Phone, service: PushService, endpoint: str) -> None:
        given = {**Browser(service, "one").subscription(), "endpoint": endpoint}
        assert code(zhou.post("push/subscriptions", given)) == (422, "push.host_refused")
        assert not PushSubscription.objects.exists()

    @pytest.mark.parametrize(("name", "value"), [("p256dh", "A" * 87), ("auth", "A" * 21), ("auth", "密" * 22)])
    def test_keys_that_are_none_are_refused(self, zhou: Phone, service: PushService, name: str, value: str) -> None:
        given = {**Browser(service, "one").subscription(), name: value}
        assert code(zhou.post("push/subscriptions", given)) == (422, "push.keys_invalid")

    def test_a_service_that_knows_it_no_more_is_left_in_peace(
        self, town: Lakeside, zhou: Phone, service: PushService
    ) -> None:
        subscribed(zhou, service)
        service.answers = [410]
        town.give(town.order(), town.zhou)
        later(5)
        later(600)
        assert len(service.came) == 1
        assert PushSubscription.objects.get().end_reason == "gone"

    def test_a_service_that_fails_is_tried_again_and_told_once(
        self, town: Lakeside, zhou: Phone, service: PushService
    ) -> None:
        phone = subscribed(zhou, service)
        service.answers = [500, 429]
        visit = town.give(town.order(), town.zhou)
        for _ in range(8):
            later(10)
        assert len(phone.messages()) == 3
        assert {said["visit_id"] for said in phone.messages()} == {visit.pk}

    def test_a_sender_that_died_is_followed_by_another(
        self, town: Lakeside, zhou: Phone, service: PushService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        phone = subscribed(zhou, service)
        town.give(town.order(), town.zhou)
        clock.advance(timedelta(seconds=5))
        outbox.run_all()
        with monkeypatch.context() as patch:
            patch.setattr(sending, "_keep", _die)
            with pytest.raises(KeyboardInterrupt):
                sending.step()
        assert Telling.objects.get().pushed_at is None
        later(30)
        assert len(phone.messages()) == 1
        later(40)
        assert len(phone.messages()) == 2
        assert len({headers["topic"] for _, headers, _ in service.came}) == 1

    def test_a_phone_belongs_to_whoever_subscribed_last_and_only_they_end_it(
        self, town: Lakeside, zhou: Phone, service: PushService
    ) -> None:
        wu = Phone(town.wu)
        shared = subscribed(zhou, service)
        assert wu.post("push/subscriptions", shared.subscription()).status_code == 200
        town.give(town.order(), town.zhou)
        later(5)
        assert shared.messages() == []
        zhou.post("push/subscriptions/end", {"endpoint": shared.endpoint})
        assert PushSubscription.objects.get().ended_at is None
        wu.post("push/subscriptions/end", {"endpoint": shared.endpoint})
        assert PushSubscription.objects.get().end_reason == "left"

    def test_a_test_comes_at_once_or_says_why_not(self, zhou: Phone, service: PushService) -> None:
        assert code(zhou.post("push/test", {})) == (409, "push.none")
        phone = subscribed(zhou, service)
        assert zhou.post("push/test", {}).json()["phones"] == 1
        later(6)
        assert phone.messages()[0]["title"] == "通知已打开"

    def test_the_key_is_one_for_all_and_stays(self, town: Lakeside, zhou: Phone) -> None:
        keys = {phone.client.get("/api/v1/field/push").json()["key"] for phone in (zhou, zhou, Phone(town.wu))}
        assert [len(key) for key in keys] == [87]

    def test_desks_have_no_phone(self, town: Lakeside) -> None:
        with pytest.raises(ObjectDoesNotExist):
            _ = town.he.technician
        desk = Phone(town.zhou)
        desk.client.force_login(town.he)
        assert code(desk.client.get("/api/v1/field/push")) == (403, "visit.not_technician")


def _die(*_: object) -> None:
    raise KeyboardInterrupt
