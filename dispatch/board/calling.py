"""The end of a call: a request, a report under a known fault, or advice. A draft ends once, however often it is sent.

The request is taken by the one intake; what was said to the caller first and what they answered stays with it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from coverage.addresses import looking
from dispatch.board import calling_drafts, merging
from dispatch.board.calling_outlook import judge_attaching
from dispatch.board.models import CallRecord
from dispatch.board.story import section
from dispatch.kernel import clock, texts
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from repairs import catalogue, intake, orders, pre_diagnosis
from repairs.access import order_for
from repairs.cases import access as case_access
from repairs.cases import taking, verbs
from repairs.cases.forms import CaseForm
from repairs.models import Case, WorkOrder

Safety = Literal["", "said", "caller_gone"]


@dataclass(frozen=True)
class Call:
    """What the agent has when the call ends. `said`: keys of the safety words that the caller heard."""

    draft: UUID
    form: intake.IntakeForm
    safety: Safety = ""
    said: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    begun_at: datetime | None = None


def file(tx: Tx, user_id: int, call: Call, attach_to: int | None) -> dict[str, Any]:
    """Take the request in, under a known fault where `attach_to` names one.

    Refuses call.safety_unsaid, call.attach_danger, call.fault_over and what intake refuses.
    """
    if (earlier := _ended(tx, call.draft)) is not None:
        return earlier
    form = call.form.model_copy(update={"channel": "hotline"})
    said = _said(call)
    pre_diagnosis.judge(form.symptom, call.answers)
    looked = looking.look(form.address, *intake.point_of(form)).view() if form.address else None
    (taken,) = intake.take_within(tx, [intake.Wanted(tx.actor, form, address=looked)])
    if isinstance(taken, Refusal):
        raise taken
    order = WorkOrder.objects.select_related("request", "node").get(request__number=taken["number"])
    into = _attach(tx, order, attach_to) if attach_to is not None else None
    answer = taken | {
        "outcome": "attached" if into else "filed",
        "order_id": order.pk,
        "attached_to": None if into is None else {"id": into.pk, "number": into.request.number},
    }
    _keep(tx, user_id, call, answer, order=order, said=said)
    told = {"by": tx.actor.name, "said": len(said), "answers": len(call.answers), "safety": call.safety}
    tx.record(f"order:{order.pk}", "order.call_kept", told)
    return answer


def advise(tx: Tx, user_id: int, call: Call) -> dict[str, Any]:
    """No crew is needed: what the caller can do was said. In the trade that is an answered consultation (咨询)."""
    if (earlier := _ended(tx, call.draft)) is not None:
        return earlier
    form = call.form
    if catalogue.is_life_safety(catalogue.SYMPTOMS[form.symptom], form.hazards):
        raise Refusal("call.no_advice_in_danger")
    advice = [reply.advice for _, reply in pre_diagnosis.judge(form.symptom, call.answers) if reply.advice]
    if not advice:
        raise Refusal("call.advice_missing")
    said, language = _said(call), form.language
    words = "\n".join(texts.say(f"advice.{code}", language) for code in advice)
    asked = [f"{one['question']} {one['answer']}" for one in pre_diagnosis.told(_rows(call), language)]
    taken = taking.take(
        tx.actor,
        CaseForm(
            business_type="consultation",
            utility=form.utility,
            subject=texts.say(f"symptom.{form.symptom}", language),
            content="\n".join([*asked, *([form.description] if form.description else [])]),
            fields={"topic": "other"},
            address=form.address,
            contact_name=form.contact_name,
            contact_phone=form.contact_phone,
            channel="hotline",
            language=language,
        ),
    )
    case = Case.objects.get(number=taken["number"])
    verbs.answer(tx, case_access.case_for(tx.actor, case.pk, lock=True), words)
    answer = taken | {"outcome": "advised", "case_id": case.pk, "advice": advice, "order_id": None}
    _keep(tx, user_id, call, answer, case=case, said=said, advice=advice)
    return answer


def _ended(tx: Tx, draft: UUID) -> dict[str, Any] | None:
    """The answer that the draft had; another person's is not found."""
    row = CallRecord.objects.filter(draft=draft).first()
    if row is not None and row.by != tx.actor.key:
        raise Refusal("not_found")
    return None if row is None else dict(row.answer)


def _said(call: Call) -> list[str]:
    """The safety words that the caller heard; call.safety_unsaid where some were left out and they are still there."""
    due = catalogue.safety_of(catalogue.SYMPTOMS[call.form.symptom], call.form.hazards)
    heard = [key for key in due if key in call.said] if call.safety == "said" else []
    if call.safety != "caller_gone" and len(heard) < len(due):
        raise Refusal("call.safety_unsaid")
    return heard


def _attach(tx: Tx, order: WorkOrder, attach_to: int) -> WorkOrder:
    found = order_for(tx.actor, attach_to)
    goal = found.parent_id if found.state == "merged" and found.parent_id else found.pk
    locked = orders.locked({order.pk, goal})
    judge_attaching(tx.actor, locked[order.pk], locked[goal])
    merging.merge(tx, locked[order.pk], locked[goal], "", reason="at_intake")
    return locked[goal]


def _rows(call: Call) -> list[dict[str, str]]:
    return [{"question": question, "answer": reply} for question, reply in call.answers]


def _keep(
    tx: Tx,
    user_id: int,
    call: Call,
    answer: dict[str, Any],
    *,
    said: list[str],
    order: WorkOrder | None = None,
    case: Case | None = None,
    advice: list[str] | None = None,
) -> None:
    CallRecord.objects.create(
        draft=call.draft,
        order=order,
        case=case,
        outcome=answer["outcome"],
        said={"safety": call.safety, "words": said},
        answers=_rows(call),
        advice=advice or [],
        answer=answer,
        by=tx.actor.key,
        by_name=tx.actor.name[:80],
        begun_at=call.begun_at,
        at=tx.at,
    )
    calling_drafts.drop(user_id, call.draft)


@section("call")
def of_order(actor: Actor, order: WorkOrder) -> dict[str, Any] | None:
    """What was said to the caller and what they answered when the order was taken by phone."""
    row = CallRecord.objects.filter(order=order).first()
    if row is None:
        return None
    return {
        "by": row.by_name,
        "at": clock.iso(row.at),
        "seconds": None if row.begun_at is None else max(0, round((row.at - row.begun_at).total_seconds())),
        "safety": row.said["safety"],
        "said": row.said["words"],
        "answers": pre_diagnosis.told(row.answers, actor.language),
    }
