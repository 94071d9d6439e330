"""The loop that lets the demo city live: requests come in, crews drive and work, desks answer.

It is a process of its own. Requests and desk work go over HTTP; technicians act through the verbs that their phones
use, as themselves. Rows are only read here, except the simulation's own. Simulated time runs `speed` times as fast as
real time; the product's clocks do not.
"""

import logging
import threading
import time
from collections import defaultdict
from datetime import timedelta

import numpy as np
from django.db import InterfaceError, OperationalError, close_old_connections

from dispatch.demo import demand, outlines, plan, rosters
from dispatch.demo.crew import Deed, Job, Member
from dispatch.demo.demand import Demand, District
from dispatch.demo.desk import Desk, issue_keys
from dispatch.demo.door import Door, Letter
from dispatch.demo.matters import Matters
from dispatch.demo.models import SimulationState
from dispatch.kernel import actors, clock, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import User
from field import access, positions, shifts, talking, visits
from field.models import Position, Shift, Technician, Visit
from field.movement import Fix
from field.visits import Said
from repairs.lifecycle import ENDED
from repairs.models import WorkOrder
from repairs.report_checks import Written

log = logging.getLogger(__name__)
NO_CAMERA = "模拟技术员没有相机"

TICK_S = 0.5
LOOK_S = 2.0
SHIFTS_S = 20.0
BEAT_S = 5.0
IDLE_POSITION_S = 60.0
WARM_UP = 40
STARTS_AT_MINUTE = 8 * 60 + 30
OPEN_AT_MOST = 450
"""No more requests while so many are open: a storm left on for hours shall not bury the machine."""


class Simulation:
    """All of it; `run` returns when `stop` was called."""

    def __init__(self, url: str, seed: int | None = None) -> None:
        self.rng = np.random.default_rng(seed)
        self.door = Door(url)
        self.secrets = issue_keys()
        self.desk = Desk(self.door, self.secrets, self.rng)
        self.demand = Demand(_districts(), self.rng)
        self.matters = Matters(self.rng)
        self.state = SimulationState.objects.get()
        self.minute = float(self.state.day_minute or STARTS_AT_MINUTE)
        self.requests = 0
        self.was_storm = False
        self.jobs: dict[int, list[Job]] = {}
        self.members: dict[int, Member] = {}
        self.people: dict[int, Technician] = {}
        self.actors: dict[int, Actor] = {}
        self.open_orders = 0
        self._stopping = threading.Event()
        self._due: dict[str, float] = defaultdict(float)

    def stop(self) -> None:
        """End after the step in hand."""
        self._stopping.set()

    def run(self) -> None:
        """Until stopped; a database or server that is away is waited for."""
        before = time.monotonic()
        while not self._stopping.wait(TICK_S):
            now = time.monotonic()
            # After a long pause (a laptop asleep) nothing is caught up.
            passed, before = min(now - before, 5.0), now
            try:
                self.tick(passed)
            except (OperationalError, InterfaceError):
                log.warning("the database does not answer, trying again", exc_info=True)
                close_old_connections()
                self._stopping.wait(3)
        self.door.stop()

    def tick(self, passed: float) -> None:
        """Let `passed` real seconds go by."""
        if self._is_due("look", LOOK_S / 2):
            self.state.refresh_from_db()
        if self._is_due("beat", BEAT_S):
            self._beat()
        if self.state.paused:
            return
        if self._is_due("look_around", LOOK_S):
            self._look()
            self.desk.look(self.state.speed)
        if self._is_due("shifts", SHIFTS_S):
            self._work_shifts()
        seconds = passed * self.state.speed
        self.minute = (self.minute + seconds / 60) % 1440
        self._ask(seconds / 60)
        self.matters.pass_(seconds / 60)
        self._move(passed, seconds)

    def _is_due(self, what: str, every: float) -> bool:
        if time.monotonic() < self._due[what]:
            return False
        self._due[what] = time.monotonic() + every
        return True

    def _beat(self) -> None:
        SimulationState.objects.update(beat_at=clock.now(), day_minute=int(self.minute), requests=self.requests)

    def _look(self) -> None:
        """Read who is there and what they have to do."""
        self.people = {
            technician.pk: technician
            for technician in Technician.objects.select_related("station").exclude(user__username="technician")
        }
        places = {pk: (lon, lat) for pk, lon, lat in Position.objects.values_list("technician_id", "lon", "lat")}
        for pk, technician in self.people.items():
            if pk not in self.members:
                spread = self.rng.normal(0, 0.008, 2)
                home = (technician.station.lon + float(spread[0]), technician.station.lat + float(spread[1]))
                self.members[pk] = Member(pk, places.get(pk, home))
        jobs: dict[int, list[Job]] = defaultdict(list)
        for visit in Visit.objects.filter(ended_at=None, technician__in=self.people).select_related("order"):
            order = visit.order
            station = self.people[visit.technician_id].station
            goal = (order.lon, order.lat) if order.lon is not None and order.lat is not None else None
            jobs[visit.technician_id].append(
                Job(
                    visit.pk,
                    visit.state,
                    visit.sequence,
                    goal or (station.lon, station.lat),
                    order.work_class,
                    order.is_life_safety,
                    visit.cause,
                    order.promises,
                )
            )
        self.jobs = jobs
        self.open_orders = WorkOrder.objects.exclude(state__in=ENDED).count()

    def _ask(self, minutes: float) -> None:
        """Send the requests of so many simulated minutes."""
        storm = self.state.storm or int(self.minute // 60) == demand.STORM_HOUR
        if storm and not self.was_storm:
            self.demand.begin_storm()
        self.was_storm = storm
        count = int(self.rng.poisson(self.demand.rate(self.minute, self.state.storm) * minutes))
        if self.requests == 0 and self.open_orders < WARM_UP:
            count = WARM_UP
        if self.open_orders > OPEN_AT_MOST or self.door.waiting > 300:
            return
        month = clock.now().month
        for _ in range(count):
            if self.door.post(Letter("/requests", self.demand.draw(month, storm), self.secrets["requests"])):
                self.requests += 1

    def _move(self, passed: float, seconds: float) -> None:
        """Everybody on shift goes on with their work, and says where they are."""
        for pk, technician in self.people.items():
            if technician.state == Technician.State.OFF:
                continue
            member, jobs = self.members[pk], self.jobs.get(pk, [])
            for deed in member.step(jobs, seconds, self.rng):
                self._do(member, deed, jobs)
            member.next_position_s -= passed
            if member.next_position_s <= 0:
                self._send_position(technician, member)

    def _do(self, member: Member, deed: Deed, jobs: list[Job]) -> None:
        actor = self._actor(member.technician_id)
        fix = Fix(*member.here, at=clock.now(), accuracy_m=12.0)
        report = Written(result_code=deed.result, ownership=deed.ownership)
        said = Said(
            device_at=fix.at,
            fix=fix,
            cause=deed.cause,
            reason=deed.reason,
            sent_at=fix.at,
            without_form=NO_CAMERA,
            report=report,
        )
        job = next((job for job in jobs if job.visit_id == deed.visit_id), None)
        if job is None:
            # Gone since the same look: a step before this one found the visit taken away.
            return

        def work(tx: Tx) -> dict[str, object]:
            visit = access.visit_for(actor, deed.visit_id)
            if deed.action == "contact":
                return talking.contact(tx, visit, said, deed.outcome)
            if deed.action == "promise":
                return talking.promise(tx, visit, said, fix.at + timedelta(minutes=deed.minutes))
            return visits.VERBS[deed.action](tx, visit, said)

        try:
            answer = commands.perform(actor, f"visit.{deed.action}", work)
        except Refusal as refusal:
            log.info("%s of visit %s refused: %s", deed.action, deed.visit_id, refusal.code)
            if deed.action not in ("contact", "promise"):
                member.wait(job, 120.0)
            return
        if "late" in answer or deed.action in ("decline", "report"):
            jobs.remove(job)
        else:
            job.state, job.cause = answer["visit"]["state"], answer["visit"]["cause"]
        member.next_position_s = min(member.next_position_s, 1.0)

    def _send_position(self, technician: Technician, member: Member) -> None:
        moving_s = min(10.0, max(3.0, 25.0 / self.state.speed))
        member.next_position_s = (moving_s if member.is_moving else IDLE_POSITION_S) * float(self.rng.uniform(0.8, 1.2))
        lon, lat = (float(value) for value in self.rng.normal(member.here, 0.00004))
        fix = Fix(lon, lat, clock.now(), float(self.rng.uniform(5, 20)), member.heading if member.is_moving else None)
        try:
            positions.accept(technician, [fix])
        except Refusal as refusal:
            log.info("position of %s refused: %s", technician.pk, refusal.code)

    def _work_shifts(self) -> None:
        """Begin and end shifts as they were planned; whoever is in the middle of something stays a little longer."""
        now = clock.now()
        if self._is_due("rosters", 3600):
            rosters.plan_ahead(Technician.objects.all(), now)
        on_time = Shift.objects.filter(
            began_at=None, starts_at__lte=now, ends_at__gt=now + timedelta(minutes=10), technician__in=self.people
        )
        for pk in on_time.filter(technician__state=Technician.State.OFF).values_list("technician_id", flat=True):
            self._shift(pk, "start")
        late = Shift.objects.filter(began_at__isnull=False, ended_at=None, ends_at__lte=now, technician__in=self.people)
        for pk in late.values_list("technician_id", flat=True):
            self._shift(pk, "end")

    def _shift(self, technician_id: int, action: str) -> None:
        actor = self._actor(technician_id)

        def work(tx: Tx) -> None:
            shifts.VERBS[action](tx, access.technician_of(actor))

        try:
            commands.perform(actor, f"shift.{action}", work)
        except Refusal as refusal:
            log.info("shift %s of %s refused: %s", action, technician_id, refusal.code)

    def _actor(self, technician_id: int) -> Actor:
        if technician_id not in self.actors:
            self.actors[technician_id] = actors.of_user(User.objects.get(pk=technician_id))
        return self.actors[technician_id]


def _districts() -> list[District]:
    return [
        District(
            outline.name,
            outline.shape,
            outline.seat,
            outline.code in plan.URBAN,
            demand.weight_of(outline.code, outline.shape),
            demand.served_in(outline.code),
        )
        for outline in outlines.districts_of(plan.CITY_CODE)
    ]
