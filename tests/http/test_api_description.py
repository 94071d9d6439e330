"""The API's description: valid OpenAPI 3.1, complete in what routes share, shown without anything from outside."""

import re
from collections import Counter
from enum import Enum
from typing import get_args

import pytest
from django.test import Client
from ninja import Schema
from openapi_spec_validator import OpenAPIV31SpecValidator

from dispatch.kernel import errors

WRITES = {"post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def description():
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def operations(description):
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_it_is_valid(description):
    assert description["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(description).validate()


def test_operation_ids_are_unique_and_every_route_says_what_it_does(description):
    ids = [operation["operationId"] for _, _, operation in operations(description)]
    assert len(ids) == len(set(ids))
    assert [path for path, _, operation in operations(description) if not operation.get("summary")] == []


def test_every_code_of_a_refusal_is_listed(description):
    codes = description["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
    assert codes == sorted(errors.everything())


def test_every_route_says_who_may_ask_and_how_it_refuses(description):
    schemes = description["components"]["securitySchemes"]
    assert schemes["key"] == {"type": "http", "scheme": "bearer", "description": schemes["key"]["description"]}
    assert schemes["session"]["name"] == "sessionid"
    for path, method, operation in operations(description):
        person = {"session": [], "csrf": []} if method in WRITES else {"session": []}
        assert operation["security"][:2] == [person, {"key": []}], path
        assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}, path


def test_every_write_may_be_repeated_with_a_key_and_names_its_conflicts(description):
    for path, method, operation in operations(description):
        keys = [
            one for one in operation.get("parameters", []) if one == {"$ref": "#/components/parameters/IdempotencyKey"}
        ]
        assert len(keys) == (method in {"post", "put", "patch"}), (method, path)
        if method in WRITES:
            assert {"409", "422", "503"} <= set(operation["responses"]), path


def test_the_page_brings_everything_from_here():
    answer = Client().get("/api/docs")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert re.findall(r'(?:src|href)="(?!/)', page) == []
    inline = re.findall(r"<script(?![^>]*(?:src=|application/json))", page)
    assert inline == [] and "style=" not in page and "<style" not in page
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        assert Client().get(address).status_code == 200, address


@pytest.mark.parametrize(("language", "title"), [("zh", "接口说明"), ("en", "The API")])
def test_the_page_has_its_title_in_both_languages(language, title):
    assert title in Client().get("/api/docs", headers={"Accept-Language": language}).content.decode()


def test_no_two_shapes_share_a_name(description):
    """The description keeps one shape a name: a second one of the same name would stand for the first."""

    def below(schema):
        return {one for kind in schema.__subclasses__() for one in (kind, *below(kind))}

    def choices(annotation):
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            yield annotation
        for part in get_args(annotation):
            yield from choices(part)

    ours = {
        kind
        for kind in below(Schema)
        if kind.__module__.partition(".")[0] in {"coverage", "dispatch", "field", "repairs"}
    }
    shapes = ours | {one for kind in ours for field in kind.model_fields.values() for one in choices(field.annotation)}
    names = Counter(kind.__name__ for kind in shapes)
    assert [name for name, count in names.items() if count > 1] == []
