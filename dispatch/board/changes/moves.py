"""Open orders that a plan of areas would give to another station, and giving them there.

The approver says for all of them, and order by order, whether they are kept or matched anew. What has started is never
moved, nor what a dispatcher has bound to its station; such orders are listed, so that nobody is surprised.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from coverage import generations, index
from coverage.models import CoverageVersion
from dispatch.board import offers
from dispatch.board.models import Offer
from dispatch.kernel import clock
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from field import visits
from repairs import lifecycle, orders
from repairs.models import WorkOrder

REASON = "areas_changed"
LOOKED_AT = ("offered", "accepted", "assigned", "departed", "arrived", "suspended", "withdrawal_asked", "repaired")
MAY_MOVE = lifecycle.TABLE["rematch"].sources


@dataclass(frozen=True, slots=True)
class Moved:
    """An open order that would be matched to another station first."""

    order_id: int
    number: str
    state: str
    path: str
    from_station_id: int
    to_station_id: int | None
    may_move: bool


def moved_orders(plan: CoverageVersion, *, least: Sequence[int] = ()) -> list[Moved]:
    """The open orders whose first covering station is another one under the plan than now, by order id.

    `least`: only these orders. An order that is where the plan would have it does not move.
    """
    rows = WorkOrder.objects.filter(state__in=LOOKED_AT, lon__isnull=False, station__isnull=False)
    if least:
        rows = rows.filter(pk__in=least)
    found = list(
        rows.order_by("pk").values_list(
            "pk", "request__number", "state", "node__path", "station_id", "lon", "lat", "utility"
        )
    )
    wants = [index.Want(lon or 0.0, lat or 0.0, utility) for *_, lon, lat, utility in found]
    before, after = firsts(generations.active(), wants), firsts(plan, wants)
    bound = set(
        Offer.objects.filter(is_binding=True, order__in=[row[0] for row in found]).values_list("order_id", flat=True)
    )
    return [
        Moved(pk, number, state, path, station_id, then, state in MAY_MOVE and pk not in bound)
        for (pk, number, state, path, station_id, *_), now, then in zip(found, before, after, strict=True)
        if now != then and then != station_id
    ]


def firsts(version: CoverageVersion | None, wants: Sequence[index.Want]) -> list[int | None]:
    """The first covering station of each want, whether it could take it now or not; None where nobody covers."""
    if version is None:
        return [None] * len(wants)
    snapshot = generations.snapshot_of(version)
    found = index.candidates_many(snapshot, list(wants), clock.now())
    return [judged[0].station_id if judged else None for judged in found]


def chosen(plan: CoverageVersion, moved: Sequence[Moved]) -> list[int]:
    """Those of the moved orders that the approver wants matched anew."""
    turned = set(plan.other_orders)
    rematch = plan.open_orders == CoverageVersion.OpenOrders.REMATCH
    return [one.order_id for one in moved if one.may_move and (one.order_id in turned) != rematch]


def match_anew(tx: Tx, ids: Sequence[int]) -> int:
    """Send orders back to matching as far as they may still be moved. Gives how many went."""
    gone = 0
    bound = set(Offer.objects.filter(is_binding=True, order__in=ids).values_list("order_id", flat=True))
    for pk, order in sorted(orders.locked(ids).items()):
        if pk in bound:
            continue
        try:
            lifecycle.move("rematch", order.state, is_life_safety=order.is_life_safety)
        except Refusal:
            continue
        visits.end_for(tx, order, reason="moved_to_other_station")
        offers.give_back(tx, order, Offer.Answer.TAKEN_BACK, REASON, "")
        orders.rematch(tx, order, REASON)
        gone += 1
    return gone
