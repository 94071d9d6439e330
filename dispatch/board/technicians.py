"""Within the station: who goes. Ranking is field's (`field.picking`), deciding is the board's."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from dispatch.board import alarms
from dispatch.board.models import Decision
from dispatch.kernel import access, texts
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from field import picking, visits
from field.models import Technician
from repairs import policies
from repairs.models import WorkOrder


def ranked(order: WorkOrder) -> list[dict[str, Any]]:
    """The station's technicians for an order, best first, each with the reasons, as the console shows them."""
    return picking.rank_for(order)


def assign_by_hand(
    tx: Tx, order: WorkOrder, technician: Technician, *, version: int | None, override_reason: str | None
) -> None:
    """A dispatcher or coordinator chooses. Somebody who does not fit is refused unless a reason is given."""
    own = {technician.station_id, technician.station.main_point_id}
    if order.station_id not in own and not override_reason:
        raise Refusal("assign.other_station")
    rows = ranked(order)
    row = next((row for row in rows if row["technician_id"] == technician.pk), None)
    if row is not None and not row["ok"] and not override_reason:
        words = "、".join(
            texts.say(f"reason.{reason['code']}", tx.actor.language)
            if texts.knows(f"reason.{reason['code']}")
            else reason["code"]
            for reason in row["reasons"]
        )
        raise Refusal("assign.not_able", name=str(technician.name), reasons=words)
    _decide(tx, order, rows, technician.pk, override_reason)
    visits.give(tx, order, technician, explanation=row or {}, version=version)
    alarms.clear(tx, [order.pk], "hand_queue")


def assign_by_itself(tx: Tx, accepted: Sequence[WorkOrder]) -> int:
    """Find a technician for each locked order of a station that assigns by itself. Gives how many were assigned.

    An order without anybody able waits a policy's seconds and raises an alarm at its station.
    """
    picks = picking.pick_many(tx, accepted)
    given, without = [], {}
    for order in accepted:
        pick = picks[order.pk]
        _decide(tx, order, pick.rows, pick.technician.pk if pick.technician else None, None)
        if pick.technician is not None:
            given.append((order, pick.technician, pick.explanation))
        else:
            order.claim_after = tx.at + timedelta(seconds=policies.seconds("assign.retry_after", order=order, at=tx.at))
            order.save(update_fields=["claim_after"])
            without[order.station_id] = order
    for order in without.values():
        # One alarm a station, whatever the number of its orders: in a storm they would bury all others.
        alarms.raise_(tx, "no_technician", order.node, station=order.station, facts={"station": order.node.name})
    if given:
        visits.give_many(tx, given)
        alarms.clear_of_stations(tx, {order.station_id for order, _, _ in given} - set(without), "no_technician")
    return len(given)


def _decide(tx: Tx, order: WorkOrder, rows: list[dict[str, Any]], chosen: int | None, reason: str | None) -> None:
    Decision.objects.create(
        order=order,
        kind=Decision.Kind.TECHNICIAN,
        outcome="assigned" if chosen else "nobody",
        station_id=order.station_id,
        candidates={"facts": [reason] if reason else [], "rows": rows[:12], "chosen": chosen},
        actor=tx.actor.key,
        at=tx.at,
    )


def may_assign(actor: Any, order: WorkOrder) -> bool:
    """Whether the actor may choose technicians at the order's node."""
    return access.allows(actor, "order.assign", order.node.path)
