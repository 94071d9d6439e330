"""Steering the simulation over HTTP."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.demo import steering
from dispatch.demo.steering import Simulation
from dispatch.kernel import access, commands
from dispatch.kernel.commands import Tx
from dispatch.kernel.web import Router, actor_of, key_of

router = Router(tags=["demo"])


class Steering(Schema):
    """What is not given stays as it is. `speed` is simulated seconds to a real one."""

    paused: bool | None = None
    speed: int | None = Field(None, ge=1, le=60)
    storm: bool | None = None


@router.get("/demo/simulation", summary="How the demonstration's simulation is set")
def read_simulation(request: HttpRequest) -> Simulation:
    access.require_anywhere(actor_of(request), "simulation.steer")
    return steering.read()


@router.post("/demo/simulation", summary="Pause it, speed it up, make a storm")
def steer_simulation(request: HttpRequest, payload: Steering) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "simulation.steer")

    def run(tx: Tx) -> dict[str, Any]:
        return dict(steering.change(tx, **payload.model_dump()))

    return commands.perform(actor, "simulation.steer", run, key=key_of(request), body=payload.model_dump(mode="json"))
