"""Whether a filled form may be handed in, and what in it somebody should look at. Pure.

The phone knows the same rules (frontend/technician/forms/rules.ts); both are held to the cases of one table,
tests/rules/site_form_cases.json.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from field.site_forms.shape import Item, SiteForm

Answer = bool | int | float | str
Answers = Mapping[str, Answer]

LONGEST = {"text": 300, "person": 60}
CODE = re.compile(r"[A-Za-z0-9-]{4,24}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the answers: who fills it in, and how many photos of each purpose there are."""

    technician: str = ""
    photos: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A fault or a finding of one item; its words are the text `site_form_fault.<code>`."""

    item: str
    code: str


def is_asked(item: Item, answers: Answers) -> bool:
    """Whether the item is asked at all, by what was answered above it."""
    return item.asked_if is None or answers.get(item.asked_if[0]) in item.asked_if[1]


def faults(form: SiteForm, answers: Answers, beside: Beside) -> list[Remark]:
    """What stands in the way, item by item in the form's order; what is no item of the form comes last."""
    found = []
    for item in form.items:
        asked = is_asked(item, answers)
        if not asked and item.code in answers:
            found.append(Remark(item.code, "not_asked"))
        code = _fault(item, answers.get(item.code), beside) if asked else ""
        if code:
            found.append(Remark(item.code, code))
    known = {item.code for item in form.items if item.kind != "photo"}
    strange = sorted(set(answers) - known)
    return found + [Remark(code, "unknown") for code in strange if code not in {remark.item for remark in found}]


def findings(form: SiteForm, answers: Answers) -> list[Remark]:
    """Readings out of the usual that may be handed in all the same."""
    found = []
    for item in form.items:
        value = answers.get(item.code)
        if item.kind == "reading" and _is_number(value) and is_asked(item, answers):
            code = _unusual(item, float(value))
            if code:
                found.append(Remark(item.code, code))
    return found


def _fault(item: Item, value: Answer | None, beside: Beside) -> str:
    if item.kind == "photo":
        return "photos_missing" if (beside.photos or {}).get(item.purpose, 0) < (item.least or 0) else ""
    if value is None or (isinstance(value, str) and not value.strip()):
        return "needed" if item.is_needed else ""
    match item.kind:
        case "confirm":
            return "" if value is True else "needed"
        case "choice":
            return "" if value in item.choices else "no_choice"
        case "reading":
            return _reading_fault(item, value)
    if not isinstance(value, str):
        return "no_text"
    if item.kind == "code":
        return "" if CODE.fullmatch(value.strip()) else "no_code"
    if len(value) > LONGEST[item.kind]:
        return "too_long"
    return "same_person" if item.kind == "person" and value.strip() == beside.technician else ""


def _reading_fault(item: Item, value: Answer) -> str:
    if not _is_number(value):
        return "no_number"
    number = float(value)
    if item.least is not None and number < item.least:
        return "too_low"
    if item.most is not None and number > item.most:
        return "too_high"
    if round(number, item.decimals) != number:
        return "too_fine"
    return "not_safe" if item.must_be_usual and _unusual(item, number) else ""


def _unusual(item: Item, number: float) -> str:
    if item.usual_from is not None and number < item.usual_from:
        return "unusually_low"
    if item.usual_to is not None and number > item.usual_to:
        return "unusually_high"
    return ""


def _is_number(value: Answer | None) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
