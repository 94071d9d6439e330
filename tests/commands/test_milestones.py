"""Contacts, promises and corrections: stamped by themselves, bounded, appended and never overwritten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dispatch.kernel import accounts, actors, clock, commands
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Entry, User
from field import talking, visits
from field.models import Visit
from field.movement import Fix
from field.visits import Said
from repairs import cards, clocks, contacts, corrections, milestones, orders, promises
from repairs.models import Clock, ContactAttempt, Correction, Promise, Todo, WorkOrder
from tests.commands.lakeside import HOUR, Lakeside, last, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(frozen) -> Lakeside:
    return Lakeside()


@pytest.fixture
def he(town) -> Actor:
    """The coordinator."""
    return actors.of_user(town.he)


@pytest.fixture
def li(town) -> Actor:
    """The city's reviewer."""
    user = User.objects.create(username="li", display_name="李梅")
    accounts.grant(user, Role.REVIEWER, town.city)
    return actors.of_user(user)


def do(actor: Actor, order: WorkOrder, verb, *args, **more) -> WorkOrder:
    with commands.begun(actor) as tx:
        verb(tx, orders.locked([order.pk])[order.pk], *args, **more)
    order.refresh_from_db()
    return order


def refused(actor: Actor, order: WorkOrder, verb, *args, **more) -> str:
    with pytest.raises(Refusal) as refusal:
        do(actor, order, verb, *args, **more)
    order.refresh_from_db()
    return refusal.value.code


def promise(actor: Actor, order: WorkOrder, minutes: float, reason: str = "") -> WorkOrder:
    return do(actor, order, promises.promise, clock.now() + timedelta(minutes=minutes), reason)


class TestContacts:
    def test_the_first_success_is_t2_and_later_ones_leave_it(self, town, he):
        order = town.order()
        do(he, order, contacts.log, "no_answer")
        assert order.contacted_at is None
        clock.advance(timedelta(minutes=5))
        do(he, order, contacts.log, "reached", "约下午")
        first = clock.now()
        clock.advance(timedelta(minutes=5))
        do(he, order, contacts.log, "reached")
        assert order.contacted_at == first
        rows = list(ContactAttempt.objects.filter(order=order).order_by("pk").values_list("outcome", "by_name"))
        assert rows == [("no_answer", "何静"), ("reached", "何静"), ("reached", "何静")]
        assert told(f"order:{order.pk}").count("order.contact_tried") == 3

    def test_a_contact_after_the_repair_is_kept_but_is_no_first_contact(self, town, he):
        order = town.order()
        visit = town.give(order, town.zhou)
        for step in ("accept", "arrive", "repair"):
            town.tap(visit, step)
        do(he, order, contacts.log, "reached")
        assert order.contacted_at is None
        assert milestones.effective(order).findings() == []

    def test_it_stops_the_clock_for_the_first_contact_which_does_not_run_again(self, town, he):
        order = town.order()
        Clock.objects.filter(order=order, kind="arrival").delete()
        with commands.begun(he) as tx:
            locked = orders.locked([order.pk])[order.pk]
            clocks.apply(tx, [locked], [], [clocks.Start(locked, "contact")])
        assert Clock.objects.filter(order=order, kind="contact", stopped_at=None).exists()
        do(he, order, contacts.log, "reached")
        assert not Clock.objects.filter(order=order, kind="contact", stopped_at=None).exists()
        with commands.begun(he) as tx:
            locked = orders.locked([order.pk])[order.pk]
            clocks.apply(tx, [locked], [], [clocks.Start(locked, "contact")])
        assert not Clock.objects.filter(order=order, kind="contact", stopped_at=None).exists()

    def test_nobody_calls_about_an_order_that_is_over(self, town, he):
        order = town.order()
        WorkOrder.objects.filter(pk=order.pk).update(state="closed")
        assert refused(he, order, contacts.log, "reached") == "order.step_not_open"
        assert not ContactAttempt.objects.exists()


class TestPromises:
    def test_the_first_stamps_t2_starts_its_clock_and_shows_on_the_ticket(self, town, he):
        order = promise(he, town.order(), 30)
        until = clock.now() + timedelta(minutes=30)
        assert (order.promised_at, order.promises, order.contacted_at) == (until, 1, clock.now())
        assert Clock.objects.get(order=order, kind="promise").due_at == until
        assert (order.due_kind, order.due_at) == ("promise", until)
        ticket = last(f"ticket:{order.request.tracking_code}", "ticket.updated")["ticket"]
        assert ticket["promised_at"] == clock.iso(until)
        assert "order.promised" in told(f"board:{town.city.pk}")

    def test_a_time_after_the_arrivals_limit_is_what_the_customer_is_told(self, town, he):
        order = promise(he, town.order(), 300)
        assert order.due_kind == "arrival"
        assert cards.ticket(order)["promised_at"] == clock.iso(order.promised_at)

    def test_rescheduled_with_a_reason_the_old_clock_gives_way_and_the_old_promise_keeps_when(self, town, he):
        order = promise(he, town.order(), 30)
        clock.advance(timedelta(minutes=10))
        promise(he, order, 60, "traffic")
        first, second = promises.of(order)
        assert (first.replaced_at, second.sequence, second.reason) == (clock.now(), 2, "traffic")
        assert milestones.keeping(first, None, clock.now()) == "replaced"
        old, new = Clock.objects.filter(order=order, kind="promise").order_by("pk")
        assert (old.stopped_at, new.stopped_at, new.due_at) == (clock.now(), None, order.promised_at)
        clock.advance(2 * HOUR)
        promise(he, order, 60, "parts_awaited")
        assert milestones.keeping(promises.of(order)[1], None, clock.now()) == "broken"

    def test_there_is_no_fourth(self, town, he):
        order = promise(he, town.order(), 30)
        for minutes in (60, 90):
            promise(he, order, minutes, "customer_asks")
        assert (order.promises, [row.sequence for row in promises.of(order)]) == (3, [1, 2, 3])
        before = order.promised_at
        at = clock.now() + HOUR
        assert refused(he, order, promises.promise, at, "customer_asks") == "promise.no_fourth"
        assert (order.promises, order.promised_at) == (3, before)

    def test_the_table_itself_knows_no_fourth_and_no_reschedule_without_a_reason(self, town):
        order = town.order()
        row = {"order": order, "promised_for": clock.now(), "made_by": "x", "made_name": "x", "made_at": clock.now()}
        for wrong in ({"sequence": 4, "reason": "other"}, {"sequence": 2, "reason": ""}, {"sequence": 0}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Promise.objects.create(**row, **wrong)

    @pytest.mark.parametrize(
        ("minutes", "reason", "code"),
        [
            (0, "customer_asks", "promise.in_the_past"),
            (-5, "customer_asks", "promise.in_the_past"),
            (60, "", "promise.reason_needed"),
            (60, "because", "promise.reason_needed"),
            (8 * 24 * 60, "customer_asks", "promise.too_far"),
        ],
    )
    def test_what_is_refused(self, town, he, minutes, reason, code):
        order = promise(he, town.order(), 30)
        at = clock.now() + timedelta(minutes=minutes)
        assert refused(he, order, promises.promise, at, reason) == code
        assert order.promises == 1

    @pytest.mark.parametrize("state", ["arrived", "repaired", "reported", "closed", "offered", "waiting"])
    def test_only_between_acceptance_and_arrival(self, town, he, state):
        order = town.order()
        WorkOrder.objects.filter(pk=order.pk).update(state=state)
        assert refused(he, order, promises.promise, clock.now() + HOUR) == "promise.not_now"

    def test_arriving_in_time_keeps_it(self, town, he):
        order = promise(he, town.order(), 30)
        visit = town.give(order, town.zhou)
        town.tap(visit, "accept")
        clock.advance(timedelta(minutes=29))
        town.tap(visit, "arrive")
        row = Clock.objects.get(order=order, kind="promise")
        assert row.stopped_at == clock.now() < row.due_at
        order.refresh_from_db()
        assert milestones.keeping(promises.of(order)[0], order.arrived_at, clock.now()) == "kept"
        assert cards.ticket(order)["promised_at"] == clock.iso(order.due_at), "now the repair's limit"

    def test_a_new_life_of_the_order_begins_its_promises_anew(self, town, he):
        order = promise(he, town.order(), 30)
        WorkOrder.objects.filter(pk=order.pk).update(reopens=1)
        promise(he, order, 60)
        assert [(row.round, row.sequence) for row in Promise.objects.filter(order=order).order_by("pk")] == [
            (0, 1),
            (1, 1),
        ]


class TestFromThePhone:
    def test_a_technician_calls_and_promises_without_taking_a_step(self, town):
        order = town.order()
        visit = town.give(order, town.zhou)
        actor = actors.of_user(town.zhou.user)
        said = Said(device_at=clock.now() - timedelta(minutes=2))
        with commands.begun(actor) as tx:
            talking.contact(tx, visit, said, "reached")
        with commands.begun(actor) as tx:
            card = talking.promise(tx, visit, said, clock.now() + HOUR)["visit"]
        assert (card["state"], card["promises"], card["promised_at"]) == (
            "assigned",
            1,
            clock.iso(clock.now() + HOUR),
        )
        row = ContactAttempt.objects.get(order=order)
        assert (row.at, row.device_at) == (clock.now(), clock.now() - timedelta(minutes=2))
        assert told(f"crew:{town.zhou.pk}")[-1] == "visit.changed"

    def test_what_was_said_on_a_visit_that_is_gone_stays_on_the_log(self, town):
        order = town.order()
        visit = town.give(order, town.zhou)
        town.give(order, town.wu)
        with commands.begun(actors.of_user(town.zhou.user)) as tx:
            answer = talking.contact(tx, visit, Said(note="用户明早在家"), "reached")
            also = talking.promise(tx, visit, Said(), clock.now() + HOUR)
        assert answer["late"]["reason"] == also["late"]["reason"] == "reassigned"
        assert not ContactAttempt.objects.exists() and not Promise.objects.exists()
        taps = Entry.objects.filter(stream=f"order:{order.pk}", kind="visit.late_tap").order_by("version")
        kept = [tap.data["said"] for tap in taps]
        assert kept[0]["outcome"] == "reached" and kept[0]["note"] == "用户明早在家"
        assert "promised_for" in kept[1]

    def test_a_promise_by_the_desk_reaches_the_phone(self, town, he):
        order = town.order()
        town.give(order, town.zhou)
        with commands.begun(he) as tx:
            locked = orders.locked([order.pk])[order.pk]
            promises.promise(tx, locked, clock.now() + HOUR)
            visits.tell_of_order(tx, locked)
        assert last(f"crew:{town.zhou.pk}", "visit.changed")["visit"]["promises"] == 1


def worked(town: Lakeside) -> WorkOrder:
    """Ten minutes for each of accept, arrive, repair."""
    order = town.order()
    visit = town.give(order, town.zhou)
    town.tap(visit, "accept")
    for step in ("depart", "arrive", "repair"):
        clock.advance(timedelta(minutes=10))
        town.tap(visit, step, fix=Fix(117.05, 31.05, clock.now(), 10.0))
    order.refresh_from_db()
    return order


class TestCorrections:
    def test_asked_by_one_approved_by_another_it_counts_and_the_stamp_stays(self, town, he, li):
        order = worked(town)
        stamped, said = order.arrived_at, order.arrived_at - timedelta(minutes=5)
        do(he, order, corrections.ask, "arrived", said, "手机没信号，晚点了五分钟")
        row = Correction.objects.get(order=order)
        todo = Todo.objects.get(kind="correction", subject=f"correction:{row.pk}")
        assert (todo.role, todo.node, todo.closed_at) == ("reviewer", town.city, None)
        assert milestones.effective(order).times["arrived"] == stamped
        do(li, order, corrections.decide, row, "approve", "已核对定位")
        order.refresh_from_db()
        now = milestones.effective(order)
        assert (order.arrived_at, now.times["arrived"], now.corrected) == (stamped, said, {"arrived"})
        row.refresh_from_db()
        assert (row.verdict, row.decided_name, row.was, row.becomes) == ("approved", "李梅", stamped, said)
        todo.refresh_from_db()
        assert todo.outcome == "approved"
        assert told(f"order:{order.pk}")[-1] == "order.corrected"

    def test_refused_nothing_changes_but_what_was_asked_is_kept(self, town, he, li):
        order = worked(town)
        do(he, order, corrections.ask, "arrived", order.arrived_at - timedelta(minutes=5), "晚点")
        do(li, order, corrections.decide, Correction.objects.get(), "refuse", "定位不符")
        assert milestones.effective(order).times["arrived"] == order.arrived_at
        assert Correction.objects.get().verdict == "refused"
        assert told(f"order:{order.pk}")[-1] == "order.correction_refused"

    def test_whoever_asks_does_not_decide(self, town, li):
        order = worked(town)
        do(li, order, corrections.ask, "arrived", order.arrived_at - timedelta(minutes=1), "晚点")
        assert (
            refused(li, order, corrections.decide, Correction.objects.get(), "approve", "") == "correction.by_another"
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.update(verdict="approved", decided_by=li.key, decided_at=clock.now())

    def test_one_that_breaks_the_order_is_not_approved(self, town, he, li):
        order = worked(town)
        do(he, order, corrections.ask, "arrived", order.departed_at - timedelta(minutes=3), "记错")
        row = Correction.objects.get()
        assert [one.earlier for one in corrections.breaks(milestones.effective(order), row)] == ["departed"]
        assert refused(li, order, corrections.decide, row, "approve", "") == "correction.breaks_order"
        assert Correction.objects.get().verdict == ""
        do(li, order, corrections.decide, Correction.objects.get(), "refuse", "先后颠倒")

    def test_approved_ones_are_what_the_next_is_held_against(self, town, he, li):
        order = worked(town)
        early = order.departed_at - timedelta(minutes=3)
        do(he, order, corrections.ask, "arrived", early, "整段提前")
        do(he, order, corrections.ask, "departed", early - timedelta(minutes=5), "整段提前")
        arrived, departed = Correction.objects.order_by("pk")
        assert refused(li, order, corrections.decide, arrived, "approve", "") == "correction.breaks_order"
        do(li, order, corrections.decide, departed, "approve", "")
        do(li, order, corrections.decide, Correction.objects.get(pk=arrived.pk), "approve", "")
        assert milestones.effective(order).corrected == {"arrived", "departed"}

    def test_the_repair_takes_the_restoration_along_where_nobody_said_otherwise(self, town, he, li):
        order = worked(town)
        said = order.repaired_at - timedelta(minutes=5)
        do(he, order, corrections.ask, "repaired", said, "回程才点")
        do(li, order, corrections.decide, Correction.objects.get(), "approve", "")
        assert milestones.effective(order).times["restored"] == said

    def test_a_departure_never_tapped_is_filled_in(self, town, he, li):
        order = town.order()
        visit = town.give(order, town.zhou)
        for step in ("accept", "arrive"):
            clock.advance(timedelta(minutes=10))
            town.tap(visit, step)
        order.refresh_from_db()
        do(he, order, corrections.ask, "departed", order.arrived_at - timedelta(minutes=8), "忘记点出发")
        do(li, order, corrections.decide, Correction.objects.get(), "approve", "")
        assert milestones.effective(order).times["departed"] == order.arrived_at - timedelta(minutes=8)
        assert order.departed_at is None

    def test_what_cannot_be_asked(self, town, he):
        order = town.order()
        now = clock.now()
        assert refused(he, order, corrections.ask, "arrived", now, "补录") == "correction.nothing_stamped"
        assert refused(he, order, corrections.ask, "departed", now, "补录") == "correction.nothing_stamped"
        order = worked(town)
        later = clock.now() + timedelta(minutes=1)
        assert refused(he, order, corrections.ask, "arrived", later, "补录") == "correction.time_to_come"
        do(he, order, corrections.ask, "arrived", order.arrived_at, "补录")
        assert refused(he, order, corrections.ask, "arrived", order.arrived_at, "补录") == "correction.asked_already"

    def test_a_stamp_taken_back_since_outdates_it(self, town, he, li):
        order = worked(town)
        do(he, order, corrections.ask, "repaired", order.repaired_at - timedelta(minutes=1), "补录")
        WorkOrder.objects.filter(pk=order.pk).update(repaired_at=clock.now() + timedelta(minutes=5))
        row = Correction.objects.get()
        assert refused(li, order, corrections.decide, row, "approve", "") == "correction.outdated"
        do(li, order, corrections.decide, Correction.objects.get(), "refuse", "")
        assert refused(li, order, corrections.decide, Correction.objects.get(), "refuse", "") == (
            "correction.decided_already"
        )


def test_a_visits_evidence_tells_a_wrong_clock_from_a_tap_that_waited(town):
    from field import evidence

    visit = town.give(town.order(), town.zhou)
    hour_ago = clock.now() - HOUR
    town.tap(visit, "accept", device_at=hour_ago, sent_at=clock.now() + timedelta(seconds=4))
    town.tap(visit, "depart", device_at=hour_ago)
    visit = Visit.objects.get(pk=visit.pk)
    assert evidence.skews_of(visit) == [4.0, -3600.0]
    assert evidence.skew_of([visit]) == -3600.0
