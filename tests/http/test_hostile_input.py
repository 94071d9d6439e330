"""No route answers 500 to what its description lets through, nor to what it does not: huge ids, odd times, odd numbers.

Walks the API's own description, so that a new route is tried too.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from coverage.models import Station
from dispatch.board.models import Alarm
from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from field.models import Visit
from repairs.models import WorkOrder
from tests.commands.lakeside import Lakeside

pytestmark = pytest.mark.django_db(transaction=True)

HUGE = 10**30
NUMBERS: list[Any] = [HUGE, -HUGE, str(HUGE), 2**63, -1, 0, "NaN", "Infinity", "-Infinity", 1e308, True, "９"]
TIMES = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00", 1e18, -1e18, "NaN", "24:00"]
CLOCK_TIMES = ["08:00+05:00", "23:59:60", "00:00", "20:00", -1]


@pytest.fixture
def clients(frozen) -> list[Client]:
    """Somebody with every role of a desk, and a technician."""
    town = Lakeside()
    for role in (Role.DISPATCHER, Role.ADMIN, Role.AGENT, Role.QUALITY):
        accounts.grant(town.he, role, town.city)
    visit = town.give(town.order(), town.zhou)
    assert visit.pk
    found = []
    for user in (town.he, town.zhou.user):
        client = Client(raise_request_exception=False)
        client.force_login(user)
        found.append(client)
    return found


def dumps(body: Any) -> bytes:
    """JSON as the wildest caller writes it: whole numbers of any length."""
    return json.dumps(body).encode()


def ids() -> dict[str, list[int]]:
    """Things that exist, for the routes to stumble over."""
    return {
        "order_id": list(WorkOrder.objects.values_list("pk", flat=True)),
        "visit_id": list(Visit.objects.values_list("pk", flat=True)),
        "station_id": list(Station.objects.values_list("pk", flat=True)),
        "alarm_id": list(Alarm.objects.values_list("pk", flat=True)),
    }


def filled(path: str, parameters: list[dict[str, Any]], known: dict[str, list[int]]) -> list[str]:
    """Addresses of a route at things that exist, and every action of it."""
    found = [path]
    for p in parameters:
        if p.get("in") == "path":
            choices = p["schema"].get("enum") or known.get(p["name"]) or [1]
            found = [address.replace("{" + p["name"] + "}", str(choice)) for address in found for choice in choices]
    return found


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    described = Client().get("/api/v1/openapi.json").json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, {**operation, "components": described["components"]["schemas"]}


def resolved(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    return schema


def plain(schema: dict[str, Any], components: dict[str, Any]) -> Any:
    """Something that the schema allows."""
    schema = resolved(schema, components)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return plain(schema[choice][0], components)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    match schema.get("type"):
        case "object":
            return {name: plain(part, components) for name, part in schema.get("properties", {}).items()}
        case "array":
            return [plain(schema.get("items", {"type": "string"}), components)]
        case "integer" | "number":
            return max(1, schema.get("minimum", 1))
        case "boolean":
            return False
        case "string" if schema.get("format") == "date-time":
            return "2026-01-05T04:00:00Z"
        case "string" if schema.get("format") == "time":
            return "08:00"
        case "string":
            return "x" * max(2, schema.get("minLength", 2))
    return None


def odd(schema: dict[str, Any], components: dict[str, Any]) -> Iterator[Any]:
    """Variants of a plain value with one odd part each."""
    schema = resolved(schema, components)
    for choice in ("anyOf", "oneOf", "allOf"):
        for option in schema.get(choice, []):
            yield from odd(option, components)
    match schema.get("type"):
        case "object":
            whole = plain(schema, components)
            yield whole
            for name, part in schema.get("properties", {}).items():
                for value in odd(part, components):
                    yield {**whole, name: value}
        case "array":
            for value in odd(schema.get("items", {}), components):
                yield [value]
        case "integer" | "number":
            yield from NUMBERS
        case "string" if schema.get("format") == "date-time":
            yield from TIMES
        case "string" if schema.get("format") == "time":
            yield from CLOCK_TIMES


def test_no_address_and_no_query_breaks_a_route(clients):
    broken = []
    for path, method, operation in operations():
        parameters, components = operation.get("parameters", []), operation["components"]
        asked = [p for p in parameters if p.get("in") == "query"]
        needed = {p["name"]: str(plain(p["schema"], components)) for p in asked if p.get("required")}
        at = [p["name"] for p in parameters if p.get("in") == "path" and "enum" not in p["schema"]]
        tries = [(n, needed) for n in NUMBERS] if at else []
        tries += [(1, {**needed, p["name"]: str(value)}) for p in asked for value in odd(p["schema"], components)]
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        body = dumps(plain(content["schema"], components)) if content else b"{}"
        for number, query in tries:
            for where in filled(path, parameters, {name: [number] for name in at}):
                for client in clients:
                    answer = client.generic(
                        method.upper(),
                        f"{where}?{urlencode(query)}",
                        body,
                        "application/json",
                        headers={"Idempotency-Key": f"{where}{query}"[:100]},
                    )
                    if answer.status_code >= 500:
                        broken.append((method, where, query, answer.content))
    assert broken == []


def test_no_body_breaks_a_route(clients):
    broken, tried = [], 0
    for path, method, operation in operations():
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if not content or path.endswith("/session"):
            continue
        for where in filled(path, operation["parameters"], ids()):
            for body in odd(content["schema"], operation["components"]):
                tried += 1
                for client in clients:
                    # With a key the body is fingerprinted, with none it goes straight on; both must hold.
                    headers = {"Idempotency-Key": f"try {tried}"} if tried % 2 else {}
                    answer = client.generic(method.upper(), where, dumps(body), "application/json", headers=headers)
                    if answer.status_code >= 500:
                        broken.append((method, where, body, answer.content))
                    elif answer.status_code >= 400:
                        assert answer["Content-Type"] == "application/problem+json"
    assert tried > 200
    assert broken == []


@pytest.mark.parametrize("said", TIMES, ids=str)
def test_a_phone_whose_clock_is_at_the_end_of_the_world_may_still_tap(frozen, said):
    town = Lakeside()
    visit = town.give(town.order(), town.zhou)
    phone, desk = Client(raise_request_exception=False), Client(raise_request_exception=False)
    phone.force_login(town.zhou.user)
    desk.force_login(town.he)
    body = {"device_at": said, "position": {"lon": 117.05, "lat": 31.05, "accuracy_m": "Infinity"}}
    assert phone.post(f"/api/v1/field/visits/{visit.pk}/accept", body, "application/json").status_code == 422
    body["position"] = {"lon": 117.05, "lat": 31.05, "accuracy_m": 5}
    for action in ("accept", "depart", "arrive"):
        answer = phone.post(f"/api/v1/field/visits/{visit.pk}/{action}", body, "application/json")
        assert answer.status_code in {200, 409, 422}, answer.content
    assert phone.get("/api/v1/field/me").status_code == 200
    assert desk.get(f"/api/v1/board/orders/{visit.order_id}").status_code == 200
    reading = {"items": [{"lon": 117.05, "lat": 31.05, "at": said, "heading": "Infinity"}]}
    assert phone.post("/api/v1/field/positions", reading, "application/json").status_code in {200, 422}
