"""How alike two reports are, on addresses as people write them."""

from datetime import UTC, datetime, timedelta

import pytest

from repairs import likeness
from repairs.likeness import Reach, Report

AT = datetime(2026, 1, 5, 4, tzinfo=UTC)
REACH = Reach(500, timedelta(hours=6))


def report(**more: object) -> Report:
    facts = {
        "symptom": "no_power",
        "work_class": "network",
        "at": AT,
        "lon": 113.65,
        "lat": 34.75,
        "address": "建设路 18 号 3 号楼",
    }
    return Report(**{**facts, **more})  # type: ignore[arg-type]


def score(other: Report, one: Report | None = None) -> float:
    return likeness.compare(one or report(), other, REACH).score


def test_the_same_report_is_wholly_alike_and_says_why() -> None:
    found = likeness.compare(report(phone="13800001111", zone=4), report(phone="13800001111", zone=4), REACH)
    assert found.score == 1
    assert {reason["code"] for reason in found.reasons} == {"distance", "time", "symptom", "text", "zone", "phone"}
    assert found.reasons[0]["code"] == "distance", "the weightiest first"


@pytest.mark.parametrize(
    ("more", "least", "most"),
    [
        ({"address": "建设路18号3号楼2单元"}, 0.9, 1),
        ({"address": "桐柏路 77 号院"}, 0.7, 0.95),
        ({"at": AT + timedelta(hours=5)}, 0.75, 0.95),
        ({"symptom": "partial_power", "work_class": "premises"}, 0.7, 0.9),
        ({"lon": 113.6535}, 0.6, 0.85),
        ({"lon": 113.66}, 0, 0),
        ({"at": AT - timedelta(hours=7)}, 0, 0),
        ({"lon": None, "lat": None}, 0.9, 1),
    ],
)
def test_what_differs_makes_them_less_alike(more: dict[str, object], least: float, most: float) -> None:
    assert least <= score(report(**more)) <= most


def test_likeness_does_not_depend_on_who_asks() -> None:
    for other in (report(address="桐柏路 77 号院"), report(lon=113.652), report(symptom="low_voltage")):
        assert abs(score(other) - score(report(), other)) < 0.05


def test_the_same_caller_further_away_is_still_shown() -> None:
    far = report(lon=113.66, phone="13800001111")
    assert score(far, report(phone="13800001111")) > 0
    assert "phone" in {reason["code"] for reason in likeness.compare(report(phone="13800001111"), far, REACH).reasons}


def test_the_most_alike_come_first_and_the_rest_is_left_out() -> None:
    found = [(name, likeness.compare(report(), other, REACH)) for name, other in
             (("far", report(lon=113.653)), ("same", report()), ("beyond", report(lon=113.7)))]  # fmt: skip
    assert [name for name, _ in likeness.best(found, 0.5, 5)] == ["same", "far"]
    assert [name for name, _ in likeness.best(found, 0.5, 1)] == ["same"]
