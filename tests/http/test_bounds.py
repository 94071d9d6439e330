"""Sizes and depths are bounded before anything is parsed; a hostile body costs next to nothing and never a 500."""

import json
import time

import pytest
from django.test import Client

from dispatch.kernel import bounds
from dispatch.kernel.errors import Refusal

SESSION = "/api/v1/session"


def refused(body: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        bounds.read_json(body)
    return refusal.value.code


class TestDepth:
    def test_forty_levels_pass_and_one_more_does_not(self):
        assert bounds.read_json(b"[" * 40 + b"]" * 40)
        assert refused(b"[" * 41 + b"]" * 41) == "input.too_deep"
        assert refused(b'{"a":' * 41 + b"1" + b"}" * 41) == "input.too_deep"

    def test_brackets_inside_words_do_not_count(self):
        words = {"note": "[" * 500 + '\\"' + "{" * 500, "list": [[]] * 100}
        assert bounds.read_json(json.dumps(words).encode()) == words

    def test_a_nul_is_refused_and_a_word_that_only_spells_it_is_not(self):
        assert refused(b'["\\u0000"]') == "input.not_json"
        assert refused(b'["\\\\\\u0000"]') == "input.not_json"
        assert bounds.read_json(b'["\\\\u0000"]') == ["\\u0000"]

    @pytest.mark.parametrize("end", [b'\\"', b"\\\\", b'\\\\\\"', b"\\u0022"])
    def test_escapes_do_not_hide_where_a_word_ends(self, end):
        body = b'["' + end + b'", ' + b"[" * 45 + b"]" * 45 + b"]"
        assert refused(body) in {"input.too_deep", "input.not_json"}

    @pytest.mark.parametrize(
        "body",
        [
            b"[" * 1_000_000,
            b"[" * 500_000 + b"]" * 500_000,
            b'{"a":' * 150_000,
            b'"' + b"\\" * 999_999,
            b'["' * 300_000,
            b'"' * 1_000_000,
            b"]" * 1_000_000,
            b'[1,"' + b'\\"[' * 300_000,
            b"\xff\xfe" * 400_000,
            b"",
            b"\x00",
            b"NaN",
            b"[1e999999]" + b" " * 100_000 + b"x",
            b"1" * 1_000_000,
        ],
        ids=lambda body: f"{body[:8]!r}x{len(body)}",
    )
    def test_hostile_bodies_are_refused_quickly(self, body):
        began = time.process_time()
        assert refused(body) in {"input.too_deep", "input.not_json"}
        assert time.process_time() - began < 2


class TestOverHttp:
    def test_a_body_that_says_it_is_too_large_is_not_read(self):
        answer = Client().post(SESSION, b" " * (bounds.BODY_BYTES + 1), "application/json")
        assert (answer.status_code, answer.json()["code"]) == (413, "input.too_large")
        assert answer.json()["facts"] == {"limit": bounds.BODY_BYTES}

    @pytest.mark.django_db
    @pytest.mark.parametrize("length", ["nonsense", "-5", "9" * 40])
    def test_a_length_that_is_none_breaks_nothing(self, length):
        answer = Client().post(SESSION, b"{}", "application/json", CONTENT_LENGTH=length)
        assert answer.status_code in {400, 403, 413, 422}

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            (b"[" * 100_000, 413, "input.too_deep"),
            (b"{", 400, "input.not_json"),
            (b'{"username": "\xff"}', 400, "input.not_json"),
            (b'{"username": "a", "password": "\\ud800"}', 400, "input.not_json"),
        ],
    )
    def test_refusals_come_as_problem_details(self, body, status, code):
        answer = Client().post(SESSION, body, "application/json")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("address", ["/api/v1/session?q=%00", "/api/v1/track/%00", "/track/%00"])
def test_an_address_that_no_row_can_hold_is_not_found(address):
    assert Client().get(address).status_code == 404


@pytest.mark.django_db
def test_an_import_may_be_larger_than_a_command():
    """2.5 MB is where Django would stop reading by itself."""
    body = json.dumps({"type": "FeatureCollection", "features": [], "note": "x" * 3_000_000})
    answer = Client().post("/api/v1/coverage/imports", body, "application/json")
    assert answer.status_code not in {413, 500}
