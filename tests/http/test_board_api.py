"""The dispatcher's HTTP surface: decisions by hand, keys, versions, scopes; what is not yours is not there."""

from typing import Any

import pytest
from django.test import Client

from coverage.models import Station
from dispatch.board import alarms
from dispatch.board.models import Alarm
from dispatch.kernel import accounts, commands, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import Entry, Node, User
from field.models import Visit
from repairs.models import WorkOrder
from tests.commands.lakeside import Lakeside

pytestmark = pytest.mark.django_db(transaction=True)

HUGE = 10**30
ACTIONS = ("assign", "offer", "accept", "return", "queue", "close")


class Desk:
    """Somebody's browser at the console."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}")

    def post(self, path: str, body: dict[str, Any] | None = None, key: str | None = None) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(f"/api/v1/board/{path}", body or {}, "application/json", headers=headers)

    def on(self, order: WorkOrder | int, action: str, key: str | None = None, **body: Any) -> Any:
        number = order if isinstance(order, int) else order.pk
        return self.post(f"orders/{number}/{action}", body, key)


@pytest.fixture
def town(frozen) -> Lakeside:
    return Lakeside()


@pytest.fixture
def hill(town) -> Station:
    """A second station of the city, which answers offers itself."""
    node = organisation.add_node(town.city, "station", "山脚供电所", "Hillside Power")
    return Station.objects.create(
        node=node, code="E02", utilities=["electricity"], skills=["lv_service"], lon=117.15, lat=31.05
    )


def person(username: str, role: Role, node: Node) -> Desk:
    user = User.objects.create(username=username, display_name=username.title())
    accounts.grant(user, role, node)
    return Desk(user)


@pytest.fixture
def li(town) -> Desk:
    """The city's dispatcher."""
    return person("li", Role.DISPATCHER, town.city)


@pytest.fixture
def he(town) -> Desk:
    """The coordinator of Lakeside Power."""
    return Desk(town.he)


@pytest.fixture
def stranger(town) -> Desk:
    """A dispatcher of another city."""
    return person("mo", Role.DISPATCHER, organisation.add_node(None, "city", "远山市", "Faraway"))


def code(answer: Any) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json", answer.content
    return answer.status_code, answer.json()["code"]


def offered(town: Lakeside, li: Desk, hill: Station) -> WorkOrder:
    """An order that waits for Hillside's answer."""
    order = town.order()
    answer = li.on(order, "offer", station_id=hill.pk, reason="nearer to the road")
    assert (answer.status_code, answer.json()["order"]["state"]) == (200, "offered")
    order.refresh_from_db()
    return order


class TestByHand:
    def test_assigned_and_assigned_to_another(self, town, he):
        order = town.order()
        able = [row["technician_id"] for row in he.get(f"board/orders/{order.pk}/technicians").json() if row["ok"]]
        assert town.zhou.pk in able
        assert town.feng.pk not in able
        first = he.on(order, "assign", technician_id=town.zhou.pk, version=order.version).json()
        assert (first["order"]["state"], first["order"]["technician_id"]) == ("assigned", town.zhou.pk)
        assert first["heads"][f"board:{town.city.pk}"] > 0
        again = he.on(order, "assign", technician_id=town.wu.pk, version=first["order"]["version"]).json()
        assert again["order"]["technician_id"] == town.wu.pk
        assert list(Visit.objects.filter(order=order, ended_at=None).values_list("technician", flat=True)) == [
            town.wu.pk
        ]

    def test_who_does_not_fit_goes_only_for_a_reason(self, town, he):
        order = town.order()
        assert code(he.on(order, "assign", technician_id=town.feng.pk)) == (422, "assign.not_able")
        answer = he.on(order, "assign", technician_id=town.feng.pk, override_reason="she is next door")
        assert answer.json()["order"]["technician_id"] == town.feng.pk

    def test_offered_and_accepted(self, town, li, hill):
        order = offered(town, li, hill)
        his = person("gu", Role.COORDINATOR, hill.node)
        assert his.on(order, "accept", version=order.version).json()["order"]["state"] == "accepted"

    def test_offered_to_where_it_is_or_to_who_does_not_serve(self, town, li, hill):
        order = town.order()
        assert code(li.on(order, "offer", station_id=town.station.pk, reason="again")) == (409, "offer.same_station")
        Station.objects.filter(pk=hill.pk).update(utilities=["gas"])
        assert code(li.on(order, "offer", station_id=hill.pk, reason="try")) == (422, "offer.not_serving")
        assert code(li.on(order, "offer", station_id=hill.pk, reason="")) == (422, "input.invalid")

    def test_returned_with_a_reason_and_seen_no_more(self, town, li, hill):
        order = offered(town, li, hill)
        his = person("gu", Role.COORDINATOR, hill.node)
        assert code(his.on(order, "return")) == (422, "reason.required")
        answer = his.on(order, "return", reason="no_crew", note="all out", version=order.version)
        assert answer.json()["order"]["state"] == "waiting"
        assert code(his.get(f"board/orders/{order.pk}")) == (404, "not_found")

    def test_put_before_a_dispatcher_raises_an_alarm(self, town, li):
        order = town.order()
        answer = li.on(order, "queue", note="strange", version=order.version)
        assert answer.json()["order"]["state"] == "hand_queue"
        assert Alarm.objects.filter(order=order, kind="hand_queue", cleared_at=None).count() == 1

    def test_closed_when_reported(self, town, li):
        order = town.order()
        assert li.on(order, "close").status_code == 409
        visit = town.give(order, town.zhou)
        for step in ("accept", "depart", "arrive", "repair", "report"):
            town.tap(visit, step)
        assert li.on(order, "close").json()["order"]["state"] == "closed"

    def test_an_alarm_is_seen_by_one_person_once(self, town, li):
        order = town.order()
        with commands.begun(SYSTEM) as tx:
            alarms.raise_(tx, "life_safety", order.node, order=order, facts={"symptom": "x", "needs": 2})
        alarm = Alarm.objects.get(order=order, kind="life_safety")
        first = li.post(f"alarms/{alarm.pk}/acknowledge", key="seen-1")
        assert first.status_code == 200, first.content
        assert li.post(f"alarms/{alarm.pk}/acknowledge", key="seen-1").json() == first.json()
        assert li.post(f"alarms/{alarm.pk}/acknowledge").status_code in {404, 409}


class TestTwoAtOnce:
    @pytest.mark.parametrize("action", ACTIONS)
    def test_who_saw_an_older_order_is_told_who_was_first_and_when(self, town, li, hill, action):
        order = town.order()
        seen = order.version
        li.on(order, "offer", station_id=hill.pk, reason="nearer")
        body = {"technician_id": town.zhou.pk, "station_id": hill.pk, "reason": "too late"}
        actor = person("gu", Role.COORDINATOR, hill.node) if action == "return" else li
        before = Entry.objects.count()
        answer = actor.on(order, action, version=seen, **body)
        assert code(answer) == (409, "command.stale")
        facts = answer.json()["facts"]
        assert (facts["changed_by"], facts["state_code"]) == ("Li", "offered")
        assert facts["changed_at"].startswith("2026-01-05T04:00")
        assert facts["version"] > seen
        assert Entry.objects.count() == before

    @pytest.mark.parametrize("action", ["assign", "offer", "queue"])
    def test_a_key_does_it_once_and_another_content_is_refused(self, town, li, hill, action):
        order = town.order()
        body = {
            "assign": {"technician_id": town.zhou.pk},
            "offer": {"station_id": hill.pk, "reason": "nearer"},
            "queue": {"note": "look"},
        }[action]
        first = li.on(order, action, key="k1", version=order.version, **body)
        assert first.status_code == 200, first.content
        before = Entry.objects.count()
        assert li.on(order, action, key="k1", version=order.version, **body).json() == first.json()
        assert Entry.objects.count() == before
        assert code(li.on(order, action, key="k1", version=99, **body)) == (409, "command.key_reused")

    def test_a_refused_command_may_be_tried_again_with_its_key(self, town, li):
        order = town.order()
        assert li.on(order, "assign", key="k1", technician_id=town.qian.pk).status_code == 422
        town.shift(town.qian, "start")
        assert li.on(order, "assign", key="k1", technician_id=town.qian.pk).status_code == 200


class TestOthers:
    def test_another_city_finds_nothing(self, town, stranger, hill):
        order = town.order()
        body = {"technician_id": town.zhou.pk, "station_id": hill.pk, "reason": "mine now"}
        before = Entry.objects.count()
        for action in ACTIONS:
            assert code(stranger.on(order, action, **body)) == (404, "not_found"), action
        with commands.begun(SYSTEM) as tx:
            alarms.raise_(tx, "hand_queue", order.node, order=order)
        alarm = Alarm.objects.get(order=order, kind="hand_queue")
        assert code(stranger.post(f"alarms/{alarm.pk}/acknowledge")) == (404, "not_found")
        for path in (
            f"board/{town.node.pk}/snapshot",
            f"board/orders/{order.pk}",
            f"board/orders/{order.pk}/technicians",
            f"coverage/stations/{town.station.pk}/capacity",
        ):
            assert code(stranger.get(path)) == (404, "not_found"), path
        assert stranger.get("orders").json()["orders"] == []
        point = "coverage/candidates?lon=117.05&lat=31.05&utility=electricity"
        assert stranger.get(point).json()["candidates"] == []
        assert Entry.objects.filter(stream=f"order:{order.pk}", actor__startswith="user").count() == 0
        assert before <= Entry.objects.count()

    def test_a_technician_reads_no_orders_beside_the_visit(self, town):
        own, other = town.order(), town.order()
        visit = town.give(own, town.zhou)
        phone = Desk(town.zhou.user)
        for path in (
            "orders",
            f"board/orders/{own.pk}",
            f"board/orders/{other.pk}",
            f"board/orders/{other.pk}/technicians",
            f"board/{town.node.pk}/snapshot",
        ):
            assert code(phone.get(path)) == (403, "access.denied"), path
        for action in ACTIONS:
            answer = phone.on(other, action, technician_id=town.zhou.pk, station_id=town.station.pk, reason="me")
            assert code(answer) == (403, "access.denied"), action
        colleague = Client()
        colleague.force_login(town.wu.user)
        tap = colleague.post(f"/api/v1/field/visits/{visit.pk}/accept", {}, "application/json")
        assert code(tap) == (404, "not_found")

    def test_a_station_cannot_be_given_what_its_coordinator_does_not_reach(self, town, he, hill):
        order = town.order()
        assert code(he.on(order, "offer", station_id=hill.pk, reason="theirs")) == (403, "access.denied")
        theirs = person("gu", Role.COORDINATOR, hill.node)
        assert code(theirs.on(order, "assign", technician_id=town.zhou.pk)) == (404, "not_found")

    @pytest.mark.parametrize("number", [HUGE, -HUGE, 2**63, -1, 0])
    @pytest.mark.parametrize("key", [None, "k1"])
    def test_numbers_that_nothing_has(self, town, li, number, key):
        order = town.order()
        body = {"technician_id": 1, "station_id": 1, "reason": "why not"}
        for action in ACTIONS:
            assert code(li.on(number, action, key=key and f"{key}{action}", **body)) == (404, "not_found"), action
        assert code(li.post(f"alarms/{number}/acknowledge", key=key)) == (404, "not_found")
        for path in (f"board/{number}/snapshot", f"board/orders/{number}", f"board/orders/{number}/technicians"):
            assert code(li.get(path)) == (404, "not_found"), path
        for name, action in (("technician_id", "assign"), ("station_id", "offer")):
            answer = li.on(order, action, key=key and f"{key}{name}", **{name: str(number), "reason": "x" * 3})
            assert code(answer)[0] in {404, 422}
        for path in (f"orders?station={number}", f"orders?after={number}", f"orders?limit={number}"):
            assert li.get(path).status_code == 200, path
