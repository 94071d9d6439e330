"""What lists show of a change application."""

from typing import Any

from dispatch.board.changes import applications
from dispatch.board.models import ChangeApplication
from dispatch.kernel import clock
from dispatch.kernel.actors import Actor


def application_card(row: ChangeApplication, actor: Actor) -> dict[str, Any]:
    """The card of an application whose node, region, station and plan are loaded; `allowed` is the reader's."""
    return {
        "id": row.pk,
        "state": row.state,
        "version": row.version,
        "is_coverage": row.plan_id is not None,
        "is_capacity": row.capacity is not None,
        "node_id": row.node_id,
        "node_name": row.node.name,
        "node_name_en": row.node.name_en or row.node.name,
        "region_id": row.region_id,
        "region_name": row.region.name,
        "region_name_en": row.region.name_en or row.region.name,
        "station_id": row.station_id,
        "plan_id": row.plan_id,
        "plan_name": row.plan.name if row.plan else "",
        "plan_revision": row.plan_revision,
        "is_plan_edited": applications.is_edited(row),
        "touched": row.plan.touched if row.plan else [],
        "reason": row.reason,
        "contact": row.contact,
        "wanted_at": clock.iso(row.wanted_at),
        "until": clock.iso(row.until),
        "is_emergency": row.is_emergency,
        "emergency_reason": row.emergency_reason,
        "applied_at": clock.iso(row.applied_at),
        "applied_by": row.applied_name,
        "takes_effect_at": clock.iso(row.takes_effect_at),
        "moved_requests": row.impact.get("moved_requests"),
        "allowed": applications.may(actor, row),
    }
