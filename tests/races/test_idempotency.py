"""One key, many hands, through the intake lane: one request, one answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from dispatch.kernel import actors, organisation
from repairs import intake, lane
from repairs.models import ServiceRequest, WorkOrder

pytestmark = pytest.mark.django_db(transaction=True)


def test_thirty_two_hands_with_one_key_make_one_request() -> None:
    organisation.add_node(None, "city", "湖滨市")
    form = intake.IntakeForm(utility="water", symptom="no_water", address="湖滨路 8 号")
    lanes = [lane.Lane(), lane.Lane()]

    def ask(hand: int) -> str:
        try:
            answer = lanes[hand % 2].submit(intake.Wanted(actors.customer("192.0.2.7"), form, "one"))
            return str(sorted(answer.items()))
        finally:
            connection.close()

    with ThreadPoolExecutor(32) as pool:
        answers = set(pool.map(ask, range(64)))
    assert len(answers) == 1
    assert (ServiceRequest.objects.count(), WorkOrder.objects.count()) == (1, 1)


def test_many_keys_each_make_one_request_with_a_number_of_its_own() -> None:
    organisation.add_node(None, "city", "湖滨市")
    form = intake.IntakeForm(utility="water", symptom="no_water", address="湖滨路 8 号")
    one = lane.Lane()

    def ask(hand: int) -> str:
        try:
            return one.submit(intake.Wanted(actors.customer("192.0.2.7"), form, f"k{hand % 40}"))["number"]
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        numbers = list(pool.map(ask, range(120)))
    assert len(set(numbers)) == 40 == ServiceRequest.objects.count()
