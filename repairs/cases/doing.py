"""How the HTTP surface does something to one case: sight, step, version, work, the new card."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from dispatch.kernel import access as table
from dispatch.kernel import commands
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import User
from dispatch.kernel.web import actor_of, key_of
from repairs.cases import access, cards, lifecycle, steps, verbs
from repairs.models import Case

LONG, SHORT = 4000, 500


class CaseVersioned(Schema):
    """`version` is the case's version that the person saw; an older one is refused with command.stale."""

    version: int | None = None


class CaseNoted(CaseVersioned):
    note: str = Field("", max_length=LONG)


class CaseSaid(CaseVersioned):
    text: str = Field(max_length=2000)


class Reason(CaseVersioned):
    reason: str = Field(max_length=SHORT)


class Route(CaseNoted):
    node_id: int
    owner_id: int | None = None


class Grading(Reason):
    grade: str = Field(max_length=10)


class Contact(CaseNoted):
    outcome: str = Field(max_length=20)


class Papers(CaseNoted):
    """Codes of the papers that are missing: all of them, because nothing else can be asked for later."""

    papers: list[str] = Field(max_length=20)


class Contest(Reason):
    evidence: str = Field("", max_length=2000)


class ContestDecision(CaseNoted):
    founded: bool


class Reader(CaseVersioned):
    user_id: int


class Unit(CaseVersioned):
    node_id: int


def _route(tx: Tx, case: Case, said: Route) -> None:
    node = access.unit_for(case, said.node_id)
    owner = access.holder_at(said.owner_id, node) if said.owner_id is not None else None
    verbs.route(tx, case, node, owner, said.note)


def _name_reader(tx: Tx, case: Case, said: Reader) -> None:
    user = User.objects.filter(pk=said.user_id).first()
    if user is None:
        raise Refusal("case.reader_unfit")
    verbs.name_reader(tx, case, user)


DOES: dict[str, Callable[[Tx, Case, Any], None]] = {
    "route": _route,
    "take": lambda tx, case, said: verbs.take(tx, case),
    "grade": lambda tx, case, said: verbs.grade(tx, case, said.grade, said.reason),
    "contact": lambda tx, case, said: verbs.contact(tx, case, said.outcome, said.note),
    "ask_papers": lambda tx, case, said: verbs.ask_papers(tx, case, said.papers, said.note),
    "complete": lambda tx, case, said: verbs.complete(tx, case, said.note),
    "answer": lambda tx, case, said: verbs.answer(tx, case, said.text),
    "contest": lambda tx, case, said: verbs.contest(tx, case, said.reason, said.evidence),
    "decide_contest": lambda tx, case, said: verbs.decide_contest(tx, case, said.founded, said.note),
    "feed_back": lambda tx, case, said: verbs.feed_back(tx, case, said.note),
    "close": lambda tx, case, said: verbs.close(tx, case, said.note),
    "handle_again": lambda tx, case, said: verbs.handle_again(tx, case, said.reason),
    "note": lambda tx, case, said: verbs.note(tx, case, said.text),
    "name_reader": _name_reader,
    "name_unit": lambda tx, case, said: verbs.name_unit(tx, case, access.unit_for(case, said.node_id)),
}
if set(DOES) != set(lifecycle.ACTIONS):
    raise AssertionError("every action of the table is done by a verb")


def on_case(
    request: HttpRequest, case_id: int, action: str, payload: CaseVersioned, *, when: str = ""
) -> dict[str, Any]:
    """One command on one case that the actor sees; the answer is its new card.

    Whether the person saw the case as it is comes before every other reason to refuse.
    """
    actor = actor_of(request)
    table.require_anywhere(actor, "case.work")

    def work(tx: Tx) -> dict[str, Any]:
        # Sight first, on the row as it is once it is ours: a unit that lost the case does nothing to it.
        case = access.case_for(actor, case_id, lock=True)
        row = lifecycle.step_of(action, case.business_type, when)
        if row is None:
            raise Refusal("case.step_not_open")
        access.require(actor, case, row)
        steps.check_version(tx, case, payload.version)
        DOES[action](tx, case, payload)
        return {"case": cards.card(case, tx.at)}

    body = {"case": case_id, **payload.model_dump(mode="json")}
    return commands.perform(actor, f"case.{action}", work, key=key_of(request), body=body)
