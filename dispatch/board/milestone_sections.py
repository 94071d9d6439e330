"""The order panel's parts on milestones, contacts, promises, corrections and the report."""

from typing import Any

from dispatch.board import milestones_api, review_api, reviewing
from dispatch.board.story import section
from dispatch.kernel import clock
from dispatch.kernel.actors import Actor
from field import evidence
from field.models import Visit
from repairs import contacts, milestones, promises
from repairs.models import ContactAttempt, Correction, WorkOrder

# code on the panel → milestone; the step of the visit whose tap it was
ROWS = (
    ("T1", "released", ""),
    ("T2", "contacted", ""),
    ("T3", "promised", ""),
    ("departed", "departed", "depart"),
    ("arrived", "arrived", "arrive"),
    ("restored", "restored", "repair"),
    ("T4", "repaired", "repair"),
    ("reported", "reported", "report"),
)


@section("milestones")
def milestones_of(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """T1 to T4 and the utility's own, corrected where a correction holds; `device_at` is the phone's own time."""
    now = milestones.effective(order)
    wrong = {name for found in now.findings() for name in (found.earlier, found.later)}
    phones = evidence.device_times(Visit.objects.filter(order=order))
    said_by = _who(order)
    return [
        {
            "code": code,
            "milestone": name,
            "at": clock.iso(now.times.get(name)),
            "stamped_at": clock.iso(milestones.stamps_of(order).get(name)),
            "device_at": phones.get(step),
            "by": said_by.get(name, "") if now.times.get(name) else "",
            "corrected": name in now.corrected,
            "order_ok": name not in wrong,
        }
        for code, name, step in ROWS
    ]


def _who(order: WorkOrder) -> dict[str, str]:
    reached = ContactAttempt.objects.filter(order=order, outcome="reached").order_by("at").first()
    promised, first = promises.of(order).last(), promises.of(order).first()
    if reached is not None and reached.at != order.contacted_at:
        reached = None
    taps = dict.fromkeys(("departed", "arrived", "restored", "repaired", "reported"), order.assignee_name)
    return {
        **taps,
        "released": order.station.node.name if order.station else "",
        "contacted": reached.by_name if reached else first.made_name if first else "",
        "promised": promised.made_name if promised else "",
    }


@section("contacts")
def contacts_of(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """Tries to reach the customer, the first one first."""
    return [contacts.view(row) for row in ContactAttempt.objects.filter(order=order).order_by("at", "pk")]


@section("promises")
def promises_of(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """T3-1 to T3-3 of the order's present life, and what became of each."""
    arrived_at = milestones.effective(order).times["arrived"]
    return [promises.view(row, arrived_at, clock.now()) for row in promises.of(order)]


@section("corrections")
def corrections_of(actor: Actor, order: WorkOrder) -> list[dict[str, Any]]:
    """What was asked to be corrected, and what was decided."""
    now = milestones.effective(order)
    rows = Correction.objects.filter(order=order).order_by("asked_at", "pk")
    return [milestones_api.view(actor, order, row, now) for row in rows]


@section("report")
def report_of(actor: Actor, order: WorkOrder) -> dict[str, Any] | None:
    """The report that counts with its checks; None before there is one."""
    report = review_api.report_view(order)
    return report and {**report, "checks": [reviewing.check_view(check) for check in reviewing.checks_of(order)]}
