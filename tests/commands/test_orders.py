"""The verbs of work orders: along the table, told to whom it concerns, refused when somebody was faster."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from coverage.models import Station
from dispatch.kernel import clock, commands, organisation
from dispatch.kernel.actors import SYSTEM, Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Entry, Node
from repairs import cards, clocks, intake, lifecycle, orders
from repairs.models import Clock, WorkOrder

pytestmark = pytest.mark.django_db(transaction=True)
LI = Actor("user", 7, "李调度")


class Town:
    """A city of two counties, each with a station, and one order that nobody has yet."""

    def __init__(self) -> None:
        self.city = organisation.add_node(None, "city", "湖滨市", "Lakeside")
        self.north, self.north_station = self._county("北县")
        self.south, self.south_station = self._county("南县")
        self.pk = self.report()

    def _county(self, name: str) -> tuple[Node, Station]:
        county = organisation.add_node(self.city, "county", name)
        node = organisation.add_node(county, "station", f"{name}供电所", "Power station")
        station = Station.objects.create(
            node=node, code=name, utilities=["electricity"], skills=["lv_service"], lon=117.0, lat=31.0
        )
        return county, station

    def report(self, **more: Any) -> int:
        facts = {"utility": "electricity", "symptom": "no_power", "address": "湖滨路 8 号"} | more
        answer = intake.take(SYSTEM, intake.IntakeForm(**facts))
        return WorkOrder.objects.get(request__number=answer["number"]).pk

    @property
    def order(self) -> WorkOrder:
        return WorkOrder.objects.select_related("request", "node", "station__node").get(pk=self.pk)

    def do(self, verb: Any, *args: Any, **more: Any) -> WorkOrder:
        with commands.begun(LI) as tx:
            verb(tx, orders.locked([self.pk])[self.pk], *args, **more)
        return self.order

    def offer(self, station: Station, accept_by: Any = None) -> WorkOrder:
        with commands.begun(LI) as tx:
            orders.offer_many(tx, [(orders.locked([self.pk])[self.pk], station, accept_by)])
        return self.order

    def later(self) -> Any:
        return clock.now() + timedelta(minutes=3)


@pytest.fixture
def town(frozen: object) -> Town:
    return Town()


def board(node: Node) -> list[str]:
    rows = Entry.objects.filter(stream=f"board:{node.pk}").order_by("version")
    return [row.kind for row in rows]


def running(order: WorkOrder) -> set[str]:
    return set(Clock.objects.filter(order=order, stopped_at=None).values_list("kind", flat=True))


def assign(tx: Tx, order: WorkOrder) -> None:
    orders.assign_many(tx, [(order, 41, "周强")])


def test_an_order_goes_its_whole_way_with_stamps_clocks_and_a_version_for_each_step(town: Town) -> None:
    order = town.offer(town.north_station, town.later())
    assert (order.state, running(order)) == ("offered", {"accept", "arrival"})
    way = [
        (lambda: town.do(orders.accept), "accepted", {"arrival"}),
        (lambda: town.do(assign), "assigned", {"arrival"}),
        (lambda: town.do(orders.depart), "departed", {"arrival"}),
        (lambda: town.do(orders.arrive), "arrived", {"restore"}),
        (lambda: town.do(orders.repair, "ageing", "换了电缆头"), "repaired", {"report_back"}),
        (lambda: town.do(orders.report_back), "reported", {"review"}),
        (lambda: town.do(orders.close), "closed", set()),
    ]
    for place, (step, state, clocks_left) in enumerate(way):
        clock.advance(timedelta(seconds=20))
        order = step()
        assert (order.state, running(order), order.version) == (state, clocks_left, 3 + place)
        assert getattr(order, f"{state}_at") == order.updated_at == clock.now()
    assert (order.cause, order.result_note, order.changed_by) == ("ageing", "换了电缆头", "李调度")
    assert (order.due_at, order.due_kind) == (None, "")
    steps = cards.ticket(order)["steps"]
    assert [step["at"] for step in steps] == sorted(step["at"] for step in steps)
    assert len(steps) == 7


def test_a_step_is_told_on_the_orders_log_on_all_boards_above_and_to_the_customer(town: Town) -> None:
    order = town.offer(town.north_station)
    assert order.state == "accepted", "without a deadline the station takes it in the same breath"
    for node in (town.north_station.node, town.north, town.city):
        entry = Entry.objects.get(stream=f"board:{node.pk}")
        assert (entry.kind, entry.data["order"]) == ("order.accepted", dict(cards.order_card(order)))
    assert board(town.south) == []
    log = Entry.objects.filter(stream=f"order:{order.pk}").order_by("version")
    assert [row.kind for row in log] == ["order.taken", "order.offered", "order.accepted"]
    assert (log[2].actor, log[2].data["by"], log[2].data["station"]) == ("user:7", "李调度", "北县供电所")
    ticket = Entry.objects.filter(stream=f"ticket:{order.request.tracking_code}").order_by("-version")[0]
    assert ticket.data["ticket"]["state_key"] == "station_found"


def test_a_ticket_carries_nothing_but_what_a_customer_may_see(town: Town) -> None:
    order = town.offer(town.north_station)
    town.do(assign)
    ticket = cards.ticket(town.order)
    assert set(ticket) == set(cards.TicketView.__annotations__)
    assert ticket["technician_given_name"] == "周师傅"
    assert "周强" not in str(ticket) and str(order.request.contact_phone or "—") not in str(ticket)


def test_who_sees_it_no_longer_is_told_that_it_left(town: Town) -> None:
    town.offer(town.north_station)
    town.offer(town.south_station)
    for node in (town.north, town.north_station.node):
        assert board(node) == ["order.accepted", "order.left"]
    assert board(town.south) == ["order.accepted"]
    assert board(town.city) == ["order.accepted", "order.accepted"]


@pytest.mark.parametrize("verb", ["return", "lapse"])
def test_a_station_that_gives_it_back_sees_it_no_more_and_its_region_does(town: Town, verb: str) -> None:
    town.offer(town.north_station, town.later())
    order = town.do(orders.lapse) if verb == "lapse" else town.do(orders.return_, reason="no_crew")
    assert (order.state, order.station, order.node) == ("waiting", None, town.north)
    assert order.returns == (1 if verb == "return" else 0)
    assert (order.offered_at, running(order)) == (None, {"issue", "arrival"})
    assert board(town.north_station.node)[-1] == "order.left"
    assert board(town.north)[-1] == ("order.lapsed" if verb == "lapse" else "order.returned")


def test_a_dispatchers_queue_belongs_to_the_region_and_nobody_is_on_the_way(town: Town) -> None:
    town.offer(town.north_station)
    order = town.do(orders.queue_for_hand, reason="full")
    assert (order.state, order.station, order.node, order.accepted_at) == ("hand_queue", None, town.north, None)
    assert cards.ticket(order)["steps"] == [{"key": "received", "at": clock.iso(order.opened_at)}]


def test_nobody_goes_any_more_and_the_ticket_takes_back_that_somebody_came(town: Town) -> None:
    town.offer(town.north_station)
    for verb in (assign, orders.depart, orders.arrive):
        town.do(verb)
    due = Clock.objects.get(order=town.pk, kind="restore").due_at
    order = town.do(orders.unassign, reason="vehicle")
    assert (order.state, order.assignee_id, order.arrived_at) == ("accepted", None, None)
    assert [step["key"] for step in cards.ticket(order)["steps"]] == ["received", "station_found"]
    clock.advance(timedelta(minutes=30))
    for verb in (assign, orders.depart, orders.arrive):
        order = town.do(verb)
    assert Clock.objects.get(order=town.pk, kind="restore", stopped_at=None).due_at == due, "a promise is not renewed"
    assert order.due_at == due


def test_a_stale_writer_hears_who_was_faster_and_changes_nothing(town: Town) -> None:
    seen = town.offer(town.north_station, town.later()).version
    town.do(orders.accept, version=seen)
    with pytest.raises(Refusal) as refused:
        town.do(orders.return_, reason="no_crew", version=seen)
    assert refused.value.code == "command.stale"
    assert refused.value.facts["changed_by"] == "李调度"
    assert (refused.value.facts["version"], refused.value.facts["state_code"]) == (seen + 1, "accepted")
    assert town.order.state == "accepted"


def test_what_the_table_does_not_open_is_refused_and_leaves_no_trace(town: Town) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refusal, match="step_not_open"):
        town.do(orders.arrive)
    assert (Entry.objects.count(), town.order.version) == (before, 1)


def test_many_orders_move_in_as_many_statements_as_one(town: Town) -> None:
    counts = []
    for size in (1, 25):
        ids = [town.report() for _ in range(size)]
        with CaptureQueriesContext(connection) as asked, commands.begun(SYSTEM) as tx:
            found = orders.locked(ids)
            orders.offer_many(tx, [(order, town.north_station, None) for order in found.values()])
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16, counts


def test_the_schema_itself_refuses_what_the_table_would(town: Town) -> None:
    for wrong in ({"state": "lost"}, {"state": "accepted", "station": None}, {"priority": 0}, {"priority": 6}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkOrder.objects.filter(pk=town.pk).update(**wrong)
    policy = Clock.objects.filter(order=town.pk, kind="arrival")[0].policy
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.create(
            order_id=town.pk, kind="arrival", policy=policy, started_at=clock.now(), due_at=town.later()
        )


def test_every_way_through_the_table_keeps_row_clocks_and_card_in_step(town: Town) -> None:
    """Each action of the table once through the one body of all verbs, special flows of later included."""
    way = [
        *("offer", "accept", "rematch", "offer", "accept", "suspend", "ask_withdrawal", "refuse_withdrawal", "resume"),
        *("assign", "depart"),
        *("unassign", "assign", "arrive", "repair", "report_back", "reject_report", "report_back", "close"),
        *("reopen", "offer", "lapse", "queue_for_hand", "merge", "unmerge", "hand_over"),
        *("reopen", "ask_withdrawal", "approve_withdrawal"),
    ]
    assert set(lifecycle.TABLE) - set(way) == {"return"}
    for action in way:
        fields: dict[str, Any] = {}
        if action == "offer":
            fields = {"station": town.north_station, "node": town.north_station.node}
        until = {"resume": clock.now() + timedelta(hours=1)} if action == "suspend" else {}
        with commands.begun(LI) as tx:
            orders.advance(tx, [orders.Change(orders.locked([town.pk])[town.pk], action, fields, until=until)])
        order = town.order
        nearest = Clock.objects.filter(order=order, stopped_at=None).order_by("due_at").first()
        assert order.due_at == (nearest.due_at if nearest else None), action
        ticket = cards.ticket(order)
        assert ticket["state_key"] in cards.STATE_KEYS.values()
        assert [step["at"] for step in ticket["steps"]] == sorted(step["at"] for step in ticket["steps"])
        clock.advance(timedelta(seconds=1))
    assert (order.state, order.state_before, running(order)) == ("withdrawn", "", set())
    assert clocks.warned_at(Clock(next_threshold=90)) == 75
