"""Which stations are tried, in which order, and what the explanation says afterwards."""

from dataclasses import dataclass, field
from typing import Any

from dispatch.board.matching import Case, consider


@dataclass(frozen=True)
class Judged:
    station_id: int
    rank: int = 1
    distance_m: float | None = 800.4
    able: bool = True
    reasons: list[dict[str, Any]] = field(default_factory=lambda: [{"code": "covers"}])


NORTH, SOUTH, CLOSED, FAR = Judged(1), Judged(2, rank=2), Judged(3, able=False, reasons=[{"code": "closed"}]), Judged(9)


def codes(case: Case, station_id: int) -> list[str]:
    return [reason["code"] for reason in case.rows[station_id]["reasons"]]


def tried(case: Case) -> list[tuple[int, str]]:
    return [(attempt.station_id, attempt.way) for attempt in case.tries]


def test_covering_stations_are_tried_in_rank_order_and_mutual_aid_after_them() -> None:
    case = consider(7, [NORTH, SOUTH])
    case.add("mutual_aid", [FAR])
    assert tried(case) == [(1, "coverage"), (2, "coverage"), (9, "mutual_aid")]
    assert codes(case, 9) == ["mutual_aid", "covers"]


def test_a_station_that_cannot_serve_is_explained_but_not_tried() -> None:
    case = consider(7, [CLOSED, SOUTH])
    assert tried(case) == [(2, "coverage")]
    assert case.rows[3]["ok"] is False
    assert codes(case, 3) == ["closed"]


def test_who_returned_it_or_let_it_lapse_is_not_tried_again() -> None:
    case = consider(7, [NORTH, SOUTH], returned=frozenset({1}), lapsed=frozenset({2}))
    assert tried(case) == []
    assert codes(case, 1)[-1] == "returned_before"
    assert codes(case, 2)[-1] == "lapsed_before"


def test_a_station_judged_as_covering_is_not_judged_again_as_mutual_aid() -> None:
    case = consider(7, [NORTH])
    case.add("mutual_aid", [NORTH, FAR])
    assert case.rows[1]["way"] == "coverage"
    assert tried(case) == [(1, "coverage"), (9, "mutual_aid")]


def test_life_safety_is_tried_over_capacity_and_says_so() -> None:
    case = consider(7, [NORTH, SOUTH], is_life_safety=True)
    assert tried(case) == [(1, "life_safety"), (2, "life_safety")]
    case.chosen(1, over=True)
    assert codes(case, 1) == ["covers", "over_capacity"]


def test_the_explanation_puts_the_chosen_first_and_says_why_not_the_others() -> None:
    case = consider(7, [NORTH, SOUTH, CLOSED])
    case.refused(1, "full")
    case.chosen(2, over=False)
    rows = case.explanation()
    assert [row["station_id"] for row in rows] == [2, 1, 3]
    assert codes(case, 1) == ["covers", "full"]
    assert rows[0]["chosen"] and not rows[1]["ok"]


def test_a_place_nobody_covers_is_a_fact_of_the_case() -> None:
    assert consider(7, []).facts == ["uncovered"]
