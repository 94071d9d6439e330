"""Before anybody says yes: what a command would do to each of several orders, and that asking changes nothing."""

from typing import Any

import pytest

from coverage.models import Reservation
from dispatch.board.models import Decision, Offer
from dispatch.kernel import clock
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import Entry, Receipt, Timer
from field.models import Visit
from repairs.models import WorkOrder
from tests.commands.lakeside import HOUR, Lakeside
from tests.http.test_board_api import Desk, hill, li, person, stranger, town

__all__ = ["hill", "li", "stranger", "town"]
pytestmark = pytest.mark.django_db(transaction=True)

KEPT = (Entry, Receipt, Timer, Decision, Offer, Reservation, Visit)


def rehearsed(desk: Desk, verb: str, orders: list[WorkOrder], body: dict[str, Any] | None = None) -> Any:
    seen = [{"id": order.pk, "version": order.version} for order in orders]
    answer = desk.post("several/rehearse", {"verb": verb, "body": body or {}, "orders": seen})
    assert answer.status_code == 200, answer.content
    return answer.json()["orders"]


def test_it_is_told_which_will_and_why_the_others_will_not(town: Lakeside, li: Desk, hill: Any) -> None:
    calm, repaired = town.order(), town.order()
    visit = town.give(repaired, town.zhou)
    for step in ("accept", "depart", "arrive", "repair"):
        town.tap(visit, step)
    will, will_not = rehearsed(li, "offer", [calm, repaired], {"station_id": hill.pk, "reason": "storm"})
    assert will["will"] is True
    assert will["order"]["station_id"] == hill.pk
    assert will["order"]["state"] == "offered"
    # What was seen of the second one is old by now; that comes before all else.
    assert (will_not["will"], will_not["code"]) == (False, "command.stale")
    repaired.refresh_from_db()
    (again,) = rehearsed(li, "offer", [repaired], {"station_id": hill.pk, "reason": "storm"})
    assert again["code"] == "order.step_not_open"
    assert again["why"]


def test_asking_keeps_nothing(town: Lakeside, li: Desk, hill: Any) -> None:
    orders = [town.order(), town.order()]
    before = [model.objects.count() for model in KEPT]
    in_two_hours = clock.iso(clock.now() + 2 * HOUR)
    for verb, body in (
        ("offer", {"station_id": hill.pk, "reason": "storm"}),
        ("assign", {"technician_id": town.zhou.pk}),
        ("queue", {"note": "storm"}),
        ("suspend", {"reason": "bad_weather", "note": "storm", "resume_by": in_two_hours}),
        ("withdrawal", {"reason": "test", "note": "drill"}),
        ("urge", {"note": "called again"}),
        ("merge", {"into": orders[0].pk}),
    ):
        told = rehearsed(li, verb, [orders[1]], body)
        assert [one["will"] for one in told] == [True], (verb, told)
    assert [model.objects.count() for model in KEPT] == before
    for order in orders:
        state, version = order.state, order.version
        order.refresh_from_db()
        assert (order.state, order.version) == (state, version)


def test_what_was_rehearsed_is_then_what_happens(town: Lakeside, li: Desk) -> None:
    order = town.order()
    (told,) = rehearsed(li, "queue", [order], {"note": "storm"})
    done = li.on(order, "queue", note="storm", version=order.version).json()["order"]
    changing = ("updated_at", "due_at", "due_started_at")
    assert {k: v for k, v in done.items() if k not in changing} == {
        k: v for k, v in told["order"].items() if k not in changing
    }


def test_life_safety_is_not_parked_with_the_others(town: Lakeside, li: Desk) -> None:
    danger = town.order("downed_line")
    in_an_hour = clock.iso(clock.now() + HOUR)
    body = {"reason": "bad_weather", "note": "storm", "resume_by": in_an_hour}
    (told,) = rehearsed(li, "suspend", [danger], body)
    assert (told["will"], told["code"]) == (False, "order.life_safety_stays")


def test_orders_that_are_not_yours_are_not_there(town: Lakeside, stranger: Desk) -> None:
    (told,) = rehearsed(stranger, "queue", [town.order()], {"note": "storm"})
    assert (told["will"], told["code"]) == (False, "not_found")


def test_who_may_not_give_the_command_may_not_rehearse_it(town: Lakeside) -> None:
    auditor = person("shen", Role.AUDITOR, town.city)
    order = town.order()
    answer = auditor.post("several/rehearse", {"verb": "queue", "orders": [{"id": order.pk}]})
    assert answer.status_code == 403


def test_a_body_that_the_command_would_not_take_is_told_for_each(town: Lakeside, li: Desk) -> None:
    (told,) = rehearsed(li, "offer", [town.order()], {"station_id": "nowhere"})
    assert (told["will"], told["code"]) == (False, "input.invalid")
    assert li.post("several/rehearse", {"verb": "close", "orders": [{"id": 1}]}).status_code == 422
    assert li.post("several/rehearse", {"verb": "queue", "orders": []}).status_code == 422
    assert li.post("several/rehearse", {"verb": "queue", "orders": [{"id": 1}] * 201}).status_code == 422
    assert li.post("several/rehearse", {"verb": "queue", "orders": [{"id": 10**30}]}).status_code in (200, 422)


def test_the_steps_back_that_the_page_offers_are_open_in_the_flow(town: Lakeside, li: Desk, hill: Any) -> None:
    """As state/several.ts has them: after each command, the step that leads back."""
    home = {"station_id": town.station.pk, "reason": "taken back"}
    in_an_hour = clock.iso(clock.now() + HOUR)
    pause = {"reason": "bad_weather", "note": "storm", "resume_by": in_an_hour}
    for verb, body, back, again in (
        ("offer", {"station_id": hill.pk, "reason": "storm"}, "offer", home),
        ("queue", {"note": "storm"}, "offer", home),
        ("suspend", pause, "resume", {"note": "taken back"}),
    ):
        order = town.order()
        after = li.on(order, verb, version=order.version, **body).json()["order"]
        answer = li.on(order, back, version=after["version"], **again)
        assert answer.status_code == 200, (verb, answer.content)
        assert answer.json()["order"]["station_id"] == town.station.pk
    waiting = town.order()
    in_hand = li.on(waiting, "queue", note="storm").json()["order"]
    offered = li.on(waiting, "offer", version=in_hand["version"], station_id=hill.pk, reason="storm").json()["order"]
    assert (
        li.on(waiting, "queue", version=offered["version"], note="taken back").json()["order"]["state"] == "hand_queue"
    )
    first, child = town.order(), town.order()
    merged = li.on(child, "merge", version=child.version, into=first.pk).json()["order"]
    assert li.on(child, "unmerge", version=merged["version"], note="taken back").json()["order"]["state"] == "waiting"
    given = town.order()
    visit = town.give(given, town.zhou)
    given.refresh_from_db()
    moved = li.on(given, "assign", version=given.version, technician_id=town.wu.pk).json()["order"]
    back_to = {"technician_id": visit.technician_id, "override_reason": "taken back"}
    assert li.on(given, "assign", version=moved["version"], **back_to).json()["order"]["technician_id"] == town.zhou.pk
