"""Steering the simulation: reading and changing its one row."""

from typing import TypedDict

from dispatch.demo.models import SimulationState
from dispatch.kernel import clock
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal


class Simulation(TypedDict):
    """How the simulation is set, and what it said last. `is_alive` is false when nobody simulates."""

    paused: bool
    speed: int
    storm: bool
    is_alive: bool
    day_minute: int
    requests: int


ALIVE_SECONDS = 15


def read() -> Simulation:
    """The settings as they are. Refuses with demo.not_here where there is no demonstration."""
    row = SimulationState.objects.first()
    if row is None:
        raise Refusal("demo.not_here")
    return view(row)


def change(tx: Tx, *, paused: bool | None = None, speed: int | None = None, storm: bool | None = None) -> Simulation:
    """Change what is given; the simulation follows within a second."""
    row = SimulationState.objects.select_for_update().first()
    if row is None:
        raise Refusal("demo.not_here")
    row.paused = row.paused if paused is None else paused
    row.speed = row.speed if speed is None else speed
    row.storm = row.storm if storm is None else storm
    row.changed_at, row.changed_by = tx.at, tx.actor.key
    row.save(update_fields=["paused", "speed", "storm", "changed_at", "changed_by"])
    return view(row)


def view(row: SimulationState) -> Simulation:
    """The row for a console."""
    is_alive = row.beat_at is not None and (clock.now() - row.beat_at).total_seconds() < ALIVE_SECONDS
    return {
        "paused": row.paused,
        "speed": row.speed,
        "storm": row.storm,
        "is_alive": is_alive,
        "day_minute": row.day_minute,
        "requests": row.requests,
    }
