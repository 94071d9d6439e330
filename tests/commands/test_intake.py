"""Taking requests in: exactly once, in groups, with words for what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from dispatch.kernel import actors, clock, organisation
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Entry, Receipt
from repairs import catalogue, intake, numbers
from repairs.models import ServiceRequest, WorkOrder

pytestmark = pytest.mark.django_db(transaction=True)
ANYBODY = actors.customer("192.0.2.7")


@pytest.fixture(autouse=True)
def _town() -> None:
    organisation.add_node(None, "city", "湖滨市")


def form(**more: Any) -> intake.IntakeForm:
    facts = {"utility": "electricity", "symptom": "no_power", "address": "湖滨路 8 号"}
    return intake.IntakeForm(**(facts | more))


def codes(**more: Any) -> set[str]:
    with pytest.raises(ValidationError) as wrong:
        form(**more)
    return {error["type"] for error in wrong.value.errors()}


def test_a_request_gets_a_number_that_checks_and_a_code_and_is_on_its_own_streams() -> None:
    answer = intake.take(ANYBODY, form())
    order = WorkOrder.objects.get(request__number=answer["number"])
    assert numbers.parse(answer["number"]) == answer["number"]
    streams = set(Entry.objects.values_list("stream", flat=True))
    assert streams == {f"order:{order.pk}", f"ticket:{answer['tracking_code']}"}


def test_the_same_key_gives_the_same_answer_and_makes_nothing_new() -> None:
    first = intake.take(ANYBODY, form(), key="k")
    assert intake.take(ANYBODY, form(), key="k") == first
    assert ServiceRequest.objects.count() == 1
    assert intake.take(actors.customer("192.0.2.8"), form(), key="k") != first, "keys of others are others"


def test_a_phone_that_sends_again_from_another_address_is_known_by_its_long_key() -> None:
    key = "1c7d5a52-0a0d-4a53-9c62-9a3a3c0b7f11"
    first = intake.take(ANYBODY, form(), key=key)
    assert intake.take(actors.customer("198.51.100.9"), form(), key=key) == first
    with pytest.raises(Refusal, match="key_reused"):
        intake.take(actors.customer("198.51.100.9"), form(address="湖滨路 9 号"), key=key)
    assert ServiceRequest.objects.count() == 1


def test_the_same_key_with_other_words_is_refused() -> None:
    intake.take(ANYBODY, form(), key="k")
    with pytest.raises(Refusal, match="key_reused"):
        intake.take(ANYBODY, form(address="湖滨路 9 号"), key="k")


def test_a_group_answers_each_its_own_repeats_and_misuse_among_them() -> None:
    wanted = [
        intake.Wanted(ANYBODY, form(), "a"),
        intake.Wanted(ANYBODY, form(), "a"),
        intake.Wanted(ANYBODY, form(address="别处的路 1 号"), "a"),
        intake.Wanted(ANYBODY, form(), None),
    ]
    first, again, misuse, other = intake.take_many(wanted)
    assert first == again
    assert isinstance(misuse, Refusal) and misuse.code == "command.key_reused"
    assert isinstance(other, dict) and other != first
    assert (ServiceRequest.objects.count(), Receipt.objects.count()) == (2, 1)


def test_a_point_in_gcj02_is_kept_as_given_and_as_wgs84() -> None:
    answer = intake.take(ANYBODY, form(place={"lon": 113.80, "lat": 34.80, "datum": "gcj02", "accuracy_m": 12}))
    request = ServiceRequest.objects.get(number=answer["number"])
    assert (request.given_lon, request.given_lat, request.given_datum) == (113.80, 34.80, "GCJ-02")
    assert request.lon is not None and 0.003 < 113.80 - request.lon < 0.01


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"address": ""}, "place_needed"),
        ({"symptom": "smell_of_gas"}, "symptom_of_other_utility"),
        ({"symptom": "ghosts"}, "unknown_value"),
        ({"hazards": ["dragons"]}, "unknown_value"),
        ({"contact_phone": "call me"}, "phone_shape"),
        ({"place": {"lon": 31.0, "lat": 117.0}}, "off_the_map"),
        ({"place": {"lon": float("nan"), "lat": 31.0}}, "finite_number"),
        ({"address": "路" * 301}, "too_long"),
        ({"colour": "blue"}, "extra_forbidden"),
    ],
)
def test_what_is_wrong_is_named(more: dict[str, Any], code: str) -> None:
    assert code in codes(**more)


def test_a_phone_number_typed_on_a_chinese_keyboard_is_understood() -> None:
    assert form(contact_phone="０２０－８１２３４５６７").contact_phone == "020-81234567"


def test_every_stored_word_comes_back_as_it_went_in() -> None:
    strange = 'q"uo\\te, {braces}, \t tab, 换行\n, 🔥, ￥'
    answer = intake.take(ANYBODY, form(description=strange, hazards=["flooding", "medical_equipment"]))
    request = ServiceRequest.objects.get(number=answer["number"])
    assert (request.description, request.hazards) == (strange, ["flooding", "medical_equipment"])
    assert request.taken_at == request.order.opened_at


def test_control_characters_are_dropped_not_stored() -> None:
    assert form(description="灯\x00闪\x1b[31m\u202e了").description == "灯闪[31m了"


def test_lives_first_and_their_safety_words_are_said_at_once() -> None:
    answer = intake.take(ANYBODY, form(utility="gas", symptom="smell_of_gas"))
    order = WorkOrder.objects.get(request__number=answer["number"])
    assert (order.priority, order.is_life_safety) == (1, True)
    assert answer["safety"][0] == "safety.gas.valve"


def test_a_hazard_puts_lives_first_whatever_the_symptom() -> None:
    symptom = catalogue.SYMPTOMS["meter_fault"]
    assert catalogue.priority_of(symptom, "household", ["injury"]) == 1
    assert catalogue.priority_of(symptom, "building", []) == symptom.priority - 1
    assert catalogue.priority_of(catalogue.SYMPTOMS["burst_main"], "area", ["flooding"]) == 2, "1 is for lives alone"


def test_the_number_carries_the_places_date(frozen: object) -> None:
    clock.move_to(clock.now().replace(hour=17))  # 01:00 of the next day in China
    assert intake.take(ANYBODY, form())["number"].startswith("260106")
