"""The phone's HTTP surface: the day, steps with keys, positions, the shift, and what others may not."""

from typing import Any

import pytest
from django.test import Client

from dispatch.kernel import clock
from dispatch.kernel.models import Entry
from field.models import Position, Technician, Visit
from tests.commands.lakeside import Lakeside

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(frozen) -> Lakeside:
    return Lakeside()


class Phone:
    """A technician's browser, logged in."""

    def __init__(self, technician: Technician) -> None:
        self.client = Client()
        self.client.force_login(technician.user)

    def post(self, path: str, body: dict[str, Any], key: str | None = None) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(f"/api/v1/field/{path}", body, "application/json", headers=headers)

    def day(self) -> dict[str, Any]:
        return self.client.get("/api/v1/field/me").json()


@pytest.fixture
def zhou(town) -> Phone:
    return Phone(town.zhou)


class TestTheDay:
    def test_it_comes_with_the_version_of_its_stream(self, town, zhou):
        visit = town.give(town.order(), town.zhou)
        day = zhou.day()
        assert day["version"] == Entry.objects.filter(stream=f"crew:{town.zhou.pk}").count()
        assert day["state"]["technician"]["name"] == "周强"
        assert day["state"]["shift"]["on_shift"] is True
        (card,) = day["state"]["visits"]
        assert (card["id"], card["number"], card["symptom"]) == (visit.pk, visit.order.request.number, "no_power")

    def test_strangers_and_desks_have_no_day(self, town):
        assert Client().get("/api/v1/field/me").status_code == 401
        desk = Client()
        desk.force_login(town.he)
        answer = desk.get("/api/v1/field/me")
        assert (answer.status_code, answer.json()["code"]) == (403, "visit.not_technician")


class TestSteps:
    def test_a_visit_over_http(self, town, zhou):
        visit = town.give(town.order(), town.zhou)
        device_at = clock.iso(clock.now())
        for action, more in [
            ("accept", {}),
            ("depart", {}),
            ("arrive", {"position": {"lon": 117.05, "lat": 31.05, "accuracy_m": 8}}),
            ("repair", {"cause": "overload", "note": "换了空开"}),
            ("report", {}),
        ]:
            answer = zhou.post(f"visits/{visit.pk}/{action}", {"device_at": device_at, **more}, key=f"tap-{action}")
            assert answer.status_code == 200, answer.json()
            assert answer.json()["heads"][f"crew:{town.zhou.pk}"] > 0
        assert answer.json()["visit"]["state"] == "reported"
        assert zhou.day()["state"]["visits"] == []

    def test_the_same_key_gets_the_same_answer_once(self, town, zhou):
        visit = town.give(town.order(), town.zhou)
        first = zhou.post(f"visits/{visit.pk}/accept", {}, key="tap-1")
        again = zhou.post(f"visits/{visit.pk}/accept", {}, key="tap-1")
        assert again.json() == first.json()
        visit.refresh_from_db()
        assert visit.version == 2

    def test_a_visit_that_is_gone_says_so_every_time_and_keeps_one_tap(self, town, zhou):
        order = town.order()
        visit = town.give(order, town.zhou)
        town.give(order, town.wu)
        for _ in range(2):
            answer = zhou.post(f"visits/{visit.pk}/accept", {}, key="late-1")
            assert (answer.status_code, answer.json()["code"]) == (409, "visit.not_yours_anymore")
            assert answer.json()["facts"]["reason"] == "reassigned"
            assert "12:00" in answer.json()["title"]
        assert Entry.objects.filter(stream=f"order:{order.pk}", kind="visit.late_tap").count() == 1

    def test_anothers_visit_is_not_found(self, town):
        visit = town.give(town.order(), town.zhou)
        wu = Phone(town.wu)
        assert wu.post(f"visits/{visit.pk}/accept", {}).status_code == 404
        assert wu.post("visits/999999/accept", {}).status_code == 404
        visit.refresh_from_db()
        assert visit.state == "assigned"

    @pytest.mark.parametrize(
        "body", [{"device_at": "yesterday"}, {"position": {"lon": 500, "lat": 0}}, {"note": "x" * 1001}]
    )
    def test_nonsense_is_refused_by_field(self, town, zhou, body):
        visit = town.give(town.order(), town.zhou)
        answer = zhou.post(f"visits/{visit.pk}/accept", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid")

    def test_a_time_without_a_zone_says_nothing(self, town, zhou):
        visit = town.give(town.order(), town.zhou)
        answer = zhou.post(f"visits/{visit.pk}/accept", {"device_at": "2026-01-05T12:00:00"})
        assert answer.status_code == 422

    def test_an_unknown_step_is_not_found_or_invalid(self, town, zhou):
        visit = town.give(town.order(), town.zhou)
        assert zhou.post(f"visits/{visit.pk}/cancel", {}).status_code in (404, 422)


class TestPositionsAndShift:
    def test_positions_come_in_batches(self, town, zhou):
        at = clock.iso(clock.now())
        answer = zhou.post(
            "positions", {"items": [{"lon": 117.05, "lat": 31.05, "at": at}, {"lon": 0, "lat": 0, "at": at}]}
        )
        assert answer.json() == {"accepted": 1, "refused": [{"index": 1, "code": "not_on_earth"}]}
        assert Position.objects.get().technician_id == town.zhou.pk

    def test_too_many_at_once_are_refused(self, town, zhou):
        item = {"lon": 117.05, "lat": 31.05, "at": clock.iso(clock.now())}
        assert zhou.post("positions", {"items": [item] * 201}).status_code == 422

    def test_the_shift_ends_and_begins(self, town, zhou):
        ended = zhou.post("shift", {"action": "end"}, key="s1").json()
        assert (ended["shift"]["on_shift"], ended["technician"]["state"]) == (False, "off")
        assert zhou.post("shift", {"action": "end"}, key="s2").json()["code"] == "shift.not_on"
        assert (
            zhou.post("positions", {"items": [{"lon": 1, "lat": 1, "at": clock.iso(clock.now())}]}).status_code == 409
        )
        assert zhou.post("shift", {"action": "start"}, key="s3").json()["technician"]["state"] == "available"
        assert Visit.objects.count() == 0
