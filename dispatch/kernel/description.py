"""What the API's description says of every route alike: who may ask, keys of repetition, and how a refusal looks.

Routes say what is their own; this adds the rest, so that no route can forget it.
"""

from typing import Any

from django.conf import settings
from ninja import NinjaAPI

from dispatch.kernel import errors

WRITES = ("post", "put", "patch", "delete")
REPEATABLE = ("post", "put", "patch")

# What a route adds as `openapi_extra` when a stranger may call it.
PUBLIC: dict[str, Any] = {"security": [{}]}

ABOUT = """
Field-service dispatch for electricity, water, gas and heating · 电、水、气、热抢修派单

**Times** are ISO 8601 in UTC. **Coordinates** are longitude, latitude; WGS-84 unless a datum is given.

**Who asks.** People carry a session cookie, and on writes the CSRF token that `GET /api/v1/session` gives, as
`X-CSRFToken`. Integrations carry an API key: `Authorization: Bearer pd_…`. What a role reaches is decided per node of
the organisation tree; what lies outside answers 404, as if it did not exist.

**Repeating.** A write may carry an `Idempotency-Key`. The same key with the same content gives the same answer for 30
days and happens once; with other content it is refused with `command.key_reused`.

**Heads.** Answers to writes carry `heads`, the newest version of every stream that the write moved, so that a client of
the socket knows when its own change has arrived.

**Refusals** are problem details (RFC 9457) with a stable `code`, its `facts`, and a sentence in the asker's language
(`Accept-Language`: zh or en).
""".strip()

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "Problem details after RFC 9457.",
    "required": ["type", "title", "status", "code", "facts"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["/problems/command.stale"]},
        "title": {"type": "string", "description": "One sentence in the asker's language."},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable; the one to decide by."},
        "facts": {"type": "object", "additionalProperties": True, "description": "What the sentence names."},
    },
}

SECURITY: dict[str, Any] = {
    "session": {"type": "apiKey", "in": "cookie", "name": "", "description": "A person's session."},
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRFToken",
        "description": "On writes beside the session; `GET /api/v1/session` gives it.",
    },
    "key": {"type": "http", "scheme": "bearer", "description": "The API key of an integration."},
}

IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 100},
    "description": "A name for this attempt, made by the caller; repeat it when no answer came.",
}

RETRY_AFTER: dict[str, Any] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}


class DescribedAPI(NinjaAPI):
    """The API with the common part of its description filled in."""

    def get_openapi_schema(self, **how: Any) -> Any:
        schema = super().get_openapi_schema(**how)
        complete(schema)
        return schema


def complete(schema: dict[str, Any]) -> None:
    """Add to an OpenAPI 3.1 document, in place, what all routes have in common."""
    components = schema.setdefault("components", {})
    codes = errors.everything()
    problem = {**PROBLEM, "properties": {**PROBLEM["properties"], "code": {**PROBLEM["properties"]["code"]}}}
    problem["properties"]["code"]["enum"] = sorted(codes)
    components.setdefault("schemas", {})["Problem"] = problem
    components["securitySchemes"] = {
        **SECURITY,
        "session": {**SECURITY["session"], "name": settings.SESSION_COOKIE_NAME},
    }
    components["parameters"] = {"IdempotencyKey": IDEMPOTENCY_KEY}
    components["responses"] = {
        "Problem": _answer("Refused."),
        "Conflict": _answer("Somebody was first (`command.stale`), or the key was used (`command.key_reused`)."),
        "Invalid": _answer("Something in it is not right (`input.invalid`); `facts.errors` names the fields."),
        "Busy": {**_answer("Not now; nothing was changed."), "headers": RETRY_AFTER},
    }
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            _complete_operation(method, operation)


def _complete_operation(method: str, operation: dict[str, Any]) -> None:
    writes = method in WRITES
    person: dict[str, list[str]] = {"session": [], "csrf": []} if writes else {"session": []}
    operation["security"] = [person, {"key": []}, *([{}] if {} in operation.get("security", []) else [])]
    responses = operation.setdefault("responses", {})
    if writes:
        responses.setdefault(409, {"$ref": "#/components/responses/Conflict"})
        responses.setdefault(422, {"$ref": "#/components/responses/Invalid"})
        responses.setdefault(503, {"$ref": "#/components/responses/Busy"})
    responses.setdefault("default", {"$ref": "#/components/responses/Problem"})
    if method in REPEATABLE:
        operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/IdempotencyKey"})


def _answer(description: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "content": content}
