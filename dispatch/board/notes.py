"""What people at desks write beside an order, and pictures of it: for colleagues, never for the customer.

A note changes nothing about the order, so it leaves the order's version alone: nobody's decision gets stale by it.
"""

from typing import Any

from dispatch.board.models import OrderNote
from dispatch.board.story import section
from dispatch.kernel import access, clock, errors
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.organisation import board_streams
from field.pictures import Picture
from repairs import orders
from repairs.models import WorkOrder

MOST = 200
MOST_PICTURES = 20
"""Notes and pictures of one order; a page shows them all."""


def write(tx: Tx, order: WorkOrder, text: str, picture: Picture | None = None) -> OrderNote:
    """Keep a note on a locked order. Refuses with order_note.too_many."""
    beside = OrderNote.objects.filter(order=order)
    if beside.count() >= MOST or (picture and beside.filter(picture__isnull=False).count() >= MOST_PICTURES):
        raise Refusal("order_note.too_many", notes=MOST, pictures=MOST_PICTURES)
    row = OrderNote.objects.create(
        order=order,
        at=tx.at,
        by=tx.actor.key,
        by_name=tx.actor.name[:80],
        text=text.strip(),
        picture=picture.content if picture else None,
        picture_type=picture.type if picture else "",
        width=picture.width if picture else None,
        height=picture.height if picture else None,
    )
    # What was written stays beside the order; the log says that something was.
    tx.record(f"order:{order.pk}", "order.noted", {"by": tx.actor.name, "has_picture": picture is not None})
    tx.record_all(board_streams(order.node.path), "order.noted", {"order": dict(orders.card(order))})
    return row


def view(row: OrderNote) -> dict[str, Any]:
    """A note as the panel lists it; the picture has an address of its own."""
    return {
        "id": row.pk,
        "at": clock.iso(row.at),
        "by": row.by_name,
        "text": row.text,
        "picture": f"/api/v1/board/notes/{row.pk}/picture" if row.picture_type else None,
        "width": row.width,
        "height": row.height,
    }


@section("notes")
def of_order(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """Everything noted beside the order, oldest first."""
    return [view(row) for row in OrderNote.objects.filter(order=order).defer("picture").order_by("at", "pk")]


@section("may_note")
def may_note(actor: Actor, order: WorkOrder) -> bool:
    """Whether the actor may write one."""
    return access.allows(actor, "order.note", order.node.path)


errors.define(
    "order_note.too_many",
    409,
    zh="一张工单最多 {notes} 条备注、{pictures} 张照片。",
    en="An order has at most {notes} notes and {pictures} pictures.",
)
