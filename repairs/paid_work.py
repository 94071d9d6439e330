"""Work on what is the customer's own, and parts that went into a repair: said when it happens, kept with the order."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from dispatch.kernel import clock
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import orders
from repairs.models import PaidWork, PartUsed, WorkOrder

# Agreed before it is begun: not after the repair.
OPEN_FOR_AGREEMENT = ("accepted", "assigned", "departed", "arrived", "suspended")
OPEN_FOR_PARTS = ("arrived", "repaired")


class Part(NamedTuple):
    name: str
    quantity: Decimal
    unit: str


def agree(
    tx: Tx, order: WorkOrder, amount_fen: int, agreed_name: str, note: str = "", device_at: datetime | None = None
) -> PaidWork:
    """The customer agreed to pay for a locked order; `amount_fen` in hundredths of a yuan."""
    if _beneath(order) not in OPEN_FOR_AGREEMENT:
        raise Refusal("paid_work.too_late")
    row = PaidWork.objects.create(
        order=order,
        amount_fen=amount_fen,
        agreed_name=agreed_name,
        note=note[:300],
        by=tx.actor.key,
        by_name=tx.actor.name[:80],
        at=tx.at,
        device_at=device_at,
    )
    orders.touch(tx, order, "order.paid_work_agreed", {"amount_fen": amount_fen, "agreed_name": agreed_name})
    return row


def agreed(order: WorkOrder) -> bool:
    """Whether paid work was agreed on."""
    return order.paid_works.exists()


def use_parts(tx: Tx, order: WorkOrder, parts: Sequence[Part], device_at: datetime | None = None) -> None:
    """Parts went into a locked order's repair."""
    if _beneath(order) not in OPEN_FOR_PARTS:
        raise Refusal("order.step_not_open", action="parts", state=order.state)
    PartUsed.objects.bulk_create(
        PartUsed(
            order=order, **part._asdict(), by=tx.actor.key, by_name=tx.actor.name[:80], at=tx.at, device_at=device_at
        )
        for part in parts
    )
    said = [{"name": part.name, "quantity": float(part.quantity), "unit": part.unit} for part in parts]
    orders.touch(tx, order, "order.parts_used", {"parts": said})


def _beneath(order: WorkOrder) -> str:
    """How far the work is; it goes on while somebody asks to withdraw the order."""
    return order.state_before.partition(">")[0] if order.state == "withdrawal_asked" else order.state


def paid_view(row: PaidWork) -> dict[str, Any]:
    """An agreement as the order's panel lists it."""
    return {
        "id": row.pk,
        "amount_fen": row.amount_fen,
        "agreed_name": row.agreed_name,
        "note": row.note,
        "by": row.by_name,
        "at": clock.iso(row.at),
    }


def part_view(row: PartUsed) -> dict[str, Any]:
    """A part as the order's panel lists it."""
    return {
        "id": row.pk,
        "name": row.name,
        "quantity": float(row.quantity),
        "unit": row.unit,
        "by": row.by_name,
        "at": clock.iso(row.at),
    }
