"""The limits of looking at areas, out of policies; travel times as the dispatcher reckons with them by day."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from coverage.analysis import limits
from coverage.analysis.given import Limits
from dispatch.kernel import clock
from field import travel
from repairs import policies


def current() -> Limits:
    """What is too far and too thin, as the policies have it now."""
    at = clock.now()
    terms = travel.Terms(
        base_s=policies.seconds("travel.base.day", at=at),
        per_km_s=policies.seconds("travel.per_km.day", at=at),
        per_root_km_s=policies.seconds("travel.per_root_km.day", at=at),
        detour=policies.number("travel.detour", at=at),
    )
    return Limits(
        sliver_width_m=policies.number("coverage.sliver_width", at=at),
        far_m=policies.number("coverage.far_distance", at=at) * 1000,
        far_s=policies.seconds("coverage.far_travel", at=at),
        seconds=_seconds(terms),
    )


@lru_cache(maxsize=4)
def _seconds(terms: travel.Terms) -> Callable[[float], float]:
    return lambda straight_m: float(terms.seconds(np.array([straight_m]))[0])


limits.use(current)
