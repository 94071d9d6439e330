"""What each of the nine business types asks for, and what it tells the customer all at once (一次性告知制).

Words of the trade, not limits: the limits are policy rows, named here by their codes.
"""

from dataclasses import dataclass
from typing import Literal

from repairs.cases.lifecycle import TYPES

Kind = Literal["text", "long", "choice", "date", "bool"]
LENGTHS = {"text": 120, "long": 2000}


@dataclass(frozen=True)
class Field:
    """One question beside subject and content. `name` finds its words: case_field.<name>, case_choice.<name>.<code>."""

    name: str
    kind: Kind
    is_required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """`limits`: policy codes whose values the customer is told. `notices`: sentences case_notice.<key>.

    `takes_order`: it may speak of a repair order, by number.
    """

    business_type: str
    fields: tuple[Field, ...]
    limits: tuple[str, ...]
    notices: tuple[str, ...]
    needs_phone: bool = False
    needs_name: bool = False
    needs_address: bool = False
    may_be_anonymous: bool = False
    takes_order: bool = False


ABOUT = ("outage", "service_attitude", "delay", "repair_quality", "billing", "metering", "charges", "supply_quality",
         "other")  # fmt: skip
UNIT = Field("unit", "text")
HAPPENED_ON = Field("happened_on", "date")
APPLICANTS = ("household", "business", "temporary", "capacity")

# Papers of an application, and for which applicants they are needed. Every operator has its own list; this one is D.
PAPERS: dict[str, tuple[str, ...]] = {
    "identity": APPLICANTS,
    "property": APPLICANTS,
    "licence": ("business",),
    "load_list": ("business", "capacity"),
    "permit": ("temporary",),
}

FORMS: dict[str, Form] = {
    form.business_type: form
    for form in (
        Form(
            "consultation",
            (Field("topic", "choice", True, ("tariff", "bill", "procedure", "outage", "service_hours", "other")),),
            ("case.reply", "case.reply.complex"),
            ("consultation",),
            takes_order=True,
        ),
        Form(
            "query",
            (
                Field("looked_up", "choice", True, ("bill", "usage", "payment", "outage", "progress", "other")),
                Field("customer_number", "text", True),
            ),
            ("case.reply", "case.reply.complex"),
            ("query_number", "query_person"),
            needs_phone=True,
            takes_order=True,
        ),
        Form(
            "complaint",
            (Field("about", "choice", True, ABOUT), HAPPENED_ON, UNIT, Field("wish", "long")),
            ("case.contact", "case.settle.major", "case.settle.ordinary", "case.settle.special", "case.answer"),
            ("complaint_what", "complaint_contact", "complaint_result"),
            needs_phone=True,
            needs_name=True,
            takes_order=True,
        ),
        Form(
            "appeal",
            (Field("about", "choice", True, ABOUT), Field("wish", "long", True)),
            ("case.contact", "case.answer"),
            ("appeal",),
            needs_phone=True,
            takes_order=True,
        ),
        Form(
            "wrongdoing_report",
            (
                Field("wrong", "choice", True, ("bribery", "charges", "favour", "energy_theft", "leak", "other")),
                Field("unit", "text", True),
                HAPPENED_ON,
                Field("evidence", "long"),
            ),
            ("case.begin", "case.answer"),
            ("wrongdoing_secret", "wrongdoing_anonymous", "wrongdoing_code"),
            may_be_anonymous=True,
        ),
        Form(
            "suggestion",
            (Field("about", "choice", False, ABOUT),),
            ("case.route", "case.answer"),
            ("suggestion",),
        ),
        Form(
            "opinion",
            (Field("about", "choice", True, ABOUT), UNIT),
            ("case.route", "case.measures", "case.visit"),
            ("opinion",),
            needs_phone=True,
            takes_order=True,
        ),
        Form(
            "praise",
            (UNIT, Field("person", "text")),
            ("case.route",),
            ("praise",),
            takes_order=True,
        ),
        Form(
            "connection_application",
            (
                Field("applicant", "choice", True, APPLICANTS),
                Field("load", "text"),
                *(Field(f"paper_{paper}", "bool") for paper in PAPERS),
            ),
            ("case.check", "case.answer"),
            ("connection_papers", "connection_missing"),
            needs_phone=True,
            needs_name=True,
            needs_address=True,
        ),
    )
}

if tuple(sorted(FORMS)) != tuple(sorted(TYPES)):
    raise AssertionError("every business type needs its form")


def papers_for(applicant: str) -> list[str]:
    """The papers that an applicant must bring, all of them."""
    return [paper for paper, applicants in PAPERS.items() if applicant in applicants]


def papers_missing(fields: dict[str, object]) -> list[str]:
    """The papers that are needed and were not said to be there."""
    return [paper for paper in papers_for(str(fields.get("applicant", ""))) if not fields.get(f"paper_{paper}")]
