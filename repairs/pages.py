"""The customer's pages that report a fault, whole without script.

Whoever reports through these pages does so as a customer, logged in or not, so the form needs no cookie: a browser
that refuses cookies must not keep somebody from reporting a smell of gas. The form's own key makes sending it twice
harmless.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods
from pydantic import ValidationError

from coverage.trade import Utility
from dispatch.kernel import actors, texts
from dispatch.kernel.errors import Refusal
from dispatch.kernel.pages import not_found, refusable, remember_language
from dispatch.kernel.web import field_errors, language_of, origin_of
from repairs import address_question, cards, catalogue, lane, numbers, page_forms, storm_state
from repairs import page_texts as _words  # noqa: F401  the words must be defined before a template asks
from repairs.api import count_anonymous
from repairs.intake import IntakeForm
from repairs.page_forms import ReportForm
from repairs.ticket_pages import order_of, unlisted, words_of


@dataclass(frozen=True)
class Choice:
    """One thing to choose, in the reader's language, with the safety words that choosing it calls for."""

    code: str
    name: str
    is_life_safety: bool = False
    safety: tuple[str, ...] = ()


@require_GET
def choose_utility(request: HttpRequest) -> HttpResponse:
    speech = language_of(request)
    notices = [
        (storm.node.name_en or storm.node.name, storm.notice_en)
        if speech == "en"
        else (storm.node.name, storm.notice_zh)
        for storm in storm_state.on()
    ]
    shown = {"utilities": [utility.value for utility in Utility], "notices": notices}
    return render(request, "customer/choose_utility.html", shown)


@require_GET
def choose_symptom(request: HttpRequest, utility: str) -> HttpResponse:
    """What is wrong; the dangerous ones first."""
    speech = language_of(request)
    found = [symptom for symptom in catalogue.SYMPTOMS.values() if symptom.utility == utility]
    if not found:
        return not_found(request)
    choices = [
        Choice(symptom.code, texts.say(f"symptom.{symptom.code}", speech), symptom.is_life_safety)
        for symptom in sorted(found, key=lambda symptom: not symptom.is_life_safety)
    ]
    title = texts.say("report.choose_symptom", speech, utility=texts.say(f"utility.{utility}", speech))
    return render(request, "customer/choose_symptom.html", {"utility": utility, "title": title, "symptoms": choices})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
@refusable
def report(request: HttpRequest, utility: str, symptom: str) -> HttpResponse:
    """The form, under the safety words of the symptom; what was typed stays when something is wrong with it."""
    known = catalogue.SYMPTOMS.get(symptom)
    if known is None or known.utility != utility:
        return redirect(f"/report/{utility}/") if utility in set(Utility) else not_found(request)
    if request.method == "GET":
        return _show_form(request, known, page_forms.blank())
    form = page_forms.read(request.POST, request.POST.getlist("hazards"))
    if request.POST.get("clear_place"):
        form.lon = form.lat = form.accuracy_m = ""
        return _show_form(request, known, form)
    if (chosen := request.POST.get("language")) in texts.LANGUAGES:
        request.language = texts.as_language(chosen)  # type: ignore[attr-defined]
        response = _show_form(request, known, form)
        remember_language(response, chosen)
        return response
    if not page_forms.judge(form, language_of(request), catalogue.EXTENTS, catalogue.HAZARDS):
        return _show_form(request, known, form, 422)
    address_question.take_answer(form)
    if not known.is_life_safety and not set(form.hazards) & set(catalogue.LIFE_HAZARDS):
        question = address_question.ask(form, language_of(request))
        if question is not None:
            return _show_form(request, known, form, question=question)
    try:
        answer = _take(request, known, form)
    except Refusal as refusal:
        form.errors = _errors_of(refusal, language_of(request))
        if refusal.code == "command.key_reused":
            form.key = page_forms.blank().key
        return _show_form(request, known, form, refusal.status, refusal.retry_after)
    return redirect(f"/report/done/{answer['tracking_code']}")


@never_cache
@require_GET
@refusable
def done(request: HttpRequest, code: str) -> HttpResponse:
    """The number to say over the phone and the link to keep; safe to reload."""
    order = order_of(request, code)
    if order is None:
        return not_found(request)
    view = cards.ticket(order)
    shown = {
        "ticket": view,
        "code": order.request.tracking_code,
        "spoken": numbers.spoken(view["number"]),
        "safety": words_of(view["safety"], language_of(request)),
        "is_life_safety": order.is_life_safety,
        "track_url": request.build_absolute_uri(f"/track/{order.request.tracking_code}"),
    }
    return unlisted(render(request, "customer/done.html", shown))


def _take(request: HttpRequest, symptom: catalogue.Symptom, form: ReportForm) -> dict[str, Any]:
    origin, speech = origin_of(request), language_of(request)
    try:
        wanted = IntakeForm.model_validate(page_forms.as_request(form, symptom.utility, symptom.code, speech))
    except ValidationError as error:
        raise Refusal("input.invalid", errors=field_errors(error.errors(), speech)) from error
    count_anonymous(origin, is_life_safety=catalogue.is_life_safety(symptom, wanted.hazards))
    return lane.take(actors.customer(origin, speech), wanted, form.key)


def _show_form(
    request: HttpRequest,
    symptom: catalogue.Symptom,
    form: ReportForm,
    status: int = 200,
    retry_after: int | None = None,
    question: address_question.Question | None = None,
) -> HttpResponse:
    speech = language_of(request)
    shown = {
        "utility": symptom.utility.value,
        "symptom": Choice(symptom.code, texts.say(f"symptom.{symptom.code}", speech), symptom.is_life_safety),
        "safety": words_of(symptom.safety, speech),
        "is_life_safety": symptom.is_life_safety,
        "form": form,
        "question": question,
        "extents": [Choice(code, texts.say(f"extent.{code}", speech)) for code in catalogue.EXTENTS],
        "hazards": [_hazard(code, symptom, speech) for code in catalogue.HAZARDS],
    }
    response = render(request, "customer/report.html", shown, status=status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def _hazard(code: str, symptom: catalogue.Symptom, speech: texts.Language) -> Choice:
    """A hazard with the words that the symptom has not already said above."""
    fresh = [key for key in catalogue.HAZARD_SAFETY.get(code, ()) if key not in symptom.safety]
    return Choice(code, texts.say(f"hazard.{code}", speech), safety=tuple(words_of(fresh, speech)))


def _errors_of(refusal: Refusal, speech: texts.Language) -> dict[str, str]:
    """A refusal of the command, beside the fields it names where it names some, else above the form."""
    if refusal.code == "command.key_reused":
        return {"form": texts.say("report.sent_before", speech)}
    found = refusal.facts.get("errors")
    named = {
        str(error["field"]).rsplit(".", 1)[-1]: str(error.get("message") or texts.say("report.choice.bad", speech))
        for error in (found if isinstance(found, list) else [])
        if isinstance(error, dict) and "field" in error
    }
    for inner, shown in (("lon", "address"), ("lat", "address"), ("place", "address")):
        if inner in named:
            named.setdefault(shown, named.pop(inner))
    known = {"address", "extent", "hazards", "description", "contact_name", "contact_phone"}
    return named if named.keys() & known else {"form": refusal.sentence(speech)}
