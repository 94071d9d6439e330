"""What a console sees: the board of a node, and the alarms on it."""

from typing import Any, TypedDict

from coverage.cards import StationCard
from dispatch.board.models import Alarm
from dispatch.kernel import clock
from field.cards import TechnicianCard
from repairs.cards import OrderCard
from repairs.storms import StormCard
from repairs.todos import TodoCard


class AlarmCard(TypedDict):
    """`text_key` names the sentence in the catalogue; `facts` fill it."""

    id: int
    kind: str
    severity: str
    order_id: int | None
    order_number: str | None
    station_id: int | None
    technician_id: int | None
    text_key: str
    facts: dict[str, Any]
    raised_at: str | None
    needs: int
    acknowledged_by: list[str]
    cleared_at: str | None
    escalated: bool


class BoardState(TypedDict):
    """Everything alive on a node's board."""

    orders: list[OrderCard]
    technicians: list[TechnicianCard]
    stations: list[StationCard]
    alarms: list[AlarmCard]
    todos: list[TodoCard]
    storms: list[StormCard]
    coverage_version: int


def alarm_card(alarm: Alarm) -> AlarmCard:
    """The alarm as every board shows it. The order must be loaded with it."""
    return {
        "id": alarm.pk,
        "kind": alarm.kind,
        "severity": alarm.severity,
        "order_id": alarm.order_id,
        "order_number": alarm.order.request.number if alarm.order else None,
        "station_id": alarm.station_id,
        "technician_id": alarm.technician_id,
        "text_key": f"alarm.{alarm.kind}",
        "facts": alarm.facts,
        "raised_at": clock.iso(alarm.raised_at),
        "needs": alarm.needs,
        "acknowledged_by": [given["name"] for given in alarm.acknowledgements],
        "cleared_at": clock.iso(alarm.cleared_at),
        "escalated": alarm.escalated_at is not None,
    }
