"""Reading what a customer asks for: everything that is missing or wrong is said at once (一次性告知), beside its field.

Pure but for the words. What an anonymous reporter typed about themselves is dropped here, before anything sees it.
"""

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from coverage.trade import Utility
from dispatch.kernel import texts
from dispatch.kernel.errors import Refusal
from repairs import catalogue as trade
from repairs.cases.catalogue import FORMS, LENGTHS, Form
from repairs.cases.catalogue import Field as Question
from repairs.intake import PHONE, Text, printable

SUBJECT, CONTENT = 120, 4000
Fault = tuple[str, str]


class CaseForm(Schema):
    """What is asked for. Only its shape is judged here; what the business type needs, `judge` says all at once."""

    model_config = ConfigDict(extra="forbid")
    business_type: str = ""
    utility: Utility = Utility.ELECTRICITY
    subject: Annotated[Text, Field(max_length=SUBJECT)] = ""
    content: Annotated[Text, Field(max_length=CONTENT)] = ""
    fields: dict[str, Any] = Field(default_factory=dict, max_length=20)
    address: Annotated[Text, Field(max_length=300)] = ""
    contact_name: Annotated[Text, Field(max_length=60)] = ""
    contact_phone: Annotated[Text, Field(max_length=30)] = ""
    is_anonymous: bool = False
    is_confidential: bool = False
    related_number: Annotated[Text, Field(max_length=20)] = ""
    channel: str = "web"
    language: Literal["zh", "en"] = "zh"


def settle(form: CaseForm, today: date, language: str = texts.DEFAULT) -> CaseForm:
    """The form as it is kept: without anything about somebody who wants to be unknown.

    Refuses with input.invalid, whose errors name everything that is missing or wrong. `today`: of the place.
    """
    if form.is_anonymous:
        form = form.model_copy(update={"contact_name": "", "contact_phone": "", "address": "", "related_number": ""})
    form.contact_phone = unicodedata.normalize("NFKC", form.contact_phone)
    faults = judge(form, today)
    if faults:
        raise refusal(faults, language)
    form.is_confidential = form.business_type == "wrongdoing_report"
    form.fields = {name: _plain(value) for name, value in form.fields.items() if value not in ("", None, False)}
    return form


def judge(form: CaseForm, today: date) -> list[Fault]:
    """Everything that is missing or wrong, as (field, code)."""
    known = FORMS.get(form.business_type)
    if known is None:
        return [("business_type", "not_a_case" if form.business_type == "fault_repair" else "unknown_value")]
    faults = [(name, "missing") for name in ("subject", "content") if not getattr(form, name)]
    if form.channel not in trade.CHANNELS:
        faults.append(("channel", "unknown_value"))
    faults += _contact(known, form)
    asked = {question.name: question for question in known.fields}
    faults += [(f"fields.{name}", "extra_forbidden") for name in form.fields if name not in asked]
    for question in known.fields:
        if code := _fault(question, form.fields.get(question.name), today):
            faults.append((f"fields.{question.name}", code))
    return faults


def _contact(known: Form, form: CaseForm) -> list[Fault]:
    faults = []
    if form.is_anonymous and not known.may_be_anonymous:
        faults.append(("is_anonymous", "not_anonymous"))
    if form.is_confidential and form.business_type != "wrongdoing_report":
        faults.append(("is_confidential", "not_confidential"))
    # Who gives a name to a report of wrongdoing can be called back; who does not, reads the answer by the code.
    needs_phone = known.needs_phone or (known.may_be_anonymous and not form.is_anonymous)
    needed = (("contact_phone", needs_phone), ("contact_name", known.needs_name), ("address", known.needs_address))
    faults += [(name, "missing") for name, is_needed in needed if is_needed and not getattr(form, name)]
    if form.contact_phone and not PHONE.fullmatch(form.contact_phone):
        faults.append(("contact_phone", "phone_shape"))
    if form.related_number and not known.takes_order:
        faults.append(("related_number", "extra_forbidden"))
    return faults


def _fault(question: Question, value: object, today: date) -> str:
    """What is wrong with one answer; '' where nothing is."""
    if value in (None, ""):
        return "missing" if question.is_required else ""
    if question.kind == "bool":
        return "" if isinstance(value, bool) else "bool_parsing"
    if not isinstance(value, str):
        return "string_type"
    if question.kind == "choice":
        return "" if value in question.choices else "unknown_value"
    if question.kind == "date":
        return _date_fault(value, today)
    if question.is_required and not _plain(value):
        return "missing"
    return "" if len(value) <= LENGTHS[question.kind] else "too_long_for_field"


def _date_fault(value: str, today: date) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return "date_shape"
    return "date_to_come" if day > today else ""


def _plain(value: Any) -> Any:
    return printable(value) if isinstance(value, str) else value


def refusal(faults: Sequence[Fault], language: str) -> Refusal:
    """All of them in one refusal, each with its sentence."""
    errors = [{"field": field, "code": code, "message": texts.say(f"field.{code}", language)} for field, code in faults]
    return Refusal("input.invalid", errors=errors)
