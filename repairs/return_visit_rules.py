"""Which ended matters are visited back, how often one calls, and what is asked. Pure.

Lives at stake, complaints, opinions, and what had to be taken up again are always asked about; of the rest a policy's
share is. Whom the draw meets follows from the number alone: nobody can pick, and anybody can check it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from dispatch.kernel.errors import Refusal

GAS_LEAKS = ("smell_of_gas", "gas_pipe_damaged")
OUTCOMES = ("reached", "no_answer", "busy", "wrong_number")
ANSWER_LENGTH = 300


@dataclass(frozen=True)
class Why:
    """Why it is asked; of a drawn one the draw and the share it fell below."""

    code: str
    percent: int | None = None
    draw: int | None = None


def is_gas_leak(symptom: str, hazards: Iterable[str]) -> bool:
    """Every report of escaping gas is followed up (DOMAIN, gas), by whatever symptom it came."""
    return symptom in GAS_LEAKS or "gas_smell" in hazards


def draw_of(number: str, round_: int) -> int:
    """0 to 99, evenly, from a hash of the public number."""
    return int.from_bytes(sha256(f"{number}:{round_}".encode()).digest()[:8]) % 100


def why_asked(number: str, round_: int, *, is_gas_leak: bool, is_life_safety: bool, percent: float) -> Why | None:
    """Why an ended order is visited back; None where it is not."""
    if is_gas_leak:
        return Why("gas_leak")
    if is_life_safety:
        return Why("life_safety")
    if round_:
        return Why("reopened")
    draw = draw_of(number, round_)
    return Why("drawn", int(percent), draw) if draw < int(percent) else None


def counted(in_vain: Iterable[datetime], apart: timedelta) -> int:
    """How many calls in vain count: one soon after a counted one does not."""
    count, last = 0, None
    for at in sorted(in_vain):
        if last is None or at - last >= apart:
            count, last = count + 1, at
    return count


@dataclass(frozen=True)
class Question:
    """A line of the script: the text `visit_script.<key>`, and how it is answered."""

    key: str
    answer: Literal["", "yes_no", "stars", "text"] = ""


# What besides the common lines is asked, by utility or by kind.
_OF_UTILITY = {
    "electricity": Question("steady_power", "yes_no"),
    "water": Question("clear_water", "yes_no"),
    "gas": Question("appliances_work", "yes_no"),
    "heating": Question("warm_enough", "yes_no"),
}
_GAS = (Question("safe_now", "yes_no"), Question("knows_what_to_do", "yes_no"))


def script(kind: str, utility: str) -> list[Question]:
    """What to say and to ask, in its order."""
    if kind in ("complaint", "opinion"):
        middle = [Question("answer_understood", "yes_no"), Question("handled_in_time", "yes_no")]
    else:
        middle = [Question("on_time", "yes_no")]
        middle += [_OF_UTILITY[utility]] if utility in _OF_UTILITY else []
    return [
        Question("greeting"),
        *(_GAS if kind == "gas_leak" else ()),
        Question("solved", "yes_no"),
        *middle,
        Question("attitude", "stars"),
        Question("satisfaction", "stars"),
        Question("anything_else", "text"),
        Question("thanks"),
    ]


def check_answers(asked: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that fit the script. Refuses visit_back.answer_wrong for one that was not asked or does not fit."""
    kinds = {question.key: question.answer for question in asked if question.answer}
    for key, value in answers.items():
        fits = {
            "yes_no": isinstance(value, bool),
            "stars": isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5,
            "text": isinstance(value, str) and len(value) <= ANSWER_LENGTH,
        }
        if value is not None and not fits.get(kinds.get(key, ""), False):
            raise Refusal("visit_back.answer_wrong", key=key[:40])
    return {key: value for key, value in answers.items() if value not in (None, "")}
