"""Merging on the board: what a merged order gives back, what may be merged, and what is sent twice.

Suggestions are explained and decided by a person; only an exact re-send (the same caller, symptom and place within the
policy's minutes) is merged by itself, when the engine claims it.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from coverage import capacity
from dispatch.board import alarms, offers, story, wanting
from dispatch.board.models import Offer
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from field import visits
from repairs import cards, lifecycle, merging, orders, policies, similar
from repairs.access import orders_for
from repairs.models import WorkOrder

_QUIET = ("hand_queue", "station_silent", "no_technician", "order_overdue", "urged")
_OVER = (*lifecycle.ENDED, "repaired", "reported")

_RESENT = """
SELECT n.id, o.id FROM repairs_workorder n
JOIN repairs_servicerequest nr ON nr.id = n.request_id
JOIN repairs_servicerequest r ON r.contact_phone = nr.contact_phone AND r.id < nr.id
JOIN repairs_workorder o ON o.request_id = r.id
WHERE n.id = ANY(%(ids)s) AND n.version = 1 AND NOT n.is_life_safety AND nr.contact_phone <> ''
  AND r.taken_at > nr.taken_at - make_interval(secs => %(within)s)
  AND r.utility = nr.utility AND r.symptom = nr.symptom AND NOT o.state = ANY(%(over)s)
  AND ((r.address <> '' AND r.address = nr.address AND r.lon IS NOT DISTINCT FROM nr.lon)
    OR (r.lon = nr.lon AND r.lat = nr.lat))
ORDER BY n.id, o.id
"""


def merge(tx: Tx, child: WorkOrder, into: WorkOrder, note: str, reason: str = "by_hand") -> None:
    """Put a locked order under another locked one: nobody goes for it alone any more."""
    merging.judge(child, into)
    lifecycle.move("merge", child.state, is_life_safety=child.is_life_safety)
    visits.end_for(tx, child, "merged")
    offers.end(tx, child, Offer.Answer.TAKEN_BACK, "merged", "")
    capacity.release(wanting.holder_of(child))
    merging.join(tx, child, into, note, reason=reason)
    alarms.clear(tx, [child.pk], *_QUIET)


def pair(actor: Actor, child_id: int, into_id: int) -> tuple[WorkOrder, WorkOrder]:
    """Both orders locked in the order of their ids; the one to merge into is the parent of a merged one."""
    known = {order.pk: order for order in orders_for(actor).filter(pk__in=(child_id, into_id))}
    if child_id not in known or into_id not in known:
        raise Refusal("not_found")
    into_id = known[into_id].parent_id or into_id
    locked = orders.locked({child_id, into_id})
    return locked[child_id], locked[into_id]


def resent(tx: Tx, waiting: Sequence[WorkOrder]) -> set[int]:
    """Merge what was sent twice out of locked waiting orders. Gives the ids of those that are merged now.

    Each joins the first that is open still, so what becomes of it does not depend on how many waited together. Whoever
    reports it after the repair is still without: that is no re-send.
    """
    fresh = [order for order in waiting if order.version == 1 and not order.is_life_safety]
    if not fresh:
        return set()
    within = policies.seconds("merge.resend_window", at=tx.at)
    with connection.cursor() as cursor:
        cursor.execute(_RESENT, {"ids": [order.pk for order in fresh], "within": within, "over": list(_OVER)})
        twins = cursor.fetchall()
    if not twins:
        return set()
    own = {order.pk: order for order in waiting}
    known = {**orders.locked({first for _, first in twins} - own.keys()), **own}
    merged: set[int] = set()
    for child_id, first_id in twins:
        # In the meantime the first may have ended, or have been merged itself a moment ago.
        if child_id not in merged and known[first_id].state not in _OVER:
            merge(tx, own[child_id], known[first_id], "", reason="exact_resend")
            merged.add(child_id)
    return merged


def alike(actor: Actor, order: WorkOrder, at: Any) -> list[dict[str, Any]]:
    """Orders that may be the same fault, with why, and whether they could be merged."""
    found = similar.find(orders_for(actor), similar.of_order(order), order.utility, at, but=order.pk)
    return [{**similar.view(other, how, cards.order_card(other)), **_may(order, other)} for other, how in found]


def _may(child: WorkOrder, into: WorkOrder) -> dict[str, Any]:
    try:
        merging.judge(child, into)
        lifecycle.move("merge", child.state, is_life_safety=child.is_life_safety)
    except Refusal as refusal:
        return {"may_merge": False, "why_not": refusal.code}
    return {"may_merge": True, "why_not": ""}


@story.section("children")
def told_children(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """The orders merged into this one."""
    if not order.merged_children:
        return []
    found = order.children.filter(state="merged").select_related("request", "node").order_by("pk")[:200]
    return [{**cards.order_card(child), "restored": child.repaired_at is not None} for child in found]


@story.section("parent")
def told_parent(actor: Actor, order: WorkOrder) -> dict[str, Any] | None:
    """The order that this one was merged into."""
    parent = WorkOrder.objects.select_related("request").filter(pk=order.parent_id).first() if order.parent_id else None
    return None if parent is None else {"id": parent.pk, "number": parent.request.number, "state": parent.state}


@story.section("urges")
def told_urges(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """Who asked again, and when."""
    return [
        {"at": row.at.isoformat(), "by": row.by_name, "note": row.note, "via_id": row.via_id}
        for row in order.urged.order_by("-at")[:50]
    ]
