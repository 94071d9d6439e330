"""What an order wants of a station's capacity: how much, until when, of which share, in which slot."""

from datetime import datetime, timedelta

from coverage import capacity, index
from coverage.trade import WorkClass
from repairs import policies
from repairs.models import WorkOrder


def holder_of(order: WorkOrder) -> str:
    """Under which name an order holds capacity."""
    return f"order:{order.pk}"


def place_of(order: WorkOrder) -> index.Want:
    """What matching asks of coverage for an order that has a place."""
    if order.lon is None or order.lat is None:
        raise ValueError(f"order {order.pk} has no place")
    return index.Want(lon=order.lon, lat=order.lat, utility=order.utility, skill=order.skill)


def weight_of(order: WorkOrder, at: datetime) -> int:
    """How much of a slot such a job takes."""
    return max(1, round(policies.number("capacity.weight", order, at=at)))


def want_of(order: WorkOrder, station_id: int, at: datetime, deadline: datetime | None = None) -> capacity.Want:
    """The capacity that an order wants at a station; in the window agreed with its customer, where one is."""
    is_ahead = order.appointed_from is not None and order.appointed_from > at
    return capacity.Want(
        holder=holder_of(order),
        station_id=station_id,
        work_class=order.work_class,
        at=at,
        deadline=order.appointed_to if is_ahead else deadline,
        is_life_safety=order.is_life_safety,
        is_emergency=order.work_class == WorkClass.EMERGENCY
        or order.priority <= policies.number("capacity.headroom_priority", at=at),
        weight=weight_of(order, at),
        slot_at=order.appointed_from if is_ahead else None,
        quota_release=timedelta(seconds=policies.seconds("capacity.quota_release", at=at)),
    )
