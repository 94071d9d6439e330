"""The intake lane when the database answers late or not at all: each request once, and its asker hears of it."""

import time
from concurrent.futures import Future

import pytest
from django.db import DataError, OperationalError

from dispatch.kernel import actors, organisation
from dispatch.kernel.models import Entry
from repairs import intake, lane
from repairs.models import WorkOrder
from tests.races.together import together


@pytest.fixture
def city(transactional_db):
    return organisation.add_node(None, "city", "青禾市", "Qinghe")


def form() -> intake.IntakeForm:
    return intake.IntakeForm(utility="water", symptom="no_water", address="人民路 1 号")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", [None, "tap-1"])
def test_a_commit_whose_answer_is_lost_happens_once(city, monkeypatch, key):
    """The connection breaks after the commit: the lane cannot know, and tries again."""
    real, calls = intake.take_many, []

    def take_many(wanted):
        outcome = real(wanted)
        calls.append(len(wanted))
        if len(calls) == 1:
            raise OperationalError("the connection was lost")
        return outcome

    monkeypatch.setattr(intake, "take_many", take_many)
    answer = lane.Lane().submit(intake.Wanted(actors.customer("10.0.0.1"), form(), key))
    assert len(calls) == 2
    assert WorkOrder.objects.get().request.number == answer["number"]


@pytest.mark.django_db(transaction=True)
def test_more_askers_than_connections_all_get_their_answer(city):
    """Every asker has used a connection before it waits, as one with a key or a session has."""
    own = lane.Lane()

    def ask(place: int) -> str:
        assert organisation.Node.objects.filter(pk=city.pk).exists()
        return own.submit(intake.Wanted(actors.customer(f"10.0.0.{place}"), form()))["number"]

    numbers = together(40, ask)
    assert len(set(numbers)) == 40
    assert WorkOrder.objects.count() == 40


@pytest.mark.django_db(transaction=True)
def test_a_group_of_strangers_is_logged_under_each_ones_own_name(city):
    wanted = [intake.Wanted(actors.customer(f"10.0.0.{place}"), form()) for place in range(3)]
    intake.take_many(wanted)
    logged = Entry.objects.filter(kind="order.taken").order_by("seq").values_list("actor", flat=True)
    assert list(logged) == ["customer:10.0.0.0", "customer:10.0.0.1", "customer:10.0.0.2"]


@pytest.mark.django_db(transaction=True)
def test_one_that_the_schema_refuses_fails_alone_and_nothing_of_it_is_cut_to_fit(city):
    """Past the checks of the form, as a fault of ours would come: the database judges, and the group goes on."""
    good = form()
    bad = good.model_copy(update={"contact_name": "长" * 61})
    wanted = [
        intake.Wanted(actors.customer("10.0.0.1"), one, f"k{place}") for place, one in enumerate((good, bad, good))
    ]
    futures = [Future() for _ in wanted]
    until = time.monotonic() + lane.PATIENCE_SECONDS
    lane.Lane()._write([(one, future, until) for one, future in zip(wanted, futures, strict=True)])
    first, failed, last = futures
    assert isinstance(failed.exception(0), DataError)
    assert {first.result(0)["number"], last.result(0)["number"]} == {
        order.request.number for order in WorkOrder.objects.select_related("request")
    }
