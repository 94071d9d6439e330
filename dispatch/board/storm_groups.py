"""Orders that are likely one fault, put together for a person to say yes to: the storm's many calls about one line.

A group is a star, not a chain: every child is alike to the parent itself, so a street of faults is never swept together
from neighbour to neighbour. Life safety is in no group, because somebody goes for each.
"""

from collections import defaultdict
from datetime import datetime
from math import cos, floor, radians
from typing import Any

from dispatch.kernel.models import Node
from repairs import lifecycle, likeness, orders, policies, similar, storm_state
from repairs.likeness import Likeness
from repairs.models import WorkOrder

LOOKED_AT = 2_000
SHOWN = 40
JOINABLE = tuple(state for state in lifecycle.STATES if "merge" in lifecycle.open_actions(state) and state != "waiting")
# Somebody is on the way or there: a parent, never a child.
UNDER_WAY = ("departed", "arrived")

Cell = tuple[str, int, int]


def suggest(node: Node, at: datetime) -> dict[str, Any]:
    """Groups below a node, the largest first: {groups: [{parent, children: [{order, score, reasons}]}], is_cut}."""
    rows = (
        WorkOrder.objects.select_related("request", "node")
        .filter(node__path__startswith=node.path, state__in=(*JOINABLE, *UNDER_WAY), is_life_safety=False)
        .filter(lon__isnull=False, parent=None)
        .order_by("opened_at", "pk")
    )
    found = list(rows[: LOOKED_AT + 1])
    limits = similar.reach(at)
    least = policies.number("merge.suggest_above", at=at, seasons=storm_state.anywhere())
    size = limits.radius_m / similar.METRES_PER_DEGREE
    cells: dict[Cell, list[WorkOrder]] = defaultdict(list)
    for order in found[:LOOKED_AT]:
        cells[_cell(order, size)].append(order)
    taken: set[int] = set()
    groups = []
    # Whoever is under way is the parent, then whoever has waited longest.
    for parent in sorted(found[:LOOKED_AT], key=lambda one: (one.state not in UNDER_WAY, one.opened_at, one.pk)):
        if parent.pk in taken:
            continue
        about = similar.of_order(parent)
        alike: list[tuple[WorkOrder, Likeness]] = []
        for order in _around(cells, _cell(parent, size)):
            if order.pk == parent.pk or order.pk in taken or order.state in UNDER_WAY:
                continue
            how = likeness.compare(about, similar.of_order(order), limits)
            if how.score >= least:
                alike.append((order, how))
        if alike:
            taken |= {parent.pk, *(order.pk for order, _ in alike)}
            alike.sort(key=lambda pair: (-pair[1].score, pair[0].pk))
            groups.append((parent, alike))
    groups.sort(key=lambda group: (-len(group[1]), group[0].pk))
    return {
        "groups": [
            {
                "parent": orders.card(parent),
                "children": [
                    {"order": orders.card(order), "score": how.score, "reasons": list(how.reasons)}
                    for order, how in alike
                ],
            }
            for parent, alike in groups[:SHOWN]
        ],
        "is_cut": len(found) > LOOKED_AT or len(groups) > SHOWN,
    }


def _cell(order: WorkOrder, size: float) -> Cell:
    lat = order.lat or 0.0
    return order.utility, floor((order.lon or 0.0) / (size / max(0.05, cos(radians(lat))))), floor(lat / size)


def _around(cells: dict[Cell, list[WorkOrder]], cell: Cell) -> list[WorkOrder]:
    utility, east, north = cell
    return [
        order
        for x in (east - 1, east, east + 1)
        for y in (north - 1, north, north + 1)
        for order in cells.get((utility, x, y), ())
    ]
