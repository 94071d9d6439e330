"""Plans of areas, from a draft until they take effect: drawn, checked, approved, scheduled; or given up.

Every edit moves the plan's revision, and an editor that saw another one is told so (plan.stale). Only what a check has
passed without errors can be approved, and an edit takes the check back. Who may decide is the caller's to ask.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import shapely

from coverage import generations, geojson
from coverage.generations import State
from coverage.models import Area, CoverageVersion, Station
from dispatch.kernel import access, timers
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node

ACTIVATE = "coverage.activate"
STREAM = "coverage"
OPEN = (State.DRAFT, State.CHECKED)
MOST_AREAS = 200


@dataclass(frozen=True)
class AreaDraft:
    """An area as an editor sends it: GeoJSON geometry, WGS-84; `utility` '' is all that the station serves."""

    geometry: Any
    utility: str = ""
    rank: int = 1
    name: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)


def subject_of(plan: CoverageVersion) -> str:
    """How timers and todos name a plan."""
    return f"plan:{plan.pk}"


def plan_for(actor: Actor, plan_id: int, action: str = "coverage.read", *, lock: bool = False) -> CoverageVersion:
    """The plan, or not_found where it is not the actor's to see.

    What is or was in effect anybody may look at who may see coverage at all; pages show the areas of their own scope.
    """
    prefixes = access.require_anywhere(actor, "coverage.read")
    rows = CoverageVersion.objects.select_related("node")
    if lock:
        rows = rows.select_for_update(of=("self",))
    plan = rows.filter(pk=plan_id).first()
    if plan is None or not (plan.state in generations.LIVED or is_within(prefixes, plan)):
        raise Refusal("not_found")
    if plan.node is None:
        access.require_anywhere(actor, action)
    else:
        access.require(actor, action, plan.node.path)
    return plan


def is_within(prefixes: Sequence[str], plan: CoverageVersion) -> bool:
    """Whether all of a plan lies within these parts of the tree."""
    return plan.node is not None and any(plan.node.path.startswith(prefix) for prefix in prefixes)


def make(tx: Tx, node: Node, name: str, note: str = "") -> CoverageVersion:
    """An empty draft on the active generation."""
    plan = CoverageVersion.objects.create(
        node=node,
        name=name,
        note=note,
        base=generations.active(),
        created_at=tx.at,
        by=tx.actor.key,
        by_name=tx.actor.name[:80],
    )
    _say(tx, plan, "plan.drafted")
    return plan


def take_up(tx: Tx, plan: CoverageVersion, stations: Sequence[Station]) -> None:
    """Copy the active areas of stations into a draft, to be edited there. One that it has already stays as it is."""
    new = [station for station in stations if station.pk not in plan.touched]
    now = generations.active()
    if not plan.touched:
        plan.base = now
    if now is not None:
        for area in Area.objects.filter(version=now, station__in=new).order_by("pk"):
            area.pk, area.version = None, plan
            area.save(force_insert=True)
    plan.touched = sorted({*plan.touched, *(station.pk for station in new)})
    edited(tx, plan, "plan.stations_taken_up")


def give_back(tx: Tx, plan: CoverageVersion, station_id: int) -> None:
    """The station's areas stay as they are in effect."""
    Area.objects.filter(version=plan, station=station_id).delete()
    plan.touched = [pk for pk in plan.touched if pk != station_id]
    edited(tx, plan, "plan.station_given_back")


def put_areas(tx: Tx, plan: CoverageVersion, drafts: Mapping[int, Sequence[AreaDraft]]) -> None:
    """Put these in the place of the stations' areas, all or none. Refuses with area.invalid and what is wrong where."""
    rows = [
        _row(plan, station_id, place, draft)
        for station_id, areas in drafts.items()
        for place, draft in enumerate(areas[:MOST_AREAS])
    ]
    if any(len(areas) > MOST_AREAS for areas in drafts.values()):
        raise Refusal("plan.too_many_areas", limit=MOST_AREAS)
    Area.objects.filter(version=plan, station__in=drafts).delete()
    Area.objects.bulk_create(rows)
    plan.touched = sorted({*plan.touched, *drafts})
    edited(tx, plan, "plan.areas_drawn")


def _row(plan: CoverageVersion, station_id: int, place: int, draft: AreaDraft) -> Area:
    [found, *_] = geojson.read(draft.geometry, "WGS-84")
    if found.geometry is None:
        raise Refusal("area.invalid", station_id=station_id, place=place, refusals=found.refusals)
    return Area(
        version=plan,
        station_id=station_id,
        utility=draft.utility,
        rank=draft.rank,
        name=draft.name,
        geometry=shapely.to_wkb(found.geometry),
        vertices=int(shapely.get_num_coordinates(found.geometry)),
        source={**draft.source, "repairs": found.repairs},
    )


def rebase(tx: Tx, plan: CoverageVersion) -> None:
    """Somebody has seen that the areas below the draft moved, and means the draft as it is."""
    plan.base = generations.active()
    edited(tx, plan, "plan.rebased")


def check(tx: Tx, plan: CoverageVersion) -> None:
    """Keep what is wrong with the plan laid over the active areas; then it may be approved, unless there are errors."""
    from coverage.analysis import findings

    moved = generations.moved_since_base(plan)
    stale = [{"code": "moved_meanwhile", "level": "error", "station_ids": moved, "key": "moved_meanwhile"}]
    plan.findings = (stale if moved else []) + findings.of_plan(plan)
    plan.state, plan.checked_at = State.CHECKED, tx.at
    plan.save(update_fields=["findings", "state", "checked_at"])
    _say(tx, plan, "plan.checked")


def approve(
    tx: Tx,
    plan: CoverageVersion,
    takes_effect_at: datetime,
    open_orders: str = CoverageVersion.OpenOrders.KEEP,
    other_orders: Sequence[int] = (),
) -> None:
    """Let a checked plan take effect at an instant (at once, where it has passed); a timer does it.

    Refuses with plan.not_checked, plan.has_errors, plan.empty, plan.moved_meanwhile, or plan.in_the_way where another
    approved plan waits that touches the same stations.
    """
    if plan.state != State.CHECKED:
        raise Refusal("plan.not_checked")
    if not plan.touched:
        raise Refusal("plan.empty")
    if any(one.get("level") == "error" for one in plan.findings):
        raise Refusal("plan.has_errors")
    if moved := generations.moved_since_base(plan):
        raise Refusal("plan.moved_meanwhile", stations=moved)
    others = CoverageVersion.objects.select_for_update(of=("self",)).filter(state=State.APPROVED).order_by("pk")
    if waiting := others.filter(touched__overlap=plan.touched).exclude(pk=plan.pk).first():
        raise Refusal("plan.in_the_way", plan=waiting.pk, name=waiting.name or f"#{waiting.pk}")
    plan.state, plan.approved_at = State.APPROVED, tx.at
    plan.approved_by, plan.approved_name = tx.actor.key, tx.actor.name[:80]
    plan.takes_effect_at = max(takes_effect_at, tx.at)
    plan.open_orders, plan.other_orders = open_orders, sorted(set(other_orders))
    plan.save()
    timers.arm(ACTIVATE, subject_of(plan), plan.takes_effect_at)
    _say(tx, plan, "plan.approved")


def call_off(tx: Tx, plan: CoverageVersion) -> None:
    """An approved plan does not take effect; it may be approved again."""
    if plan.state != State.APPROVED:
        raise Refusal("plan.not_waiting")
    timers.cancel(ACTIVATE, subject_of(plan))
    plan.state, plan.approved_at, plan.takes_effect_at = State.CHECKED, None, None
    plan.approved_by = plan.approved_name = ""
    plan.save()
    _say(tx, plan, "plan.called_off")


def send_back(tx: Tx, plan: CoverageVersion, moved: Sequence[int]) -> None:
    """An approved plan could not take effect because the areas below it moved: somebody must look again."""
    finding = {"code": "moved_meanwhile", "level": "error", "station_ids": list(moved), "key": "moved_meanwhile"}
    plan.state, plan.approved_at, plan.takes_effect_at = State.DRAFT, None, None
    plan.approved_by = plan.approved_name = ""
    plan.findings = [finding, *plan.findings]
    plan.save()
    _say(tx, plan, "plan.sent_back")


def discard(tx: Tx, plan: CoverageVersion) -> None:
    """Give a plan up; it stays to be looked at."""
    open_for_edit(plan)
    plan.state = State.DISCARDED
    plan.save(update_fields=["state"])
    _say(tx, plan, "plan.discarded")


def open_for_edit(plan: CoverageVersion, revision: int | None = None) -> None:
    """Refuse with plan.not_open, or plan.stale where the editor saw another revision."""
    if plan.state not in OPEN:
        raise Refusal("plan.not_open", state=plan.state)
    if revision is not None and revision != plan.revision:
        raise Refusal("plan.stale", revision=plan.revision)


def edited(tx: Tx, plan: CoverageVersion, kind: str) -> None:
    """The draft is another one now, and what was checked is not it any more."""
    plan.state, plan.checked_at, plan.findings = State.DRAFT, None, []
    plan.revision += 1
    plan.save()
    _say(tx, plan, kind)


def spread_to(plan: CoverageVersion, station: Station) -> None:
    """A plan that takes up a station beside its node belongs to the lowest node above both from then on."""
    while plan.node is not None and not station.node.path.startswith(plan.node.path):
        plan.node = plan.node.parent


def _say(tx: Tx, plan: CoverageVersion, kind: str) -> None:
    tx.record(STREAM, kind, {"plan": plan.pk, "revision": plan.revision, "state": plan.state, "touched": plan.touched})
