"""Returns before acceptance (回退): with a reason, and with what it rests on.

For "outside our area" the product fills in the evidence itself: the version of the areas that was used, the station's
area in it, and on which side of its border the place lies. One return per station; after the returns that the policy
allows an order is put before the region's dispatcher, whose offer then binds. The clock runs on all the while.
"""

from datetime import timedelta
from typing import Any

import shapely
from geopy.distance import geodesic
from shapely.ops import nearest_points

from coverage.models import Area, Station
from dispatch.board import offers, story
from dispatch.board.models import Decision, Offer
from dispatch.board.problems import RETURN_NEEDS_NOTE, RETURN_REASONS
from dispatch.kernel import clock
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import orders, policies, todos
from repairs.models import WorkOrder

TODO = "returned_twice"
# A map for the eye: the evidence itself was reckoned on the whole area.
SHOWN_TO_M = 5.0
METRES_PER_DEGREE = 111_195.0


def give_back(tx: Tx, order: WorkOrder, reason: str, note: str, version: int | None = None) -> None:
    """The station gives a locked order back.

    Refuses with reason.required, return.evidence_needed (a reason that must be explained came without words),
    return.twice, return.binding.
    """
    if reason not in RETURN_REASONS:
        raise Refusal("reason.required")
    if reason in RETURN_NEEDS_NOTE and len(note.strip()) < 2:
        raise Refusal("return.evidence_needed")
    open_offer = Offer.objects.filter(order=order, answered_at=None).first()
    if open_offer is not None and open_offer.is_binding:
        raise Refusal("return.binding")
    station = order.station
    if Offer.objects.filter(order=order, station=station, answer=Offer.Answer.RETURNED).exists():
        raise Refusal("return.twice")
    kept = evidence(order, station) if reason == "outside_area" and station is not None else {}
    orders.return_(tx, order, reason=reason, version=version)
    offers.give_back(tx, order, Offer.Answer.RETURNED, reason, note, kept)
    if order.returns >= policies.number("offer.returns_before_dispatcher", at=tx.at):
        offers.queue_for_hand(tx, order, why="returned")
        within = timedelta(seconds=policies.seconds("return.decide_within", order, at=tx.at))
        facts = {"returns": order.returns, "reason": reason}
        todos.open_(tx, TODO, f"order:{order.pk}", order.node, "dispatcher", tx.at + within, order=order, facts=facts)


def evidence(order: WorkOrder, station: Station) -> dict[str, Any]:
    """Which version of the areas was used, which area was the station's nearest, and where the place lies to it.

    Shape: {coverage_version, area_id | None, inside | None, distance_m | None}: metres to the border, from either side.
    """
    decided = Decision.objects.filter(order=order, kind=Decision.Kind.STATION).order_by("-pk").first()
    version = decided.coverage_version if decided else 0
    found: dict[str, Any] = {"coverage_version": version, "area_id": None, "inside": None, "distance_m": None}
    if order.lon is None or order.lat is None:
        return found
    place = shapely.Point(order.lon, order.lat)
    nearest: tuple[bool, float] | None = None
    for area in _areas(version, station):
        geometry = shapely.from_wkb(bytes(area.geometry))
        inside = bool(geometry.intersects(place))
        border, _ = nearest_points(geometry.boundary, place)
        metres = float(geodesic((border.y, border.x), (order.lat, order.lon)).m)
        # Inside one of several areas is inside; outside of all, the nearest is what the map shows.
        if nearest is None or (not inside, metres) < nearest:
            nearest = (not inside, metres)
            found |= {"area_id": area.pk, "inside": inside, "distance_m": round(metres, 1)}
    return found


@story.section("returns")
def told(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """The returns in an order's story; their maps are asked for apart."""
    return [{**row, "evidence": {**row["evidence"], "area": None}} for row in of_order(order)]


def of_order(order: WorkOrder) -> list[dict[str, Any]]:
    """The returns of an order, oldest first, each with the map of it."""
    rows = (
        Offer.objects.filter(order=order, answer=Offer.Answer.RETURNED).select_related("station__node").order_by("pk")
    )
    return [
        {
            "offer_id": row.pk,
            "station_id": row.station_id,
            "station_name": row.station.node.name,
            "station_name_en": row.station.node.name_en or row.station.node.name,
            "reason": row.reason,
            "note": row.note,
            "at": clock.iso(row.answered_at),
            "binding": row.is_binding,
            "evidence": {
                **row.evidence,
                "area": _feature(row.evidence.get("area_id")),
                "point": [order.lon, order.lat] if order.lon is not None else None,
            },
        }
        for row in rows
    ]


def _areas(version: int, station: Station) -> Any:
    """The station's areas in a version, and those of the points it receives for."""
    stations = [station.pk, *station.points.values_list("pk", flat=True)]
    return Area.objects.filter(version=version, station__in=stations).order_by("pk")


def _feature(area_id: int | None) -> dict[str, Any] | None:
    area = Area.objects.filter(pk=area_id).first() if area_id else None
    if area is None:
        return None
    shown = shapely.simplify(shapely.from_wkb(bytes(area.geometry)), SHOWN_TO_M / METRES_PER_DEGREE)
    return {
        "type": "Feature",
        "properties": {"area_id": area.pk, "name": area.name},
        "geometry": shown.__geo_interface__,
    }
