"""The outlines of regions: what their stations together should cover, and stay within."""

from typing import Any

import orjson
import shapely

from coverage import geojson, measures
from coverage.models import Territory
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node

STREAM = "coverage"


def put(tx: Tx, node: Node, geometry: Any, datum: str, source: str) -> Territory:
    """The outline of a node, in place of any other. Refuses with area.invalid and what is wrong with it."""
    [found, *_] = geojson.read(geometry, datum)
    if found.geometry is None:
        raise Refusal("area.invalid", refusals=found.refusals)
    row = Territory.objects.select_for_update().filter(node=node).first() or Territory(node=node)
    row.geometry = shapely.to_wkb(found.geometry)
    row.vertices = int(shapely.get_num_coordinates(found.geometry))
    row.source = {"datum": datum, "from": source, "repairs": found.repairs, "by": tx.actor.name[:80]}
    row.revision += 1
    row.save()
    tx.record(STREAM, "territory.drawn", {"node": node.pk, "revision": row.revision})
    return row


def remove(tx: Tx, node: Node) -> None:
    """The node has no outline any more."""
    if Territory.objects.filter(node=node).delete()[0]:
        tx.record(STREAM, "territory.removed", {"node": node.pk})


def view(row: Territory | None, node: Node) -> dict[str, Any]:
    """An outline as pages show and editors send it: unrounded."""
    if row is None:
        return {"node_id": node.pk, "geometry": None, "square_km": 0.0, "vertices": 0, "source": {}, "revision": 0}
    shape = shapely.from_wkb(bytes(row.geometry))
    return {
        "node_id": node.pk,
        "geometry": orjson.loads(shapely.to_geojson(shape)),
        "square_km": round(measures.square_km(shape), 3),
        "vertices": row.vertices,
        "source": row.source,
        "revision": row.revision,
    }
