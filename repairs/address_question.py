"""What the report page asks back about a place, once: which of several is meant, or whether pin or address is right.

It never blocks: sent a second time the report goes through as it is, and life safety is not asked at all.
"""

from dataclasses import dataclass

from coverage.addresses import looking
from coverage.addresses.parsing import Parts
from dispatch.kernel import texts
from repairs.page_forms import ReportForm

CHOICES = 8
PIN, ADDRESS = "pin", "address"


@dataclass(frozen=True)
class Answer:
    """One answer: its value in the form, and its words."""

    value: str
    words: str


@dataclass(frozen=True)
class Question:
    """The sentence, and the answers to choose from; without any, the address itself should say more."""

    words: str
    answers: tuple[Answer, ...] = ()


def ask(form: ReportForm, speech: texts.Language) -> Question | None:
    """The question about a form's place, unless it was asked of this address already. Marks the form as asked."""
    if not form.address or form.asked == form.address:
        return None
    seen = _look(form)
    question = _which(seen, speech) or _disagree(seen, speech)
    if question is not None:
        form.asked = form.address
    return question


def _look(form: ReportForm) -> looking.Look:
    place = form.place
    return looking.look(form.address, *(place[:2] if place else (None, None)))


def _which(seen: looking.Look, speech: texts.Language) -> Question | None:
    reading = seen.named.reading
    if reading.parts is not None or reading.count < 2 or seen.named.place is not None:
        return None
    if reading.contradicts:
        return Question(texts.say("report.place.contradicts", speech))
    if reading.count > CHOICES:
        return Question(texts.say("report.place.which_city", speech))
    words = texts.say("report.place.which", speech)
    return Question(words, tuple(Answer(parts.adcode, said(parts)) for parts in reading.ambiguous))


def _disagree(seen: looking.Look, speech: texts.Language) -> Question | None:
    conflict = seen.conflict
    if conflict is None:
        return None
    pin = conflict.pin.name_en or conflict.pin.name if speech == "en" else conflict.pin.name
    parts = seen.named.reading.parts
    address = said(parts) if parts else (conflict.address.name if conflict.address else "")
    return Question(
        texts.say("report.place.disagree", speech, pin=pin, address=address),
        (
            Answer(PIN, texts.say("report.place.pin_right", speech, pin=pin)),
            Answer(ADDRESS, texts.say("report.place.address_right", speech, address=address)),
        ),
    )


def take_answer(form: ReportForm) -> None:
    """Write the answer into the form: the place that was chosen in front of the address, or the pin taken away."""
    if not form.meant or form.asked != form.address:
        return
    if form.meant == ADDRESS:
        form.lon = form.lat = form.accuracy_m = ""
        return
    chosen = next((one for one in _look(form).named.reading.ambiguous if one.adcode == form.meant), None)
    if chosen is not None:
        form.address = form.asked = f"{said(chosen)}{chosen.detail}"


def said(parts: Parts) -> str:
    """The divisions in one word: 江苏省南京市鼓楼区."""
    return "".join(dict.fromkeys(parts.names))
