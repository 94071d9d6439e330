"""Re-opening: the customer is still without, or the end was a mistake. The order begins anew in its region.

What was stamped and promised belongs to the round before and stays in the log; `reopens` counts the rounds.
"""

from datetime import timedelta

from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import merging, orders, policies, return_visits
from repairs.models import WorkOrder

REASONS = ("not_solved", "came_back", "ended_by_mistake", "customer_asks")


def check_in_time(tx: Tx, order: WorkOrder) -> None:
    """What ended too long ago is not taken up again but reported anew. Refuses reopen.too_late."""
    within = timedelta(seconds=policies.seconds("reopen.within", order, at=tx.at))
    if order.closed_at is not None and tx.at > order.closed_at + within:
        raise Refusal("reopen.too_late")


def reopen(tx: Tx, order: WorkOrder, reason: str, note: str = "") -> None:
    """Open a locked order again; a merged one becomes its own. Refuses reopen.too_late past the policy's time."""
    if reason not in REASONS:
        raise Refusal("reopen.reason_unknown")
    check_in_time(tx, order)
    if order.state == "merged":
        merging.part(tx, order, note, reason)
        return
    fields = {
        **orders.back_to_region(order),
        "assignee_id": None,
        "assignee_name": "",
        "state_reason": "",
        "priority": order.priority if order.is_life_safety else max(2, order.priority - 1),
        "reopens": order.reopens + 1,
        "attempts": 0,
        "returns": 0,
        "urges": 0,
        "released_at": None,
        "contacted_at": None,
        "promised_at": None,
        "promises": 0,
        "claim_after": tx.at,
    }
    orders.advance(tx, [orders.Change(order, "reopen", fields, {"reason": reason, "note": note[:300]})])
    return_visits.drop(tx, [order])
