"""What is wrong with areas: of what is in effect, and of a plan laid over it."""

from typing import Any

import shapely

from coverage import generations
from coverage.models import CoverageVersion


def of_plan(plan: CoverageVersion) -> list[dict[str, Any]]:
    """What is wrong with the areas of a plan, as JSON; errors keep it from being approved."""
    return [
        {
            "key": f"self_intersection:{area.station_id}:{area.utility}",
            "code": "self_intersection",
            "level": "error",
            "utility": area.utility,
            "station_ids": [area.station_id],
            "facts": {"why": shapely.is_valid_reason(area.geometry)[:80]},
        }
        for area in generations.composed(plan)
        if area.station_id in plan.touched and not shapely.is_valid(area.geometry)
    ]
