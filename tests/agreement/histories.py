"""Random histories of a small region, lived over HTTP by all of its people, and what must be true after every step.

The people do what people do: act on what they saw a while ago, tap twice, come back from a cellar with four steps at
once, ask for what is not theirs. What the product refuses is part of life; what it breaks is not.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

import shapely
from django.db.models import Count
from django.test import Client

from coverage import index
from coverage.models import Area, Capacity, CoverageVersion, OverflowLink, Reservation, SlotLoad, Station
from dispatch.board import engine
from dispatch.kernel import accounts, clock, commands, organisation, timers
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import of_user
from dispatch.kernel.models import Entry, Node, Timer, User
from field import shifts
from field.models import Technician, Visit
from repairs import cards, ownership
from repairs.lifecycle import ENDED
from repairs.models import Clock, Todo, WorkOrder

WORKING = ("assigned", "departed", "arrived", "repaired")
HOLDING = ("offered", "accepted", *WORKING, "reported")
SYMPTOMS = ("no_power", "no_power", "low_voltage", "meter_fault", "downed_line", "damaged_equipment")
PLACES = ((117.05, 31.05), (117.05, 31.0501), (117.15, 31.05), (117.5, 31.5))
WITHDRAWAL_REASONS = ("dead_number", "customer_cancels", "solved_by_phone", "duplicate", "not_our_asset")
WITHDRAWABLE = ("offered", "accepted", "assigned", "departed", "suspended")
SUSPENSIONS = ("no_access", "bad_weather", "parts_awaited", "customer_unreachable", "second_visit")
NEXT = {"assigned": "accept", "accepted": "depart", "departed": "arrive", "arrived": "repair", "repaired": "report"}
STEPS = ("accept", "depart", "arrive", "repair", "report")


class Region:
    """A county of two stations with everybody who works there, and a customer who has no account."""

    def __init__(self) -> None:
        city = organisation.add_node(None, "city", "湖滨市", "Lakeside")
        self.county = organisation.add_node(city, "county", "湖北县", "North")
        version = CoverageVersion.objects.create(state="active", created_at=clock.now())
        self.west = self._station("west", 117.0, version, open_ceiling=5, headroom_percent=20)
        self.east = self._station("east", 117.1, version, auto_accept=True, auto_assign=True)
        index.forget()
        Capacity.objects.create(
            station=self.west, work_class="network", weekday=None, starts=time(0), ends=time(0), limit=4
        )
        OverflowLink.objects.create(
            station=self.west, helper=self.east, work_class="network", starts_on=date(2025, 1, 1), made_by="region"
        )
        self.people: dict[str, Client] = {"customer": Client()}
        for name, role, node in (
            ("agent", Role.AGENT, city),
            ("city dispatcher", Role.DISPATCHER, city),
            ("dispatcher", Role.DISPATCHER, self.county),
            ("other dispatcher", Role.DISPATCHER, self.county),
            ("west coordinator", Role.COORDINATOR, self.west.node),
            ("east coordinator", Role.COORDINATOR, self.east.node),
            ("quality", Role.QUALITY, city),
            ("reviewer", Role.REVIEWER, city),
            ("auditor", Role.AUDITOR, city),
        ):
            self._person(name, role, node)
        self.crew: dict[int, Client] = {}
        for station in (self.west, self.east):
            for place in (1, 2):
                self._technician(f"{station.code}{place}", station)

    def _station(self, code: str, lon: float, version: CoverageVersion, **more: Any) -> Station:
        node = organisation.add_node(self.county, "station", code, code)
        skills = ["lv_service", "hv_line", "metering"]
        station = Station.objects.create(
            node=node, code=code, utilities=["electricity"], skills=skills, lon=lon + 0.05, lat=31.05, **more
        )
        area = shapely.box(lon, 31.0, lon + 0.1, 31.1)
        Area.objects.create(version=version, station=station, geometry=shapely.to_wkb(area), vertices=5)
        return station

    def _person(self, name: str, role: Role, node: Node) -> User:
        user = User.objects.create(username=name, display_name=name)
        accounts.grant(user, role, node)
        self.people[name] = Client()
        self.people[name].force_login(user)
        return user

    def _technician(self, name: str, station: Station) -> None:
        user = self._person(name, Role.TECHNICIAN, station.node)
        technician = Technician.objects.create(
            user=user, station=station, name=name, skills=["lv_service", "hv_line", "metering"]
        )
        with commands.begun(of_user(user)) as tx:
            shifts.start(tx, technician)
        self.crew[user.pk] = self.people[name]


class Life:
    """One history. `answered` counts (deed, status class) over everything that was asked."""

    def __init__(self, region: Region, chance: Random, answered: Counter[tuple[str, int]]) -> None:
        self.region, self.chance, self.answered = region, chance, answered
        self.seen: dict[int, int] = {}
        self.deeds = [deed for weight, deeds in self._weighed().items() for deed in deeds for _ in range(weight)]
        for _ in range(3):
            self.report()

    def _weighed(self) -> dict[int, list[Callable[[], None]]]:
        """What happens often, and what now and then: most of a day is plain work."""
        return {
            8: [self.work],
            5: [self.place, self.answer_offer, self.assign],
            3: [self.report, self.decide, self.review],
            2: [self.wait, self.withdraw, self.suspend, self.resume, self.merge, self.urge, self.visit_back],
            1: [
                self.report_at_station, self.offline, self.unmerge, self.promise, self.contact, self.reopen,
                self.hand_over, self.by_hand, self.queue, self.correct, self.customer,
            ],
        }  # fmt: skip

    def step(self) -> None:
        """Something happens."""
        self.chance.choice(self.deeds)()

    # What people do

    def report(self) -> None:
        lon, lat = self.chance.choice(PLACES)
        who = self.chance.choice(["customer", "agent"])
        self._ask(who, "report", "/requests", self._form(lon, lat))

    def report_at_station(self) -> None:
        station = self.chance.choice([self.region.west, self.region.east])
        body = {
            "kind": self.chance.choice(["walk_in", "patrol", "phone"]),
            "form": self._form(*PLACES[0]),
            "not_a_duplicate": self.chance.random() < 0.7,
        }
        self._ask(self._desk(), "station order", f"/board/stations/{station.pk}/orders", body)

    def place(self) -> None:
        engine.step()

    def wait(self) -> None:
        clock.advance(timedelta(seconds=self.chance.choice([5, 90, 700, 4000])))
        timers.sweep()

    def answer_offer(self) -> None:
        verb = self.chance.choice(["accept", "accept", "accept", "return"])
        body = {"reason": "no_crew", "note": "全员在外"} if verb == "return" else {}
        self._on_order(verb, "west coordinator", body, state=("offered",))

    def assign(self) -> None:
        technician = self.chance.choice(sorted(self.region.crew))
        body = {"technician_id": technician, "override_reason": "就近"}
        self._on_order("assign", self._dispatcher(), body, state=("accepted", "accepted", "assigned", "departed"))

    def work(self) -> None:
        """Mostly the step that comes next, at times another."""
        live = list(Visit.objects.filter(ended_at=None).order_by("pk"))
        if live:
            visit = self.chance.choice(live)
            step = NEXT.get(visit.state, "accept") if self.chance.random() < 0.9 else self.chance.choice(STEPS)
            self._tap(step, visit)

    def offline(self) -> None:
        """Back from the cellar with several taps at once, made when the visit may still have been one's own."""
        visit = self.chance.choice([*Visit.objects.order_by("-pk")[:6], None])
        if visit is not None:
            for step in STEPS[self.chance.randrange(3) :]:
                self._tap(step, visit)

    def withdraw(self) -> None:
        body = {"reason": self.chance.choice(WITHDRAWAL_REASONS), "note": "用户来电"}
        self._on_order("withdrawal", self._desk(), body, state=WITHDRAWABLE)

    def decide(self) -> None:
        asked = WorkOrder.objects.filter(state="withdrawal_asked").order_by("pk").first()
        todo = Todo.objects.filter(kind="withdrawal", order=asked, closed_at=None).first() if asked else None
        if todo is not None:
            body = {"verdict": self.chance.choice(["approve", "refuse"]), "note": "已核实"}
            self._ask(self._dispatcher(), "decide", f"/board/withdrawals/{todo.subject.split(':')[1]}/decide", body)

    def suspend(self) -> None:
        until = clock.now() + timedelta(hours=self.chance.choice([1, 5]))
        body = {"reason": self.chance.choice(SUSPENSIONS), "note": "现场说明", "resume_by": clock.iso(until)}
        self._on_order("suspend", self._desk(), body, state=WITHDRAWABLE)

    def resume(self) -> None:
        self._on_order("resume", self._desk(), {"note": "可以继续"}, state=("suspended",))

    def merge(self) -> None:
        other = self._order()
        if other is not None:
            body = {"into": other.pk, "note": "同一台区"}
            self._on_order("merge", self._dispatcher(), body, state=("waiting", "offered", "accepted"))

    def unmerge(self) -> None:
        self._on_order("unmerge", self._dispatcher(), {"note": "仍停电"}, state=("merged",))

    def urge(self) -> None:
        self._on_order("urge", self.chance.choice(["agent", "dispatcher"]), {"note": "再次来电"})

    def promise(self) -> None:
        at = clock.now() + timedelta(minutes=self.chance.choice([20, 50]))
        state = ("accepted", "assigned", "departed")
        self._on_order(
            "promises", self._desk(), {"at": clock.iso(at), "reason": "customer_asks", "note": "改期"}, state
        )

    def contact(self) -> None:
        outcome = self.chance.choice(["reached", "no_answer", "dead_number"])
        self._on_order("contacts", self._desk(), {"outcome": outcome, "note": ""})

    def review(self) -> None:
        verdict = self.chance.choice(["approve", "approve", "reject"])
        body = {"verdict": verdict, "reason": "cause_unclear", "note": "请补充原因"}
        self._on_order("review", "reviewer", body, state=("reported",))

    def visit_back(self) -> None:
        due = Todo.objects.filter(kind="return_visit", closed_at=None).order_by("pk").first()
        if due is not None:
            solved = self.chance.random() < 0.5
            body = {"solved": solved, "satisfaction": 5 if solved else 1, "answers": {}, "note": "已联系"}
            self._ask("quality", "return visit", f"/return-visits/{due.subject.split(':')[1]}/result", body)

    def reopen(self) -> None:
        body = {"reason": "not_solved", "note": "又停电了"}
        self._on_order("reopen", self.chance.choice(["dispatcher", "quality"]), body, state=ENDED)

    def hand_over(self) -> None:
        to = self.chance.choice(["customer", "utility"])
        body = {"to": to, "utility": "water", "symptom": "water_leak", "note": "非本单位资产", "agreed_by": "王女士"}
        self._on_order("hand-over", self._desk(), body, state=("accepted", "assigned", "arrived"))

    def by_hand(self) -> None:
        station = self.chance.choice([self.region.west, self.region.east])
        self._on_order("offer", self._dispatcher(), {"station_id": station.pk, "reason": "就近调度"})

    def queue(self) -> None:
        self._on_order("queue", self._dispatcher(), {"note": "需人工判断"})

    def correct(self) -> None:
        becomes = clock.iso(clock.now() - timedelta(minutes=self.chance.choice([1, 30])))
        body = {"milestone": self.chance.choice(["arrived", "repaired"]), "becomes": becomes, "reason": "补录"}
        self._on_order("corrections", "west coordinator", body)
        due = Todo.objects.filter(kind="correction", closed_at=None).order_by("pk").first()
        if due is not None:
            body = {"verdict": self.chance.choice(["approve", "refuse"]), "note": "已核对"}
            self._ask("reviewer", "correction", f"/board/corrections/{due.subject.split(':')[1]}/decide", body)

    def customer(self) -> None:
        order = self._order()
        if order is not None:
            verb, body = self.chance.choice(
                [
                    ("urge", {"note": ""}),
                    ("withdrawal", {"reason": "customer_cancels", "note": ""}),
                    ("still-out", {}),
                    ("feedback", {"solved": self.chance.random() < 0.5, "satisfaction": 4, "comment": ""}),
                ]
            )
            self._ask("customer", f"customer {verb}", f"/track/{order.request.tracking_code}/{verb}", body)

    # How they do it

    def _form(self, lon: float, lat: float) -> dict[str, Any]:
        return {
            "utility": "electricity",
            "symptom": self.chance.choice(SYMPTOMS),
            "place": {"lon": lon, "lat": lat},
            "address": "湖滨路 8 号",
            "contact_name": "王女士",
            "contact_phone": self.chance.choice(["13800001111", "13800002222"]),
        }

    def _desk(self) -> str:
        return self._somebody(["dispatcher", "west coordinator", "east coordinator"])

    def _dispatcher(self) -> str:
        return self._somebody(["dispatcher", "other dispatcher", "city dispatcher"])

    def _somebody(self, usual: list[str]) -> str:
        """Those whose work it is, and now and then anybody."""
        return self.chance.choice(usual if self.chance.random() < 0.85 else sorted(self.region.people))

    def _order(self, state: tuple[str, ...] = ()) -> WorkOrder | None:
        found = WorkOrder.objects.select_related("request").order_by("-pk")
        liked = list(found.filter(state__in=state)[:8]) if state and self.chance.random() < 0.95 else []
        known = liked or list(found[:8])
        return self.chance.choice(known) if known else None

    def _on_order(self, verb: str, who: str, body: dict[str, Any], state: tuple[str, ...] = ()) -> None:
        order = self._order(state)
        if order is None:
            return
        # What somebody saw a while ago is acted upon now and then.
        stale = self.chance.random() < 0.1
        version = self.seen.get(order.pk, order.version) if stale else order.version
        self.seen[order.pk] = order.version
        path = f"/board/orders/{order.pk}/{verb}"
        status = self._ask(who, verb, path, {**body, "version": version})
        if version != order.version and verb not in ("urge", "contacts"):
            assert status >= 400, f"{verb} with an old version was taken"

    def _tap(self, step: str, visit: Visit) -> None:
        body: dict[str, Any] = {"device_at": clock.iso(clock.now() - timedelta(minutes=3))}
        if step in ("repair", "report"):
            body |= {"cause": "ageing", "note": "更换"}
        client = self.region.crew[visit.technician_id]
        self._send(client, f"tap {step}", f"/field/visits/{visit.pk}/{step}", body)

    def _ask(self, who: str, deed: str, path: str, body: dict[str, Any]) -> int:
        return self._send(self.region.people[who], deed, path, body)

    def _send(self, client: Client, deed: str, path: str, body: dict[str, Any]) -> int:
        key = str(UUID(int=self.chance.getrandbits(128)))
        answers = []
        for _ in range(2 if self.chance.random() < 0.15 else 1):
            answer = client.post(
                f"/api/v1{path}", body, content_type="application/json", headers={"Idempotency-Key": key}
            )
            assert answer.status_code < 500, (deed, path, body, answer.content)
            answers.append(answer)
        if answers[0].status_code < 300:
            same = all(answer.json() == answers[0].json() for answer in answers)
            assert same, f"{deed}: the same key was answered differently: {[answer.content for answer in answers]}"
        self.answered[deed, answers[0].status_code // 100] += 1
        return answers[0].status_code


def broken(region: Region) -> list[str]:
    """What is wrong just now; nothing, if all promises hold."""
    return [*_capacity(), *_visits(), *_clocks(), *_owners(), *_log(region), *_timers()]


def _capacity() -> list[str]:
    held = Counter(Reservation.objects.filter(released_at=None).values_list("station_id", flat=True))
    wrong = [
        f"{station.code} counts {station.open_orders}+{station.open_over}, holds {held[station.pk]}"
        for station in Station.objects.all()
        if station.open_orders + station.open_over != held[station.pk] or station.open_orders > station.open_ceiling
    ]
    in_slots: Counter[int | None] = Counter()
    inside = Reservation.objects.filter(released_at=None, slot__isnull=False, over_slot=False)
    for slot_id, weight in inside.values_list("slot", "weight"):
        in_slots[slot_id] += weight
    wrong += [
        f"slot {slot.pk} counts {slot.used} of {slot.limit}, holds {in_slots[slot.pk]}"
        for slot in SlotLoad.objects.all()
        if slot.used != in_slots[slot.pk] or slot.used > slot.limit
    ]
    holders = set(Reservation.objects.filter(released_at=None).values_list("holder", flat=True))
    for order in WorkOrder.objects.all():
        state = order.state_before.partition(">")[0] if order.state == "withdrawal_asked" else order.state
        is_held = f"order:{order.pk}" in holders
        if state in HOLDING and not is_held:
            wrong.append(f"{order} ({state}) holds no capacity")
        if is_held and (order.state in ENDED or state in ("waiting", "hand_queue")):
            wrong.append(f"{order} ({state}) still holds capacity")
    return wrong


def _visits() -> list[str]:
    wrong = []
    live = dict(Visit.objects.filter(ended_at=None).values_list("order_id", "technician_id"))
    for order in WorkOrder.objects.all():
        state = order.state_before.partition(">")[0] if order.state == "withdrawal_asked" else order.state
        if (order.pk in live) != (state in WORKING):
            wrong.append(f"{order} ({state}) and its live visit {live.get(order.pk)}")
        elif order.pk in live and live[order.pk] != order.assignee_id:
            wrong.append(f"{order} is {order.assignee_id}'s, its visit {live[order.pk]}'s")
    loads = Counter(live.values())
    return wrong + [
        f"{technician} counts {technician.open_visits} visits"
        for technician in Technician.objects.all()
        if technician.open_visits != loads[technician.pk]
    ]


def _clocks() -> list[str]:
    wrong = []
    running: dict[int, list[Clock]] = {}
    for row in Clock.objects.filter(stopped_at=None):
        running.setdefault(row.order_id, []).append(row)
    for order in WorkOrder.objects.all():
        clocks = running.get(order.pk, [])
        nearest = min((row.due_at for row in clocks if row.paused_at is None), default=None)
        if order.state in ("closed", "withdrawn", "handed_over") and clocks:
            wrong.append(f"{order} has clocks that run: {[row.kind for row in clocks]}")
        if order.due_at != nearest:
            wrong.append(f"{order} is due {order.due_at}, its clocks say {nearest}")
    return wrong


def _owners() -> list[str]:
    """No living order is without somebody whose turn it is, and a deadline."""
    wrong = []
    for order in WorkOrder.objects.exclude(state__in=ENDED):
        turn = ownership.turn_of(order.state)
        if turn is None or order.due_at is None:
            wrong.append(f"{order} has no next deadline")
        if turn is not None and turn.by_assignee and order.assignee_id is None:
            wrong.append(f"{order} is with nobody")
    owed = set(Todo.objects.filter(kind="withdrawal", closed_at=None).values_list("order", flat=True))
    asked = WorkOrder.objects.filter(state="withdrawal_asked").exclude(pk__in=owed)
    alone = WorkOrder.objects.filter(state="merged", parent=None)
    wrong += [f"nobody owes the decision on {order}" for order in asked]
    return wrong + [f"{order} is merged into nothing" for order in alone]


def _log(region: Region) -> list[str]:
    """What the boards and the log were told last is what the rows say."""
    wrong = []
    told: dict[int, dict[str, Any]] = {}
    states: dict[str, str] = {}
    root = region.county.path.strip("/").split("/")[0]
    for stream, data in Entry.objects.order_by("seq").values_list("stream", "data"):
        if stream == f"board:{root}" and "order" in data:
            told[data["order"]["id"]] = data["order"]
        elif stream.startswith("order:") and "state" in data:
            states[stream] = data["state"]
    for order in WorkOrder.objects.select_related("request"):
        if order.pk in told and told[order.pk] != dict(cards.order_card(order)):
            card = dict(cards.order_card(order))
            differ = {name for name in card if card[name] != told[order.pk].get(name)}
            wrong.append(f"the boards know {order} otherwise: {differ}")
        if states.get(f"order:{order.pk}") != order.state:
            wrong.append(f"the log says {states.get(f'order:{order.pk}')} of {order}")
    for stream in Entry.objects.values("stream").annotate(count=Count("version")):
        last = Entry.objects.filter(stream=stream["stream"]).order_by("-version").values_list("version", flat=True)[0]
        if last != stream["count"]:
            wrong.append(f"{stream['stream']} has holes")
    return wrong


def _timers() -> list[str]:
    return [f"timer {timer} fails" for timer in Timer.objects.filter(failures__gt=0)]
