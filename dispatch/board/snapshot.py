"""The board of a node as one consistent picture with its version."""

from django.db.models import Q

from coverage import absences, index
from coverage.cards import station_card
from coverage.models import Station
from dispatch.board.cards import BoardState, alarm_card
from dispatch.board.models import Alarm
from dispatch.kernel import clock, events, snapshots
from dispatch.kernel.models import Node
from field.cards import technician_cards
from repairs import storms, todos
from repairs.cards import order_card
from repairs.lifecycle import ENDED
from repairs.models import WorkOrder


def board_state(node: Node) -> tuple[int, BoardState]:
    """(version of `board:<node>`, state): what a console starts from. One REPEATABLE READ transaction."""
    stream = f"board:{node.pk}"
    with snapshots.one_view():
        version = events.heads([stream])[stream]
        live = (
            WorkOrder.objects.filter(node__path__startswith=node.path)
            .exclude(state__in=ENDED)
            .select_related("request", "node")
            .order_by("priority", "opened_at")
        )
        stations = Station.objects.filter(node__path__startswith=node.path, is_active=True).select_related("node")
        now = clock.now()
        away = absences.away(now)
        # An alarm that climbed is still seen where it began.
        here = (
            Q(node__path__startswith=node.path)
            | Q(order__node__path__startswith=node.path)
            | Q(order=None, station__node__path__startswith=node.path)
        )
        alarms = Alarm.objects.filter(here, cleared_at=None).select_related("order__request")
        return version, {
            "orders": [order_card(order) for order in live],
            "technicians": technician_cards(node.path),
            "stations": [station_card(one, now, is_away=one.pk in away) for one in stations.order_by("pk")],
            "alarms": [alarm_card(alarm) for alarm in alarms.order_by("-raised_at")],
            "todos": todos.open_within(node.path),
            "storms": storms.seen_from(node.path),
            "coverage_version": index.active_version(),
        }
