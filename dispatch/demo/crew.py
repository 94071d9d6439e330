"""What a simulated technician does next: accept, get ready, drive, work, report. Pure: it only says what to do.

Spans are simulated seconds and this demonstration's own: a reaction of half a minute to two, a job of a quarter of
an hour to an hour and a half. The simulation carries the steps out through the field's own verbs.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from dispatch.demo import paths
from dispatch.demo.paths import Point, Way

WORK_MEDIAN_S = {"emergency": 2400.0, "network": 2900.0, "premises": 2100.0, "quality": 1600.0}
CAUSES = {
    "equipment_failure": 0.28,
    "ageing": 0.26,
    "overload": 0.12,
    "customer_installation": 0.12,
    "third_party_damage": 0.08,
    "blockage": 0.06,
    "no_fault_found": 0.05,
    "weather": 0.03,
}
DECLINES = 0.015
# How a report ends that is not simply repaired: by cause, else now and then only for the time being.
RESULTS = {"customer_installation": ("guided", "customer"), "no_fault_found": ("no_fault_found", "utility")}
FOR_THE_TIME_BEING = 0.06
REACHES = 0.85
PROMISES = 0.5


@dataclass
class Job:
    """A live visit as the simulation last read it."""

    visit_id: int
    state: str
    sequence: int
    goal: Point
    work_class: str
    is_life_safety: bool = False
    cause: str = ""
    promises: int = 0


@dataclass(frozen=True)
class Deed:
    """A step to take now. `outcome` goes with a call to the customer, `minutes` is how far ahead a promise is."""

    visit_id: int
    action: str
    cause: str = ""
    reason: str = ""
    result: str = ""
    ownership: str = ""
    outcome: str = ""
    minutes: int = 0


@dataclass
class Member:
    """One technician: where they are and how long they still take for what they are doing."""

    technician_id: int
    here: Point
    heading: float | None = None
    way: Way | None = None
    bound_for: int | None = None
    done_m: float = 0.0
    speed_ms: float = 10.0
    left_s: dict[tuple[int, str], float] = field(default_factory=dict)
    next_position_s: float = 0.0

    @property
    def is_moving(self) -> bool:
        return self.way is not None

    def step(self, jobs: list[Job], seconds: float, rng: np.random.Generator) -> list[Deed]:
        """Let `seconds` of simulated time pass; gives the steps that are due."""
        known = {job.visit_id for job in jobs}
        self.left_s = {key: left for key, left in self.left_s.items() if key[0] in known}
        deeds = [self._answer(job, rng) for job in jobs if job.state == "assigned" and self._over(job, seconds, rng)]
        begun = [job for job in jobs if job.state in ("departed", "arrived", "repaired")]
        ready = [job for job in jobs if job.state == "accepted"]
        line = sorted(begun or ready, key=lambda job: (not job.is_life_safety, job.sequence))
        current = line[0] if line else None
        if current is None or current.visit_id != self.bound_for or current.state != "departed":
            self.way = None
        if current is not None:
            deeds += self._work_on(current, seconds, rng)
        return deeds

    def _work_on(self, job: Job, seconds: float, rng: np.random.Generator) -> list[Deed]:
        if job.state == "departed":
            return [Deed(job.visit_id, "arrive")] if self._drive(job, seconds, rng) else []
        if not self._over(job, seconds, rng):
            return []
        if job.state == "accepted":
            return [*_calls(job, rng), Deed(job.visit_id, "depart")]
        if job.state == "arrived":
            names, weights = list(CAUSES), np.array(list(CAUSES.values()))
            return [Deed(job.visit_id, "repair", cause=names[int(rng.choice(len(names), p=weights / weights.sum()))])]
        usual = "temporary_repair" if rng.random() < FOR_THE_TIME_BEING else "repaired"
        result, ownership = RESULTS.get(job.cause, (usual, "utility"))
        return [Deed(job.visit_id, "report", result=result, ownership=ownership)]

    def _drive(self, job: Job, seconds: float, rng: np.random.Generator) -> bool:
        """Move along; true on arrival."""
        if self.way is None:
            self.way, self.bound_for, self.done_m = paths.streets(self.here, job.goal, rng), job.visit_id, 0.0
            self.speed_ms = paths.speed_ms(paths.metres(self.here, job.goal), rng)
        self.done_m += self.speed_ms * seconds
        self.here, self.heading = self.way.at(self.done_m)
        return self.done_m >= self.way.length_m

    def _answer(self, job: Job, rng: np.random.Generator) -> Deed:
        if not job.is_life_safety and rng.random() < DECLINES:
            return Deed(job.visit_id, "decline", reason="equipment")
        return Deed(job.visit_id, "accept")

    def _over(self, job: Job, seconds: float, rng: np.random.Generator) -> bool:
        """Whether what the job's state takes is done; how long it takes is drawn once per state."""
        key = (job.visit_id, job.state)
        if key not in self.left_s:
            self.left_s[key] = takes_s(job, rng)
        self.left_s[key] -= seconds
        return self.left_s[key] <= 0

    def wait(self, job: Job, seconds: float) -> None:
        """The step was refused; try again after so many simulated seconds."""
        self.left_s[job.visit_id, job.state] = seconds


def _calls(job: Job, rng: np.random.Generator) -> list[Deed]:
    """Before driving off the customer is called; whoever answers is often told a time."""
    if job.is_life_safety:
        return []
    if rng.random() > REACHES:
        return [Deed(job.visit_id, "contact", outcome="no_answer")]
    calls = [Deed(job.visit_id, "contact", outcome="reached")]
    if job.promises == 0 and rng.random() < PROMISES:
        calls.append(Deed(job.visit_id, "promise", minutes=int(rng.integers(9, 24)) * 5))
    return calls


def takes_s(job: Job, rng: np.random.Generator) -> float:
    """How long a state lasts, in simulated seconds."""
    hurry = 0.3 if job.is_life_safety else 1.0
    match job.state:
        case "assigned":
            return float(rng.uniform(25, 110)) * hurry
        case "accepted":
            return float(rng.uniform(40, 240)) * hurry
        case "arrived":
            return float(rng.lognormal(math.log(WORK_MEDIAN_S.get(job.work_class, 2700.0)), 0.35))
        case _:
            return float(rng.uniform(90, 300))
