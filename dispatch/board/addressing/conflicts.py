"""A pin and an address that lead to different places: noticed after the intake, decided by a person.

A reader of the log looks at each new order that has both, so the intake and the engine never wait for it; life safety
is long dispatched by its pin by then. Whoever talks to the customer decides which is right. An order goes to another
station only if that person says so.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Literal

from coverage import index
from coverage.addresses import looking, places
from coverage.addresses.places import Conflict, Named
from coverage.datums import to_wgs84
from dispatch.board import alarms, offers, story
from dispatch.board.models import AddressConflict, Offer
from dispatch.kernel import access, audit, clock, commands, outbox
from dispatch.kernel.actors import SYSTEM, Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from field import visits
from repairs import lifecycle, orders, policies, todos
from repairs.intake import Place
from repairs.models import WorkOrder

TODO = "address_conflict"
REASON = "place_corrected"
Decision = Literal["pin_right", "address_right", "corrected"]


@outbox.reader("board.addresses")
def compare(seen: Sequence[outbox.Seen]) -> None:
    """Look at the new orders among what was logged, and ask about those whose pin and address disagree."""
    taken = [int(entry.stream.removeprefix("order:")) for entry in seen if entry.kind == "order.taken"]
    if not taken:
        return
    rows = WorkOrder.objects.filter(pk__in=taken, lon__isnull=False, address_conflict=None).exclude(address="")
    living = rows.exclude(state__in=lifecycle.ENDED).order_by("pk").values_list("pk", "address", "lon", "lat")
    found = _conflicts(list(living))
    if not found:
        return
    with commands.begun(SYSTEM) as tx:
        for pk, order in sorted(orders.locked(found).items()):
            raise_(tx, order, *found[pk])


def _conflicts(rows: Sequence[tuple[int, str, Any, Any]]) -> dict[int, tuple[Named, Conflict]]:
    if not rows:
        return {}
    tree, snapshot, outlines = places.tree(), index.current(), places.outlines()
    found = {}
    for pk, address, lon, lat in rows:
        named = places.find(address, tree)
        if not (named.places or named.is_elsewhere):
            continue
        pins = places.places_of_pin(tree, snapshot, outlines, lon, lat)
        conflict = places.conflict_of(named, pins, tree)
        if conflict is not None:
            found[pk] = named, conflict
    return found


def raise_(tx: Tx, order: WorkOrder, named: Named, conflict: Conflict) -> None:
    """Keep the conflict of a locked order and ask somebody to decide it; a known one is not asked twice."""
    parts = named.reading.parts
    address = conflict.address if conflict.address and conflict.address.id else None
    _, is_new = AddressConflict.objects.get_or_create(
        order=order,
        defaults={
            "code": conflict.code,
            "parts": asdict(parts) if parts else {},
            "pin_node_id": conflict.pin.id,
            "address_node_id": address.id if address else None,
            "raised_at": tx.at,
        },
    )
    if is_new:
        within = timedelta(seconds=policies.seconds("address.decide_within", order, at=tx.at))
        said = "".join(dict.fromkeys(parts.names)) if parts else (address.name if address else "")
        facts = {"code": conflict.code, "pin": conflict.pin.name, "address": said}
        region = orders.region_of(order)
        todos.open_(tx, TODO, _subject(order), region, "agent", tx.at + within, order=order, facts=facts)


def decide(
    tx: Tx,
    order: WorkOrder,
    decision: Decision,
    *,
    place: Place | None = None,
    address: str = "",
    rematch: bool = False,
    note: str = "",
) -> bool:
    """Say which of the two is right, or correct both, on a locked order; True where it went back to matching.

    `address_right` without a place takes the pin away: a wrong pin misleads more than none, and none is made up.
    What the customer said stays on the request as it was said.
    """
    row = AddressConflict.objects.select_for_update(of=("self",)).filter(order=order, decision="").first()
    if row is None:
        raise Refusal("address.nothing_to_decide")
    if order.state in lifecycle.ENDED:
        raise Refusal("address.order_over")
    if decision == "corrected" and place is None and not address:
        raise Refusal("address.place_needed")
    if decision == "pin_right" and place is not None:
        raise Refusal("address.pin_stays")
    row.before = {"lon": order.lon, "lat": order.lat, "address": order.address}
    if place is not None:
        order.lon, order.lat = to_wgs84(place.lon, place.lat, place.datum)
    elif decision == "address_right":
        order.lon = order.lat = None
    order.address = address or order.address
    WorkOrder.objects.filter(pk=order.pk).update(lon=order.lon, lat=order.lat, address=order.address)
    row.decision, row.decided_at, row.note = decision, tx.at, note[:300]
    row.decided_by, row.decided_name = tx.actor.key, tx.actor.name[:80]
    row.save()
    facts = {"decision": decision, "note": note[:300], "before": row.before}
    audit.record(tx.actor, "order.decide_place", f"order:{order.pk}", facts)
    orders.touch(tx, order, "order.place_decided", {"decision": decision, "note": note[:300]})
    todos.close(tx, TODO, _subject(order), decision)
    visits.tell_of_order(tx, order)
    if rematch:
        _match_anew(tx, order)
    return rematch


def _match_anew(tx: Tx, order: WorkOrder) -> None:
    if Offer.objects.filter(order=order, is_binding=True).exists():
        raise Refusal("address.station_bound")
    lifecycle.move("rematch", order.state, is_life_safety=order.is_life_safety)
    visits.end_for(tx, order, reason="moved_to_other_station")
    offers.give_back(tx, order, Offer.Answer.TAKEN_BACK, REASON, "")
    orders.rematch(tx, order, REASON)
    alarms.clear(tx, [order.pk], "hand_queue", "station_silent")


def _subject(order: WorkOrder) -> str:
    return f"order:{order.pk}"


@story.section("address")
def told(actor: Actor, order: WorkOrder) -> dict[str, Any]:
    """The order's address in its parts, what else it may mean, and the conflict with its pin, open or decided."""
    row = AddressConflict.objects.select_related("pin_node", "address_node").filter(order=order).first()
    return {**looking.look(order.address).view(), "conflict": _view(actor, order, row) if row else None}


def _view(actor: Actor, order: WorkOrder, row: AddressConflict) -> dict[str, Any]:
    is_open = not row.decision and order.state not in lifecycle.ENDED
    return {
        "is_open": is_open,
        "code": row.code,
        "parts": row.parts,
        "pin_node": _node(row.pin_node),
        "address_node": _node(row.address_node),
        "raised_at": clock.iso(row.raised_at),
        "decision": row.decision,
        "decided_at": clock.iso(row.decided_at),
        "decided_by": row.decided_name,
        "note": row.note,
        "before": row.before,
        "may_decide": is_open and access.allows(actor, "order.decide_place", order.node.path),
        "may_rematch": order.state in lifecycle.TABLE["rematch"].sources,
    }


def _node(node: Any) -> dict[str, Any] | None:
    return {"node_id": node.pk, "name": node.name, "name_en": node.name_en or node.name} if node else None
