"""The trade's lists: every entry worded, every symptom workable, safety words where DOMAIN demands them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage.trade import Utility
from dispatch import urls as _roof  # noqa: F401  loads every storey's words
from dispatch.kernel import texts
from repairs import catalogue
from repairs.catalogue import HAZARDS, SYMPTOMS

symptoms = st.sampled_from(list(SYMPTOMS.values()))
hazards = st.lists(st.sampled_from(HAZARDS), unique=True)
extents = st.sampled_from(catalogue.EXTENTS)


@pytest.mark.parametrize("group", ["utilities", "business_types", "symptoms", "extents", "channels", "hazards"])
def test_the_lists_are_complete_and_named_in_both_languages(group: str) -> None:
    entries = catalogue.as_json()[group]
    assert len({entry["code"] for entry in entries}) == len(entries) > 0
    assert all(entry["zh"] and entry["en"] for entry in entries)


def test_the_ten_kinds_of_business_are_there() -> None:
    assert len(catalogue.BUSINESS_TYPES) == 10
    assert texts.say("business_type.wrongdoing_report", "zh") == "举报"


@pytest.mark.parametrize("utility", Utility)
def test_every_utility_has_symptoms_from_urgent_to_slow(utility: Utility) -> None:
    own = [symptom for symptom in SYMPTOMS.values() if symptom.utility == utility]
    assert len(own) >= 4
    assert len({symptom.priority for symptom in own}) >= 3


def test_a_smell_of_gas_is_answered_with_every_word_that_the_rules_demand_in_their_order() -> None:
    words = [texts.say(key, "zh") for key in SYMPTOMS["smell_of_gas"].safety]
    demanded = ["阀门", "门窗", "明火", "开关", "电话", "撤到室外", "119"]
    assert [word in said for word, said in zip(demanded, words, strict=True)] == [True] * 7
    assert "on or off" in texts.say("safety.gas.no_switch", "en")


@pytest.mark.parametrize("code", [symptom.code for symptom in SYMPTOMS.values() if symptom.is_life_safety])
def test_whoever_reports_danger_is_told_what_to_do_and_whom_to_call(code: str) -> None:
    assert SYMPTOMS[code].priority == 1
    assert "safety.call_119" in SYMPTOMS[code].safety


@given(symptom=symptoms, extent=extents, named=hazards)
def test_first_priority_is_for_lives_and_lives_have_first_priority(
    symptom: catalogue.Symptom, extent: str, named: list[str]
) -> None:
    priority = catalogue.priority_of(symptom, extent, named)
    assert 1 <= priority <= 5
    assert (priority == 1) is catalogue.is_life_safety(symptom, named)


@given(symptom=symptoms, extent=extents, named=hazards, more=st.sampled_from(HAZARDS))
def test_a_hazard_more_never_makes_it_less_urgent_or_takes_a_word_away(
    symptom: catalogue.Symptom, extent: str, named: list[str], more: str
) -> None:
    worse = [*named, more]
    assert catalogue.priority_of(symptom, extent, worse) <= catalogue.priority_of(symptom, extent, named)
    assert set(catalogue.safety_of(symptom, worse)) >= set(catalogue.safety_of(symptom, named))


@given(symptom=symptoms, named=hazards)
def test_safety_words_are_said_once_each_and_exist(symptom: catalogue.Symptom, named: list[str]) -> None:
    said = catalogue.safety_of(symptom, named)
    assert len(set(said)) == len(said)
    assert all(texts.knows(key) for key in said)
