"""Urging (催办): counted, at least so far apart, and the third one climbs. It joins the parent of a merged order."""

from datetime import timedelta

from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import orders, policies, todos
from repairs.models import Urge, WorkOrder

OVER = ("repaired", "reported", "closed", "withdrawn", "handed_over")
TODO = "urged"


def subject_of(order: WorkOrder) -> int:
    """Whose urging it is: the order that is worked on."""
    return order.parent_id if order.state == "merged" and order.parent_id else order.pk


def urge(tx: Tx, order: WorkOrder, note: str, via: WorkOrder | None = None) -> bool:
    """Somebody asks again about a locked order (`via`: the merged one they asked about). True where it climbs now.

    Refuses urge.over where nothing is left to hurry, urge.too_soon with the seconds to wait.
    """
    if order.state in OVER:
        raise Refusal("urge.over")
    apart = policies.seconds("urge.apart", order, at=tx.at)
    last = order.urged.order_by("-at").values_list("at", flat=True).first()
    if last is not None and tx.at < last + timedelta(seconds=apart):
        left = (last + timedelta(seconds=apart) - tx.at).total_seconds()
        raise Refusal("urge.too_soon", retry_after=max(1, round(left)), minutes=max(1, round(left / 60)))
    Urge.objects.create(order=order, via=via, at=tx.at, by=tx.actor.key, by_name=tx.actor.name[:80], note=note[:300])
    order.urges += 1
    orders.touch(tx, order, "order.urged", {"urges": order.urges, "note": note[:300]})
    climbs = order.urges >= policies.number("urge.climbs_at", order, at=tx.at)
    if climbs:
        within = timedelta(seconds=policies.seconds("urge.answer_within", order, at=tx.at))
        region = orders.region_of(order)
        facts = {"urges": order.urges}
        todos.open_(tx, TODO, f"order:{order.pk}", region, "dispatcher", tx.at + within, order=order, facts=facts)
    return climbs
