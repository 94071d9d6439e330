"""The customer's pages for cases, whole without script: choose, fill in, keep the code, follow, ask to handle again.

Whoever comes here acts as a customer, logged in or not; the form's own key makes sending it twice harmless.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from coverage.trade import Utility
from dispatch.kernel import accounts, actors, clock, commands, texts
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.pages import not_found, refusable, remember_language
from dispatch.kernel.web import field_errors, language_of, origin_of
from repairs import numbers, ticket_pages
from repairs.api import case_of, count_anonymous
from repairs.cases import cards, catalogue, limits, page_forms, steps, taking, verbs
from repairs.cases import page_texts as _words  # noqa: F401  the words must be defined before a template asks
from repairs.cases.catalogue import FORMS, Form
from repairs.cases.forms import CaseForm
from repairs.cases.page_forms import Typed
from repairs.models import Case
from repairs.ticket_pages import instant, unlisted

# What the customer may find fault with: there is an answer.
HAS_RESULT = ("answered", "fed_back", "closed")


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    return render(request, "customer/choose_service.html", {"kinds": list(FORMS)})


@csrf_exempt
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@refusable
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of one business type; what was typed stays when something is wrong with it."""
    form = FORMS.get(kind)
    if form is None:
        return not_found(request)
    if request.method == "GET":
        return _show(request, form, page_forms.blank(request.GET.get("utility", "")[:12]))
    typed = page_forms.read(request.POST, form)
    if (chosen := request.POST.get("language")) in texts.LANGUAGES:
        request.language = texts.as_language(chosen)  # type: ignore[attr-defined]
        response = _show(request, form, typed)
        remember_language(response, chosen)
        return response
    speech = language_of(request)
    page_forms.judge(typed, form, speech)
    try:
        answer = _take(request, form, typed)
    except Refusal as refusal:
        if refusal.code == "command.key_reused":
            typed.key = page_forms.blank().key
            typed.errors["form"] = texts.say("service.sent_before", speech)
        elif not (page_forms.take_errors(typed, refusal.facts.get("errors")) or typed.errors):
            typed.errors["form"] = refusal.sentence(speech)
        return _show(request, form, typed, refusal.status, refusal.retry_after)
    return redirect(f"/service/done/{answer['tracking_code']}")


def _take(request: HttpRequest, form: Form, typed: Typed) -> dict[str, Any]:
    origin, speech = origin_of(request), language_of(request)
    actor = actors.customer(origin, speech)
    said = page_forms.as_case(typed, form, speech)
    if typed.errors:
        # The choices that are missing are told together with everything else that is.
        said["utility"] = said["utility"] if "utility" not in typed.errors else Utility.ELECTRICITY.value
        taking.check(actor, CaseForm.model_validate(said))
        raise Refusal("input.invalid", errors=[])
    try:
        wanted = CaseForm.model_validate(said)
    except ValidationError as error:
        raise Refusal("input.invalid", errors=field_errors(error.errors(), speech)) from error
    taking.check(actor, wanted)
    count_anonymous(origin)
    return taking.take(actor, wanted, typed.key)


def _show(
    request: HttpRequest, form: Form, typed: Typed, status: int = 200, retry_after: int | None = None
) -> HttpResponse:
    speech = language_of(request)
    shown = {
        "kind": form.business_type,
        "form": form,
        "typed": typed,
        "values": typed.texts,
        "questions": [_question(one, typed, speech) for one in form.fields if one.kind != "bool"],
        "papers": [_question(one, typed, speech) for one in form.fields if one.kind == "bool"],
        "utilities": [(one.value, texts.say(f"utility.{one.value}", speech)) for one in Utility],
        "notices": [texts.say(f"case_notice.{key}", speech) for key in form.notices],
        "limits": limits.in_words(form, speech, typed.utility if typed.utility in set(Utility) else ""),
    }
    response = render(request, "customer/service.html", shown, status=status)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def _question(one: catalogue.Field, typed: Typed, speech: str) -> dict[str, Any]:
    paper = f"service.paper_for.{one.name.removeprefix('paper_')}"
    return {
        "name": one.name,
        "post_name": page_forms.PREFIX + one.name,
        "kind": one.kind,
        "is_required": one.is_required,
        "label": texts.say(f"case_field.{one.name}", speech),
        "hint": texts.say(paper, speech) if texts.knows(paper) else "",
        "value": typed.answers.get(one.name, ""),
        "error": typed.errors.get(one.name, ""),
        "choices": [(code, texts.say(f"case_choice.{one.name}.{code}", speech)) for code in one.choices],
        "limit": catalogue.LENGTHS.get(one.kind),
    }


@never_cache
@require_GET
@refusable
def done(request: HttpRequest, code: str) -> HttpResponse:
    """The code to keep, and all that is still missing; safe to reload."""
    case = _found(request, code)
    if case is None:
        return not_found(request)
    speech = language_of(request)
    shown = {
        "case": case,
        "code": case.tracking_code,
        "spoken": numbers.spoken(case.number),
        "track_url": request.build_absolute_uri(f"/track/{case.tracking_code}"),
        "papers": [texts.say(f"case_field.paper_{paper}", speech) for paper in case.papers],
        "limits": limits.in_words(FORMS[case.business_type], speech, case.utility),
    }
    return unlisted(render(request, "customer/service_done.html", shown))


@never_cache
@require_GET
@refusable
def find(request: HttpRequest) -> HttpResponse:
    """Where a code is typed: one of a case leads to it, any other is a request's."""
    code = request.GET.get("code", "").strip().rstrip("/").rsplit("/", 1)[-1][:80]
    case = case_of(code) if code else None
    return redirect(f"/track/{case.tracking_code}") if case else ticket_pages.find(request)


@never_cache
@require_GET
@refusable
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """What became of a case; a code of anything else is a request's."""
    case = case_of(code)
    return ticket_pages.follow(request, code) if case is None else _progress(request, case)


@csrf_exempt
@never_cache
@require_POST
@refusable
def again(request: HttpRequest, code: str) -> HttpResponse:
    """The customer is not satisfied with the result."""
    case = _found(request, code)
    if case is None:
        return not_found(request)
    speech, reason = language_of(request), request.POST.get("reason", "").replace("\0", "").strip()[:500]
    if len(reason) < 2:
        return _progress(request, case, error=texts.say("service.again.needed", speech), reason=reason)
    origin = origin_of(request)
    count_anonymous(origin)
    actor = actors.customer("" if case.is_confidential else origin, speech)

    def work(tx: Tx) -> None:
        verbs.handle_again_by_customer(tx, steps.locked(case.pk), reason)

    try:
        commands.perform(actor, "case.handle_again", work)
    except Refusal as refusal:
        return _progress(request, case, error=refusal.sentence(speech), reason=reason)
    return redirect(f"/track/{case.tracking_code}?said=again")


def _progress(request: HttpRequest, case: Case, *, error: str = "", reason: str = "") -> HttpResponse:
    speech = language_of(request)
    view = cards.ticket(case)
    promised, zone = instant(view["promised_at"]), case.node.time_zone
    shown = {
        "ticket": view,
        "code": case.tracking_code,
        "spoken": numbers.spoken(case.number),
        "steps": [
            {"key": step["key"], "at": instant(step["at"]), "is_last": place == len(view["steps"]) - 1}
            for place, step in enumerate(view["steps"])
        ],
        "promised_at": promised,
        "is_late": promised is not None and promised < clock.now(),
        "opened_at": instant(view["opened_at"]),
        "updated_at": instant(view["updated_at"]),
        "papers": [texts.say(f"case_field.paper_{paper}", speech) for paper in view["papers"]],
        "zone": zone,
        "zone_name": texts.say(f"zone.{zone}", speech) if texts.knows(f"zone.{zone}") else zone,
        "is_over": case.state == "closed",
        "may_ask_again": case.state in HAS_RESULT,
        "said": request.GET.get("said") == "again" and not error,
        "error": error,
        "reason": reason,
    }
    return unlisted(render(request, "customer/service_follow.html", shown, status=422 if error else 200))


def _found(request: HttpRequest, code: str) -> Case | None:
    """The case of a code. Wrong codes are counted by origin, so that nobody tries them in masses."""
    case = case_of(code)
    if case is None:
        accounts.count_attempt(f"track:{origin_of(request)}", ticket_pages.CODE_TRIES, ticket_pages.CODE_WINDOW)
    return case
