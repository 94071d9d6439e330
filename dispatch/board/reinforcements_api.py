"""Reinforcements over HTTP: whom other stations have, asking for them, lending, refusing, sending home."""

from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from ninja import Field, Schema

from coverage.models import Station
from dispatch.board.access import node_for
from dispatch.kernel import access, clock, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from field import reinforcements
from field.models import Reinforcement, Technician

router = Router(tags=["storms"])

SHOWN = 200
State = Reinforcement.State


class ReinforcementWish(Schema):
    """Who is wanted where, and until when."""

    technician_id: int
    host_id: int
    until: Instant
    note: str = Field("", max_length=300)


class ReinforcementVerdict(Schema):
    verdict: Literal["lend", "refuse"]
    note: str = Field("", max_length=300)


@router.get("/board/reinforcements", summary="Reinforcements that come to or go from a node, the open ones first")
def read_reinforcements(request: HttpRequest, node: int) -> dict[str, Any]:
    """`may_decide` and `may_end` say what the person may do with each."""
    actor = actor_of(request)
    at = node_for(actor, node)
    here = Q(home__node__path__startswith=at.path) | Q(host__node__path__startswith=at.path)
    rows = _full().filter(here)
    open_ = list(rows.filter(state__in=(State.ASKED, State.RUNNING)).order_by("until", "pk")[:SHOWN])
    past = list(rows.exclude(state__in=(State.ASKED, State.RUNNING)).order_by("-pk")[:20])
    return {"reinforcements": [_view(actor, row) for row in (*open_, *past)]}


@router.get("/board/reinforcements/candidates", summary="Who could come to a station: free people of other stations")
def read_candidates(request: HttpRequest, host: int) -> dict[str, Any]:
    """Everybody on shift elsewhere in the tree who has a skill for it, the least busy first; no place is given."""
    actor = actor_of(request)
    station = _host(actor, host)
    root = station.node.path.split("/")[1]
    rows = (
        Technician.objects.select_related("station__node")
        .filter(station__node__path__startswith=f"/{root}/", station__is_active=True)
        .filter(skills__overlap=station.skills)
        .exclude(station=station)
        .exclude(state=Technician.State.OFF)
        .exclude(reinforcements__state__in=(State.ASKED, State.RUNNING))
        .order_by("open_visits", "station__node__path", "pk")
    )
    return {
        "candidates": [
            {
                "technician_id": row.pk,
                "name": row.name,
                "name_en": row.name_en or row.name,
                "skills": list(row.skills),
                "open_visits": row.open_visits,
                "station_id": row.station_id,
                "station_name": row.station.node.name,
                "station_name_en": row.station.node.name_en or row.station.node.name,
                "shift_ends_at": clock.iso(row.shift_ends_at),
                "is_own": access.allows(actor, "reinforcement.decide", row.station.node.path),
            }
            for row in rows[:SHOWN]
        ]
    }


@router.post("/board/reinforcements", response={201: dict[str, Any]}, summary="Ask for a technician of another station")
def ask(request: HttpRequest, payload: ReinforcementWish) -> tuple[int, dict[str, Any]]:
    """Whoever may decide for the home station too lends in the same breath."""
    actor = actor_of(request)
    host = _host(actor, payload.host_id)

    def work(tx: Tx) -> dict[str, Any]:
        root = host.node.path.split("/")[1]
        known = Technician.objects.select_related("station__node").filter(station__node__path__startswith=f"/{root}/")
        technician = known.filter(pk=payload.technician_id).first()
        if technician is None:
            raise Refusal("not_found")
        row = reinforcements.ask(tx, technician, host, payload.until, payload.note)
        if access.allows(actor, "reinforcement.decide", technician.station.node.path):
            reinforcements.lend(tx, row)
        return {"reinforcement": _view(actor, row)}

    body = payload.model_dump(mode="json")
    return 201, commands.perform(actor, "reinforcement.ask", work, key=key_of(request), body=body)


@router.post("/board/reinforcements/{reinforcement_id}/decide", summary="Lend, or refuse with a reason")
def decide(request: HttpRequest, reinforcement_id: int, payload: ReinforcementVerdict) -> dict[str, Any]:
    actor = actor_of(request)

    def work(tx: Tx) -> dict[str, Any]:
        row = _row(actor, reinforcement_id)
        access.require(actor, "reinforcement.decide", row.home.node.path)
        if payload.verdict == "lend":
            reinforcements.lend(tx, row)
        else:
            reinforcements.refuse(tx, row, payload.note)
        return {"reinforcement": _view(actor, row)}

    body = {"reinforcement": reinforcement_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, "reinforcement.decide", work, key=key_of(request), body=body)


@router.post("/board/reinforcements/{reinforcement_id}/end", summary="Back home before the time, or ask no longer")
def end(request: HttpRequest, reinforcement_id: int) -> dict[str, Any]:
    actor = actor_of(request)

    def work(tx: Tx) -> dict[str, Any]:
        row = _row(actor, reinforcement_id)
        if not _may_end(actor, row):
            raise Refusal("access.denied", action="reinforcement.ask")
        reinforcements.end(tx, row)
        return {"reinforcement": _view(actor, row)}

    body = {"reinforcement": reinforcement_id}
    return commands.perform(actor, "reinforcement.end", work, key=key_of(request), body=body)


def _full() -> Any:
    return Reinforcement.objects.select_related("technician", "home__node__parent", "host__node")


def _row(actor: Actor, pk: int) -> Reinforcement:
    """A reinforcement that either side's desk sees, locked."""
    row = _full().select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or not any(
        access.allows(actor, "board.watch", station.node.path) for station in (row.home, row.host)
    ):
        access.require_anywhere(actor, "board.watch")
        raise Refusal("not_found")
    return row


def _host(actor: Actor, station_id: int) -> Station:
    station = Station.objects.select_related("node").filter(pk=station_id, is_active=True).first()
    if station is None or not access.allows(actor, "reinforcement.ask", station.node.path):
        access.require_anywhere(actor, "reinforcement.ask")
        raise Refusal("not_found")
    return station


def _may_end(actor: Actor, row: Reinforcement) -> bool:
    """Both sides may send somebody home; a wish is taken back by who made it."""
    sides = (row.host,) if row.state == State.ASKED else (row.host, row.home)
    return any(access.allows(actor, "reinforcement.ask", station.node.path) for station in sides)


def _view(actor: Actor, row: Reinforcement) -> dict[str, Any]:
    return {
        **reinforcements.card(row),
        "may_decide": row.state == State.ASKED and access.allows(actor, "reinforcement.decide", row.home.node.path),
        "may_end": row.state in (State.ASKED, State.RUNNING) and _may_end(actor, row),
    }
