"""One order as its people see it: card, request with masked contact, clocks with their policy, story, decisions."""

from collections.abc import Callable
from typing import Any

import orjson
from django.db import connection

from coverage.models import Station
from dispatch.board.models import Decision
from dispatch.kernel import access, clock
from dispatch.kernel.actors import Actor
from field.models import Technician
from repairs import cards, lifecycle, ownership
from repairs.models import WorkOrder

STAMPS = (
    "opened_at",
    "offered_at",
    "accepted_at",
    "assigned_at",
    "departed_at",
    "arrived_at",
    "repaired_at",
    "reported_at",
    "closed_at",
)
STORY_LINES = 300

Section = Callable[[Actor, WorkOrder], Any]
_sections: dict[str, Section] = {}


def section(name: str) -> Callable[[Section], Section]:
    """Add a part to an order's story under the key `name`; the function gives it as the actor may see it."""

    def register(function: Section) -> Section:
        if _sections.setdefault(name, function) is not function:
            raise ValueError(f"section {name!r} is defined twice")
        return function

    return register


def of_order(actor: Actor, order: WorkOrder) -> dict[str, Any]:
    """Everything the console's order panel shows. What the actor may do comes from the lifecycle and access tables."""
    return {
        "order": cards.order_card(order),
        "request": cards.request_view(order.request),
        "clocks": [cards.clock_view(row) for row in order.clocks.select_related("policy").order_by("started_at", "pk")],
        "stamps": {name: clock.iso(getattr(order, name)) for name in STAMPS},
        "story": lines(order.pk),
        "decisions": [decision(row) for row in _decisions(order)],
        "allowed": [
            action
            for action in lifecycle.open_actions(order.state)
            if access.allows(actor, f"order.{action}", order.node.path)
        ],
        "may_reveal": access.allows(actor, "contact.reveal", order.node.path),
        **{name: part(actor, order) for name, part in _sections.items()},
    }


@section("turn")
def whose_turn(actor: Actor, order: WorkOrder) -> dict[str, Any] | None:
    """Who must act next, and until when."""
    turn = ownership.turn_of(order.state)
    if turn is None:
        return None
    return {
        "role": turn.role,
        "name": order.assignee_name if turn.by_assignee else "",
        "station_id": order.station_id,
        "due_at": clock.iso(order.due_at),
        "due_kind": order.due_kind or None,
    }


def lines(order_id: int) -> list[dict[str, Any]]:
    """The order's log, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version, kind, at, actor, data::text FROM kernel_entry WHERE stream = %s ORDER BY version LIMIT %s",
            [f"order:{order_id}", STORY_LINES],
        )
        return [
            {"v": version, "kind": kind, "at": clock.iso(at), "actor": actor, "data": orjson.loads(data)}
            for version, kind, at, actor, data in cursor.fetchall()
        ]


def _decisions(order: WorkOrder) -> list[Decision]:
    return list(Decision.objects.filter(order=order).order_by("-pk"))


def decision(row: Decision) -> dict[str, Any]:
    """A decision with the names of those it speaks of."""
    rows = row.candidates.get("rows", [])
    stations = {
        station.pk: station
        for station in Station.objects.select_related("node").filter(
            pk__in=[candidate["station_id"] for candidate in rows if "station_id" in candidate]
        )
    }
    people = {
        technician.pk: technician.name
        for technician in Technician.objects.filter(
            pk__in=[candidate["technician_id"] for candidate in rows if "technician_id" in candidate]
        )
    }
    return {
        "id": row.pk,
        "kind": row.kind,
        "outcome": row.outcome,
        "station_id": row.station_id,
        "technician_id": row.candidates.get("chosen"),
        "coverage_version": row.coverage_version,
        "by_hand": bool(row.candidates.get("by_hand")),
        "facts": row.candidates.get("facts", []),
        "candidates": [
            {
                **candidate,
                "name": stations[candidate["station_id"]].node.name
                if candidate.get("station_id") in stations
                else people.get(candidate.get("technician_id", 0), ""),
                "name_en": stations[candidate["station_id"]].node.name_en
                if candidate.get("station_id") in stations
                else people.get(candidate.get("technician_id", 0), ""),
            }
            for candidate in rows
        ],
        "actor": row.actor,
        "at": clock.iso(row.at),
    }
