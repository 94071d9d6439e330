"""Sentences and refusals: both languages or a failed start, and problem details that hold their shape."""

import pytest

from dispatch.kernel import errors, texts
from dispatch.kernel.errors import Refusal


class TestTexts:
    def test_facts_are_filled_in_and_a_missing_one_is_a_dash(self):
        assert texts.say("problem.input.too_large", "en", limit=10) == "This is too large: 10 bytes at most."
        assert "–" in texts.say("problem.input.too_large", "en")

    def test_facts_are_words_and_never_templates(self):
        said = texts.say("problem.command.stale", "en", changed_by="{limit.__class__}", state="{0}")
        assert said.startswith("{limit.__class__} changed this first (it is now {0})")

    @pytest.mark.parametrize("words", [{"zh": "", "en": "x"}, {"zh": "x", "en": ""}])
    def test_a_text_that_lacks_a_language_fails_the_start(self, words):
        with pytest.raises(ValueError, match="lacks a language"):
            texts.define("test.half", **words)

    def test_a_key_keeps_its_words(self):
        texts.define("field.missing", zh="请填写这一项。", en="This is needed.")
        with pytest.raises(ValueError, match="twice"):
            texts.define("field.missing", zh="别的", en="Something else")

    @pytest.mark.parametrize(
        ("header", "language"),
        [
            ("", "zh"),
            ("en", "en"),
            ("en-GB,en;q=0.9", "en"),
            ("de-DE,de;q=0.9,en;q=0.8,zh;q=0.7", "en"),
            ("en;q=0.3, zh-CN;q=0.9", "zh"),
            ("fr", "zh"),
            ("*", "zh"),
            ("en;q=nonsense,zh", "zh"),
            (";;;,,,=,q", "zh"),
            ("x" * 100_000 + ",en", "zh"),
        ],
    )
    def test_the_language_is_the_first_one_asked_for_that_we_speak(self, header, language):
        assert texts.negotiate(header) == language


class TestRefusals:
    def test_problem_details_say_it_in_words_and_in_facts(self):
        refusal = Refusal("busy", retry_after=3)
        assert refusal.as_problem("en") == {
            "type": "/problems/busy",
            "title": "Busy right now. Try again in 3 s.",
            "status": 503,
            "code": "busy",
            "facts": {"retry_after": 3},
        }
        assert refusal.as_problem("zh")["title"] == "系统正忙，请在 3 秒后再试。"
        assert refusal.retry_after == 3

    def test_a_code_that_was_never_defined_is_a_programming_mistake(self):
        with pytest.raises(KeyError):
            Refusal("order.exploded")

    def test_a_code_keeps_its_status(self):
        with pytest.raises(ValueError, match="twice"):
            errors.define(
                "busy",
                500,
                zh="系统正忙，请在 {retry_after} 秒后再试。",
                en="Busy right now. Try again in {retry_after} s.",
            )
