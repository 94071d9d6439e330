"""Return visits (回访): owed from an order's end, worked by the quality desk or answered by the customer's own link.

A visit has one result. "Not solved" takes the matter up again in the same transaction as the result; what a customer
says before the order is archived waits for that and takes it up again then. Source: DOMAIN, Return visit.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dispatch.kernel.access_table import Role
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import orders, policies, return_visit_rules, todos
from repairs.models import ReturnVisit, ReturnVisitAttempt, WorkOrder

TODO = "return_visit"
Kind = ReturnVisit.Kind
State = ReturnVisit.State
OPEN = (State.DUE, State.UNREACHABLE)
# The repair is done and the customer may say how it was.
DONE = ("repaired", "reported", "closed")


@dataclass(frozen=True)
class Said:
    """What a customer says of it: `satisfaction` 1 to 5, `answers` by question of the script."""

    solved: bool
    satisfaction: int
    comment: str = ""
    answers: dict[str, Any] = field(default_factory=dict)


HandleAgain = Callable[[Tx, int, str], None]
_handle_again: list[HandleAgain] = []
_end_case: list[HandleAgain] = []


def when_case_not_solved(function: HandleAgain) -> HandleAgain:
    """Register what takes a case up again: `function(tx, case_id, note)`. Cases stand above this module."""
    _handle_again[:] = [function]
    return function


def when_case_solved(function: HandleAgain) -> HandleAgain:
    """Register what ends a case that was visited back and solved: `function(tx, case_id, comment)`."""
    _end_case[:] = [function]
    return function


def open_for(tx: Tx, ended: Sequence[WorkOrder]) -> None:
    """Locked orders have just ended well: those that are asked about get their visit, each merged child its own."""
    rounds = {order.pk: order.reopens for order in ended}
    known = {
        visit.order_id: visit
        for visit in ReturnVisit.objects.filter(order__in=rounds)
        if visit.round == rounds[visit.order_id or 0]
    }
    wanted = []
    for order in ended:
        if order.pk not in known:
            made = _new(tx, order)
            why = _why(tx, order)
            if why is not None:
                made.why_sampled, made.percent, made.draw = why.code, why.percent, why.draw
                wanted.append((made, order))
    ReturnVisit.objects.bulk_create(visit for visit, _ in wanted)
    for visit, order in wanted:
        _owe(tx, visit, order)
    for order in ended:
        if order.pk in known and known[order.pk].solved is False:
            _take_up_again(tx, order, known[order.pk].comment)


def open_for_case(tx: Tx, visit: ReturnVisit) -> ReturnVisit:
    """A case was answered: all complaints and opinions are visited back, `round` counting how often handled again.

    `visit` is new, with case_id, round, number, kind, business_type, node and due_at.
    """
    visit.why_sampled, visit.opened_at = visit.kind, tx.at
    visit.save(force_insert=True)
    _owe(tx, visit, None)
    return visit


def drop(tx: Tx, found: Sequence[WorkOrder]) -> None:
    """Locked orders were taken up again: what was still to be asked about their last round is asked no more."""
    due = ReturnVisit.objects.select_for_update().filter(order__in=[order.pk for order in found], state__in=OPEN)
    _drop(tx, list(due))


def drop_of_case(tx: Tx, case_id: int) -> None:
    """The same for a case."""
    _drop(tx, list(ReturnVisit.objects.select_for_update().filter(case_id=case_id, state__in=OPEN)))


def try_once(tx: Tx, visit: ReturnVisit, outcome: str, note: str = "") -> ReturnVisitAttempt:
    """A call on a locked visit. After the policy's number of calls in vain, apart in time, nobody calls any more."""
    _check_open(visit)
    if outcome not in return_visit_rules.OUTCOMES:
        raise Refusal("visit_back.outcome_unknown")
    made = _attempt(tx, visit, outcome, note)
    if visit.order_id:
        said = {"outcome": outcome, "by": tx.actor.name, "visit_id": visit.pk}
        tx.record(f"order:{visit.order_id}", "order.visit_tried", said)
    enough = policies.number("visit_back.attempts", visit.order, at=tx.at)
    if visit.state == State.DUE and tries(visit, visit.attempts.all()) >= enough:
        visit.state = State.UNREACHABLE
        visit.save(update_fields=["state"])
        todos.close(tx, TODO, subject_of(visit), State.UNREACHABLE)
    return made


def tries(visit: ReturnVisit, attempts: Iterable[ReturnVisitAttempt]) -> int:
    """The calls in vain that count."""
    apart = timedelta(seconds=policies.seconds("visit_back.apart", visit.order))
    vain = [one.at for one in attempts if one.outcome not in ("reached", "followed_up")]
    return return_visit_rules.counted(vain, apart)


def give_result(tx: Tx, visit: ReturnVisit, order: WorkOrder | None, said: Said) -> None:
    """What the customer said on the phone, once. `visit` and its order, if it is of one, are locked."""
    _check_open(visit)
    asked = return_visit_rules.script(visit.kind, visit.utility)
    visit.answers = return_visit_rules.check_answers(asked, said.answers)
    if not visit.attempts.filter(outcome="reached").exists():
        _attempt(tx, visit, "reached", "")
    _answered(tx, visit, order, State.DONE, said)


def answer_by_link(tx: Tx, order: WorkOrder, said: Said) -> ReturnVisit:
    """What the customer of a locked order says through their own link, asked or unasked, once a round."""
    if refusal := why_not_by_link(order, tx.at):
        raise refusal
    visit = of_round(order, for_update=True)
    if visit is None:
        visit = _new(tx, order)
        visit.why_sampled = "by_link"
    _answered(tx, visit, order, State.ANSWERED_BY_LINK, said)
    return visit


def why_not_by_link(order: WorkOrder, at: datetime) -> Refusal | None:
    """None where the customer may say now how it was; else why not."""
    # A merged one is repaired and closed with its parent.
    if order.state not in DONE and not (order.state == "merged" and order.repaired_at is not None):
        return Refusal("visit_back.not_repaired")
    visit = of_round(order)
    if visit is not None and visit.state not in OPEN:
        return Refusal("visit_back.answered", name=visit.done_name)
    open_for_ = timedelta(seconds=policies.seconds("visit_back.link_open", order, at=at))
    if order.closed_at is not None and at > order.closed_at + open_for_:
        return Refusal("visit_back.too_late")
    return None


def follow_up(tx: Tx, visit: ReturnVisit, note: str) -> None:
    """Somebody saw to a customer who was not content; the flag goes, who and what stays."""
    if visit.needs_follow_up:
        _attempt(tx, visit, "followed_up", note)
        visit.needs_follow_up = False
        visit.save(update_fields=["needs_follow_up"])


def of_round(order: WorkOrder, *, for_update: bool = False) -> ReturnVisit | None:
    """The visit of the order's present round, if there is one."""
    found = ReturnVisit.objects.filter(order=order, round=order.reopens)
    return (found.select_for_update() if for_update else found).first()


def subject_of(visit: ReturnVisit) -> str:
    """Under which name it is owed."""
    return f"return_visit:{visit.pk}"


def kind_of(order: WorkOrder) -> ReturnVisit.Kind:
    if return_visit_rules.is_gas_leak(order.symptom, order.request.hazards):
        return Kind.GAS_LEAK
    return Kind.CHILD if order.parent_id else Kind.ORDER


def _new(tx: Tx, order: WorkOrder) -> ReturnVisit:
    within = timedelta(seconds=policies.seconds("visit_back.due_within", order, at=tx.at))
    return ReturnVisit(
        order=order, round=order.reopens, number=order.request.number, utility=order.utility, kind=kind_of(order),
        business_type=order.business_type, node=orders.region_of(order), station=order.station, opened_at=tx.at,
        due_at=(order.reported_at or tx.at) + within,
    )  # fmt: skip


def _why(tx: Tx, order: WorkOrder) -> return_visit_rules.Why | None:
    return return_visit_rules.why_asked(
        order.request.number,
        order.reopens,
        is_gas_leak=kind_of(order) == Kind.GAS_LEAK,
        is_life_safety=order.is_life_safety,
        percent=policies.number("visit_back.sample_percent", order, at=tx.at),
    )


def _owe(tx: Tx, visit: ReturnVisit, order: WorkOrder | None) -> None:
    facts = {"kind": visit.kind, "why": visit.why_sampled, "number": visit.number, "utility": visit.utility}
    todos.open_(tx, TODO, subject_of(visit), visit.node, Role.QUALITY, visit.due_at, order=order, facts=facts)


def _drop(tx: Tx, due: Sequence[ReturnVisit]) -> None:
    for visit in due:
        visit.state = State.DROPPED
        visit.save(update_fields=["state"])
        todos.close(tx, TODO, subject_of(visit), State.DROPPED)


def _check_open(visit: ReturnVisit) -> None:
    if visit.state == State.DROPPED:
        raise Refusal("visit_back.dropped")
    if visit.state not in OPEN:
        raise Refusal("visit_back.answered", name=visit.done_name)


def _attempt(tx: Tx, visit: ReturnVisit, outcome: str, note: str) -> ReturnVisitAttempt:
    by, name = tx.actor.key, tx.actor.name[:80]
    return ReturnVisitAttempt.objects.create(
        visit=visit, at=tx.at, by=by, by_name=name, outcome=outcome, note=note[:300]
    )


def _answered(tx: Tx, visit: ReturnVisit, order: WorkOrder | None, state: ReturnVisit.State, said: Said) -> None:
    visit.state, visit.solved, visit.satisfaction = state, said.solved, said.satisfaction
    visit.comment = said.comment[:500]
    visit.done_by, visit.done_name, visit.done_at = tx.actor.key, tx.actor.name[:80], tx.at
    visit.needs_follow_up = said.satisfaction <= policies.number("visit_back.low_satisfaction", order, at=tx.at)
    visit.save()
    todos.close(tx, TODO, subject_of(visit), "solved" if said.solved else "not_solved")
    if order is None:
        for settle in _end_case if said.solved else _handle_again:
            settle(tx, visit.case_id or 0, said.comment)
        return
    facts = {"visit_id": visit.pk, "solved": said.solved, "satisfaction": said.satisfaction, "way": state}
    orders.touch(tx, order, "order.visited_back", facts)
    if not said.solved and order.state not in ("repaired", "reported"):
        _take_up_again(tx, order, said.comment)


def _take_up_again(tx: Tx, order: WorkOrder, note: str) -> None:
    from repairs import reopening

    reopening.reopen(tx, order, "not_solved", note)
