"""Whoever reads the page of limits reads words: every limit has a name of its own or its family's, and a place."""

import re

from django.conf import settings

from repairs.policy_seed import SEED

FOLDER = settings.BASE_DIR / "frontend" / "console" / "desks" / "policies"
NAME = re.compile(r'^  "limit\.([^"]+)": \{ zh: "[^"]+", en: "[^"]+" \}', re.M)


def test_every_limit_has_a_name():
    named = set(NAME.findall((FOLDER / "names.ts").read_text()))
    parts = {seed.code: seed.code.split(".") for seed in SEED}
    unnamed = {
        code for code, words in parts.items() if not named & {".".join(words[:end]) for end in range(1, len(words) + 1)}
    }
    assert unnamed == set()


def test_every_family_of_limits_is_about_something():
    themes = (FOLDER / "themes.ts").read_text().partition("as const")[0]
    listed = re.findall(r'"([a-z_]+)"', themes)
    assert {seed.code.partition(".")[0] for seed in SEED} - set(listed) == set()
    assert len(listed) == len(set(listed)), "a family is listed once"
