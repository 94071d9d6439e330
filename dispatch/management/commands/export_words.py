"""`manage.py export_words`: the server's words that the pages show, as a TypeScript table.

The pages bundle them, so that a code means the same sentence on both sides and needs no request to be read. A test
compares the file with the catalogue; `--check` does the same on the command line.
"""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from dispatch.kernel import texts

TARGET = Path("frontend/shared/generated/words.ts")
# Sentences of server-rendered pages stay where they are rendered, and refusals come worded with the answer.
GROUPS = (
    "alarm",
    "business_type",
    "cause",
    "channel",
    "clock",
    "decline_reason",
    "extent",
    "hazard",
    "reason",
    "return_reason",
    "safety",
    "skill",
    "state",
    "symptom",
    "technician_state",
    "utility",
    "visit_end",
    "visit_state",
    "work_class",
)
HEAD = "/** The server's words, written by `manage.py export_words`. Do not edit. */\n\nexport const WORDS = "


def written() -> str:
    """The file's text as the catalogue would have it now."""
    chosen = {key: dict(words) for key, words in sorted(texts.everything().items()) if key.partition(".")[0] in GROUPS}
    return f"{HEAD}{json.dumps(chosen, ensure_ascii=False, indent=2)}\n"


class Command(BaseCommand):
    help = "Write the server's words for the pages; --check only compares."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.BASE_DIR) / TARGET
        if not options["check"]:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(written(), encoding="utf-8")
        elif not target.is_file() or target.read_text(encoding="utf-8") != written():
            self.stderr.write(f"{TARGET}: run `python manage.py export_words`")
            sys.exit(1)
