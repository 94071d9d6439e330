"""Checks of a report as tables: errors that block, warnings that are pointed out, and causes of each utility."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dispatch.kernel import texts
from repairs import catalogue, causes, report_checks
from repairs.report_checks import Seen, Written

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return TEN + timedelta(minutes=minutes)


GOOD = Written(
    cause_code="ageing",
    ownership="utility",
    result_code="repaired",
    result_note="接头老化，已更换",
    departed_at=at(10),
    arrived_at=at(30),
    restored_at=at(50),
    handler="周强",
)
SEEN = Seen("electricity", times={"released": at(0), "contacted": at(5), "arrived": at(30), "repaired": at(50)})


def failed(report: Written = GOOD, seen: Seen = SEEN, level: str = "") -> set[str]:
    return {check.code for check in report_checks.judge(report, seen) if not check.ok and level in ("", check.level)}


def test_a_whole_report_passes():
    assert failed() == set()


@pytest.mark.parametrize("name", report_checks.REQUIRED)
def test_each_required_field_is_asked_for(name):
    empty = replace(GOOD, **{name: None if name.endswith("_at") else ""})
    checks = {check.code: check for check in report_checks.judge(empty, SEEN)}
    assert checks["required_fields"].facts == {"missing": [name]}
    assert "required_fields" in report_checks.failed(list(checks.values()), "error")


@pytest.mark.parametrize(
    ("said", "seen", "errors", "warnings"),
    [
        ({"cause_code": "hose_aged"}, {}, {"cause_of_utility"}, {"cause_fits_text"}),
        ({"arrived_at": at(55)}, {}, {"times_in_order"}, {"times_as_stamped"}),
        ({"restored_at": at(20)}, {}, {"times_in_order"}, set()),
        ({"departed_at": at(40)}, {}, {"times_in_order"}, set()),
        ({}, {"times": {"contacted": at(-5), "released": at(0)}}, {"times_in_order"}, set()),
        ({"ownership": "customer"}, {}, {"customer_work_agreed"}, set()),
        ({"ownership": "customer"}, {"has_paid_work": True}, set(), set()),
        ({"ownership": "customer", "result_code": "handed_over"}, {}, set(), set()),
        ({"ownership": "third_party"}, {}, set(), set()),
        ({"cause_code": "no_fault_found", "result_note": ""}, {}, set(), {"cause_fits_result"}),
        ({"cause_code": "no_fault_found", "result_code": "no_fault_found", "result_note": ""}, {}, set(), set()),
        (
            {"cause_code": "no_fault_found", "result_code": "no_fault_found", "result_note": ""},
            {"parts": 1},
            set(),
            {"cause_fits_result"},
        ),
        ({"result_code": "no_fault_found"}, {}, set(), {"cause_fits_result"}),
        ({"result_note": "施工挖断电缆"}, {}, set(), {"cause_fits_text"}),
        ({"result_note": "An excavator cut it"}, {}, set(), {"cause_fits_text"}),
        # The chosen group is spoken of too, or "other" was chosen: nothing to point out.
        ({"result_note": "线路老化，又被施工碰断"}, {}, set(), set()),
        ({"cause_code": "other", "result_note": "施工挖断电缆"}, {}, set(), set()),
        ({"arrived_at": at(41)}, {}, set(), {"times_as_stamped"}),
        ({"arrived_at": at(39)}, {}, set(), set()),
        ({}, {"arrived_off_m": 501.0}, set(), {"arrived_at_place"}),
        ({}, {"arrived_off_m": 499.0}, set(), set()),
        ({}, {"skew_s": -121.0}, set(), {"device_clock"}),
        ({}, {"skew_s": 119.0}, set(), set()),
    ],
)
def test_what_the_checks_find(said, seen, errors, warnings):
    report, known = replace(GOOD, **said), replace(SEEN, **seen)
    assert failed(report, known, "error") == errors
    assert failed(report, known, "warning") == warnings


def test_a_text_that_speaks_of_something_else_is_pointed_out_by_its_words():
    report = replace(GOOD, result_note="施工挖断电缆")
    (check,) = [check for check in report_checks.judge(report, SEEN) if check.code == "cause_fits_text"]
    assert check.facts == {"words": ["施工", "挖断"], "groups": ["outside"]}


def test_every_check_has_its_words():
    assert [one.code for one in report_checks.judge(GOOD, SEEN) if not texts.knows(f"report_check.{one.code}")] == []
    assert [name for name in report_checks.REQUIRED if not texts.knows(f"report_field.{name}")] == []


class TestCauses:
    @pytest.mark.parametrize("utility", list(causes.CAUSES_OF))
    def test_each_utility_names_enough_and_the_common_ones_are_among_them(self, utility):
        codes = causes.of(utility)
        assert len(codes) >= 14
        assert len(set(codes)) == len(codes)
        assert set(catalogue.CAUSES) <= set(codes)
        assert {"no_fault_found", "other", "equipment_failure", "weather"} <= set(codes)

    def test_what_is_one_utilitys_is_not_anothers(self):
        assert "hose_aged" in causes.of("gas") and "hose_aged" not in causes.of("water")
        assert "lightning" in causes.of("electricity") and "lightning" not in causes.of("gas")

    def test_everything_has_its_words_and_its_place_in_the_catalogue(self):
        named = {one["code"]: one for one in catalogue.as_json()["causes"]}
        assert set(named) == set(causes.GROUP_OF)
        assert named["hose_aged"]["utilities"] == ["gas"]
        for code, group in causes.GROUP_OF.items():
            assert texts.knows(f"cause.{code}") and texts.knows(f"cause_group.{group}")
        for code in (*causes.RESULTS, *causes.OWNERS):
            assert texts.knows(f"result.{code}") or texts.knows(f"ownership.{code}")

    def test_hints_belong_to_groups_and_no_word_hints_at_two(self):
        assert set(causes.HINTS) <= set(causes.GROUP_OF.values())
        words = [word for found in causes.HINTS.values() for word in found]
        assert len(set(words)) == len(words) and all(word == word.lower() for word in words)
