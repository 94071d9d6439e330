"""Ways that look like driving: dog-legs along a grid of streets, followed at a steady speed. Pure."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

Point = tuple[float, float]

METRES_PER_DEGREE = 111_320.0


def metres(a: Point, b: Point) -> float:
    """Straight metres on a local plane; exact enough for drawing a way."""
    dx = (b[0] - a[0]) * METRES_PER_DEGREE * math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot(dx, (b[1] - a[1]) * METRES_PER_DEGREE)


def heading(a: Point, b: Point) -> float:
    """Degrees clockwise from north."""
    dx = (b[0] - a[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return math.degrees(math.atan2(dx, b[1] - a[1])) % 360


@dataclass(frozen=True)
class Way:
    """A line of points (lon, lat) with its length in metres."""

    points: tuple[Point, ...]
    length_m: float

    def at(self, metres_done: float) -> tuple[Point, float]:
        """Where one is after so many metres, and the heading there; past the end one stays at the end."""
        left = max(0.0, metres_done)
        for a, b in pairwise(self.points):
            leg = metres(a, b)
            if left <= leg and leg > 0:
                part = left / leg
                return (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part), heading(a, b)
            left -= leg
        last = self.points[-1]
        return last, heading(self.points[-2], last) if len(self.points) > 1 else 0.0


def streets(a: Point, b: Point, rng: np.random.Generator) -> Way:
    """A way from `a` to `b` that turns every kilometre or so, east-west and north-south in turn."""
    straight = metres(a, b)
    turns = int(min(9, 1 + straight // 900))
    cuts_x = np.sort(rng.uniform(0, 1, turns))
    cuts_y = np.sort(rng.uniform(0, 1, turns))
    points = [a]
    lon, lat = a
    for to_x, to_y in zip(cuts_x, cuts_y, strict=True):
        lon = a[0] + (b[0] - a[0]) * float(to_x)
        points.append((lon, lat))
        lat = a[1] + (b[1] - a[1]) * float(to_y)
        points.append((lon, lat))
    points += [(b[0], lat), b]
    return Way(tuple(points), sum(metres(p, q) for p, q in pairwise(points)))


def speed_ms(straight_m: float, rng: np.random.Generator) -> float:
    """Metres a second: 25–35 km/h over a few streets, up to 70 km/h across the country."""
    return float(min(19.5, 7.0 + straight_m / 2500) * rng.uniform(0.85, 1.15))
