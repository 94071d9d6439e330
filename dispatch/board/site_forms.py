"""The forms that technicians handed in for an order, in its panel and on paper, and the one that it still asks for."""

from typing import Any, TypedDict

from dispatch.board.story import section
from dispatch.kernel import texts
from dispatch.kernel.actors import Actor
from field.models import FilledForm, Visit
from field.site_forms import catalogue, filling
from field.site_forms.rules import Answer
from field.site_forms.shape import Item
from repairs.models import WorkOrder

ASKED_IN = ("arrived", "repaired", "reported", "closed")


@section("forms")
def of_order(actor: Actor, order: WorkOrder) -> dict[str, Any]:
    """Every handing-in, the newest first; `missing` names the form that nobody has handed in yet, `waived` why."""
    rows = FilledForm.objects.filter(visit__order=order).select_related("visit__technician").order_by("-pk")
    handed_in = [filling.view(row) for row in rows]
    wanted = catalogue.newest_for(order.symptom) if order.state in ASKED_IN else None
    is_missing = wanted is not None and not any(row["code"] == wanted.code for row in handed_in)
    return {
        "handed_in": handed_in,
        "missing": wanted.code if wanted and is_missing else None,
        "is_duty": bool(wanted and wanted.is_duty),
        "waived": _waived(order) if is_missing else "",
    }


def _waived(order: WorkOrder) -> str:
    """Why nobody filled in the form, as the technician said."""
    said = Visit.objects.filter(order=order).exclude(form_waived="").order_by("-pk")
    return str(said.values_list("form_waived", flat=True).first() or "")


class PaperLine(TypedDict):
    """A line of the form on paper; `answer` is empty where it is to be written by hand."""

    name: str
    answer: str


class PaperForm(TypedDict):
    title: str
    lines: list[PaperLine]


def on_paper(order: WorkOrder, language: str) -> PaperForm | None:
    """The form as it was last handed in, or blank; None for an order that asks for none."""
    row = FilledForm.objects.filter(visit__order=order).order_by("-pk").first()
    form = catalogue.form_of(row.code, row.version) if row else catalogue.newest_for(order.symptom)
    if form is None:
        return None
    answers: dict[str, Answer] = row.answers if row else {}
    lines = [
        PaperLine(
            name=texts.say(f"site_form_item.{item.code}", language),
            answer=_worded(item, answers.get(item.code), language),
        )
        for item in form.items
        if item.kind != "photo"
    ]
    return {"title": texts.say(f"site_form.{form.code}", language), "lines": lines}


def _worded(item: Item, answer: Answer | None, language: str) -> str:
    if answer is None:
        # What may be chosen is printed, to be ringed; a reading has its unit behind the room for it.
        if item.kind == "choice":
            return " / ".join(texts.say(f"site_form_choice.{choice}", language) for choice in item.choices)
        return texts.say(f"site_form_unit.{item.unit}", language) if item.unit else ""
    if answer is True:
        return texts.say("site_form_confirmed", language)
    if item.kind == "choice":
        return texts.say(f"site_form_choice.{answer}", language)
    return (
        f"{answer:g} {texts.say(f'site_form_unit.{item.unit}', language)}"
        if isinstance(answer, float | int)
        else answer
    )


texts.define("site_form_confirmed", zh="已确认", en="Confirmed")
