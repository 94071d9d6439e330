"""What technicians left as evidence of an order, in its panel: photos, signatures, voice notes, and what is to come."""

from typing import Any

from dispatch.board.story import section
from dispatch.kernel import clock
from dispatch.kernel.actors import Actor
from field import exhibits
from field.models import Exhibit
from field.travel import geodesic_m
from repairs.models import WorkOrder


@section("exhibits")
def of_order(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """Everything announced for the order, in the order of the phones' own times."""
    rows = Exhibit.objects.filter(visit__order=order).select_related("visit__technician").defer("content")
    by_time = sorted(rows, key=lambda row: (row.taken_at or row.announced_at, row.pk))
    return [view(row, order, actor.language) for row in by_time]


def view(row: Exhibit, order: WorkOrder, language: str) -> dict[str, Any]:
    """One exhibit as the panel lists it; its bytes have an address of their own once they are here."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "purpose": row.purpose,
        "by": row.visit.technician.name,
        "taken_at": clock.iso(row.taken_at),
        "announced_at": clock.iso(row.announced_at),
        "settled_at": clock.iso(row.settled_at),
        "state": row.state,
        "percent": 100 * row.received // row.size,
        "is_late": row.is_late,
        "why": exhibits.said_of(row, language),
        "file": f"/api/v1/board/exhibits/{row.pk}/file" if row.state == Exhibit.State.WHOLE else None,
        "type": row.type,
        "width": row.width,
        "height": row.height,
        "away_m": away_m(order, row.lon, row.lat),
        "accuracy_m": row.accuracy_m,
        "camera_away_m": away_m(order, row.camera.get("lon"), row.camera.get("lat")),
        "camera_at": row.camera.get("at", ""),
    }


def away_m(order: WorkOrder, lon: float | None, lat: float | None) -> int | None:
    """Whole metres from the order's place; None where either is not known."""
    if order.lon is None or order.lat is None or lon is None or lat is None:
        return None
    return round(geodesic_m((order.lon, order.lat), (lon, lat)))
