"""Alarms: raised with their cause, acknowledged by people, escalated when nobody does, cleared when the cause is gone.

Life safety wants two people within a policy's seconds (DOMAIN: 60 s); then the alarm climbs one level of the tree and
starts over, up to the root, where it stays loud. Other high ones climb too, later, and rest at the root. Whatever
climbed is still seen where it began.
"""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from coverage.models import Station
from dispatch.board.cards import alarm_card
from dispatch.board.models import Alarm
from dispatch.kernel import timers
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from dispatch.kernel.organisation import board_streams
from field import sos
from field.models import Technician
from repairs import policies, todos
from repairs.models import WorkOrder

ESCALATE = "alarm.escalate"
SEVERITY = {
    "life_safety": "critical",
    "sos": "critical",
    "hand_queue": "high",
    "order_overdue": "high",
    "urged": "high",
    "capacity_gone": "high",
    "unreached": "high",
    "job_offer_waits": "high",
}
WITHIN = {"critical": "alarm.acknowledge_within", "high": "alarm.high_within"}
"""Whose severity is not here does not climb."""
UNTIL_OVER = ("hand_queue", "sos", "unreached", "job_offer_waits")
"""These stay, seen or not, until their cause is gone."""


def raise_(
    tx: Tx,
    kind: str,
    node: Node,
    *,
    order: WorkOrder | None = None,
    station: Station | None = None,
    technician: Technician | None = None,
    facts: dict[str, Any] | None = None,
) -> Alarm:
    """Raise an alarm at a node; the same alarm of the same order, station or technician is raised once."""
    same = Alarm.objects.filter(kind=kind, order=order, station=station, technician=technician, cleared_at=None)
    known = same.first()
    if known is not None:
        return known
    needs = 2 if kind == "life_safety" else 1
    alarm = Alarm.objects.create(
        kind=kind,
        severity=SEVERITY.get(kind, "normal"),
        node=node,
        order=order,
        station=station,
        technician=technician,
        facts={**(facts or {}), "needs": needs},
        raised_at=tx.at,
        needs=needs,
    )
    _arm(tx, alarm)
    _tell(tx, alarm, "alarm.raised")
    return alarm


def acknowledge(tx: Tx, alarm: Alarm) -> Alarm:
    """One person says 'seen'. The same person counts once."""
    if any(given["actor"] == tx.actor.key for given in alarm.acknowledgements):
        raise Refusal("alarm.already_seen")
    alarm.acknowledgements = [
        *alarm.acknowledgements,
        {"actor": tx.actor.key, "name": tx.actor.name, "at": tx.at.isoformat()},
    ]
    if len(alarm.acknowledgements) >= alarm.needs:
        timers.cancel(ESCALATE, str(alarm.pk))
        if alarm.kind not in UNTIL_OVER:
            alarm.cleared_at = tx.at
        if alarm.kind == "urged" and alarm.order_id:
            # Whoever says 'seen' has taken the urging up; it need not climb any further.
            todos.close(tx, "urged", f"order:{alarm.order_id}", "seen")
    if alarm.kind == "sos" and alarm.technician_id is not None:
        sos.seen(tx, alarm.technician_id, tx.actor.name)
    alarm.save(update_fields=["acknowledgements", "cleared_at"])
    _tell(tx, alarm, "alarm.cleared" if alarm.cleared_at else "alarm.acknowledged")
    return alarm


def clear(tx: Tx, order_ids: list[int], *kinds: str) -> None:
    """The cause is gone at these orders."""
    _clear(tx, Alarm.objects.filter(order_id__in=order_ids, kind__in=kinds))


def clear_all(tx: Tx, order: WorkOrder) -> None:
    """The order is gone, and with it whatever was loud about it."""
    _clear(tx, Alarm.objects.filter(order=order))


def clear_of_stations(tx: Tx, station_ids: set[int | None], *kinds: str) -> None:
    """The cause is gone at these stations."""
    _clear(tx, Alarm.objects.filter(station_id__in=station_ids, order=None, kind__in=kinds))


def clear_of_technician(tx: Tx, technician_id: int, *kinds: str) -> None:
    """The cause is gone at this technician."""
    _clear(tx, Alarm.objects.filter(technician=technician_id, kind__in=kinds))


def _clear(tx: Tx, which: QuerySet[Alarm]) -> None:
    for alarm in which.filter(cleared_at=None).select_related("order__request", "order__node", "station__node", "node"):
        alarm.cleared_at = tx.at
        alarm.save(update_fields=["cleared_at"])
        timers.cancel(ESCALATE, str(alarm.pk))
        _tell(tx, alarm, "alarm.cleared")


@timers.handler(ESCALATE)
def escalate(tx: Tx, due: timers.Due) -> None:
    """Nobody, or too few, said 'seen' in time: the level above is alarmed."""
    alarm = (
        Alarm.objects.select_for_update(of=("self",))
        .select_related("node__parent", "order__request", "order__node", "station__node")
        .filter(pk=int(due.subject), cleared_at=None)
        .first()
    )
    if alarm is None:
        return
    alarm.escalated_at = tx.at
    if alarm.node.parent is not None:
        alarm.node = alarm.node.parent
    alarm.save(update_fields=["escalated_at", "node"])
    if alarm.severity == "critical" or alarm.node.parent_id is not None:
        _arm(tx, alarm)
    _tell(tx, alarm, "alarm.escalated")


def home_of(alarm: Alarm) -> str:
    """The path of where it began: the order's or the station's, below which it may have climbed no more."""
    began = alarm.order.node if alarm.order else alarm.station.node if alarm.station else alarm.node
    return max(began.path, alarm.node.path, key=len)


def _arm(tx: Tx, alarm: Alarm) -> None:
    if code := WITHIN.get(alarm.severity):
        timers.arm(ESCALATE, str(alarm.pk), tx.at + timedelta(seconds=policies.seconds(code, at=tx.at)))


def _tell(tx: Tx, alarm: Alarm, kind: str) -> None:
    tx.record_all(board_streams(home_of(alarm)), kind, {"alarm": alarm_card(alarm)})
    if alarm.order_id:
        tx.record(f"order:{alarm.order_id}", kind, {"alarm": alarm_card(alarm)})
