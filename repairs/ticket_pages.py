"""The customer's page of one request, whole without script: how far it is, what it waits for, what they may do.

Whoever has the code is the customer; no cookie is asked, and nothing here acts with anybody's session. The forms lead
to the board's storey, which does what they ask and shows this page again.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dispatch.kernel import accounts, clock, texts
from dispatch.kernel.errors import Refusal
from dispatch.kernel.pages import refusable
from dispatch.kernel.web import language_of, origin_of
from repairs import cards, numbers, storm_state, ticket_notes, ticket_offers
from repairs import ticket_texts as _words  # noqa: F401  the words must be defined before a template asks
from repairs.api import ticket_of
from repairs.models import WorkOrder
from repairs.page_texts import STEPS

OVER = frozenset({"closed", "withdrawn", "handed_over"})
# What stands still on the main line while somebody sees to it.
BESIDE = frozenset({"waiting_for_dispatcher", "suspended", "withdrawn", "handed_over"})
CODE_TRIES = 60
CODE_WINDOW = timedelta(minutes=5)
SAID = ("solved", "again", "later", "urged", "withdrawal_asked", "still_out", "appointed")
STARS = (1, 2, 3, 4, 5)


@dataclass
class Feedback:
    """How it was, as typed. `errors` maps a field's name to a sentence in the reader's language."""

    key: str = field(default_factory=lambda: str(uuid4()))
    solved: str = ""
    satisfaction: str = ""
    comment: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@never_cache
@require_GET
@refusable
def find(request: HttpRequest) -> HttpResponse:
    """Where a code is typed; a code that is known leads on."""
    if "code" not in request.GET:
        return render(request, "customer/find.html", {"code": "", "error": ""})
    typed = request.GET["code"].strip()[:200]
    # People paste the whole link.
    code = typed.rstrip("/").rsplit("/", 1)[-1]
    if not code:
        error = "track.code.needed"
    elif order_of(request, code):
        return redirect(f"/track/{code.upper()}")
    else:
        error = "track.unknown"
    shown = {"code": typed, "error": texts.say(error, language_of(request))}
    return render(request, "customer/find.html", shown, status=422)


@never_cache
@require_GET
@refusable
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """How far the repair is. With script the page is fetched again whenever the ticket's stream moves."""
    order = order_of(request, code)
    if order is None:
        return unknown(request, code)
    said = request.GET.get("said", "")
    return show(request, order, said=said if said in SAID else "")


def show(
    request: HttpRequest,
    order: WorkOrder,
    *,
    said: str = "",
    refusal: Refusal | None = None,
    feedback: Feedback | None = None,
    status: int = 200,
) -> HttpResponse:
    """The ticket, with what came of the last press or why it was refused."""
    speech = language_of(request)
    shown = progress(order, speech) | {
        "said": said,
        "refused": refusal.sentence(speech) if refusal else "",
        "feedback": feedback or Feedback(),
        "key": str(uuid4()),
        "stars": STARS,
    }
    response = render(request, "customer/follow.html", shown, status=refusal.status if refusal else status)
    if refusal is not None and refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return unlisted(response)


def unknown(request: HttpRequest, code: str) -> HttpResponse:
    """No request has this code: the page where one is typed."""
    shown = {"code": code[:80], "error": texts.say("track.unknown", language_of(request))}
    return render(request, "customer/find.html", shown, status=404)


def progress(order: WorkOrder, speech: texts.Language) -> dict[str, Any]:
    """Everything that the page says, before it is laid out."""
    view = cards.ticket(order)
    promised = cards.promised_at(order)
    state = view["state_key"]
    zone = order.node.time_zone
    now = clock.now()
    open_now = ticket_offers.offers(order, now)
    is_agreed = order.promised_at is not None and order.promised_at == promised
    return {
        "ticket": view | {name: instant(view[name]) for name in ("promised_at", "opened_at", "updated_at")},
        "code": order.request.tracking_code,
        "spoken": numbers.spoken(view["number"]),
        "version": view["version"],
        "steps": timeline(view["steps"], state),
        "safety": words_of(view["safety"], speech) if state not in OVER | {"repaired"} else [],
        "is_over": state in OVER,
        "is_promised": is_agreed or (state not in OVER | BESIDE | {"repaired"} and (promised or state != "merged")),
        "promise": "agreed" if is_agreed else "restore" if order.due_kind == "restore" else "arrival",
        "is_appointed": is_agreed and order.appointed_from is not None,
        "window": ticket_notes.window(order, zone, speech),
        "is_late": promised is not None and promised < now,
        "storm": next((storm.name for storm in storm_state.over(order.node.path)), ""),
        "is_life_safety": order.is_life_safety,
        "zone": zone,
        "zone_name": texts.say(f"zone.{zone}", speech) if texts.knows(f"zone.{zone}") else zone,
        "station_name": view["station_name_en" if speech == "en" else "station_name"],
        "symptom_name": texts.say(f"symptom.{view['symptom']}", speech),
        "offers": open_now,
        "urges": order.urges,
        "urge_from": ticket_notes.local(open_now.urge_from, zone, speech) if open_now.urge_from else "",
        "notes": ticket_notes.notes(order, view, open_now, speech),
        "new_spoken": numbers.spoken(view["new_number"]) if view["new_number"] else "",
    }


def timeline(done_steps: list[cards.TicketStep], state: str) -> list[dict[str, Any]]:
    """The main line as past, now and ahead. Stamps left behind by a reassignment count only up to the present step."""
    at = {step["key"]: step["at"] for step in done_steps}
    present = "repaired" if state == "closed" else state
    reached = (
        STEPS.index(present) if present in STEPS else max((STEPS.index(key) for key in at if key in STEPS), default=0)
    )
    line = []
    for place, key in enumerate(STEPS):
        is_now = place == reached and state not in OVER
        when = "now" if is_now else "past" if place <= reached else "ahead"
        line.append({"key": key, "when": when, "at": instant(at.get(key)) if place <= reached else None})
    return line


def order_of(request: HttpRequest, code: str) -> WorkOrder | None:
    """The order of a code. Wrong codes are counted by origin, so that nobody tries them in masses."""
    try:
        return ticket_of(code)
    except Refusal:
        accounts.count_attempt(f"track:{origin_of(request)}", CODE_TRIES, CODE_WINDOW)
        return None


def words_of(keys: Any, speech: texts.Language) -> list[str]:
    return [texts.say(key, speech) for key in keys]


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def unlisted(response: HttpResponse) -> HttpResponse:
    """Secret addresses do not belong into anybody's index, nor into the next site's referrer."""
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
