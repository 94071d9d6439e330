"""Requests, tickets and orders over HTTP: who may, what is answered, what is counted, and what stays masked."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from coverage.models import Station
from dispatch.kernel import accounts, clock, commands, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import AuditRecord, Entry, Node, Receipt, User
from repairs import numbers, orders, policies
from repairs.models import Policy, ServiceRequest, WorkOrder

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "0c1d5a52-0a0d-4a53-9c62-9a3a3c0b7f11"


class City:
    """A city of two counties with a station each, and people of every desk."""

    def __init__(self) -> None:
        self.root = organisation.add_node(None, "city", "湖滨市", "Lakeside")
        self.north = organisation.add_node(self.root, "county", "北县", "North")
        self.south = organisation.add_node(self.root, "county", "南县", "South")
        self.anybody = Client(headers={"accept-language": "en"})

    def desk(self, role: Role, node: Node) -> Client:
        user = User.objects.create(username=f"{role}-{node.pk}", display_name="某人")
        accounts.grant(user, role, node)
        client = Client()
        client.force_login(user)
        return client

    def report(self, client: Client | None = None, *, key: str | None = None, address: str = "", **more: Any) -> Any:
        body = {
            "utility": "electricity",
            "symptom": "no_power",
            "address": address or "湖滨路 8 号",
            "contact_name": "王小明",
            "contact_phone": "13812341234",
        } | more
        headers = {"Idempotency-Key": key} if key else {}
        return (client or self.anybody).post("/api/v1/requests", body, "application/json", headers=headers)

    def order_at(self, node: Node, **more: Any) -> WorkOrder:
        """An order that a station below `node` has taken."""
        number = self.report(**more).json()["number"]
        place = organisation.add_node(node, "station", f"{node.name}站", "Station")
        station = Station.objects.create(
            node=place, code=f"S{place.pk}", utilities=["electricity"], skills=["lv_service"], lon=117.0, lat=31.0
        )
        pk = WorkOrder.objects.get(request__number=number).pk
        with commands.begun(SYSTEM) as tx:
            orders.offer_many(tx, [(orders.locked([pk])[pk], station, None)])
        return WorkOrder.objects.select_related("request").get(pk=pk)


@pytest.fixture
def city() -> City:
    policies.forget()
    return City()


def limit(code: str, value: int) -> None:
    Policy.objects.filter(code=code).update(value=Decimal(value))
    policies.forget()


class TestReporting:
    def test_it_is_durable_numbered_and_followed_by_its_code(self, city: City) -> None:
        answer = city.report()
        assert answer.status_code == 201
        said = answer.json()
        assert numbers.parse(said["number"]) and said["state_key"] == "received"
        ticket = city.anybody.get(f"/api/v1{said['track_url']}").json()
        assert (ticket["number"], ticket["state_key"], ticket["symptom"]) == (said["number"], "received", "no_power")
        assert "138" not in str(ticket) and "王" not in str(ticket) and "湖滨路" not in str(ticket)

    def test_the_safety_words_come_with_the_answer(self, city: City) -> None:
        said = city.report(utility="gas", symptom="smell_of_gas").json()
        assert said["is_life_safety"] is True
        assert said["safety"][0] == "safety.gas.valve"

    def test_the_same_key_answers_the_same_also_from_another_address(self, city: City) -> None:
        first = city.report(key=KEY)
        moved = Client(REMOTE_ADDR="198.51.100.9", headers={"accept-language": "en"})
        again = city.report(moved, key=KEY)
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.json() == first.json()
        assert ServiceRequest.objects.count() == 1
        other = city.report(moved, key=KEY, address="别处 1 号")
        assert (other.status_code, other.json()["code"]) == (409, "command.key_reused")

    @pytest.mark.parametrize(
        ("role", "status"), [(Role.AGENT, 201), (Role.DISPATCHER, 201), (Role.TECHNICIAN, 403), (Role.AUDITOR, 403)]
    )
    def test_desks_take_requests_and_others_do_not(self, city: City, role: Role, status: int) -> None:
        assert city.report(city.desk(role, city.north), channel="hotline").status_code == status

    def test_an_integration_reports_with_its_key_and_is_not_counted(self, city: City) -> None:
        limit("intake.anonymous_per_window", 1)
        _, secret = accounts.issue_key("SCADA", city.root)
        partner = Client(headers={"Authorization": f"Bearer {secret}"})
        for house in range(3):
            assert city.report(partner, channel="partner", address=f"湖滨路 {house} 号").status_code == 201
        assert {row.taken_by.split(":")[0] for row in ServiceRequest.objects.all()} == {"api_key"}

    @pytest.mark.parametrize(
        ("more", "field", "code"),
        [
            ({"symptom": "smell_of_gas"}, "symptom", "symptom_of_other_utility"),
            ({"symptom": ["no_power"]}, "symptom", "string_type"),
            ({"utility": "coal"}, "utility", "enum"),
            ({"contact_phone": "call me"}, "contact_phone", "phone_shape"),
            ({"place": {"lon": 31.0, "lat": 117.0}}, "place", "off_the_map"),
            ({"place": {"lon": 1e308, "lat": 0}}, "place", "off_the_map"),
            ({"place": {"lon": 117.0, "lat": 31.0, "datum": "Pulkovo"}}, "place.datum", "literal_error"),
            ({"address": "\u200b \u200b"}, "", "place_needed"),
            ({"hazards": ["fire"] * 50}, "hazards", "too_long"),
            ({"description": "长" * 1001}, "description", "too_long"),
        ],
    )
    def test_what_is_wrong_is_named_with_a_sentence(
        self, city: City, more: dict[str, Any], field: str, code: str
    ) -> None:
        body = {"utility": "electricity", "symptom": "no_power", "address": "湖滨路 8 号"} | more
        for language in ("zh", "en"):
            answer = city.anybody.post(
                "/api/v1/requests", body, "application/json", headers={"accept-language": language}
            )
            assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
            (error,) = answer.json()["facts"]["errors"]
            assert (error["field"], error["code"]) == (field, code)
            assert error["message"]
        assert not ServiceRequest.objects.exists()


class TestCounting:
    def test_an_address_that_reports_too_often_waits_and_hears_how_long(self, city: City) -> None:
        limit("intake.anonymous_per_window", 2)
        assert [city.report(address=f"湖滨路 {n} 号").status_code for n in range(3)] == [201, 201, 429]
        refused = city.report()
        assert refused.json()["code"] == "request.too_many"
        assert 0 < int(refused["Retry-After"]) <= 600
        with clock.frozen(clock.now() + timedelta(minutes=11)):
            assert city.report().status_code == 201

    def test_neighbours_behind_one_address_do_not_use_up_the_turn_of_a_smell_of_gas(self, city: City) -> None:
        limit("intake.anonymous_per_window", 0)
        assert city.report().status_code == 429
        assert city.report(utility="gas", symptom="smell_of_gas").status_code == 201
        assert city.report(hazards=["injury"]).status_code == 201
        limit("intake.anonymous_life_safety_per_window", 2)
        assert city.report(utility="gas", symptom="smell_of_gas").status_code == 429


class TestFollowing:
    def test_a_code_may_be_typed_in_small_letters_and_a_wrong_one_is_unknown(self, city: City) -> None:
        code = city.report().json()["tracking_code"]
        assert city.anybody.get(f"/api/v1/track/{code.lower()}").status_code == 200
        for wrong in (code[:-1], "2" * 26, "A" * 500, "不是码"):
            answer = city.anybody.get(f"/api/v1/track/{wrong}")
            assert (answer.status_code, answer.json()["code"]) == (404, "request.code_unknown")

    def test_people_with_an_account_follow_and_look_things_up_like_anybody(self, city: City) -> None:
        code = city.report().json()["tracking_code"]
        crew = city.desk(Role.TECHNICIAN, city.north)
        stranger = Client()
        stranger.force_login(User.objects.create(username="new", display_name="新人"))
        for client in (crew, stranger):
            assert client.get(f"/api/v1/track/{code}").status_code == 200
            assert client.get("/api/v1/catalogue").status_code == 200


class TestOrders:
    def test_a_desk_sees_what_lies_below_its_node_and_nothing_beside_it(self, city: City) -> None:
        mine, others = city.order_at(city.north), city.order_at(city.south)
        listed = city.desk(Role.DISPATCHER, city.north).get("/api/v1/orders").json()["orders"]
        assert [order["id"] for order in listed] == [mine.pk]
        whole = city.desk(Role.AUDITOR, city.root).get("/api/v1/orders").json()["orders"]
        assert [order["id"] for order in whole] == [others.pk, mine.pk]
        assert city.anybody.get("/api/v1/orders").status_code == 401
        assert city.desk(Role.TECHNICIAN, city.north).get("/api/v1/orders").status_code == 403

    def test_pages_follow_each_other_without_gap_or_double(self, city: City) -> None:
        made = [WorkOrder.objects.get(request__number=city.report().json()["number"]).pk for _ in range(7)]
        desk, seen, after = city.desk(Role.DISPATCHER, city.root), [], ""
        while after is not None:
            page = desk.get(f"/api/v1/orders?limit=3&after={after}" if after else "/api/v1/orders?limit=3").json()
            seen += [order["id"] for order in page["orders"]]
            after = page["after"]
        assert seen == sorted(made, reverse=True)

    def test_it_finds_by_number_as_spoken_by_address_by_state_and_by_utility(self, city: City) -> None:
        number = city.report(address="梅园 3 号").json()["number"]
        city.report(utility="water", symptom="no_water", address="竹园 4 号")
        desk = city.desk(Role.DISPATCHER, city.root)

        def found(**asked: str) -> int:
            return len(desk.get("/api/v1/orders", asked).json()["orders"])

        assert found(q=numbers.spoken(number)) == found(q="梅园") == found(utility="water") == 1
        assert found(state="waiting,offered") == 2
        assert found(state="closed") == found(q="100%") == found(q="no_such") == 0

    @pytest.mark.parametrize(
        "asked",
        [
            {"after": "9" * 30},
            {"station": "9" * 30},
            {"limit": "-5"},
            {"limit": "9" * 30},
            {"q": "²" * 13},
            {"q": "①" * 13},
            {"state": ",,,"},
            {"q": "%_\\"},
        ],
    )
    def test_odd_questions_get_an_answer_not_a_fault(self, city: City, asked: dict[str, str]) -> None:
        city.report()
        assert city.desk(Role.DISPATCHER, city.root).get("/api/v1/orders", asked).status_code in (200, 422)


class TestContact:
    def test_it_is_masked_until_somebody_says_why_and_that_is_kept(self, city: City) -> None:
        order = city.order_at(city.north)
        desk = city.desk(Role.DISPATCHER, city.north)
        shown = desk.get(f"/api/v1/board/orders/{order.pk}").json()["request"]
        assert (shown["contact_name"], shown["contact_phone"]) == ("王**", "138****1234")
        answer = desk.post(f"/api/v1/orders/{order.pk}/reveal", {"reason": "到场前联系"}, "application/json")
        assert (answer.json()["contact_name"], answer.json()["contact_phone"]) == ("王小明", "13812341234")
        row = AuditRecord.objects.get(action="contact.reveal")
        assert (row.subject, row.facts["reason"]) == (f"order:{order.pk}", "到场前联系")
        assert Entry.objects.filter(stream=f"order:{order.pk}", kind="contact.revealed").exists()

    def test_no_receipt_keeps_it_and_a_key_opens_no_second_order(self, city: City) -> None:
        first, second = city.order_at(city.north), city.order_at(city.north, contact_name="李四", contact_phone="")
        desk = city.desk(Role.DISPATCHER, city.north)
        names = [
            desk.post(
                f"/api/v1/orders/{order.pk}/reveal",
                {"reason": "回访"},
                "application/json",
                headers={"Idempotency-Key": "k"},
            ).json()["contact_name"]
            for order in (first, second)
        ]
        assert names == ["王小明", "李四"]
        assert not any("13812341234" in str(row.answer) for row in Receipt.objects.all())

    @pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 403), (Role.REVIEWER, 403), (Role.TECHNICIAN, 403)])
    def test_who_needs_it_not_does_not_get_it(self, city: City, role: Role, status: int) -> None:
        order = city.order_at(city.north)
        answer = city.desk(role, city.north).post(
            f"/api/v1/orders/{order.pk}/reveal", {"reason": "好奇"}, "application/json"
        )
        assert answer.status_code == status
        assert not AuditRecord.objects.exists()

    def test_what_is_not_yours_answers_as_not_found(self, city: City) -> None:
        order = city.order_at(city.south)
        answer = city.desk(Role.DISPATCHER, city.north).post(
            f"/api/v1/orders/{order.pk}/reveal", {"reason": "回访"}, "application/json"
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
