"""The manual says where each rule lives: its screens answer, its tests exist, in both languages."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from dispatch.board.manual_clauses import CLAUSES, DOCUMENTS
from dispatch.kernel import texts

ROOT = Path(__file__).parents[2]
CJK = re.compile(r"[\u3400-\u9fff]")


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.en[:40])
def test_a_clause_names_people_screens_and_tests_that_there_are(clause) -> None:
    assert clause.document in DOCUMENTS
    assert all(texts.knows(f"role.{role}") for role in clause.who) and clause.who
    assert bool(clause.screens) == bool(clause.tests), "what the product does not do names neither"
    for screen in clause.screens:
        try:
            resolve(screen)
        except Resolver404:
            pytest.fail(f"no page answers at {screen}")
    for test in clause.tests:
        path, _, name = test.partition("::")
        assert (ROOT / path).is_file(), f"there is no {path}"
        assert not name or f"def {name}(" in (ROOT / path).read_text()


@pytest.mark.django_db
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_everybody_reads_the_whole_manual_in_their_language(language: str) -> None:
    page = Client(headers={"accept-language": language}).get("/manual").content.decode()
    for title in DOCUMENTS.values():
        assert title[language].split("（")[0] in page
    assert page.count("<tr><td>") == len(CLAUSES)
    assert all(not CJK.search(clause.en) and CJK.search(clause.zh) for clause in CLAUSES)
