"""What the board notices in the log: a deadline that has passed raises an alarm.

A reader of the whole log with its own cursor, so that a deadline fires its alarm exactly once whoever runs it, also
with every broker dead (promise 6).
"""

from collections.abc import Sequence

from dispatch.board import alarms
from dispatch.kernel import commands, outbox
from dispatch.kernel.actors import SYSTEM
from repairs import orders


@outbox.reader("board.watch")
def watch(seen: Sequence[outbox.Seen]) -> None:
    """Raise an alarm for each order whose clock was breached."""
    late = {
        int(entry.stream.removeprefix("order:")): str(entry.data.get("clock", ""))
        for entry in seen
        if entry.kind == "order.breached" and entry.stream.startswith("order:")
    }
    if not late:
        return
    with commands.begun(SYSTEM) as tx:
        for pk, order in orders.locked(late).items():
            # An ended order, or one whose clock was met meanwhile, needs nobody's eyes any more.
            if order.due_at is not None and order.due_at <= tx.at:
                alarms.raise_(tx, "order_overdue", order.node, order=order, facts={"clock": late[pk]})
