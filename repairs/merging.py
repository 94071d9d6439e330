"""Merging (合并): one fault, many reports. A child keeps its own promise, contact and return visit.

What the parent's technician does is true of its children too: they are on site, repaired and closed with it. A child
that is still out afterwards becomes its own order again. Giving back offers, visits and capacity is the board's.
"""

from collections.abc import Sequence
from typing import Any

from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import clocks, orders
from repairs.models import WorkOrder

FOLLOWED = {"arrive": "arrived_at", "repair": "repaired_at", "close": "closed_at"}
RELEASING = ("approve_withdrawal", "hand_over")
_STOPS = {
    "arrive": ("arrival", "contact", "promise"),
    "repair": ("arrival", "contact", "promise", "restore"),
    "close": ("arrival", "contact", "promise", "restore"),
}
NOT_INTO = ("reported", "closed", "withdrawn", "handed_over")


def judge(child: WorkOrder, parent: WorkOrder) -> None:
    """Whether `child` may join `parent`; life safety as a child is refused by the lifecycle itself."""
    if child.pk == parent.pk:
        raise Refusal("merge.same_order")
    if child.utility != parent.utility:
        raise Refusal("merge.other_utility")
    if parent.state in NOT_INTO or parent.state == "merged":
        raise Refusal("merge.parent_over")


def join(tx: Tx, child: WorkOrder, parent: WorkOrder, note: str, *, reason: str = "") -> None:
    """Put a locked order, and whatever was merged into it before, under a locked parent. Refuses as `judge` does."""
    judge(child, parent)
    own = list(orders.locked(child.children.filter(state="merged").values_list("pk", flat=True)).values())
    said = {"into": parent.request.number, "into_id": parent.pk, "note": note[:300], "reason": reason}
    fields = {"parent": parent, "merged_children": 0, "assignee_id": None, "assignee_name": ""}
    orders.advance(tx, [orders.Change(child, "merge", fields, said)])
    for grandchild in own:
        grandchild.parent = parent
        orders.touch(tx, grandchild, "order.merged", said)
    parent.merged_children += 1 + len(own)
    orders.touch(tx, parent, "order.child_merged", {"child": child.request.number, "child_id": child.pk, "note": note})
    _catch_up(tx, parent, [child, *(one for one in own if one.closed_at is None)])


def part(tx: Tx, child: WorkOrder, note: str, why: str, parent: WorkOrder | None = None) -> None:
    """A locked child becomes its own order again, more urgent than before: it has waited.

    Whoever has the locked parent in hand gives it, so that it counts on what they hold.
    """
    if parent is None and child.parent_id:
        parent = orders.locked([child.parent_id]).get(child.parent_id)
    urgent = child.priority if child.is_life_safety else max(2, child.priority - 1)
    fields = {
        **orders.back_to_region(child),
        "parent": None,
        "priority": urgent,
        "claim_after": tx.at,
        "attempts": 0,
        "returns": 0,
        # After its parent's repair it has had a round, about which it may have been asked.
        "reopens": child.reopens + (child.repaired_at is not None),
    }
    orders.advance(tx, [orders.Change(child, "unmerge", fields, {"note": note[:300], "why": why})])
    _visits_back().drop(tx, [child])
    if parent is not None:
        parent.merged_children = max(0, parent.merged_children - 1)
        facts = {"child": child.request.number, "child_id": child.pk, "why": why}
        orders.touch(tx, parent, "order.child_unmerged", facts)


def follow(tx: Tx, parent: WorkOrder, action: str) -> None:
    """What became of the parent becomes of its children, however many they are, in a few statements.

    Those that were closed with it are done: a parent opened again takes up its own matter only.
    """
    living = parent.children.filter(state="merged", closed_at=None).values_list("pk", flat=True)
    children = list(orders.locked(living).values())
    if not children:
        return
    if action in RELEASING:
        for child in children:
            part(tx, child, "", "parent_over", parent)
        return
    _mirror(tx, children, action)


def _mirror(tx: Tx, children: Sequence[WorkOrder], action: str) -> None:
    stops = [(child.pk, kind) for child in children for kind in _STOPS[action]]
    starts = [clocks.Start(child, "restore") for child in children] if action == "arrive" else []
    clocks.apply(tx, children, stops, starts)
    for child in children:
        if getattr(child, FOLLOWED[action]) is None:
            setattr(child, FOLLOWED[action], tx.at)
        child.version += 1
        child.changed_by, child.updated_at = tx.actor.name[:80], tx.at
    orders.save_many(children)
    event = {"arrive": "order.parent_arrived", "repair": "order.parent_repaired", "close": "order.child_closed"}[action]
    for child in children:
        tx.record(f"order:{child.pk}", event, {"by": tx.actor.name})
        orders.tell(tx, child, event)
    if action == "close":
        _visits_back().open_for(tx, children)


def _catch_up(tx: Tx, parent: WorkOrder, children: Sequence[WorkOrder]) -> None:
    """Whoever joins late finds what has happened already."""
    for action, stamp in FOLLOWED.items():
        if getattr(parent, stamp) is not None:
            _mirror(tx, children, action)


def _visits_back() -> Any:
    # They open orders again where nothing was solved, and so rest on this module too.
    from repairs import return_visits

    return return_visits
