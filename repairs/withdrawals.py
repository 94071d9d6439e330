"""Withdrawal of an order (撤单): asked by those who know, decided above the station, never by silence.

What is here asks, refuses and judges; approving gives back capacity and sends people home, which is the board's.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from dispatch.kernel import access, texts
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import clocks, orders, policies, todos
from repairs.models import Withdrawal, WorkOrder

REASONS = (
    "dead_number", "wrong_number", "customer_cancels", "solved_by_phone", "wrong_business_type", "not_our_asset",
    "test", "duplicate", "outside_coverage",
)  # fmt: skip
# What a customer says of their own request; everything else is for people who know the order.
OF_CUSTOMERS = ("customer_cancels", "solved_by_phone")
AFTER_WORK = ("repaired", "reported", "closed")
TODO = "withdrawal"
ANSWERING = ("accept",)
"""The clock that runs for the station alone."""
_OF_STATIONS = (Role.COORDINATOR, Role.TECHNICIAN)
# The asker's roles in the order in which one of several is named.
_ASKERS = (Role.CUSTOMER, Role.TECHNICIAN, Role.COORDINATOR, Role.AGENT, Role.DISPATCHER)


def judge(
    reason: str, note: str, *, state: str, by_customer: bool, has_used_parts: bool, refused_before: Iterable[str]
) -> None:
    """Whether it may be asked at all; else the refusal with its reason. Pure.

    Life safety is refused by the lifecycle itself. Source: DOMAIN, Withdrawal.
    """
    if reason not in REASONS or (by_customer and reason not in OF_CUSTOMERS):
        raise Refusal("withdrawal.reason_unknown")
    # No reason to withdraw, but to do something else.
    if reason == "duplicate":
        raise Refusal("withdrawal.merge_instead")
    if reason == "outside_coverage":
        raise Refusal("withdrawal.redispatch_instead")
    if state in AFTER_WORK:
        raise Refusal("withdrawal.work_done")
    if has_used_parts:
        raise Refusal("withdrawal.parts_used")
    if reason in set(refused_before):
        raise Refusal("withdrawal.asked_before")
    if not by_customer and len(note.strip()) < 2:
        raise Refusal("withdrawal.note_needed")


def ask(
    tx: Tx,
    order: WorkOrder,
    reason: str,
    note: str = "",
    evidence: dict[str, Any] | None = None,
    *,
    by_code: bool = False,
) -> Withdrawal:
    """Somebody asks to withdraw a locked order. Its life stands still but for the technician's steps.

    `by_code`: whoever holds the tracking code asks as the customer, also where they happen to be signed in.
    """
    role = Role.CUSTOMER if by_code else _role_of(tx.actor, order.node.path)
    judge(
        reason,
        note,
        state=order.state,
        by_customer=role == Role.CUSTOMER,
        has_used_parts=order.parts_used.exists(),
        refused_before=order.withdrawals.filter(verdict=Withdrawal.Verdict.REFUSED).values_list("reason", flat=True),
    )
    region = orders.region_of(order)
    decide_by = tx.at + policies.span(policies.find("clock.withdrawal", order, at=tx.at))
    said = {"reason": reason, "note": note[:300], "role": role.value}
    # The station cannot answer an offer while the question stands, so its time to answer rests.
    clocks.hold(tx, [order.pk], ANSWERING)
    orders.advance(tx, [orders.Change(order, "ask_withdrawal", {"state_reason": reason}, said)])
    row = Withdrawal.objects.create(
        order=order,
        reason=reason,
        note=note[:300],
        evidence=evidence or {},
        asked_by=tx.actor.key,
        asked_name=tx.actor.name[:80],
        asked_role=role.value,
        asked_at=tx.at,
        station=order.station,
        region=region,
        decide_by=decide_by,
    )
    facts = {"reason": reason, "asked_by": row.asked_name, "asked_role": row.asked_role}
    todos.open_(tx, TODO, f"withdrawal:{row.pk}", region, Role.DISPATCHER, decide_by, order=order, facts=facts)
    return row


def refuse(tx: Tx, row: Withdrawal, order: WorkOrder, note: str) -> None:
    """The order goes on as if nothing had been asked."""
    _decided(tx, row, Withdrawal.Verdict.REFUSED, note)
    said = {"reason": row.reason, "note": note[:300]}
    clocks.let_go(tx, [order.pk], ANSWERING, least_to_answer(tx, order))
    orders.advance(tx, [orders.Change(order, "refuse_withdrawal", {"state_reason": _reason_before(order)}, said)])


def void(tx: Tx, order: WorkOrder, why: str) -> None:
    """Meanwhile the work was done: there is nothing left to withdraw, whoever might have decided."""
    row = order.withdrawals.select_for_update().filter(verdict=Withdrawal.Verdict.OPEN).first()
    if row is not None:
        _decided(tx, row, Withdrawal.Verdict.VOID, why)
        said = {"reason": row.reason, "why": why}
        orders.advance(tx, [orders.Change(order, "refuse_withdrawal", {"state_reason": ""}, said)])


def approve(tx: Tx, row: Withdrawal, order: WorkOrder, note: str) -> None:
    """The order is withdrawn. Whoever calls has sent its people home and given its capacity back.

    Refuses with withdrawal.parts_used what went into the work while the question stood.
    """
    if order.parts_used.exists():
        raise Refusal("withdrawal.parts_used")
    _decided(tx, row, Withdrawal.Verdict.APPROVED, note)
    said = {"reason": row.reason, "note": note[:300]}
    fields = {"assignee_id": None, "assignee_name": ""}
    orders.advance(tx, [orders.Change(order, "approve_withdrawal", fields, said)])
    # A pause ends with its order; else a second life of the order would begin with one.
    order.suspensions.filter(resumed_at=None).update(resumed_at=tx.at, resumed_name=tx.actor.name[:80])


def why_not(actor: Actor, row: Withdrawal) -> Refusal | None:
    """None where `actor` may decide; else why not: never the asker, never the asking station."""
    if not access.allows(actor, "order.approve_withdrawal", row.region.path):
        return Refusal("withdrawal.region_decides")
    if actor.key == row.asked_by:
        return Refusal("withdrawal.own_asking")
    own = row.station.node.path if row.station else None
    if own and any(held.path.startswith(own) and held.role in _OF_STATIONS for held in actor.grants):
        return Refusal("withdrawal.region_decides")
    return None


def least_to_answer(tx: Tx, order: WorkOrder) -> timedelta:
    """What a station has at any rate to answer an offer when the question is refused."""
    return timedelta(seconds=policies.seconds("offer.least_after_question", order, at=tx.at))


def decided_already(actor: Actor, row: Withdrawal) -> Refusal:
    """Somebody was first, or the work was."""
    verdict = texts.say(f"withdrawal_verdict.{row.verdict}", actor.language)
    return Refusal("withdrawal.decided", name=row.decided_name, verdict=verdict, verdict_code=row.verdict)


def _decided(tx: Tx, row: Withdrawal, verdict: Withdrawal.Verdict, note: str) -> None:
    if row.verdict:
        raise decided_already(tx.actor, row)
    row.verdict, row.decision_note = verdict.value, note[:300]
    row.decided_by, row.decided_name, row.decided_at = tx.actor.key, tx.actor.name[:80], tx.at
    row.save(update_fields=["verdict", "decision_note", "decided_by", "decided_name", "decided_at"])
    todos.close(tx, TODO, f"withdrawal:{row.pk}", verdict.value)


def _reason_before(order: WorkOrder) -> str:
    """A paused order is paused for its own reason again."""
    if not order.state_before.startswith("suspended"):
        return ""
    pause = order.suspensions.filter(resumed_at=None).first()
    return pause.reason if pause else ""


def _role_of(actor: Actor, path: str) -> Role:
    held = access.roles_at(actor, path)
    return next((role for role in _ASKERS if role in held), Role.SYSTEM)
