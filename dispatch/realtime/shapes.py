"""Python types as JSON Schema (2020-12), and JSON Schema as TypeScript.

Only what frames and cards are made of: TypedDict, list, dict, Literal, enumerations, unions, the JSON scalars. A type
beyond that is a mistake and raises. Pydantic would do the first half, but takes TypedDict from `typing` only from
Python 3.12 on; the usual generator for the second half brings a formatter and a schema resolver along.
"""

import enum
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

Schema = dict[str, Any]

_SCALARS: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
}


class Shapes:
    """Collects the definitions that the described types need."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}
        self._types: dict[str, object] = {}

    def of(self, shape: Any) -> Schema:
        """The schema of a type; records become definitions and are referred to."""
        if shape is Any:
            return {}
        if shape in _SCALARS:
            return dict(_SCALARS[shape])
        if is_typeddict(shape):
            return self._record(shape)
        if isinstance(shape, type) and issubclass(shape, enum.StrEnum):
            return {"enum": [member.value for member in shape]}
        origin, args = get_origin(shape), get_args(shape)
        if origin is Literal:
            return {"const": args[0]} if len(args) == 1 else {"enum": list(args)}
        if origin is list:
            return {"type": "array", "items": self.of(args[0])}
        if origin is dict and args[0] is str:
            return {"type": "object", "additionalProperties": self.of(args[1])}
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.of(arg) for arg in args]}
        raise TypeError(f"frames and cards cannot hold {shape!r}")

    def define(self, name: str, schema: Schema) -> Schema:
        """A definition of one's own; gives the reference to it."""
        if self.definitions.setdefault(name, schema) != schema:
            raise TypeError(f"two shapes are called {name}")
        return {"$ref": f"#/$defs/{name}"}

    def _record(self, shape: Any) -> Schema:
        name = shape.__name__
        if self._types.setdefault(name, shape) is not shape:
            raise TypeError(f"two records are called {name}")
        reference = {"$ref": f"#/$defs/{name}"}
        if name in self.definitions:
            return reference
        record: Schema = {"type": "object"}
        self.definitions[name] = record
        # `dict.__doc__` stands in where a TypedDict says nothing.
        if shape.__doc__ and shape.__doc__ != dict.__doc__:
            record["description"] = " ".join(shape.__doc__.split())
        hints = get_type_hints(shape)
        record["properties"] = {field: self.of(hint) for field, hint in hints.items()}
        record["required"] = [field for field in hints if field in vars(shape)["__required_keys__"]]
        record["additionalProperties"] = False
        return reference


def typescript(definitions: Mapping[str, Schema]) -> str:
    """The definitions as exported TypeScript types, in their order."""
    return "\n".join(_declaration(name, schema) for name, schema in definitions.items())


def _declaration(name: str, schema: Schema) -> str:
    comment = f"/** {schema['description']} */\n" if "description" in schema else ""
    if "properties" in schema:
        return f"{comment}export interface {name} {_members(schema)}\n"
    return f"{comment}export type {name} = {_type(schema)}\n"


def _members(schema: Schema, indent: str = "") -> str:
    required = set(schema.get("required", ()))
    lines = [
        f"{indent}  {_key(field)}{'' if field in required else '?'}: {_type(shape, indent + '  ')}"
        for field, shape in schema["properties"].items()
    ]
    return "{\n" + "\n".join(lines) + f"\n{indent}}}"


def _key(field: str) -> str:
    return field if field.isidentifier() else f'"{field}"'


_WORDS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def _type(schema: Schema, indent: str = "") -> str:
    match schema:
        case {"$ref": str(reference)}:
            return reference.rsplit("/", 1)[1]
        case {"const": value}:
            return _literal(value)
        case {"enum": values}:
            return " | ".join(_literal(value) for value in values)
        case {"anyOf": options} | {"oneOf": options}:
            return " | ".join(dict.fromkeys(_type(option, indent) for option in options))
        case {"type": "array", "items": items}:
            inner = _type(items, indent)
            return f"({inner})[]" if " | " in inner else f"{inner}[]"
        case {"type": "object", "properties": _}:
            return _members(schema, indent)
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"Record<string, {_type(values, indent)}>"
        case {"type": str(word)}:
            return _WORDS[word]
    return "unknown"


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
