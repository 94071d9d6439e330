"""Forms of the place: whether they may be handed in. The phone is held to the same table of cases."""

import json
from pathlib import Path
from typing import Any

import pytest

from coverage.trade import Utility
from dispatch.kernel import texts
from field.exhibit_rules import PURPOSES
from field.site_forms import catalogue, rules, words
from field.site_forms.rules import Beside
from repairs.catalogue import SYMPTOMS

TABLE: dict[str, Any] = json.loads((Path(__file__).parent / "site_form_cases.json").read_text())
CASES: list[dict[str, Any]] = TABLE["cases"]


def answers_of(case: dict[str, Any]) -> dict[str, Any]:
    """What a case says: the good form, save what it changes."""
    said = dict(case.get("only", TABLE["good"][case["form"]])) | case.get("set", {})
    return {item: answer for item, answer in said.items() if item not in case.get("unset", [])}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_form_is_judged_as_the_table_says(case: dict[str, Any]) -> None:
    form = catalogue.form_of(case["form"], 1)
    assert form is not None
    beside = Beside(TABLE["technician"], case.get("photos", TABLE["photos"]))
    answers = answers_of(case)
    assert [[each.item, each.code] for each in rules.faults(form, answers, beside)] == case["faults"]
    assert [[each.item, each.code] for each in rules.findings(form, answers)] == case["findings"]


def test_every_fault_that_has_words_stands_in_the_table() -> None:
    shown = {code for case in CASES for _, code in [*case["faults"], *case["findings"]]}
    assert shown == set(words._WORDS["site_form_fault"])


@pytest.mark.parametrize("form", catalogue.FORMS, ids=lambda form: f"{form.code}-{form.version}")
def test_a_form_is_whole_and_has_words_for_everything(form: catalogue.SiteForm) -> None:
    assert texts.knows(f"site_form.{form.code}")
    codes = [item.code for item in form.items]
    assert len(codes) == len(set(codes))
    for place, item in enumerate(form.items):
        assert texts.knows(f"site_form_item.{item.code}") and texts.knows(f"site_form_part.{item.part}"), item.code
        assert all(texts.knows(f"site_form_choice.{choice}") for choice in item.choices), item.code
        assert (item.kind == "choice") == bool(item.choices), item.code
        assert (item.kind == "reading") == bool(item.unit), item.code
        if item.kind == "reading":
            assert texts.knows(f"site_form_unit.{item.unit}")
            assert item.least is not None and item.most is not None and item.least < item.most
        if item.kind == "photo":
            assert item.purpose in PURPOSES["photo"] and item.least
        if item.asked_if:
            above = {other.code: other for other in form.items[:place]}
            assert set(item.asked_if[1]) <= set(above[item.asked_if[0]].choices), "asked by something above it"


def test_of_a_form_every_version_is_kept_and_the_newest_is_asked_for() -> None:
    for form in catalogue.FORMS:
        versions = [other.version for other in catalogue.FORMS if other.code == form.code]
        assert sorted(versions) == list(range(1, len(versions) + 1))


def test_each_symptom_asks_for_the_form_of_its_utility_and_class_of_work() -> None:
    asked = {symptom: form.code for symptom in SYMPTOMS if (form := catalogue.newest_for(symptom))}
    assert asked["smell_of_gas"] == asked["gas_pipe_damaged"] == "gas_leak"
    assert asked["no_power"] == asked["partial_power"] == "power_supply"
    assert asked["downed_line"] == asked["smoke_or_fire"] == "electrical_danger"
    assert asked["bad_water"] == asked["burst_main"] == "water_supply"
    assert asked["radiator_leak"] == asked["heating_leak"] == "heating"
    assert asked["weak_flame"] == asked["gas_meter"] == "gas_indoor"
    assert set(asked) == set(SYMPTOMS)


def test_danger_is_never_left_without_its_form_and_gas_never_photographed_inside() -> None:
    for symptom in SYMPTOMS.values():
        form = catalogue.newest_for(symptom.code)
        assert form is not None
        if symptom.is_life_safety:
            assert form.is_duty and any(item.kind == "person" for item in form.items), symptom.code
        assert form.outside_only == (symptom.utility == Utility.GAS), symptom.code
