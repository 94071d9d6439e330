"""The year again: every case taken in, placed, finished and closed at its own instant, on the product's own clock.

One process holds the frozen clock and moves it from event to event, so that every rule that asks the time (opening
hours, slots, deadlines, warnings) sees the set's time. That is also why the requests go to the intake's HTTP handler
in this process (all middleware, the API key, the idempotency key, the lane, the commit) and not through a server
process with a clock of its own: an interface that lets a caller choose the time at which it was called would be a hole.
The engine is called after every instant with requests, as its thread would be woken. A closing in the set is the
whole way of the order from the station to the archive, in one command.

`tick` rounds instants up, so that what falls together is taken, placed and closed together, as a storm's requests are;
zero keeps every second of the set and costs a transaction for each step of each request.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from django.test import Client

from coverage import capacity
from dispatch.board import engine, wanting
from dispatch.kernel import clock, commands, timers
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.commands import Tx
from dispatch.management.boston.limits import Filed
from dispatch.management.boston.source import Case
from repairs import orders
from repairs.models import WorkOrder

WAY = ("assign", "arrive", "repair", "report_back", "close")
OPENING, CLOSING = 0, 1
EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
ASKERS = 8


@dataclass
class Replay:
    """What happened: the order of each case, and where the time went (seconds by phase)."""

    order_of: dict[str, int] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    not_closed: Counter[str] = field(default_factory=Counter)
    closed: int = 0
    fired: int = 0
    spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    seconds: float = 0.0


def run(
    cases: Sequence[Case],
    filed: dict[tuple[str, str], Filed],
    key: str,
    until: datetime,
    tick: timedelta = timedelta(0),
) -> Replay:
    """Replay the cases in time order and go on until `until`, when the set was taken."""
    replay, began = Replay(), time.perf_counter()
    door = Client(headers={"Authorization": f"Bearer {key}"})
    with clock.frozen(cases[0].opened_at), ThreadPoolExecutor(ASKERS) as askers:
        for at, group in groupby(_events(cases, until, tick), key=lambda event: event[0]):
            clock.move_to(at)
            _timed(replay, "timers", _sweep, replay)
            happening = list(group)
            opening = [case for _, kind, case in happening if kind == OPENING]
            if opening:
                _timed(
                    replay, "intake", _take_all, replay, askers, door, [(c, filed[c.reason, c.type]) for c in opening]
                )
                _timed(replay, "engine", engine.place_waiting)
            closing = [case for _, kind, case in happening if kind == CLOSING]
            if closing:
                _timed(replay, "closing", _close, replay, closing)
        clock.move_to(until)
        while engine.place_waiting() or _timed(replay, "timers", _sweep, replay):
            pass
    replay.seconds = time.perf_counter() - began
    return replay


def _events(cases: Iterable[Case], until: datetime, tick: timedelta) -> list[tuple[datetime, int, Case]]:
    """Openings and closings in time order; a closing that the set puts before its opening comes with it."""
    events = []
    for case in cases:
        events.append((_rounded(case.opened_at, tick), OPENING, case))
        if case.closed_at is not None:
            events.append((_rounded(max(case.closed_at, case.opened_at), tick), CLOSING, case))
    return sorted((event for event in events if event[0] <= until + tick), key=lambda event: (event[0], event[1]))


def _rounded(at: datetime, tick: timedelta) -> datetime:
    return EPOCH + -((EPOCH - at) // tick) * tick if tick else at


def _timed(replay: Replay, phase: str, work: Any, *given: Any) -> Any:
    began = time.perf_counter()
    try:
        return work(*given)
    finally:
        replay.spent[phase] += time.perf_counter() - began


def _sweep(replay: Replay) -> int:
    fired = 0
    while count := timers.sweep():
        fired += count
    replay.fired += fired
    return fired


def _take_all(replay: Replay, askers: ThreadPoolExecutor, door: Client, opening: Sequence[tuple[Case, Filed]]) -> None:
    numbers: dict[str, str] = {}
    answers = askers.map(lambda one: _take(door, *one), opening) if len(opening) > 1 else [_take(door, *opening[0])]
    for (case, _), answer in zip(opening, answers, strict=True):
        if answer.status_code == 201:
            numbers[answer.json()["number"]] = case.number
        else:
            replay.refused[f"{answer.status_code} {answer.json().get('code')}"] += 1
    made = WorkOrder.objects.filter(request__number__in=numbers).values_list("request__number", "pk")
    replay.order_of.update({numbers[number]: pk for number, pk in made})


def _take(door: Client, case: Case, filed: Filed) -> Any:
    body = {
        "utility": filed.utility,
        "symptom": filed.symptom,
        "scene": filed.scene,
        "place": {"lon": case.lon, "lat": case.lat, "accuracy_m": 10, "source": "address"},
        "address": case.address,
        "channel": "partner",
        "description": f"{case.reason}: {case.type}",
        "language": "en",
    }
    headers = {"Idempotency-Key": f"boston-{case.number}"}
    return door.post("/api/v1/requests", body, content_type="application/json", headers=headers)


def _close(replay: Replay, closing: Sequence[Case]) -> None:
    wanted = [replay.order_of[case.number] for case in closing if case.number in replay.order_of]

    def work(tx: Tx) -> None:
        locked = orders.locked(wanted)
        ready = [order for order in locked.values() if order.state == "accepted"]
        orders.advance(tx, [orders.Change(order, action) for order in ready for action in WAY])
        capacity.release_many([wanting.holder_of(order) for order in ready])
        replay.closed += len(ready)
        replay.not_closed.update(order.state for order in locked.values() if order not in ready)

    if wanted:
        commands.perform(SYSTEM, "acceptance.close", work)
