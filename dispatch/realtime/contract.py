"""The contract with the front end, made from the types the server speaks: schema, TypeScript and catalogue.

The files are committed, so that the front end builds without Python; a test says when they are stale and
`manage.py export_contract` makes them anew.
"""

from functools import cache
from pathlib import Path
from typing import Any

import orjson
from django.urls import get_resolver

from coverage import trade
from dispatch.board.cards import BoardState
from dispatch.kernel import errors, texts
from dispatch.kernel.access_table import Role
from dispatch.realtime import protocol, vocabulary
from dispatch.realtime.audiences import OrderState, TicketState
from dispatch.realtime.shapes import Schema, Shapes, typescript
from field.cards import CrewState
from field.lifecycle import VisitState
from field.site_forms import catalogue as site_forms
from repairs import catalogue, causes, contacts, lifecycle, milestones, promises, suspension_rules

FOLDER = Path("frontend/shared/generated")
# Groups of words that the pages show.
SPOKEN = frozenset(
    [
        "alarm",
        "arrival_doubt",
        "arrival_hint",
        "arrival_reason",
        "business_type",
        "case_action",
        "case_clock",
        "case_field",
        "case_grade",
        "case_notice",
        "case_state",
        "cause",
        "cause_group",
        "channel",
        "clock",
        "contact_outcome",
        "decline_reason",
        "exhibit_kind",
        "exhibit_purpose",
        "extent",
        "hazard",
        "important_grade",
        "important_kind",
        "likeness",
        "milestone",
        "offer_answer",
        "ownership",
        "promise_keeping",
        "promise_reason",
        "reason",
        "reject_reason",
        "reopen_reason",
        "report_basis",
        "report_check",
        "report_field",
        "report_load",
        "report_measure",
        "report_urgency",
        "result",
        "reinforcement_state",
        "return_reason",
        "return_visit_kind",
        "return_visit_outcome",
        "return_visit_state",
        "return_visit_why",
        "role",
        "safety",
        "site_form",
        "site_form_choice",
        "site_form_fault",
        "site_form_item",
        "site_form_part",
        "site_form_unit",
        "skill",
        "state",
        "suspend_reason",
        "symptom",
        "tool",
        "technician_state",
        "ticket_reason",
        "todo",
        "utility",
        "visit_end",
        "visit_state",
        "withdrawal_reason",
        "application_state",
        "import",
        "withdrawal_verdict",
        "work_class",
    ]
)
# Refusals that the pages tell before anybody asks: why a decision or a merge is not open to the person.
SPOKEN_REFUSALS = ("problem.access.denied", "problem.withdrawal.", "problem.correction.", "problem.merge.")
STATES: dict[str, Any] = {"board": BoardState, "crew": CrewState, "ticket": TicketState, "order": OrderState}


@cache
def schema() -> Schema:
    """JSON Schema of every frame, of each audience's state, and of every event by audience."""
    shapes = Shapes()
    client = [shapes.of(frame) for frame in protocol.CLIENT_FRAMES]
    server = [shapes.of(frame) for frame in protocol.SERVER_FRAMES]
    for prefix, state in STATES.items():
        shapes.of(state)
        shapes.define(f"{prefix.title()}Entry", _entry(shapes, prefix))
    shapes.define("ClientFrame", {"description": "What a client may send.", "anyOf": client})
    shapes.define("ServerFrame", {"description": "What the server sends.", "anyOf": server})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "/api/v1/protocol.schema.json",
        "title": "Paidan socket protocol, version 1",
        "description": "Text frames over /ws/v1. Streams: board:<node>, crew:<technician>, ticket:<code>, order:<id>.",
        "anyOf": [{"$ref": "#/$defs/ClientFrame"}, {"$ref": "#/$defs/ServerFrame"}],
        "$defs": shapes.definitions,
        "streams": {
            prefix: {
                "state": {"$ref": f"#/$defs/{state.__name__}"},
                "entry": {"$ref": f"#/$defs/{prefix.title()}Entry"},
            }
            for prefix, state in STATES.items()
        },
    }


def _entry(shapes: Shapes, prefix: str) -> Schema:
    options = [
        {
            "type": "object",
            "properties": {
                "v": {"type": "integer"},
                "kind": {"enum": list(kinds)} if len(kinds) > 1 else {"const": kinds[0]},
                "at": {"type": "string"},
                "data": shapes.of(data),
            },
            "required": ["v", "kind", "at", "data"],
            "additionalProperties": False,
        }
        for kinds, data in vocabulary.EVENTS[prefix]
    ]
    return {"description": f"An entry of a stream {prefix}:….", "anyOf": options}


def words() -> dict[str, Any]:
    """Enumerations, the trade's catalogue, refusals and every sentence, in both languages."""
    _ = get_resolver().url_patterns  # Every module that answers is loaded, so every sentence is defined.
    return {
        "enumerations": {
            "utility": [member.value for member in trade.Utility],
            "work_class": [member.value for member in trade.WorkClass],
            "skill": [member.value for member in trade.Skill],
            "order_state": list(lifecycle.STATES),
            "order_action": list(lifecycle.TABLE),
            "visit_state": [member.value for member in VisitState],
            "role": [member.value for member in Role],
        },
        "catalogue": catalogue.as_json(),
        "problems": {code: problem.status for code, problem in sorted(errors.everything().items())},
        "texts": {key: dict(both) for key, both in sorted(texts.everything().items())},
    }


def files() -> dict[str, str]:
    """The generated files' texts by name."""
    lines = [
        "// Made by `manage.py export_contract` from the server's types. Do not edit.",
        "",
        typescript(schema()["$defs"]),
    ]
    return {
        "protocol.schema.json": _json(schema()),
        "protocol.ts": "\n".join(lines),
        "catalogue.json": _json(words()),
        "words.ts": _spoken(),
        "reports.ts": _reports(),
        "special.ts": _special(),
        "forms.ts": _forms(),
    }


def _spoken() -> str:
    """The words that the pages bundle, so that a code means the same sentence on both sides without a request.

    Sentences of server-rendered pages stay where they are rendered, and refusals come worded with the answer.
    """
    chosen = {
        key: dict(both)
        for key, both in sorted(texts.everything().items())
        if key.partition(".")[0] in SPOKEN or key.startswith(SPOKEN_REFUSALS)
    }
    head = "// Made by `manage.py export_contract` from the server's catalogue. Do not edit."
    return f"{head}\n\nexport const WORDS = {_json(chosen)}"


def _reports() -> str:
    """What a report may say, so that a phone without a line offers the causes of the utility and hints like the
    server's checks do."""
    parts = {
        "CAUSES_OF": causes.CAUSES_OF,
        "HINTS": causes.HINTS,
        "RESULTS": causes.RESULTS,
        "WORKED": causes.WORKED,
        "OWNERS": causes.OWNERS,
        "CONTACT_OUTCOMES": contacts.OUTCOMES,
        "PROMISE_REASONS": promises.REASONS,
        "PROMISES_AT_MOST": milestones.PROMISES_AT_MOST,
    }
    return _tables(parts)


def _special() -> str:
    """What a technician may say of a special situation, and what a fault may be called that is another utility's."""
    known = catalogue.SYMPTOMS.values()
    return _tables(
        {
            "PAUSES": [kind.code for kind in suspension_rules.KINDS.values() if kind.by_technician],
            "SYMPTOMS_OF": {
                utility.value: [symptom.code for symptom in known if symptom.utility == utility]
                for utility in trade.Utility
            },
            "DANGERS": [symptom.code for symptom in known if symptom.is_life_safety],
        }
    )


def _forms() -> str:
    """The forms to fill in at the place, so that a phone without a line shows and checks them."""
    return _tables({"FORMS": [form.as_json() for form in site_forms.FORMS]})


def _tables(parts: dict[str, Any]) -> str:
    head = "// Made by `manage.py export_contract` from the server's tables. Do not edit."
    rows = (f"export const {name} = {_json(value).rstrip()} as const" for name, value in parts.items())
    return "\n\n".join([head, *rows]) + "\n"


def _json(content: Any) -> str:
    return orjson.dumps(content, option=orjson.OPT_INDENT_2).decode() + "\n"


def write(root: Path) -> list[str]:
    """Write what is stale below `root`; gives the names of the files written."""
    written = []
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        path = folder / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            written.append(name)
    return written
