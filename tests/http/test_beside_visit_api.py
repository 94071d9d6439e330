"""What helps at a visit: what was here before, without anybody's name, and what to take along."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dispatch.kernel import clock
from repairs.models import WorkOrder
from tests.commands.lakeside import Lakeside
from tests.http.test_field_api import Phone, town, zhou

__all__ = ["town", "zhou"]
pytestmark = pytest.mark.django_db(transaction=True)


def beside(phone: Phone, visit_id: int) -> Any:
    return phone.client.get(f"/api/v1/field/visits/{visit_id}/beside")


def ended(town: Lakeside, days: int, lon: float = 117.05, address: str = "别处 1 号") -> WorkOrder:
    order = town.order(lon=lon)
    when = clock.now() - timedelta(days=days)
    WorkOrder.objects.filter(pk=order.pk).update(
        state="closed", opened_at=when, cause="ageing", result_note="换了接头", address=address
    )
    return order


def test_ended_orders_of_this_place_are_told_newest_first_without_the_caller(town: Lakeside, zhou: Phone) -> None:
    older, newer = ended(town, 90), ended(town, 3)
    by_address = ended(town, 200, lon=117.08, address="湖滨路 8 号")
    ended(town, 3, lon=117.06)
    ended(town, 400)
    town.order()
    visit = town.give(town.order(), town.zhou)
    found = beside(zhou, visit.pk).json()
    numbers = [row["number"] for row in found["history"]]
    assert numbers == [one.request.number for one in (newer, older, by_address)]
    assert found["history"][0] == {
        "number": newer.request.number,
        "symptom": "no_power",
        "state": "closed",
        "opened_at": clock.iso(clock.now() - timedelta(days=3)),
        "cause": "ageing",
        "note": "换了接头",
    }
    assert "tester" in found["tools"]


def test_nobody_reads_it_of_a_visit_that_is_not_theirs(town: Lakeside, zhou: Phone) -> None:
    visit = town.give(town.order(), town.wu)
    assert beside(zhou, visit.pk).status_code == 404
