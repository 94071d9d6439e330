"""A form handed in from the place: checked again, kept with the visit, told on the order's log.

Each handing-in is a row: the newest counts, and what it said before stays to be read. A form for a visit that was taken
away meanwhile is kept and marked, as photos are: what was measured is true whoever the order belongs to.
"""

from dataclasses import dataclass
from typing import Any

from dispatch.kernel import clock, texts
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.organisation import board_streams
from field import cards, exhibits, visits
from field.lifecycle import VisitState
from field.models import FilledForm, Visit
from field.site_forms import catalogue, rules
from field.site_forms.rules import Answer, Beside
from field.site_forms.shape import SiteForm
from field.visits import Said
from repairs import orders

OPEN = (VisitState.ARRIVED, VisitState.REPAIRED)
MOST = 20
"""Times that one visit's form may be handed in: against a phone gone wild, not a limit of the trade."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What the phone hands in."""

    code: str
    version: int
    answers: dict[str, Answer]
    said: Said


def hand_in(tx: Tx, visit: Visit, filled: Filled) -> dict[str, Any]:
    """Keep a filled form. Gives {visit: card}, or {late: facts} where the visit is gone.

    Refuses with site_form.not_for_this, site_form.faulty (with the faults), site_form.too_many, visit.step_not_open.
    """
    visit = visits.locked(visit)
    form = catalogue.form_of(filled.code, filled.version)
    wanted = catalogue.newest_for(visit.order.symptom)
    is_late = visit.state == VisitState.CANCELLED
    if form is None or wanted is None or wanted.code != form.code:
        raise Refusal("site_form.not_for_this")
    if not is_late and visit.state not in OPEN:
        raise Refusal("visit.step_not_open", action="forms", state=visit.state, allowed=[])
    if visit.filled_forms.count() >= MOST:
        raise Refusal("site_form.too_many", limit=MOST)
    # Of a visit that is gone everything is kept as it was said: nobody can go back and measure again.
    if not is_late:
        _judge(tx, form, filled, visit)
    row = FilledForm.objects.create(
        visit=visit,
        code=form.code,
        version=form.version,
        answers=filled.answers,
        findings=[{"item": each.item, "code": each.code} for each in rules.findings(form, filled.answers)],
        evidence=filled.said.evidence(tx.at),
        handed_in_at=tx.at,
        is_late=is_late,
    )
    _tell(tx, visit, row)
    if is_late:
        return visits.keep_late(tx, visit, "forms", filled.said, form=row.pk)
    visits.tell_of_order(tx, visit.order)
    return {"visit": cards.visit_card(visit)}


def photos_of(visit: Visit) -> dict[str, int]:
    """How many photos of each purpose count for a form: announced ones too, the phone holds them and they will come."""
    return exhibits.purposes_of(visit)


def _judge(tx: Tx, form: SiteForm, filled: Filled, visit: Visit) -> None:
    wrong = rules.faults(form, filled.answers, Beside(visit.technician.name, photos_of(visit)))
    if not wrong:
        return
    language = tx.actor.language
    # A name that nobody knows is the caller's own word: it is told in the facts, not in the sentence.
    named = [each for each in wrong if texts.knows(f"site_form_item.{each.item}")]
    what = "; ".join(
        f"{texts.say(f'site_form_item.{each.item}', language)}: {texts.say(f'site_form_fault.{each.code}', language)}"
        for each in named[:3]
    )
    faults = [{"item": each.item[:40], "code": each.code} for each in wrong[:60]]
    raise Refusal("site_form.faulty", what=what or "…", faults=faults)


def _tell(tx: Tx, visit: Visit, row: FilledForm) -> None:
    facts: dict[str, Any] = {"visit_id": visit.pk, "technician": visit.technician.name, "form": row.code}
    if row.findings:
        facts["findings"] = row.findings
    if row.is_late:
        facts["is_late"] = True
    tx.record(f"order:{visit.order_id}", "order.form_handed_in", facts)
    tx.record_all(
        board_streams(visit.order.node.path), "order.form_handed_in", {"order": dict(orders.card(visit.order))}
    )


def view(row: FilledForm) -> dict[str, Any]:
    """A filled form with the lines of the version that it was filled in with, for the order's panel."""
    form = catalogue.form_of(row.code, row.version)
    odd = {each["item"]: each["code"] for each in row.findings}
    lines = [
        {
            "item": item.code,
            "kind": item.kind,
            "part": item.part,
            "unit": item.unit,
            "answer": row.answers[item.code],
            "finding": odd.get(item.code, ""),
        }
        for item in (form.items if form else ())
        if item.code in row.answers
    ]
    return {
        "id": row.pk,
        "code": row.code,
        "version": row.version,
        "by": row.visit.technician.name,
        "handed_in_at": clock.iso(row.handed_in_at),
        "device_at": row.evidence.get("at"),
        "is_late": row.is_late,
        "lines": lines,
    }
