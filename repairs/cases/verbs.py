"""The verbs of cases. Whoever calls has checked access and version; each takes a locked case."""

from datetime import timedelta
from typing import Any

from dispatch.kernel.access_table import TABLE
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node, User
from repairs import contacts, policies, return_visits
from repairs.cases import catalogue, lifecycle, owing
from repairs.cases.steps import locked, step, user_of
from repairs.models import Case, CaseReader, ReturnVisit

UNSAID = "回访：未解决 / return visit: not solved"


def route(tx: Tx, case: Case, node: Node, owner: User | None = None, text: str = "") -> None:
    """To the unit that is responsible; whoever took the case keeps it in sight."""
    facts = {"node_id": node.pk, "node": node.name, "node_en": node.name_en, "owner": str(owner or "")}
    step(tx, case, "route", text=text, facts=facts, fields={"owner_node": node, "owner": owner})


def take(tx: Tx, case: Case) -> None:
    """Somebody works on it from now on."""
    step(tx, case, "take", fields={"owner": user_of(tx)}, facts={"owner": tx.actor.name})


def grade(tx: Tx, case: Case, grade_: str, reason: str) -> None:
    """How grave or how difficult it is; its limits follow, counted from when they began."""
    if grade_ not in lifecycle.GRADES.get(case.business_type, ()):
        raise Refusal("case.grade_unknown")
    step(tx, case, "grade", text=_said(reason), facts={"grade": grade_, "was": case.grade}, fields={"grade": grade_})
    owing.graded(tx, case)


def contact(tx: Tx, case: Case, outcome: str, text: str = "") -> None:
    """A try to reach the customer; reached, the limit for it is kept."""
    if outcome not in contacts.OUTCOMES:
        raise Refusal("case.outcome_unknown")
    if not case.contact_phone:
        raise Refusal("case.no_contact")
    reached = outcome == "reached"
    fields = {"contacted_at": case.contacted_at or tx.at} if reached else {}
    step(tx, case, "contact", text=text, facts={"outcome": outcome}, fields=fields,
         stops=("contact",) if reached else ())  # fmt: skip


def ask_papers(tx: Tx, case: Case, papers: list[str], text: str = "") -> None:
    """One-time notice (一次性告知): all that is missing at once; what was not named then cannot be asked for later."""
    needed = catalogue.papers_for(str(case.fields.get("applicant", "")))
    if not papers or not set(papers) <= set(needed):
        raise Refusal("case.papers_unknown")
    told = case.notes.filter(kind="ask_papers").order_by("pk").values_list("facts", flat=True).first()
    fresh = sorted(set(papers) - set(told["papers"])) if told else []
    if fresh:
        raise Refusal("case.notice_given", papers=", ".join(fresh))
    asked = [paper for paper in needed if paper in papers]
    step(tx, case, "ask_papers", text=text, facts={"papers": asked}, fields={"papers": asked})


def complete(tx: Tx, case: Case, text: str = "") -> None:
    """All papers are there."""
    step(tx, case, "complete", text=text, fields={"papers": []})


def answer(tx: Tx, case: Case, text: str) -> None:
    """The answer, the measures, the thanks: what the customer reads."""
    step(tx, case, "answer", text=_said(text), fields={"answer": text.strip()[:2000]})


def contest(tx: Tx, case: Case, reason: str, evidence: str = "") -> None:
    """The unit says that the complaint is unfounded; the department that owns the business decides, finally."""
    if case.notes.filter(kind="decide_contest", round=case.rounds).exists():
        raise Refusal("case.contested_before")
    text = "\n\n".join(filter(None, (_said(reason), evidence.strip())))
    step(tx, case, "contest", text=text[:4000], fields={"contested_by": tx.actor.key})


def decide_contest(tx: Tx, case: Case, founded: bool, text: str) -> None:
    """Final: founded, the unit goes on and must settle it; unfounded, the customer is told so and why."""
    fields: dict[str, Any] = {"contested_by": ""}
    if not founded:
        fields["answer"] = text.strip()[:2000]
    step(tx, case, "decide_contest", when="founded" if founded else "unfounded", text=_said(text), fields=fields)


def feed_back(tx: Tx, case: Case, text: str) -> None:
    """The customer was told the result. Of complaints and opinions a return visit is owed from now on."""
    if not case.contact_phone:
        raise Refusal("case.no_contact")
    is_visited = case.business_type in lifecycle.VISITED
    fields = {"contacted_at": case.contacted_at or tx.at}
    step(tx, case, "feed_back", text=text.strip(), fields=fields, is_visited_elsewhere=is_visited)
    if is_visited and case.due_at is not None:
        visit = ReturnVisit(
            case_id=case.pk,
            round=case.rounds - 1,
            number=case.number,
            utility=case.utility,
            kind=case.business_type,
            business_type=case.business_type,
            node=case.node,
            due_at=case.due_at,
        )
        return_visits.open_for_case(tx, visit)


def close(tx: Tx, case: Case, text: str) -> None:
    """Visited back, or no longer to be reached."""
    step(tx, case, "close", text=text.strip())
    return_visits.drop_of_case(tx, case.pk)


def handle_again(tx: Tx, case: Case, reason: str) -> None:
    """Not satisfied: another round, one level further up, with fresh limits. Its first-asked person stays."""
    return_visits.drop_of_case(tx, case.pk)
    above = case.owner_node.parent if case.owner_node_id != case.node_id else None
    node = above or case.owner_node
    fields = {
        "rounds": case.rounds + 1,
        "owner_node": node,
        "owner": None,
        "begun_at": None,
        "contacted_at": None,
        "answered_at": None,
        "fed_back_at": None,
        "closed_at": None,
    }
    step(tx, case, "handle_again", text=_said(reason), facts={"node_id": node.pk, "node": node.name}, fields=fields)


def handle_again_by_customer(tx: Tx, case: Case, reason: str) -> None:
    """The customer says so themselves, behind the tracking code: not endlessly, and not after the file is cold."""
    if case.rounds > policies.number("case.again_by_customer", case, at=tx.at):
        raise Refusal("case.again_too_often")
    within = timedelta(seconds=policies.seconds("case.again_within", case, at=tx.at))
    if case.closed_at is not None and tx.at > case.closed_at + within:
        raise Refusal("case.again_too_late", days=int(within / timedelta(days=1)))
    handle_again(tx, case, reason)


def note(tx: Tx, case: Case, text: str) -> None:
    """Something to remember; nothing changes."""
    step(tx, case, "note", text=_said(text))


def name_reader(tx: Tx, case: Case, user: User) -> None:
    """Somebody else may open a secret case: who works here, and not of the unit that it is about."""
    grants = [(role, path) for role, path in user.grants.values_list("role", "node__path")]
    concerned = case.concerned_node
    of_unit = concerned is not None and any(path.startswith(concerned.path) for _, path in grants)
    works_here = any(role in TABLE["case.read"] and path.startswith(case.node.path) for role, path in grants)
    if not user.is_active or of_unit or not works_here:
        raise Refusal("case.reader_unfit")
    CaseReader.objects.get_or_create(
        case=case, user=user, ended_at=None, defaults={"named_by": tx.actor.name[:80], "named_at": tx.at}
    )
    step(tx, case, "name_reader", facts={"reader_id": user.pk, "reader": str(user)})


def name_unit(tx: Tx, case: Case, node: Node) -> None:
    """The unit that a report of wrongdoing is about. From now on nobody of it opens the report, named or not."""
    if node.pk == case.node_id:
        raise Refusal("case.unit_is_everything")
    of_unit = [row for row in case.readers.filter(ended_at=None).select_related("user") if _is_of(row.user, node)]
    CaseReader.objects.filter(pk__in=[row.pk for row in of_unit]).update(ended_at=tx.at)
    owner = None if case.owner is not None and _is_of(case.owner, node) else case.owner
    step(tx, case, "name_unit", facts={"node_id": node.pk}, fields={"concerned_node": node, "owner": owner})


def _is_of(user: User, node: Node) -> bool:
    return any(path.startswith(node.path) for path in user.grants.values_list("node__path", flat=True))


def _said(text: str) -> str:
    if len(text.strip()) < 2:
        raise Refusal("case.text_needed")
    return text.strip()


@return_visits.when_case_solved
def _solved(tx: Tx, case_id: int, comment: str) -> None:
    step(tx, locked(case_id), "close", text=comment)


@return_visits.when_case_not_solved
def _not_solved(tx: Tx, case_id: int, comment: str) -> None:
    handle_again(tx, locked(case_id), comment if len(comment.strip()) > 1 else UNSAID)
