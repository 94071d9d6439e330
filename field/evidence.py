"""What the phones said beside the server's own times: how far off their clocks were, and where somebody arrived."""

from collections.abc import Iterable
from datetime import datetime

from field.models import Visit
from field.travel import geodesic_m
from repairs.models import WorkOrder

STAMPS = {
    "accept": "accepted_at",
    "depart": "departed_at",
    "arrive": "arrived_at",
    "repair": "repaired_at",
    "report": "reported_at",
}


def skews_of(visit: Visit) -> list[float]:
    """Seconds by which the phone's clock was ahead (negative: behind) at each step.

    A phone that said when it sent is known exactly; of another one the tap's own time is all there is, and a tap that
    waited for a line cannot be told from a clock that is behind.
    """
    found = []
    for step, field in STAMPS.items():
        said = visit.device_times.get(step)
        stamped = getattr(visit, field)
        if not said or stamped is None:
            continue
        if "skew_s" in said:
            found.append(float(said["skew_s"]))
        elif said.get("at"):
            found.append((datetime.fromisoformat(said["at"]) - stamped).total_seconds())
    return found


def skew_of(visits: Iterable[Visit]) -> float | None:
    """The largest skew of all, None where no phone said anything."""
    return max((skew for visit in visits for skew in skews_of(visit)), key=abs, default=None)


def arrived_off_m(order: WorkOrder, visits: Iterable[Visit]) -> float | None:
    """How many metres from the order's place somebody tapped "arrived", the fix's inaccuracy granted.

    Of several visits the last one counts; None without a place or a fix.
    """
    for visit in sorted(visits, key=lambda visit: visit.pk, reverse=True):
        said = visit.device_times.get("arrive") or {}
        if order.lon is None or order.lat is None or said.get("lon") is None:
            continue
        away = geodesic_m((order.lon, order.lat), (said["lon"], said["lat"]))
        return max(0.0, away - float(said.get("accuracy_m") or 0.0))
    return None


def device_times(visits: Iterable[Visit]) -> dict[str, str]:
    """The phones' own times by step, of the last visit that took the step."""
    found: dict[str, str] = {}
    for visit in sorted(visits, key=lambda visit: visit.pk):
        found |= {step: said["at"] for step, said in visit.device_times.items() if said.get("at")}
    return found
