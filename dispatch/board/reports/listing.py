"""The orders behind a figure, as a person may see them.

What is counted at a station stays on its list also when the order has gone elsewhere since; whoever may not open the
order there reads its number and what was counted, and neither its place nor its address.
"""

from collections.abc import Sequence
from typing import Any

from dispatch.board.reports import counting
from dispatch.board.reports.asked import Asked
from dispatch.board.reports.definition import Figure, Report
from dispatch.kernel import access, clock
from dispatch.kernel.actors import Actor
from repairs.models import WorkOrder

PAGE = 50


def page(actor: Actor, report: Report, figure: Figure, asked: Asked, number: int) -> dict[str, Any]:
    """One page of the list, the first is 1: {count, page, pages, orders}."""
    with counting.bounded():
        count, facts = counting.listed(report, figure, asked, PAGE, (number - 1) * PAGE)
    return {
        "count": count,
        "page": number,
        "pages": max(1, -(-count // PAGE)),
        "orders": cards(actor, facts),
    }


def cards(actor: Actor, facts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Facts as lines of a list, in their order."""
    ids = {fact["order_id"] for fact in facts if fact["order_id"] is not None}
    orders = {
        order.pk: order
        for order in WorkOrder.objects.filter(pk__in=ids).select_related("request", "node", "station__node")
    }
    within = tuple(access.paths(actor, "order.read"))
    return [_card(fact, orders.get(fact["order_id"]), within) for fact in facts]


def _card(fact: dict[str, Any], order: WorkOrder | None, within: tuple[str, ...]) -> dict[str, Any]:
    shown = {name: value for name, value in fact.items() if name not in {"order_id", "path", "station_id"}}
    shown["at"] = clock.iso(fact["at"])
    if order is None:
        return {**shown, "order_id": None, "may_open": False}
    may_open = order.node.path.startswith(within) if within else False
    station = order.station.node if order.station else order.node
    card = {"number": order.request.number, **shown, "order_id": order.pk, "may_open": may_open}
    card |= {"utility": order.utility, "symptom": order.symptom}
    if may_open:
        card |= {
            "order_state": order.state,
            "address": order.address,
            "station_name": station.name,
            "station_name_en": station.name_en or station.name,
        }
    return card
