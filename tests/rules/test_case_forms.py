"""What each business type asks for: everything missing is said at once, and of the anonymous nothing is kept."""

from datetime import date

import pytest

from dispatch.kernel import texts
from dispatch.kernel.errors import Refusal
from repairs import catalogue as trade
from repairs.cases import catalogue, forms
from repairs.cases.forms import CaseForm
from repairs.cases.lifecycle import TYPES

TODAY = date(2026, 1, 5)
FULL: dict[str, dict[str, str | bool]] = {
    "consultation": {"topic": "tariff"},
    "query": {"looked_up": "bill", "customer_number": "0012345678"},
    "complaint": {"about": "delay", "happened_on": "2026-01-04", "unit": "湖滨供电所", "wish": "道歉"},
    "appeal": {"about": "charges", "wish": "退还多收费用"},
    "wrongdoing_report": {"wrong": "bribery", "unit": "湖滨供电所"},
    "suggestion": {"about": "billing"},
    "opinion": {"about": "outage"},
    "praise": {"unit": "湖滨供电所", "person": "周师傅"},
    "connection_application": {"applicant": "household", "paper_identity": True, "paper_property": True},
}


def form(kind: str, **more: object) -> CaseForm:
    said = {
        "business_type": kind,
        "subject": "标题",
        "content": "具体情况",
        "fields": FULL[kind],
        "contact_name": "王女士",
        "contact_phone": "13800001111",
        "address": "湖滨路 8 号",
    }
    return CaseForm.model_validate({**said, **more})


def faults(asked: CaseForm) -> set[tuple[str, str]]:
    return set(forms.judge(asked, TODAY))


def test_the_nine_are_all_but_the_repair_of_faults():
    assert set(TYPES) == set(trade.BUSINESS_TYPES) - {"fault_repair"}
    assert len(TYPES) == 9


@pytest.mark.parametrize("kind", TYPES)
def test_a_whole_form_of_each_type_is_taken(kind):
    assert faults(form(kind)) == set()


@pytest.mark.parametrize("kind", TYPES)
def test_everything_that_is_missing_is_said_at_once(kind):
    known = catalogue.FORMS[kind]
    needed = {("subject", "missing"), ("content", "missing")}
    needed |= {(f"fields.{field.name}", "missing") for field in known.fields if field.is_required}
    needed |= {("contact_phone", "missing")} if known.needs_phone or known.may_be_anonymous else set()
    needed |= {("contact_name", "missing")} if known.needs_name else set()
    needed |= {("address", "missing")} if known.needs_address else set()
    assert faults(CaseForm(business_type=kind)) == needed
    with pytest.raises(Refusal) as refused:
        forms.settle(CaseForm(business_type=kind), TODAY, "en")
    assert len(refused.value.facts["errors"]) == len(needed)


@pytest.mark.parametrize(
    ("kind", "more", "fault"),
    [
        ("fault_repair", {}, ("business_type", "not_a_case")),
        ("gossip", {}, ("business_type", "unknown_value")),
        ("complaint", {"fields": {"about": "the weather"}}, ("fields.about", "unknown_value")),
        ("complaint", {"fields": {"about": "delay", "mood": "bad"}}, ("fields.mood", "extra_forbidden")),
        ("complaint", {"fields": {"about": "delay", "happened_on": "gestern"}}, ("fields.happened_on", "date_shape")),
        ("complaint", {"fields": {"about": "delay", "happened_on": "2026-01-06"}},
         ("fields.happened_on", "date_to_come")),
        ("complaint", {"fields": {"about": ["delay"]}}, ("fields.about", "string_type")),
        ("complaint", {"fields": {"about": "delay", "unit": "x" * 121}}, ("fields.unit", "too_long_for_field")),
        ("query", {"fields": {"looked_up": "bill", "customer_number": "  "}}, ("fields.customer_number", "missing")),
        ("connection_application", {"fields": {"applicant": "household", "paper_identity": "yes"}},
         ("fields.paper_identity", "bool_parsing")),
        ("complaint", {"contact_phone": "call me"}, ("contact_phone", "phone_shape")),
        ("complaint", {"is_anonymous": True}, ("is_anonymous", "not_anonymous")),
        ("praise", {"is_confidential": True}, ("is_confidential", "not_confidential")),
        ("suggestion", {"related_number": "2601050000013"}, ("related_number", "extra_forbidden")),
        ("consultation", {"channel": "pigeon"}, ("channel", "unknown_value")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(kind, more, fault):
    assert fault in faults(form(kind, **more) if kind in FULL else CaseForm(business_type=kind))


def test_a_number_typed_full_width_is_a_number():
    assert forms.settle(form("query", contact_phone="１３８００００１１１１"), TODAY).contact_phone == "13800001111"


class TestAnonymous:
    def test_nothing_about_the_reporter_is_kept(self):
        kept = forms.settle(form("wrongdoing_report", is_anonymous=True, address="湖滨路 8 号"), TODAY)
        assert (kept.contact_name, kept.contact_phone, kept.address) == ("", "", "")
        assert kept.is_confidential, "wrongdoing is secret whether or not anybody asked for it"

    def test_whoever_gives_a_name_must_be_reachable(self):
        asked = form("wrongdoing_report", contact_phone="")
        assert faults(asked) == {("contact_phone", "missing")}


class TestPapers:
    def test_each_kind_of_applicant_needs_its_papers(self):
        assert catalogue.papers_for("household") == ["identity", "property"]
        assert catalogue.papers_for("business") == ["identity", "property", "licence", "load_list"]
        assert catalogue.papers_for("temporary") == ["identity", "property", "permit"]
        assert catalogue.papers_for("nobody") == []

    def test_what_was_not_ticked_is_missing(self):
        assert catalogue.papers_missing({"applicant": "household", "paper_identity": True}) == ["property"]


class TestWords:
    @pytest.mark.parametrize("kind", TYPES)
    def test_every_field_choice_notice_and_limit_has_its_words(self, kind):
        known = catalogue.FORMS[kind]
        for field in known.fields:
            assert texts.knows(f"case_field.{field.name}")
            assert all(texts.knows(f"case_choice.{field.name}.{code}") for code in field.choices)
        assert all(texts.knows(f"case_notice.{key}") for key in known.notices)
        assert all(texts.knows(f"case_limit.{code.removeprefix('case.')}") for code in known.limits)

    @pytest.mark.parametrize("code", ["missing", "unknown_value", "extra_forbidden", "phone_shape"])
    def test_a_fault_says_so_in_the_readers_language(self, code):
        refusal = forms.refusal([("subject", code)], "en")
        assert refusal.facts["errors"][0]["message"] == texts.say(f"field.{code}", "en")
