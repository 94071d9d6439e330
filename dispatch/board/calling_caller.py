"""Who is calling, by their number or their customer number: what they asked before, where, and under which name.

Reading it is a reveal: it stands on the audit trail in the same transaction, with what was shown. Names are whole where
the access table lets the reader reveal contacts, else masked. There is no register of meters: a customer number is
known only from what callers gave with earlier queries, and the answer says so.
"""

from collections import Counter
from typing import Any

from django.db.models import Q

from coverage import important_users
from coverage.trade import Utility
from dispatch.board import customer_view
from dispatch.kernel import access, audit, clock, texts
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from repairs import cards, urging
from repairs.access import orders_for
from repairs.cases import access as case_access
from repairs.lifecycle import ENDED
from repairs.models import Case, WorkOrder

MOST, PLACES, CASES = 20, 5, 5


def by_phone(tx: Tx, phone: str) -> dict[str, Any]:
    """The caller behind a number."""
    numbers = _written(phone)
    rows = _orders(tx.actor, Q(request__contact_phone__in=numbers))
    cases = _cases(tx.actor, Q(contact_phone__in=numbers))
    found = _answer(tx, rows, cases)
    day = clock.now().date()
    important = next((user for one in Utility if (user := important_users.at(None, None, phone, one.value, day))), None)
    _note(tx.actor, f"caller:{cards.masked_phone(phone)}", "phone", rows, cases)
    return found | {"important_user": important.name if important else ""}


def by_customer_number(tx: Tx, number: str) -> dict[str, Any]:
    """The caller behind a customer number that was given with an earlier query."""
    cases = _cases(tx.actor, Q(fields__customer_number=number))
    phones = [case.contact_phone for case in cases if case.contact_phone]
    rows = _orders(tx.actor, Q(request__contact_phone__in=phones)) if phones else []
    found = _answer(tx, rows, cases)
    _note(tx.actor, f"customer:{number[:2]}****{number[-2:]}", "customer_number", rows, cases)
    return found | {"important_user": ""}


def _written(phone: str) -> list[str]:
    """One number as people write it: with signs between, with and without the country."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    home = digits.removeprefix("86") if len(digits) > 11 else digits
    return sorted({phone, digits, home, f"+86{home}"})


def _orders(actor: Actor, who: Q) -> list[WorkOrder]:
    """Living ones first, then the newest."""
    found = list(orders_for(actor).filter(who).order_by("-opened_at", "-pk")[: MOST * 2])
    return sorted(found, key=lambda order: order.state in ENDED)[:MOST]


def _cases(actor: Actor, who: Q) -> list[Case]:
    """What they asked beside repairs; what was told in secret is nobody's to find by a number."""
    if not access.paths(actor, "case.read"):
        return []
    found = case_access.cases_for(actor).filter(who, is_confidential=False)
    return list(found.order_by("-taken_at", "-pk")[:CASES])


def _answer(tx: Tx, rows: list[WorkOrder], cases: list[Case]) -> dict[str, Any]:
    speech = texts.as_language(tx.actor.language)
    names: Counter[str] = Counter()
    for order in rows:
        if name := order.request.contact_name:
            is_open = access.allows(tx.actor, "contact.reveal", order.node.path)
            names[name if is_open else cards.masked_name(name)] += 1
    numbers = dict.fromkeys(str(case.fields["customer_number"]) for case in cases if case.fields.get("customer_number"))
    return {
        "is_known": bool(rows or cases),
        "names": [name for name, _ in names.most_common(3)],
        "customer_numbers": list(numbers),
        "places": _places(rows, cases),
        "requests": [_request(tx.actor, order, speech) for order in rows],
        "cases": [
            {
                "id": case.pk,
                "number": case.number,
                "business_type": case.business_type,
                "subject": case.subject,
                "state": case.state,
                "taken_at": clock.iso(case.taken_at),
            }
            for case in cases
        ],
    }


def _places(rows: list[WorkOrder], cases: list[Case]) -> list[dict[str, Any]]:
    """Where they reported from, the most usual first; one without a pin keeps its address."""
    found: dict[str, dict[str, Any]] = {}
    for order in rows:
        if not order.address and order.lon is None:
            continue
        key = order.address or f"{order.lon:.4f} {order.lat:.4f}"
        place = found.setdefault(
            key, {"address": order.address, "lon": order.lon, "lat": order.lat, "scene": order.scene, "times": 0}
        )
        place["times"] += 1
        if place["lon"] is None:
            place["lon"], place["lat"] = order.lon, order.lat
    for case in cases:
        if case.address and case.address not in found:
            found[case.address] = {"address": case.address, "lon": None, "lat": None, "scene": "city", "times": 1}
    return sorted(found.values(), key=lambda place: -place["times"])[:PLACES]


def _request(actor: Actor, order: WorkOrder, speech: texts.Language) -> dict[str, Any]:
    is_open = order.state not in ENDED
    return {
        "order": dict(cards.order_card(order)),
        "is_open": is_open,
        "may_urge": order.state not in urging.OVER and access.allows(actor, "order.urge", order.node.path),
        "may_note": access.allows(actor, "order.note", order.node.path),
        # Told to the caller: the same words as on their own page.
        "told": customer_view.of_order(order, speech) if is_open else None,
    }


def _note(actor: Actor, subject: str, by: str, rows: list[WorkOrder], cases: list[Case]) -> None:
    facts = {"by": by, "orders": [order.pk for order in rows], "cases": [case.pk for case in cases]}
    audit.record(actor, "caller.read", subject, facts)
