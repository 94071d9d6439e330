"""What a customer is told of the limits of a business type: from the policies in effect, in figures and in words."""

from dataclasses import dataclass
from typing import Any

from dispatch.kernel import clock, texts
from repairs import policies
from repairs.cases.catalogue import FORMS, Form
from repairs.cases.turns import INTAKE_ROLE


@dataclass
class About:
    """What policies are held against before there is a case."""

    utility: str
    business_type: str
    symptom: str = ""
    is_life_safety: bool = False
    scene: str = ""


def of_form(form: Form, utility: str = "") -> list[dict[str, Any]]:
    """The limits of a form: what, value, unit, and whether they count working days."""
    found = []
    for code in form.limits:
        row = policies.find(code, About(utility, form.business_type), at=clock.now())
        value = float(row.value)
        found.append(
            {
                "what": code.removeprefix("case."),
                "value": int(value) if value.is_integer() else value,
                "unit": row.unit,
                "working_days": row.unit == policies.WORKDAY,
            }
        )
    return found


def in_words(form: Form, language: str, utility: str = "") -> list[str]:
    """The same as sentences."""
    said = []
    for limit in of_form(form, utility):
        unit = "workday_one" if limit["unit"] == policies.WORKDAY and limit["value"] == 1 else limit["unit"]
        span = texts.say(f"case_span.{unit}", language, n=limit["value"])
        said.append(texts.say(f"case_limit.{limit['what']}", language, span=span))
    return said


def forms_as_json() -> list[dict[str, Any]]:
    """Every form with its words, for pages and integrations."""
    return [form_as_json(form) for form in FORMS.values()]


def form_as_json(form: Form) -> dict[str, Any]:
    """One form: fields, who judges it first, limits and the one-time notice."""
    return {
        "business_type": form.business_type,
        **texts.both(f"business_type.{form.business_type}"),
        "fields": [
            {
                "name": field.name,
                "kind": field.kind,
                "required": field.is_required,
                **texts.both(f"case_field.{field.name}"),
                **(
                    {
                        "choices": [
                            {"code": code, **texts.both(f"case_choice.{field.name}.{code}")} for code in field.choices
                        ]
                    }
                    if field.choices
                    else {}
                ),
            }
            for field in form.fields
        ],
        "needs": [
            name
            for name, needed in (
                ("contact_phone", form.needs_phone),
                ("contact_name", form.needs_name),
                ("address", form.needs_address),
            )
            if needed
        ],
        "may_be_anonymous": form.may_be_anonymous,
        "takes_order": form.takes_order,
        "owner_role": INTAKE_ROLE[form.business_type],
        "limits": of_form(form),
        "one_time_notice": [texts.both(f"case_notice.{key}") for key in form.notices],
    }
