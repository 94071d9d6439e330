"""Every sentence in both languages, every fact that it names given, every key that is asked for known."""

import ast
import re
import string

import pytest

from dispatch import urls as _roof  # noqa: F401  loads every storey's words
from dispatch.kernel import errors, texts
from tests.architecture.source import APPS, ROOT, calls, modules

CJK = re.compile(r"[\u3400-\u9fff]")
# Words that stand in the other language on purpose: each language names the other, and our name is our name.
EITHER = {"page.language", "page.language.label", "brand"}


def facts_of(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


@pytest.mark.parametrize("key", sorted(texts.everything()))
def test_a_text_says_the_same_in_both_languages(key):
    zh, en = texts.everything()[key]["zh"], texts.everything()[key]["en"]
    assert zh.strip() == zh and en.strip() == en
    if key not in EITHER:
        assert not CJK.search(en.replace("派单", "")), "Chinese in the English words"
    # The order may differ between languages, the facts may not.
    assert facts_of(zh) == facts_of(en)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", fact) for fact in facts_of(zh)), "a fact is a plain name"


def test_every_code_has_its_sentence_and_a_status_that_refuses():
    for code, problem in errors.everything().items():
        assert texts.knows(f"problem.{code}")
        assert 400 <= problem.status < 600
        assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", code), code


def test_every_refusal_uses_a_known_code_and_gives_the_facts_of_its_sentence():
    wrong = []
    for where, call, name in calls():
        if name.rpartition(".")[2] != "Refusal" or not call.args:
            continue
        codes = [
            node.value
            for node in ast.walk(call.args[0])
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        given = {keyword.arg for keyword in call.keywords}
        for code in codes:
            if "." not in code and code not in errors.everything():
                continue
            if code not in errors.everything():
                wrong.append(f"{where} unknown code {code}")
            elif None not in given and (missing := facts_of(texts.everything()[f"problem.{code}"]["zh"]) - given):
                wrong.append(f"{where} {code} lacks {sorted(missing)}")
    assert wrong == []


def test_every_code_is_used_somewhere():
    used = {
        node.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] != "define"
        for node in ast.walk(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(set(errors.everything()) - used) == []


def test_every_text_that_code_asks_for_exists():
    asked = {
        (where, call.args[0].value)
        for where, call, name in calls()
        if name.endswith("texts.say") and call.args and isinstance(call.args[0], ast.Constant)
    }
    assert [one for one in sorted(asked) if not texts.knows(one[1])] == []


def test_every_text_that_a_template_asks_for_exists():
    missing = []
    for app in APPS:
        for path in (ROOT / app).rglob("templates/**/*.html"):
            for key, more in re.findall(r'{%\s*t\s+"([^"]+)"\s*([^%]*)%}', path.read_text()):
                by_parts = more.strip() and "=" not in more.split()[0]
                known = any(k.startswith(key) for k in texts.everything()) if by_parts else texts.knows(key)
                if not known:
                    missing.append(f"{path.relative_to(ROOT)} {key}")
    assert missing == []
