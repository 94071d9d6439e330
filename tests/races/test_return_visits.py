"""The quality desk's result, the customer's answer and a dispatcher's re-opening at one instant: one of them wins."""

import pytest
from django.test import Client

from repairs.models import ReturnVisit, Todo, WorkOrder
from tests.http.test_return_visits_api import Desk, fresh, visit_of
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(desk: Desk, order: WorkOrder, solved: bool) -> list[int]:
    """Two of each press at the same time: desk, customer, dispatcher, desk, customer, dispatcher."""
    body = {"solved": solved, "satisfaction": 3}
    again = {"version": order.version, "reason": "came_back", "note": "又闻到了"}
    presses = [
        (desk.qin.cookies, f"/api/v1/return-visits/{visit_of(order).pk}/result", body),
        (None, f"/api/v1/track/{order.request.tracking_code}/feedback", body),
        (desk.lin.cookies, f"/api/v1/board/orders/{order.pk}/reopen", again),
    ]

    def press(place: int) -> int:
        cookies, address, said = presses[place % 3]
        client = Client()
        if cookies is not None:
            client.cookies = cookies
        return client.post(address, said, content_type="application/json").status_code

    return together(6, press)


@pytest.mark.parametrize("solved", [True, False])
def test_a_visit_is_answered_once_and_its_order_taken_up_again_at_most_once(solved: bool) -> None:
    desk = Desk()
    for _ in range(3):
        order = desk.closed()
        statuses = at_once(desk, order, solved)
        assert set(statuses) <= {200, 409}
        order = fresh(order)
        (visit,) = ReturnVisit.objects.filter(order=order)
        is_answered = visit.solved is not None
        assert statuses[0::3].count(200) + statuses[1::3].count(200) == is_answered
        assert (visit.state == "dropped") == (not is_answered)
        assert order.reopens == (order.state == "waiting")
        assert not Todo.objects.filter(kind="return_visit", closed_at=None).exists()
