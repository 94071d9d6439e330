"""A slice of Boston's year through intake and engine: no promise broken, and the districts are found."""

from datetime import timedelta

import pytest
from django.conf import settings

from coverage import index
from dispatch.kernel import clock
from dispatch.management.boston import acceptance, limits, source
from repairs import policies

FOLDER = settings.SHARED_DATA / "boston311"

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the set is not beside the project"),
]
SLICE = 600


@pytest.fixture(autouse=True)
def fresh():
    """What a process remembers of another database's rows."""
    index.forget()
    policies.forget()
    yield
    index.forget()
    policies.forget()


@pytest.mark.timeout(600)
@pytest.mark.django_db(transaction=True)
def test_a_slice_of_the_year_keeps_every_promise():
    report = acceptance.run(FOLDER, SLICE, timedelta(minutes=30), a_day=4, ceiling=40)
    assert report["passed"], report
    assert (report["districts"]["features"], report["districts"]["stations"]) == (12, 12)
    # Small on purpose: ceilings and slots must bind for the check of them to mean anything.
    assert report["capacity"]["slots_full_at_some_instant"] > 0
    agreement = report["placing"]["label_agreement"]
    assert agreement["own_point"] > 0.99
    assert 0.9 < agreement["all_labelled"] < 1.0
    assert report["clocks"]["agreement_of_the_sets_own_targets"] == 1.0
    assert report["clocks"]["disagree_because"].get("otherwise", 0) == 0


@pytest.mark.django_db
def test_outlines_that_are_broken_are_repaired_and_those_in_feet_refused():
    found = acceptance.other_sets(FOLDER)
    assert (found["neighborhoods"]["repaired"], found["neighborhoods"]["refused"]) == (1, 0)
    assert (found["wards"]["repaired"], found["wards"]["refused"]) == (3, 0)
    assert found["precincts"]["refused"] == found["precincts"]["features"]


class TestFiling:
    def test_each_type_has_one_place_and_types_of_one_limit_share_it(self):
        cases = list(source.cases(FOLDER, 5_000))
        filed = limits.file(cases)
        assert set(filed) == {(case.reason, case.type) for case in cases}
        by_place = {}
        for one in filed.values():
            place = (one.utility, one.symptom, one.scene)
            assert by_place.setdefault(place, one.limit) == one.limit

    def test_instants_are_boston_time(self):
        first = next(source.cases(FOLDER, 1))
        assert clock.iso(first.opened_at) == "2015-01-01T05:20:09.000Z"
        assert first.label == "A1"
