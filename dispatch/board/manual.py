"""The manual: each clause of the trade's rule documents, the screen that carries it and the tests that prove it.

The clauses are a table (`manual_clauses`); a law under test sees to it that every screen answers and every test exists.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dispatch.board.manual_clauses import CLAUSES, DOCUMENTS, Clause
from dispatch.kernel import access, texts
from dispatch.kernel.pages import refusable
from dispatch.kernel.web import actor_of, language_of

for key, zh, en in [
    ("title", "使用手册：规则与实现", "Manual: the rules and where they live"),
    (
        "lead",
        "每一条业务规则，在哪个页面办理，由哪些测试验证。测试名相对于源代码目录。",
        "Every clause of the trade's rules: the screen where it is done, and the tests that prove it, by "
        "their names in the source.",
    ),
    ("clause", "条款", "Clause"),
    ("screen", "页面", "Screen"),
    ("tests", "测试", "Tests"),
    ("who", "谁办理", "Done by"),
    ("elsewhere", "产品之外", "Outside the product"),
    ("contents", "目录", "Contents"),
    ("print", "打印", "Print"),
]:
    texts.define(f"manual.{key}", zh=zh, en=en)


@dataclass(frozen=True)
class Shown:
    """A document with its clauses in the reader's language."""

    code: str
    title: str
    clauses: list[dict[str, object]]


@require_GET
@refusable
def show(request: HttpRequest) -> HttpResponse:
    """The whole manual on one page; open to everybody, as the rules are."""
    access.require(actor_of(request), "manual.read")
    language = language_of(request)
    documents = [
        Shown(code, title[language], [_shown(one, language) for one in CLAUSES if one.document == code])
        for code, title in DOCUMENTS.items()
    ]
    return render(request, "board/manual.html", {"documents": documents})


def _shown(clause: Clause, language: str) -> dict[str, object]:
    return {
        "words": clause.zh if language == "zh" else clause.en,
        "who": [texts.say(f"role.{role}", language) for role in clause.who],
        "screens": clause.screens,
        "tests": clause.tests,
    }
