"""Approved plans take effect at their instant, in one step; then the open orders that shall move are matched anew.

Both are timers: they fire once whoever sweeps. A plan whose ground moved meanwhile does not overwrite what others
decided: it goes back to be looked at, and channel management is told.
"""

from datetime import timedelta

from coverage import generations, plans
from coverage.generations import State
from coverage.models import CoverageVersion
from dispatch.board.changes import moves
from dispatch.kernel import timers
from dispatch.kernel.commands import Tx
from repairs import policies, todos

REMATCH = "coverage.rematch"
TODO = "plan_sent_back"
# Orders that one transaction matches anew: the locks of more would hold up the desks.
BITE = 50


@timers.handler(plans.ACTIVATE)
def take_effect(tx: Tx, due: timers.Due) -> None:
    """The plan of subject 'plan:<id>' becomes the active generation."""
    generations.lock()
    pk = int(due.subject.partition(":")[2])
    plan = CoverageVersion.objects.select_for_update(of=("self",)).select_related("node").filter(pk=pk).first()
    if plan is None or plan.state != State.APPROVED:
        return
    if moved := generations.moved_since_base(plan):
        plans.send_back(tx, plan, moved)
        if plan.node is not None:
            within = timedelta(seconds=policies.seconds("plan.look_again_within", at=tx.at))
            facts = {"plan": plan.pk, "name": plan.name}
            todos.open_(tx, TODO, plans.subject_of(plan), plan.node, "admin", tx.at + within, facts=facts)
        return
    going = moves.chosen(plan, moves.moved_orders(plan))
    generations.activate(tx, plan)
    todos.close(tx, TODO, plans.subject_of(plan), "in_effect")
    if going:
        timers.arm(REMATCH, plans.subject_of(plan), tx.at, {"orders": going})


@timers.handler(REMATCH)
def match_anew(tx: Tx, due: timers.Due) -> None:
    """A bite of the orders that the plan moves; the rest follows in a transaction of its own."""
    going = [int(pk) for pk in due.data["orders"]]
    moves.match_anew(tx, going[:BITE])
    if rest := going[BITE:]:
        timers.arm(REMATCH, due.subject, tx.at, {"orders": rest})
