"""A technician calls for help: the desks above hear it, the phone learns who answers; it stays until it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dispatch.board.models import Alarm
from dispatch.kernel import clock, timers
from dispatch.kernel.models import Entry
from field.models import Sos
from tests.commands.lakeside import Lakeside
from tests.http.test_board_api import Desk, code, he, li, stranger, town
from tests.http.test_field_api import Phone, zhou

__all__ = ["he", "li", "stranger", "town", "zhou"]
pytestmark = pytest.mark.django_db(transaction=True)

PLACE = {"lon": 117.05, "lat": 31.05, "accuracy_m": 8}


def open_alarm() -> Alarm:
    return Alarm.objects.get(kind="sos", cleared_at=None)


def steps(town: Lakeside) -> list[Any]:
    entries = Entry.objects.filter(stream=f"crew:{town.zhou.pk}", kind__startswith="sos.").order_by("version")
    return list(entries.values_list("kind", flat=True))


def test_a_call_is_an_alarm_at_the_desks_above_with_who_and_where(town: Lakeside, zhou: Phone, li: Desk) -> None:
    answer = zhou.post("sos", {"position": PLACE, "note": "困在配电房"}, key="s1")
    assert answer.status_code == 200
    assert answer.json()["sos"]["seen_by"] == []
    alarm = open_alarm()
    assert (alarm.severity, alarm.node, alarm.technician) == ("critical", town.station.node, town.zhou)
    assert (alarm.facts["technician"], alarm.facts["lon"], alarm.facts["note"]) == ("周强", 117.05, "困在配电房")
    assert li.post(f"alarms/{alarm.pk}/acknowledge").json()["alarm"]["technician_id"] == town.zhou.pk
    assert zhou.day()["state"]["sos"]["seen_by"] == ["Li"]


def test_it_needs_no_place_and_calling_again_is_the_same_call_at_a_newer_place(town: Lakeside, zhou: Phone) -> None:
    assert zhou.post("sos", {}, key="s1").status_code == 200
    assert zhou.post("sos", {}, key="s1").status_code == 200
    assert zhou.post("sos", {"position": PLACE}, key="s2").status_code == 200
    row = Sos.objects.get()
    assert (row.lon, row.accuracy_m) == (117.05, 8)
    assert Alarm.objects.filter(kind="sos").count() == 1


def test_two_of_one_station_are_two_alarms(town: Lakeside, zhou: Phone) -> None:
    zhou.post("sos", {})
    Phone(town.wu).post("sos", {})
    assert Alarm.objects.filter(kind="sos", cleared_at=None).count() == 2


def test_whoever_answers_is_named_on_the_phone_and_it_stays_until_it_is_over(
    town: Lakeside, zhou: Phone, li: Desk, stranger: Desk
) -> None:
    zhou.post("sos", {})
    alarm = open_alarm()
    assert code(stranger.post(f"alarms/{alarm.pk}/acknowledge")) == (404, "not_found")
    assert li.post(f"alarms/{alarm.pk}/acknowledge").status_code == 200
    assert zhou.day()["state"]["sos"]["seen_by"] == ["Li"]
    assert open_alarm() == alarm
    assert zhou.post("sos/over", {"note": "出来了"}).status_code == 200
    assert zhou.day()["state"]["sos"] is None
    assert not Alarm.objects.filter(cleared_at=None).exists()
    assert steps(town) == ["sos.called", "sos.seen", "sos.over"]
    assert code(zhou.post("sos/over", {})) == (409, "sos.not_open")


def test_a_desk_ends_it_too_but_ends_nothing_else(town: Lakeside, zhou: Phone, li: Desk, stranger: Desk) -> None:
    zhou.post("sos", {})
    alarm = open_alarm()
    assert code(stranger.post(f"alarms/{alarm.pk}/over", {})) == (404, "not_found")
    assert li.post(f"alarms/{alarm.pk}/over", {"note": "队长接到了人"}).status_code == 200
    row = Sos.objects.get()
    assert (row.over_name, row.over_note) == ("Li", "队长接到了人")
    other = Alarm.objects.create(kind="urged", severity="high", node=town.city, raised_at=clock.now())
    assert code(li.post(f"alarms/{other.pk}/over", {})) == (409, "sos.not_open")


def test_nobody_answers_and_it_climbs(town: Lakeside, zhou: Phone) -> None:
    zhou.post("sos", {})
    assert open_alarm().node == town.station.node
    clock.advance(timedelta(seconds=61))
    timers.sweep()
    assert open_alarm().node == town.city


def test_only_technicians_call(town: Lakeside, he: Desk) -> None:
    answer = he.client.post("/api/v1/field/sos", {}, "application/json")
    assert code(answer) == (403, "visit.not_technician")
