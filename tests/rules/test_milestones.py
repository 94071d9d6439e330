"""Milestones: which order they must lie in, what an approved correction changes, what became of a promise."""

from datetime import UTC, datetime, timedelta

import pytest

from repairs import milestones
from repairs.models import Correction, Promise

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return TEN + timedelta(minutes=minutes)


STRAIGHT = {
    "released": at(0),
    "contacted": at(5),
    "promised": at(60),
    "departed": at(10),
    "arrived": at(30),
    "restored": at(50),
    "repaired": at(55),
    "reported": at(60),
}


@pytest.mark.parametrize(
    ("moved", "found"),
    [
        ({}, []),
        ({"contacted": at(-5)}, [("released", "contacted")]),
        ({"contacted": at(80)}, [("contacted", "repaired")]),
        ({"departed": at(31)}, [("departed", "arrived")]),
        ({"restored": at(20)}, [("arrived", "restored")]),
        ({"restored": at(57)}, [("restored", "repaired")]),
        ({"arrived": at(56)}, [("arrived", "restored"), ("arrived", "repaired")]),
        ({"repaired": at(70)}, [("repaired", "reported")]),
        # The promised time is no event: arriving before it or after it is no disorder.
        ({"promised": at(-60)}, []),
        ({"promised": at(600)}, []),
        # People write whole minutes beside stamps that know the millisecond.
        ({"departed": at(30.9)}, []),
        (dict.fromkeys(STRAIGHT), []),
    ],
)
def test_what_lies_the_wrong_way_round_is_found(moved, found):
    assert [(one.earlier, one.later) for one in milestones.check({**STRAIGHT, **moved})] == found


def test_a_finding_says_by_how_much():
    assert milestones.check({**STRAIGHT, "contacted": at(-5)})[0].by_s == 300


def corrected(milestone: str, was: datetime | None, becomes: datetime, **more) -> Correction:
    return Correction(
        milestone=milestone, was=was, becomes=becomes, **{"verdict": "approved", "decided_at": at(90), **more}
    )


class TestOverlay:
    STAMPS = dict.fromkeys(milestones.STAMPS) | {"released": at(0), "arrived": at(30), "repaired": at(55)}

    def test_an_approved_correction_counts_and_the_stamp_stays_beside_it(self):
        now = milestones.overlay(self.STAMPS, [corrected("arrived", at(30), at(20))])
        assert (now.times["arrived"], now.corrected) == (at(20), {"arrived"})
        assert self.STAMPS["arrived"] == at(30)

    @pytest.mark.parametrize("verdict", ["", "refused"])
    def test_one_that_is_open_or_refused_does_not(self, verdict):
        now = milestones.overlay(self.STAMPS, [corrected("arrived", at(30), at(20), verdict=verdict)])
        assert (now.times["arrived"], now.corrected) == (at(30), frozenset())

    def test_of_two_the_one_decided_last_counts(self):
        rows = [
            corrected("arrived", at(30), at(25), decided_at=at(95)),
            corrected("arrived", at(30), at(20), decided_at=at(91)),
        ]
        assert milestones.overlay(self.STAMPS, rows).times["arrived"] == at(25)

    def test_one_of_a_stamp_that_was_taken_back_says_nothing_of_the_new_stamp(self):
        now = milestones.overlay(self.STAMPS, [corrected("arrived", at(3), at(2))])
        assert (now.times["arrived"], now.corrected) == (at(30), frozenset())

    def test_a_tap_never_made_is_filled_in_for_the_life_in_which_it_was_asked(self):
        row = corrected("departed", None, at(10), round=1)
        assert milestones.overlay(self.STAMPS, [row], round_=1).times["departed"] == at(10)
        assert milestones.overlay(self.STAMPS, [row], round_=2).times["departed"] is None

    def test_restoration_is_what_the_report_says_else_the_repair(self):
        assert milestones.overlay(self.STAMPS, []).times["restored"] == at(55)
        assert milestones.overlay(self.STAMPS, [], restored=at(50)).times["restored"] == at(50)
        moved = milestones.overlay(self.STAMPS, [corrected("repaired", at(55), at(45))])
        assert moved.times["restored"] == at(45)


@pytest.mark.parametrize(
    ("replaced", "arrived", "now", "became"),
    [
        (None, None, 30, "open"),
        (None, None, 61, "broken"),
        (None, 60, 90, "kept"),
        (None, 61, 90, "broken"),
        (20, None, 90, "replaced"),
        (70, None, 90, "broken"),
        # A new time after the old one had passed does not mend the old one, whenever somebody came.
        (70, 75, 90, "broken"),
    ],
)
def test_what_became_of_a_promise_for_eleven(replaced, arrived, now, became):
    promise = Promise(promised_for=at(60), replaced_at=None if replaced is None else at(replaced))
    assert milestones.keeping(promise, None if arrived is None else at(arrived), at(now)) == became
