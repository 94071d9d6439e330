"""What the customer's page does when a button is pressed, each once and without script.

Like the report form these need no cookie: who has the code is the customer, whatever session the browser carries, so
there is nobody's authority that another site could borrow. Each form has a key of its own.
"""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dispatch.board import merging_api
from dispatch.board import withdrawals as deciding
from dispatch.board.appointments import choosing
from dispatch.kernel import access, actors, commands, texts
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.pages import refusable
from dispatch.kernel.web import language_of, origin_of
from repairs import orders, return_visits, ticket_offers, ticket_pages, withdrawals
from repairs.api import count_anonymous
from repairs.models import WorkOrder
from repairs.return_visits import Said
from repairs.ticket_pages import Feedback

COMMENT_LENGTH = 500
NOTE_LENGTH = 300
# Does it within the command, and says which words the page shows then (`said.<word>`).
Work = Callable[[Tx, int], str]


def _page(view: Callable[[HttpRequest, WorkOrder], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """A page of a known code that asks for no cookie."""

    def on_code(request: HttpRequest, code: str) -> HttpResponse:
        order = ticket_pages.order_of(request, code)
        return ticket_pages.unknown(request, code) if order is None else view(request, order)

    return csrf_exempt(never_cache(require_http_methods(["GET", "POST"])(refusable(on_code))))


@_page
def urge(request: HttpRequest, order: WorkOrder) -> HttpResponse:
    """Hurry the order, or the one that it is handled with."""

    def work(tx: Tx, pk: int) -> str:
        merging_api.urge_within(tx, order, "")
        return "urged"

    return _pressed(request, order, "order.urge", {}, work)


@_page
def still_out(request: HttpRequest, order: WorkOrder) -> HttpResponse:
    """A merged request is still without after the repair."""

    def work(tx: Tx, pk: int) -> str:
        merging_api.part_as_customer(tx, pk, "")
        return "still_out"

    return _pressed(request, order, "order.unmerge", {}, work)


@_page
def feedback(request: HttpRequest, order: WorkOrder) -> HttpResponse:
    """How it was; not solved takes the order up again."""
    form = _read(request)
    if request.method == "POST" and not _judge(form, language_of(request)):
        return ticket_pages.show(request, order, feedback=form, status=422)

    def work(tx: Tx, pk: int) -> str:
        access.require(tx.actor, "visit_back.answer")
        solved = form.solved == "yes"
        return_visits.answer_by_link(tx, orders.locked([pk])[pk], Said(solved, int(form.satisfaction), form.comment))
        if solved:
            return "solved"
        return "later" if order.state in ("repaired", "reported") else "again"

    said = {"solved": form.solved, "satisfaction": form.satisfaction, "comment": form.comment}
    return _pressed(request, order, "visit_back.answer", said, work, form)


@_page
def withdrawal(request: HttpRequest, order: WorkOrder) -> HttpResponse:
    """Call the request off: asked here, decided by a dispatcher."""
    reasons, why_not = ticket_offers.reasons_to_withdraw(order)
    reason = request.POST.get("reason", "")
    note = _typed(request, "note")[:NOTE_LENGTH]
    if request.method == "GET" and why_not is not None:
        return ticket_pages.show(request, order, refusal=why_not)
    if request.method == "GET" or reason not in withdrawals.OF_CUSTOMERS:
        error = "" if request.method == "GET" else texts.say("withdraw.reason.needed", language_of(request))
        shown = {
            "code": order.request.tracking_code,
            "reasons": reasons,
            "note": note,
            "error": error,
            "key": str(uuid4()),
        }
        page = render(request, "customer/withdrawal.html", shown, status=422 if error else 200)
        return ticket_pages.unlisted(page)

    def work(tx: Tx, pk: int) -> str:
        deciding.ask(tx, orders.locked([pk])[pk], reason, note)
        return "withdrawal_asked"

    return _pressed(request, order, "order.ask_withdrawal", {"reason": reason, "note": note}, work)


@_page
def appointment(request: HttpRequest, order: WorkOrder) -> HttpResponse:
    """Choose a window, or another one: what is free is asked anew when it is taken."""
    chosen = re.fullmatch(r"(\d{1,12})@([0-9T:+.Z-]{16,32})", request.POST.get("window", ""))
    if chosen is None:
        try:
            shown = choosing.shown(order, language_of(request))
        except Refusal as refusal:
            return ticket_pages.show(request, order, refusal=refusal)
        error = "" if request.method == "GET" else texts.say("appoint.needed", language_of(request))
        shown |= {"error": error, "key": str(uuid4())}
        page = render(request, "customer/appointment.html", shown, status=422 if error else 200)
        return ticket_pages.unlisted(page)
    station_id, starts_at = int(chosen[1]), choosing.instant(chosen[2])

    def work(tx: Tx, pk: int) -> str:
        choosing.choose(tx, pk, station_id, starts_at)
        return "appointed"

    said = {"station": station_id, "starts_at": chosen[2]}
    return _pressed(request, order, "appointment.choose", said, work)


def _pressed(
    request: HttpRequest, order: WorkOrder, name: str, said: dict[str, Any], work: Work, form: Feedback | None = None
) -> HttpResponse:
    """Do it once and go back to the ticket; a refusal is shown there in words, with what was typed."""
    if request.method == "GET":
        return redirect(_address(order))
    actor = actors.customer(origin_of(request), language_of(request))
    pk = order.pk
    try:
        access.require(actor, "ticket.follow")
        count_anonymous(origin_of(request))
        answer = commands.perform(
            actor, name, lambda tx: {"said": work(tx, pk)}, key=_key(request), body={"order": pk, **said}
        )
    except Refusal as refusal:
        if form is not None:
            form.key = str(uuid4())
        return ticket_pages.show(request, order, refusal=refusal, feedback=form)
    return redirect(f"{_address(order)}?said={answer['said']}")


def _read(request: HttpRequest) -> Feedback:
    return Feedback(
        key=_key(request) or str(uuid4()),
        solved=_typed(request, "solved"),
        satisfaction=_typed(request, "satisfaction"),
        comment=_typed(request, "comment"),
    )


def _judge(form: Feedback, speech: texts.Language) -> bool:
    """Fill in `form.errors`; True when there are none."""
    if form.solved not in ("yes", "no"):
        form.errors["solved"] = texts.say("feedback.solved.needed", speech)
    if form.satisfaction not in map(str, ticket_pages.STARS):
        form.errors["satisfaction"] = texts.say("feedback.stars.needed", speech)
    if (count := len(form.comment)) > COMMENT_LENGTH:
        form.errors["comment"] = texts.say("feedback.comment.long", speech, limit=COMMENT_LENGTH, count=count)
    return not form.errors


def _typed(request: HttpRequest, name: str) -> str:
    return (request.POST.get(name) or "").replace("\0", "").strip()[:4000]


def _key(request: HttpRequest) -> str | None:
    key = request.POST.get("key", "")
    return key if re.fullmatch(r"[0-9a-fA-F-]{36}", key) else None


def _address(order: WorkOrder) -> str:
    return f"/track/{order.request.tracking_code}"
