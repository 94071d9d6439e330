"""Change applications and absences over HTTP."""

from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from ninja import Field, Schema

from coverage import absences, plans
from coverage.capacity_api import CapacityPlan
from coverage.models import Absence, Station
from coverage.plans_api import station_for
from dispatch.board.access import node_for
from dispatch.board.changes import applications, effects, impact
from dispatch.board.changes.cards import application_card
from dispatch.board.models import ChangeApplication
from dispatch.kernel import access, clock, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.bounds import Instant
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of
from repairs import policies

router = Router(tags=["coverage changes"])
MOST = 300


class NewApplication(Schema):
    """Asking for areas (`plan_id`, checked), capacity (`station_id` with `capacity`), or both.

    `until`: a change that ends. `emergency_reason` makes it an emergency, which may go below the lead time.
    """

    node_id: int
    station_id: int | None = None
    plan_id: int | None = None
    capacity: CapacityPlan | None = None
    reason: str = Field(min_length=2, max_length=300)
    wanted_at: Instant
    until: Instant | None = None
    contact: str = Field("", max_length=80)
    emergency_reason: str = Field("", max_length=300)


class Decided(Schema):
    """`version`: the application's that the person saw."""

    version: int
    note: str = Field("", max_length=300)


class ApplicationApproval(Decided):
    takes_effect_at: Instant | None = None
    open_orders: Literal["keep", "rematch"] = "keep"
    other_orders: list[int] = Field([], max_length=5_000)
    emergency_reason: str = Field("", max_length=300)


class NewAbsence(Schema):
    station_id: int
    starts_at: Instant | None = None
    ends_at: Instant
    reason: str = Field(min_length=2, max_length=200)


@router.get("/coverage/applications", summary="Change applications at and below a node, newest first")
def read_applications(request: HttpRequest, node: int, state: str = "") -> dict[str, Any]:
    actor = actor_of(request)
    at = node_for(actor, node, "coverage.read")
    rows = _full().filter(Q(node__path__startswith=at.path) | Q(plan__touched__overlap=_stations_below(at.path)))
    if state:
        rows = rows.filter(state__in=state.split(","))
    return {
        "applications": [application_card(row, actor) for row in rows.order_by("-pk")[:MOST]],
        "earliest": clock.iso(applications.earliest(at, clock.now())),
    }


@router.post("/coverage/applications", response={201: dict[str, Any]}, summary="Apply for a change")
def make_application(request: HttpRequest, payload: NewApplication) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    node = node_for(actor, payload.node_id, "coverage.apply")
    station = station_for(actor, payload.station_id, "coverage.apply") if payload.station_id is not None else None
    if payload.capacity is not None and station is None:
        raise Refusal("input.invalid", errors=[{"field": "station_id", "code": "missing"}])

    def work(tx: Tx) -> dict[str, Any]:
        plan = plans.plan_for(actor, payload.plan_id, "coverage.draft", lock=True) if payload.plan_id else None
        row = applications.apply(
            tx,
            node,
            station=station,
            plan=plan,
            capacity=effects.kept(payload.capacity.meant()) if payload.capacity else None,
            reason=payload.reason,
            wanted_at=payload.wanted_at,
            until=payload.until,
            contact=payload.contact,
            emergency_reason=payload.emergency_reason,
        )
        return {"application": application_card(row, actor)}

    body = payload.model_dump(mode="json")
    return 201, commands.perform(actor, "application.make", work, key=key_of(request), body=body)


@router.get("/coverage/applications/{application_id}", summary="An application with its effect and its history")
def read_application(request: HttpRequest, application_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    return _view(application_for(actor, application_id), actor)


@router.post("/coverage/applications/{application_id}/agree", summary="The region agrees")
def agree(request: HttpRequest, application_id: int, payload: Decided) -> dict[str, Any]:
    return _decide(request, application_id, "agree", payload, lambda tx, row: applications.agree(tx, row, payload.note))


@router.post("/coverage/applications/{application_id}/approve", summary="Channel management approves")
def approve(request: HttpRequest, application_id: int, payload: ApplicationApproval) -> dict[str, Any]:
    def work(tx: Tx, row: ChangeApplication) -> None:
        applications.approve(
            tx,
            row,
            payload.note,
            payload.takes_effect_at,
            payload.open_orders,
            payload.other_orders,
            payload.emergency_reason,
        )

    return _decide(request, application_id, "approve", payload, work)


@router.post("/coverage/applications/{application_id}/refuse", summary="Say no, and why")
def refuse(request: HttpRequest, application_id: int, payload: Decided) -> dict[str, Any]:
    return _decide(
        request, application_id, "refuse", payload, lambda tx, row: applications.refuse(tx, row, payload.note)
    )


@router.post("/coverage/applications/{application_id}/withdraw", summary="The applicant takes it back")
def withdraw(request: HttpRequest, application_id: int, payload: Decided) -> dict[str, Any]:
    return _decide(
        request, application_id, "withdraw", payload, lambda tx, row: applications.withdraw(tx, row, payload.note)
    )


@router.post("/coverage/applications/{application_id}/seen", summary="A touched station has read it")
def seen(request: HttpRequest, application_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    row = application_for(actor, application_id)
    access.require_anywhere(actor, "coverage.apply")

    def work(tx: Tx) -> dict[str, Any]:
        touched = Station.objects.select_related("node").filter(pk__in=row.plan.touched if row.plan else [])
        own = [one.pk for one in touched if access.allows(actor, "coverage.apply", one.node.path)]
        applications.seen(tx, row, own)
        return {"seen": own}

    body = {"application": application_id}
    return commands.perform(actor, "application.seen", work, key=key_of(request), body=body)


@router.get("/coverage/absences", summary="Stations away now and later, at and below a node")
def read_absences(request: HttpRequest, node: int) -> dict[str, Any]:
    at = node_for(actor_of(request), node, "coverage.read")
    now = clock.now()
    rows = Absence.objects.select_related("station__node").filter(
        station__node__path__startswith=at.path, called_off_at=None, ends_at__gt=now
    )
    longest = policies.seconds("coverage.absence_longest", at=now)
    return {"absences": [_absence(row) for row in rows.order_by("starts_at", "pk")], "longest_s": longest}


@router.post("/coverage/absences", response={201: dict[str, Any]}, summary="A station is away for a while")
def declare(request: HttpRequest, payload: NewAbsence) -> tuple[int, dict[str, Any]]:
    actor = actor_of(request)
    station = station_for(actor, payload.station_id, "coverage.read")
    access.require(actor, "absence.edit", station.node.path)

    def work(tx: Tx) -> dict[str, Any]:
        longest = policies.span(policies.find("coverage.absence_longest", at=tx.at))
        starts = payload.starts_at or tx.at
        return {"absence": _absence(absences.declare(tx, station, starts, payload.ends_at, payload.reason, longest))}

    body = payload.model_dump(mode="json")
    return 201, commands.perform(actor, "absence.declare", work, key=key_of(request), body=body)


@router.post("/coverage/absences/{absence_id}/call-off", summary="The station is there after all")
def call_off(request: HttpRequest, absence_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "absence.edit")

    def work(tx: Tx) -> dict[str, Any]:
        rows = Absence.objects.select_for_update(of=("self",)).select_related("station__node")
        row = rows.filter(pk=absence_id).first()
        if row is None or not access.allows(actor, "absence.edit", row.station.node.path):
            raise Refusal("not_found")
        absences.call_off(tx, row)
        return {"absence": _absence(row)}

    return commands.perform(actor, "absence.call_off", work, key=key_of(request), body={"absence": absence_id})


def application_for(actor: Actor, application_id: int, *, lock: bool = False) -> ChangeApplication:
    """The application, or not_found: for those of its place and above, and of the stations that it touches."""
    prefixes = access.require_anywhere(actor, "coverage.read")
    rows = _full()
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=application_id).first()
    if row is None:
        raise Refusal("not_found")
    paths = [row.node.path]
    if row.plan is not None:
        paths += Station.objects.filter(pk__in=row.plan.touched).values_list("node__path", flat=True)
    if not any(path.startswith(prefix) for path in paths for prefix in prefixes):
        raise Refusal("not_found")
    return row


def _decide(request: HttpRequest, application_id: int, name: str, payload: Decided, work: Any) -> dict[str, Any]:
    actor = actor_of(request)
    application_for(actor, application_id)
    access.require_anywhere(actor, "coverage.apply")

    def locked(tx: Tx) -> dict[str, Any]:
        row = application_for(actor, application_id, lock=True)
        if row.version != payload.version:
            raise Refusal("application.stale", version=row.version, state=row.state)
        work(tx, row)
        return _view(row, actor)

    body = {**payload.model_dump(mode="json"), "application": application_id}
    return commands.perform(actor, f"application.{name}", locked, key=key_of(request), body=body)


def _view(row: ChangeApplication, actor: Actor) -> dict[str, Any]:
    prefixes = access.paths(actor, "coverage.read")
    touched = Station.objects.filter(pk__in=row.plan.touched if row.plan else []).values_list("pk", "node__path")
    mine = {pk for pk, path in touched if any(path.startswith(prefix) for prefix in prefixes)}
    figures = dict(row.impact)
    if "stations" in figures:
        figures["stations"] = [one for one in figures["stations"] if one["station_id"] in mine]
    return {
        "application": application_card(row, actor),
        "present": row.present,
        "capacity": row.capacity,
        "impact": figures,
        "difference": impact.picture(row.plan, mine) if row.plan else None,
        "earliest": clock.iso(applications.earliest(row.region, row.applied_at)),
        "steps": [
            {
                "at": clock.iso(step.at),
                "by": step.by_name,
                "role": step.role,
                "verdict": step.verdict,
                "note": step.note,
            }
            for step in row.steps.order_by("pk")
        ],
    }


def _absence(row: Absence) -> dict[str, Any]:
    return {
        "id": row.pk,
        "station_id": row.station_id,
        "station_name": row.station.node.name,
        "station_name_en": row.station.node.name_en or row.station.node.name,
        "starts_at": clock.iso(row.starts_at),
        "ends_at": clock.iso(row.ends_at),
        "reason": row.reason,
        "made_by": row.made_by,
        "made_at": clock.iso(row.made_at),
    }


def _stations_below(path: str) -> list[int]:
    return list(Station.objects.filter(node__path__startswith=path).values_list("pk", flat=True))


def _full() -> Any:
    return ChangeApplication.objects.select_related("node", "region", "station__node", "plan__node")
