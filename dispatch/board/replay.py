"""The last hours of a node's orders out of the log, small enough to be played back on a map.

States come from the orders' own streams, deadlines from their clocks as they stand today (a pause has moved them
already). Where people were is not kept (privacy), so people are not played back.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from dispatch.kernel import clock
from dispatch.kernel.models import Node
from repairs.lifecycle import ENDED
from repairs.models import Clock, WorkOrder

MOST_ORDERS = 30_000
"""A day of a province in a storm; of more the newest are given, and `is_cut` says so."""

_STEPS = """
SELECT stream, extract(epoch FROM at)::bigint, data->>'state', (data->>'station_id')::bigint
FROM kernel_entry WHERE stream = ANY(%s) AND data ? 'state' AND at <= %s ORDER BY stream, version
"""


def history(node: Node, hours: int) -> dict[str, Any]:
    """Orders of the last `hours` with what became of them.

    `orders`: [id, number, utility, symptom, priority, is_life_safety, lon, lat, opened]; `steps`: [place in `orders`,
    at, state, station id or null], each order's in time, its last state before `since` first; `clocks`: [place,
    started, due, stopped or null]. Instants in whole seconds since 1970 UTC.
    """
    until = clock.now()
    since = until - timedelta(hours=hours)
    rows = list(
        WorkOrder.objects.filter(node__path__startswith=node.path)
        .filter(~Q(state__in=ENDED) | Q(updated_at__gte=since))
        .order_by("-opened_at", "-pk")
        .values_list(
            "pk", "request__number", "utility", "symptom", "priority", "is_life_safety", "lon", "lat", "opened_at"
        )[: MOST_ORDERS + 1]
    )
    is_cut = len(rows) > MOST_ORDERS
    rows = rows[:MOST_ORDERS]
    place = {row[0]: index for index, row in enumerate(rows)}
    return {
        "since": _seconds(since),
        "until": _seconds(until),
        "orders": [[*row[:8], _seconds(row[8])] for row in rows],
        "steps": _steps(place, since, until),
        "clocks": [
            [place[order_id], _seconds(started), _seconds(due), stopped and _seconds(stopped)]
            for order_id, started, due, stopped in Clock.objects.filter(order_id__in=place)
            .filter(Q(stopped_at=None) | Q(stopped_at__gte=since))
            .order_by("pk")
            .values_list("order_id", "started_at", "due_at", "stopped_at")
        ],
        "is_cut": is_cut,
    }


def _steps(place: dict[int, int], since: datetime, until: datetime) -> list[list[Any]]:
    """Every change of state within the time, and the last one before it."""
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, [[f"order:{pk}" for pk in place], until])
        rows = cursor.fetchall()
    first = _seconds(since)
    found: list[list[Any]] = []
    for stream, at, state, station_id in rows:
        step = [place[int(stream.partition(":")[2])], at, state, station_id]
        # A later one before the time takes its place.
        if found and found[-1][0] == step[0] and at <= first:
            found[-1] = step
        else:
            found.append(step)
    return found


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
