"""Who goes: ranks technicians for jobs and says why. Pure.

Cost is seconds until the technician can be there: the way, plus what stands before it in their load, plus a penalty
that keeps idle people first. A job of life safety goes in front of everything that has not begun, so only begun work
counts before it. Whoever was there before, for an order taken up again, may be later by what knowing it is worth.
Micro-batches run with running loads: who was just chosen carries one more for the next job.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from field import travel
from field.travel import Floats, TravelTimes

# How many of the nearest get the exact distance; the rest keep the great circle's (0.5 % off at most).
EXACT = 3


@dataclass(frozen=True)
class Job:
    """What has to be done, as far as the choice of a person goes."""

    order_id: int
    lon: float | None
    lat: float | None
    skill: str
    is_life_safety: bool = False
    declined_by: frozenset[int] = frozenset()
    known_to: int | None = None
    """The technician who was on the spot last time, and knows what was found there."""


@dataclass
class Person:
    """A technician with the load as it stands; `choose` moves the load on."""

    technician_id: int
    name: str
    skills: frozenset[str]
    state: str
    lon: float
    lat: float
    open_visits: int = 0
    begun_visits: int = 0
    shift_ends_at: datetime | None = None
    position_at: datetime | None = None
    name_en: str = ""

    @property
    def is_on_shift(self) -> bool:
        return self.state != "off"


@dataclass(frozen=True)
class Limits:
    """The limits of the choice, from policy rows. Seconds, except `max_open`.

    `known_worth_s`: how much later somebody may be there whom the order is known to.
    """

    per_visit_s: float
    busy_penalty_s: float
    shift_margin_s: float
    max_open: int
    stale_position_s: float
    known_worth_s: float


@dataclass
class Candidate:
    """One technician judged for one job; `reasons` are codes with facts, the first ones those that decided."""

    person: Person
    distance_m: float | None
    travel_s: float | None
    cost_s: float
    is_able: bool
    reasons: list[dict[str, Any]] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        """As the console shows it and the decision keeps it."""
        return {
            "technician_id": self.person.technician_id,
            "name": self.person.name,
            "name_en": self.person.name_en or self.person.name,
            "distance_m": None if self.distance_m is None else round(self.distance_m),
            "travel_s": None if self.travel_s is None else round(self.travel_s),
            "open_visits": self.person.open_visits,
            "skills": sorted(self.person.skills),
            "on_shift": self.person.is_on_shift,
            "ok": self.is_able,
            "chosen": False,
            "reasons": self.reasons,
        }


def rank(job: Job, people: Sequence[Person], limits: Limits, source: TravelTimes, at: datetime) -> list[Candidate]:
    """Everybody, the able ones first and each group by cost; ties go to the lower id so that a run can be repeated."""
    if not people:
        return []
    distances, seconds = _ways(job, people, source, at)
    found = []
    for place, person in enumerate(people):
        distance = None if distances is None else float(distances[place])
        way_s = None if seconds is None else float(seconds[place])
        obstacles = _obstacles(job, person, limits, way_s or 0.0, at)
        found.append(
            Candidate(
                person,
                distance,
                way_s,
                (way_s or 0.0) + _waits_s(job, person, limits),
                not obstacles,
                [*obstacles, *_remarks(job, person, limits, at)],
            )
        )
    found.sort(key=lambda candidate: (not candidate.is_able, candidate.cost_s, candidate.person.technician_id))
    if found[0].is_able and (found[0].person.technician_id != job.known_to or job.is_life_safety):
        idle = found[0].person.open_visits == 0
        found[0].reasons.insert(0, {"code": "nearest_idle" if idle else "soonest_there"})
    return found


def choose(
    jobs: Sequence[Job], people: Sequence[Person], limits: Limits, source: TravelTimes, at: datetime
) -> dict[int, list[Candidate]]:
    """Rank for each job in the order given; the first able one of each is taken and carries it from then on."""
    ranked: dict[int, list[Candidate]] = {}
    for job in jobs:
        candidates = rank(job, people, limits, source, at)
        ranked[job.order_id] = candidates
        if candidates and candidates[0].is_able:
            candidates[0].person.open_visits += 1
    return ranked


def _ways(job: Job, people: Sequence[Person], source: TravelTimes, at: datetime) -> tuple[Floats | None, Floats | None]:
    """Straight metres and travel seconds of each; None where the job has no place."""
    if job.lon is None or job.lat is None:
        return None, None
    goal = (job.lon, job.lat)
    origins = np.array([(person.lon, person.lat) for person in people], dtype=np.float64)
    straight = travel.great_circle_m(origins, goal)
    for place in np.argsort(straight)[:EXACT]:
        straight[place] = travel.geodesic_m((people[place].lon, people[place].lat), goal)
    return straight, source.seconds(origins, goal, straight, at)


def _waits_s(job: Job, person: Person, limits: Limits) -> float:
    ahead = person.begun_visits if job.is_life_safety else person.open_visits
    waits = ahead * limits.per_visit_s + (limits.busy_penalty_s if ahead else 0.0)
    prefers = person.technician_id == job.known_to and not job.is_life_safety
    return waits - (limits.known_worth_s if prefers else 0.0)


def _obstacles(job: Job, person: Person, limits: Limits, way_s: float, at: datetime) -> list[dict[str, Any]]:
    """What speaks against it. Life safety goes past load and the shift's end, never past skill and absence."""
    found: list[dict[str, Any]] = []
    if job.skill and job.skill not in person.skills:
        found.append({"code": "lacks_skill", "skill": job.skill})
    if not person.is_on_shift:
        found.append({"code": "off_shift"})
    elif person.state == "break":
        found.append({"code": "on_break"})
    if person.technician_id in job.declined_by:
        found.append({"code": "declined_before"})
    if job.is_life_safety:
        return found
    if person.open_visits >= limits.max_open:
        found.append({"code": "fully_loaded", "open": person.open_visits, "limit": limits.max_open})
    if person.is_on_shift and person.shift_ends_at is not None:
        left = (person.shift_ends_at - at).total_seconds()
        if left < way_s + limits.shift_margin_s:
            found.append({"code": "shift_ends_soon", "minutes": max(0, round(left / 60))})
    return found


def _remarks(job: Job, person: Person, limits: Limits, at: datetime) -> list[dict[str, Any]]:
    """What is worth knowing and speaks against nothing."""
    found: list[dict[str, Any]] = []
    if person.technician_id == job.known_to:
        found.append({"code": "was_there_before"})
    if person.open_visits:
        waiting = person.open_visits - person.begun_visits
        if job.is_life_safety and waiting > 0:
            found.append({"code": "goes_first", "waiting": waiting})
        else:
            found.append({"code": "has_open_visits", "open": person.open_visits})
    if person.position_at is None:
        found.append({"code": "position_of_station"})
    elif (at - person.position_at).total_seconds() > limits.stale_position_s:
        found.append({"code": "position_old", "minutes": round((at - person.position_at).total_seconds() / 60)})
    return found
