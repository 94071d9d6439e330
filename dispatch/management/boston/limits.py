"""The set's own targets as policy rows: one limit per type of request, held by conditions that policies know.

A policy is found by utility, symptom and scene, so each type is filed under one such combination, and types
whose usual limits are (nearly) the same share one. The usual limit of a type is the median of target minus opening:
the set's targets follow a calendar of working days that no span of seconds reproduces, which is what the agreement of
the clocks then measures. Pure.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from statistics import median

from dispatch.management.boston.source import Case
from repairs import catalogue

SCENES = ("city", "rural", "remote")
# A case without a target has a clock too, because every order has; it is long and is compared with nothing.
NO_TARGET = timedelta(days=730)

_OF_REASON = {
    "electricity": ("Street Lights", "Signs & Signals", "Traffic Management & Engineering", "Fire Department"),
    "water": ("Highway Maintenance", "Catchbasin", "Fire Hydrant", "Water Issues", "Sanitation", "Street Cleaning"),
    "heating": ("Building", "Housing", "Health", "Environmental Services", "Code Enforcement"),
}
_UTILITY = {reason: utility for utility, reasons in _OF_REASON.items() for reason in reasons}
# What is no matter of life and death: those have rows of their own that outweigh all others.
SYMPTOMS = {
    utility: tuple(s.code for s in catalogue.SYMPTOMS.values() if s.utility == utility and not s.is_life_safety)
    for utility in ("electricity", "water", "gas", "heating")
}


@dataclass(frozen=True, slots=True)
class Filed:
    """Under what a type of request is taken in, and the limit that its policy row says."""

    utility: str
    symptom: str
    scene: str
    limit: timedelta


def utility_of(reason: str) -> str:
    """Which of our four utilities a reason of the set comes nearest to; gas stands for all the rest."""
    return _UTILITY.get(reason, "gas")


def file(cases: Iterable[Case]) -> dict[tuple[str, str], Filed]:
    """For each (reason, type) of the cases how it is filed."""
    seconds: dict[tuple[str, str], list[float]] = defaultdict(list)
    count: Counter[tuple[str, str]] = Counter()
    for case in cases:
        key = (case.reason, case.type)
        count[key] += 1
        if case.target_at is not None:
            seconds[key].append((case.target_at - case.opened_at).total_seconds())
    usual = {key: timedelta(seconds=max(60.0, median(seconds[key]))) if seconds[key] else NO_TARGET for key in count}
    filed: dict[tuple[str, str], Filed] = {}
    for utility, symptoms in SYMPTOMS.items():
        own = {key: usual[key] for key in count if utility_of(key[0]) == utility}
        for place, group in enumerate(_grouped(own, count, len(SCENES) * len(symptoms))):
            limit = usual[max(group, key=lambda key: count[key])]
            symptom, scene = symptoms[place // len(SCENES)], SCENES[place % len(SCENES)]
            for key in group:
                filed[key] = Filed(utility, symptom, scene, limit)
    return filed


def _grouped(
    usual: dict[tuple[str, str], timedelta], count: Counter[tuple[str, str]], most: int
) -> list[list[tuple[str, str]]]:
    """Types with their limits in at most `most` groups: nearest limits (by ratio) are put together first."""
    groups = [[key] for key in sorted(usual, key=lambda key: (usual[key], key))]

    def middle(group: list[tuple[str, str]]) -> float:
        return usual[max(group, key=lambda key: count[key])].total_seconds()

    while len(groups) > most:
        gaps = [middle(after) / middle(before) for before, after in pairwise(groups)]
        place = gaps.index(min(gaps))
        groups[place : place + 2] = [groups[place] + groups[place + 1]]
    return groups
