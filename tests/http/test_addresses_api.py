"""Addresses over HTTP: parts while somebody types, and the points of a geocoder, each in WGS-84, or none."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import shapely
from django.test import Client

from coverage.addresses import asking
from coverage.addresses.asking import Breaker
from coverage.datums import from_wgs84
from coverage.models import GeocodeAnswer, Territory
from dispatch.kernel import accounts, clock, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import Node, User
from repairs.models import WorkOrder
from tests.http import geocoders
from tests.http.geocoders import GIVEN, Provider

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "郑州市中原区建设路18号"


@pytest.fixture
def city() -> Node:
    province = organisation.add_node(None, "province", "河南省", "Henan")
    node = organisation.add_node(province, "city", "郑州市", "Zhengzhou")
    organisation.add_node(node, "county", "中原区", "Zhongyuan")
    return node


@pytest.fixture
def agent(city: Node) -> Client:
    user = User.objects.create(username="an", display_name="安宁")
    accounts.grant(user, Role.AGENT, city)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setattr(asking, "_breakers", {})
    with geocoders.provider() as fake:
        monkeypatch.setenv("PAIDAN_GEOCODER_URL", fake.url)
        monkeypatch.setenv("PAIDAN_GEOCODER_KEY", "k3y")
        yield fake


def ask(client: Client, **body: Any) -> Any:
    return client.post("/api/v1/addresses/parse", {"text": ADDRESS, **body}, content_type="application/json")


def points(client: Client, **body: Any) -> list[dict[str, Any]]:
    answer = ask(client, points=True, **body)
    assert answer.status_code == 200
    return answer.json()["points"]


def test_the_parts_of_an_address_and_the_places_that_it_names(agent: Client) -> None:
    seen = ask(agent, city_hint="").json()
    assert seen["parts"] == {
        "province": "河南省",
        "city": "郑州市",
        "district": "中原区",
        "town": "",
        "detail": "建设路18号",
        "adcode": "410102",
    }
    assert ([node["name"] for node in seen["nodes"]], seen["conflict"], seen["points"]) == (["中原区"], None, [])


def test_ambiguous_names_come_as_candidates_and_a_hint_chooses(agent: Client) -> None:
    seen = ask(agent, text="鼓楼区中山路3号").json()
    assert (seen["parts"], len(seen["ambiguous"]), seen["candidates"]) == (None, 4, 4)
    assert ask(agent, text="鼓楼区中山路3号", city_hint="开封").json()["parts"]["city"] == "开封市"


@pytest.mark.parametrize("text", ["", "🔥" * 50, "中原区" * 600, "18 Jianshe Road", "<script>", "0" * 2000])
def test_whatever_is_typed_is_answered(agent: Client, text: str) -> None:
    assert ask(agent, text=text).status_code == 200


@pytest.mark.parametrize("body", [{"text": "a" * 10_000}, {"lon": 181, "lat": 0}, {"utility": "magic"}, {"text": None}])
def test_what_cannot_be_is_refused(agent: Client, body: dict[str, Any]) -> None:
    assert ask(agent, **body).status_code == 422


def test_whoever_takes_a_call_hears_with_the_answer_that_pin_and_address_disagree(agent: Client, city: Node) -> None:
    node = organisation.add_node(city, "county", "金水区", "Jinshui")
    Territory.objects.create(node=node, geometry=shapely.to_wkb(shapely.box(113.7, 34.7, 113.8, 34.9)), vertices=5)
    form = {
        "utility": "electricity",
        "symptom": "no_power",
        "address": ADDRESS,
        "place": {"lon": 113.75, "lat": 34.8},
        "contact_phone": "13800001111",
    }

    def sent(client: Client) -> Any:
        return client.post(
            "/api/v1/requests", form, content_type="application/json", headers={"Idempotency-Key": "c0nf1ict"}
        ).json()

    answer = sent(agent)
    assert answer["address"]["conflict"]["code"] == "other_place"
    assert answer["address"]["conflict"]["pin_node"]["name"] == "金水区"
    Territory.objects.all().delete()
    assert sent(agent) == answer, "the same key, the same answer"
    assert sent(Client())["address"] is None, "a customer is asked on the page, not by the answer"


def test_strangers_and_technicians_are_not_told(city: Node) -> None:
    assert ask(Client()).status_code == 401
    user = User.objects.create(username="tech")
    accounts.grant(user, Role.TECHNICIAN, city)
    technician = Client()
    technician.force_login(user)
    assert ask(technician).status_code == 403


# Geocoders


def test_without_a_configured_geocoder_nobody_is_asked(agent: Client, provider: Provider) -> None:
    assert points(agent) == []
    assert provider.asked == []


@pytest.mark.parametrize(
    ("name", "body", "path", "datum", "accuracy_m"),
    [
        ("nominatim", geocoders.NOMINATIM, "/search", "WGS-84", pytest.approx(22, abs=1)),
        ("amap", geocoders.AMAP, "/v3/geocode/geo", "GCJ-02", 50.0),
        ("baidu", geocoders.BAIDU, "/geocoding/v3/", "BD-09", 100.0),
        ("tianditu", geocoders.TIANDITU, "/geocoder", "WGS-84", None),
    ],
)
def test_each_provider_answers_in_its_datum_and_is_told_in_wgs84(
    agent: Client,
    provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    body: Any,
    path: str,
    datum: str,
    accuracy_m: Any,
) -> None:
    monkeypatch.setenv("PAIDAN_GEOCODER", name)
    provider.body = body
    (point,) = points(agent)
    assert (point["source"], point["datum"], point["accuracy_m"]) == (name, datum, accuracy_m)
    assert from_wgs84(point["lon"], point["lat"], datum) == pytest.approx(GIVEN, abs=1e-7)
    ((asked_path, asked),) = provider.asked
    assert asked_path == path
    assert any(ADDRESS in value for value in asked.values())


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("amap", {**geocoders.AMAP, "geocodes": geocoders.AMAP["geocodes"][1:]}),  # type: ignore[index]
        ("nominatim", geocoders.NOMINATIM[1:]),
        ("baidu", {"status": 0, "result": {"location": {"lng": 113.6, "lat": 34.7}, "confidence": 20}}),
        ("tianditu", {"msg": "无结果", "status": "0", "location": {}}),
    ],
)
def test_the_middle_of_a_district_is_no_address(
    agent: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch, name: str, body: Any
) -> None:
    monkeypatch.setenv("PAIDAN_GEOCODER", name)
    provider.body = body
    assert points(agent) == []


def test_the_same_question_is_asked_once_until_its_answer_expires(
    agent: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAIDAN_GEOCODER", "amap")
    provider.body = geocoders.AMAP
    assert points(agent) == points(agent)
    assert len(provider.asked) == 1
    GeocodeAnswer.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    points(agent)
    assert len(provider.asked) == 2
    assert points(agent, city_hint="开封")
    assert len(provider.asked) == 3, "another city is another question"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, {}),
        (403, {}),
        (429, {}),
        (200, b"<html>not JSON</html>"),
        (200, []),
        (200, {"status": "1", "geocodes": [{"level": "门牌号"}]}),
        (200, {"status": "1", "geocodes": [{"level": "门牌号", "location": "nowhere"}]}),
        (200, {"status": "1", "geocodes": "x"}),
        (200, {"status": "0", "info": "INVALID_USER_KEY", "infocode": "10001"}),
    ],
)
def test_a_provider_that_fails_costs_the_parts_nothing_and_is_left_alone_after_a_while(
    agent: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch, status: int, body: Any
) -> None:
    monkeypatch.setenv("PAIDAN_GEOCODER", "amap")
    provider.status, provider.body = status, body
    for _ in range(asking.FAILURES + 2):
        answer = ask(agent, points=True)
        assert (answer.status_code, answer.json()["points"]) == (200, [])
        assert answer.json()["parts"]["district"] == "中原区"
    assert len(provider.asked) == asking.FAILURES
    assert not GeocodeAnswer.objects.exists(), "a failure is no answer"


def test_a_provider_that_hangs_holds_nobody_longer_than_its_limit(
    agent: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAIDAN_GEOCODER", "amap")
    monkeypatch.setattr("coverage.addresses.geocoders.TIMEOUT_S", 0.2)
    provider.delay, provider.body = 1.5, geocoders.AMAP
    began = time.monotonic()
    assert points(agent) == []
    assert time.monotonic() - began < 1.2


def test_a_geocoder_that_is_not_complete_is_as_good_as_none(
    agent: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, key in (("amap", ""), ("unheard-of", "k3y")):
        monkeypatch.setenv("PAIDAN_GEOCODER", name)
        monkeypatch.setenv("PAIDAN_GEOCODER_KEY", key)
        assert points(agent) == []
        assert ask(agent).json()["geocoder"] == ""
    assert provider.asked == []


def test_a_breaker_rests_longer_with_every_failure_and_forgets_with_the_first_success() -> None:
    breaker = Breaker()
    for _ in range(asking.FAILURES):
        assert not breaker.is_open(100)
        breaker.failed(100)
    assert breaker.is_open(100 + asking.REST_S - 1)
    assert not breaker.is_open(100 + asking.REST_S)
    breaker.failed(200)
    assert breaker.is_open(200 + 2 * asking.REST_S - 1)
    for _ in range(40):
        breaker.failed(300)
    assert not breaker.is_open(300 + asking.REST_AT_MOST_S)
    breaker.worked()
    assert not breaker.is_open(300)


# The customer's page asks back, once


POWER = "/report/electricity/no_power/"


def page_form(client: Client, **more: str) -> dict[str, str]:
    page = client.get(more.pop("page", POWER)).content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    return {"key": key, "contact_phone": "13812345678", **more}


def asked_of(page: str) -> str:
    return page.split('name="asked" value="')[1].split('"')[0]


def test_a_name_of_several_places_is_asked_back_and_the_answer_completes_the_address(city: Node) -> None:
    reader = Client()
    form = page_form(reader, address="鼓楼区中山路3号")
    first = reader.post(POWER, form)
    page = first.content.decode()
    assert (first.status_code, WorkOrder.objects.count()) == (200, 0)
    assert "有几个地方叫这个名字" in page
    assert 'value="320106"' in page
    done = reader.post(POWER, {**form, "asked": asked_of(page), "meant": "410204"})
    assert done.status_code == 302
    assert WorkOrder.objects.get().address == "河南省开封市鼓楼区中山路3号"


def test_sent_again_without_an_answer_the_report_goes_through_as_it_is(city: Node) -> None:
    reader = Client()
    form = page_form(reader, address="鼓楼区中山路3号")
    page = reader.post(POWER, form).content.decode()
    assert reader.post(POWER, {**form, "asked": asked_of(page), "meant": "garbage"}).status_code == 302
    assert WorkOrder.objects.get().address == "鼓楼区中山路3号"


def test_a_pin_that_contradicts_the_address_is_asked_about_and_taken_away_when_the_address_is_right(city: Node) -> None:
    node = organisation.add_node(city, "county", "金水区", "Jinshui")
    Territory.objects.create(node=node, geometry=shapely.to_wkb(shapely.box(113.7, 34.7, 113.8, 34.9)), vertices=5)
    reader = Client()
    form = page_form(reader, address=ADDRESS, lon="113.75", lat="34.8", accuracy_m="12")
    page = reader.post(POWER, form).content.decode()
    assert "您标出的位置在金水区，地址写的是河南省郑州市中原区" in page
    assert reader.post(POWER, {**form, "asked": asked_of(page), "meant": "address"}).status_code == 302
    assert WorkOrder.objects.get().lon is None


@pytest.mark.parametrize(
    "more",
    [
        {"address": ADDRESS},
        {"address": "建设路18号"},
        {"address": "3 Lake Street, door 201"},
        {"address": "鼓楼区中山路3号", "hazards": "fire"},
        {"address": "鼓楼区中山路3号", "page": "/report/gas/smell_of_gas/"},
    ],
)
def test_a_clear_address_and_danger_to_life_are_not_asked_back(city: Node, more: dict[str, str]) -> None:
    reader = Client()
    form = page_form(reader, **more)
    assert reader.post(more.get("page", POWER), form).status_code == 302
