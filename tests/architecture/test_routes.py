"""Every route asks who may: strangers, and accounts that hold no role, get nowhere but on the public list.

The requests are made from the API's own description, well-formed as far as it tells, so that a route that checks its
input before its caller is caught answering 422 to a stranger.
"""

import re
from typing import Any

import pytest
from django.test import Client

from dispatch.kernel.models import User
from dispatch.urls import api

# What anybody may call without an account. Adding to this list is a decision, not an oversight.
PUBLIC = {
    ("get", "/api/v1/session"),
    ("post", "/api/v1/session"),
    ("patch", "/api/v1/session"),
    ("delete", "/api/v1/session"),
    ("get", "/api/v1/catalogue"),
    ("post", "/api/v1/requests"),
    ("get", "/api/v1/track/{code}"),
    ("get", "/api/v1/cases/forms"),
    ("post", "/api/v1/cases"),
    ("post", "/api/v1/track/{code}/withdrawal"),
    ("get", "/api/v1/track/{code}/slots"),
    ("post", "/api/v1/track/{code}/appointment"),
    ("post", "/api/v1/track/{code}/feedback"),
    ("post", "/api/v1/track/{code}/urge"),
    ("post", "/api/v1/track/{code}/still-out"),
    ("get", "/api/v1/coverage/background"),
    ("get", "/api/v1/protocol.schema.json"),
}
DENIED = {401, 403, 404}

DESCRIPTION: dict[str, Any] = dict(api.get_openapi_schema())
ROUTES = sorted((method, path) for path, methods in DESCRIPTION["paths"].items() for method in methods)
GUARDED = [route for route in ROUTES if route not in PUBLIC]


FORMATS = {
    "date-time": "2026-01-05T04:00:00Z",
    "date": "2026-01-05",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def example(schema: dict[str, Any], depth: int = 0) -> Any:
    """A value that the schema accepts: its own example, else as small as can be, without optional members."""
    if "$ref" in schema:
        return example(DESCRIPTION["components"]["schemas"][schema["$ref"].rpartition("/")[2]], depth + 1)
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return example(schema[word][0], depth + 1)
    for word in ("example", "const", "default"):
        if word in schema:
            return schema[word]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    if kind == "object":
        needed = set(schema.get("required", []))
        return {name: example(part, depth + 1) for name, part in schema.get("properties", {}).items() if name in needed}
    if kind == "array":
        return [example(schema.get("items", {}), depth + 1)] * int(schema.get("minItems", 0))
    if kind == "string":
        if schema.get("format") in FORMATS:
            return FORMATS[schema["format"]]
        return "x" * int(schema.get("minLength", 1))
    return (
        {"integer": 1, "number": 1.5, "boolean": True, "null": None}[kind]
        if "minimum" not in schema
        else schema["minimum"]
    )


def ask(client: Client, method: str, path: str):
    """One well-formed request for a route."""
    operation = DESCRIPTION["paths"][path][method]
    query = {}
    for parameter in operation.get("parameters", []):
        if parameter.get("in") == "path":
            path = path.replace("{" + parameter["name"] + "}", str(example(parameter["schema"])))
        elif parameter.get("in") == "query" and parameter.get("required"):
            query[parameter["name"]] = example(parameter["schema"])
    path = re.sub(r"\{[^}]+\}", "1", path)
    content = operation.get("requestBody", {}).get("content", {})
    body = example(content["application/json"]["schema"]) if "application/json" in content else {}
    options = {"query_params": query} if query else {}
    if method == "get":
        return client.get(path, **options)
    return getattr(client, method)(path, data=body, content_type="application/json", **options)


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), GUARDED, ids=lambda part: part)
def test_a_stranger_gets_nowhere(method, path):
    answer = ask(Client(), method, path)
    assert answer.status_code in DENIED, (answer.status_code, answer.content[:300])
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), GUARDED, ids=lambda part: part)
def test_an_account_without_a_role_gets_nowhere(method, path):
    client = Client()
    client.force_login(User.objects.create_user("wang"))
    answer = ask(client, method, path)
    assert answer.status_code in DENIED, (answer.status_code, answer.content[:300])


def test_the_public_list_is_what_the_description_says():
    said = {(method, path) for method, path in ROUTES if {} in DESCRIPTION["paths"][path][method]["security"]}
    assert said == PUBLIC & set(ROUTES)


def test_what_is_public_exists():
    assert set(ROUTES) >= PUBLIC


def test_every_action_of_the_table_is_asked_for_somewhere():
    """An action that nothing asks for is either forgotten in the code or a leftover."""
    from dispatch.kernel.access_table import TABLE
    from repairs import lifecycle
    from tests.architecture.source import words

    said = {word for _, word in words()} | {f"order.{action}" for action in lifecycle.TABLE}
    # The catalogue, sessions and tickets are open to all; their rows say so to whoever reads the table.
    open_to_all = {"catalogue.read", "session.read", "ticket.follow"}
    assert sorted(set(TABLE) - said - open_to_all) == []
