"""A job given to somebody else while its technician was in the cellar: the work is kept and a person decides."""

import pytest
from django.test import Client

from dispatch.kernel import accounts, clock, outbox
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from repairs.models import Todo, WorkOrder
from tests.commands.lakeside import Lakeside, last

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(frozen: object) -> Lakeside:
    return Lakeside()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def worked_in_the_cellar(town: Lakeside) -> WorkOrder:
    """Zhou works without a line; meanwhile the order is Wu's."""
    order = town.order()
    visit = town.give(order, town.zhou)
    town.give(order, town.wu)
    zhou = client_of(town.zhou.user)
    place = {"lon": 117.05, "lat": 31.06, "accuracy_m": 10}
    for action, more in (("accept", {}), ("arrive", {"position": place}), ("repair", {"cause": "ageing"})):
        body = {"device_at": clock.iso(clock.now()), **more}
        answer = zhou.post(f"/api/v1/field/visits/{visit.pk}/{action}", body, "application/json")
        assert answer.json()["code"] == "visit.not_yours_anymore"
    while outbox.run_all():
        pass
    return WorkOrder.objects.get(pk=order.pk)


@pytest.mark.parametrize("verdict", ["taken_over", "dismissed"])
def test_what_was_done_is_listed_and_taken_over_or_dismissed_and_moves_nothing(town: Lakeside, verdict: str) -> None:
    lin = User.objects.create(username="lin", display_name="林")
    accounts.grant(lin, Role.DISPATCHER, town.city)
    order = worked_in_the_cellar(town)
    desk, path = client_of(lin), f"/api/v1/board/orders/{order.pk}/late-work"
    taps = desk.get(path).json()["taps"]
    assert [(tap["action"], tap["technician"], tap["why"]) for tap in taps] == [
        ("arrive", "周强", "reassigned"),
        ("repair", "周强", "reassigned"),
    ]
    assert (taps[0]["away_m"], taps[1]["cause"]) == (pytest.approx(1109, abs=5), "ageing")
    answer = desk.post(path, {"verdict": verdict, "note": "已与周强核对"}, "application/json")
    assert answer.status_code == 200, answer.content
    assert Todo.objects.get(kind="late_work").outcome == verdict
    said = last(f"order:{order.pk}", "order.late_work_seen")
    assert (said["verdict"], said["taps"], said["by"]) == (verdict, 2, "林")
    order.refresh_from_db()
    assert (order.state, order.assignee_id) == ("assigned", town.wu.pk), "the order is Wu's, whatever came late"


@pytest.mark.parametrize("body", [{"verdict": "taken_over", "note": ""}, {"verdict": "perhaps", "note": "已核对"}])
def test_a_decision_wants_a_known_verdict_and_words(town: Lakeside, body: dict[str, str]) -> None:
    lin = User.objects.create(username="lin")
    accounts.grant(lin, Role.DISPATCHER, town.city)
    order = worked_in_the_cellar(town)
    answer = client_of(lin).post(f"/api/v1/board/orders/{order.pk}/late-work", body, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid")
    assert Todo.objects.get(kind="late_work").closed_at is None
