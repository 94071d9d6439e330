"""Orders that a station makes itself (站端自行生成维修单): a walk-in, a patrol's find, a call straight to the station.

The request is taken in like any other, then the station that made it has accepted it at once, over its limits where
they are reached; the centre sees it on its boards in the same moment. What lies outside the station's own areas is
allowed, and said.
"""

from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from coverage import capacity, index
from coverage.models import HotlineArea, Station
from dispatch.board import alarms, offers, wanting
from dispatch.board.models import Decision, Offer
from dispatch.kernel import clock
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import cards, catalogue, intake, orders, similar
from repairs.access import orders_for
from repairs.likeness import Report
from repairs.models import WorkOrder

Kind = Literal["walk_in", "patrol", "phone"]
CHANNEL = {"walk_in": "station", "patrol": "patrol", "phone": "station"}


@dataclass(frozen=True)
class Made:
    """The order, and what somebody should know of it."""

    order: WorkOrder
    warnings: list[str]
    normal_way: bool


def make(tx: Tx, station: Station, kind: Kind, form: intake.IntakeForm, *, not_a_duplicate: bool) -> Made:
    """Take the request in and give it to the station. Refuses station_order.similar_found until somebody looked."""
    if form.utility not in station.utilities:
        raise Refusal("offer.not_serving")
    found = alike(tx.actor, form)
    if found and not not_a_duplicate:
        raise Refusal("station_order.similar_found", similar=found)
    (answer,) = intake.take_within(tx, [intake.Wanted(tx.actor, form.model_copy(update={"channel": CHANNEL[kind]}))])
    if isinstance(answer, Refusal):
        raise answer
    pk = WorkOrder.objects.get(request__number=answer["number"]).pk
    WorkOrder.objects.filter(pk=pk).update(made_by_station=True)
    order = orders.locked([pk])[pk]
    outcome = capacity.reserve_over(wanting.want_of(order, station.pk, tx.at))
    offers.make_many(tx, [(order, station, Offer.Way.STATION)], {order.pk: outcome.over})
    if order.state == "offered":
        offers.accept(tx, order)
    Decision.objects.create(
        order=order,
        kind=Decision.Kind.STATION,
        outcome="offered",
        station=station,
        candidates={"facts": [kind], "rows": [], "by_hand": True},
        actor=tx.actor.key,
        at=tx.at,
    )
    if order.is_life_safety:
        alarms.raise_(tx, "life_safety", order.node, order=order, facts={"symptom": order.symptom})
    warnings = [] if _is_own(order, station, tx.at) else ["outside_area"]
    if warnings:
        tx.record(f"order:{order.pk}", "order.outside_area", {"station": station.node.name, "by": tx.actor.name})
    return Made(order, warnings, is_normal_way(station))


def alike(actor: Actor, form: intake.IntakeForm) -> list[dict[str, Any]]:
    """Orders like the one that a form would make, before it is saved."""
    symptom, now = catalogue.SYMPTOMS[form.symptom], clock.now()
    lon, lat = intake.point_of(form)
    report = Report(form.symptom, symptom.work_class, now, lon, lat, form.address, form.contact_phone)
    found = similar.find(orders_for(actor), report, form.utility, now)
    return [similar.view(order, how, cards.order_card(order)) for order, how in found]


def is_normal_way(station: Station) -> bool:
    """Whether the hotline does not reach the station's area, so that its own intake is the normal way."""
    today = clock.now().astimezone(ZoneInfo(station.node.time_zone)).date()
    held = HotlineArea.objects.filter(station=station, starts_on__lte=today)
    return held.exclude(ends_on__lt=today).exists()


def _is_own(order: WorkOrder, station: Station, at: Any) -> bool:
    if order.lon is None or order.lat is None:
        return True
    want = index.Want(order.lon, order.lat, order.utility, order.skill)
    return station.pk in {judged.station_id for judged in index.candidates(index.current(), want, at)}
