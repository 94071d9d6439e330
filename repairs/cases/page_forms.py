"""Reading the customer's form of a case: what was typed, kept as typed, and the case in it. Pure."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dispatch.kernel import texts
from repairs.cases.catalogue import Form
from repairs.page_forms import dialled

# The names of the form's own questions are kept apart from those of the frame.
PREFIX = "f_"
FRAME = ("subject", "content", "address", "contact_name", "contact_phone", "related_number")


@dataclass
class Typed:
    """A form as typed. `errors` maps a field's name to a sentence in the reader's language."""

    key: str
    utility: str = ""
    who: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def blank(utility: str = "") -> Typed:
    """A new form; its key makes sending it twice the same as sending it once."""
    return Typed(str(uuid.uuid4()), utility)


def read(post: Mapping[str, str], form: Form) -> Typed:
    """What was typed, trimmed; nothing is judged here."""

    def text(name: str) -> str:
        return (post.get(name) or "").replace("\0", "").replace("\r\n", "\n").strip()[:5000]

    key = text("key")
    return Typed(
        key if re.fullmatch(r"[0-9a-fA-F-]{36}", key) else str(uuid.uuid4()),
        text("utility"),
        text("who"),
        {name: text(name) for name in FRAME},
        {question.name: text(PREFIX + question.name) for question in form.fields},
    )


def as_case(typed: Typed, form: Form, language: str) -> dict[str, Any]:
    """The case as the intake reads it."""
    is_anonymous = form.may_be_anonymous and typed.who != "named"
    said = {name: value for name, value in typed.texts.items() if value}
    said["contact_phone"] = dialled(typed.texts.get("contact_phone", ""))
    kinds = {question.name: question.kind for question in form.fields}
    return {
        "business_type": form.business_type,
        "utility": typed.utility,
        **said,
        "fields": {name: value == "yes" if kinds[name] == "bool" else value for name, value in typed.answers.items()},
        "is_anonymous": is_anonymous,
        "channel": "web",
        "language": language,
    }


def judge(typed: Typed, form: Form, language: str) -> None:
    """What only the page can miss: choices that have no default."""
    if typed.utility not in ("electricity", "water", "gas", "heating"):
        typed.errors["utility"] = texts.say("service.utility.needed", language)
    if form.may_be_anonymous and typed.who not in ("anonymous", "named"):
        typed.errors["who"] = texts.say("service.who.needed", language)


def take_errors(typed: Typed, found: object) -> bool:
    """Put the intake's findings beside their fields; False where none of them has a place on the page."""
    placed = False
    for error in found if isinstance(found, list) else []:
        name = str(error.get("field", "")).removeprefix("fields.")
        if name in {*typed.texts, *typed.answers, "utility"}:
            typed.errors.setdefault(name, str(error.get("message", "")))
            placed = True
    return placed
