"""A customer chooses a window: what the page lists, by the place's days and clock, and the choice."""

from datetime import datetime
from itertools import groupby
from typing import Any

from dispatch.board.appointments import agreeing, windows
from dispatch.kernel import clock, texts
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import milestones, orders, ticket_notes
from repairs.models import WorkOrder


def choose(tx: Tx, order_id: int, station_id: int, starts_at: datetime) -> WorkOrder:
    """The customer agrees a window, or moves it because they ask."""
    order = orders.locked([order_id])[order_id]
    agreeing.book(tx, order, station_id, starts_at, "customer_asks" if order.promises else "")
    return order


def instant(text: str) -> datetime:
    """The start of a window as the page sent it back; what is none is a window that is gone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("appointment.gone") from None
    if at.tzinfo is None:
        raise Refusal("appointment.gone")
    return at


def shown(order: WorkOrder, speech: texts.Language) -> dict[str, Any]:
    """What the page shows: the windows by day. Refuses where no window can be agreed for the order."""
    zone, now = order.node.time_zone, clock.now()
    if order.state not in agreeing.OPEN_IN:
        raise Refusal("appointment.not_now", state=order.state)
    found = windows.offered(windows.need_of(order, now), now)
    days = groupby(found, key=lambda window: ticket_notes.day(window.starts_at, zone, speech))
    return {
        "code": order.request.tracking_code,
        "is_moved": order.promises > 0,
        "left": milestones.PROMISES_AT_MOST - order.promises,
        "zone_name": texts.say(f"zone.{zone}", speech) if texts.knows(f"zone.{zone}") else zone,
        "days": [
            {
                "name": name,
                "windows": [
                    {
                        "id": f"{window.station_id}-{window.starts_at:%m%d%H%M}",
                        "value": f"{window.station_id}@{clock.iso(window.starts_at)}",
                        "hours": ticket_notes.hours(window.starts_at, window.ends_at, zone),
                    }
                    for window in of_day
                ],
            }
            for name, of_day in days
        ],
    }
