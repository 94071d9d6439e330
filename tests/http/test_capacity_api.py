"""Capacity over HTTP: widened rules, exception days, rosters and overflow; who may, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from coverage.models import CapacityDay, DutyShift, OverflowLink
from dispatch.kernel import clock
from dispatch.kernel.access_table import Role
from dispatch.kernel.organisation import today_at
from tests.http.test_coverage_api import API, Province

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = {"work_class": "network", "starts": "08:00", "ends": "12:00", "limit": 5}


@pytest.fixture
def province() -> Province:
    return Province()


def send(client: Client, url: str, body: dict[str, Any], how: str = "post") -> tuple[int, dict[str, Any]]:
    answer = getattr(client, how)(url, body, content_type="application/json")
    return answer.status_code, answer.json()


class TestRules:
    def url(self, province: Province) -> str:
        return f"{API}/stations/{province.lake_station.pk}/capacity"

    def test_all_that_is_set_is_read_again(self, province: Province) -> None:
        admin, url = province.person(Role.ADMIN, province.lake), self.url(province)
        winter = {**MORNING, "from_day": "11-15", "to_day": "03-15", "limit": 8, "appointment_quota": 2}
        body = {
            "open_ceiling": 7,
            "slots": [MORNING, winter],
            "source": "crews",
            "jobs_per_person": 1.5,
            "headroom_percent": 20,
        }
        status, answer = send(admin, url, body, "put")
        assert (status, answer["not_lowered"]) == (200, [])
        read = admin.get(url).json()
        assert {name: read[name] for name in body if name != "slots"} == {k: v for k, v in body.items() if k != "slots"}
        assert [(slot["from_day"], slot["limit"], slot["appointment_quota"]) for slot in read["slots"]] == [
            ("", 5, 0),
            ("11-15", 8, 2),
        ]

    @pytest.mark.parametrize(
        ("slots", "code"),
        [
            ([{**MORNING, "from_day": "11-15"}], "capacity.season_unclear"),
            ([{**MORNING, "from_day": "02-30", "to_day": "03-02"}], "capacity.season_unclear"),
            ([MORNING, {**MORNING, "weekday": 2, "starts": "11:00"}], "capacity.slots_overlap"),
            (
                [
                    {**MORNING, "from_day": "11-01", "to_day": "02-01"},
                    {**MORNING, "from_day": "01-01", "to_day": "03-01"},
                ],
                "capacity.seasons_overlap",
            ),
            ([{**MORNING, "from_day": "soon", "to_day": "later"}], "input.invalid"),
            ([{**MORNING, "starts": "08:00Z"}], "input.invalid"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, province: Province, slots: list[Any], code: str) -> None:
        admin = province.person(Role.ADMIN, province.lake)
        status, answer = send(admin, self.url(province), {"open_ceiling": 7, "slots": slots}, "put")
        assert (status, answer["code"]) == (422, code)
        assert admin.get(self.url(province)).json()["slots"] == []


class TestDays:
    def test_a_dispatcher_sets_a_day_and_ends_it(self, province: Province) -> None:
        dispatcher = province.person(Role.DISPATCHER, province.lake)
        url = f"{API}/stations/{province.lake_station.pk}/capacity-days"
        day = (today_at(province.lake) + timedelta(days=2)).isoformat()
        status, answer = send(dispatcher, url, {"day": day, "percent": 50, "reason": "停电检修"})
        assert (status, answer["day"]["percent"], answer["day"]["work_class"]) == (201, 50, None)
        send(dispatcher, url, {"day": day, "percent": 20, "reason": "停电检修"})
        [held] = dispatcher.get(url).json()["days"]
        assert held["percent"] == 20, "the same day again is the same row"
        assert dispatcher.delete(f"{url}/{held['id']}").status_code == 200
        assert dispatcher.delete(f"{url}/{held['id']}").status_code == 404
        assert not CapacityDay.objects.exists()

    def test_not_a_day_that_is_over_nor_by_others_nor_beside_ones_part(self, province: Province) -> None:
        day = {"day": today_at(province.lake).isoformat(), "percent": 50, "reason": "检修"}
        dispatcher = province.person(Role.DISPATCHER, province.lake)
        url = f"{API}/stations/{province.lake_station.pk}/capacity-days"
        yesterday = (today_at(province.lake) - timedelta(days=1)).isoformat()
        assert send(dispatcher, url, {**day, "day": yesterday})[0] == 422
        assert send(dispatcher, f"{API}/stations/{province.hill_station.pk}/capacity-days", day)[0] == 404
        assert send(province.person(Role.COORDINATOR, province.lake), url, day)[0] == 403


class TestRoster:
    def test_a_coordinator_keeps_the_stations_roster(self, province: Province) -> None:
        mei = province.person(Role.COORDINATOR, province.lake_station.node)
        url, now = f"{API}/stations/{province.lake_station.pk}/duty", clock.now()
        shift = {"starts_at": clock.iso(now + timedelta(hours=1)), "ends_at": clock.iso(now + timedelta(hours=9))}
        status, answer = send(mei, url, {"shifts": [shift, {**shift, "people": 3}]})
        assert (status, [one["people"] for one in answer["shifts"]]) == (201, [1, 3])
        assert mei.delete(f"{url}/{answer['shifts'][0]['id']}").status_code == 200
        assert [one["people"] for one in mei.get(url).json()["shifts"]] == [3]
        backwards = {"starts_at": shift["ends_at"], "ends_at": shift["starts_at"]}
        assert send(mei, url, {"shifts": [backwards]})[1]["code"] == "duty.not_ahead"

    def test_others_do_not(self, province: Province) -> None:
        now = clock.now()
        shift = {"starts_at": clock.iso(now), "ends_at": clock.iso(now + timedelta(hours=9))}
        url = f"{API}/stations/{province.lake_station.pk}/duty"
        assert send(province.person(Role.AGENT, province.lake), url, {"shifts": [shift]})[0] == 403
        assert send(province.person(Role.COORDINATOR, province.hill), url, {"shifts": [shift]})[0] == 404
        assert not DutyShift.objects.exists()


class TestOverflow:
    def link(self, province: Province, **more: Any) -> dict[str, Any]:
        return {"station_id": province.lake_station.pk, "helper_id": province.hill_station.pk, **more}

    def test_whoever_stands_above_both_links_them(self, province: Province) -> None:
        admin = province.person(Role.ADMIN, province.lake.parent)
        until = (today_at(province.lake) + timedelta(days=30)).isoformat()
        status, answer = send(
            admin, f"{API}/overflow", self.link(province, kind="mutual_aid", ends_on=until, utility="water")
        )
        assert (status, answer["link"]["to"]) == (201, until)
        assert answer["link"]["from"] == today_at(province.lake).isoformat()
        links = f"{API}/overflow?node={province.lake.pk}"
        assert [link["kind"] for link in admin.get(links).json()["links"]] == ["mutual_aid"]
        assert admin.get(f"{API}/overflow?node={province.hill.pk}").json()["links"] == []
        assert admin.delete(f"{API}/overflow/{answer['link']['id']}").status_code == 200
        assert not OverflowLink.objects.exists()

    def test_not_across_ones_part_nor_to_itself_nor_for_another_trade(self, province: Province) -> None:
        lake = province.person(Role.DISPATCHER, province.lake)
        assert send(lake, f"{API}/overflow", self.link(province))[0] == 404
        admin = province.person(Role.ADMIN, province.lake.parent)
        own = self.link(province, helper_id=province.lake_station.pk)
        assert send(admin, f"{API}/overflow", own)[1]["code"] == "overflow.to_itself"
        province.hill_station.utilities = ["gas"]
        province.hill_station.save()
        assert send(admin, f"{API}/overflow", self.link(province))[1]["code"] == "overflow.serves_other"
        ended = self.link(province, ends_on="2020-01-01")
        assert send(admin, f"{API}/overflow", ended)[0] == 422
        assert not OverflowLink.objects.exists()

    def test_another_part_neither_sees_nor_ends_it(self, province: Province) -> None:
        admin = province.person(Role.ADMIN, province.lake.parent)
        made = send(admin, f"{API}/overflow", self.link(province))[1]["link"]
        hill = province.person(Role.DISPATCHER, province.hill)
        assert hill.get(f"{API}/overflow").json()["links"] == []
        assert hill.delete(f"{API}/overflow/{made['id']}").status_code == 404
        assert OverflowLink.objects.count() == 1
